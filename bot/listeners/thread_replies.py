"""A reply that is written in the thread of a handed-over question: it goes back like one written in the form."""

from __future__ import annotations

from typing import Any

from slack_bolt import BoltContext

from bot.blocks.consult import FILES_STAY, Origin
from bot.inbox import Inbox
from bot.keeping.handovers import Handovers
from bot.listeners.consult import REPLY, told_to
from bot.listeners.questions import PEOPLES_OWN
from bot.mrkdwn import has_words, words_in

Event = dict[str, Any]


class ThreadReplyListener:
    """Hears messages in threads of handed-over questions. What is said there is for the asker, not for the bot."""

    def __init__(self, handovers: Handovers, inbox: Inbox) -> None:
        self._handovers = handovers
        self._inbox = inbox

    def is_here(self, event: Event, context: BoltContext) -> bool:
        """Whether a message stands in such a thread; one that mentions the bot asks the bot."""
        asks = f"<@{context.bot_user_id}" in event.get("text", "")
        return not asks and self._origin(event) is not None

    def said(self, event: Event) -> None:
        """`message`: each of a person goes back once; what the asker writes there is for the others."""
        origin, person = self._origin(event), event.get("user", "")
        if origin is None or event.get("subtype") not in PEOPLES_OWN or event.get("bot_id") or not person:
            return
        text = words_in(event.get("text", ""))
        if event.get("files"):
            text = f"{text}\n{FILES_STAY}".strip()
        if person != Origin.of(origin).asker and has_words(text):
            payload = {"origin": origin, "text": text, "user": person, **told_to(person)}
            self._inbox.accept(f"reply:{event['channel']}:{event['ts']}", REPLY, payload)

    def _origin(self, event: Event) -> str | None:
        thread = event.get("thread_ts", "")
        if not thread or thread == event.get("ts"):
            return None
        direct = [event.get("user", "")] if event.get("channel_type") == "im" else []
        return self._handovers.origin(thread, event["channel"], *direct)
