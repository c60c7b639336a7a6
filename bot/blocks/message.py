"""A Slack message as a value, and how many blocks and characters fit into one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.mrkdwn import escape, escaped_length, shortened

Block = dict[str, Any]

BLOCKS_IN_A_MESSAGE = 50  # Block Kit reference
ELEMENTS_IN_A_CONTEXT = 10  # Block Kit reference
SECTION_TEXT = 3_000  # Block Kit reference, mrkdwn text of one section
TEXT_IN_A_MESSAGE = 12_000  # Slack answers msg_blocks_too_long from about 13,200 on; the rest is for `text`
FALLBACK_TEXT = 600  # ours: a notification shows far less, and blocks and text together stay under 13,200


@dataclass(frozen=True, slots=True)
class Message:
    """One message: `text` for notifications and screen readers, `blocks` for the eye. Both escaped already."""

    text: str
    blocks: tuple[Block, ...]

    def as_json(self) -> dict[str, Any]:
        """What JSON can hold; `from_json` reads it back."""
        return {"text": self.text, "blocks": list(self.blocks)}

    @staticmethod
    def from_json(kept: dict[str, Any]) -> Message:
        """The message that `as_json` wrote."""
        return Message(kept["text"], tuple(kept["blocks"]))


def plain_message(sentence: str) -> Message:
    """A message of one plain text, at most 3,000 characters once escaped."""
    return Message(escape(sentence), (section(escape(sentence)),))


def section(mrkdwn: str) -> Block:
    """A section of ready mrkdwn, at most 3,000 characters."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": mrkdwn}}


def markdown(text: str) -> Block:
    """A markdown block of a document's own text: bold works beside kana, and nothing in it calls anybody."""
    return {"type": "markdown", "text": escape(text)}


def context(lines: Sequence[str]) -> Block:
    """Small print of ready mrkdwn, at most ten lines."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": line} for line in lines]}


def contexts(lines: Sequence[str]) -> list[Block]:
    """Small print of any number of lines."""
    step = ELEMENTS_IN_A_CONTEXT
    return [context(lines[start : start + step]) for start in range(0, len(lines), step)]


def fallback(text: str) -> str:
    """What a notification says of `text`: its beginning, escaped, at most 600 characters."""
    line = shortened(text, FALLBACK_TEXT)
    while escaped_length(line) > FALLBACK_TEXT:
        line = shortened(line, len(line) - (escaped_length(line) - FALLBACK_TEXT + 4) // 5 - 1)
    return escape(line)


def text_length(block: Block) -> int:
    """The characters of all text in a block, as sent."""
    if block["type"] == "context":
        return sum(len(element["text"]) for element in block["elements"])
    if block["type"] == "context_actions":
        return 0  # two thumbs and their names
    if block["type"] == "actions":
        return sum(len(element["text"]["text"]) for element in block["elements"])
    if block["type"] == "rich_text":
        return sum(escaped_length(run["text"]) for part in block["elements"] for run in part["elements"])
    text = block.get("text", "")
    return len(text if isinstance(text, str) else text["text"])


def packed(groups: Iterable[Sequence[Block]]) -> list[list[Block]]:
    """The blocks in as few messages as hold them, in order. The blocks of one group stay in one message."""
    messages: list[list[Block]] = []
    for group in groups:
        if messages and _fits([*messages[-1], *group]):
            messages[-1].extend(group)
        else:
            messages.append(list(group))
    return messages


def _fits(blocks: Sequence[Block]) -> bool:
    return len(blocks) <= BLOCKS_IN_A_MESSAGE and sum(map(text_length, blocks)) <= TEXT_IN_A_MESSAGE
