"""Ids in the shapes Slack uses, never the same twice."""

import secrets
import string
import threading
from collections.abc import Callable

_ALPHABET = string.ascii_uppercase + string.digits


def random_id(prefix: str, length: int = 10) -> str:
    """Return `prefix` followed by `length` capital letters and digits."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(length))


class Timestamps:
    """Message timestamps ("1700000000.000100"): strictly rising, also within one second."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._last = 0
        self._lock = threading.Lock()

    def next(self) -> str:
        """Return the next timestamp: seconds, a point, six digits."""
        with self._lock:
            self._last = max(int(self._now() * 1_000_000), self._last + 1)
            return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


class Counter:
    """Ids that count up, so that a log reads in order."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self.given = 0
        self._lock = threading.Lock()

    def next(self) -> str:
        """Return the next id, ten characters after the prefix."""
        with self._lock:
            self.given += 1
            return f"{self._prefix}{self.given:010d}"
