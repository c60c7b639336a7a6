"""PDFs that are broken, locked, empty or far too long."""

from __future__ import annotations

import io
import threading

import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption  # type: ignore[import-untyped]  # the wheel carries no types
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]  # the same

from ingest.loaders.pdf import MOST_PAGES, PdfLoader
from knowledge.errors import DocumentEmpty, DocumentUnreadable
from tests.ingest.loaders.drawn import Sheet, texts


def test_a_locked_pdf_is_refused_with_the_cure() -> None:
    sheet = Sheet().write("秘密の会議", 60, 100)
    sheet.canvas._doc.encrypt = StandardEncryption("abc", strength=128)
    with pytest.raises(DocumentUnreadable, match=r"「鍵.pdf」はパスワード.*外した") as refused:
        PdfLoader().load(sheet.data(), "鍵.pdf")
    assert refused.value.cure


def test_a_pdf_cut_off_in_the_middle_is_refused_or_read_but_never_empty() -> None:
    whole = Sheet().column([f"{number}行目の話" for number in range(40)], 60, 60).data()
    for share in (0.05, 0.4, 0.9):
        try:
            document = PdfLoader().load(whole[: int(len(whole) * share)], "半分.pdf")
        except DocumentUnreadable as refused:
            assert "半分.pdf" in refused.what
        else:
            assert document.blocks


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"PK\x03\x04not a pdf", b"\x00" * 4096])
def test_bytes_that_are_no_pdf_are_refused(data: bytes) -> None:
    with pytest.raises(DocumentUnreadable, match=r"「x.pdf」は PDF として開けません"):
        PdfLoader().load(data, "x.pdf")


def test_a_scan_without_words_is_refused_and_not_taken_for_an_empty_document() -> None:
    with pytest.raises(DocumentEmpty, match="文字がありません"):
        PdfLoader().load(scanned(), "写し.pdf")


def test_a_scanned_page_among_others_is_named_in_the_warnings() -> None:
    sheet = Sheet().write("一枚目には文字がある。", 60, 200).turn_page()
    document = with_picture(sheet).load()
    assert document.warnings == ("p.2 は画像だけで、文字を読めませんでした。",)
    assert texts(document) == ["一枚目には文字がある。"]


def test_a_blank_page_is_no_cause_for_a_warning() -> None:
    document = Sheet().write("一枚目。", 60, 200).turn_page().turn_page().write("三枚目。", 60, 200).load()
    assert document.warnings == ()


def test_two_thousand_pages_are_read_with_their_places() -> None:
    sheet = Sheet()
    for number in range(2000):
        sheet.write(f"この紙は{number + 1}枚目にあたる。", 60, 300).turn_page()
    document = sheet.load()
    assert len(document.blocks) == 2000
    assert document.blocks[1998].place == "p.1999"


def test_more_pages_than_a_document_has_are_refused_with_the_number() -> None:
    sheet = Sheet()
    for _ in range(MOST_PAGES + 1):
        sheet.turn_page()
    with pytest.raises(DocumentUnreadable, match=f"{MOST_PAGES + 1:,} ページ"):
        sheet.load()


def test_several_threads_read_at_once() -> None:
    data = Sheet().column([f"{number}行目の話はここで終わる。" for number in range(20)], 60, 60).data()
    expected = texts(PdfLoader().load(data, "a.pdf"))
    found: list[list[str]] = []
    threads = [threading.Thread(target=lambda: found.append(texts(PdfLoader().load(data, "a.pdf")))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 6


def scanned() -> bytes:
    return with_picture(Sheet()).data()


def with_picture(sheet: Sheet) -> Sheet:
    picture = io.BytesIO()
    Image.new("L", (80, 120), 200).save(picture, "PNG")
    picture.seek(0)
    sheet.canvas.drawImage(ImageReader(picture), 0, 0, sheet.width, sheet.height)
    return sheet
