"""The shapes of a slide with their places on it, groups opened, in reading order."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ingest.loaders.geometry import Box
from ingest.loaders.reading_order import Piece, reading_order

_POINT = 12_700  # English Metric Units
_USUAL_SIZE = 18.0  # points, where the deck leaves the size to its master
_DEEPEST = 12
_UNREAD = {"SLIDE_NUMBER", "DATE", "HEADER", "SLIDE_IMAGE"}
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape of python-pptx with its place on the slide in points, whatever groups it is in."""

    source: Any
    box: Box

    @property
    def role(self) -> str:
        """The name of its placeholder type (TITLE, BODY …), empty for free shapes."""
        if not self.source.is_placeholder:
            return ""
        kind = self.source.placeholder_format.type
        return kind.name if kind is not None else ""

    @property
    def has_words(self) -> bool:
        """Whether there is anything in it to read."""
        if getattr(self.source, "has_table", False) or getattr(self.source, "has_chart", False) or self.is_diagram:
            return True
        return bool(self.source.has_text_frame and self.source.text_frame.text.strip())

    @property
    def is_diagram(self) -> bool:
        """Whether it is SmartArt."""
        return bool(self.source._element.findall(f".//{_A}graphicData[@uri='{DIAGRAM}']"))


DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"


def shapes_in_order(slide: Any) -> list[Shape]:
    """What is to be read on the slide: its title first, then as a person's eye goes."""
    found, groups = [], []
    for each in _opened(slide.shapes, (1.0, 1.0, 0.0, 0.0), 0):
        if isinstance(each, Box):
            groups.append(each)
        else:
            found.append(each)
    words = [shape for shape in found if shape.has_words and not _is_furniture(shape)]
    title = _title_of(words, slide)
    rest = [shape for shape in words if shape is not title]
    frames = [shape.box for shape in found if not shape.has_words and _could_frame(shape)] + groups
    ordered = _in_order(rest, frames)
    return ordered if title is None else [Shape(_Titled(title.source), title.box), *ordered]


class _Titled:
    """A shape that was found to be the title, though it isn't the title placeholder."""

    def __init__(self, source: Any) -> None:
        self.source = source

    def __getattr__(self, name: str) -> Any:
        return getattr(self.source, name)


def is_title(shape: Shape) -> bool:
    """Whether `shapes_in_order` found the shape to be the title."""
    return isinstance(shape.source, _Titled)


_Map = tuple[float, float, float, float]


def _opened(shapes: Any, to_slide: _Map, depth: int) -> Iterator[Shape | Box]:
    """Shapes and the boxes of groups, in slide coordinates; `to_slide` is scale and shift in both directions."""
    if depth > _DEEPEST:
        return
    for shape in shapes:
        box = _placed(shape, to_slide)
        if shape.shape_type is not None and shape.shape_type.name == "GROUP":
            yield box
            yield from _opened(shape.shapes, _inner(shape, to_slide), depth + 1)
        else:
            yield Shape(shape, box)


def _placed(shape: Any, to_slide: _Map) -> Box:
    scale_x, scale_y, shift_x, shift_y = to_slide
    left, top, width, height = (float(each or 0) for each in (shape.left, shape.top, shape.width, shape.height))
    x, y = left * scale_x + shift_x, top * scale_y + shift_y
    return Box(x / _POINT, y / _POINT, (x + width * scale_x) / _POINT, (y + height * scale_y) / _POINT)


def _inner(group: Any, to_slide: _Map) -> _Map:
    """The map of the coordinates inside a group."""
    scale_x, scale_y, shift_x, shift_y = to_slide
    frame = group._element.find(f".//{_A}xfrm")
    offset, extent = (frame.find(f"{_A}{tag}") if frame is not None else None for tag in ("chOff", "chExt"))
    if offset is None or extent is None or not int(extent.get("cx", 0)) or not int(extent.get("cy", 0)):
        return to_slide
    own_x = float(group.width or 0) / int(extent.get("cx"))
    own_y = float(group.height or 0) / int(extent.get("cy"))
    left = float(group.left or 0) - int(offset.get("x", 0)) * own_x
    top = float(group.top or 0) - int(offset.get("y", 0)) * own_y
    return scale_x * own_x, scale_y * own_y, scale_x * left + shift_x, scale_y * top + shift_y


def _is_furniture(shape: Shape) -> bool:
    """Slide numbers and dates, also those whose placeholder was turned into a plain box."""
    if shape.role in _UNREAD:
        return True
    fields = shape.source._element.findall(f".//{_A}fld")
    numbers = "".join(field.findtext(f"{_A}t") or "" for field in fields if field.get("type") == "slidenum")
    return bool(numbers) and shape.source.has_text_frame and shape.source.text_frame.text.strip() == numbers.strip()


def _title_of(words: list[Shape], slide: Any) -> Shape | None:
    """The title placeholder; else a box called title; else the largest single line at the top."""
    for shape in words:
        if shape.role in {"TITLE", "CENTER_TITLE", "VERTICAL_TITLE"}:
            return shape
    named = [
        shape for shape in words if shape.source.name.startswith(("タイトル", "Title")) and shape.source.has_text_frame
    ]
    if named:
        return min(named, key=lambda shape: shape.box.top)
    height = float(slide.part.package.presentation_part.presentation.slide_height or 0) / _POINT
    upper = [
        shape
        for shape in words
        if shape.source.has_text_frame
        and shape.box.top < 0.2 * height
        and len(shape.source.text_frame.text.strip()) <= 60
    ]
    return max(upper, key=lambda shape: (font_size(shape), -shape.box.top), default=None)


def font_size(shape: Shape) -> float:
    """The largest size written in the shape, in points; a usual one where it is left to the master."""
    sizes = [int(run.get("sz")) / 100 for run in shape.source._element.iter(f"{_A}rPr") if run.get("sz", "").isdigit()]
    return max(sizes, default=_USUAL_SIZE)


def _could_frame(shape: Shape) -> bool:
    return shape.box.width > 20 and shape.box.height > 20 and not getattr(shape.source, "image", None)


def _in_order(shapes: list[Shape], frames: list[Box]) -> list[Shape]:
    pieces = []
    for index, shape in enumerate(shapes):
        inside = any(other is not shape and shape.box.holds(other.box) for other in shapes)
        if inside:
            frames = [*frames, shape.box]
        pieces.append(Piece(_words_box(shape), index, font_size(shape), _letters(shape)))
    return [shapes[index] for group in reading_order(pieces, frames) for index in group]


def _letters(shape: Shape) -> int:
    return len(shape.source.text_frame.text) if shape.source.has_text_frame else 100


def _words_box(shape: Shape) -> Box:
    """Where the words are likely to stand in a shape that is higher than they are."""
    if not shape.source.has_text_frame:
        return shape.box
    size, box = font_size(shape), shape.box
    paragraphs = shape.source.text_frame.paragraphs
    across = max(box.width - 14, size)
    longest = max((len(paragraph.text) for paragraph in paragraphs), default=0) * size + 14
    lines = sum(max(1, math.ceil(len(paragraph.text) * size / across)) for paragraph in paragraphs)
    height = min(box.height, lines * size * 1.2 + 7)
    top = {"t": box.top, "b": box.bottom - height}.get(_anchor(shape), box.middle[1] - height / 2)
    right = min(box.right, box.left + longest) if _is_flush_left(shape) else box.right
    return Box(box.left, top, right, top + height)


def _is_flush_left(shape: Shape) -> bool:
    written = {each.get("algn", "l") for each in shape.source._element.iter(f"{_A}pPr")} or {"l"}
    return written == {"l"} and _anchor(shape) == "t"


def _anchor(shape: Shape) -> str:
    body = shape.source._element.find(f".//{_A}bodyPr")
    written = body.get("anchor") if body is not None else None
    if written:
        return str(written)
    free = shape.source.shape_type is not None and shape.source.shape_type.name in {"AUTO_SHAPE", "FREEFORM"}
    return "ctr" if free else "t"
