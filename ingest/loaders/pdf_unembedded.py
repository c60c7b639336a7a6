"""Glyphs of fonts that are neither in the PDF nor on this machine.

PDFium measures such glyphs by a font it doesn't have, finds nothing there and drops them without a word, most of
all where a program drew letter by letter. pdfminer measures by the widths written in the PDF.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # the wheel carries no types
from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar, LTContainer, LTPage
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from ingest.loaders.geometry import Box
from ingest.loaders.pdf_page import MOST_GLYPHS, Glyph, bold_by_name


def loses_glyphs(page: Any) -> bool:
    """Whether PDFium drops text on `page` (a pypdfium2 page): an object without extent in a font not embedded."""
    for each in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=3):
        left, _, right, _ = each.get_bounds()
        font = pdfium.FPDFTextObj_GetFont(each.raw) if right - left < 0.01 else None
        if font and pdfium.FPDFFont_GetIsEmbedded(font) == 0:
            return True
    return False


class UnembeddedReader:
    """Reads the glyphs of single pages of one PDF; opened at the first page that needs it."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._pages: list[PDFPage] | None = None

    def glyphs(self, index: int) -> tuple[Glyph, ...]:
        """The glyphs of the page counted from 0, in the order of drawing; nothing where pdfminer fails on it."""
        try:
            if self._pages is None:
                self._pages = list(PDFPage.create_pages(PDFDocument(PDFParser(io.BytesIO(self._data)))))
            return tuple(_glyphs(self._pages[index]))
        except Exception:  # pdfminer raises anything on broken files; PDFium's reading then stands
            return ()


def _glyphs(page: PDFPage) -> Iterator[Glyph]:
    manager = PDFResourceManager()
    device = _Collector(manager)
    PDFPageInterpreter(manager, device).process_page(page)
    if device.page is None:
        return
    after_space, count = False, 0
    for char in _chars(device.page):
        text = char.get_text()
        if not text.strip() or text.startswith("(cid:"):
            after_space = True
            continue
        count += 1
        if count > MOST_GLYPHS:
            return
        yield _glyph(char, text, device.page.height, after_space)
        after_space = False


def _glyph(char: LTChar, text: str, height: float, after_space: bool) -> Glyph:
    box = Box(char.x0, height - char.y1, char.x1, height - char.y0)
    base = height - char.matrix[5] if char.upright else box.bottom
    return Glyph(text, box, base, char.size, bold_by_name(char.fontname.encode()), after_space)


def _chars(container: LTContainer[Any]) -> Iterator[LTChar]:
    for each in container:
        if isinstance(each, LTChar):
            yield each
        elif isinstance(each, LTContainer):
            yield from _chars(each)


class _Collector(PDFLayoutAnalyzer):
    """Keeps the page as drawn, without any layout of pdfminer's own."""

    def __init__(self, manager: PDFResourceManager) -> None:
        super().__init__(manager, laparams=None)
        self.page: LTPage | None = None

    def receive_layout(self, ltpage: LTPage) -> None:
        """Called by pdfminer at the end of a page."""
        self.page = ltpage
