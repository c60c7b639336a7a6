"""What the answers promise and ask of a language model, whoever provides it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

Json = Any


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that was said before, by a person or by the bot."""

    text: str
    by_bot: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is given: its task, what was said before, oldest first, and what is asked now."""

    task: str
    asked: str
    before: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Spoken:
    """What a model said, as JSON of the schema asked for, and how many tokens that took in and out."""

    value: Json
    tokens: int


class Reason(StrEnum):
    """Why a model did not answer."""

    DOWN = "down"  # no connection, or an error of the provider's own
    BUSY = "busy"  # a rate limit
    SLOW = "slow"  # the time was over
    BROKEN = "broken"  # not the JSON that was asked for, or cut off
    REFUSED = "refused"  # the model or its provider would not answer
    DENIED = "denied"  # the key, the address or the name of the model is wrong
    RESTING = "resting"  # nobody was asked: it failed too often just now


class ModelFailed(Exception):
    """A model did not answer. `wait` is what the provider asks to wait, in seconds; `tokens` were spent anyway."""

    def __init__(self, reason: Reason, *, wait: float = 0.0, tokens: int = 0) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.wait = wait
        self.tokens = tokens


class LanguageModel(Protocol):
    """A chat model that fills a JSON schema. It is given no tools. Callable from several threads at once."""

    def ask(
        self, prompt: Prompt, schema: Mapping[str, Any], seconds: float, hear: Callable[[Json], None] = ...
    ) -> Spoken:
        """What it says within that many seconds; `hear` gets what there is of the JSON while it is being written.

        Raises ModelFailed.
        """


class Ledger(Protocol):
    """Counts tokens, by workspace and month."""

    def add(self, team: str, tokens: int) -> None:
        """Counts tokens that were spent just now for a workspace; an empty name is the command line."""

    def spent(self, team: str) -> int:
        """The tokens that a workspace has spent this month."""
