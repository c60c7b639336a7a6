"""The build of a question as far as a follow-up needs it: its names, how they hang together, what is said of them.

Pure functions over Sudachi's words. Text stays as written, so that what is shown reads as people wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.followups.vocabulary import ASPECTS, BREAKS, EMPTY, HOW_MANY, THINGS
from knowledge.japanese import Written, fold, written

_NOUN = frozenset({"名詞", "接尾辞", "接頭辞", "形状詞"})
_ASKING = ("何", "なに", "いく", "誰", "だれ", "どこ", "いつ")
_LINKS = frozenset({"の", "と", "や", "、"})
_CIRCLED = re.compile("[①-⑳]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words `start` to `end` (exclusive) of a sentence that name one thing."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Counted:
    """Words `start` to `end` of a name that count, and the unit: 回目 of 2回目, # of ③."""

    start: int
    end: int
    unit: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its names: `phrases` in order, and `chains` of them (協議体の会議の準備) by number of phrases."""

    words: tuple[Written, ...]
    phrases: tuple[Phrase, ...]
    chains: tuple[tuple[Phrase, ...], ...]

    def text(self, start: int = 0, end: int | None = None) -> str:
        """The words from `start` to `end`, as written."""
        return "".join(word.surface for word in self.words[start:end])

    def named(self, phrase: Phrase) -> str:
        """A phrase as written."""
        return self.text(phrase.start, phrase.end)


def read_sentence(text: str) -> Sentence:
    """Finds the names in `text`."""
    words = tuple(written(text))
    phrases = tuple(each for each in _phrases(words) if not _says_nothing(words, each))
    return Sentence(words, phrases, _chains(words, phrases))


def is_aspect(name: str) -> bool:
    """Whether a name is only an aspect that anything may have (役割, 費用, 補助率), by its last word."""
    words = written(name)
    if not words:
        return False
    return fold(name) in ASPECTS or words[-1].normal in ASPECTS - THINGS or name.endswith("方")


def acts(sentence: Sentence, phrase: Phrase) -> bool:
    """Whether a phrase is what somebody does (記録する), not what is spoken of."""
    following = sentence.text(phrase.end, phrase.end + 1)
    return sentence.words[phrase.end - 1].finer == "サ変可能" and following in ("する", "し", "さ", "すれ", "せ")


def counted(words: Sequence[Written]) -> Counted | None:
    """The first counted part of a name: 第2層 of 第2層コーディネーター, 25条 of 憲法25条, ③; else None."""
    number = next((n for n, word in enumerate(words) if word.detail == "数詞"), None)
    if number is None:
        return None
    if _CIRCLED.fullmatch(words[number].surface):
        return Counted(number, number + 1, "#")
    end = number
    while end < len(words) and words[end].detail == "数詞":
        end += 1
    if end == len(words):
        return None
    unit = words[end].surface
    if end + 1 < len(words) and words[end + 1].surface == "目":
        unit += "目"
    start = number - (number > 0 and words[number - 1].surface == "第")
    return Counted(start, end + (2 if unit.endswith("目") and unit != "目" else 1), unit)


def numbers(words: Sequence[Written]) -> bool:
    """Whether a name says which one of several (2回目, 第1層), not how many there are (五つ)."""
    part = counted(words)
    return part is not None and part.unit not in HOW_MANY


def _phrases(words: Sequence[Written]) -> list[Phrase]:
    phrases, start = [], None
    for n in range(len(words) + 1):
        inside = n < len(words) and _is_inside(words, n, begun=start is not None)
        if inside and start is None:
            start = n
        elif not inside and start is not None:
            phrases.append(Phrase(start, n))
            start = None
    return phrases


def _is_inside(words: Sequence[Written], n: int, *, begun: bool) -> bool:
    word = words[n]
    if word.surface in BREAKS:
        return False
    if word.part in _NOUN:
        return True
    following = words[n + 1].part if n + 1 < len(words) else ""
    if word.part == "動詞":  # 進め方
        return n + 1 < len(words) and words[n + 1].surface == "方"
    if word.surface == "な" and begun:
        return words[n - 1].part == "形状詞" and following == "名詞"
    if word.surface in ("・", ".", "-", "×") and begun:
        return following in _NOUN or following == "副詞"
    return word.part == "副詞" and begun and words[n - 1].surface == "・"


def _says_nothing(words: Sequence[Written], phrase: Phrase) -> bool:
    if words[phrase.start].surface.startswith(_ASKING):
        return True
    return all(word.normal in EMPTY or word.surface in EMPTY for word in words[phrase.start : phrase.end])


def _chains(words: Sequence[Written], phrases: Sequence[Phrase]) -> tuple[tuple[Phrase, ...], ...]:
    chains: list[list[Phrase]] = []
    for phrase in phrases:
        last = chains[-1][-1] if chains else None
        if last and phrase.start == last.end + 1 and words[last.end].surface in _LINKS:
            chains[-1].append(phrase)
        else:
            chains.append([phrase])
    return tuple(tuple(chain) for chain in chains)
