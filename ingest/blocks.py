"""What every loader gives: a document as blocks in reading order, each with the place where it stands.

Pages, slides, sheets and lines are all places, so one shape serves every format.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    """What a block is to its reader."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    NOTE = "note"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of text, verbatim, markers included (`- `, `①`, `## `), possibly of several lines.

    `place` is the container a citation names (`p.12`, `スライド3`, `シート「一覧」`), empty in formats without
    pages; `line` is the first line's number in the container (1-based), 0 where lines mean nothing.
    `level` is the depth of a heading (1 outermost) or the nesting of a list item (0 outermost).
    `heading` is a heading's text without its marks. `part` is the name of the outer part that opens with it where
    that part has no heading of its own, empty where its name is lost, None where no such part opens. `speaker` is who
    gives the talk that opens with it, empty where none does.
    """

    kind: BlockKind
    text: str
    place: str = ""
    line: int = 0
    level: int = 0
    heading: str = ""
    part: str | None = None
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class LoadedDocument:
    """A document read whole. What it doesn't say of itself is empty; `warnings` are shown to the person.

    A warning is a Japanese sentence that names what could not be read (a page without text, a broken part).
    """

    blocks: tuple[Block, ...]
    title: str = ""
    edition: str = ""
    publisher: str = ""
    warnings: tuple[str, ...] = ()
