"""The file that several threads write."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.sqlite_file import SqliteFile
from knowledge.errors import SettingError

SCHEMA = "CREATE TABLE IF NOT EXISTS counts (name TEXT PRIMARY KEY, count INTEGER NOT NULL);"


def test_what_is_read_and_written_in_one_transaction_is_not_lost_to_others(tmp_path: Path) -> None:
    files = [SqliteFile(tmp_path / "state.sqlite3", SCHEMA) for _ in range(2)]
    files[0].write("INSERT INTO counts VALUES ('all', 0)")

    def count_one(number: int) -> None:
        file = files[number % 2]
        with file.transaction():
            ((count,),) = file.read("SELECT count FROM counts")
            file.write("UPDATE counts SET count = ?", count + 1)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(count_one, range(40)))
    assert files[1].read("SELECT count FROM counts") == [(40,)]
    for file in files:
        file.close()


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    file = SqliteFile(tmp_path / "state.sqlite3", SCHEMA)
    with pytest.raises(ZeroDivisionError), file.transaction():
        file.write("INSERT INTO counts VALUES ('all', 1)")
        raise ZeroDivisionError
    assert file.read("SELECT * FROM counts") == []
    file.close()


def test_erased_text_is_in_no_file_any_more(tmp_path: Path) -> None:
    file = SqliteFile(tmp_path / "state.sqlite3", SCHEMA)
    file.write("INSERT INTO counts VALUES ('ひみつの言葉', 1)")
    file.write("DELETE FROM counts")
    file.close()
    assert [path.name for path in tmp_path.iterdir()] == ["state.sqlite3"]
    assert "ひみつの言葉".encode() not in (tmp_path / "state.sqlite3").read_bytes()


def test_a_file_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=str(tmp_path)):
        SqliteFile(tmp_path, SCHEMA)
