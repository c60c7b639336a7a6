"""A question: in a channel by mention, in a direct message, or by `/ask` for the asker's eyes only."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from slack_bolt import Ack

from bot.blocks.answer import answer_messages
from bot.blocks.asking import ShareRequest, asked_messages, share_button, share_to_button
from bot.blocks.follow_up import with_whole_question
from bot.blocks.help import reply_without_documents
from bot.blocks.message import Message
from bot.blocks.phrases import USAGE, usage
from bot.blocks.under import Under, with_under
from bot.inbox import Inbox, Job
from bot.listeners.delivery import REPLACES, Delivery
from bot.listeners.given import GivenAnswers
from bot.listeners.growing import GrowingAnswer
from bot.listeners.voices import Voices, ignored
from bot.mrkdwn import has_words, question_in
from knowledge.types import Answer

QUESTION = "question"  # answered where it was asked
ASK = "ask"  # answered to one person
WHOLE = "whole"  # in the payload of a question that was made whole: whether that is more than was written
PRIVATE = "private"  # in the payload of a question in a channel that is answered for its asker alone
TAPPED = "tapped"  # in the payload of a question from a button or a form: nobody sees it above its answer

PEOPLES_OWN = frozenset({None, "file_share", "thread_broadcast"})  # other subtypes: edits, joins, bots


class QuestionListener:
    """Accepts questions. Everything in here ends in one write to the inbox."""

    def __init__(self, inbox: Inbox, privately: Callable[[str], bool] = lambda _channel: False) -> None:
        """`privately` says of a channel whether mentions in it are answered to their asker alone."""
        self._inbox = inbox
        self._privately = privately

    def mentioned(self, event: dict[str, Any]) -> None:
        """`app_mention`: answered in the thread of the message, or in its own."""
        if self._privately(event["channel"]):
            # Only a thread that is there shows what one person sees.
            self._accept(event, event.get("thread_ts", ""), private="yes")
        else:
            self._accept(event, event.get("thread_ts") or event["ts"])

    def said(self, event: dict[str, Any]) -> None:
        """`message` in a direct message: answered there, in the thread if it was said in one."""
        if event.get("channel_type") == "im":
            self._accept(event, event.get("thread_ts", ""))

    def asked(self, ack: Ack, command: dict[str, Any]) -> None:
        """`/ask`: acknowledged once the question is on disk, or at once with the usage if there is none."""
        question = question_in(command.get("text", ""))
        if not has_words(question):
            ack(text=USAGE)
            return
        payload = {
            "question": question,
            "user": command["user_id"],
            "team": command["team_id"],
            "channel": command["channel_id"],
            "response_url": command["response_url"],
        }
        self._inbox.accept(f"ask:{command['trigger_id']}", ASK, payload)
        ack()

    def _accept(self, event: Mapping[str, Any], thread: str, private: str = "") -> None:
        """By channel and timestamp the same words are known again, in whatever event they come."""
        if event.get("subtype") not in PEOPLES_OWN or event.get("bot_id") or not event.get("user"):
            return
        payload = {"channel": event["channel"], "thread": thread, "since": event["ts"]}
        payload["question"] = question_in(event.get("text", ""))
        # Whose question it is, for the notes they may see: in a channel those that everybody may.
        payload |= {"user": event["user"], "team": event.get("team", "")}
        payload["alone"] = "yes" if event.get("channel_type") == "im" else ""
        payload |= {PRIVATE: private} if private else {}
        self._inbox.accept(f"said:{event['channel']}:{event['ts']}", QUESTION, payload)


class QuestionWork:
    """Answers accepted questions. An answer is composed once, put on disk, and then posted."""

    def __init__(self, inbox: Inbox, voices: Voices, delivery: Delivery, given: GivenAnswers | None = None) -> None:
        self._inbox = inbox
        self._voices = voices
        self._delivery = delivery
        self._given = given or GivenAnswers()

    def reply(self, job: Job) -> str | None:
        """Answers where the question was asked. Of a private answer the one for everybody is kept, as in `tell`."""
        if PRIVATE in job.payload:
            return self._reply_privately(job)
        answer, under = self._composed(job), self._under(job)
        tapped = TAPPED in job.payload
        messages = asked_messages(answer, job.payload["question"], under) if tapped else with_under(answer, under)
        self._delivery.to_conversation(job, messages, job.payload["channel"], job.payload["thread"] or None)
        if job.payload.get("alone"):
            self._delivery.status.met(job)
            if not tapped and has_words(job.payload["question"]):
                self._delivery.status.name(job, job.payload["question"])
            return self._shareable(job, answer)
        return None

    def _reply_privately(self, job: Job) -> str:
        answer = self._composed(job)
        messages = with_under(answer, self._under(job))
        if REPLACES in job.payload:  # asked again from under an apology
            self._delivery.to_one_person(job, messages)
        else:
            self._delivery.in_private(job, messages, job.payload["channel"], job.payload["thread"] or None)
        return self._shareable(job, answer)

    def tell(self, job: Job) -> str:
        """Answers to one person; what is kept is the answer as everybody may read it, in case it is shared."""
        answer = self._composed(job)
        self._delivery.to_one_person(job, asked_messages(answer, job.payload["question"], self._under(job)))
        return self._shareable(job, answer)

    def _shareable(self, job: Job, answer: Sequence[Message]) -> str:
        noted = self._inbox.notes(job.key) or {}
        messages = load_messages(noted["shareable"]) if "shareable" in noted else answer
        return Shareable(messages, noted.get("documents", ()), noted.get("resources", ())).dumped()

    def _composed(self, job: Job) -> tuple[Message, ...]:
        """The messages of an earlier attempt, or new ones: a second attempt must not say something else."""
        noted = (self._inbox.notes(job.key) or {}).get("messages")
        if noted:
            return load_messages(noted)
        if in_passing := reply_without_documents(job.payload["question"]):
            self._delivery.no_more_signs(job)  # one that is being shown just now comes first
            return (in_passing,)
        alone = job.kind == ASK or bool(job.payload.get("alone")) or PRIVATE in job.payload
        hear = GrowingAnswer(self._inbox, self._delivery, job).hear if _stands_in_talk(job) else ignored
        answer, public = self._voices.answers(job.payload, alone=alone, waited=self._inbox.age(job), hear=hear)
        messages = _drawn(answer)
        if job.payload.get(WHOLE) == "yes":
            messages = with_whole_question(messages, job.payload["question"])
        notes = {"messages": dump_messages(messages), "answered": bool(public and public.answered)}
        notes["documents"], notes["resources"] = _shown_of(public), _told_of(public)
        if public != answer:
            notes["shareable"] = dump_messages(_drawn(public))
        if answer:
            notes["found"] = answer.answered
            self._given.keep(job.key, job.payload, answer)
        with self._delivery.lock(job):
            self._inbox.note(job, **notes)
        return messages

    def _under(self, job: Job) -> Under:
        """What to offer under a composed answer; nothing where nothing was asked."""
        noted = self._inbox.notes(job.key) or {}
        if "found" not in noted:
            return Under()
        request = ShareRequest(job.key, job.payload["question"])
        to_one = job.kind == ASK or PRIVATE in job.payload
        offer = share_button if to_one else share_to_button if job.payload.get("alone") else None
        share = offer(request) if offer and noted["answered"] else None
        return self._given.under(job.key, found=noted["found"], share=share)


def _stands_in_talk(job: Job) -> bool:
    """Whether there will be an answer, in a message that can be changed: what one person sees among others cannot."""
    return job.kind == QUESTION and PRIVATE not in job.payload


def _drawn(answer: Answer | None) -> tuple[Message, ...]:
    return (usage(),) if answer is None else answer_messages(answer)


def _shown_of(answer: Answer | None) -> list[str]:
    """The ids of the documents that an answer quotes."""
    quoted = {each.passage_id for each in answer.citations} if answer else set()
    return sorted({each.passage.document_id for each in answer.passages if each.passage.id in quoted} if answer else ())


def _told_of(answer: Answer | None) -> list[str]:
    """The ids of the notes that an answer tells of."""
    return [note for part in answer.parts for note in part.notes] if answer else []


class Shareable(NamedTuple):
    """An answer as it is kept for sharing, with the ids of documents that it quotes and of notes that it tells of."""

    messages: Sequence[Message]
    documents: Sequence[str]
    notes: Sequence[str]

    def dumped(self) -> str:
        """What `of` reads."""
        messages = [message.as_json() for message in self.messages]
        return json.dumps({"messages": messages, "documents": list(self.documents), "notes": list(self.notes)})

    @staticmethod
    def of(kept: str) -> Shareable:
        """What `dumped` wrote, also in the days when no notes were noted."""
        found = json.loads(kept)
        messages = tuple(map(Message.from_json, found["messages"]))
        return Shareable(messages, found["documents"], found.get("notes", ()))


def dump_messages(messages: Sequence[Message]) -> str:
    """Messages as they are kept."""
    return json.dumps([message.as_json() for message in messages], ensure_ascii=False)


def load_messages(kept: str) -> tuple[Message, ...]:
    """The messages that `dump_messages` wrote."""
    return tuple(Message.from_json(each) for each in json.loads(kept))
