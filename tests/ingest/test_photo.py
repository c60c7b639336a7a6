"""Photographs of pages, and what OCR changes of reading."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any

import pytest
from PIL import Image

from ingest.loaders import photo, registry
from ingest.loaders.geometry import Box
from ingest.loaders.lines import Line
from ingest.loaders.pdf import PdfLoader
from ingest.loaders.photo import PhotoLoader
from ingest.report import Outcome, Step
from ingest.sync import Synchroniser
from knowledge.errors import DocumentEmpty, DocumentUnreadable
from knowledge.passage_index import PassageIndex
from tests.fakes import VocabularyEmbedder
from tests.ingest.loaders.drawn import Sheet, texts
from tests.ingest.loaders.test_ocr import WrittenOcr, scan_of


def picture(width: int = 120, height: int = 80, kind: str = "PNG", **how: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), (250, 250, 250)).save(file, kind, **how)
    return file.getvalue()


@pytest.mark.parametrize(("kind", "name"), [("PNG", "掲示.png"), ("JPEG", "掲示.jpg")])
def test_a_photograph_is_read_as_a_page(kind: str, name: str) -> None:
    document = PhotoLoader(WrittenOcr()).load(picture(kind=kind), name)
    assert texts(document) == ["町の人が集まる日は毎月の終わりです。"]
    assert document.title == "掲示"
    assert "文字認識で読みました" in document.warnings[0]


def test_without_ocr_a_photograph_is_refused_with_the_cure() -> None:
    with pytest.raises(DocumentEmpty, match=r"「掲示.png」は画像のため.*tsunagi-bot\[ocr\]"):
        PhotoLoader().load(picture(), "掲示.png")


def test_a_photograph_taken_sideways_is_turned_as_the_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    ocr = WrittenOcr()
    PhotoLoader(ocr).load(picture(400, 200, "JPEG", exif=exif), "横.jpg")
    height, width, _ = ocr.seen[0]
    assert height > width


def test_a_photograph_of_many_pixels_is_made_smaller_first() -> None:
    ocr = WrittenOcr()
    PhotoLoader(ocr).load(picture(9_000, 6_000), "大きい.png")
    assert max(ocr.seen[0]) <= 3_001


def test_a_photograph_beyond_all_bounds_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo, "MOST_PIXELS", 1_000)
    with pytest.raises(DocumentUnreadable, match="画像は大きすぎます"):
        PhotoLoader(WrittenOcr()).load(picture(), "大きい.png")


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n", b"GIF89a", picture()[:60]])
def test_bytes_that_are_no_photograph_are_refused(data: bytes) -> None:
    with pytest.raises(DocumentUnreadable, match="画像として読めませんでした"):
        PhotoLoader(WrittenOcr()).load(data, "写真.png")


class SlowOcr(WrittenOcr):
    """Reads a word a page."""

    def lines(self, picture: Any, pixels_per_point: float) -> list[Line]:
        super().lines(picture, pixels_per_point)
        return [Line(f"{len(self.seen)}枚目の町の話です。", Box(60, 100, 200, 112), 110, 12)]


@pytest.fixture
def with_ocr(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if the extra were installed."""
    monkeypatch.setattr(registry, "ocr_is_installed", lambda: True)
    monkeypatch.setattr(registry, "_loader", lambda _suffix: PdfLoader(SlowOcr()))
    yield


def test_ocr_installed_later_reads_the_scans_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setattr(registry, "ocr_is_installed", lambda: False)
    monkeypatch.setattr(registry, "_loader", lambda _suffix: PdfLoader())
    mixed = Sheet().write("一枚目には町の文字がある。", 60, 200).turn_page().write("絵", 60, 100).data()
    (tmp_path / "混ざる.pdf").write_bytes(mixed)
    (tmp_path / "写し.pdf").write_bytes(scan_of(mixed, 1))
    index = PassageIndex.open(tmp_path / "home", VocabularyEmbedder("町"))
    sync = Synchroniser(index)
    places = [str(tmp_path / name) for name in ("混ざる.pdf", "写し.pdf")]
    assert [report.outcome for report in sync.ingest(places)] == [Outcome.ADDED, Outcome.FAILED]
    request.getfixturevalue("with_ocr")
    heard: list[Step] = []
    assert [report.outcome for report in sync.ingest(places, progress=heard.append)] == [
        Outcome.REPLACED,
        Outcome.ADDED,
    ]
    assert any(step.phase == "ページ" and step.all == 2 for step in heard)
    index.close()


def test_only_what_may_hold_pictures_is_read_again_for_ocr(with_ocr: None) -> None:
    assert registry.reading_of(PurePath("a.pdf")) == registry.reading_of(PurePath("a.JPG")) == "ocr"
    assert registry.reading_of(PurePath("a.docx")) == ""
