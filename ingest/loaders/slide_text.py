"""The words of one shape → blocks: paragraphs, lists with their marks, tables, charts and SmartArt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # the wheel carries no types

from ingest.blocks import Block, BlockKind
from ingest.loaders.japanese_text import joined_lines, tidy
from ingest.loaders.marks import is_caption, list_mark, opens_anew
from ingest.loaders.slide_shapes import DIAGRAM, Shape
from ingest.loaders.table_rows import guessed_header, table_blocks

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_D = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BODY = {"BODY", "OBJECT", "VERTICAL_BODY", "VERTICAL_OBJECT"}


def text_of(shape: Shape) -> str:
    """The plain text of a shape that has any; lines broken by hand are drawn together."""
    if not shape.source.has_text_frame:
        return ""
    return "\n".join(_unbroken(paragraph.text) for paragraph in shape.source.text_frame.paragraphs)


def shape_blocks(shape: Shape, place: str) -> Iterator[Block]:
    """The blocks of any shape."""
    if getattr(shape.source, "has_table", False):
        yield from _table(shape.source.table, place)
    elif getattr(shape.source, "has_chart", False):
        yield from _chart(shape.source.chart, place)
    elif shape.is_diagram:
        yield from _diagram(shape.source, place)
    elif shape.source.has_text_frame:
        yield from _paragraphs(shape, place)


def _paragraphs(shape: Shape, place: str) -> Iterator[Block]:
    counts: dict[int, int] = {}
    for paragraph in shape.source.text_frame.paragraphs:
        text = tidy(_unbroken(paragraph.text))
        if not text:
            continue
        counts = {level: count for level, count in counts.items() if level <= paragraph.level}
        counts[paragraph.level] = counts.get(paragraph.level, 0) + 1
        mark = "" if list_mark(text) else _mark(paragraph, shape, counts[paragraph.level])
        if mark or list_mark(text):
            yield Block(BlockKind.LIST_ITEM, mark + text, place=place, level=paragraph.level)
        else:
            kind = BlockKind.CAPTION if is_caption(text) else BlockKind.PARAGRAPH
            yield Block(kind, text, place=place)


def _mark(paragraph: Any, shape: Shape, number: int) -> str:
    """The list mark that the slide shows before a paragraph, which is no part of its text."""
    properties = paragraph._p.find(f"{_A}pPr")
    if properties is not None:
        if properties.find(f"{_A}buNone") is not None:
            return ""
        character, numbered = properties.find(f"{_A}buChar"), properties.find(f"{_A}buAutoNum")
        if numbered is not None:
            return _number(number - 1 + int(numbered.get("startAt", 1)), numbered.get("type", ""))
        if character is not None:
            return "・"
    inherits = shape.role in _BODY and len(shape.source.text_frame.paragraphs) > 1
    return "・" if inherits or paragraph.level > 0 else ""


def _number(number: int, style: str) -> str:
    if style.startswith("circle") and 1 <= number <= len(_CIRCLED):
        return _CIRCLED[number - 1]
    return f"({number}) " if style.endswith("ParenBoth") else f"{number}. "


def _unbroken(text: str) -> str:
    """A paragraph without the line breaks that only make it fit its box."""
    lines = [line for line in text.split("\v") if line.strip()]
    whole = lines[0] if lines else ""
    for line in lines[1:]:
        whole = f"{whole}\n{line}" if opens_anew(tidy(line)) else joined_lines(whole.rstrip(), line.lstrip())
    return whole


def _table(table: Any, place: str) -> Iterator[Block]:
    rows: list[list[str]] = []
    for row_number, row in enumerate(table.rows):
        cells: list[str] = []
        for column, cell in enumerate(row.cells):
            cells.append(_spanned(rows, row_number, column, cells) if cell.is_spanned else tidy(_cell(cell)))
        rows.append(cells)
    header = 1 if table.first_row and len(rows[0]) > 2 else guessed_header(rows)
    yield from table_blocks(rows, place=place, header_rows=max(header, guessed_header(rows)))


def _cell(cell: Any) -> str:
    return "\n".join(_unbroken(paragraph.text) for paragraph in cell.text_frame.paragraphs)


def _spanned(rows: list[list[str]], row: int, column: int, before: list[str]) -> str:
    """What a cell that is covered by its neighbour shows: the text of the cell to the left or above."""
    left = before[column - 1] if column else ""
    above = rows[row - 1][column] if row else ""
    return left or above


def _chart(chart: Any, place: str) -> Iterator[Block]:
    if chart.has_title and chart.chart_title.has_text_frame:
        text = tidy(chart.chart_title.text_frame.text)
        if text:
            yield Block(BlockKind.CAPTION, text, place=place)
    for series in chart._chartSpace.iter(f"{_C}ser"):
        name = tidy(" ".join(value.text or "" for value in series.findall(f"{_C}tx//{_C}v")))
        names = [value.text or "" for value in series.findall(f"{_C}cat//{_C}v")]
        values = [value.text or "" for value in series.findall(f"{_C}val//{_C}v")]
        pairs = " / ".join(f"{tidy(each)}: {value}" for each, value in zip(names, values, strict=False))
        if pairs:
            yield Block(BlockKind.TABLE_ROW, f"{name} / {pairs}" if name else pairs, place=place)


def _diagram(source: Any, place: str) -> Iterator[Block]:
    """The words of SmartArt, each below what it belongs to."""
    ids = source._element.find(f".//{_A}graphicData[@uri='{DIAGRAM}']/{_D}relIds")
    relation = ids.get(f"{_R}dm") if ids is not None else None
    if relation is None or relation not in source.part.rels:
        return
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        model = etree.fromstring(source.part.related_part(relation).blob, parser)
    except (etree.XMLSyntaxError, ValueError):
        return
    for level, text in _nodes(model):
        yield Block(BlockKind.LIST_ITEM, text if list_mark(text) else "・" + text, place=place, level=level)


def _nodes(model: Any) -> Iterator[tuple[int, str]]:
    words = {
        point.get("modelId"): _words(point) for point in model.iter(f"{_D}pt") if point.get("type", "node") == "node"
    }
    children: dict[str, list[tuple[int, str]]] = {}
    for link in model.iter(f"{_D}cxn"):
        if link.get("type", "parOf") == "parOf":
            children.setdefault(link.get("srcId"), []).append((int(link.get("srcOrd", 0)), link.get("destId")))
    inner = {child for each in children.values() for _, child in each}
    waiting = [(0, root) for root in children if root not in inner][::-1]
    seen: set[str] = set()
    while waiting:
        level, node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if words.get(node):
            yield level, words[node]
        below = level + 1 if words.get(node) else level
        waiting += [(below, child) for _, child in sorted(children.get(node, ()), reverse=True)]


def _words(point: Any) -> str:
    lines = ("".join(run.text or "" for run in paragraph.iter(f"{_A}t")) for paragraph in point.iter(f"{_A}p"))
    return tidy(" ".join(line for line in lines if line.strip())).replace("\n", " ")
