"""What stands under an answer: its source to be opened, who else may be asked, and whether it was of use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.blocks.message import Block, Message, packed
from bot.blocks.resource_parts import actions, button, plain

OPEN, CONSULT, FEEDBACK = "answer_open", "answer_consult", "answer_feedback"
OPEN_LABEL, CONSULT_LABEL = "資料を開く", "担当に聞く"
USEFUL_LABEL, WRONG_LABEL = "役に立った", "違う"
USEFUL, WRONG = "useful:", "wrong:"  # what stands before the id in the value of a feedback button
ROW_ALONE = "この回答について"


class Under(NamedTuple):
    """What to offer under an answer.

    `id` is the answer's own, empty where answers are not kept. `found` says that the documents said something,
    `openable` that passages can be shown. `share` is the button that shares it, where it can be shared.
    """

    id: str = ""
    found: bool = False
    openable: bool = False
    share: Block | None = None


def under_blocks(under: Under) -> list[Block]:
    """The row of buttons and the two thumbs; empty where there is nothing to offer.

    Where nothing was found, asking a person is what remains, and it is offered as such.
    """
    row = [
        *([button(OPEN_LABEL, OPEN, under.id)] if under.id and under.found and under.openable else []),
        *([under.share] if under.share else []),
        *([button(CONSULT_LABEL, CONSULT, under.id, style="" if under.found else "primary")] if under.id else []),
    ]
    return [*([actions(*row)] if row else []), *([_thumbs(under.id)] if under.id and under.found else [])]


def with_under(messages: Sequence[Message], under: Under) -> tuple[Message, ...]:
    """The messages of an answer with the row under the last one; in a message of its own where it does not fit."""
    row = under_blocks(under)
    if not row or not messages:
        return tuple(messages)
    last = messages[-1]
    first, *overflow = packed([last.blocks, row])
    ended = [Message(last.text, tuple(first)), *(Message(ROW_ALONE, tuple(blocks)) for blocks in overflow)]
    return (*messages[:-1], *ended)


def _thumbs(id_: str) -> Block:
    both = {
        "type": "feedback_buttons",
        "action_id": FEEDBACK,
        "positive_button": {"text": plain(USEFUL_LABEL), "value": USEFUL + id_, "accessibility_label": USEFUL_LABEL},
        "negative_button": {"text": plain(WRONG_LABEL), "value": WRONG + id_, "accessibility_label": WRONG_LABEL},
    }
    return {"type": "context_actions", "elements": [both]}
