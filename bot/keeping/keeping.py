"""All that the Slack side remembers, opened and closed together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FILE = "conversations.sqlite3"


@dataclass(frozen=True, slots=True)
class Keeping:
    """The stores of one bot. Each may be used from any thread."""

    @classmethod
    def open(cls, path: Path, clock: Callable[[], float]) -> Keeping:
        """The stores in the file `path`, made where missing; `clock` gives seconds since 1970.

        Raises SettingError when the file cannot be used.
        """
        del path, clock  # no store yet
        return cls()

    def tidy(self) -> None:
        """Forgets what is kept for a time only, and has had its time."""

    def close(self) -> None:
        """Closes the file; nothing may be used afterwards."""
