"""Japanese text as the search sees it: one spelling, words in their normal form, pairs of characters.

Pure functions; the dictionary is loaded on first use.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from knowledge.tokenizer import tokenizer

# Sudachi raises over 49,149 bytes; a character takes at most 4.
_PIECE = 12_000
_CONTENT = frozenset({"名詞", "動詞", "形容詞", "形状詞", "接尾辞", "接頭辞", "副詞", "代名詞", "連体詞"})
_NOUN = frozenset({"名詞", "接尾辞", "接頭辞", "形状詞"})
# They end a run of nouns: a name is the same with and without 「さん」, and 「金のうち国は」 names no うち国.
_HONORIFIC = frozenset({"さん", "様", "氏", "君", "ちゃん"})
_NO_PART = _HONORIFIC | {
    "うち",
    "とき",
    "こと",
    "もの",
    "よう",
    "ため",
    "ところ",
    "ほう",
    "ほか",
    "まま",
    "はず",
    "わけ",
}
# Raised when `words`, `pairs`, `sentences` or `fold` change: the words of every index are counted anew then.
WORDS_VERSION = "2"
# Longer runs are names of projects, which are also written in parts.
_LONGEST_COMPOUND = 8
# A question and its parts are looked at several times on the way to an answer; a look costs some 30 microseconds.
_SHORT, _KEPT = 80, 4_000
# A passage that is found is folded and parted by several, and found again by the next question; it takes about 2 kB.
_FOLDED, _A_PASSAGE = 4_000, 1_000
_MARKUP = re.compile(r"</?(?!https?:)[a-zA-Z][^<>]*>|[*_`|]+|^\s*[#>]+", re.MULTILINE)
_NOT_WORD = re.compile(r"[\W_]+")
# What is numbered in kanji as well as in figures; a 第三者 is no third thing, and 三条 is a town.
_KANJI_NUMBER = re.compile("[一二三四五六七八九十百千][〇一二三四五六七八九十百千]*")
_A_NUMBER = rf"(?:{_KANJI_NUMBER.pattern}|\d+)"
_NUMBERED = re.compile(
    rf"第{_A_NUMBER}(?=[条項号章節款編層回次種期類])(?:条(?:の{_A_NUMBER})+)?|{_KANJI_NUMBER.pattern}(?=回目)"
    rf"|(?<=法){_KANJI_NUMBER.pattern}条(?:の{_A_NUMBER})*"
)
# 1,231 is one number; 1,2 are two.
_COMMA = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_HIRAGANA_PAIR = re.compile(r"[ぁ-ん]{2}")
_SENTENCE_END = re.compile(r"(?<=[。！？!?])(?![」』）)])|\n+")


def fold(text: str) -> str:
    """`text` in one spelling: NFKC (full and half width, CJK radicals), lower case, figures where things are numbered,
    and no commas in figures.

    >>> fold("ＳＣは第二層"), fold("憲法十三条と第百五条の二"), fold("第三者と二回目"), fold("１，２３１人")
    ('scは第2層', '憲法13条と第105条の2', '第三者と2回目', '1231人')
    """
    return _short_fold(text) if len(text) <= _A_PASSAGE else _fold(text)


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    folded = _COMMA.sub("", folded) if "," in folded else folded
    return _NUMBERED.sub(_in_figures, folded) if "第" in folded or "回目" in folded or "条" in folded else folded


_short_fold = lru_cache(maxsize=_FOLDED)(_fold)


def arabic(kanji: str) -> int:
    """The number that `kanji` writes, up to 千 or digit by digit.

    >>> arabic("百十五"), arabic("一〇五")
    (115, 105)
    """
    total = digit = 0
    for character in kanji:
        if character in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = 0
        else:
            digit = digit * 10 + "〇一二三四五六七八九".index(character)
    return total + digit


def _in_figures(numbered: re.Match[str]) -> str:
    return _KANJI_NUMBER.sub(lambda number: str(arabic(number[0])), numbered[0])


def squeeze(text: str) -> str:
    """`text` folded and without white space and emphasis marks: equal where people would say "the same words"."""
    return re.sub(r"[\s*_>`]+", "", unicodedata.normalize("NFKC", text))


def plain(text: str) -> str:
    """`text` without Markdown and HTML marks; what remains keeps its order and its lines."""
    return _MARKUP.sub(" ", text)


def words(text: str) -> list[str]:
    """The content words of `text` in their normal form, compounds whole and in parts.

    A dictionary's compound is followed by its parts; a run of nouns that the dictionary does not hold as one
    (協議体, 3回目) is added whole.

    >>> words("申込みの方法")
    ['申し込み', '方法']
    >>> words("協議体の3回目")
    ['協議', '体', '協議体', '3', '回', '目', '3回目']
    """
    return list(_short_words(text)) if len(text) <= _SHORT else _words(text)


@lru_cache(maxsize=_KEPT)
def _short_words(text: str) -> tuple[str, ...]:
    return tuple(_words(text))


def _words(text: str) -> list[str]:
    found: list[str] = []
    run: list[str] = []
    for morpheme in _morphemes(text):
        noun = _is_noun(morpheme)
        if not noun:
            found += _compound(run)
            run = []
        if morpheme.part[0] in _CONTENT and morpheme.surface not in _HONORIFIC:
            found += (morpheme.normal, *morpheme.content_parts)
        if noun:
            run.append(morpheme.surface)
    return found + _compound(run)


def pairs(text: str) -> list[str]:
    """The character bigrams of `text` (within runs of letters, none of hiragana only): finds names Sudachi splits."""
    return list(_short_pairs(text)) if len(text) <= _SHORT else _pairs(text)


@lru_cache(maxsize=_KEPT)
def _short_pairs(text: str) -> tuple[str, ...]:
    return tuple(_pairs(text))


def _pairs(text: str) -> list[str]:
    runs = _NOT_WORD.sub(" ", fold(text)).split()
    both = (run[i : i + 2] for run in runs for i in range(len(run) - 1))
    return [pair for pair in both if not _HIRAGANA_PAIR.fullmatch(pair)]


@lru_cache(maxsize=_FOLDED)
def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where the sentences and lines of `text` begin and end, without white space around them; empty ones left out."""
    spans, start = [], 0
    for end in (*(found.end() for found in _SENTENCE_END.finditer(text)), len(text)):
        piece = text[start:end]
        if piece.strip():
            spans.append((start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())))
        start = end
    return tuple(spans)


def sentences(text: str) -> list[str]:
    """The sentences and lines of `text`, verbatim, without those that are only white space."""
    return [text[start:end] for start, end in sentence_spans(text)]


class Written(NamedTuple):
    """A shortest word as it was written, its part of speech with two finer grades of it, its normal and basic form."""

    surface: str
    part: str
    detail: str
    finer: str
    normal: str
    basic: str


def written(text: str) -> list[Written]:
    """The words of `text`, shortest units; the surfaces joined are `text` again. At most 12,000 characters are read.

    >>> [word.surface for word in written("第2層は？")]
    ['第', '2', '層', 'は', '？']
    """
    from sudachipy import SplitMode

    found = tokenizer().tokenize(text[:_PIECE], SplitMode.A)
    parts = ((m, m.part_of_speech()) for m in found)
    return [Written(m.surface(), p[0], p[1], p[2], m.normalized_form(), m.dictionary_form()) for m, p in parts]


def noun_morphemes(text: str) -> list[list[tuple[str, str]]]:
    """The runs of nouns in the folded text, each morpheme with its surface and its reading in katakana."""
    return [list(run) for run in _short_runs(text)] if len(text) <= _SHORT else _noun_morphemes(text)


@lru_cache(maxsize=_KEPT)
def _short_runs(text: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    return tuple(map(tuple, _noun_morphemes(text)))


def _noun_morphemes(text: str) -> list[list[tuple[str, str]]]:
    runs: list[list[tuple[str, str]]] = [[]]
    for morpheme in _morphemes(text):
        if _is_noun(morpheme):
            runs[-1].append((morpheme.surface, morpheme.reading))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


class Token(NamedTuple):
    """A morpheme: as written, its part of speech with two refinements, its normal form, and those of its parts."""

    surface: str
    part: tuple[str, str, str]
    normal: str
    parts: tuple[str, ...]


@lru_cache(maxsize=512)
def tokens(text: str) -> tuple[Token, ...]:
    """The morphemes of the folded text, longest units; a compound of the dictionary also names its parts.

    The last ones are remembered: a statement is held against one quote in several ways.
    """
    return tuple(Token(each.surface, each.part, each.normal, each.parts) for each in _morphemes(text))


class _Morpheme(NamedTuple):
    """A Token with its reading in katakana, and those of its parts that are content words."""

    surface: str
    part: tuple[str, str, str]
    normal: str
    parts: tuple[str, ...]
    reading: str
    content_parts: tuple[str, ...]


def _morphemes(text: str) -> Iterable[_Morpheme]:
    return _short_morphemes(text) if len(text) <= _SHORT else _read(text)


@lru_cache(maxsize=_KEPT)
def _short_morphemes(text: str) -> tuple[_Morpheme, ...]:
    return tuple(_read(text))


def _read(text: str) -> Iterator[_Morpheme]:
    from sudachipy import SplitMode

    folded = fold(text)
    for start in range(0, len(folded), _PIECE):
        for found in tokenizer().tokenize(folded[start : start + _PIECE], SplitMode.C):
            first, second, third, *_ = found.part_of_speech()
            surface = found.surface()
            split = found.split(SplitMode.A) if len(surface) > 1 else ()
            parts = split if len(split) > 1 else ()
            yield _Morpheme(
                surface,
                (first, second, third),
                found.normalized_form(),
                tuple(part.normalized_form() for part in parts),
                found.reading_form(),
                tuple(part.normalized_form() for part in parts if part.part_of_speech()[0] in _CONTENT),
            )


def _is_noun(morpheme: _Morpheme) -> bool:
    return morpheme.part[0] in _NOUN and morpheme.surface not in _NO_PART


def _compound(run: list[str]) -> list[str]:
    whole = "".join(run)
    return [whole] if len(run) > 1 and len(whole) <= _LONGEST_COMPOUND else []
