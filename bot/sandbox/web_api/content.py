"""The content of a message in a call: text, blocks and their limits."""

from typing import Any

from bot.sandbox.block_rules import message_faults, text_length
from bot.sandbox.errors import ApiError
from bot.sandbox.inputs import with_ids
from bot.sandbox.state import Json
from bot.sandbox.web_api.call import Call

MESSAGE_TEXT = 40_000  # characters chat.postMessage takes
UPDATE_TEXT = 4_000  # characters chat.update takes
MARKDOWN_TEXT = 12_000  # characters of markdown_text and of one streaming call
ALL_BLOCK_TEXT = 13_200  # characters of all blocks together; observed, not documented


def message_blocks(call: Call, name: str = "blocks") -> list[Json] | None:
    """Return checked blocks with ids filled in, or None when the call has none.

    Raises ApiError invalid_blocks_format, invalid_blocks or msg_blocks_too_long.
    """
    blocks = call.structure(name, "invalid_blocks_format")
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise ApiError("invalid_blocks_format")
    return with_ids(checked_blocks(blocks))


def checked_blocks(blocks: list[Any]) -> list[Json]:
    """Return the blocks unchanged. Raises ApiError invalid_blocks or msg_blocks_too_long."""
    problems = [str(fault) for fault in message_faults(blocks)]
    if problems:
        messages = [f"[ERROR] {problem}" for problem in problems]
        raise ApiError("invalid_blocks", messages=messages, fields={"errors": problems})
    if text_length(blocks) > ALL_BLOCK_TEXT:
        raise ApiError("msg_blocks_too_long")
    return blocks


def message_text(call: Call, longest: int) -> tuple[str, list[Json]]:
    """Return the call's text, and the block that `markdown_text` stands for.

    Raises ApiError msg_too_long, or markdown_text_conflict beside text or blocks.
    """
    markdown = call.text("markdown_text")
    text = call.text("text")
    if not markdown:
        if len(text) > longest:
            raise ApiError("msg_too_long")
        return text, []
    if text or call.structure("blocks", "invalid_blocks_format"):
        raise ApiError("markdown_text_conflict")
    if len(markdown) > MARKDOWN_TEXT:
        raise ApiError("msg_too_long")
    return markdown, with_ids([{"type": "markdown", "text": markdown}])
