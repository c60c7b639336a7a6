"""One Web API call: its arguments, however they were encoded, and who makes it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.core import WorkspaceCore
from bot.sandbox.errors import ApiError
from bot.sandbox.state import Channel, Json

FALSE_WORDS = ("0", "false", "", "no")


@dataclass(frozen=True)
class Call:
    """The arguments of a call, as strings from a form or as values from JSON."""

    core: WorkspaceCore
    method: str
    arguments: Mapping[str, Any]

    def text(self, name: str, default: str = "") -> str:
        """Return an argument as text; `default` when it is missing or null."""
        value = self.arguments.get(name)
        return default if value is None else str(value)

    def required(self, name: str) -> str:
        """Return an argument that must be there. Raises ApiError invalid_arguments naming it."""
        value = self.text(name)
        if not value:
            raise missing(name)
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a yes-or-no argument; forms send 1, 0, true or false."""
        value = self.arguments.get(name)
        return default if value is None else str(value).lower() not in FALSE_WORDS

    def number(self, name: str, default: int) -> int:
        """Return a whole number. Raises ApiError invalid_arguments for anything else."""
        try:
            return int(self.text(name, str(default)))
        except ValueError:
            raise ApiError("invalid_arguments", messages=[f"[ERROR] {name} must be an integer"]) from None

    def structure(self, name: str, error: str = "invalid_arguments") -> Any:
        """Return an argument that is JSON, decoded when it came as text; None when missing."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise ApiError(error, messages=[f"[ERROR] {name} is not valid JSON"]) from None

    def channel(self, name: str = "channel") -> Channel:
        """Return the conversation an argument names; private ones only where the bot is a member."""
        reference = self.required(name)
        users = self.core.state.users
        if reference in users and users[reference].team_id == self.core.state.team.id:
            return self.core.direct_channel(reference)
        channel = self.core.channel(reference)
        if channel.kind == "group" and self.core.bot.id not in channel.members:
            raise ApiError("channel_not_found")
        return channel

    def joined_channel(self, name: str = "channel") -> Channel:
        """Return a conversation of which the bot is a member. Raises ApiError not_in_channel."""
        channel = self.channel(name)
        if self.core.bot.id not in channel.members:
            raise ApiError("not_in_channel")
        return channel


def missing(name: str) -> ApiError:
    """Return the refusal of a call that lacks an argument."""
    return ApiError("invalid_arguments", messages=[f"[ERROR] missing required field: {name}"])


Handler = Callable[[Call], Json]


@dataclass(frozen=True)
class Method:
    """A method's handler, the scopes of which any one suffices, its tier, and its kind of token."""

    handler: Handler
    scopes: tuple[str, ...] = ()
    tier: int = 3
    token: str = "bot"  # noqa: S105 - a kind of token, not a token
