"""What somebody gathers: in order, once, theirs alone, for a day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.keeping.baskets import KEEP_SECONDS, SCHEMA, Baskets
from bot.sqlite_file import SqliteFile

ME, OTHER = "T1:U1:C1:", "T1:U2:C1:"


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_764_036_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def baskets(tmp_path: Path, clock: Clock) -> Iterator[Baskets]:
    file = SqliteFile(tmp_path / "state.sqlite3", SCHEMA)
    yield Baskets(file, clock)
    file.close()


def test_passages_stay_in_the_order_in_which_they_were_gathered(baskets: Baskets) -> None:
    for second, passage in (("3", "c"), ("1", "a"), ("2", "b")):
        baskets.put(ME, passage, f"100.00000{second}", inside=True)
    assert baskets.inside(ME) == ("a", "b", "c")
    assert baskets.inside(OTHER) == ()


def test_of_two_presses_the_later_one_counts_whichever_comes_first(baskets: Baskets) -> None:
    baskets.put(ME, "a", "100.000002", inside=False)
    baskets.put(ME, "a", "100.000001", inside=True)
    assert baskets.inside(ME) == ()
    baskets.put(ME, "a", "100.000003", inside=True)
    assert baskets.inside(ME) == ("a",)


def test_emptying_leaves_what_was_gathered_after_it(baskets: Baskets) -> None:
    baskets.put(ME, "a", "100.000001", inside=True)
    baskets.put(ME, "b", "100.000003", inside=True)
    baskets.empty(ME, "100.000002")
    assert baskets.inside(ME) == ("b",)


def test_what_one_piece_of_work_took_no_other_takes(baskets: Baskets) -> None:
    baskets.put(ME, "a", "100.000001", inside=True)
    assert baskets.take(ME, "first") == ("a",)
    assert baskets.take(ME, "second") == ()
    assert baskets.take(ME, "first") == ("a",)
    assert baskets.inside(ME) == ()


def test_what_could_not_be_posted_is_there_again(baskets: Baskets) -> None:
    baskets.put(ME, "a", "100.000001", inside=True)
    baskets.take(ME, "first")
    baskets.give_back("first")
    assert baskets.inside(ME) == ("a",)


def test_what_was_posted_can_be_gathered_anew(baskets: Baskets) -> None:
    baskets.put(ME, "a", "100.000001", inside=True)
    baskets.take(ME, "first")
    baskets.put(ME, "a", "100.000002", inside=True)
    assert baskets.inside(ME) == ("a",)


def test_a_preview_shows_the_page_of_the_latest_press(baskets: Baskets) -> None:
    assert baskets.turn("preview", "a", "100.000002") == "a"
    assert baskets.turn("preview", "b", "100.000001") == "a"
    assert baskets.turn("preview", "", "100.000003") == ""


def test_everything_is_forgotten_after_a_day(baskets: Baskets, clock: Clock) -> None:
    baskets.put(ME, "a", "100.000001", inside=True)
    baskets.note_quoted("preview", "a")
    clock.now += KEEP_SECONDS - 1
    baskets.tidy()
    assert (baskets.inside(ME), baskets.quoted("preview")) == (("a",), frozenset({"a"}))
    clock.now += 2
    baskets.tidy()
    assert (baskets.inside(ME), baskets.quoted("preview")) == ((), frozenset())
