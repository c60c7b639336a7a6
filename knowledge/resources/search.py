"""Finding notes again: by words and pairs of letters, by meaning where that is at hand, and by exact filters."""

from __future__ import annotations

import math
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import islice

from knowledge import japanese
from knowledge.resources.about import topics_of
from knowledge.resources.line import Line
from knowledge.resources.listing import Filters
from knowledge.resources.model import ResourceNote
from knowledge.resources.privacy import Viewer, visible_to
from knowledge.resources.rows import areas_of
from knowledge.resources.store import NoteStore
from knowledge.resources.when import take_when

# What notes of a workspace come closest in meaning to a question: (team id, question, limit) → note ids with a
# score from 0 to about 1. Whether a note may be seen is none of its business.
Meaning = Callable[[str, str, int], Sequence[tuple[str, float]]]

Scores = defaultdict[tuple[str, str], float]  # (team id, note id) → how well it fits

# What `Meaning` gives two notes on one resource in other words, and hardly any two others: 1.08 and more.
_THE_SAME = 1.2
_CANDIDATES = 50  # notes asked of `Meaning`; enough that those a viewer may not see do not empty the list
_CANDIDATES_TO_NARROW = 300  # the same where filters may let few of them through
_WORDS, _PAIRS, _MEANING, _HINT = 1.0, 0.5, 1.0, 0.1  # what each way of finding counts; each gives 0 to about 1
_K1, _B = 1.2, 0.75  # the usual constants of BM25
_COMMON = 0.1  # share of the notes from which a word is left aside, where rarer ones have found something
_BESIDE = 8  # questions looked up at once; threads are made when they are needed
_FEW = 500  # notes that are looked at in any case: in a small record every word is common


@dataclass(frozen=True, slots=True)
class FoundNote:
    """A note with how well it answers; `score` is comparable within one question."""

    note: ResourceNote
    score: float


def text_of(note: ResourceNote) -> str:
    """The words by which a note is found, most telling first. Who told it and ids are not among them."""
    parts = (note.name, note.kana, *note.topics, note.offers, note.provider, note.audience, note.when, note.place)
    more = (note.address, *areas_of(note), note.how_to_join, note.cost, note.kind.value, *note.tags)
    return "\n".join(part for part in (*parts, *more) if part)


class NoteSearch:
    """Searches the record. Follows its feed, so that each search sees every change recorded before it.

    Callable from several threads at once. The words of all notes are held in memory (about 5 kB a note).
    """

    def __init__(self, store: NoteStore, today: Callable[[], date], meaning: Meaning | None = None) -> None:
        self._store = store
        self._today = today
        self._meaning = meaning
        self._seen = 0
        self._notes: dict[tuple[str, str], ResourceNote] = {}
        self._words, self._pairs = _Index(), _Index()
        self._lock = threading.Lock()
        # Meaning is looked up on a thread beside the one that counts words: neither needs the other.
        self._beside = ThreadPoolExecutor(_BESIDE, thread_name_prefix="notes-by-meaning")

    def find(
        self, question: str, viewer: Viewer, filters: Filters | None = None, limit: int = 5
    ) -> tuple[FoundNote, ...]:
        """At most `limit` notes that `viewer` may see and `filters` lets through, best first.

        With a question of no words, or of none that a note has and of no meaning near to one, there is nothing to find.
        """
        wanted = filters or Filters()
        count = _CANDIDATES_TO_NARROW if wanted.narrow else _CANDIDATES
        looking_up = self._beside.submit(self._near, question, viewer.team_id, count)
        words, pairs = japanese.words(question), japanese.pairs(question)
        hints = _Hints(question, self._today())
        with self._lock:
            self._catch_up()
            scores = self._scores(words, pairs, viewer.team_id)
        near = looking_up.result()
        _add(scores, {(viewer.team_id, note_id): score for note_id, score in near}, _MEANING)
        with self._lock:
            candidates = [
                (score, self._notes[key]) for key, score in scores.items() if score > 0 and key in self._notes
            ]
        return _best(candidates, hints, lambda note: visible_to(note, viewer) and wanted.match(note), limit)

    def similarity_to(self, note: ResourceNote, team_id: str) -> Callable[[ResourceNote, ResourceNote], float] | None:
        """How close other notes of the workspace are to `note` in meaning, 0 to 1; None where meaning is not known."""
        if self._meaning is None or not team_id or not text_of(note).strip():
            return None
        near = dict(self._meaning(team_id, text_of(note), _CANDIDATES))
        return lambda _, other: min(1.0, near.get(other.id, 0.0) / _THE_SAME)

    @property
    def knows_meaning(self) -> bool:
        """Whether more than words is looked at. Scores are higher then."""
        return self._meaning is not None

    def follow(self) -> None:
        """Reads what it has not seen of the record yet, which every search does; the first time takes 0.3 ms a note."""
        with self._lock:
            self._catch_up()

    def notes(self, viewer: Viewer) -> tuple[ResourceNote, ...]:
        """All notes that `viewer` may see."""
        with self._lock:
            self._catch_up()
            known = list(self._notes.values())
        return tuple(note for note in known if visible_to(note, viewer))

    def areas(self, viewer: Viewer) -> tuple[str, ...]:
        """The areas and municipalities of the notes that `viewer` may see."""
        return tuple(dict.fromkeys(area for note in self.notes(viewer) for area in areas_of(note)))

    def _near(self, question: str, team_id: str, limit: int) -> Sequence[tuple[str, float]]:
        if self._meaning is None or not team_id or not any(each.isalnum() for each in question):
            return ()
        return self._meaning(team_id, question, limit)

    def _scores(self, words: Sequence[str], pairs: Sequence[str], team_id: str) -> Scores:
        total: Scores = defaultdict(float)
        for index, terms, weight in ((self._words, words, _WORDS), (self._pairs, pairs, _PAIRS)):
            scores = index.scores(terms)
            _add(total, {key: score for key, score in scores.items() if key[0] == team_id}, weight)
        return total

    def _catch_up(self) -> None:
        while entries := self._store.feed(after=self._seen):
            changed: dict[str, list[str]] = {}
            for entry in entries:
                changed.setdefault(entry.team_id, []).append(entry.note_id)
            for team_id, ids in changed.items():
                self._replace(team_id, list(dict.fromkeys(ids)))
            self._seen = entries[-1].sequence

    def _replace(self, team_id: str, ids: Sequence[str]) -> None:
        there = {note.id: note for note in self._store.by_ids(team_id, ids)}
        for note_id in ids:
            key = (team_id, note_id)
            self._notes.pop(key, None)
            text = ""
            if note_id in there:
                self._notes[key] = there[note_id]
                text = text_of(there[note_id])
            self._words.put(key, japanese.words(text))
            self._pairs.put(key, japanese.pairs(text))


class _Index:
    """Terms → notes that hold them and how often, scored by BM25."""

    def __init__(self) -> None:
        self._terms: dict[tuple[str, str], Counter[str]] = {}
        self._lengths: dict[tuple[str, str], int] = {}
        self._holding: dict[str, dict[tuple[str, str], int]] = {}
        self._total = 0

    def put(self, key: tuple[str, str], terms: Iterable[str]) -> None:
        for term in self._terms.pop(key, ()):
            del self._holding[term][key]
        self._total -= self._lengths.pop(key, 0)
        new = Counter(terms)
        if not new:
            return
        self._terms[key], self._lengths[key] = new, new.total()
        self._total += new.total()
        for term, often in new.items():
            self._holding.setdefault(term, {})[key] = often

    def scores(self, terms: Iterable[str]) -> Scores:
        """How much of what `terms` ask for each note holds, 1 at most or little more.

        A rare word that no note holds weighs as well: where only the common words of a question are found, little is.
        """
        found: Scores = defaultdict(float)
        holdings = sorted((self._holding.get(term) or {} for term in set(terms)), key=len)
        asked = sum(self._rarity(len(holding)) for holding in holdings) * (_K1 + 1)
        common = max(_COMMON * len(self._lengths), _FEW)
        mean = self._total / len(self._lengths) if self._lengths else 1
        for holding in holdings:
            if found and len(holding) > common:
                break  # a word of every tenth note tells little and costs the most
            weight = self._rarity(len(holding)) * (_K1 + 1) / asked
            for key, often in holding.items():
                found[key] += weight * often / (often + _K1 * (1 - _B + _B * self._lengths[key] / mean))
        return found

    def _rarity(self, holding: int) -> float:
        return math.log(1 + (len(self._lengths) - holding + 0.5) / (holding + 0.5))


class _Hints:
    """What a question says of the fields: a day, a field of help. They lift notes that fit, and exclude none."""

    def __init__(self, question: str, today: date) -> None:
        self._topics = set(topics_of(question))
        self._days = set(take_when(Line(question), today).weekdays)

    def __bool__(self) -> bool:
        """Whether the question says anything of them."""
        return bool(self._topics or self._days)

    def fit(self, note: ResourceNote) -> float:
        return _HINT * (bool(self._topics & set(note.topics)) + bool(self._days & set(note.weekdays)))


def _best(
    candidates: list[tuple[float, ResourceNote]], hints: _Hints, passes: Callable[[ResourceNote], bool], limit: int
) -> tuple[FoundNote, ...]:
    """The best that pass. What costs most, whether a note passes, is asked of few: from the best score down."""
    scored = [(score + hints.fit(note), note) for score, note in candidates] if hints else candidates
    scored.sort(key=lambda each: (-each[0], each[1].id))
    passing = (FoundNote(note, score) for score, note in scored if passes(note))
    return tuple(islice(passing, limit))


def _add(total: Scores, scores: Mapping[tuple[str, str], float], weight: float) -> None:
    for key, score in scores.items():
        total[key] += weight * score
