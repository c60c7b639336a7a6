"""Where the talks of a document begin, and who gives them: training slides are often those of several speakers.

The first slide of a talk has its title, the day below it, and below the day who speaks: a person, or an office.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from ingest.blocks import Block, BlockKind

DAY = re.compile(r"^((令和|平成)\d{1,2}|R\d{1,2}|20\d\d)[.年/]\d{1,2}[.月/]\d{1,2}日?\.?$")
_OFFICE = re.compile(r"([課係室部局署会所]|法人|センター|機構|協議会|大学|協会|財団|社団)$")
_LONGEST_LINE = 42
# The first blocks are the document's own front page.
FRONT = 8
# From a title of several lines to the block of its speaker, with the day between.
SPEAKER = 2


def titles_a_talk(blocks: Sequence[Block], index: int) -> bool:
    """Whether some short lines have their day below them."""
    return _day_below(blocks, index) == [] and "\n" in blocks[index].text and "。" not in blocks[index].text


def office_below(blocks: Sequence[Block], index: int) -> str:
    """The office that stands with the day below a title, a line each of its parts; empty where none does."""
    lines = _day_below(blocks, index) or []
    short = all(len(line) <= _LONGEST_LINE and "。" not in line for line in lines)
    return "\n".join(lines) if lines and short and all(_OFFICE.search(line) for line in lines) else ""


def _day_below(blocks: Sequence[Block], index: int) -> list[str] | None:
    """What stands below the day in the next block, line by line; None where that does not begin with a day."""
    if index < FRONT or index + 1 == len(blocks):
        return None
    block, below = blocks[index], blocks[index + 1]
    if not block.kind == below.kind == BlockKind.PARAGRAPH:
        return None
    day, *lines = below.text.strip().split("\n")
    return [line.strip() for line in lines] if DAY.match(unicodedata.normalize("NFKC", day).strip()) else None
