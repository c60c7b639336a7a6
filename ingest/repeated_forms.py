"""Parts whose own heading is lost, told by a form that starts anew.

Slides on several projects follow one form (purpose, contents, this year). Where the text of one was taken without its
title, the form begins again under the heading of the project before, and what it holds would be cited as that one's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.blocks import Block, BlockKind

_NUMBERED = re.compile(r"^\W*0*(\d{1,2})[ .．、]\s*(?=\D)")


def parted(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """`blocks`, with `part` set on each heading where a form starts anew: to the name of the part that begins there,
    as a list further up announces it, or to nothing.

    A form starts anew where the first two different headings below one heading follow each other again.
    """
    found = dict(_parts(blocks))
    return tuple(replace(block, part=found.get(place)) for place, block in enumerate(blocks))


def _parts(blocks: Sequence[Block]) -> Iterator[tuple[int, str]]:
    headings = [place for place, block in enumerate(blocks) if block.kind is BlockKind.HEADING]
    for at, place in enumerate(headings):
        inner = list(_inner(blocks, headings[at + 1 :], blocks[place].level))
        again = _again(blocks, inner)
        if not again:
            continue
        following = headings[at + 1 + len(inner)] if at + 1 + len(inner) < len(headings) else None
        yield from zip(again, _names(blocks, place, following, len(again)), strict=True)


def _inner(blocks: Sequence[Block], after: Sequence[int], level: int) -> Iterator[int]:
    """The headings below one of `level`, at any depth."""
    for place in after:
        if blocks[place].level <= level:
            return
        yield place


def _again(blocks: Sequence[Block], inner: Sequence[int]) -> list[int]:
    """Where the form that begins `inner` starts anew."""
    outermost = min((blocks[place].level for place in inner), default=0)
    direct = [place for place in inner if blocks[place].level == outermost]
    names = [blocks[place].heading for place in direct]
    if len(names) < 4 or names[0] == names[1] or inner[0] != direct[0]:
        return []
    return [direct[at] for at in range(2, len(names) - 1) if names[at : at + 2] == names[:2]]


def _names(blocks: Sequence[Block], place: int, following: int | None, count: int) -> list[str]:
    """What the lost headings between two numbered ones were, by a list above that numbers them all; else nothing."""
    first = _number(blocks[place].heading)
    last = _number(blocks[following].heading) if following is not None else 0
    if not first or last - first - 1 != count:
        return [""] * count
    announced = {
        number: _bare(line)
        for block in blocks[:place]
        for line in block.text.split("\n")
        if (number := _number(line)) and first <= number <= last
    }
    return [announced.get(number, "") if len(announced) == count + 2 else "" for number in range(first + 1, last)]


def _number(line: str) -> int:
    found = _NUMBERED.match(unicodedata.normalize("NFKC", line))
    return int(found[1]) if found else 0


def _bare(line: str) -> str:
    """A line without the mark of a list."""
    return re.sub(r"^[\s*+・●○■□◆◇-]+", "", line).strip()
