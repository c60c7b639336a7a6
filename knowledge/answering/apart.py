"""A difference that is told in two places: where the best passage tells of one thing only, the other's own is found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial

from knowledge.answering.comparison import Side, heads, speaks_of, tells_of, two_things
from knowledge.answering.support import SAYS, support
from knowledge.japanese import words
from knowledge.question import Question
from knowledge.question_words import FORMS, FRAME
from knowledge.retrieval import HybridRetriever, Looked
from knowledge.types import Shelf
from knowledge.weighing import Evidence

# How many of the passages found for one thing are looked at.
_LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class Told:
    """A passage to quote, and the question that it answers."""

    question: Question
    evidence: Evidence

    @property
    def passage_id(self) -> str:
        """The id of the passage."""
        return self.evidence.passage.passage.id


@dataclass(frozen=True, slots=True)
class Apart:
    """What tells of two things, in the order in which they were asked about.

    `found` are all passages in the order in which they are shown; `missing` are the names that have a word which stands
    in no document. `unsaid` says that both have, or that what is asked of both has only such words (年収 in
    「AとBの年収の違い」); that is what is missing then.
    """

    told: Sequence[Told]
    found: Sequence[Evidence]
    missing: Sequence[str] = ()
    unsaid: bool = False


def told_apart(retriever: HybridRetriever, asked: Question, looked: Looked, shelf: Shelf) -> Apart | None:
    """What tells of the two things that `asked` compares; None where it compares none, or the best passage tells of
    both.

    Where none of the best passages tells of both, each thing that the best one does not tell of costs a search of its
    own.
    """
    sides, best = two_things(asked), looked.found[0]
    if sides is None:
        return None
    unheard = partial(retriever.unheard, shelf=shelf)
    if _unheard(unheard, asked, sides[0].aspect, all):
        return Apart([], looked.found, [sides[0].aspect], unsaid=True)
    if all(_tells(side, asked, best) for side in sides):
        return None
    if (in_one := _headed(sides, asked, looked)) is not None:
        return _apart([Told(asked, in_one)], looked.found)
    told: list[Told] = []
    missing: list[str] = []
    for side in sides:
        one = _telling(retriever, side, asked, best, shelf)
        if one is None and _unheard(unheard, asked, side.name, any):
            missing.append(side.name)
        elif one is not None and one.passage_id not in [each.passage_id for each in told]:
            told.append(one)
    if not missing and len(told) == 1 and all(speaks_of(side, asked, best.passage.passage) for side in sides):
        return None  # what was found for both is no better than what was found for the question
    return replace(_apart(told, looked.found), missing=missing, unsaid=len(missing) == len(sides))


def _headed(sides: Sequence[Side], asked: Question, looked: Looked) -> Evidence | None:
    """The best passage that says it and has a heading for each thing."""
    return next(
        (
            each
            for each in looked.found[:_LOOKED_AT]
            if all(heads(side, asked, each.passage.passage) and _tells(side, asked, each) for side in sides)
            and support(asked, each).certainty >= SAYS
        ),
        None,
    )


def _telling(retriever: HybridRetriever, side: Side, asked: Question, best: Evidence, shelf: Shelf) -> Told | None:
    if _tells(side, asked, best):
        return Told(asked, best)
    question = retriever.understand(side.question, shelf)
    for each in retriever.look(question, _LOOKED_AT, shelf).found[:_LOOKED_AT]:
        if speaks_of(side, asked, each.passage.passage) and support(question, each).certainty >= SAYS:
            same = each.passage.passage.id == best.passage.passage.id
            return Told(asked, best) if same else Told(question, replace(each, total=min(each.total, best.total)))
    return None


def _tells(side: Side, asked: Question, evidence: Evidence) -> bool:
    """Whether a passage is about a thing, and names something of what is asked of it."""
    aspect = [name for word in _telling_words(side.aspect) for name in asked.names_for(word)]
    return tells_of(side, asked, evidence.passage.passage) and (
        not aspect or any(name in evidence.passage.folded or name in evidence.passage.vocabulary for name in aspect)
    )


def _unheard(
    unheard: Callable[[Iterable[str]], AbstractSet[str]],
    asked: Question,
    text: str,
    how_many: Callable[[list[bool]], bool],
) -> bool:
    """Whether `how_many` of the words of `text` stand in no document, under none of their names; False where it has
    none.
    """
    nowhere = [all(unheard(_telling_words(name)) for name in asked.names_for(word)) for word in _telling_words(text)]
    return bool(nowhere) and how_many(nowhere)


def _telling_words(text: str) -> list[str]:
    """Its content words without compounds of others, which may stand in parts (住民が主体となる)."""
    every = [word for word in words(text) if word not in FORMS | FRAME]
    return [word for word in every if not any(other != word and other in word for other in every)]


def _apart(told: Sequence[Told], found: Sequence[Evidence]) -> Apart:
    """`told` before all that was found, the best passage first where it is one of them; no score is above the one
    before it.
    """
    best = found[0].passage.passage.id
    ordered = sorted(told, key=lambda each: each.passage_id != best)
    ids = {each.passage_id for each in told}
    falling: list[Evidence] = []
    for each in (*(each.evidence for each in ordered), *found):
        if len(falling) < len(told) or each.passage.passage.id not in ids:
            most = falling[-1].total if falling else found[0].total
            falling.append(replace(each, total=min(each.total, most)))
    shown = {each.passage.passage.id: each for each in falling}
    return Apart([replace(each, evidence=shown[each.passage_id]) for each in told], falling)
