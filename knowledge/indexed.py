"""A passage as the catalogue keeps it and hands it out: for the search with words and vector, or as it stands."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from knowledge.editions import shown_edition, shown_place
from knowledge.japanese import fold, plain, sentences, words
from knowledge.lexical import Terms
from knowledge.ports import Vector
from knowledge.types import Passage

_POSITION = 9  # of the position in a row of SELECT_STANDING


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage as the search uses it.

    `words` holds, for each sentence of the text in order, its content words in normal form; `folded` is the passage
    with its headings and its speaker in one spelling. `superseded` says that its document has a newer edition.
    """

    no: int
    passage: Passage
    words: tuple[frozenset[str], ...]
    folded: str
    vector: Vector
    superseded: bool = False

    @property
    def vocabulary(self) -> frozenset[str]:
        """The content words of all sentences; made anew each time, since kept ones would double what is in memory."""
        return frozenset().union(*self.words)


@dataclass(frozen=True, slots=True)
class Standing:
    """A passage as it stands in its document: `place` is its own place there, without where the document is found."""

    passage: Passage
    place: str
    address: str
    fetched: str


class Places:
    """A stretch of a document, by the positions of its passages; each is decoded when it is asked for."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """`rows` of SELECT_STANDING."""
        self._rows = {row[_POSITION]: row for row in rows}
        self._known: dict[int, Standing] = {}

    def at(self, position: int) -> Standing | None:
        """What stands at a position; None outside of the stretch."""
        if position not in self._known and position in self._rows:
            self._known[position] = standing(self._rows[position])
        return self._known.get(position)


def embedded_text(title: str, section: Sequence[str], text: str) -> str:
    """What stands for a passage in the vectors: its headings (where the text does not open with them) and its words."""
    above = [heading for heading in (title, *section) if heading and heading not in text[: len(heading) + 8]]
    return "\n".join([*above, plain(text)])


def terms_of(title: str, section: Sequence[str], text: str) -> Terms:
    """What stands for a passage in the words index."""
    return Terms.of(embedded_text(title, section, text))


def words_by_sentence(text: str) -> str:
    """The content words of a passage as they are kept: a line a sentence."""
    return "\n".join(" ".join(words(plain(sentence))) for sentence in sentences(text))


def row_of(number: int, passage: Passage, vector: Vector) -> tuple[Any, ...]:
    """A passage as it is kept, in the order of the table's columns."""
    return (
        number,
        passage.id,
        passage.document_id,
        passage.position,
        json.dumps(passage.section, ensure_ascii=False),
        json.dumps(passage.headings, ensure_ascii=False),
        passage.locator,
        passage.text,
        words_by_sentence(passage.text),
        vector.astype("<f4").tobytes(),
        passage.joint,
        passage.speaker,
    )


def indexed(row: tuple[Any, ...]) -> IndexedPassage:
    """What a row of SELECT_PASSAGES says."""
    *about, is_superseded, by_sentence, vector = row
    passage = standing((*about, is_superseded)).passage
    return IndexedPassage(
        row[0],
        passage,
        tuple(frozenset(line.split(" ")) for line in by_sentence.split("\n")),
        fold(" ".join((passage.title, *passage.section, passage.speaker, passage.text))),
        np.frombuffer(vector, dtype="<f4"),
        bool(is_superseded),
    )


@lru_cache(maxsize=5_000)
def _listed(headings: str) -> tuple[str, ...]:
    """A path of headings as it is kept; many passages stand under the same ones."""
    return tuple(json.loads(headings))


def standing(row: tuple[Any, ...]) -> Standing:
    """What a row of SELECT_STANDING says."""
    (
        _,
        id_,
        document_id,
        title,
        edition,
        section,
        headings,
        place,
        text,
        position,
        joint,
        speaker,
        address,
        fetched,
        old,
    ) = row
    passage = Passage(
        id_,
        document_id,
        title,
        shown_edition(edition, old),
        _listed(section),
        shown_place(place, address, fetched),
        text,
        position,
        _listed(headings),
        joint,
        speaker,
    )
    return Standing(passage, place, address, fetched)
