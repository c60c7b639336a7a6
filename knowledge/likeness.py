"""Which questions ask for the same: grouped by the words and the pairs of characters that they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.japanese import fold, pairs, words
from knowledge.question import without_politeness
from knowledge.question_words import FRAME

# Found on the pairs of the tests. Where each question has a word that the other lacks (予算, 目的), more must be
# shared: two questions taken apart cost a line in a list, two wrongly joined hide one.
_ALIKE = 0.52
_ALIKE_THOUGH_EACH_HAS_ITS_OWN = 0.7


@dataclass(frozen=True, slots=True)
class _Gist:
    words: frozenset[str]
    pairs: frozenset[str]


def grouped(questions: Sequence[str]) -> list[list[int]]:
    """The numbers of the questions, those that ask for the same together; groups and numbers in the given order.

    Each question is compared with the first of each group, so that a group never drifts from what it began with.
    """
    groups: list[list[int]] = []
    gists = [_gist(question) for question in questions]
    for number, gist in enumerate(gists):
        mine = next((group for group in groups if _alike(gists[group[0]], gist)), None)
        if mine is None:
            groups.append([number])
        else:
            mine.append(number)
    return groups


def _gist(question: str) -> _Gist:
    core = without_politeness(fold(question).strip())
    return _Gist(frozenset(words(core)) - FRAME or frozenset({core}), frozenset(pairs(core)))


def _alike(one: _Gist, other: _Gist) -> bool:
    likeness = (_shared(one.words, other.words) + _shared(one.pairs, other.pairs)) / 2
    each_has_its_own = one.words - other.words and other.words - one.words
    return likeness >= (_ALIKE_THOUGH_EACH_HAS_ITS_OWN if each_has_its_own else _ALIKE)


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the things of both that are in either (Jaccard); equal sets are wholly alike."""
    return 1.0 if one == other else len(one & other) / len(one | other)
