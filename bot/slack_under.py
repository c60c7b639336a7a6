"""The table of contents of what stands under answers: which press goes to which listener."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_bolt import App

from bot.blocks.feedback import WHY_FORM
from bot.blocks.under import FEEDBACK
from bot.keeping.keeping import Keeping
from bot.listeners.feedback import FeedbackListener

if TYPE_CHECKING:
    from bot.slack_app import SlackServices


def hear_under_answers(app: App, keeping: Keeping, services: SlackServices) -> None:
    """Registers the listeners."""
    feedback = FeedbackListener(keeping.answers, services.inbox)
    app.action(FEEDBACK)(feedback.pressed)
    app.view(WHY_FORM)(feedback.explained)
