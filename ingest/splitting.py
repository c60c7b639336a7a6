"""Blocks → passages: pieces that can be found, read and quoted alone.

A passage follows the structure: it starts with its heading, a bare heading is none, a list stays with its title,
and small neighbours under one heading are joined.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.blocks import Block, BlockKind
from ingest.outline import announced

# What a person reads on a phone without scrolling; the embedding model reads at most 512 tokens (about 700 characters).
MOST = 480
# A passage below this takes the next small section of the same parent in.
SMALL = 110
# The name and date above the first heading are no passage of their own.
_FRONT = 60
_ARTICLE = re.compile(r"(?:附則)?第\d+条(?:の\d+)*")


@dataclass(frozen=True, slots=True)
class Draft:
    """A passage before it has an identity: see `knowledge.types.Passage` for the fields."""

    section: tuple[str, ...]
    locator: str
    text: str
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Piece:
    """A content block under its headings; `opening` are the headings that stand directly above it."""

    path: tuple[str, ...]
    opening: tuple[Block, ...]
    block: Block
    repeats: bool

    @property
    def size(self) -> int:
        return sum(len(block.text) for block in (*self.opening, self.block))


def split(blocks: Sequence[Block]) -> list[Draft]:
    """The passages of `blocks` in reading order; together they hold every block's text once."""
    return [_draft(group) for group in _groups(list(_pieces(blocks)))]


def _pieces(blocks: Sequence[Block]) -> Iterator[_Piece]:
    repeated = _repeated_headings(blocks)
    path: list[tuple[int, str]] = []
    opening: list[Block] = []
    for block in blocks:
        if block.heading:
            path = [*(entry for entry in path if entry[0] < block.level), (block.level, block.heading)]
        if block.kind is BlockKind.HEADING:
            opening.append(block)
            continue
        repeats = any(heading.heading in repeated for heading in opening)
        for part in _parts(block):
            yield _Piece(tuple(text for _, text in path), tuple(opening), part, repeats)
            opening, repeats = [], False
    if opening:
        *above, last = opening
        yield _Piece(tuple(text for _, text in path[:-1]), tuple(above), last, False)


def _repeated_headings(blocks: Sequence[Block]) -> set[str]:
    counts = Counter(block.heading for block in blocks if block.kind is BlockKind.HEADING)
    return {heading for heading, times in counts.items() if times > 1}


def _groups(pieces: list[_Piece]) -> Iterator[list[_Piece]]:
    group: list[_Piece] = []
    for piece in pieces:
        if group and _starts_anew(group, piece):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _starts_anew(group: list[_Piece], piece: _Piece) -> bool:
    size = sum(each.size for each in group)
    if not group[0].path and size < _FRONT:
        return False
    turns = _container(piece.block) != _container(group[-1].block)
    if size + piece.size > MOST or piece.repeats or (turns and _ARTICLE.match(piece.block.place)):
        return True
    if piece.path == group[-1].path and not piece.opening:
        return turns and size >= SMALL
    if _counted_together(group[0].path, piece.path):
        return False
    return size >= SMALL or piece.path[:1] != group[0].path[:1] or group[0].repeats


def _counted_together(path: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether both stand under one heading that announces them (「3つの資源」)."""
    return any(announced(heading) for heading, same in zip(path, other, strict=False) if heading == same)


def _container(block: Block) -> str:
    """The page, slide, sheet or article a block stands in."""
    article = _ARTICLE.match(block.place)
    return article[0] if article else block.place


def _draft(group: list[_Piece]) -> Draft:
    blocks = [block for piece in group for block in (*piece.opening, piece.block)]
    headings = tuple(block.text for block in blocks if block.kind is BlockKind.HEADING)
    return Draft(group[0].path, _locator(blocks), _joined(blocks), headings)


def _joined(blocks: list[Block]) -> str:
    text = blocks[0].text
    for above, block in pairwise(blocks):
        lines_between = block.line - above.line - above.text.count("\n")
        text += "\n\n" if block.line and lines_between > 1 else "" if block.line and lines_between < 1 else "\n"
        text += block.text
    return text


def _locator(blocks: list[Block]) -> str:
    first, last = next((block for block in blocks if block.place), blocks[0]), blocks[-1]
    # A piece of a cut block ends with the newline before the next piece.
    end = last.line + last.text.rstrip("\n").count("\n")
    if not first.place and not first.line:
        return ""  # a web page, or Word: its headings are the only places it has
    if not first.place:
        return f"{first.line}行目" if end == first.line else f"{first.line}〜{end}行目"
    lines = f"{first.line}行目" if first.place.startswith("シート") else ""
    article = _ARTICLE.match(first.place)
    if last.place == first.place or (article and article[0] == first.place and last.place.startswith(first.place)):
        return first.place + lines
    return f"{first.place}〜{_tail(last.place)}"


def _tail(place: str) -> str:
    """The end of a range without what its beginning has said: p.3〜4, 第2条第3項〜第5項."""
    return re.sub(r"^(p\.|スライド|(附則)?第\d+条(の\d+)*(?=第))", "", place)


def _parts(block: Block) -> Iterator[Block]:
    """`block` whole, or where it is too long for a passage, its lines or sentences packed."""
    if len(block.text) <= MOST:
        yield block
        return
    line = block.line
    for text in _packed(_sentences(block.text)):
        if text.strip():
            yield Block(block.kind, text, block.place, line, block.level)
        line += text.count("\n") if block.line else 0


def _sentences(text: str) -> Iterator[str]:
    for sentence in re.split(r"(?<=\n)|(?<=。)(?![」』）)])", text):
        for start in range(0, len(sentence), MOST):
            yield sentence[start : start + MOST]


def _packed(texts: Iterator[str]) -> Iterator[str]:
    packed = ""
    for text in texts:
        if packed and len(packed) + len(text) > MOST:
            yield packed
            packed = ""
        packed += text
    if packed:
        yield packed
