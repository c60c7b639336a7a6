"""HTML tables → rows of cells; a cell that spans several stands in each. Pure."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import Tag

_WIDEST, _LONGEST = 100, 2_000  # columns and rows a cell may claim to span


def is_layout(table: Tag) -> bool:
    """Whether a table only arranges a page: it holds other tables or headings, or has a single cell in each row."""
    if table.find(["th", "caption"]) is not None and table.find("table") is None:
        return False
    if table.find(["table", "h1", "h2", "h3", "ul", "ol"]) is not None:
        return True
    return all(len(_cells(row)) <= 1 for row in table.find_all("tr"))


def page_table(table: Tag, text_of: Callable[[Tag], str]) -> tuple[list[list[str]], int | None]:
    """The rows of `table` and how many of them are the header; None where the markup doesn't say."""
    rows: list[list[str]] = []
    below: dict[int, tuple[int, str]] = {}
    header, in_header = 0, True
    for row in table.find_all("tr"):
        cells = _cells(row)
        in_header = in_header and bool(cells) and all(cell.name == "th" for cell in cells)
        header += in_header
        rows.append(_filled(cells, below, text_of))
    width = max((len(row) for row in rows), default=0)
    marked = table.find("th") is not None
    return [row + [""] * (width - len(row)) for row in rows], header if header or (marked and width == 2) else None


def _cells(row: Tag) -> list[Tag]:
    return [cell for cell in row.find_all(["th", "td"], recursive=False) if isinstance(cell, Tag)]


def _filled(cells: list[Tag], below: dict[int, tuple[int, str]], text_of: Callable[[Tag], str]) -> list[str]:
    """One row, with what spans into it from above; `below` is what spans on, by column."""
    row: list[str] = []
    waiting = list(cells)
    while waiting or len(row) in below:
        column = len(row)
        if column in below:
            left, text = below.pop(column)
            if left > 1:
                below[column] = (left - 1, text)
            row.append(text)
            continue
        cell = waiting.pop(0)
        text, high = text_of(cell), _span(cell, "rowspan", _LONGEST)
        for _ in range(_span(cell, "colspan", _WIDEST)):
            if high > 1:
                below[len(row)] = (high - 1, text)
            row.append(text)
    return row


def _span(cell: Tag, name: str, most: int) -> int:
    value = str(cell.get(name) or "1")
    return max(1, min(int(value), most)) if value.isdigit() else 1
