"""An answer that grows before people's eyes: what is proved of it so far, in the place of the sign of work."""

from __future__ import annotations

import logging
import threading
import time

from bot.blocks.answer import growing_message
from bot.inbox import Inbox, Job
from bot.listeners.delivery import Delivery, is_told

EVERY = 1.0  # seconds between two changes of a message: Slack takes about one a second in a channel

log = logging.getLogger(__name__)


class GrowingAnswer:
    """Hears the statements of one answer as they are proved. The whole answer takes the place of what it shows.

    Nothing here is worth failing for, and nothing is noted of it but where it stands, as of any sign of work: whoever
    answers next, also after a crash, puts the answer there.
    """

    def __init__(self, inbox: Inbox, delivery: Delivery, job: Job, every: float = EVERY) -> None:
        self._inbox = inbox
        self._delivery = delivery
        self._job = job
        self._every = every
        self._statements: dict[str, None] = {}  # told once, also where a model was asked again
        self._shown = 0.0
        self._lock = threading.Lock()

    def hear(self, statement: str) -> None:
        """Shows the statement below those before it; where that was just done, together with the next."""
        with self._lock:
            self._statements[statement] = None
            if time.monotonic() - self._shown < self._every:
                return
            self._shown = time.monotonic()
            try:
                self._show()
            except Exception as error:  # the answer itself will be posted, whatever Slack says now
                log.info("work %s: what is proved so far is not shown (%s)", self._job.key, type(error).__name__)

    def _show(self) -> None:
        job, message = self._job, growing_message("\n\n".join(self._statements))
        with self._delivery.lock(job):
            notes = self._inbox.notes(job.key)
            if notes is None or is_told(notes):
                return
            self._delivery.grow(job, message, job.payload["channel"], job.payload["thread"] or None)
