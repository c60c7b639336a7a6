"""PPTX → blocks: a slide's title is its heading, shapes in the order in which a person reads them."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from pptx import Presentation
from pptx.exc import PythonPptxError

from ingest.blocks import Block, BlockKind, LoadedDocument
from ingest.loaders.front_matter import edition_in, publisher_in, title_from
from ingest.loaders.japanese_text import tidy
from ingest.loaders.office_package import Package, office_package
from ingest.loaders.slide_shapes import Shape, is_title, shapes_in_order
from ingest.loaders.slide_text import shape_blocks, text_of
from knowledge.errors import DocumentEmpty, DocumentUnreadable

_MAIN = "ppt/presentation.xml"
_SECTION = re.compile(r"表紙|中扉|セクション|section|title slide", re.IGNORECASE)
_REPEATED = 3  # slides on which a footer must stand to be a footer


class SlidesLoader:
    """Reads PowerPoint. Hidden slides are left out unless `include_hidden`."""

    def __init__(self, *, include_hidden: bool = False) -> None:
        self._include_hidden = include_hidden

    @property
    def suffixes(self) -> frozenset[str]:
        """`.pptx`, also with macros (which are never run) and as a show."""
        return frozenset({".pptx", ".pptm", ".ppsx"})

    def load(self, data: bytes, name: str) -> LoadedDocument:
        """See `Loader`. A broken slide is named in the warnings, the others are read."""
        package = office_package(data, name, _MAIN)
        deck = _opened(package, name)
        shown = [(number, slide) for number, slide in enumerate(deck.slides, 1) if self._is_read(slide)]
        footers = _footers([slide for _, slide in shown])
        blocks = tuple(block for number, slide in shown for block in _slide(number, slide, footers))
        if not blocks:
            raise DocumentEmpty(
                f"「{name}」には文字がありません(画像だけのスライドです)。",
                "文字の入った資料か、PDF にした資料を用意してください。",
            )
        front = [block.text for block in blocks if block.place == blocks[0].place]
        return LoadedDocument(
            blocks=blocks,
            title=title_from([_first_title(blocks), deck.core_properties.title], name),
            edition=edition_in(front),
            publisher=publisher_in(front),
            warnings=tuple(_warnings(deck, package, {number for number, _ in shown}, blocks)),
        )

    def _is_read(self, slide: Any) -> bool:
        return self._include_hidden or slide._element.get("show") not in {"0", "false"}


def _opened(package: Package, name: str) -> Any:
    try:
        return Presentation(io.BytesIO(package.data))
    except (PythonPptxError, KeyError, ValueError, AttributeError, TypeError) as error:
        raise DocumentUnreadable(
            f"「{name}」はスライドとして開けませんでした。", "PowerPoint で開き、保存しなおしてください。"
        ) from error


def _slide(number: int, slide: Any, footers: set[str]) -> Iterator[Block]:
    place = f"スライド{number}"
    shapes = [shape for shape in shapes_in_order(slide) if tidy(text_of(shape)) not in footers]
    title = next((shape for shape in shapes if is_title(shape)), None)
    if title is not None:
        text = " ".join(tidy(text_of(title)).split())
        yield Block(BlockKind.HEADING, text, place=place, level=_level(slide, title), heading=text)
    for shape in shapes:
        if shape is not title:
            yield from shape_blocks(shape, place)
    yield from _notes(slide, place)


def _level(slide: Any, title: Shape) -> int:
    """1 for a cover and for a slide that opens a section, 2 for all others."""
    layout = slide.slide_layout
    opens = (
        title.role == "CENTER_TITLE"
        or layout._element.get("type") in {"title", "secHead"}
        or bool(_SECTION.search(layout.name or ""))
    )
    return 1 if opens else 2


def _notes(slide: Any, place: str) -> Iterator[Block]:
    if not slide.has_notes_slide:
        return
    frame = slide.notes_slide.notes_text_frame
    for line in tidy(frame.text if frame is not None else "").splitlines():
        yield Block(BlockKind.NOTE, line, place=place)


def _footers(slides: Sequence[Any]) -> set[str]:
    """What stands in the footers of several slides."""
    seen = Counter(
        tidy(shape.text_frame.text)
        for slide in slides
        for shape in slide.placeholders
        if shape.placeholder_format.type is not None
        and shape.placeholder_format.type.name == "FOOTER"
        and shape.has_text_frame
    )
    return {text for text, count in seen.items() if text and count >= _REPEATED}


def _first_title(blocks: Sequence[Block]) -> str:
    first = blocks[0]
    return first.heading if first.kind is BlockKind.HEADING else ""


def _warnings(deck: Any, package: Package, read: set[int], blocks: Sequence[Block]) -> Iterator[str]:
    worded = {block.place for block in blocks}
    broken = set(package.broken)
    for number, slide in enumerate(deck.slides, 1):
        place = f"スライド{number}"
        if str(slide.part.partname).lstrip("/") in broken:
            yield f"{place}は壊れていて読めませんでした。"
        elif number not in read:
            yield f"{place}は非表示のため、読みませんでした。"
        elif place not in worded and any(shape.shape_type is not None for shape in slide.shapes):
            yield f"{place}は画像だけで、文字を読めませんでした。"
