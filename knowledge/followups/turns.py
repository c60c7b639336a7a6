"""What a conversation is made of, and what the parts that read it promise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from knowledge.types import EVERYTHING, Passage, Shelf


@dataclass(frozen=True, slots=True)
class Turn:
    """One question that was answered: as a whole question, and the answer as people saw it (may be empty)."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A whole question: `text` says all that is asked. `changed` is whether that is more than was written."""

    text: str
    changed: bool


class Rewriter(Protocol):
    """Makes a question whole that leans on what was said before."""

    def rewritten(self, question: str, turns: Sequence[Turn], shelf: Shelf = EVERYTHING) -> Rewritten:
        """`question` with what `turns` (oldest first, perhaps none) say of it put in.

        What is a whole question already stays as it is, to the letter. Nothing that `shelf` hides has any influence.
        """


@dataclass(frozen=True, slots=True)
class Looked:
    """What the documents have on some words: `certainty` (0 to 1) that they answer them, the best passages first."""

    certainty: float
    passages: tuple[Passage, ...]


class Documents(Protocol):
    """Looks words up, to see which reading of a question the documents know."""

    def look_up(self, words: str, shelf: Shelf = EVERYTHING) -> Looked:
        """What there is on `words`; nothing, with certainty 0, where they cannot be a question."""

    def names(self, name: str) -> tuple[str, ...]:
        """All names of the thing of the field that is called `name`, this one among them; none where it is unknown."""
