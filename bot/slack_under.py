"""The table of contents of what stands under answers: which press goes to which listener, and who does the work."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from slack_bolt import App

from bot.blocks import consult, opened
from bot.blocks.feedback import WHY_FORM
from bot.blocks.gaps import CSV, SETTLE
from bot.blocks.under import CONSULT, FEEDBACK, OPEN
from bot.inbox import Job
from bot.keeping.keeping import Keeping
from bot.listeners.consult import CONSULT as ASK_SOMEBODY
from bot.listeners.consult import REPLIED, REPLY, ConsultListener, ConsultWork
from bot.listeners.delivery import Delivery
from bot.listeners.feedback import FeedbackListener
from bot.listeners.gaps import GAP_CSV, GAP_LIST, GAP_SETTLE, GapListener, GapWork
from bot.listeners.opening import OpenListener
from bot.listeners.resource_place import Place
from bot.listeners.sharing import SHARE, SHARE_TO, ShareWork
from bot.listeners.telling import TELL, TellWork
from bot.listeners.thread_replies import ThreadReplyListener
from bot.listeners.voices import Voices
from bot.slack_files import SlackFiles

if TYPE_CHECKING:
    from bot.slack_app import SlackServices


def hear_replies(app: App, services: SlackServices) -> None:
    """Messages in threads of handed-over questions. Bolt takes the first listener that matches an event."""
    if services.keeping:
        replies = ThreadReplyListener(services.keeping.handovers, services.inbox)
        app.event("message", matchers=[replies.is_here])(replies.said)


def hear_of_gaps(app: App, gaps: GapListener) -> None:
    """The buttons in the list of what the documents lack."""
    app.action(SETTLE)(gaps.settle_pressed)
    app.action(CSV)(gaps.csv_pressed)


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


def under_answers(
    services: SlackServices, voices: Voices, delivery: Delivery, files: SlackFiles
) -> dict[str, Callable[[Job], str | None]]:
    """Who does what was pressed, by kind of work."""
    inbox = services.inbox
    consulting = ConsultWork(inbox, voices, delivery, services.keeping.handovers if services.keeping else None)
    sharing = ShareWork(inbox, delivery, services.given, voices)
    handlers: dict[str, Callable[[Job], str | None]] = {
        SHARE: sharing.share,
        SHARE_TO: sharing.share_to,
        TELL: TellWork(delivery).tell,
        ASK_SOMEBODY: consulting.ask,
        REPLY: consulting.reply,
        REPLIED: consulting.note,
    }
    if services.keeping:
        gaps = GapWork(inbox, delivery, services.keeping.answers, services.admins, files)
        handlers |= {GAP_LIST: gaps.list, GAP_SETTLE: gaps.settle, GAP_CSV: gaps.csv}
    return handlers
