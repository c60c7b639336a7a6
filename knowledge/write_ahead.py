"""SQLite files that several processes open: what is written is on disk, and readers do not wait for a writer."""

from __future__ import annotations

import sqlite3

from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random

_PATIENCE = 30  # seconds; the change itself takes a few milliseconds
_PAUSE = 0.05
_KIND = 0xFF  # the lowest byte of an extended error code says what kind of error it is


def write_ahead(connection: sqlite3.Connection) -> None:
    """Puts the file in WAL mode, each transaction synced to disk.

    While another connection changes the mode of a new file, SQLite refuses at once, whatever patience the connection
    was opened with; so it is asked again, for half a minute. Raises sqlite3.Error where the file cannot be used.
    """
    asking = Retrying(
        retry=retry_if_exception(_is_busy), wait=wait_random(0, _PAUSE), stop=stop_after_delay(_PATIENCE), reraise=True
    )
    asking(connection.execute, "PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _is_busy(error: BaseException) -> bool:
    return isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & _KIND == sqlite3.SQLITE_BUSY
