"""使い方: the Home tab and `/tsunagi`."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.blocks.help import help_message
from bot.blocks.phrases import home_view
from bot.inbox import Inbox, Job

HOME = "home"


class HomeListener:
    """Shows how the bot is used."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    def opened(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """`app_home_opened`: the view is published by the workers, as every call to Slack."""
        if event.get("tab") == "home":
            self._inbox.accept(f"home:{body['event_id']}", HOME, {"user": event["user"]})

    def explain(self, ack: Ack) -> None:
        """`/tsunagi`: answered within the acknowledgement."""
        message = help_message()
        ack(text=message.text, blocks=list(message.blocks))


class HomeWork:
    """Publishes the Home tab."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def publish(self, job: Job) -> None:
        """Shows the view to the person of the job."""
        self._client.views_publish(user_id=job.payload["user"], view=home_view())
