"""A page's lines → paragraphs and tables in reading order. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.loaders.geometry import Box, around
from ingest.loaders.lines import Line
from ingest.loaders.marks import list_mark
from ingest.loaders.paragraphs import Paragraph, paragraphs_of
from ingest.loaders.pdf_page import Drawn
from ingest.loaders.reading_order import Piece, reading_order
from ingest.loaders.ruled_tables import Cell, Grid, grids_of
from ingest.loaders.running_text import PageLines


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; a cell that spans several rows or columns stands in each."""

    box: Box
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """A page in reading order."""

    number: int
    width: float
    height: float
    content: tuple[Paragraph | Table, ...]

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """What is not in tables."""
        return tuple(each for each in self.content if isinstance(each, Paragraph))

    @property
    def is_slide(self) -> bool:
        """Whether the page is wider than high, as slides are."""
        return self.width > self.height


def laid_out(page: PageLines, drawn: Drawn) -> Laid:
    """The page as a person reads it."""
    grids = grids_of(drawn.rules, drawn.boxes, [line.box for line in page.lines])
    in_table: dict[int, list[Line]] = {index: [] for index in range(len(grids))}
    loose: list[Line] = []
    for line in page.lines:
        owner = next((index for index, grid in enumerate(grids) if grid.box.holds(line.box)), None)
        (loose if owner is None else in_table[owner]).append(line)
    tables = [_table(grid, in_table[index]) for index, grid in enumerate(grids)]
    return Laid(page.number, page.width, page.height, tuple(_ordered(loose, tables, drawn)))


def _ordered(lines: Sequence[Line], tables: Sequence[Table], drawn: Drawn) -> list[Paragraph | Table]:
    stacks = _stacks([line for line in lines if not line.vertical])
    areas = _vertical_areas([line for line in lines if line.vertical])
    pieces = [_piece(index, stack) for index, stack in enumerate([*stacks, *areas])]
    pieces += [Piece(table.box, len(pieces) + nth) for nth, table in enumerate(tables)]
    frames = [box for box in drawn.boxes if not any(table.box.holds(box) for table in tables)]
    content: list[Paragraph | Table] = []
    for group in reading_order(pieces, frames):
        waiting: list[Line] = []
        for index in group:
            if index < len(stacks):
                waiting += stacks[index]
                continue
            content += paragraphs_of(waiting)
            waiting, nth = [], index - len(stacks)
            content += _vertical_paragraphs(areas[nth]) if nth < len(areas) else [tables[nth - len(areas)]]
        content += paragraphs_of(waiting)
    return content


def _piece(index: int, lines: Sequence[Line]) -> Piece:
    box = around(line.box for line in lines)
    listed = sum(bool(re.match(r"\W", list_mark(line.text))) for line in lines) >= 0.5 * len(lines)
    full = sum(line.box.right >= box.right - 2 * line.size for line in lines)
    return Piece(box, index, lines[0].size, sum(len(line.text) for line in lines), listed, len(lines), full)


def _stacks(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that were drawn one after the other and stand below each other: the lines of one text box."""
    stacks: list[list[Line]] = []
    for line in lines:
        if stacks and _stands_under(line, stacks[-1]):
            stacks[-1].append(line)
        else:
            stacks.append([line])
    return stacks


def _stands_under(line: Line, stack: Sequence[Line]) -> bool:
    last, box = stack[-1], around(each.box for each in stack)
    em = max(line.size, last.size)
    step = (line.base - last.base) / em
    shared = min(box.right, line.box.right) - max(box.left, line.box.left)
    if min(line.size, last.size) < 0.9 * em or not 0.85 <= step <= 1.6 or shared < 0.5 * min(box.width, line.box.width):
        return False
    return abs(line.box.left - box.left) <= 3 * em or abs(line.box.middle[0] - box.middle[0]) <= 0.6 * em


def _vertical_areas(lines: Sequence[Line]) -> list[list[Line]]:
    """Vertical lines that stand beside each other, together."""
    areas: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: -each.box.right):
        area = next((each for each in areas if _beside(line, each)), None)
        if area is None:
            areas.append([line])
        else:
            area.append(line)
    return areas


def _beside(line: Line, area: Sequence[Line]) -> bool:
    box = around(each.box for each in area)
    overlap = min(box.bottom, line.box.bottom) - max(box.top, line.box.top)
    return box.left - line.box.right <= 2.0 * line.size and overlap > -0.5 * line.size


def _vertical_paragraphs(area: Sequence[Line]) -> list[Paragraph]:
    turned = [line.turned() for line in area]
    pieces = [_piece(index, [line]) for index, line in enumerate(turned)]
    found = [each for group in reading_order(pieces) for each in paragraphs_of([turned[index] for index in group])]
    box = around(line.box for line in area)
    return [Paragraph(each.text, box, each.size, each.bold, each.lines) for each in found]


def _table(grid: Grid, lines: Sequence[Line]) -> Table:
    rows = [[""] * grid.column_count for _ in range(grid.row_count)]
    for cell in grid.cells:
        text = _cell_text(cell, lines)
        for row in cell.rows:
            for column in cell.columns:
                rows[row][column] = text
    return Table(grid.box, tuple(tuple(row) for row in rows))


def _cell_text(cell: Cell, lines: Sequence[Line]) -> str:
    inside = [line for line in lines if cell.box.holds(line.box)]
    upright = [line for line in inside if line.vertical]
    if upright:
        return " ".join(each.text for each in _vertical_paragraphs(upright))
    inside.sort(key=lambda line: (round(line.base / max(line.size, 1.0), 0), line.box.left))
    return " ".join(each.text for each in paragraphs_of(inside))
