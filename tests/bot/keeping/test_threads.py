from __future__ import annotations

from pathlib import Path

import pytest

from bot.keeping.threads import KEEP_SECONDS, SCHEMA, Threads
from bot.sqlite_file import SqliteFile

C, T = "C1", "1764036000.000100"
EARLY, LATER, LAST = "1764036001.000000", "1764036002.000000", "1764036003.000000"


class Clock:
    """Shows the time it was set to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def threads(tmp_path: Path, clock: Clock) -> Threads:
    return Threads(SqliteFile(tmp_path / "kept", SCHEMA), clock)


def test_the_bot_listens_only_where_it_was_called(threads: Threads) -> None:
    threads.wake(C, T, EARLY)
    assert threads.listens(C, T)
    assert not threads.listens(C, EARLY)
    assert not threads.listens("C2", T)


@pytest.mark.parametrize("turned_round", [False, True])
def test_of_a_call_and_a_wish_for_silence_the_later_one_counts_in_whatever_order_they_arrive(
    threads: Threads, turned_round: bool
) -> None:
    steps = [(threads.wake, EARLY), (threads.hush, LATER)]
    for step, at in reversed(steps) if turned_round else steps:
        step(C, T, at)
    assert not threads.listens(C, T)
    threads.wake(C, T, LAST)
    assert threads.listens(C, T)


def test_it_listens_in_threads_that_it_began_unless_it_was_asked_not_to(threads: Threads) -> None:
    assert threads.listens(C, T, own=True)
    threads.hush(C, T, EARLY)
    assert not threads.listens(C, T, own=True)


def test_a_thread_that_nobody_asked_in_for_a_month_is_forgotten(threads: Threads, clock: Clock) -> None:
    threads.wake(C, T, EARLY)
    clock.now = KEEP_SECONDS - 1
    threads.tidy()
    assert threads.listens(C, T)
    clock.now = KEEP_SECONDS + 1
    threads.tidy()
    assert not threads.listens(C, T)


def test_each_look_goes_by_the_primary_key(tmp_path: Path) -> None:
    """Every message of every channel costs one."""
    file = SqliteFile(tmp_path / "kept", SCHEMA)
    sql = "EXPLAIN QUERY PLAN SELECT woken > hushed FROM threads WHERE channel = ? AND thread = ?"
    assert "USING PRIMARY KEY" in str(file.read(sql, C, T))


def test_what_was_said_before_silence_was_asked_for_is_heard_also_when_it_arrives_after_it(
    threads: Threads,
) -> None:
    threads.wake(C, T, "1764036000.000001")
    threads.hush(C, T, "1764036009.000001")
    assert threads.listens(C, T, at="1764036008.000001")
    assert not threads.listens(C, T, at="1764036010.000001")
