"""How the documents' words are read aloud: finds 協議体 for 「きょうぎたい」, チェックシート for 「チェクシート」.

Kept in the SQLite file of the catalogue, beside the words index. A name is kept under its reading in hiragana without
the marks that people leave out or misplace (long vowels, small っ), so that one look-up finds what was meant.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from knowledge.japanese import fold, noun_morphemes, words
from knowledge.lexical import WordsIndex

SCHEMA = """
CREATE TABLE IF NOT EXISTS readings (
    reading TEXT NOT NULL, surface TEXT NOT NULL, PRIMARY KEY (reading, surface)) WITHOUT ROWID;
"""
# Names of more morphemes are found by their parts.
_PARTS = 3
_LONGEST_NAME = 10
# Below this many kana, a reading belongs to too many words.
_KANA = 3
_LONGEST_READING = 16
# A word in kanji is only taken for another of the same reading where it is this long: 期間 and 機関 are both words.
_KANJI_KANA = 6
_NAME = re.compile(r"(?=.*[一-鿿々ァ-ヶ])[一-鿿々ぁ-んァ-ヶー]{2,}")
_KANJI = re.compile(r"[一-鿿々]")
_HIRAGANA = re.compile(rf"[ぁ-んー]{{{_KANA},}}")
_KATAKANA = re.compile(rf"[ァ-ヶー]{{{_KANA},}}")
_LEFT_OUT = str.maketrans("", "", "ーっ")
_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Mended:
    """A piece of a question, and the name from the documents that it was taken for."""

    written: str
    meant: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """A place in a question that may be a name, by offsets, under its reading."""

    start: int
    end: int
    reading: str


def key(reading: str) -> str:
    """The reading under which a name is kept.

    >>> key("チェックシート")
    'ちぇくしと'
    """
    return reading.translate(_TO_HIRAGANA).translate(_LEFT_OUT)


def names(text: str) -> set[tuple[str, str]]:
    """The names in `text` (nouns, alone and joined) that are not all hiragana, each with its key."""
    found = set()
    for run in noun_morphemes(text):
        for start in range(len(run)):
            for end in range(start + 1, min(start + _PARTS, len(run)) + 1):
                surface = "".join(each for each, _ in run[start:end])
                reading = key("".join(each for _, each in run[start:end]))
                if len(surface) <= _LONGEST_NAME and _NAME.fullmatch(surface) and len(reading) >= _KANA:
                    found.add((reading, surface))
    return found


class Spelling:
    """Reads and writes readings through a connection whose transactions belong to the caller.

    What left with a document is not deleted but passed over, since no passage holds it any more.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._words = WordsIndex(connection)

    def add(self, text: str) -> None:
        """Adds the names in a text."""
        self._db.executemany("INSERT OR IGNORE INTO readings VALUES (?, ?)", sorted(names(text)))

    def mend(self, question: str, hidden: Collection[int] = ()) -> tuple[str, tuple[Mended, ...]]:
        """A question, folded, with names from the documents in place of words that no document knows but that are
        read like them; and what was replaced. The passages of the hidden numbers are passed over.
        """
        if _KANJI.search(question):
            return self._mended(question, hidden)
        # Typed all in katakana, it is read as hiragana is, but for the words that the documents write so.
        text, mended = self._mended(_KATAKANA.sub(partial(self._in_hiragana, hidden), question), hidden)
        return (text, mended) if mended else (question, ())

    def _in_hiragana(self, hidden: Collection[int], run: re.Match[str]) -> str:
        return run[0] if self._known({run[0]}, hidden) else run[0].translate(_TO_HIRAGANA)

    def _mended(self, question: str, hidden: Collection[int]) -> tuple[str, tuple[Mended, ...]]:
        pieces = list(self._unknown(question, hidden))
        meant = self._meant({piece.reading for piece in pieces}, hidden)
        mended: list[Mended] = []
        text, done = "", 0
        for piece in pieces:
            name = meant.get(piece.reading)
            if piece.start < done or not name:
                continue
            mended.append(Mended(question[piece.start : piece.end], name))
            text, done = text + question[done : piece.start] + name, piece.end
        return text + question[done:], tuple(mended)

    def _unknown(self, question: str, hidden: Collection[int]) -> Iterator[_Piece]:
        """The pieces that may stand for a name, by where they start, the longest first."""
        pieces = {(piece.start, piece.end): piece for piece in self._misspelt(question, hidden)}
        if not _KANJI.search(question):
            pieces |= {(piece.start, piece.end): piece for piece in _kana(question)}
        yield from sorted(pieces.values(), key=lambda piece: (piece.start, -piece.end))

    def _misspelt(self, question: str, hidden: Collection[int]) -> Iterator[_Piece]:
        runs = noun_morphemes(question)
        known = self._known({surface for run in runs for surface, _ in run}, hidden)
        position = 0
        for run in runs:
            start = question.index("".join(surface for surface, _ in run), position)
            yield from _spans(run, start, known)
            position = start + sum(len(surface) for surface, _ in run)

    def _known(self, surfaces: set[str], hidden: Collection[int]) -> set[str]:
        """Those of which each word stands in a document."""
        own = {surface: set(words(surface)) for surface in surfaces}
        there = self._words.spread(sorted({word for each in own.values() for word in each}), hidden).keys()
        return {surface for surface, each in own.items() if each <= there}

    def _meant(self, readings: Iterable[str], hidden: Collection[int]) -> Mapping[str, str]:
        """For each reading the name that the documents hold most often."""
        read_so = list(self._select("SELECT reading, surface FROM readings WHERE reading", sorted(readings)))
        last = {surface: words(surface)[-1] for _, surface in read_so if words(surface)}
        spread = self._words.spread(sorted(set(last.values())), hidden)
        heard = sorted(((spread.get(last.get(surface, ""), 0), reading, surface) for reading, surface in read_so))
        return {
            reading: surface
            for times, reading, surface in heard
            if times and (not hidden or self._stands_in_sight(surface, hidden))
        }

    def _stands_in_sight(self, name: str, hidden: Collection[int]) -> bool:
        """Whether a passage that is not hidden has the name: its words may stand there in other names."""
        holding = [set(numbers.tolist()) for numbers in self._words.holding(words(name), hidden).values()]
        rows = self._select(
            "SELECT d.title, p.section, p.text FROM passages p JOIN documents d ON d.id = p.document_id WHERE p.no",
            sorted(set.intersection(*holding)) if holding else [],
        )
        return any(name in fold("\n".join(row)) for row in rows)

    def _select(self, query: str, keys: Sequence[str] | Sequence[int]) -> Iterator[tuple[str, ...]]:
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            yield from self._db.execute(f"{query} IN ({','.join('?' * len(some))})", some)


def _spans(run: Sequence[tuple[str, str]], start: int, known: set[str]) -> Iterator[_Piece]:
    """The parts of a run of nouns that hold a word no document knows."""
    offsets = [start]
    for surface, _ in run:
        offsets.append(offsets[-1] + len(surface))
    for first in range(len(run)):
        for last in range(first + 1, min(first + _PARTS + 1, len(run)) + 1):
            part = run[first:last]
            reading = key("".join(each for _, each in part))
            long_enough = _KANJI_KANA if any(_KANJI.search(surface) for surface, _ in part) else _KANA
            if any(surface not in known for surface, _ in part) and len(reading) >= long_enough:
                yield _Piece(offsets[first], offsets[last], reading)


def _kana(question: str) -> Iterator[_Piece]:
    """Every stretch of hiragana: without kanji, nobody can tell where a word ends."""
    for run in _HIRAGANA.finditer(fold(question)):
        for start in range(run.start(), run.end()):
            for end in range(start + _KANA, min(start + _LONGEST_READING, run.end()) + 1):
                written = question[start:end]
                if len(reading := key(written)) >= _KANA and written[0] not in "ーっん" and written[-1] != "っ":
                    yield _Piece(start, end, reading)
