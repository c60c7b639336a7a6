"""What the language model has cost: tokens by workspace and month, and nothing of what was asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from bot.sqlite_file import SqliteFile

_JAPAN = timezone(timedelta(hours=9))
KEEP_MONTHS = 13  # a year to compare with

SCHEMA = """
CREATE TABLE IF NOT EXISTS tokens (
    team TEXT NOT NULL, month TEXT NOT NULL, spent INTEGER NOT NULL, PRIMARY KEY (team, month)
);
"""


class TokenLedger:
    """The tokens of one bot. Every method may be called from any thread."""

    def __init__(self, file: SqliteFile, clock: Callable[[], float]) -> None:
        """`file` was opened with SCHEMA; `clock` gives seconds since 1970."""
        self._file = file
        self._clock = clock

    def add(self, team: str, tokens: int) -> None:
        """Counts tokens that were spent just now; an empty `team` is the command line."""
        if tokens > 0:
            sql = (
                "INSERT INTO tokens VALUES (?1, ?2, ?3) "
                "ON CONFLICT (team, month) DO UPDATE SET spent = spent + excluded.spent"
            )
            self._file.write(sql, team, self._month(), tokens)

    def spent(self, team: str) -> int:
        """The tokens that a workspace has spent in this month of Japan's calendar."""
        rows = self._file.read("SELECT spent FROM tokens WHERE team = ? AND month = ?", team, self._month())
        return int(rows[0][0]) if rows else 0

    def tidy(self) -> None:
        """Forgets all months but the last thirteen."""
        sql = "DELETE FROM tokens WHERE month NOT IN (SELECT DISTINCT month FROM tokens ORDER BY month DESC LIMIT ?)"
        self._file.write(sql, KEEP_MONTHS)

    def _month(self) -> str:
        return f"{datetime.fromtimestamp(self._clock(), _JAPAN):%Y-%m}"
