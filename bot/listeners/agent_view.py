"""The agent view: what one could ask, offered where somebody opens the conversation with the bot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from slack_sdk import WebClient

from bot.blocks.help import PROMPTS_TITLE, prompts
from bot.inbox import Inbox, Job

PROMPTS = "prompts"


def in_messages(event: dict[str, Any]) -> bool:
    """Whether `app_home_opened` speaks of the Messages tab, which is the agent view of new apps."""
    return event.get("tab") == "messages"


class AgentListener:
    """Hears that the conversation with the bot was opened."""

    def __init__(self, inbox: Inbox, met: Callable[[dict[str, Any]], None] | None = None) -> None:
        """`met` is told of everybody who opens it."""
        self._inbox = inbox
        self._met = met

    def opened(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """`app_home_opened` on the Messages tab. Its prompts take no thread: with one, Slack shows none."""
        self._offer(body, event["channel"], "")
        if self._met:
            self._met(event)

    def started(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """`assistant_thread_started`: apps made before the agent view hear this instead, until February 2027."""
        thread = event["assistant_thread"]
        self._offer(body, thread["channel_id"], thread["thread_ts"])

    def _offer(self, body: dict[str, Any], channel: str, thread: str) -> None:
        self._inbox.accept(f"prompts:{body['event_id']}", PROMPTS, {"channel": channel, "thread": thread})


class AgentWork:
    """Offers the prompts."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def offer(self, job: Job) -> None:
        """Shows them above the composer."""
        self._client.assistant_threads_setSuggestedPrompts(
            channel_id=job.payload["channel"],
            thread_ts=job.payload["thread"] or None,
            title=PROMPTS_TITLE,
            prompts=prompts(),
        )
