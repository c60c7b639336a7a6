"""Does what the listener of excerpts accepted: looks, turns, gathers, quotes. Who may read what is asked each time."""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from slack_sdk.errors import SlackApiError

from bot.blocks import excerpts as blocks
from bot.blocks.excerpts import Marks, Preview
from bot.blocks.message import Message, plain_message
from bot.inbox import Inbox, Job
from bot.keeping.baskets import Baskets
from bot.listeners.delivery import NOT_A_MEMBER, Delivery, slack_code
from bot.listeners.excerpts import EXCERPT, GATHER, QUOTE, QUOTE_ALL, TURN, in_private
from bot.listeners.voices import Shelves
from bot.mrkdwn import has_words
from knowledge.excerpts import Excerpts, Findings
from knowledge.resources.privacy import Viewer
from knowledge.types import EVERYTHING, Passage, Shelf

_STRIPES = 64
_CLOSED = NOT_A_MEMBER | {"is_archived", "restricted_action"}

log = logging.getLogger(__name__)


class ExcerptWork:
    """Finds, shows and posts passages."""

    def __init__(
        self,
        inbox: Inbox,
        delivery: Delivery,
        excerpts: Excerpts,
        baskets: Baskets,
        admins: AbstractSet[str] = frozenset(),
        shelves: Shelves | None = None,
    ) -> None:
        self._inbox = inbox
        self._delivery = delivery
        self._excerpts = excerpts
        self._baskets = baskets
        self._admins = admins
        self._shelves = shelves
        self._locks = tuple(threading.Lock() for _ in range(_STRIPES))

    @property
    def handlers(self) -> dict[str, Callable[[Job], None]]:
        """What does each kind of work."""
        return {EXCERPT: self.find, TURN: self.turn, GATHER: self.gather, QUOTE: self.quote, QUOTE_ALL: self.quote_all}

    @property
    def signs(self) -> dict[str, Callable[[Job], None]]:
        """What shows that work of a kind takes a while."""
        return {QUOTE: self.sign, QUOTE_ALL: self.sign}

    @property
    def endings(self) -> dict[str, Callable[[Job], None]]:
        """What clears away after work of a kind that was given up."""
        return {QUOTE: self.clear_away, QUOTE_ALL: self.clear_away}

    def find(self, job: Job) -> None:
        """Shows the preview to who asked."""
        message = self._found(job)
        self._delivery.no_more_signs(job)
        channel, thread = job.payload["channel"], job.payload["thread"] or None
        if job.payload.get("alone"):
            self._delivery.to_conversation(job, [message], channel, thread)
        elif in_private(job):
            self._delivery.in_private(job, [message], channel, thread)
        else:
            self._delivery.to_one_person(job, [message])

    def turn(self, job: Job) -> None:
        """Shows another page of the preview."""
        preview, target = Preview.from_value(job.payload["value"])
        self._redraw(job, preview, target)

    def gather(self, job: Job) -> None:
        """Puts a passage into the basket or takes it out, or empties the basket."""
        preview, passage = Preview.from_value(job.payload["value"])
        owner, action, pressed = _owner(job, preview), job.payload["action"], job.payload["pressed"]
        note = ""
        if action == blocks.EMPTY:
            self._baskets.empty(owner, pressed)
        elif action == blocks.GATHER and len(self._baskets.inside(owner)) >= blocks.AT_MOST_GATHERED:
            note = blocks.FULL
        else:
            self._baskets.put(owner, passage, pressed, inside=action == blocks.GATHER)
        self._redraw(job, preview, preview.open, note)

    def quote(self, job: Job) -> None:
        """Posts one passage where it was asked for."""
        preview, passage_id = Preview.from_value(job.payload["value"])
        passages = self._excerpts.by_ids([passage_id], self._shelf(job, preview))
        if not passages:
            self._delivery.no_more_signs(job)
            self._redraw(job, preview, preview.open, blocks.GONE)
        elif self._posted(job, preview, passages):
            self._baskets.note_quoted(preview.key, passage_id)
            self._redraw(job, preview, preview.open)

    def quote_all(self, job: Job) -> None:
        """Posts what was gathered, in the order in which it was."""
        preview, _ = Preview.from_value(job.payload["value"])
        owner = _owner(job, preview)
        for earlier in filter(self._inbox.has_failed, self._baskets.takers(owner)):
            self._baskets.give_back(earlier)
        taken = self._baskets.take(owner, job.key)
        passages = self._excerpts.by_ids(taken, self._shelf(job, preview))
        if passages and not self._posted(job, preview, passages):
            self._baskets.give_back(job.key)
            return
        self._delivery.no_more_signs(job)
        for passage in passages:
            self._baskets.note_quoted(preview.key, passage.id)
        gone = blocks.SOME_GONE if passages else blocks.ALL_GONE
        self._redraw(job, preview, preview.open, gone if len(passages) < len(taken) else "")

    def sign(self, job: Job) -> None:
        """Says in the preview that the posting takes a while, unless it is over."""
        preview, _ = Preview.from_value(job.payload["value"])
        self._redraw(job, preview, preview.open, blocks.POSTING)

    def clear_away(self, job: Job) -> None:
        """Draws the preview as it was before a posting that was given up, with its buttons."""
        preview, _ = Preview.from_value(job.payload["value"])
        self._delivery.no_more_signs(job)
        self._baskets.give_back(job.key)
        self._redraw(job, preview, preview.open)

    def _found(self, job: Job) -> Message:
        words = job.payload["words"]
        if not has_words(words):
            return plain_message(blocks.NO_WORDS_IN_MESSAGE if "from" in job.payload else blocks.USAGE)
        key = hashlib.sha256(job.key.encode()).hexdigest()[:16]
        where = job.payload["channel"], job.payload["thread"]
        preview = Preview(key, words, *where, alone=bool(job.payload.get("alone")))
        found = self._excerpts.find(words, self._shelf(job, preview))
        preview = replace(preview, ids=tuple(each.id for each in found.passages))
        return blocks.list_message(preview, found, self._marks(job, preview))

    def _posted(self, job: Job, preview: Preview, passages: Sequence[Passage]) -> bool:
        """Whether the passages stand where everybody reads them; where they cannot, says so."""
        messages = blocks.cards(passages, job.payload["user"])
        try:
            self._delivery.to_channel(job, messages, preview.thread or None)
        except SlackApiError as error:
            if slack_code(error) not in _CLOSED:
                raise
            self._delivery.apologise_to_one(job, plain_message(blocks.NOT_HERE))
            return False
        self._delivery.no_more_signs(job)
        return True

    def _redraw(self, job: Job, preview: Preview, target: str, note: str = "") -> None:
        """Draws the page that the latest press asked for, whatever order the presses came in.

        Nothing is tried again for its sake: the next press draws anew.
        """
        with self._lock(preview.key):
            # Asked in here: what is drawn when the posting is over must be the last.
            if note == blocks.POSTING and self._is_over(job):
                return
            shown = self._baskets.turn(preview.key, target, job.payload["pressed"])
            message = self._drawn(job, preview, shown, note)
            try:
                self._delivery.whisper(job, message, replace_original=True)
            except Exception as error:
                log.warning("work %s: the preview stays (%s)", job.key, type(error).__name__)

    def _is_over(self, job: Job) -> bool:
        notes = self._inbox.notes(job.key)
        return notes is None or "over" in notes

    def _drawn(self, job: Job, preview: Preview, shown: str, note: str) -> Message:
        marks, shelf = self._marks(job, preview), self._shelf(job, preview)
        listed = replace(preview, open="")
        if not shown:
            passages = self._excerpts.by_ids(preview.ids, shelf)
            return blocks.list_message(listed, Findings(tuple(passages), close=True), marks, note)
        around = self._excerpts.around(shown, shelf)
        return blocks.passage_message(listed, around, marks, note) if around else blocks.gone_message(listed, marks)

    def _lock(self, key: str) -> threading.Lock:
        return self._locks[hash(key) % _STRIPES]

    def _marks(self, job: Job, preview: Preview) -> Marks:
        gathered = self._baskets.inside(_owner(job, preview))
        passages = self._excerpts.by_ids(gathered, self._shelf(job, preview))
        return Marks(self._baskets.quoted(preview.key), tuple(passages))

    def _shelf(self, job: Job, preview: Preview) -> Shelf:
        """What may be read there: what is quoted in a channel, everybody in it reads."""
        if self._shelves is None:
            return EVERYTHING
        user, channel = job.payload["user"], job.payload["channel"]
        reader = Viewer(
            job.payload["team"],
            user,
            frozenset({channel}),
            is_admin=user in self._admins,
            in_public=not preview.alone,
        )
        return self._shelves.shelf(reader, channel)


def _owner(job: Job, preview: Preview) -> str:
    """Whose basket it is, and where."""
    return ":".join([job.payload["team"], job.payload["user"], job.payload["channel"], preview.thread])
