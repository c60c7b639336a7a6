"""A sentence for one person, about what they have pressed."""

from __future__ import annotations

import time

from bot.blocks.message import plain_message
from bot.inbox import Inbox, Job
from bot.listeners.delivery import Delivery

TELL = "tell"


def accept_telling(inbox: Inbox, key: str, user: str, words: str, response_url: str = "") -> None:
    """Has `words` told to the person: at `response_url` for their eyes only, else by direct message. Once a key."""
    where = {"response_url": response_url} if response_url else {}
    # Where there is no address for a reply, a failure is told directly as well.
    direct = {"channel": user, "thread": "", "since": f"{time.time():.6f}"}
    inbox.accept(f"tell:{key}", TELL, {"user": user, "words": words, **direct, **where})


class TellWork:
    """Tells it."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery

    def tell(self, job: Job) -> None:
        """Where the person pressed; by direct message once that is over."""
        message = plain_message(job.payload["words"])
        whispered = "response_url" in job.payload and self._delivery.whisper(job, message, replace_original=False)
        if not whispered:
            self._delivery.to_conversation(job, [message], job.payload["channel"], None)
