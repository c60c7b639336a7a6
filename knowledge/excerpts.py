"""Excerpts: passages found by keywords, to be read and then quoted whole, with what stands before and after them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from knowledge.catalogue import Catalogue
from knowledge.glossary import Glossary
from knowledge.indexed import IndexedPassage
from knowledge.japanese import fold, words
from knowledge.ports import Retriever
from knowledge.question import LONGEST, Question, noun_runs, read_question
from knowledge.telling_apart import TellingApart
from knowledge.types import EVERYTHING, Passage, Shelf

SHOWN = 5
_ENOUGH = 0.6  # of what was looked for: both of two words, two of three; a passage with less only comes near


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, best first; empty where no passage has any of the words.

    `close` says whether one of them has most of what was looked for.
    """

    passages: tuple[Passage, ...] = ()
    close: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """A passage in its document: the ids of what stands before and after it (empty at the ends).

    `number` counts from 1 to `count`, in reading order.
    """

    passage: Passage
    before: str
    after: str
    number: int
    count: int


class Excerpts:
    """Finds passages to be quoted. Nothing of a hidden document is ever handed out. Callable from any thread."""

    def __init__(self, retriever: Retriever, catalogue: Catalogue, glossary: Glossary) -> None:
        self._retriever = retriever
        self._catalogue = catalogue
        self._glossary = glossary
        self._apart = TellingApart(catalogue.documents)

    def find(self, keywords: str, shelf: Shelf = EVERYTHING) -> Findings:
        """The passages for keywords (or for any text, of which the first 2,000 characters count), at most five.

        Those from documents that come first on the shelf stand ahead of others that hold no more of the words.
        Raises QuestionError where there are no words.
        """
        question = read_question(keywords[:LONGEST], self._glossary, partial(self._catalogue.mend, shelf=shelf))
        found = [each.passage.id for each in self._retriever.pick(keywords[:LONGEST], SHOWN, shelf)]
        indexed = {each.passage.id: each for each in self._catalogue.by_ids(found)}
        held = {id_: _held(question, indexed[id_]) for id_ in found if id_ in indexed}
        bearing = [id_ for id_, share in held.items() if share > 0]
        best = max(held.values(), default=0.0)
        bearing.sort(key=lambda id_: indexed[id_].passage.document_id not in shelf.first or held[id_] < best)
        shown = self._apart.passages([indexed[id_].passage for id_ in bearing], shelf)
        return Findings(tuple(shown), best >= _ENOUGH)

    def by_ids(self, ids: Sequence[str], shelf: Shelf = EVERYTHING) -> list[Passage]:
        """The passages of these ids that are on the shelf, in the same order; those that are gone are left out."""
        passages = {each.passage.id: each.passage for each in self._catalogue.by_ids(ids)}
        there = [passages[id_] for id_ in ids if id_ in passages and passages[id_].document_id not in shelf.hidden]
        return self._apart.passages(there, shelf)

    def around(self, passage_id: str, shelf: Shelf = EVERYTHING) -> Around | None:
        """The passage between its neighbours; None where it is gone, or not on the shelf."""
        with self._catalogue.snapshot():
            passages = self.by_ids([passage_id], shelf)
            ids = self._catalogue.passage_ids(passages[0].document_id) if passages else []
        if not passages:
            return None
        place = ids.index(passage_id)
        return Around(
            passages[0],
            before=ids[place - 1] if place else "",
            after=ids[place + 1] if place + 1 < len(ids) else "",
            number=place + 1,
            count=len(ids),
        )


def _held(question: Question, indexed: IndexedPassage) -> float:
    """The share of the things looked for that stand in the passage or its headings, 0 to 1.

    A thing is also held under another name. Where nothing is named (「いつ」), anything found will do.
    """
    there = indexed.vocabulary
    renamed = any(fold(name) in indexed.folded for name in question.other_names)

    def holds(thing: str) -> bool:
        inside = frozenset(words(thing))
        return thing in indexed.folded or inside <= there or (renamed and not inside.isdisjoint(question.named))

    things = noun_runs(question.core)
    return sum(map(holds, things)) / len(things) if things else 1.0
