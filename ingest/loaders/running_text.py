"""What is printed on every page and belongs to none: running headers, footers, page numbers, line numbers. Pure."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.loaders.lines import Line

_EDGE = 0.12  # of the height of a page, above and below, where running text stands
_LEAST_PAGES = 3
_LEAST_SHARE = 0.4  # of the pages: a title that three slides share is no running header
_NUMBER = re.compile(
    r"^[-–—−(\[]*\s*(?:p\.?|P\.?|ページ)?\s*(\d{1,4})\s*(?:[/／of]+\s*\d{1,4}|ページ|頁)?\s*[-–—−)\]]*$"
)


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of one page; `number` counts pages from 1."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]


def without_running_text(pages: Sequence[PageLines]) -> list[PageLines]:
    """The pages without what repeats on them."""
    repeated = _repeated(pages)
    offsets = _offsets(pages)
    return [
        PageLines(page.number, page.width, page.height, tuple(_own_lines(page, repeated, offsets))) for page in pages
    ]


def _own_lines(page: PageLines, repeated: set[tuple[str, int, int]], offsets: set[int]) -> list[Line]:
    numbers = _margin_numbers(page)
    return [
        line
        for line in page.lines
        if not (_at_edge(line, page) and (_key(line, page) in repeated or _is_page_number(line, page, offsets)))
        and id(line) not in numbers
    ]


def _at_edge(line: Line, page: PageLines) -> bool:
    middle = line.box.middle[1]
    return middle < _EDGE * page.height or middle > (1 - _EDGE) * page.height


def _key(line: Line, page: PageLines) -> tuple[str, int, int]:
    """The words without figures, and roughly where they stand."""
    words = re.sub(r"\d+", "#", re.sub(r"\s+", "", line.text))
    return words, round(line.box.left / page.width * 20), round(line.box.middle[1] / page.height * 40)


def _repeated(pages: Sequence[PageLines]) -> set[tuple[str, int, int]]:
    seen = Counter(key for page in pages for key in {_key(line, page) for line in page.lines if _at_edge(line, page)})
    least = max(_LEAST_PAGES, _LEAST_SHARE * len(pages))
    return {key for key, count in seen.items() if count >= least and key[0] != "#"}


def _offsets(pages: Sequence[PageLines]) -> set[int]:
    """How far printed page numbers are ahead of the count of pages, as most of them agree on."""
    found = Counter(
        int(number.group(1)) - page.number
        for page in pages
        for line in page.lines
        if _at_edge(line, page) and (number := _NUMBER.match(line.text))
    )
    return {0} | {offset for offset, count in found.items() if count >= max(2, len(pages) // 3)}


def _is_page_number(line: Line, page: PageLines, offsets: set[int]) -> bool:
    number = _NUMBER.match(line.text)
    return bool(number) and number is not None and int(number.group(1)) - page.number in offsets


def _margin_numbers(page: PageLines) -> set[int]:
    """The numbers that count the lines of a page in its margin: at least five, rising evenly, left of all else."""
    figures = [line for line in page.lines if re.fullmatch(r"\d{1,4}", line.text)]
    others = [line.box.left for line in page.lines if line not in figures]
    if len(figures) < 5 or not others:
        return set()
    margin = sorted((line for line in figures if line.box.right <= min(others) + 1), key=lambda line: line.box.top)
    values = [int(line.text) for line in margin]
    steps = {after - before for before, after in itertools.pairwise(values)}
    return {id(line) for line in margin} if len(margin) >= 5 and steps in ({1}, {5}, {10}) else set()
