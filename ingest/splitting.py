"""Blocks → passages: pieces that can be found, read and quoted alone.

A passage follows the structure: it starts with its heading, a bare heading is none, a list stays with its title,
and small neighbours under one heading are joined.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.blocks import Block, BlockKind
from ingest.outline import announced, level_by_number
from knowledge.places import from_to
from knowledge.surroundings import MOST

# A passage below this takes the next small section of the same parent in.
SMALL = 110
# An entry of a numbered row (② 会場 …, ③ 会費 …) is asked for by itself, so it stands alone from here on.
_ENTRY = 60
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
    joint: str | None = None
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A content block under its headings; `opening` are the headings that stand directly above it.

    `repeats` says that one of these stands elsewhere too, `continues` that the block is the rest of one that was cut,
    `closes` that it is a heading with nothing below it. `speaker` gives the talk that it is from.
    """

    path: tuple[str, ...]
    opening: tuple[Block, ...]
    block: Block
    repeats: bool
    continues: bool = False
    closes: bool = False
    speaker: str = ""

    @property
    def blocks(self) -> tuple[Block, ...]:
        return (*self.opening, self.block)

    @property
    def size(self) -> int:
        return sum(len(block.text) for block in self.blocks)


def split(blocks: Sequence[Block]) -> list[Draft]:
    """The passages of `blocks` in reading order; together they hold every block's text once."""
    groups = list(_groups(list(_with_speakers(_pieces(blocks)))))
    joints = [None, *(_joint(above[-1], group[0]) for above, group in pairwise(groups))]
    return [_draft(group, joint) for group, joint in zip(groups, joints, strict=True)]


def _pieces(blocks: Sequence[Block]) -> Iterator[_Piece]:
    repeated = _repeated_headings(blocks)
    path: list[tuple[int, str]] = []
    opening: list[Block] = []
    for block in blocks:
        if block.heading:
            if _ends_above(block, opening):
                yield _bare(path, opening)
                opening = []
            above = [entry for entry in path if entry[0] < block.level]
            if block.part is not None and above:
                above[-1] = (above[-1][0], block.part)
            path = [*above, (block.level, block.heading)]
        if block.kind is BlockKind.HEADING:
            opening.append(block)
            continue
        repeats = any(heading.heading in repeated for heading in opening)
        continues = False
        for part in _parts(block):
            yield _Piece(_named(path), tuple(opening), part, repeats, continues)
            opening, repeats, continues = [], False, True
    if opening:
        yield _bare(path, opening)


def _with_speakers(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """`pieces`, each with who gives the talk that it is from; a talk ends where the next one opens."""
    speaker = ""
    for piece in pieces:
        speaker = next((heading.speaker for heading in piece.blocks if heading.speaker), speaker)
        yield replace(piece, speaker=speaker)


def _ends_above(block: Block, opening: Sequence[Block]) -> bool:
    """Whether a numbered part begins below deeper headings: these head nothing, and are no part of it."""
    return bool(opening) and block.level < opening[-1].level and level_by_number(block.heading) > 0


def _bare(path: Sequence[tuple[int, str]], headings: Sequence[Block]) -> _Piece:
    """Headings with nothing below them: the last one is what they head."""
    *opening, last = headings
    return _Piece(_named(path[:-1]), tuple(opening), last, False, closes=True)


def _named(path: Sequence[tuple[int, str]]) -> tuple[str, ...]:
    """The headings of a path, without that of a part whose name is lost."""
    return tuple(text for _, text in path if text)


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
    if piece.closes and piece.path[:1] == group[-1].path[:1]:
        return size + piece.size > MOST
    if size + piece.size > MOST or piece.repeats or (turns and _ARTICLE.match(piece.block.place)):
        return True
    if piece.path == group[-1].path and not piece.opening:
        return turns and size >= SMALL
    if _counted_together(group[0].path, piece.path):
        return False
    if size >= (_ENTRY if _next_entry(group[0], piece) else SMALL):
        return True
    return piece.path[:1] != group[0].path[:1] or group[0].repeats


def _next_entry(first: _Piece, piece: _Piece) -> bool:
    """Whether a piece opens with a number, as the first one of the group does with the one before it."""
    if not first.opening or not piece.opening:
        return False
    level = level_by_number(piece.opening[0].heading)
    return level > 0 and level == level_by_number(first.opening[-1].heading)


def _counted_together(path: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether both stand under one heading that announces them (「3つの資源」)."""
    return any(announced(heading) for heading, same in zip(path, other, strict=False) if heading == same)


def _container(block: Block) -> str:
    """The page, slide, sheet or article a block stands in."""
    article = _ARTICLE.match(block.place)
    return article[0] if article else block.place


def _joint(above: _Piece, piece: _Piece) -> str | None:
    """What stands between two passages; None between articles, each of which stands for itself."""
    if piece.continues:
        return ""
    turns = _container(above.block) != _container(piece.block)
    if turns and (_ARTICLE.match(above.block.place) or _ARTICLE.match(piece.block.place)):
        return None
    return _between(above.block, piece.blocks[0])


def _draft(group: list[_Piece], joint: str | None) -> Draft:
    blocks = [block for piece in group for block in piece.blocks]
    headings = tuple(block.text for block in blocks if block.kind is BlockKind.HEADING)
    return Draft(group[0].path, _locator(blocks), _joined(blocks), headings, joint, group[0].speaker)


def _joined(blocks: list[Block]) -> str:
    text = blocks[0].text
    for above, block in pairwise(blocks):
        text += _between(above, block) + block.text
    return text


def _between(above: Block, block: Block) -> str:
    """What parts two blocks: nothing inside a line, a blank line where there was one, else the end of a line."""
    lines = block.line - above.line - above.text.count("\n")
    return "\n\n" if block.line and lines > 1 else "" if block.line and lines < 1 else "\n"


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
    return from_to(first.place, last.place)


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
