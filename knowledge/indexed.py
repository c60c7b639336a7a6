"""A passage as the catalogue keeps it and hands it out: for the search with words and vector, or as it stands."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from knowledge.editions import shown_edition, shown_place
from knowledge.headings import nearest_headings, words_above
from knowledge.japanese import fold, plain, sentences, words
from knowledge.lexical import Terms
from knowledge.ports import Vector
from knowledge.types import Passage

# Of these columns in a row of SELECT_PASSAGES.
_DOCUMENT, _POSITION = 2, 9

Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """A passage as it stands in its document: `place` is its own place there, without where the document is found."""

    passage: Passage
    place: str
    address: str
    fetched: str


class IndexedPassage:
    """A passage as the search uses it, by its number `no` and its `id`; `place` is its document with its position
    there, `vector` has length 1.

    `superseded` says that its document has a newer edition. The rest is worked out when it is first asked for: half of
    those that are found are only looked at by their vector.
    """

    def __init__(self, row: tuple[Any, ...]) -> None:
        """`row` of SELECT_PASSAGES."""
        *self._about, is_superseded, self._by_sentence, vector = row
        self.no: int = row[0]
        self.id: str = row[1]
        self.place: Place = (row[_DOCUMENT], row[_POSITION])
        self.vector: Vector = np.frombuffer(vector, dtype="<f4")
        self.superseded = bool(is_superseded)

    @cached_property
    def standing(self) -> Standing:
        """The passage as it stands in its document."""
        return _standing((*self._about, self.superseded))

    @property
    def passage(self) -> Passage:
        """The passage itself."""
        return self.standing.passage

    @cached_property
    def words(self) -> tuple[frozenset[str], ...]:
        """For each sentence of the text in order, its content words in normal form."""
        return tuple(frozenset(line.split(" ")) for line in self._by_sentence.split("\n"))

    @cached_property
    def folded(self) -> str:
        """The passage with its headings and its speaker in one spelling."""
        passage = self.passage
        return fold(" ".join((passage.title, *passage.section, passage.speaker, passage.text)))

    @cached_property
    def headings(self) -> tuple[frozenset[str], ...]:
        """The words of each heading in it or directly above it, see `nearest_headings`."""
        return nearest_headings(self.passage)

    @cached_property
    def above(self) -> frozenset[str]:
        """The words of all that stands above it, see `words_above`."""
        return words_above(self.passage)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The content words of all sentences."""
        return frozenset().union(*self.words)


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


@lru_cache(maxsize=5_000)
def _listed(headings: str) -> tuple[str, ...]:
    """A path of headings as it is kept; many passages stand under the same ones."""
    return tuple(json.loads(headings))


def _standing(row: tuple[Any, ...]) -> Standing:
    """What a row of SELECT_PASSAGES says, up to where its document is out of date."""
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
