"""Pages that are pictures: read by OCR where it is installed, named where it is not."""

from __future__ import annotations

import io
from typing import Any

import pypdfium2  # type: ignore[import-untyped]  # the wheel carries no types
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]  # the same

from ingest.loaders.geometry import Box
from ingest.loaders.lines import Line
from ingest.loaders.ocr import RapidOcr, ocr_is_installed
from ingest.loaders.pdf import PdfLoader
from tests.ingest.loaders.drawn import Sheet, bare, shared, texts


class WrittenOcr:
    """Reads the same two lines on every picture, and remembers the pictures."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, ...]] = []

    def lines(self, picture: Any, pixels_per_point: float) -> list[Line]:
        self.seen.append(tuple(picture.shape))
        first = Line("町の人が集まる日は", Box(60, 100, 200, 112), 110, 12)
        return [first, Line("毎月の終わりです。", Box(60, 120, 200, 132), 130, 12)]


def scan_of(data: bytes, page: int) -> bytes:
    """A PDF that holds only the picture of a page."""
    picture = io.BytesIO()
    pypdfium2.PdfDocument(data)[page - 1].render(scale=2).to_pil().save(picture, "PNG")
    picture.seek(0)
    sheet = Sheet()
    sheet.canvas.drawImage(ImageReader(picture), 0, 0, sheet.width, sheet.height)
    return sheet.data()


def test_a_scan_is_read_by_ocr_and_said_to_be() -> None:
    ocr = WrittenOcr()
    document = PdfLoader(ocr).load(scan_of(Sheet().write("絵", 60, 100).data(), 1), "写し.pdf")
    assert texts(document) == ["町の人が集まる日は毎月の終わりです。"]
    assert [block.place for block in document.blocks] == ["p.1"]
    assert document.warnings == ("p.1 は画像のため、文字認識で読みました。字の誤りがあるかもしれません。",)


def test_pages_with_words_are_not_given_to_ocr() -> None:
    ocr = WrittenOcr()
    PdfLoader(ocr).load(Sheet().write("文字のあるページです。", 60, 100).data(), "文字.pdf")
    assert ocr.seen == []


def test_a_poster_is_not_rendered_beyond_all_bounds() -> None:
    ocr = WrittenOcr()
    sheet = Sheet()
    sheet.canvas.setPageSize((14_000, 9_000))
    picture = io.BytesIO()
    Image.new("L", (140, 90), 200).save(picture, "PNG")
    sheet.canvas.drawImage(ImageReader(picture), 0, 0, 14_000, 9_000)
    PdfLoader(ocr).load(sheet.data(), "壁.pdf")
    assert max(ocr.seen[0]) <= 3_001


def test_a_real_page_is_read_from_its_picture() -> None:
    if not ocr_is_installed():
        pytest.skip("the extra tsunagi-bot[ocr] absent")
    document = PdfLoader(RapidOcr()).load(scan_of(shared("yaizu_yaizudatamapmanual.pdf"), 3), "写し.pdf")
    words = bare("".join(texts(document)))
    assert "重ね合わせて表示することができます。" in words
    assert "動作を確認しているブラウザは以下のとおりです。" in words
