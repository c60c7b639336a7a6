"""What heads the columns of a table that stands in a text as it was written, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ROW = re.compile(r"^\s*(?:[-*+]\s+)?\|.*\||\t")
_CELL_ENDS = re.compile(r"\t|(?<!\\)\|")
# A longer cell tells something; it heads nothing.
_LONGEST = 40


def column_heads(text: str) -> tuple[str, ...]:
    """The cells of the first row of each table in `text`: those of its columns that have a head of a few words.

    >>> column_heads("会場\\t時刻\\n集会所\\t10時")
    ('会場', '時刻')
    """
    if "\t" not in text and "|" not in text:
        return ()
    return tuple(cell for row in _first_rows(text) for cell in _cells(row))


def _first_rows(text: str) -> Iterator[str]:
    inside = False
    for line in text.split("\n"):
        is_row = _ROW.search(line) is not None
        if is_row and not inside:
            yield line
        inside = is_row


def _cells(row: str) -> Iterator[str]:
    cells = (cell.strip(" -\u3000") for cell in _CELL_ENDS.split(row))
    return (cell for cell in cells if 1 < len(cell) <= _LONGEST)
