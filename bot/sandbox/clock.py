"""Time in the workspace: a clock that tests can move, and the deadlines Slack sets."""

import threading
import time
from dataclasses import dataclass, replace


class Clock:
    """Seconds since the epoch, plus whatever a test has skipped ahead."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._lock = threading.Lock()

    def now(self) -> float:
        """Return the workspace's time in seconds since the epoch."""
        with self._lock:
            return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass at once: triggers, hooks and rate limits see the later time."""
        with self._lock:
            self._ahead += seconds


@dataclass(frozen=True)
class Deadlines:
    """Slack's time limits, in seconds.

    `acknowledge` and `trigger` are 3 s by Slack's documentation; events come again at once, after a
    minute and after five; a response URL lives 30 minutes.
    """

    acknowledge: float = 3.0
    trigger: float = 3.0
    event_retries: tuple[float, ...] = (0.0, 60.0, 300.0)
    response_url: float = 1800.0
    disconnect_warning: float = 10.0

    def scaled(self, factor: float) -> "Deadlines":
        """Return the waits that happen in real time, multiplied by `factor`.

        Triggers and response URLs follow the clock instead, which a test moves by hand.
        """
        return replace(
            self,
            acknowledge=self.acknowledge * factor,
            event_retries=tuple(wait * factor for wait in self.event_retries),
            disconnect_warning=self.disconnect_warning * factor,
        )
