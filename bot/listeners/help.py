"""使い方: the first words to a person or a channel, the word that asks for help, and the examples to tap."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack

from bot.blocks.help import greeting
from bot.inbox import Inbox, Job
from bot.keeping.greetings import Greetings
from bot.listeners.delivery import Delivery
from bot.listeners.questions import ASK, QUESTION, TAPPED

GREETING = "greeting"


class GreetingListener:
    """Notices that somebody, or a channel, meets the bot for the first time."""

    def __init__(self, inbox: Inbox, greetings: Greetings) -> None:
        self._inbox = inbox
        self._greetings = greetings

    def met(self, event: dict[str, Any]) -> None:
        """`app_home_opened` on the Messages tab."""
        self._greet(event["user"], event["channel"], event["event_ts"], "")

    def joined(self, event: dict[str, Any], body: dict[str, Any]) -> None:
        """`member_joined_channel`: others who join are none of the bot's business."""
        myself = {each.get("user_id") for each in body.get("authorizations", []) if each.get("is_bot")}
        if event["user"] in myself:
            self._greet(event["channel"], event["channel"], event["event_ts"], "yes")

    def _greet(self, who: str, channel: str, since: str, in_channel: str) -> None:
        if not self._greetings.knows(who):
            payload = {"who": who, "channel": channel, "thread": "", "since": since, "in_channel": in_channel}
            self._inbox.accept(f"greeting:{who}", GREETING, payload)


class GreetingWork:
    """Introduces the bot, once to each."""

    def __init__(self, delivery: Delivery, greetings: Greetings) -> None:
        self._delivery = delivery
        self._greetings = greetings

    def greet(self, job: Job) -> None:
        """Says hello and notes it."""
        message = greeting(in_channel=bool(job.payload["in_channel"]))
        self._delivery.to_conversation(job, [message], job.payload["channel"], None)
        self._greetings.greeted(job.payload["who"])


class TryListener:
    """Asks an example that somebody tapped, as if they had written it."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    def pressed(self, ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        """`block_actions` of an example. The answer comes where the button is, once however often it is pressed."""
        container = body["container"]
        asked = {"question": action["value"], "user": body["user"]["id"], "team": body["team"]["id"]}
        asked |= {"channel": container["channel_id"]}
        key = f"try:{container['channel_id']}:{container['message_ts']}:{action['action_id']}"
        if container.get("is_ephemeral"):
            self._inbox.accept(key, ASK, {**asked, "response_url": body["response_url"]})
        else:
            self._inbox.accept(key, QUESTION, {**asked, **_place(body)})
        ack()


def _place(body: dict[str, Any]) -> dict[str, str]:
    """In a direct conversation the answer stands below the button; in a channel it opens a thread there."""
    container = body["container"]
    alone = body["channel"]["name"] == "directmessage"
    thread = container.get("thread_ts", "" if alone else container["message_ts"])
    return {"thread": thread, "since": container["message_ts"], "alone": "yes" if alone else "", TAPPED: "yes"}
