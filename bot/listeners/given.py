"""The answers that are given: written down before they are said, with what is offered under them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.blocks.message import Block
from bot.blocks.under import Under
from bot.keeping.answer_log import AnswerLog, Asked, Origin, answer_id
from knowledge.types import Answer


@dataclass(frozen=True, slots=True)
class GivenAnswers:
    """Keeps answers in `log`; without one, nothing is kept and nothing offered that needs it.

    `origin` says from which state of the index an answer comes; `openable` that passages can be shown.
    """

    log: AnswerLog | None = None
    origin: Callable[[], Origin] = Origin
    openable: bool = False

    def keep(self, work: str, asked: Mapping[str, str], answer: Answer) -> None:
        """Writes down the answer of the work of this key, to what a listener accepted."""
        if self.log:
            place = Asked(asked.get("team", ""), asked["channel"], asked.get("thread", ""), asked.get("user", ""))
            self.log.write(answer_id(work), place, answer, self.origin())

    def under(self, work: str, *, found: bool, share: Block | None = None) -> Under:
        """What to offer under the answer of that work; `found` says that the documents said something."""
        return Under(answer_id(work) if self.log else "", found, self.openable, share)
