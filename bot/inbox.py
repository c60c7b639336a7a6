"""Accepted work: on disk before Slack hears yes, taken once however often it arrives, kept until done.

waiting ─ taken ─→ working ─ finished ─→ done          its text is erased
   ↑                  │
   └── try again, or ─┴─ given up ─────→ failed        its text is erased
       the process died
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.sqlite_file import SqliteFile

Notes = dict[str, Any]

KEEP_DAYS = 3  # Slack delivers again within hours; an answer only its asker sees is shared within days
SECONDS_A_DAY = 86_400

_SCHEMA = """
CREATE TABLE IF NOT EXISTS work (
    key TEXT PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL, notes TEXT NOT NULL DEFAULT '{}',
    kept TEXT, state TEXT NOT NULL DEFAULT 'waiting', attempts INTEGER NOT NULL DEFAULT 0,
    sign_due INTEGER NOT NULL DEFAULT 1, accepted_at REAL NOT NULL, due_at REAL NOT NULL, finished_at REAL
);
CREATE INDEX IF NOT EXISTS work_by_state ON work (state, due_at);
"""
_COLUMNS = "key, kind, payload, attempts, accepted_at"


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of accepted work. `attempt` counts from 1; 0 for work that was never taken."""

    key: str
    kind: str
    payload: Mapping[str, str]
    attempt: int
    accepted_at: float


class Inbox:
    """The work of one bot in one SQLite file. Every method may be called from any thread."""

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        """`path` is made where missing; `clock` gives seconds since 1970.

        Raises SettingError when the file cannot be used.
        """
        self._clock = clock
        self._arrivals = threading.Semaphore(0)
        self._file = SqliteFile(path, _SCHEMA)

    def accept(self, key: str, kind: str, payload: Mapping[str, str]) -> bool:
        """Puts work on disk; False when work of this key was accepted before, whatever became of it."""
        now = self._clock()
        sql = "INSERT OR IGNORE INTO work (key, kind, payload, accepted_at, due_at) VALUES (?, ?, ?, ?, ?)"
        accepted = self._file.write(sql, key, kind, _json(dict(payload)), now, now) == 1
        if accepted:
            self._arrivals.release()
        return accepted

    def wait_for_work(self, seconds: float) -> None:
        """Returns when work has arrived, at the latest after that many seconds."""
        self._arrivals.acquire(timeout=seconds)

    def resume(self) -> None:
        """Makes what a dead process was working on wait again. Only for the one process that works."""
        self._file.write("UPDATE work SET state = 'waiting' WHERE state = 'working'")

    def take(self) -> Job | None:
        """The oldest work that is due, now counted as one attempt more; None when nothing is."""
        oldest = "SELECT key FROM work WHERE state = 'waiting' AND due_at <= ? ORDER BY accepted_at LIMIT 1"
        change = "state = 'working', attempts = attempts + 1"
        sql = f"UPDATE work SET {change} WHERE key = ({oldest}) RETURNING {_COLUMNS}"  # noqa: S608 - constants only
        rows = self._file.read(sql, self._clock())
        return _job(rows[0]) if rows else None

    def put_back(self, job: Job, seconds: float, *, counted: bool = True) -> None:
        """Makes the work wait again, for at least that long; uncounted, it was no attempt at all."""
        sql = "UPDATE work SET state = 'waiting', due_at = ?, attempts = ? WHERE key = ?"
        self._file.write(sql, self._clock() + seconds, job.attempt - (not counted), job.key)

    def finish(self, job: Job, kept: str | None = None) -> None:
        """Marks the work done and erases its text; `kept` stays readable for three days."""
        self._end(job, "done", kept)

    def fail(self, job: Job) -> None:
        """Marks the work as given up and erases its text."""
        self._end(job, "failed", None)

    def kept(self, key: str) -> str | None:
        """What `finish` was told to keep; None when that is nothing, or long ago."""
        rows = self._file.read("SELECT kept FROM work WHERE key = ?", key)
        return rows[0][0] if rows else None

    def has_failed(self, key: str) -> bool:
        """Whether the work was given up, within the last three days."""
        return bool(self._file.read("SELECT 1 FROM work WHERE key = ? AND state = 'failed'", key))

    def notes(self, key: str) -> Notes | None:
        """How far the work has come; None once it is over."""
        rows = self._file.read("SELECT notes FROM work WHERE key = ? AND finished_at IS NULL", key)
        return dict(json.loads(rows[0][0])) if rows else None

    def note(self, job: Job, **news: object) -> None:
        """Adds to the notes of unfinished work, durably."""
        with self._file.transaction():
            ((noted,),) = self._file.read("SELECT notes FROM work WHERE key = ?", job.key)
            notes = _json({**json.loads(noted), **news})
            self._file.write("UPDATE work SET notes = ? WHERE key = ? AND finished_at IS NULL", notes, job.key)

    def without_sign(self, seconds: float, second: float = 0.0) -> list[Job]:
        """Unfinished work accepted longer ago than that; each is handed out once, to give a sign of life.

        Work for which `sign_again` was called is handed out once more, that many seconds after it was accepted.
        """
        late = "(sign_due = 1 AND accepted_at <= ?) OR (sign_due = 2 AND accepted_at <= ?)"
        sql = f"UPDATE work SET sign_due = 0 WHERE finished_at IS NULL AND ({late}) RETURNING {_COLUMNS}"  # noqa: S608 - constants only
        now = self._clock()
        return [_job(row) for row in self._file.read(sql, now - seconds, now - second)]

    def sign_again(self, job: Job) -> None:
        """Makes work that had its sign ask for a second one later."""
        self._file.write("UPDATE work SET sign_due = 2 WHERE key = ?", job.key)

    def tidy(self) -> None:
        """Forgets work that has been over for three days, and empties the journal, where erased text lingers."""
        self._file.write("DELETE FROM work WHERE finished_at < ?", self._clock() - KEEP_DAYS * SECONDS_A_DAY)
        self._file.empty_journal()

    def age(self, job: Job) -> float:
        """Seconds since the work was accepted."""
        return self._clock() - job.accepted_at

    def unfinished(self) -> int:
        """How much work is waiting or under way."""
        return int(self._file.read("SELECT COUNT(*) FROM work WHERE finished_at IS NULL")[0][0])

    def close(self) -> None:
        """Closes the file; nothing may be called afterwards."""
        self._file.close()

    def _end(self, job: Job, state: str, kept: str | None) -> None:
        sql = "UPDATE work SET state = ?, kept = ?, payload = '{}', notes = '{}', finished_at = ? WHERE key = ?"
        self._file.write(sql, state, kept, self._clock(), job.key)


def _job(row: tuple[str, str, str, int, float]) -> Job:
    key, kind, payload, attempts, accepted_at = row
    return Job(key, kind, json.loads(payload), attempts, accepted_at)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
