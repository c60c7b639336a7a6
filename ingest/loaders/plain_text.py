"""Plain text: paragraphs parted by blank lines, list items by their marks, headings by `#` where there are any."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.blocks import Block, BlockKind, LoadedDocument
from ingest.loaders.decoding import decode
from ingest.outline import front_page, infer_headings
from ingest.repeated_forms import parted
from ingest.statute import statute_blocks

ITEM = re.compile(
    r"^(?P<indent>[ \t\u3000]*)"
    r"(?:[-*+]\s|[・●○◯■□◆◇▪▶➢✓✔※]|[①-⑳㉑-㊿❶-❿⑴-⒇]|[(（]?[0-9０-９]{1,2}[)）．.]\s?|[ア-ン][)）．.]\s?)"
)
_HASHES = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")


class PlainTextLoader:
    """Reads `.txt`."""

    suffixes = frozenset({".txt", ".text"})

    def load(self, data: bytes, name: str) -> LoadedDocument:
        """See the port. A statute is recognised by its articles and read article by article."""
        text = decode(data, name)
        return with_structure(tuple(text_blocks(text)))


def with_structure(blocks: tuple[Block, ...]) -> LoadedDocument:
    """The document of `blocks`, with headings found where none are marked, and title and edition read from the top."""
    front = front_page(blocks)
    statute = statute_blocks(blocks)
    if statute is not None:
        return LoadedDocument(statute, front.title, front.edition, front.publisher)
    if not any(block.kind is BlockKind.HEADING for block in blocks):
        blocks = parted(infer_headings(blocks))
    return LoadedDocument(blocks, front.title, front.edition, front.publisher)


def text_blocks(text: str) -> Iterator[Block]:
    """The blocks of `text`, verbatim, each with the number of its first line."""
    pending: list[str] = []
    start = 0
    for number, line in enumerate(text.split("\n"), start=1):
        hashes = _HASHES.match(line)
        opens = not line.strip() or hashes or ITEM.match(line)
        if opens and pending:
            yield _block(pending, start)
            pending = []
        if hashes:
            yield Block(BlockKind.HEADING, line, line=number, level=len(hashes[1]), heading=hashes[2])
        elif line.strip():
            start = start if pending else number
            pending.append(line)
    if pending:
        yield _block(pending, start)


def _block(lines: list[str], start: int) -> Block:
    item = ITEM.match(lines[0])
    if item:
        return Block(BlockKind.LIST_ITEM, "\n".join(lines), line=start, level=len(item["indent"]) // 2)
    return Block(BlockKind.PARAGRAPH, "\n".join(lines), line=start)
