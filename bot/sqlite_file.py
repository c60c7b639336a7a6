"""A small SQLite file that several threads write: what is written is on disk, what is erased is overwritten."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from knowledge.errors import SettingError
from knowledge.write_ahead import write_ahead

_PATIENCE = 10  # seconds that another connection's write may take


class SqliteFile:
    """One connection. Every method may be called from any thread; several objects may share one path."""

    def __init__(self, path: Path, schema: str) -> None:
        """`path` is made where missing, and in it what of `schema` (CREATE … IF NOT EXISTS) is not there yet.

        Raises SettingError when the file cannot be used.
        """
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=_PATIENCE)
            write_ahead(self._db)
            self._db.executescript("PRAGMA secure_delete = ON;" + schema)
        except (OSError, sqlite3.Error) as error:
            what = f"受け付けた質問などを保存するファイル {path} を使えません。"
            raise SettingError(what, "場所と書き込みの権限を確認してください。") from error

    def write(self, sql: str, *values: object) -> int:
        """Runs one statement; how many rows it changed."""
        with self._lock:
            return self._db.execute(sql, values).rowcount

    def read(self, sql: str, *values: object) -> list[Any]:
        """Runs one statement; all its rows."""
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that this thread writes inside stands or falls together; other threads wait."""
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def empty_journal(self) -> None:
        """Empties the journal, where erased text lingers."""
        self.read("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Closes the file; nothing may be called afterwards."""
        self.empty_journal()
        with self._lock:
            self._db.close()
