"""A file that another process is just making is waited for; one that is none is refused at once."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.sqlite_file import SqliteFile
from knowledge.catalogue import Catalogue
from knowledge.write_ahead import write_ahead


def test_a_file_that_another_connection_holds_is_waited_for(tmp_path: Path) -> None:
    holder = sqlite3.connect(tmp_path / "a", isolation_level=None, check_same_thread=False)
    holder.execute("CREATE TABLE t (x)")
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(sqlite3.OperationalError):
        sqlite3.connect(tmp_path / "a", timeout=0).execute("PRAGMA journal_mode = WAL")
    threading.Timer(0.3, holder.execute, ["COMMIT"]).start()
    mine = sqlite3.connect(tmp_path / "a", timeout=0, isolation_level=None)
    write_ahead(mine)
    assert mine.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert mine.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_a_file_that_is_no_database_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("これはただの文章です。" * 200, "utf-8")
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        write_ahead(sqlite3.connect(tmp_path / "a"))


def test_many_may_open_a_new_catalogue_and_a_new_file_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(12) as pool:
        assert len(list(pool.map(lambda _: Catalogue(tmp_path / "catalogue"), range(12)))) == 12
        files = pool.map(lambda _: SqliteFile(tmp_path / "file", "CREATE TABLE IF NOT EXISTS t (x);"), range(12))
        for each in files:
            each.close()
