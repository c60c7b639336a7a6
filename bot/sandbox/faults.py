"""Trouble on demand: rate limits, server errors, a slow network, refused connections."""

import threading
from dataclasses import dataclass, field


@dataclass
class PlannedFault:
    """What happens to the next calls of one method: `status` 429 carries `retry_after` seconds."""

    status: int
    retry_after: int = 1
    remaining: int = 1


@dataclass
class Faults:
    """The troubles a test or a person has asked for; all off at first."""

    refuse_connections: bool = False
    delay: float = 0.0  # seconds every Web API call waits before it is looked at
    repeat_events: bool = False  # every acknowledged event comes a second time
    _planned: dict[str, list[PlannedFault]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def rate_limit(self, method: str, calls: int = 1, retry_after: int = 1) -> None:
        """Answer the next `calls` of `method` with 429 and `Retry-After: retry_after` (seconds)."""
        self._plan(method, PlannedFault(429, retry_after, calls))

    def fail(self, method: str, calls: int = 1, status: int = 500) -> None:
        """Answer the next `calls` of `method` with an HTTP error and a body that is no JSON."""
        self._plan(method, PlannedFault(status, 0, calls))

    def take(self, method: str) -> PlannedFault | None:
        """Return the fault due for this call of `method`, and count it as used."""
        with self._lock:
            queue = self._planned.get(method, [])
            while queue and queue[0].remaining <= 0:
                queue.pop(0)
            if not queue:
                return None
            queue[0].remaining -= 1
            return queue[0]

    def lift(self, method: str) -> None:
        """Let `method` work again."""
        with self._lock:
            self._planned.pop(method, None)

    def planned(self, method: str) -> PlannedFault | None:
        """Return the fault the next call of `method` will meet, without using it."""
        with self._lock:
            return next((fault for fault in self._planned.get(method, []) if fault.remaining > 0), None)

    def clear(self) -> None:
        """Return to a healthy workspace."""
        with self._lock:
            self._planned.clear()
        self.refuse_connections = False
        self.delay = 0.0
        self.repeat_events = False

    def _plan(self, method: str, fault: PlannedFault) -> None:
        with self._lock:
            self._planned.setdefault(method, []).append(fault)
