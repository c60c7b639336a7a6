"""Small steps that several test files share."""

from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox import modals
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "本文") -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(text)}


def refused(call: Callable[[], object]) -> Any:
    """The answer to a call that has to be refused."""
    with pytest.raises(SlackApiError) as caught:
        call()
    return caught.value.response


def refusal(call: Callable[[], object]) -> str:
    """The error name of a call that has to be refused."""
    return str(refused(call)["error"])


def trigger(workspace: Workspace, person: Person) -> str:
    """A fresh trigger, without waiting for a gesture to bring one."""
    with workspace.core.lock:
        return modals.new_trigger(workspace.core, person.id)
