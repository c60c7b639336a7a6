"""Notes by meaning: vectors that follow the record, and can be made from it anew at any time.

Nothing is remembered of how far it got. Each start compares the versions of the record with those the vectors were
made of, and then follows the feed: whatever a killed process left behind is mended, and so is a lost collection.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from itertools import islice

from knowledge.ports import Embedder
from knowledge.resources.model import ResourceNote
from knowledge.resources.search import text_of
from knowledge.resources.store import NoteStore
from knowledge.resources.vectors import NoteVectors

Shelf = Callable[[str, str], NoteVectors]  # (team id, recipe) → where the vectors of its notes are kept

_TEXT = "1"  # counts the ways in which `text_of` has put notes into words
_EMBEDDED_AT_ONCE = 16  # a second with the bundled model: as long as an end may have to wait
# Cosines of the bundled model: what has nothing to do with a question comes to _FAR and less, what answers it to _NEAR.
_FAR, _NEAR = 0.80, 0.90


class NoteMeaning:
    """Finds notes by meaning, and keeps their vectors up to date. Callable from several threads at once.

    Every method may raise RecordUnavailable.
    """

    def __init__(self, store: NoteStore, shelf: Shelf, embedder: Embedder) -> None:
        self._store = store
        self._shelf = shelf
        self._embedder = embedder
        self._vectors: dict[str, NoteVectors] = {}
        self._seen: int | None = None
        self._waiting: dict[tuple[str, str], None] = {}  # (team id, note id), in the order of their changes
        self._lock, self._opening = threading.RLock(), threading.Lock()

    def __call__(self, team_id: str, question: str, limit: int) -> Sequence[tuple[str, float]]:
        """At most `limit` ids of notes of a workspace that are near the question, with 0 to about 1.

        Who may see them is none of its business, nor whether they are still there.
        """
        near = self._of(team_id).nearest(self._embedder.question(question), limit)
        return [(note_id, (cosine - _FAR) / (_NEAR - _FAR)) for note_id, cosine in near if cosine > _FAR]

    def follow(self, at_most: int | None = None, heard: Callable[[int], object] = lambda _left: None) -> int:
        """Takes in what has changed, `at_most` so many notes; how many are left.

        `heard` is told now and then how many are left; it may give up by raising, and what was done stays.
        """
        with self._lock:
            self._notice()
            todo = len(self._waiting) if at_most is None else min(at_most, len(self._waiting))
            while todo > 0:
                heard(len(self._waiting))
                some = list(islice(self._waiting, min(todo, _EMBEDDED_AT_ONCE)))
                self._take(some)
                todo -= len(some)
            return len(self._waiting)

    def behind(self) -> int:
        """How many notes differ between the record and the vectors, compared one by one; `follow` mends them."""
        with self._lock:
            self._seen = None
            self._notice()
            return len(self._waiting)

    def _notice(self) -> None:
        """Writes down which notes have changed since the last time; the first time, which are not as recorded."""
        if self._seen is None:
            end = self._store.feed_end()  # before comparing: what changes meanwhile is looked at twice
            for team_id in self._store.teams():
                ids = _different(self._store.versions(team_id), self._of(team_id).versions())
                self._waiting |= {(team_id, note_id): None for note_id in ids}
            self._seen = end
        while entries := self._store.feed(after=self._seen):
            self._waiting |= {(each.team_id, each.note_id): None for each in entries}
            self._seen = entries[-1].sequence

    def _take(self, keys: Sequence[tuple[str, str]]) -> None:
        for team_id in dict.fromkeys(team for team, _ in keys):
            ids = [note_id for team, note_id in keys if team == team_id]
            there = {note.id: note for note in self._store.by_ids(team_id, ids)}
            vectors = self._of(team_id)
            if gone := [note_id for note_id in ids if note_id not in there]:
                vectors.delete(gone)
            if there:
                self._put(vectors, list(there.values()))
        for key in keys:
            del self._waiting[key]

    def _put(self, vectors: NoteVectors, notes: Sequence[ResourceNote]) -> None:
        rows = self._embedder.passages([text_of(note) for note in notes])
        vectors.put([note.id for note in notes], list(rows), [note.version for note in notes])

    def _of(self, team_id: str) -> NoteVectors:
        with self._opening:  # not `_lock`: a search does not wait for notes to be embedded
            if team_id not in self._vectors:
                self._vectors[team_id] = self._shelf(team_id, f"{self._embedder.model_name} {_TEXT}")
            return self._vectors[team_id]


def _different(recorded: Mapping[str, int], kept: Mapping[str, int]) -> list[str]:
    """The ids whose vectors are missing, of another version or of no note any more."""
    wrong = [note_id for note_id, version in recorded.items() if kept.get(note_id) != version]
    return wrong + [note_id for note_id in kept if note_id not in recorded]


class Follower:
    """Keeps vectors up to date from a thread of its own, until it is stopped."""

    def __init__(self, meaning: NoteMeaning, failed: Callable[[Exception], object], every: float = 2.0) -> None:
        self._meaning = meaning
        self._failed = failed
        self._every = every
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="notes-by-meaning", daemon=True)

    def start(self) -> None:
        """Begins; `failed` hears of each failure, after which it tries again."""
        self._thread.start()

    def stop(self, patience: float) -> None:
        """Ends after the notes under way, and waits `patience` seconds for it."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(patience)

    def _run(self) -> None:
        while not self._ended.is_set():
            try:
                self._meaning.follow(heard=self._give_up_at_the_end)
            except _Ended:
                return
            except Exception as error:  # whatever it is, the next round looks again
                self._failed(error)
            self._ended.wait(self._every)

    def _give_up_at_the_end(self, _left: int) -> None:
        if self._ended.is_set():
            raise _Ended


class _Ended(Exception):
    """The thread is to end."""
