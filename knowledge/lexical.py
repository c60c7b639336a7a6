"""The words index: which passage holds which words and character pairs, weighed by BM25.

Chroma finds by meaning only, so this stands beside it, in the SQLite file of the catalogue: it changes in the same
transaction as the passages it speaks of. One row a term; its postings are a packed array, so that a question costs
one look-up a term and a few vector operations, at a hundred thousand passages too.
"""

from __future__ import annotations

import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.japanese import pairs, words

SCHEMA = """
CREATE TABLE IF NOT EXISTS terms (term TEXT PRIMARY KEY, postings BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS term_totals (kind TEXT PRIMARY KEY, passages INTEGER NOT NULL, terms INTEGER NOT NULL);
"""
WORD, PAIR = "w", "p"
_POSTING = np.dtype([("no", "<u4"), ("times", "<u2"), ("length", "<u2")])
# Robertson's saturation and length constants: lower than usual, since a passage is short and repeats little.
_SATURATION = 0.9
_LENGTH = 0.4
_MOST = 65_535
_AT_ONCE = 500
# Up to this many, what postings cost to add up does not hang on how many they are.
_FEW = 500

Scores = NDArray[np.float32]
Weights = NDArray[np.float32] | float


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a passage or a question, with how often each stands in it, by kind."""

    counts: Mapping[str, Counter[str]]

    @classmethod
    def of(cls, text: str) -> Terms:
        """The content words and the character pairs of `text`."""
        return cls({WORD: Counter(words(text)), PAIR: Counter(pairs(text))})


class WordsIndex:
    """Reads and writes the postings through a connection whose transactions belong to the caller."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def add(self, terms: Mapping[int, Terms]) -> None:
        """Adds passages by their number; a number must not stand in the index already."""
        new: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
        for number, of_passage in sorted(terms.items()):
            for kind, counts in of_passage.counts.items():
                length = min(counts.total(), _MOST)
                for term, times in counts.items():
                    new[kind + term].append((number, min(times, _MOST), length))
        for term, postings in new.items():
            self._write(term, np.concatenate([self._read(term), np.array(postings, dtype=_POSTING)]))
        self._count(terms.values(), sign=1)

    def remove(self, terms: Mapping[int, Terms]) -> None:
        """Takes passages out again; `terms` must be what was added under these numbers."""
        numbers = np.array(sorted(terms), dtype="<u4")
        touched = {kind + term for each in terms.values() for kind, counts in each.counts.items() for term in counts}
        for term in touched:
            postings = self._read(term)
            self._write(term, postings[~np.isin(postings["no"], numbers)])
        self._count(terms.values(), sign=-1)

    def scores(
        self, kind: str, terms: Mapping[str, float], highest: int, hidden: Collection[int] = ()
    ) -> tuple[Scores, dict[str, float]]:
        """BM25 of every passage for weighted terms of one kind: array by passage number up to `highest`, and the
        rarity (inverse document frequency, 0 and up) of each term; a term that no passage holds is the rarest. It is as
        if the passages of the hidden numbers were not there.
        """
        totals = self._db.execute("SELECT passages, terms FROM term_totals WHERE kind = ?", (kind,)).fetchone()
        passages, total = totals or (0, 0)
        mean = total / passages if passages else 1.0
        passages -= len(hidden)
        seen = np.ones(highest + 1 if hidden else 0, dtype=np.bool_)
        seen[list(hidden)] = False
        found = {
            term: everywhere[seen[everywhere["no"]]] if hidden else everywhere
            for term, everywhere in self._read_all(kind, terms).items()
        }
        rarity = {
            term: math.log(1 + (passages - len(postings) + 0.5) / (len(postings) + 0.5))
            for term, postings in found.items()
            if len(postings)
        }
        scores = np.zeros(highest + 1, dtype=np.float32)
        for postings, weight in _piled([(found[term], terms[term] * rare) for term, rare in rarity.items()]):
            times = postings["times"].astype(np.float32)
            norm = _SATURATION * (1 - _LENGTH + _LENGTH * postings["length"] / mean)
            np.add.at(scores, postings["no"], weight * times * (_SATURATION + 1) / (times + norm))
        unheard = math.log(1 + (passages + 0.5) / 0.5)
        return scores, {term: rarity.get(term, unheard) for term in terms}

    def unheard(self, terms: Iterable[str], hidden: Collection[int] = ()) -> frozenset[str]:
        """Those of some words that stand in no passage, or only in those of the hidden numbers."""
        wanted = frozenset(terms)
        return wanted - self.spread(sorted(wanted), hidden).keys()

    def holding(self, terms: Iterable[str], hidden: Collection[int] = ()) -> dict[str, NDArray[np.uint32]]:
        """The numbers of the passages that hold each of some words, but for the hidden ones, rising; words that stand
        nowhere are left out.
        """
        away = np.fromiter(hidden, dtype="<u4", count=len(hidden))
        numbers = {term: postings["no"] for term, postings in self._read_all(WORD, terms).items()}
        return {term: there[~np.isin(there, away)] if len(away) else there for term, there in numbers.items()}

    def spread(self, terms: Sequence[str], hidden: Collection[int] = ()) -> dict[str, int]:
        """In how many passages each of some words stands, but for the hidden ones; words of no passage are left out."""
        if hidden:
            return {term: len(numbers) for term, numbers in self.holding(terms, hidden).items() if len(numbers)}
        found: dict[str, int] = {}
        for rows in self._rows("term, length(postings)", WORD, terms):
            found |= {term[1:]: room // _POSTING.itemsize for term, room in rows}
        return found

    def _read_all(self, kind: str, terms: Iterable[str]) -> dict[str, NDArray[np.void]]:
        found: dict[str, NDArray[np.void]] = {}
        for rows in self._rows("term, postings", kind, terms):
            found |= {term[1:]: np.frombuffer(blob, dtype=_POSTING) for term, blob in rows}
        return found

    def _rows(self, columns: str, kind: str, terms: Iterable[str]) -> Iterator[sqlite3.Cursor]:
        wanted = [kind + term for term in terms]
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            yield self._db.execute(f"SELECT {columns} FROM terms WHERE term IN ({marks})", some)  # noqa: S608 - marks only

    def _read(self, term: str) -> NDArray[np.void]:
        row = self._db.execute("SELECT postings FROM terms WHERE term = ?", (term,)).fetchone()
        return np.frombuffer(row[0] if row else b"", dtype=_POSTING)

    def _write(self, term: str, postings: NDArray[np.void]) -> None:
        if len(postings):
            self._db.execute("INSERT OR REPLACE INTO terms VALUES (?, ?)", (term, postings.tobytes()))
        else:
            self._db.execute("DELETE FROM terms WHERE term = ?", (term,))

    def _count(self, terms: Iterable[Terms], sign: int) -> None:
        each: Sequence[Terms] = list(terms)
        for kind in (WORD, PAIR):
            total = sum(of_passage.counts[kind].total() for of_passage in each)
            self._db.execute(
                "INSERT INTO term_totals VALUES (?1, ?2, ?3) ON CONFLICT (kind) DO UPDATE "
                "SET passages = passages + ?2, terms = terms + ?3",
                (kind, sign * len(each), sign * total),
            )


def _piled(weighted: Sequence[tuple[NDArray[np.void], float]]) -> Iterator[tuple[NDArray[np.void], Weights]]:
    """Postings with their weight; short ones are put together, since each pile costs the same few operations."""
    few = [(postings, weight) for postings, weight in weighted if len(postings) <= _FEW]
    if few:
        weights = np.array([weight for _, weight in few], dtype=np.float32)
        yield np.concatenate([each for each, _ in few]), np.repeat(weights, [len(each) for each, _ in few])
    yield from ((postings, weight) for postings, weight in weighted if len(postings) > _FEW)
