"""Rows of a sheet → blocks: which row names the columns, and what stands above and between tables. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.blocks import Block, BlockKind
from ingest.loaders.marks import reads_as_heading
from ingest.loaders.sheet_cells import Row
from ingest.loaders.table_rows import column_names, header_words, row_text

_LONGEST_NAME = 60
_FIGURES = re.compile(r"[\d,.%:/+-]+")


def sheet_blocks(rows: Sequence[Row], place: str) -> Iterator[Block]:
    """The blocks of one sheet. `rows` are those with words; a gap in their numbers parts two tables."""
    names: list[str] = []
    fresh, skip = True, 0
    for index, row in enumerate(rows):
        fresh = fresh or (index > 0 and row.number > rows[index - 1].number + 1)
        if skip:
            skip -= 1
            continue
        following = rows[index + 1 : index + 3]
        if len({cell for cell in row.cells if cell}) == 1:
            yield _alone(row, following, place)
            fresh = True
            continue
        header = _header_rows(row, following, names) if fresh else 0
        fresh = False
        if header:
            names, skip = column_names([each.cells for each in rows[index : index + header]]), header - 1
            continue
        text = row_text(row.cells, names)
        if text:
            yield Block(BlockKind.TABLE_ROW, text, place=place, line=row.number)


def _alone(row: Row, following: Sequence[Row], place: str) -> Block:
    """A row with a single text: the title of what follows, or a remark."""
    text = next(cell for cell in row.cells if cell)
    heads = bool(row.cells[0]) and bool(following) and len([cell for cell in following[0].cells if cell]) > 1
    if heads and reads_as_heading(text):
        return Block(BlockKind.HEADING, text, place=place, line=row.number, level=2, heading=text)
    return Block(BlockKind.PARAGRAPH, text, place=place, line=row.number)


def _header_rows(row: Row, following: Sequence[Row], known: Sequence[str]) -> int:
    """How many rows from `row` on name the columns: 0, 1 or 2. After a gap a header must be recognizable as one."""
    filled = [cell for cell in row.cells if cell]
    if not following or not _names_columns(row, following[0]):
        return 0
    if known:
        again = sum(cell in known for cell in filled)
        if again < 2 and sum(header_words(cell) for cell in filled) < 0.4 * len(filled):
            return 0
    spans = any(one and one == other for one, other in zip(row.cells, row.cells[1:], strict=False))
    second = following[0]
    down = any(one and one == other for one, other in zip(row.cells, second.cells, strict=False))
    return 2 if spans and down and len(following) > 1 and _names_columns(second, following[1]) else 1


def _names_columns(row: Row, below: Row) -> bool:
    filled = [cell for cell in row.cells if cell]
    width = max(len(row.cells), len(below.cells))
    if len(filled) < 2 or len(filled) < 0.5 * width:
        return False
    if any(len(cell) > _LONGEST_NAME or _FIGURES.fullmatch(cell) or cell.endswith("。") for cell in filled):
        return False
    if width == 2:
        return any(header_words(cell) for cell in filled)
    return True
