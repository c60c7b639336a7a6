"""The apology, and its button 「もう一度」 that asks the same once more."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from bot.blocks.message import Message, plain_message
from bot.blocks.resource_parts import actions, button

AGAIN_ACTION = "ask_again"
AGAIN_LABEL = "もう一度"
BUTTON_VALUE = 2_000  # Block Kit reference


class AgainRequest(NamedTuple):
    """What the button carries: the key and kind of the work that was given up, and what was asked.

    The question waits there, with Slack, where it was written anyway, so that it need not wait with us.
    """

    key: str
    kind: str
    payload: dict[str, str]

    def as_value(self) -> str | None:
        """The button's value; None where Slack takes none that long."""
        value = json.dumps(list(self), ensure_ascii=False, separators=(",", ":"))
        return value if len(value) <= BUTTON_VALUE else None

    @staticmethod
    def from_value(value: str) -> AgainRequest:
        """The request that `as_value` wrote."""
        key, kind, payload = json.loads(value)
        return AgainRequest(str(key), str(kind), dict(payload))


def with_again(sentence: str, key: str, kind: str, payload: Mapping[str, str]) -> Message:
    """An apology with the button; without it where the question is too long to travel in one."""
    said = plain_message(sentence)
    carried = {
        name: "" if name == "response_url" else value for name, value in payload.items()
    }  # a press brings its own
    value = AgainRequest(key, kind, carried).as_value()
    if value is None:
        return said
    return Message(said.text, (*said.blocks, actions(button(AGAIN_LABEL, AGAIN_ACTION, value))))
