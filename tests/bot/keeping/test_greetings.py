from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.keeping.greetings import KEEP_TITLES_DAYS, SECONDS_A_DAY
from bot.keeping.keeping import Keeping

Now = list[float]


@pytest.fixture
def now() -> Now:
    return [0.0]


@pytest.fixture
def keeping(tmp_path: Path, now: Now) -> Iterator[Keeping]:
    keeping = Keeping.open(tmp_path / "keeping.db", lambda: now[0])
    yield keeping
    keeping.close()


def test_whoever_was_greeted_stays_known(keeping: Keeping, now: Now) -> None:
    assert not keeping.greetings.knows("U1")
    keeping.greetings.greeted("U1")
    keeping.greetings.greeted("U1")
    now[0] = 1_000 * SECONDS_A_DAY
    keeping.tidy()
    assert keeping.greetings.knows("U1")
    assert not keeping.greetings.knows("U2")


def test_a_thread_is_named_once_until_it_is_old(keeping: Keeping, now: Now) -> None:
    assert keeping.greetings.name("D1", "1.0")
    assert not keeping.greetings.name("D1", "1.0")
    assert keeping.greetings.name("D2", "1.0")
    now[0] = (KEEP_TITLES_DAYS + 1) * SECONDS_A_DAY
    keeping.tidy()
    assert keeping.greetings.name("D1", "1.0")
