"""Follow-ups: a second question without a second mention, in threads where the bot takes part, and in direct messages.

Every message of every channel comes by here. Most end at the first look; of those, nothing is kept or logged.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, Protocol

from slack_bolt import BoltContext

from bot.blocks.follow_up import hushed
from bot.blocks.help import asks_for_help
from bot.inbox import Inbox, Job
from bot.keeping.threads import Threads
from bot.listeners.delivery import Delivery
from bot.listeners.questions import PEOPLES_OWN, QUESTION, TAPPED, WHOLE
from bot.listeners.voices import BEFORE, Voices, conversation
from bot.mrkdwn import question_in
from bot.slack_talk import NOTHING_SAID, TalkReader
from knowledge.followups.meant_for import Addressee, Said, Talk, may_be_meant
from knowledge.followups.people import asks, asks_for_silence

FOLLOW_UP, HUSH = "follow-up", "hush"
Event = dict[str, Any]


class FollowUpRules(Protocol):
    """Knows where follow-ups are wanted."""

    def follow_ups_allowed(self, team: str, channel: str) -> bool:
        """Whether the bot may answer there without being mentioned again."""


def in_channel(event: Event) -> bool:
    """Whether something was said in a channel or a group, not directly to the bot."""
    return event.get("channel_type") != "im"


class FollowUpListener:
    """Accepts what may be a follow-up."""

    def __init__(
        self,
        inbox: Inbox,
        threads: Threads,
        mentioned: Callable[[Event], None],
        rules: FollowUpRules | None = None,
    ) -> None:
        """`mentioned` hears the mentions that do not ask for silence."""
        self._inbox = inbox
        self._threads = threads
        self._mentioned = mentioned
        self._rules = rules

    def mentioned(self, event: Event) -> None:
        """`app_mention`: from now on the bot takes part in the thread, unless it is just asked not to."""
        if event.get("subtype") not in PEOPLES_OWN or event.get("bot_id") or not event.get("user"):
            return
        thread = event.get("thread_ts") or event["ts"]
        if asks_for_silence(question_in(event.get("text", ""))):
            self._hush(event, thread)
            return
        self._threads.wake(event["channel"], thread, event["ts"])
        self._mentioned(event)

    def said(self, event: Event, context: BoltContext) -> None:
        """`message` in a channel: a reply in a thread where the bot takes part, that may be meant for it."""
        thread, text = event.get("thread_ts"), event.get("text", "")
        if not thread or event.get("subtype") not in PEOPLES_OWN or event.get("bot_id") or not event.get("user"):
            return
        # A mention comes as `app_mention`, too, and is heard there.
        own = event.get("parent_user_id") == context.bot_user_id  # an answer that was shared
        if f"<@{context.bot_user_id}" in text or not self._listens(event, thread, own):
            return
        if asks_for_silence(text):
            self._hush(event, thread)
        elif may_be_meant(text) and self._wanted(event):
            self._inbox.accept(_key(event), FOLLOW_UP, {**_place(event, thread), "question": question_in(text)})

    def _listens(self, event: Event, thread: str, own: bool) -> bool:
        return self._threads.listens(event["channel"], thread, own=own, at=event["ts"])

    def _wanted(self, event: Event) -> bool:
        return self._rules is None or self._rules.follow_ups_allowed(event.get("team", ""), event["channel"])

    def _hush(self, event: Event, thread: str) -> None:
        self._threads.hush(event["channel"], thread, event["ts"])
        self._inbox.accept(_key(event), HUSH, _place(event, thread))


class FollowUpWork:
    """Decides what was accepted, and makes questions whole before they are answered."""

    def __init__(
        self,
        inbox: Inbox,
        reader: TalkReader,
        addressee: Addressee,
        voices: Voices,
        delivery: Delivery,
        answer: Callable[[Job], str | None],
    ) -> None:
        """`answer` answers a job whose question is whole."""
        self._inbox = inbox
        self._answer = answer
        self._reader = reader
        self._addressee = addressee
        self._voices = voices
        self._delivery = delivery

    def decide(self, job: Job) -> None:
        """Accepts the whole question as one to be answered, where the message was meant for the bot."""
        asked = job.payload
        talk = self._reader.thread(asked["channel"], asked["thread"], asked["since"])
        said = Said(asked["user"], asked["question"])
        whole = self._addressee.asked(said, talk, self._voices.common_shelf(asked))
        if whole is not None:
            payload = {**asked, "question": whole.text, WHOLE: "yes" if whole.changed else "no"}
            payload |= self._said_before(talk)
            self._inbox.accept(f"asked:{asked['channel']}:{asked['since']}", QUESTION, payload)

    def whole(self, job: Job) -> Job:
        """The job with its question made whole by what was said before it; once, also over several attempts."""
        asked = job.payload
        if asked.keys() & {WHOLE, TAPPED} or asks_for_help(asked["question"]) or not asks(asked["question"]):
            return job
        noted = (self._inbox.notes(job.key) or {}).get("whole")
        if noted is None:
            talk = self._before(job)
            whole = self._addressee.whole(asked["question"], talk.turns, self._voices.common_shelf(asked))
            noted = [whole.text, "yes" if whole.changed else "no", self._said_before(talk)]
            self._inbox.note(job, whole=noted)
        return dataclasses.replace(job, payload={**asked, "question": noted[0], WHOLE: noted[1], **noted[2]})

    def reply(self, job: Job) -> str | None:
        """Answers a question, made whole, where it was asked; what to keep of it."""
        return self._answer(self.whole(job))

    def hush(self, job: Job) -> None:
        """Says once that the bot keeps quiet."""
        self._delivery.to_conversation(job, [hushed()], job.payload["channel"], job.payload["thread"])

    def _said_before(self, talk: Talk) -> dict[str, str]:
        """The conversation for an answerer that can use it; nothing is carried along for one that cannot."""
        if not self._voices.converses or not talk.turns:
            return {}
        return {BEFORE: conversation([(turn.question, turn.answer) for turn in talk.turns])}

    def _before(self, job: Job) -> Talk:
        channel, thread, at = job.payload["channel"], job.payload["thread"], job.payload["since"]
        alone = bool(job.payload.get("alone"))
        if thread and thread != at:
            return self._reader.thread(channel, thread, at, alone=alone)
        return self._reader.direct(channel, at) if alone else NOTHING_SAID


def _place(event: Event, thread: str) -> dict[str, str]:
    place = {"channel": event["channel"], "thread": thread, "since": event["ts"]}
    return {**place, "user": event["user"], "team": event.get("team", ""), "alone": ""}


def _key(event: Event) -> str:
    """By channel and timestamp the same words are known again, in whatever event they come."""
    return f"said:{event['channel']}:{event['ts']}"
