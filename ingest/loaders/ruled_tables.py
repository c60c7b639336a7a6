"""Tables drawn with rules: from lines and boxes on a page to cells. Pure geometry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.loaders.geometry import Box, around

_NEAR = 3.0  # points: rules nearer than this are one rule
_MOST_RULES = 2_000
_LEAST_SHARE_FILLED = 0.5


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with the rows and columns it spans, both counted from 0, ends not included."""

    box: Box
    rows: range
    columns: range


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its place, its cells, and how many rows and columns it has."""

    box: Box
    cells: tuple[Cell, ...]
    row_count: int
    column_count: int


def grids_of(rules: Iterable[Box], boxes: Iterable[Box], words: Sequence[Box]) -> list[Grid]:
    """The tables with at least two rows and two columns, half of whose cells hold one of the `words`."""
    flat, upright = _edges(rules, boxes)
    if not flat or not upright or len(flat) + len(upright) > _MOST_RULES:
        return []
    grids = (_grid(cells) for cells in _touching(_cells(flat, upright)))
    return [grid for grid in grids if grid is not None and _is_filled(grid, words)]


# An edge is its place across and where it begins and ends along: (y, left, right) or (x, top, bottom).
_Edge = tuple[float, float, float]


def _edges(rules: Iterable[Box], boxes: Iterable[Box]) -> tuple[list[_Edge], list[_Edge]]:
    flat: list[_Edge] = []
    upright: list[_Edge] = []
    for box in rules:
        if box.width > box.height:
            flat.append((box.middle[1], box.left, box.right))
        else:
            upright.append((box.middle[0], box.top, box.bottom))
    for box in boxes:
        flat += [(box.top, box.left, box.right), (box.bottom, box.left, box.right)]
        upright += [(box.left, box.top, box.bottom), (box.right, box.top, box.bottom)]
    return _merged(flat), _merged(upright)


def _merged(edges: list[_Edge]) -> list[_Edge]:
    """Edges on one line as one, and lines nearer than `_NEAR` drawn onto each other."""
    snapped: list[_Edge] = []
    place, first = 0.0, True
    for across, start, end in sorted(edges):
        if first or across - place > _NEAR:
            place, first = across, False
        snapped.append((place, start, end))
    merged: list[_Edge] = []
    for across, start, end in sorted(snapped):
        if merged and merged[-1][0] == across and start <= merged[-1][2] + _NEAR:
            merged[-1] = (across, merged[-1][1], max(merged[-1][2], end))
        else:
            merged.append((across, start, end))
    return merged


def _cells(flat: list[_Edge], upright: list[_Edge]) -> list[Box]:
    """The smallest boxes whose four sides are all drawn."""
    cells = []
    for at, (top, left_end, right_end) in enumerate(flat):
        sides = [
            edge for edge in upright if left_end - _NEAR <= edge[0] <= right_end + _NEAR and _spans(edge, top, top)
        ]
        for nth, side in enumerate(sides):
            cell = _cell_from(top, side, sides[nth + 1 :], flat[at + 1 :], upright)
            if cell is not None:
                cells.append(cell)
    return cells


def _cell_from(
    top: float, side: _Edge, others: Sequence[_Edge], below: Sequence[_Edge], upright: Sequence[_Edge]
) -> Box | None:
    left = side[0]
    for bottom, start, end in below:
        if bottom > side[2] + _NEAR:
            return None
        if bottom - top <= _NEAR or not start - _NEAR <= left <= end + _NEAR:
            continue
        right = next((e[0] for e in others if e[0] <= end + _NEAR and _reaches(e[0], top, bottom, upright)), None)
        if right is not None:
            return Box(left, top, right, bottom)
    return None


def _reaches(x: float, top: float, bottom: float, upright: Sequence[_Edge]) -> bool:
    return any(edge[0] == x and _spans(edge, top, bottom) for edge in upright)


def _spans(edge: _Edge, start: float, end: float) -> bool:
    return edge[1] - _NEAR <= start and end <= edge[2] + _NEAR


def _touching(cells: list[Box]) -> list[list[Box]]:
    """Cells that share a corner, together: one table each."""
    owner = list(range(len(cells)))

    def root(index: int) -> int:
        while owner[index] != index:
            owner[index] = owner[owner[index]]
            index = owner[index]
        return index

    corners: dict[tuple[float, float], int] = {}
    for index, cell in enumerate(cells):
        for corner in ((x, y) for x in (cell.left, cell.right) for y in (cell.top, cell.bottom)):
            owner[root(index)] = root(corners.setdefault(corner, index))
    tables: dict[int, list[Box]] = {}
    for index, cell in enumerate(cells):
        tables.setdefault(root(index), []).append(cell)
    return list(tables.values())


def _grid(boxes: list[Box]) -> Grid | None:
    ys = sorted({y for box in boxes for y in (box.top, box.bottom)})
    xs = sorted({x for box in boxes for x in (box.left, box.right)})
    if len(ys) < 3 or len(xs) < 3:
        return None
    cells = tuple(
        Cell(box, range(ys.index(box.top), ys.index(box.bottom)), range(xs.index(box.left), xs.index(box.right)))
        for box in sorted(boxes, key=lambda each: (each.top, each.left))
    )
    return Grid(around(boxes), cells, len(ys) - 1, len(xs) - 1)


def _is_filled(grid: Grid, words: Sequence[Box]) -> bool:
    """Whether words stand in half of the cells and no line of words runs across their sides."""
    inside = [word for word in words if grid.box.holds(word)]
    held = [word for word in inside if any(cell.box.holds(word) for cell in grid.cells)]
    filled = sum(any(cell.box.holds(word) for word in held) for cell in grid.cells)
    return filled >= max(3, _LEAST_SHARE_FILLED * len(grid.cells)) and len(held) >= 0.9 * len(inside)
