"""The table of contents of what stands under answers: which press goes to which listener."""

from __future__ import annotations

from typing import TYPE_CHECKING

from slack_bolt import App

from bot.blocks import consult, opened
from bot.blocks.feedback import WHY_FORM
from bot.blocks.under import CONSULT, FEEDBACK, OPEN
from bot.keeping.keeping import Keeping
from bot.listeners.consult import ConsultListener
from bot.listeners.feedback import FeedbackListener
from bot.listeners.opening import OpenListener
from bot.listeners.resource_place import Place

if TYPE_CHECKING:
    from bot.slack_app import SlackServices


def hear_under_answers(app: App, keeping: Keeping, services: SlackServices) -> None:
    """Registers the listeners."""
    feedback = FeedbackListener(keeping.answers, services.inbox)
    app.action(FEEDBACK)(feedback.pressed)
    app.view(WHY_FORM)(feedback.explained)
    consulting = ConsultListener(keeping.answers, services.inbox, services.consult)
    app.action(CONSULT)(consulting.pressed)
    app.view(consult.FORM)(consulting.sent)
    app.action(consult.REPLY)(consulting.reply_pressed)
    app.view(consult.REPLY_FORM)(consulting.replied)
    if services.excerpts:
        opening = OpenListener(keeping.answers, services.excerpts, Place(services.admins), services.shelves)
        app.action(OPEN)(opening.pressed)
        for action in (opened.BEFORE, opened.AFTER, *opened.CITED):
            app.action(action)(opening.turned)
