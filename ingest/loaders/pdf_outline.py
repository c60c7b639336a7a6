"""Paragraphs of a PDF → headings, list items, captions and rows. A PDF names none of them; looks and marks do. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.blocks import Block, BlockKind
from ingest.loaders.front_matter import edition_in
from ingest.loaders.japanese_text import without_leaders
from ingest.loaders.marks import heading_rank, is_caption, is_chapter_mark, list_mark, reads_as_heading
from ingest.loaders.paragraphs import Paragraph
from ingest.loaders.pdf_layout import Laid, Table
from ingest.loaders.table_rows import table_blocks

_DEEPEST = 4
_LARGER = 1.15  # times the usual size: a heading by size
_CONTENTS = re.compile(r"^(?:目次|もくじ|contents)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Looks:
    """What the document looks like as a whole: its usual size, and whether bold is the exception."""

    size: float
    bold_is_rare: bool


def usual_size(pages: Sequence[Laid]) -> float:
    """The size in which most of the text is set, in points; 10.5 where there is no text."""
    weights: Counter[float] = Counter()
    for page in pages:
        for paragraph in page.paragraphs:
            weights[round(paragraph.size * 2) / 2] += len(paragraph.text)
    return weights.most_common(1)[0][0] if weights else 10.5


def blocks_of(pages: Sequence[Laid]) -> Iterator[Block]:
    """The blocks of all pages; levels of headings are compared over the whole document."""
    looks = _looks(pages)
    covers = {page.number for page in pages if _is_cover(page, pages)}
    titles = {page.number: _slide_title(page) for page in pages if page.is_slide}
    titles |= {page.number: _cover_title(page) for page in pages if page.number in covers}
    levels = _levels([page for page in pages if page.number not in covers], looks, titles)
    for page in pages:
        place, title = f"p.{page.number}", titles.get(page.number)
        if title is not None:
            yield _heading(title, 1, place)
        contents = _is_contents(page)
        for each, following in zip(page.content, [*page.content[1:], None], strict=False):
            if isinstance(each, Table):
                yield from table_blocks(each.rows, place=place)
            elif each is title:
                continue
            elif page.number in covers or (page.is_slide and not _leads(each, following)):
                yield _plain(each, place)
            else:
                yield _block(each, place, looks, levels, contents)


def _looks(pages: Sequence[Laid]) -> _Looks:
    letters = [(len(each.text), each.bold) for page in pages for each in page.paragraphs]
    bold = sum(count for count, is_bold in letters if is_bold)
    return _Looks(usual_size(pages), bold < 0.35 * max(1, sum(count for count, _ in letters)))


def _is_contents(page: Laid) -> bool:
    """Whether the page is a table of contents, where nothing is a heading."""
    return any(_CONTENTS.match(each.text) for each in page.paragraphs)


def _is_cover(page: Laid, pages: Sequence[Laid]) -> bool:
    """Whether the page is a first page that holds little but the title, whose other words are no headings."""
    return page is pages[0] and len(pages) > 1 and sum(len(each.text) for each in page.paragraphs) < 250


def _cover_title(page: Laid) -> Paragraph | None:
    likely = [each for each in page.paragraphs if reads_as_heading(each.text, 70) and not edition_in([each.text])]
    return max(likely, key=lambda each: each.size, default=None)


def _slide_title(page: Laid) -> Paragraph | None:
    """The largest words in the upper third, else the first; None on a slide without words there."""
    upper = [
        each
        for each in page.paragraphs
        if each.box.top < 0.36 * page.height and reads_as_heading(each.text, 70) and not list_mark(each.text)
    ]
    if not upper:
        return None
    return max(upper, key=lambda each: (each.size * (1.3 if each.box.top < 0.2 * page.height else 1.0), -each.box.top))


def _key(each: Paragraph) -> tuple[float, int, bool]:
    """What tells one level of headings from another: larger first, then the mark, then bold."""
    rank = heading_rank(each.text)
    return (-round(each.size), rank if rank >= 0 else 20, not each.bold)


def _levels(
    pages: Sequence[Laid], looks: _Looks, titles: dict[int, Paragraph | None]
) -> dict[tuple[float, int, bool], int]:
    keys = Counter(
        _key(each)
        for page in pages
        if not _is_contents(page)
        for each in page.paragraphs
        if each is not titles.get(page.number) and _is_heading(each, looks)
    )
    first = 2 if any(titles.values()) else 1
    return {key: min(first + depth, _DEEPEST) for depth, key in enumerate(sorted(keys))}


def _is_heading(each: Paragraph, looks: _Looks) -> bool:
    if each.lines > 3 or not reads_as_heading(each.text, 60 if each.size >= _LARGER * looks.size else 45):
        return False
    if is_caption(each.text) or re.match(r"[※*]", each.text) or edition_in([each.text]) == each.text:
        return False
    if (
        is_chapter_mark(each.text)
        and re.match(r"\S+[\s:].*\S|\S{2,30}$", each.text)
        and not re.search(r"[をがはに]$", each.text)
    ):
        return each.lines <= 2
    mark = list_mark(each.text)
    if mark and heading_rank(each.text) < 0:
        return False
    if each.size >= _LARGER * looks.size:
        return not mark or each.bold or heading_rank(each.text) <= 5
    return each.bold and looks.bold_is_rare and each.size >= 0.93 * looks.size and each.lines <= 2


def _block(
    each: Paragraph, place: str, looks: _Looks, levels: dict[tuple[float, int, bool], int], contents: bool
) -> Block:
    if contents:
        text, led = without_leaders(each.text)
        if _CONTENTS.match(text):
            return _heading(each, levels.get(_key(each), 2), place)
        return Block(BlockKind.LIST_ITEM if led or heading_rank(text) >= 0 else BlockKind.PARAGRAPH, text, place=place)
    if _is_heading(each, looks):
        return _heading(each, levels.get(_key(each), _DEEPEST), place)
    return _plain(each, place)


def _leads(each: Paragraph, following: Paragraph | Table | None) -> bool:
    """Whether words on a slide head what comes next: a list, or text that is smaller or lighter."""
    if not isinstance(following, Paragraph):
        return following is not None
    lighter = each.size >= _LARGER * following.size or (each.bold and not following.bold)
    below = following.box.top >= each.box.bottom - 0.3 * each.size
    return lighter and below and (len(following.text) > len(each.text) or bool(list_mark(following.text)))


def _plain(each: Paragraph, place: str) -> Block:
    if is_caption(each.text):
        return Block(BlockKind.CAPTION, each.text, place=place)
    if list_mark(each.text):
        level = 1 if each.indent > 1.2 * each.size else 0
        return Block(BlockKind.LIST_ITEM, each.text, place=place, level=level)
    return Block(BlockKind.PARAGRAPH, without_leaders(each.text)[0], place=place)


def _heading(each: Paragraph, level: int, place: str) -> Block:
    return Block(BlockKind.HEADING, each.text, place=place, level=level, heading=each.text)
