"""Who speaks in an answer: the handbooks, and after them the notes of the region that its reader may see."""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol

from bot.mrkdwn import has_words
from knowledge.answering.generative import GenerativeAnswerer, Occasion, in_quotations, on_occasion
from knowledge.answering.model import Turn
from knowledge.errors import RecordUnavailable
from knowledge.ports import Answerer
from knowledge.resources.privacy import Viewer
from knowledge.telling_apart import TellingApart
from knowledge.types import EVERYTHING, Answer, AnswerPart, Shelf

# What was said before a question, in the payload of its work; kept there no longer than the question itself.
BEFORE = "before"

Hear = Callable[[str], None]

log = logging.getLogger(__name__)


def ignored(_statement: str) -> None:
    """Hears nothing."""


class SecondVoice(Protocol):
    """Speaks after the handbooks."""

    def part(self, question: str, viewer: Viewer, areas: Sequence[str] = ()) -> AnswerPart | None:
        """What it adds to an answer that `viewer` reads, of `areas` first; None where it has nothing to say."""

    def may_see(self, notes: Collection[str], viewer: Viewer) -> bool:
        """Whether `viewer` may see all of these notes, by their ids, as they are now."""


class Shelves(Protocol):
    """Knows which documents somebody may be answered from."""

    def shelf(self, reader: Viewer, channel: str) -> Shelf:
        """The shelf for what `reader` asks in `channel`; where others read along, what all of them may see."""


class Areas(Protocol):
    """Knows which 圏域 a channel is about."""

    def areas(self, team: str, channel: str) -> Sequence[str]:
        """The names of the areas that the second voice speaks of first there; empty where nobody chose."""


class Voices:
    """Puts answers together for those who read them."""

    def __init__(
        self,
        answerer: Answerer,
        second: SecondVoice | None = None,
        admins: AbstractSet[str] = frozenset(),
        shelves: Shelves | None = None,
        areas: Areas | None = None,
        apart: TellingApart | None = None,
    ):
        self._answerer = answerer
        self._second = second
        self._admins = admins
        self._shelves = shelves
        self._areas = areas
        self._apart = apart or TellingApart(lambda: ())

    def answers(
        self, asked: Mapping[str, str], *, alone: bool, waited: float = 0.0, hear: Hear = ignored
    ) -> tuple[Answer | None, Answer | None]:
        """The answer for the asker, and the one that everybody may read; None where nothing is asked.

        `asked` is what a listener accepted; `alone` says that nobody but the asker reads the first one,
        `waited` how many seconds ago it was accepted. A model is asked once, for the answer that is shown at first;
        `hear` gets each of its statements as soon as it is proved.
        """
        question = asked["question"]
        if not has_words(question):
            return None, None
        reader = self._reader(asked)
        everybody = dataclasses.replace(reader, in_public=True)
        shelf, open_shelf = self._shelf(reader, asked), self._shelf(everybody, asked)
        answerer = on_occasion(self._answerer, Occasion(reader.team_id, _before(asked), waited, hear))
        first_shelf = shelf if alone else open_shelf
        answer = self._apart.answer(answerer.answer(question, shelf=first_shelf), first_shelf)
        areas = self._areas.areas(reader.team_id, asked["channel"]) if self._areas else ()
        if not alone:
            public = self._with_notes(answer, everybody, areas)
            return public, public
        for_all = answer
        if shelf != open_shelf:
            quoted = in_quotations(self._answerer).answer(question, shelf=open_shelf)
            for_all = self._apart.answer(quoted, open_shelf)
        return self._with_notes(answer, reader, areas), self._with_notes(for_all, everybody, areas)

    @property
    def converses(self) -> bool:
        """Whether an answer can make something of what was said before its question."""
        return isinstance(self._answerer, GenerativeAnswerer)

    def common_shelf(self, asked: Mapping[str, str]) -> Shelf:
        """What everybody who reads along where something was asked may be answered from."""
        return self._shelf(dataclasses.replace(self._reader(asked), in_public=True), asked)

    def still_open(self, asked: Mapping[str, str], documents: Collection[str], notes: Collection[str]) -> bool:
        """Whether what an answer was made of may be read by everybody who reads along where `asked` was asked.

        Raises RecordUnavailable where that cannot be known of the notes.
        """
        everybody = dataclasses.replace(self._reader(asked), in_public=True)
        if self._shelf(everybody, asked).hidden & set(documents):
            return False
        return not notes or (self._second is not None and self._second.may_see(notes, everybody))

    def _shelf(self, reader: Viewer, asked: Mapping[str, str]) -> Shelf:
        return self._shelves.shelf(reader, asked["channel"]) if self._shelves else EVERYTHING

    def _reader(self, asked: Mapping[str, str]) -> Viewer:
        """The asker. What was accepted without naming them is answered as to a stranger."""
        user = asked.get("user", "")
        return Viewer(asked.get("team", ""), user, frozenset({asked["channel"]}), is_admin=user in self._admins)

    def _with_notes(self, answer: Answer, reader: Viewer, areas: Sequence[str]) -> Answer:
        try:
            part = self._second.part(answer.question, reader, areas) if self._second else None
        except RecordUnavailable:
            log.warning("the record of resources cannot be read; answering from the documents alone")
            part = None
        return dataclasses.replace(answer, parts=(*answer.parts, part)) if part else answer


def conversation(turns: Sequence[tuple[str, str]]) -> str:
    """Questions with their answers, oldest first, as they travel with a question under BEFORE."""
    return json.dumps(list(turns), ensure_ascii=False)


def _before(asked: Mapping[str, str]) -> tuple[Turn, ...]:
    said = [(Turn(question), Turn(answer, by_bot=True)) for question, answer in json.loads(asked.get(BEFORE) or "[]")]
    return tuple(turn for pair in said for turn in pair if turn.text)
