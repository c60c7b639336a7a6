"""The log of what the app sent and got, with every token and secret masked."""

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

_TOKEN = re.compile(r"\b(xox[a-z]|xapp)-[A-Za-z0-9\-]+")
_TICKET = re.compile(r"ticket=[\w\-]+")
_SECRET_FIELDS = frozenset({"token", "signing_secret", "authorization", "ticket"})
KEPT_ENTRIES = 10_000

Direction = Literal["to_app", "from_app"]


@dataclass(frozen=True)
class LogEntry:
    """One payload: when (seconds since the epoch), which way, of what kind, and its masked content."""

    at: float
    direction: Direction
    kind: str
    content: Any


def masked(value: Any) -> Any:
    """Return a copy of a JSON value in which no token or secret can be read."""
    if isinstance(value, dict):
        return {
            name: "***" if str(name).lower() in _SECRET_FIELDS and inner else masked(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [masked(item) for item in value]
    return _TICKET.sub("ticket=***", _TOKEN.sub(r"\1-***", value)) if isinstance(value, str) else value


class Journal:
    """Keeps the latest payloads in memory; nothing is written to disk."""

    def __init__(self) -> None:
        self._entries: list[LogEntry] = []
        self._lock = threading.Lock()
        self._listeners: list[Callable[[LogEntry], None]] = []

    def add(self, at: float, direction: Direction, kind: str, content: Any) -> LogEntry:
        """Mask `content` and keep it; the oldest entries go once there are too many."""
        entry = LogEntry(at, direction, kind, masked(content))
        with self._lock:
            self._entries.append(entry)
            del self._entries[:-KEPT_ENTRIES]
            for listener in self._listeners:
                listener(entry)
        return entry

    def subscribe(self, listener: Callable[[LogEntry], None]) -> Callable[[], None]:
        """Call `listener` with each new entry, quickly and in order; returns what ends the subscription."""
        with self._lock:
            self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def entries(self, direction: Direction | None = None, kind: str | None = None) -> list[LogEntry]:
        """Return the entries so far, oldest first, of one direction and kind when given."""
        with self._lock:
            return [
                entry for entry in self._entries if direction in (None, entry.direction) and kind in (None, entry.kind)
            ]
