"""How many things a question asks for (「3つの機能」), how many a passage lists, and what an amount counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

_KANJI = "〇一二三四五六七八九"
_ASKED = re.compile(r"(1[0-9]|[2-9]|[二三四五六七八九])(?:つ|個|種類|点|項目|要素|本柱)(?!以上|以下|目)")
# Signs that number a list, in their order: ① …, (A) …, (ア) ….
_SEQUENCES = ("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲", "ABCDEFGHIJ", "abcdefghij", "アイウエオカキクケコ")
_LETTERED = re.compile("[(（](.)[)）]")
_COUNTED = re.compile(r"^\W*([0-9]+)(?:[.)）．、]|\s)", re.MULTILINE)
_BULLET = re.compile(r"\s*[-*+・●○◯■◆◇✓✔◀]\s*")
_IN_A_ROW = re.compile(r"[^\s、。・「」（）()]{1,12}(?:・[^\s、。・「」（）()]{1,12})+")
_IN_BRACKETS = re.compile(r"[〔[（(【［]([^〔〕[\]（）()【】［］。]{3,120})[〕\]）)】］]")
_PARTED = re.compile(r"[\n、,，/／]")
_MOST = 19
# What may stand between an amount and what it is the amount of, and the few signs that may be left out in brackets.
_BETWEEN = "[のはがを: (/約全国で程度]{0,4}"
_TO_THE_AMOUNT = re.compile(rf"{_BETWEEN}\n?")
_TO_THE_NAME = re.compile(rf"{_BETWEEN}[一-龥ァ-ヶー]{{0,4}}")
_FIGURES = "0123456789〇一二三四五六七八九十百千万"
_REACH = 4
_ASIDE = re.compile(r"\([^()\d]{1,3}\)")


def things_asked_for(core: str) -> int:
    """How many things a folded question asks for, from 2 to 19; 0 where it names no number of things.

    >>> things_asked_for("協議体の7つの役割は"), things_asked_for("三つの機能とは"), things_asked_for("3つ目の役割は")
    (7, 3, 0)
    """
    found = _ASKED.search(core)
    if not found:
        return 0
    return _KANJI.index(found[1]) if found[1] in _KANJI else int(found[1])


@lru_cache(maxsize=20_000)
def things_listed(text: str) -> frozenset[int]:
    """The lengths of the lists in a text: numbered ones, bullets in a row, words joined by a middle dot or in brackets.

    >>> sorted(things_listed("①相談 ②見守り ③送迎\\n会場は集会所・神社です"))
    [2, 3]
    """
    every = (*_numbered(text), *_bullets(text), *_joined(text), *_bracketed(text))
    return frozenset(length for length in every if 1 < length <= _MOST)


@lru_cache(maxsize=20_000)
def listed_in_brackets(text: str) -> int:
    """How many things the longest list in brackets has, 0 where there is none.

    >>> listed_in_brackets("見守りの会（茶話会、体操の会、配食）")
    3
    """
    return max(_bracketed(text), default=0)


def counts(counted: re.Pattern[str], names: Iterable[str], text: str) -> bool:
    """Whether a folded text has an amount right beside one of some names: 「全国8か所の地方厚生局」 「任期は三年」.

    >>> counts(re.compile(r"[0-9]+か所"), ["地方厚生局"], "全国8か所の地方厚生(支)局が、24か所の支援をします")
    True
    """
    told = _ASIDE.sub("", text)
    sides = [(told[: amount.start()].rstrip(_FIGURES), told[amount.end() :]) for amount in counted.finditer(told)]
    return any(_stands_beside(name, before, after) for name in names for before, after in sides)


def _stands_beside(name: str, before: str, after: str) -> bool:
    """Whether a name stands at the end of what is before an amount, or at the beginning of what is after it."""
    last, first = before[-len(name) - _REACH :], after[: len(name) + 2 * _REACH]
    return any(_TO_THE_AMOUNT.fullmatch(last, start + len(name)) for start in _starts(name, last)) or any(
        _TO_THE_NAME.fullmatch(first, 0, start) for start in _starts(name, first)
    )


def _starts(name: str, text: str) -> Iterator[int]:
    start = text.find(name)
    while start >= 0:
        yield start
        start = text.find(name, start + 1)


def _numbered(text: str) -> Iterator[int]:
    circled, *lettered = _SEQUENCES
    yield _so_far([sign in text for sign in circled])
    lettered_here = frozenset(_LETTERED.findall(text))
    for letters in lettered:
        yield _so_far([letter in lettered_here for letter in letters])
    counted = frozenset(_COUNTED.findall(text))
    yield _so_far([str(number) in counted for number in range(1, _MOST + 2)])


def _so_far(there: list[bool]) -> int:
    """How many signs follow each other from the first one."""
    return (*there, False).index(False)


def _bullets(text: str) -> Iterator[int]:
    length = 0
    for line in (line for line in text.split("\n") if line.strip()):
        if _BULLET.match(line):
            length += 1
        else:
            yield length
            length = 0
    yield length


def _joined(text: str) -> Iterator[int]:
    return (row[0].count("・") + 1 for row in _IN_A_ROW.finditer(text))


def _bracketed(text: str) -> Iterator[int]:
    """Lists in brackets, a line each or parted by a comma or a stroke."""
    return (len([part for part in _PARTED.split(inside[1]) if part.strip()]) for inside in _IN_BRACKETS.finditer(text))
