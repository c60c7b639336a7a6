"""What is drawn on a page of a PDF: glyphs with their places, rules and boxes. The only user of PDFium's raw calls.

PDFium is not safe in threads: whoever calls holds `PDFIUM`.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot
from typing import Any

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # the wheel carries no types

from ingest.loaders.geometry import Box

PDFIUM = threading.RLock()
MOST_GLYPHS = 40_000  # a page of small print has 4,000; more than this is a drawing made of letters
MOST_DRAWN = 6_000  # paths looked at; maps have hundreds of thousands and no tables
_LETTERS_AS_PATHS = 40
_BOLD = 600
_BOLD_NAMES = (b"bold", b"heavy", b"black", b"-w6", b"-w7", b"-w8", b"-w9")
_STROKED_TOO = 2  # text render mode "fill, then stroke": how bold is faked


@dataclass(slots=True)
class Glyph:
    """One character as drawn. `size` is the em in points, `base` the height of its baseline."""

    text: str
    box: Box
    base: float
    size: float
    bold: bool
    after_space: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as drawn, in the order of drawing.

    `cut_short` tells that glyphs were left out, `pictured` that there is a picture that words could be in.
    """

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Box, ...]
    boxes: tuple[Box, ...]
    cut_short: bool = False
    pictured: bool = False


class _View:
    """Maps the coordinates of the file, which know no rotation and grow upwards, to what the reader sees."""

    def __init__(self, page: Any) -> None:
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.rotation = page.get_rotation()

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        ax, ay = self.point(left, bottom)
        bx, by = self.point(right, top)
        return Box(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        if self.rotation == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y


def read_page(page: Any) -> Drawn:
    """Everything of `page` (a pypdfium2 page) that bears on its text."""
    view = _View(page)
    width, height = page.get_size()
    text_page = page.get_textpage()
    try:
        count = min(text_page.count_chars(), MOST_GLYPHS)
        glyphs = tuple(_glyphs(text_page, view, count))
        cut_short = text_page.count_chars() > MOST_GLYPHS
    finally:
        text_page.close()
    rules, boxes = _paths(page, view, width * height)
    return Drawn(width, height, glyphs, tuple(rules), tuple(boxes), cut_short, _is_pictured(page))


def _glyphs(text_page: Any, view: _View, count: int) -> Iterator[Glyph]:
    rectangle, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    bold: dict[int, bool] = {}
    spaced_at: float | None = None  # the baseline on which a space came before
    code = 0
    for index in range(count):
        code = _whole(code, pdfium.FPDFText_GetUnicode(text_page, index))
        if 0xD800 <= code < 0xDC00:
            continue
        character = "-" if code == 0x02 else chr(code)  # PDFium's own mark of a hyphen at the end of a line
        if character.isspace() or code == 0:
            if character in "\u3000 \t" and not _made_up(text_page, index):
                pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
                spaced_at = view.point(x.value, y.value)[1]
            continue
        if not pdfium.FPDFText_GetLooseCharBox(text_page, index, rectangle):
            continue
        pdfium.FPDFText_GetMatrix(text_page, index, matrix)
        pdfium.FPDFText_GetCharOrigin(text_page, index, x, y)
        size = pdfium.FPDFText_GetFontSize(text_page, index) * hypot(matrix.c, matrix.d)
        box = view.box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
        base = view.point(x.value, y.value)[1]
        after_space = spaced_at is not None and abs(spaced_at - base) < 0.5 * box.height
        yield Glyph(character, box, base, abs(size) or box.height, _is_bold(text_page, index, bold), after_space)
        spaced_at = None


def _whole(before: int, code: int) -> int:
    """A character beyond the basic plane, which comes as two halves, as one."""
    if 0xD800 <= before < 0xDC00 <= code < 0xE000:
        return int(0x10000 + ((before - 0xD800) << 10) + (code - 0xDC00))
    return 0 if 0xDC00 <= code < 0xE000 else int(code)


def _made_up(text_page: Any, index: int) -> bool:
    return bool(pdfium.FPDFText_IsGenerated(text_page, index) == 1)


def _is_bold(text_page: Any, index: int, known: dict[int, bool]) -> bool:
    text_object = pdfium.FPDFText_GetTextObject(text_page, index)
    key = ctypes.cast(text_object, ctypes.c_void_p).value or 0
    if key not in known:
        name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
        pdfium.FPDFText_GetFontInfo(text_page, index, name, 128, flags)
        known[key] = (
            pdfium.FPDFText_GetFontWeight(text_page, index) >= _BOLD
            or bold_by_name(name.value)
            or bool(text_object and pdfium.FPDFTextObj_GetTextRenderMode(text_object) == _STROKED_TOO)
        )
    return known[key]


def bold_by_name(font: bytes) -> bool:
    """Whether the name of a font says that it is bold."""
    return any(each in font.lower() for each in _BOLD_NAMES)


def _paths(page: Any, view: _View, page_area: float) -> tuple[list[Box], list[Box]]:
    """Straight rules (also thin filled boxes) and boxes that could frame text."""
    rules: list[Box] = []
    boxes: list[Box] = []
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for seen, each in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3)):
        if seen > MOST_DRAWN:
            return [], []
        if each.level or not pdfium.FPDFPageObj_GetBounds(each.raw, left, bottom, right, top):
            continue
        box = view.box(left.value, bottom.value, right.value, top.value)
        thin = min(box.width, box.height) <= 2.5
        if thin and max(box.width, box.height) >= 8:
            rules.append(box)
        elif min(box.width, box.height) >= 8 and box.width * box.height <= 0.7 * page_area and _frames(each.raw):
            boxes.append(box)
    return rules, boxes


def _is_pictured(page: Any) -> bool:
    """Whether the page holds an image, or so many paths that letters may be among them."""
    paths = 0
    for each in page.get_objects(max_depth=3):
        paths += each.type in (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING)
        if each.type == pdfium.FPDF_PAGEOBJ_IMAGE or paths > _LETTERS_AS_PATHS:
            return True
    return False


def _frames(path: Any) -> bool:
    """Whether a path goes around something: filled, or with the four sides of a box."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    return bool(fill.value) or (bool(stroke.value) and pdfium.FPDFPath_CountSegments(path) >= 4)
