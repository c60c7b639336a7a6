"""The threads that do accepted work, so that nobody's answer delays anybody's acknowledgement."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from bot.inbox import Inbox, Job

THREADS = 4
TICK = 0.25  # seconds an idle worker waits before it looks again
LOOK_EVERY = 0.1  # seconds between two looks for work that needs a sign
# Seconds a person may look at nothing. Most answers are there sooner, and a sign before them would only flicker.
SIGN_AFTER = 0.7
SIGN_AGAIN_AFTER = 5.0  # for signs that last a while only, or may be overlooked
TIDY_EVERY = 60.0  # seconds
ATTEMPTS = 6  # starts of one piece of work, crashes of the process included

Result = TypeVar("Result")

log = logging.getLogger(__name__)


class Pause(NamedTuple):
    """How many seconds to wait before another try, and whether the failed one counts as an attempt."""

    seconds: float
    counted: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with work of each kind.

    `handlers` do it and return what to keep (or nothing). `pause_after` says when to try again, or None to
    give up. `give_up` tells the person. `sign` shows a person that work is under way. `tidy` forgets, now and then,
    what has had its time.
    """

    handlers: Mapping[str, Callable[[Job], str | None]]
    pause_after: Callable[[Exception, Job], Pause | None]
    give_up: Callable[[Job, Exception | None], None]
    sign: Callable[[Job], None]
    tidy: Callable[[], None] = lambda: None


class Workers:
    """Takes work from the inbox and does it by the plan. Started once, stopped once."""

    def __init__(self, inbox: Inbox, plan: Plan, threads: int = THREADS) -> None:
        self._inbox = inbox
        self._plan = plan
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._work, name=f"work-{n}", daemon=True) for n in range(threads)]
        self._threads.append(threading.Thread(target=self._look_after, name="work-signs", daemon=True))

    def start(self) -> None:
        """Begins, first with what an earlier process left unfinished."""
        self._inbox.resume()
        self._tidy()
        for thread in self._threads:
            thread.start()

    def stop(self, patience: float = 10.0) -> bool:
        """Takes no more work and waits that many seconds for work under way; whether all of it ended.

        What did not end, or was never taken, is done after the next start.
        """
        self._stopping.set()
        until = time.monotonic() + patience
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(0.0, until - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self) -> None:
        while not self._stopping.is_set():
            job = self._guarded(self._inbox.take)
            if job is None:
                self._inbox.wait_for_work(TICK)
            else:
                self._guarded(self._do, job)

    def _do(self, job: Job) -> None:
        if job.attempt > ATTEMPTS:
            self._give_up(job, None)
            return
        try:
            kept = self._plan.handlers[job.kind](job)
        except Exception as error:
            self._after_failure(job, error)
        else:
            self._inbox.finish(job, kept)

    def _after_failure(self, job: Job, error: Exception) -> None:
        pause = self._plan.pause_after(error, job)
        if pause is None or (pause.counted and job.attempt >= ATTEMPTS):
            self._give_up(job, error)
        else:
            self._put_back(job, error, pause)

    def _give_up(self, job: Job, error: Exception | None) -> None:
        """Also ends work whose very apology ends the process: by then there were too many attempts."""
        if job.attempt <= ATTEMPTS + 1:
            try:
                self._plan.give_up(job, error)
            except Exception as silence:
                pause = self._plan.pause_after(silence, job)
                if pause is not None and not pause.counted:
                    self._put_back(job, silence, pause)
                    return
                log.error("work %s: nobody could be told (%s)", job.key, type(silence).__name__)
        self._inbox.fail(job)

    def _put_back(self, job: Job, error: Exception, pause: Pause) -> None:
        log.warning("work %s: %s, trying again in %.0f s", job.key, type(error).__name__, pause.seconds)
        self._inbox.put_back(job, pause.seconds, counted=pause.counted)

    def _look_after(self) -> None:
        tidied = time.monotonic()
        while not self._stopping.wait(LOOK_EVERY):
            for job in self._guarded(self._inbox.without_sign, SIGN_AFTER, SIGN_AGAIN_AFTER) or []:
                self._guarded(self._plan.sign, job)
            if time.monotonic() - tidied > TIDY_EVERY:
                self._guarded(self._tidy)
                tidied = time.monotonic()

    def _tidy(self) -> None:
        self._inbox.tidy()
        self._plan.tidy()

    def _guarded(self, step: Callable[..., Result], *values: object) -> Result | None:
        """A thread must outlive any failure; only its kind is logged, for a message may hold people's words."""
        try:
            return step(*values)
        except Exception as error:
            log.error("a step of the work failed: %s", type(error).__name__)
            return None
