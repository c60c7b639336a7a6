"""Word tables → rows of cells; a cell that spans several stands in each. Pure."""

from __future__ import annotations

from typing import Any

from ingest.loaders.word_text import W, paragraph_text

_WIDEST = 60  # columns a cell may claim to span; Word itself allows 63 in a table


def table_rows(table: Any) -> tuple[list[list[str]], int | None]:
    """The rows of a `w:tbl`, and how many of them the table repeats as header (None where it doesn't say)."""
    rows: list[list[str]] = []
    for row in _rows_of(table):
        rows.append(_cells(row, rows[-1] if rows else []))
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows], _header(table)


def is_box(table: Any) -> bool:
    """Whether the table is only a frame around paragraphs: one cell in each row."""
    return all(len(_cells_of(row)) <= 1 for row in _rows_of(table))


def cell_contents(table: Any) -> list[Any]:
    """The cells of a table in order, to be read as ordinary text."""
    return [cell for row in _rows_of(table) for cell in _cells_of(row)]


def _rows_of(table: Any) -> list[Any]:
    return [row for row in table.iter(f"{W}tr") if next(row.iterancestors(f"{W}tbl")) is table]


def _cells_of(row: Any) -> list[Any]:
    return [cell for cell in row.iter(f"{W}tc") if next(cell.iterancestors(f"{W}tr")) is row]


def _cells(row: Any, above: list[str]) -> list[str]:
    skipped = row.find(f"{W}trPr/{W}gridBefore")
    cells = [""] * min(int(skipped.get(f"{W}val", 0)) if skipped is not None else 0, _WIDEST)
    for cell in _cells_of(row):
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        goes_on = merged is not None and merged.get(f"{W}val") != "restart"
        text = above[len(cells)] if goes_on and len(cells) < len(above) else _text(cell)
        cells += [text] * _span(cell)
    return cells


def _span(cell: Any) -> int:
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    value = span.get(f"{W}val", "1") if span is not None else "1"
    return max(1, min(int(value), _WIDEST)) if value.isdigit() else 1


def _text(cell: Any) -> str:
    lines = (paragraph_text(paragraph) for paragraph in cell.iter(f"{W}p"))
    return " ".join(line.replace("\n", " ") for line in lines if line)


def _header(table: Any) -> int | None:
    """The rows at the top that Word repeats on each page."""
    count = 0
    for row in _rows_of(table):
        repeated = row.find(f"{W}trPr/{W}tblHeader")
        if repeated is None or repeated.get(f"{W}val") in {"0", "false"}:
            break
        count += 1
    return count or None
