"""The button 「もう一度」 under an apology: what was given up is accepted anew, once however often it is pressed."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack

from bot.blocks.again import AgainRequest
from bot.inbox import Inbox
from bot.listeners.delivery import APOLOGY_AT, REPLACES


class AgainListener:
    """Accepts the press."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    def pressed(self, ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        """`block_actions` of the button. The answer will stand where the apology stood."""
        request = AgainRequest.from_value(action["value"])
        if "response_url" in request.payload or body["container"].get("is_ephemeral"):
            place = {"response_url": body["response_url"], REPLACES: "yes"}
        else:
            place = {APOLOGY_AT: body["container"]["message_ts"]}
        self._inbox.accept(f"again:{request.key}", request.kind, {**request.payload, **place})
        ack()
