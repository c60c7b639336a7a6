from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.inbox import KEEP_DAYS, SECONDS_A_DAY, Inbox, Job
from bot.listeners.workers import ATTEMPTS, Pause, Plan, Workers
from knowledge.errors import SettingError
from tests.bot.running import working

SECRET = "協議体の役割は?"


class Clock:
    """A clock that goes when told."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Inbox]:
    inbox = Inbox(tmp_path / "deep" / "inbox.db", clock)
    yield inbox
    inbox.close()


def take(inbox: Inbox) -> Job:
    job = inbox.take()
    assert job is not None
    return job


def test_work_is_accepted_once_whatever_has_become_of_it(store: Inbox) -> None:
    assert store.accept("k", "question", {})
    assert not store.accept("k", "question", {})
    store.finish(take(store))
    assert not store.accept("k", "question", {})
    assert store.take() is None


def test_work_is_taken_by_one_only_the_oldest_first(store: Inbox, clock: Clock) -> None:
    store.accept("later", "question", {"n": "2"})
    clock.now -= 1
    store.accept("sooner", "question", {"n": "1"})
    clock.now += 1
    assert [take(store).key, take(store).key] == ["sooner", "later"]
    assert store.take() is None


def test_accepted_work_is_there_for_whoever_opens_the_file_next(tmp_path: Path, clock: Clock) -> None:
    Inbox(tmp_path / "inbox.db", clock).accept("k", "question", {"question": SECRET})
    second = Inbox(tmp_path / "inbox.db", clock)
    assert take(second).payload == {"question": SECRET}
    second.close()


def test_work_under_way_when_the_process_died_waits_again_and_counts_its_attempts(store: Inbox) -> None:
    store.accept("k", "question", {})
    assert take(store).attempt == 1
    store.resume()
    assert take(store).attempt == 2


def test_work_that_was_put_back_waits_its_time(store: Inbox, clock: Clock) -> None:
    store.accept("k", "question", {})
    store.put_back(take(store), 30)
    assert store.take() is None
    clock.now += 30
    assert take(store).attempt == 2


def test_what_was_put_back_uncounted_was_no_attempt(store: Inbox) -> None:
    store.accept("k", "question", {})
    store.put_back(take(store), 0, counted=False)
    assert take(store).attempt == 1


def test_notes_last_until_the_work_is_over(store: Inbox) -> None:
    store.accept("k", "question", {})
    job = take(store)
    store.note(job, told=1)
    store.note(job, posted={"0": "1.2"})
    assert store.notes("k") == {"told": 1, "posted": {"0": "1.2"}}
    store.finish(job)
    assert store.notes("k") is None


@pytest.mark.parametrize("end", ["finish", "fail"])
def test_the_text_is_erased_from_disk_once_the_work_is_over(store: Inbox, tmp_path: Path, end: str) -> None:
    store.accept("k", "question", {"question": SECRET})
    job = take(store)
    store.note(job, messages=SECRET)
    files = [file for file in (tmp_path / "deep").iterdir() if file.is_file()]
    assert SECRET.encode() in b"".join(file.read_bytes() for file in files)
    getattr(store, end)(job)
    store.tidy()
    assert SECRET.encode() not in b"".join(file.read_bytes() for file in files)


def test_what_is_kept_is_forgotten_after_some_days(store: Inbox, clock: Clock) -> None:
    store.accept("k", "ask", {})
    store.finish(take(store), "answer")
    store.tidy()
    assert store.kept("k") == "answer"
    clock.now += KEEP_DAYS * SECONDS_A_DAY + 1
    store.tidy()
    assert store.kept("k") is None


def test_unfinished_work_is_never_forgotten(store: Inbox, clock: Clock) -> None:
    store.accept("k", "question", {})
    clock.now += 365 * SECONDS_A_DAY
    store.tidy()
    assert store.unfinished() == 1


def test_a_sign_is_due_once_and_only_for_work_that_waits_long(store: Inbox, clock: Clock) -> None:
    store.accept("k", "question", {})
    assert store.without_sign(2) == []
    clock.now += 2
    assert [job.key for job in store.without_sign(2)] == ["k"]
    assert store.without_sign(2) == []


def test_a_second_sign_is_due_later_and_only_where_it_was_asked_for(store: Inbox, clock: Clock) -> None:
    for key in ("k", "l"):
        store.accept(key, "question", {})
    clock.now += 2
    (job, _) = sorted(store.without_sign(2, 5), key=lambda job: job.key)
    store.sign_again(job)
    assert store.without_sign(2, 5) == []
    clock.now += 3
    assert [job.key for job in store.without_sign(2, 5)] == ["k"]
    assert store.without_sign(2, 5) == []


def test_a_file_that_cannot_be_used_is_named_with_the_cure(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "inbox.db").write_bytes(b"this is no database at all" * 100)
    with pytest.raises(SettingError, match=r"inbox\.db を使えません。.*確認してください"):
        Inbox(tmp_path / "inbox.db", clock)


def test_the_disk_is_told_to_keep_what_was_accepted(store: Inbox, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "deep" / "inbox.db") as other:
        assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    other.close()


class Desk:
    """Handlers that write down what happened; `failures` are raised first, `given_up` collects the rest."""

    def __init__(self, failures: int = 0) -> None:
        self.done: list[str] = []
        self.given_up: list[tuple[str, Exception | None]] = []
        self._failures = failures

    def handle(self, job: Job) -> None:
        if self._failures:
            self._failures -= 1
            raise RuntimeError("broken")
        self.done.append(job.key)

    def plan(self) -> Plan:
        return Plan(
            {"question": self.handle},
            lambda error, job: Pause(0.0),
            lambda job, error: self.given_up.append((job.key, error)),
            lambda job: None,
        )


def until_over(inbox: Inbox) -> None:
    while inbox.unfinished():
        inbox.wait_for_work(0.05)


def test_workers_do_what_an_earlier_process_left(store: Inbox) -> None:
    store.accept("k", "question", {})
    take(store)
    desk = Desk()
    with working(Workers(store, desk.plan())):
        until_over(store)
    assert desk.done == ["k"]


def test_many_workers_do_every_piece_of_work_once(store: Inbox) -> None:
    desk = Desk()
    with working(Workers(store, desk.plan(), threads=8)):
        for number in range(100):
            store.accept(str(number), "question", {})
        until_over(store)
    assert sorted(desk.done, key=int) == [str(number) for number in range(100)]


def test_failing_work_is_tried_a_few_times_and_then_given_up_once(store: Inbox) -> None:
    store.accept("k", "question", {})
    desk = Desk(failures=100)
    with working(Workers(store, desk.plan())):
        until_over(store)
    ((key, error),) = desk.given_up
    assert (key, type(error)) == ("k", RuntimeError)
    assert desk.done == []


def test_work_that_ends_the_process_each_time_is_given_up(store: Inbox) -> None:
    store.accept("k", "question", {})
    for _ in range(ATTEMPTS):
        take(store)
        store.resume()
    desk = Desk()
    with working(Workers(store, desk.plan())):
        until_over(store)
    assert desk.done == []
    assert desk.given_up == [("k", None)]


def test_work_whose_very_apology_ends_the_process_is_given_up_in_silence(store: Inbox) -> None:
    store.accept("k", "question", {})
    for _ in range(ATTEMPTS + 1):
        take(store)
        store.resume()
    desk = Desk()
    with working(Workers(store, desk.plan())):
        until_over(store)
    assert (desk.done, desk.given_up) == ([], [])


def test_an_apology_that_has_to_wait_is_made_later(store: Inbox) -> None:
    told: list[str] = []

    def once_too_many(job: Job, error: Exception | None) -> None:
        told.append(job.key)
        if len(told) == 1:
            raise TimeoutError

    def pause_after(error: Exception, job: Job) -> Pause | None:
        return Pause(0.0, counted=False) if isinstance(error, TimeoutError) else None

    store.accept("k", "question", {})
    plan = Plan({"question": Desk(failures=9).handle}, pause_after, once_too_many, lambda job: None)
    with working(Workers(store, plan)):
        until_over(store)
    assert told == ["k", "k"]


def test_a_failing_apology_stops_nobody(store: Inbox) -> None:
    def broken(job: Job, error: Exception | None) -> None:
        raise RuntimeError("broken too")

    desk = Desk(failures=1)
    plan = Plan({"question": desk.handle}, lambda error, job: None, broken, lambda job: None)
    with working(Workers(store, plan, threads=1)):
        store.accept("first", "question", {})
        store.accept("second", "question", {})
        until_over(store)
    assert desk.done == ["second"]
