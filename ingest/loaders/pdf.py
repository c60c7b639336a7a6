"""PDF → blocks in the order in which a person reads them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2  # type: ignore[import-untyped]  # the wheel carries no types

from ingest.blocks import LoadedDocument
from ingest.loaders.front_matter import edition_in, publisher_in, title_from
from ingest.loaders.japanese_text import tidy
from ingest.loaders.lines import lines_of
from ingest.loaders.ocr import Ocr
from ingest.loaders.pdf_layout import Laid, laid_out
from ingest.loaders.pdf_outline import blocks_of, usual_size
from ingest.loaders.pdf_page import PDFIUM, Drawn, read_page
from ingest.loaders.pdf_unembedded import UnembeddedReader, loses_glyphs
from ingest.loaders.running_text import PageLines, without_running_text
from ingest.pages_read import page_read
from knowledge.errors import DocumentEmpty, DocumentUnreadable

MOST_PAGES = 3_000  # the thickest handbooks have some hundred; above this it is an archive, not a document
MOST_SCANS = 200  # pages read by OCR in one document, at some seconds each
_PIXELS_PER_POINT = 200 / 72  # 200 dots an inch, at which small print is still read
_MOST_PIXELS = 3_000  # on the longer side, for posters
_PASSWORD = 4  # FPDF_ERR_PASSWORD


@dataclass(frozen=True, slots=True)
class _Page:
    lines: PageLines
    drawn: Drawn


class PdfLoader:
    """Reads PDF with PDFium. Pages that are only pictures are read by `ocr`, or named in the warnings without it."""

    def __init__(self, ocr: Ocr | None = None) -> None:
        self._ocr = ocr

    @property
    def suffixes(self) -> frozenset[str]:
        """`.pdf`."""
        return frozenset({".pdf"})

    def load(self, data: bytes, name: str) -> LoadedDocument:
        """See `Loader`. Raises DocumentUnreadable also for a password and for more than MOST_PAGES pages."""
        with PDFIUM:
            document = _opened(data, name)
            try:
                metadata = _metadata(document)
                pages, warnings = _read(document, UnembeddedReader(data), name)
                warnings += _recognized(document, pages, self._ocr) if self._ocr is not None else []
            finally:
                document.close()
        return _composed(pages, warnings, metadata, name)


def _opened(data: bytes, name: str) -> Any:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise DocumentUnreadable(
                f"「{name}」はパスワードで守られているため、読めませんでした。",
                "パスワードを外した PDF を用意してください。",
            ) from error
        raise DocumentUnreadable(
            f"「{name}」は PDF として開けませんでした(途中で切れているか、壊れています)。",
            "もう一度ダウンロードするか、作成元から受け取りなおしてください。",
        ) from error
    if len(document) > MOST_PAGES:
        count = len(document)
        document.close()
        raise DocumentUnreadable(
            f"「{name}」は {count:,} ページあり、一度に読める {MOST_PAGES:,} ページを超えています。",
            "章ごとなどに分けた PDF を用意してください。",
        )
    return document


def _metadata(document: Any) -> dict[str, str]:
    try:
        return dict(document.get_metadata_dict())
    except (pypdfium2.PdfiumError, UnicodeDecodeError):
        return {}


def _read(document: Any, unembedded: UnembeddedReader, name: str) -> tuple[list[_Page], list[str]]:
    pages: list[_Page] = []
    warnings: list[str] = []
    for index in range(len(document)):
        page_read(index, len(document))
        try:
            pages.append(_read_one(document, index, unembedded))
        except pypdfium2.PdfiumError:
            warnings.append(f"p.{index + 1} は壊れていて読めませんでした。")
            continue
        if pages[-1].drawn.cut_short:
            warnings.append(f"p.{index + 1} は文字が多すぎるため、途中まで読みました。")
    if not pages:
        raise DocumentUnreadable(
            f"「{name}」のページはどれも壊れていて読めませんでした。", "作成元から受け取りなおしてください。"
        )
    return pages, warnings


def _read_one(document: Any, index: int, unembedded: UnembeddedReader) -> _Page:
    page = document[index]
    try:
        drawn = read_page(page)
        if loses_glyphs(page):
            drawn = replace(drawn, glyphs=max(drawn.glyphs, unembedded.glyphs(index), key=len))
    finally:
        page.close()
    lines = PageLines(index + 1, drawn.width, drawn.height, tuple(lines_of(drawn.glyphs, drawn.rules)))
    light = replace(drawn, glyphs=())
    return _Page(lines, light)


def _recognized(document: Any, pages: list[_Page], ocr: Ocr) -> list[str]:
    """Fills pages that are only pictures with what OCR reads, and says so."""
    warnings: list[str] = []
    scans = [at for at, page in enumerate(pages) if not page.lines.lines and page.drawn.pictured]
    for done, at in enumerate(scans[:MOST_SCANS]):
        page_read(done, min(len(scans), MOST_SCANS))
        number, drawn = pages[at].lines.number, pages[at].drawn
        scale = min(_PIXELS_PER_POINT, _MOST_PIXELS / max(drawn.width, drawn.height, 1.0))
        page = document[number - 1]
        try:
            picture = page.render(scale=scale).to_numpy().copy()
        finally:
            page.close()
        lines = ocr.lines(picture, scale)
        if lines:
            pages[at] = replace(pages[at], lines=replace(pages[at].lines, lines=tuple(lines)))
            warnings.append(f"p.{number} は画像のため、文字認識で読みました。字の誤りがあるかもしれません。")
    return warnings


def _composed(pages: list[_Page], warnings: list[str], metadata: dict[str, str], name: str) -> LoadedDocument:
    own = without_running_text([page.lines for page in pages])
    if not any(lines.lines for lines in own):
        raise DocumentEmpty(
            f"「{name}」には文字がありません(全 {len(pages)} ページが画像だけか白紙です)。",
            "文字の入った PDF を用意するか、文字認識(OCR)を使ってください。",
        )
    empty = [lines.number for lines, page in zip(own, pages, strict=True) if not lines.lines and page.drawn.pictured]
    laid = [laid_out(lines, page.drawn) for lines, page in zip(own, pages, strict=True)]
    blocks = tuple(blocks_of(laid))
    front = list(_front(laid))
    return LoadedDocument(
        blocks=blocks,
        title=title_from([_confirmed(metadata.get("Title", ""), front), _largest(laid), metadata.get("Title")], name),
        edition=edition_in(front),
        publisher=publisher_in(front),
        warnings=(*warnings, *_empty_pages(empty)),
    )


def _confirmed(title: str, front: list[str]) -> str:
    """The title in the properties where the first page says it too; else it may be left over from another document."""
    bare = "".join(tidy(title).split())
    return title if bare and bare in "".join("".join(line.split()) for line in front) else ""


def _empty_pages(numbers: list[int]) -> Iterator[str]:
    for number in numbers[:50]:
        yield f"p.{number} は画像だけで、文字を読めませんでした。"
    if len(numbers) > 50:
        yield f"ほかに {len(numbers) - 50} ページが画像だけで、文字を読めませんでした。"


def _front(laid: list[Laid]) -> Iterator[str]:
    """The words of the first page that has any."""
    first = next((page for page in laid if page.paragraphs), None)
    if first is not None:
        yield from (paragraph.text for paragraph in first.paragraphs[:40])


def _largest(laid: list[Laid]) -> str:
    """The largest words in the upper two thirds of the first page with words, where they stand out."""
    first = next((page for page in laid if page.paragraphs), None)
    if first is None:
        return ""
    upper = [each for each in first.paragraphs if each.box.top < 0.67 * first.height and len(each.text) >= 2]
    if not upper:
        return ""
    size = max(each.size for each in upper)
    if size < 1.15 * usual_size(laid):
        return ""
    return " ".join(each.text for each in upper if each.size >= 0.93 * size)[:120]
