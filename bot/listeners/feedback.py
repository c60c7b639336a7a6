"""「役に立った」 and 「違う」 under an answer: counted once a person, with a word why where somebody gives one."""

from __future__ import annotations

import logging
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blocks import feedback as blocks
from bot.blocks.under import USEFUL, WRONG
from bot.inbox import Inbox
from bot.keeping.answer_log import AnswerLog
from bot.listeners.delivery import slack_code
from bot.listeners.telling import accept_telling

Body = dict[str, Any]

log = logging.getLogger(__name__)


class FeedbackListener:
    """Hears the presses. What somebody thinks is one short write, made before Slack hears yes."""

    def __init__(self, answers: AnswerLog, inbox: Inbox) -> None:
        self._answers = answers
        self._inbox = inbox

    def pressed(self, ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        """`block_actions` of the thumbs: thanks, or the small form; changing one's mind replaces what was said."""
        value, user = str(action["value"]), body["user"]["id"]
        useful = value.startswith(USEFUL)
        answer = value.removeprefix(USEFUL).removeprefix(WRONG)
        if not self._answers.rate(answer, user, useful=useful):
            self._tell(body, f"late:{answer}:{user}", blocks.TOO_LATE)
        elif useful:
            self._tell(body, f"useful:{answer}:{user}", blocks.THANKS)
        else:
            _ask_why(client, body["trigger_id"], answer)
        ack()

    def explained(self, ack: Ack, body: Body, view: Body) -> None:
        """`view_submission` of the form. An answer that went meanwhile is told in it."""
        why, answer = blocks.why_in(view), view["private_metadata"]
        kept = not why.strip() or self._answers.explain(answer, body["user"]["id"], why)
        ack(response_action="update", view=blocks.told_view(blocks.THANKS_FOR_WHY if kept else blocks.TOO_LATE))

    def _tell(self, body: Body, key: str, words: str) -> None:
        accept_telling(self._inbox, key, body["user"]["id"], words, body["response_url"])


def _ask_why(client: WebClient, trigger: str, answer: str) -> None:
    """A form that does not open is no loss: the judgement is counted."""
    try:
        client.views_open(trigger_id=trigger, view=blocks.why_view(answer))
    except SlackApiError as error:
        log.warning("the form for a reason did not open (%s)", slack_code(error))
