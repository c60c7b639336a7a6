"""Whom the bot has met: so that it introduces itself once, and names a thread once. Ids and times, no words."""

from __future__ import annotations

from collections.abc import Callable

from bot.sqlite_file import SqliteFile

SECONDS_A_DAY = 86_400
KEEP_TITLES_DAYS = 30  # ours: a thread older than that may be named anew

SCHEMA = """
CREATE TABLE IF NOT EXISTS greeted (who TEXT PRIMARY KEY, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS titled (thread TEXT PRIMARY KEY, at REAL NOT NULL);
"""


class Greetings:
    """The acquaintances of one bot. Every method may be called from any thread."""

    def __init__(self, file: SqliteFile, clock: Callable[[], float]) -> None:
        """`file` was opened with SCHEMA; `clock` gives seconds since 1970."""
        self._file = file
        self._clock = clock

    def knows(self, who: str) -> bool:
        """Whether this person or channel, by its id, was greeted."""
        return bool(self._file.read("SELECT 1 FROM greeted WHERE who = ?", who))

    def greeted(self, who: str) -> None:
        """Notes that this person or channel was greeted."""
        self._file.write("INSERT OR IGNORE INTO greeted (who, at) VALUES (?, ?)", who, self._clock())

    def name(self, channel: str, thread: str) -> bool:
        """Whether this thread has no name yet; from now on it has one."""
        sql = "INSERT OR IGNORE INTO titled (thread, at) VALUES (?, ?)"
        return self._file.write(sql, f"{channel}:{thread}", self._clock()) == 1

    def tidy(self) -> None:
        """Forgets the names of old threads; people and channels stay known."""
        self._file.write("DELETE FROM titled WHERE at < ?", self._clock() - KEEP_TITLES_DAYS * SECONDS_A_DAY)
