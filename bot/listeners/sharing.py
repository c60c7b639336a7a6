"""The button 「チャンネルに共有」: an answer that one person sees becomes one that the channel sees, once."""

from __future__ import annotations

import logging
import time
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blocks.asking import (
    NOT_CHOSEN,
    NOT_THERE,
    SHARE_CHANNEL,
    ShareRequest,
    after_sharing,
    share_form,
    shared_messages,
)
from bot.blocks.form_parts import conversation_in
from bot.blocks.message import Message, plain_message
from bot.blocks.phrases import LIMITED_SINCE, NO_LONGER_KEPT
from bot.inbox import Inbox, Job
from bot.listeners.delivery import NOT_A_MEMBER, Delivery, slack_code
from bot.listeners.given import GivenAnswers
from bot.listeners.questions import Shareable
from bot.listeners.telling import accept_telling
from bot.listeners.voices import Voices

SHARE, SHARE_TO = "share", "share-to"

log = logging.getLogger(__name__)


class ShareListener:
    """Accepts the press. Ten presses on one answer are one piece of work."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    def pressed(self, ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        """`block_actions` of the share button."""
        request = ShareRequest.from_value(action["value"])
        payload = {
            "key": request.key,
            "question": request.question,
            "user": body["user"]["id"],
            "team": (body.get("team") or {}).get("id", ""),
            "channel": body["container"]["channel_id"],
            "thread": body["container"].get("thread_ts", ""),
            "since": body["container"]["message_ts"],
            "response_url": body["response_url"],
        }
        self._inbox.accept(f"share:{request.key}", SHARE, payload)
        ack()

    def form_asked(self, ack: Ack, body: dict[str, Any], action: dict[str, Any], client: WebClient) -> None:
        """`block_actions` under an answer in a direct message: which channel?"""
        client.views_open(trigger_id=body["trigger_id"], view=share_form(str(action["value"])))
        ack()

    def sent(self, ack: Ack, body: dict[str, Any], view: dict[str, Any]) -> None:
        """`view_submission`: shared once a channel, however often it is sent."""
        channel = conversation_in(view, SHARE_CHANNEL)
        if not channel:
            ack(response_action="errors", errors={SHARE_CHANNEL: NOT_CHOSEN})
            return
        request = ShareRequest.from_value(view["private_metadata"])
        payload = {
            "key": request.key,
            "question": request.question,
            "user": body["user"]["id"],
            "team": (body.get("team") or {}).get("id", ""),
            "target": channel,
            # Where the person is told, should it fail.
            "channel": body["user"]["id"],
            "thread": "",
            "since": f"{time.time():.6f}",
        }
        self._inbox.accept(f"share:{request.key}:{channel}", SHARE_TO, payload)
        ack()


class ShareWork:
    """Posts the kept answer, exactly as its asker saw it, unless what it was made of was limited since."""

    def __init__(self, inbox: Inbox, delivery: Delivery, given: GivenAnswers, voices: Voices) -> None:
        self._inbox = inbox
        self._delivery = delivery
        self._given = given
        self._voices = voices

    def share(self, job: Job) -> None:
        """Posts into the channel and then takes the button away."""
        answer, refusal = self._answer(job, job.payload["channel"])
        if refusal:
            self._delivery.whisper(job, plain_message(refusal), replace_original=False)
            return
        question, under = job.payload["question"], self._given.under(job.payload["key"], found=True)
        messages = shared_messages(answer, question, job.payload["user"], under)
        self._delivery.to_channel(job, messages, job.payload.get("thread") or None)
        self._take_button_away(job, after_sharing(answer, question, under))

    def share_to(self, job: Job) -> None:
        """Posts into the channel that was chosen; where that cannot be, the person is told."""
        user = job.payload["user"]
        answer, refusal = self._answer(job, job.payload["target"])
        if refusal:
            accept_telling(self._inbox, job.key, user, refusal)
            return
        under = self._given.under(job.payload["key"], found=True)
        messages = shared_messages(answer, job.payload["question"], user, under)
        try:
            self._delivery.to_conversation(job, messages, job.payload["target"], None)
        except SlackApiError as error:
            if slack_code(error) not in NOT_A_MEMBER:
                raise
            accept_telling(self._inbox, job.key, user, NOT_THERE)

    def _answer(self, job: Job, channel: str) -> tuple[tuple[Message, ...], str]:
        """The kept answer; or why it cannot be shown to everybody in `channel`."""
        kept = self._inbox.kept(job.payload["key"])
        if kept is None:
            return (), NO_LONGER_KEPT
        answer = Shareable.of(kept)
        readers = {"user": job.payload["user"], "team": job.payload["team"], "channel": channel}
        is_open = self._voices.still_open(readers, answer.documents, answer.notes)
        return (tuple(answer.messages), "") if is_open else ((), LIMITED_SINCE)

    def _take_button_away(self, job: Job, message: Message) -> None:
        """A button that stays is harmless, so nothing is tried again for its sake."""
        try:
            self._delivery.whisper(job, message, replace_original=True)
        except Exception as error:
            log.warning("work %s: the button stays (%s)", job.key, type(error).__name__)
