"""Cursor pages, as Slack's list methods cut them."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from bot.sandbox.errors import ApiError
from bot.sandbox.state import Json
from bot.sandbox.web_api.call import Call

Item = TypeVar("Item")
LARGEST_PAGE = 1000


def page(call: Call, items: Sequence[Item], default: int = 100) -> tuple[list[Item], Json]:
    """Return one page and its `response_metadata`. Raises ApiError invalid_limit or invalid_cursor."""
    size = call.number("limit", default)
    if not 1 <= size <= LARGEST_PAGE:
        raise ApiError("invalid_limit")
    start = _offset(call.text("cursor"))
    end = start + size
    following = base64.b64encode(f"offset:{end}".encode()).decode() if end < len(items) else ""
    return list(items[start:end]), {"response_metadata": {"next_cursor": following}}


def _offset(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("offset:"))
    except (binascii.Error, ValueError):
        raise ApiError("invalid_cursor") from None
