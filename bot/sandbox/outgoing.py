"""What the workspace sends to the app, and what came of it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from bot.sandbox.state import Json

Kind = Literal["events_api", "slash_commands", "interactive"]

OPERATION_TIMEOUT = "operation_timeout"
DISPATCH_FAILED = "dispatch_failed"


def new_envelope_id() -> str:
    """Return an id under which the app acknowledges a payload."""
    return str(uuid.uuid4())


@dataclass(frozen=True)
class Outgoing:
    """A payload for the app; `on_ack` applies the answer and returns an error name or None."""

    kind: Kind
    payload: Json
    accepts_response: bool
    on_ack: Callable[[Json | None], str | None] | None = None
    envelope_id: str = field(default_factory=new_envelope_id)

    @property
    def name(self) -> str:
        """Return what the payload is, for the log: an event's or an interaction's own type."""
        event = self.payload.get("event")
        inner = event.get("type") if isinstance(event, dict) else self.payload.get("type")
        return str(inner or self.payload.get("command") or self.kind)


@dataclass(frozen=True)
class Answer:
    """One attempt's outcome; `may_retry` is False when the app asked not to be sent it again."""

    acked: bool
    payload: Json | None = None
    error: str | None = None
    may_retry: bool = True


@dataclass(frozen=True)
class Delivery:
    """What became of a payload in the end: acknowledged with `response`, or failed with `error`."""

    outgoing: Outgoing
    acked: bool
    response: Json | None
    error: str | None
    attempts: int

    @property
    def errors(self) -> dict[str, str]:
        """Return the field errors the app answered a form with, by block id."""
        found = (self.response or {}).get("errors") or {}
        return {str(block_id): str(problem) for block_id, problem in found.items()}


class Transport(Protocol):
    """A way to the app.

    `send` resolves once the app has acknowledged or its time is over, never raises for a silent or
    broken app, and gives `attempt` (0 for the first) and the reason of a retry to the app.
    """

    async def send(self, outgoing: Outgoing, attempt: int, reason: str) -> Answer:
        """Send the payload once."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
