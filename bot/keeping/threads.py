"""In which threads the bot takes part, and where it was asked to keep quiet. No words, no people: ids and times only.

Every message of every channel arrives here, so the question whether it may concern the bot is one look by primary key.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.sqlite_file import SqliteFile

KEEP_SECONDS = 30 * 86_400.0  # a thread that nobody asked in for a month is over

SCHEMA = """
CREATE TABLE IF NOT EXISTS threads (
    channel TEXT NOT NULL, thread TEXT NOT NULL, woken TEXT NOT NULL DEFAULT '', hushed TEXT NOT NULL DEFAULT '',
    kept_at REAL NOT NULL, PRIMARY KEY (channel, thread)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS threads_by_age ON threads (kept_at);
"""
_WAKE = """
INSERT INTO threads (channel, thread, woken, kept_at) VALUES (?, ?, ?, ?)
ON CONFLICT (channel, thread) DO UPDATE SET woken = max(woken, excluded.woken), kept_at = excluded.kept_at
"""
_HUSH = """
INSERT INTO threads (channel, thread, hushed, kept_at) VALUES (?, ?, ?, ?)
ON CONFLICT (channel, thread) DO UPDATE SET hushed = max(hushed, excluded.hushed), kept_at = excluded.kept_at
"""


_NOW = "~"  # later than any time Slack writes


class Threads:
    """The threads of one bot. Every method may be called from any thread of the process.

    `at` is Slack's time of a message (`1764036000.123456`, always as long): of two that arrive in the wrong order, the
    later one counts.
    """

    def __init__(self, file: SqliteFile, clock: Callable[[], float]) -> None:
        """`file` holds the table of SCHEMA; `clock` gives seconds since 1970."""
        self._file = file
        self._clock = clock

    def wake(self, channel: str, thread: str, at: str) -> None:
        """The bot was mentioned, or asked on: it takes part."""
        self._file.write(_WAKE, channel, thread, at, self._clock())

    def hush(self, channel: str, thread: str, at: str) -> None:
        """The bot was asked to keep quiet, until it is mentioned again."""
        self._file.write(_HUSH, channel, thread, at, self._clock())

    def listens(self, channel: str, thread: str, *, own: bool = False, at: str = _NOW) -> bool:
        """Whether what is said there without a mention may be for the bot; `own` is a thread that it began itself.

        What was said `at` a time before silence was asked for was said to a bot that listened, whenever it arrives.
        """
        sql = "SELECT woken > hushed OR ? < hushed FROM threads WHERE channel = ? AND thread = ?"
        rows = self._file.read(sql, at, channel, thread)
        return bool(rows[0][0]) if rows else own

    def tidy(self) -> None:
        """Forgets threads in which nobody has asked for a month."""
        self._file.write("DELETE FROM threads WHERE kept_at < ?", self._clock() - KEEP_SECONDS)
