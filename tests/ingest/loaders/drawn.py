"""PDFs drawn for the tests, each line where the test wants it, and the shared real files."""

from __future__ import annotations

import io
import re
import unicodedata
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4, landscape  # type: ignore[import-untyped]  # the wheel carries no types
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]  # the same
from reportlab.pdfbase.cidfonts import UnicodeCIDFont  # type: ignore[import-untyped]  # the same
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]  # the same

from ingest.blocks import Block, BlockKind, LoadedDocument
from ingest.loaders.pdf import PdfLoader

MINCHO, GOTHIC = "HeiseiMin-W3", "HeiseiKakuGo-W5"
SHARED = Path(__file__).resolve().parents[4] / "shared" / "files"


class Sheet:
    """A PDF under construction; `y` is counted in points from the upper edge."""

    def __init__(self, *, slide: bool = False, title: str = "") -> None:
        for font in (MINCHO, GOTHIC):
            pdfmetrics.registerFont(UnicodeCIDFont(font))
        self._file = io.BytesIO()
        self.width, self.height = landscape(A4) if slide else A4
        self.canvas = Canvas(self._file, pagesize=(self.width, self.height))
        if title:
            self.canvas.setTitle(title)

    def write(self, text: str, x: float, y: float, size: float = 10.5, font: str = MINCHO) -> Sheet:
        self.canvas.setFont(font, size)
        self.canvas.drawString(x, self.height - y, text)
        return self

    def column(self, lines: list[str], x: float, y: float, size: float = 10.5, pitch: float = 1.6) -> Sheet:
        for number, line in enumerate(lines):
            self.write(line, x, y + number * size * pitch, size)
        return self

    def rule(self, x: float, y: float, to_x: float, to_y: float) -> Sheet:
        self.canvas.line(x, self.height - y, to_x, self.height - to_y)
        return self

    def turn_page(self) -> Sheet:
        self.canvas.showPage()
        return self

    def data(self) -> bytes:
        self.canvas.save()
        return self._file.getvalue()

    def load(self, name: str = "試し.pdf") -> LoadedDocument:
        return PdfLoader().load(self.data(), name)


def shared(name: str) -> bytes:
    """A real file that lies beside the repository; the test is skipped aloud where it does not."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"../shared/files/{name} absent")
    return path.read_bytes()


def texts(document: LoadedDocument, place: str = "", kind: BlockKind | None = None) -> list[str]:
    return [block.text for block in chosen(document, place, kind)]


def chosen(document: LoadedDocument, place: str = "", kind: BlockKind | None = None) -> list[Block]:
    return [
        block
        for block in document.blocks
        if (not place or block.place == place) and (kind is None or block.kind is kind)
    ]


def bare(text: str) -> str:
    """Text as two readers can compare it: one form, without white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def in_order(needles: list[str], haystack: str) -> bool:
    """Whether all `needles` stand in `haystack`, one after the other."""
    at = 0
    for needle in needles:
        found = haystack.find(needle, at)
        if found < 0:
            return False
        at = found + len(needle)
    return True
