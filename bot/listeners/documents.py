"""Documents in Slack: a file dropped to the bot can be added, `/tsunagi 資料` lists what there is."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Protocol

from slack_bolt import Ack

from bot.blocks import documents as blocks
from bot.blocks.documents import DroppedFile
from bot.blocks.message import Message, plain_message
from bot.inbox import Inbox, Job
from bot.keeping.document_limits import Reach
from bot.keeping.shelves import KeptShelves
from bot.listeners.delivery import Delivery
from bot.mrkdwn import has_words, question_in
from bot.slack_files import SlackFiles
from knowledge.errors import DocumentError
from knowledge.resources.privacy import Viewer
from knowledge.types import DocumentInfo

DROPPED, ADD, LIST, REMOVE = "dropped", "add-document", "list-documents", "remove-document"
LIST_WORD = "資料"
# What people write beside a file that is no question to the documents.
_REQUEST = re.compile(r"追加|登録|取り?込|加えて|入れて|お願い|おねがい")


class Receipt(Protocol):
    """What became of one document."""

    @property
    def source(self) -> str:
        """Where it came from."""

    @property
    def outcome(self) -> str:
        """One word in Japanese."""

    @property
    def title(self) -> str:
        """Its title, empty where it could not be read."""

    @property
    def passages(self) -> int:
        """How many passages of it can be found."""

    @property
    def reason(self) -> str:
        """What failed, or was left out, with the cure."""


class Desk(Protocol):
    """Where documents are handed in."""

    def take_in(self, name: str, data: bytes) -> Sequence[Receipt]:
        """Takes a file in. Raises DocumentError where that cannot be."""

    def documents(self) -> Sequence[DocumentInfo]:
        """All documents, by title."""

    def remove(self, document_id: str) -> Receipt | None:
        """Takes a document out; None where it is not there."""


class DocumentListener:
    """Accepts files, presses and the command. Everything in here ends in one write to the inbox."""

    def __init__(
        self,
        inbox: Inbox,
        said: Callable[[dict[str, Any]], None],
        explain: Callable[[Ack], None],
    ) -> None:
        """`said` hears the direct messages that ask something, `explain` answers `/tsunagi` without a known word."""
        self._inbox = inbox
        self._said = said
        self._explain = explain

    def said(self, event: dict[str, Any]) -> None:
        """`message`: files are offered to be added, words beside them are a question unless they ask just for that."""
        files = [DroppedFile(each["id"], each.get("name") or "ファイル") for each in event.get("files", [])]
        if (
            event.get("channel_type") != "im"
            or event.get("subtype") != "file_share"
            or event.get("bot_id")
            or not files
        ):
            self._said(event)
            return
        payload = {
            "user": event["user"],
            "channel": event["channel"],
            "thread": event.get("thread_ts", ""),
            "since": event["ts"],
            "files": json.dumps(files, ensure_ascii=False),
        }
        self._inbox.accept(f"dropped:{event['channel']}:{event['ts']}", DROPPED, payload)
        words = question_in(event.get("text", ""))
        if has_words(words) and not _REQUEST.search(words):
            self._said(event)

    def commanded(self, ack: Ack, command: dict[str, Any]) -> None:
        """`/tsunagi 資料`, perhaps with words that the titles must hold."""
        word, _, rest = question_in(command.get("text", "")).replace("\u3000", " ").partition(" ")
        if word != LIST_WORD:
            self._explain(ack)
            return
        payload = {"user": command["user_id"], "response_url": command["response_url"], "words": rest.strip()}
        payload |= {"team": command["team_id"], "channel": command["channel_id"]}
        self._inbox.accept(f"list:{command['trigger_id']}", LIST, payload)
        ack()

    def add_pressed(self, ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        """The button 「資料に追加」. Ten presses are one piece of work."""
        file = DroppedFile.from_value(action["value"])
        container = body["container"]
        payload = {
            "file": file.id,
            "name": file.name,
            "user": body["user"]["id"],
            "channel": container["channel_id"],
            "thread": container.get("thread_ts", ""),
            "since": container["message_ts"],
            "response_url": body["response_url"],
        }
        self._inbox.accept(f"add:{container['message_ts']}:{file.id}", ADD, payload)
        ack()

    def remove_chosen(self, ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        """A document chosen in the remove menu."""
        payload = {
            "document": action["selected_option"]["value"],
            "user": body["user"]["id"],
            "response_url": body["response_url"],
        }
        self._inbox.accept(f"remove:{body['trigger_id']}", REMOVE, payload)
        ack()


class DocumentWork:
    """Does what was accepted. Who may change documents is asked here, at the latest moment."""

    def __init__(
        self,
        inbox: Inbox,
        delivery: Delivery,
        desk: Desk | None,
        admins: AbstractSet[str],
        files: SlackFiles,
        shelves: KeptShelves | None = None,
    ) -> None:
        """Without a desk nobody may add or remove, and there is nothing to list."""
        self._inbox = inbox
        self._delivery = delivery
        self._desk = desk
        self._admins = admins
        self._files = files
        self._shelves = shelves

    def offer(self, job: Job) -> None:
        """Asks whether the files shall be added, or says who may do that."""
        files = [DroppedFile(*each) for each in json.loads(job.payload["files"])]
        message = blocks.offer(files) if self._may_change(job) else plain_message(blocks.NOT_FOR_YOU)
        self._delivery.to_conversation(job, [message], job.payload["channel"], job.payload["thread"] or None)

    def add(self, job: Job) -> None:
        """Takes the file in and says what became of it, where the button was."""
        channel, thread = job.payload["channel"], job.payload["thread"] or None
        desk = self._desk
        if desk is None or not self._may_change(job):
            message = plain_message(blocks.NOT_FOR_YOU)
        else:
            if "posted" not in (self._inbox.notes(job.key) or {}):
                self._delivery.sign(job, blocks.taking_in(job.payload["name"]), channel, thread)
            message = self._taken_in(desk, job.payload["file"])
        self._delivery.to_conversation(job, [message], channel, thread)

    def list(self, job: Job) -> None:
        """Shows the documents whose titles hold the words."""
        wanted = _folded(job.payload["words"]).split()
        every, reaches = self._known(job)
        found = [each for each in every if all(word in _folded(f"{each.title} {each.edition}") for word in wanted)]
        message = blocks.document_list(found, job.payload["words"], removable=self._may_change(job), reaches=reaches)
        self._delivery.to_one_person(job, [message])

    def remove(self, job: Job) -> None:
        """Takes the chosen document out and says so."""
        if self._desk is None or not self._may_change(job):
            message = plain_message(blocks.NOT_FOR_YOU)
        else:
            gone = self._desk.remove(job.payload["document"])
            done = f"「{gone.title}」を資料から外しました。{blocks.REMOVED_NOTE}" if gone else blocks.GONE_ALREADY
            message = plain_message(done)
        self._delivery.whisper(job, message, replace_original=False)

    def _known(self, job: Job) -> tuple[Sequence[DocumentInfo], Mapping[str, Reach] | None]:
        """The documents that the asker may know of; with who each is for, for those who decide that."""
        if self._shelves is None:
            return (self._desk.documents() if self._desk else []), None
        if self._may_change(job):
            every = self._shelves.all()
            return [each.document for each in every], {each.document.id: each.reach for each in every}
        asker = Viewer(job.payload.get("team", ""), job.payload["user"])
        return self._shelves.seen(asker, job.payload.get("channel", "")), None

    def _taken_in(self, desk: Desk, file: str) -> Message:
        try:
            shared = self._files.fetch(file)
            receipts = desk.take_in(shared.name, shared.data)
        except DocumentError as error:
            return plain_message(str(error))
        return blocks.receipt([_told(receipt) for receipt in receipts])

    def _may_change(self, job: Job) -> bool:
        return self._desk is not None and job.payload["user"] in self._admins


def _told(receipt: Receipt) -> str:
    """追加: 「手引き」 120箇所。"""
    if not receipt.passages:
        return f"{receipt.outcome}: {receipt.reason or receipt.title}"
    name = receipt.title or receipt.source.rpartition("/")[2]
    return f"{receipt.outcome}: 「{name}」 {receipt.passages}箇所。{receipt.reason}"


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
