"""What a language model has cost, by workspace and month of Japan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from bot.keeping.tokens import KEEP_MONTHS, SCHEMA, TokenLedger
from bot.sqlite_file import SqliteFile

JAPAN = timezone(timedelta(hours=9))


class Calendar:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 30, 23, 59, tzinfo=JAPAN)

    def seconds(self) -> float:
        return self.now.timestamp()


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def file(tmp_path: Path) -> Iterator[SqliteFile]:
    file = SqliteFile(tmp_path / "conversations.sqlite3", SCHEMA)
    yield file
    file.close()


@pytest.fixture
def ledger(file: SqliteFile, calendar: Calendar) -> TokenLedger:
    return TokenLedger(file, calendar.seconds)


def test_tokens_add_up_by_workspace(ledger: TokenLedger) -> None:
    for team, tokens in (("T1", 100), ("T2", 7), ("T1", 20), ("T1", 0)):
        ledger.add(team, tokens)
    assert (ledger.spent("T1"), ledger.spent("T2"), ledger.spent("T3")) == (120, 7, 0)


def test_a_month_ends_at_midnight_in_japan(ledger: TokenLedger, calendar: Calendar) -> None:
    ledger.add("T1", 100)
    calendar.now += timedelta(minutes=1)
    assert ledger.spent("T1") == 0


def test_months_are_kept_for_a_year(ledger: TokenLedger, file: SqliteFile, calendar: Calendar) -> None:
    for month in range(KEEP_MONTHS + 3):
        calendar.now = datetime(2026 + (10 + month) // 12, (10 + month) % 12 + 1, 1, tzinfo=JAPAN)
        ledger.add("T1", 1)
    ledger.tidy()
    assert file.read("SELECT count(*), min(month) FROM tokens") == [(KEEP_MONTHS, "2027-02")]
