"""How a loader tells how far it is, without every loader having to know who listens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[int, int], None]
_LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)


def page_read(number: int, pages: int) -> None:
    """Tells that page `number` of `pages` is read. Raises what the listener raises, to stop the reading."""
    listener = _LISTENER.get()
    if listener is not None:
        listener(number, pages)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Whatever is read inside, on this thread, is heard by `listener`."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)
