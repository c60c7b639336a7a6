"""A name that stands beside one of the question before: 2回目 beside 1回目, 任意事業 beside 総合事業."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.followups.phrases import Phrase, Sentence, counted, is_aspect
from knowledge.japanese import Written, fold

# From how many characters on a common ending says that two names are of one kind: フォーマル, インフォーマル.
_ENDING = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Words `start` to `end` of a question that a name may take the place of, and how much the two are of a kind.

    `grown` is what the name becomes together with what it is grown together with (推進会議 → 地域ケア推進会議), empty
    where it stands alone: such a name was made here, and counts only if the documents have it.
    """

    start: int
    end: int
    alike: float
    grown: str = ""


def places(name: Sequence[Written], asked: Sentence) -> Iterator[Place]:
    """Where in the question `name` may stand instead of what stands there; nothing below half alike."""
    mine = counted(name)
    for phrase in asked.phrases:
        theirs = asked.words[phrase.start : phrase.end]
        other = counted(theirs)
        if mine and mine.end - mine.start == len(name):
            if other and other.unit == mine.unit:
                ordinal = asked.words[phrase.start + other.start].surface == "第" != name[mine.start].surface
                yield Place(phrase.start + other.start + ordinal, phrase.start + other.end, 1.0)
            elif theirs[-1].surface == name[-1].surface:  # 令和8年度 and 前年度 are of a kind, too
                yield Place(phrase.start, phrase.end, 0.8)
            continue
        if other and other.end - other.start == len(theirs) and theirs[-1].surface != name[-1].surface:
            continue
        yield from _of_a_kind(name, asked, phrase)


def _of_a_kind(name: Sequence[Written], asked: Sentence, phrase: Phrase) -> Iterator[Place]:
    """The whole phrase, and those parts of it that leave a name which may exist."""
    theirs = asked.words[phrase.start : phrase.end]
    whole = alike(name, theirs)
    if whole >= 0.5:
        yield Place(phrase.start, phrase.end, whole)
    for start in range(phrase.start, phrase.end):
        for end in range(start + 1, phrase.end + 1):
            if (start, end) != (phrase.start, phrase.end) and (start == phrase.start or end == phrase.end):
                grown = asked.text(phrase.start, start) + text_of(name) + asked.text(end, phrase.end)
                yield Place(start, end, 0.95, grown)


def alike(one: Sequence[Written], other: Sequence[Written]) -> float:
    """How much two names are of a kind, 0 to 1, by how they end and are built."""
    if fold(text_of(one)) == fold(text_of(other)):
        return 0.0
    if one[-1].surface == other[-1].surface:
        return 0.9
    if _ending(one, other) >= _ENDING:
        return 0.85
    if is_aspect(text_of(one)) or is_aspect(text_of(other)):
        return 0.0
    if all(any(word.finer == "地名" for word in words) for words in (one, other)):
        return 0.9
    return 0.5 if one[-1].detail == other[-1].detail and len(one) == len(other) else 0.0


def text_of(words: Sequence[Written]) -> str:
    """The words as written."""
    return "".join(word.surface for word in words)


def _ending(one: Sequence[Written], other: Sequence[Written]) -> int:
    """How many characters at the end are the same."""
    count = 0
    for mine, theirs in zip(reversed(fold(text_of(one))), reversed(fold(text_of(other))), strict=False):
        if mine != theirs:
            break
        count += 1
    return count
