"""Which messages hand a question to somebody, so that what is written in their threads finds its way back."""

from __future__ import annotations

from collections.abc import Callable

from bot.sqlite_file import SqliteFile

KEEP_SECONDS = 14 * 86_400.0  # ours: a question that nobody answered in two weeks is asked anew

SCHEMA = """
CREATE TABLE IF NOT EXISTS handovers (
    target TEXT NOT NULL, message TEXT NOT NULL, origin TEXT NOT NULL, kept_at REAL NOT NULL,
    PRIMARY KEY (target, message)) WITHOUT ROWID;
"""


class Handovers:
    """The questions handed over by one bot. Every method may be called from any thread."""

    def __init__(self, file: SqliteFile, clock: Callable[[], float]) -> None:
        """`file` holds the table of SCHEMA; `clock` gives seconds since 1970."""
        self._file = file
        self._clock = clock

    def keep(self, target: str, message: str, origin: str) -> None:
        """`message` (its time, by which Slack knows it) went to a channel or a member; `origin` says from where."""
        sql = "INSERT OR IGNORE INTO handovers VALUES (?, ?, ?, ?)"
        self._file.write(sql, target, message, origin, self._clock())

    def origin(self, message: str, *targets: str) -> str | None:
        """From where the question came that `message` handed to one of `targets`; None where it is no such message."""
        for target in targets:
            sql = "SELECT origin FROM handovers WHERE target = ? AND message = ?"
            rows = self._file.read(sql, target, message)
            if rows:
                return str(rows[0][0])
        return None

    def tidy(self) -> None:
        """Forgets what was handed over two weeks ago."""
        self._file.write("DELETE FROM handovers WHERE kept_at < ?", self._clock() - KEEP_SECONDS)
