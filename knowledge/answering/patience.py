"""Asks a model again where that may help, and lets it rest where it does not. Always within the time given."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, stop_before_delay
from tenacity.wait import wait_random_exponential

from knowledge.answering.model import Json, LanguageModel, ModelFailed, Prompt, Reason, Spoken

ATTEMPTS = 3
_AGAIN = frozenset({Reason.DOWN, Reason.BUSY, Reason.BROKEN})
_THE_PROVIDERS = frozenset({Reason.DOWN, Reason.BUSY, Reason.SLOW, Reason.DENIED})
_FAILURES = 3  # questions in a row, after which nobody is asked for a while
_REST = 60.0  # seconds
_BACK_OFF = wait_random_exponential(multiplier=0.3, max=2.0)
_SHORTEST = 0.5  # seconds: with less nothing is asked


class Breaker:
    """Open after three questions in a row that the provider failed; a minute later one question tries it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._closed_at = 0.0
        self._lock = threading.Lock()

    def lets_through(self) -> bool:
        """Whether the provider may be asked now. While it rests, one question a minute may."""
        with self._lock:
            if self._failures < _FAILURES:
                return True
            if self._clock() < self._closed_at:
                return False
            self._closed_at = self._clock() + _REST
            return True

    def went_well(self) -> None:
        """The provider answered."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """The provider did not answer."""
        with self._lock:
            self._failures += 1
            self._closed_at = self._clock() + _REST


class PatientModel:
    """A model that is asked up to three times, within the time given."""

    def __init__(self, model: LanguageModel, breaker: Breaker | None = None) -> None:
        self._model = model
        self._breaker = breaker or Breaker()

    def ask(
        self, prompt: Prompt, schema: Mapping[str, Any], seconds: float, hear: Callable[[Json], None] = lambda _: None
    ) -> Spoken:
        """See the port. Only the first attempt is heard while it is being written: a second one may say otherwise."""
        if seconds < _SHORTEST or not self._breaker.lets_through():
            raise ModelFailed(Reason.RESTING)
        try:
            spoken = self._asked_again(prompt, schema, seconds, hear)
        except ModelFailed as failure:
            if failure.reason in _THE_PROVIDERS:
                self._breaker.failed()
            raise
        self._breaker.went_well()
        return spoken

    def _asked_again(
        self, prompt: Prompt, schema: Mapping[str, Any], seconds: float, hear: Callable[[Json], None]
    ) -> Spoken:
        until = time.monotonic() + seconds
        spent = 0
        trying = Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, ModelFailed) and error.reason in _AGAIN),
            stop=stop_after_attempt(ATTEMPTS) | stop_before_delay(seconds - _SHORTEST),
            wait=_wait,
            reraise=True,
        )
        for attempt in trying:
            with attempt:
                first = attempt.retry_state.attempt_number == 1
                try:
                    spoken = self._model.ask(
                        prompt, schema, until - time.monotonic(), hear if first else lambda _: None
                    )
                except ModelFailed as failure:
                    spent += failure.tokens
                    failure.tokens = spent
                    raise
        return Spoken(spoken.value, spoken.tokens + spent)


def _wait(state: RetryCallState) -> float:
    """A moment that grows, at least what the provider asked for."""
    failure = state.outcome.exception() if state.outcome else None
    wished = failure.wait if isinstance(failure, ModelFailed) else 0.0
    return max(wished, _BACK_OFF(state))
