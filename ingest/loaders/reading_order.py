"""The order in which a person reads a page: columns, boxes, rows of a table without rules. Pure geometry.

A page is cut along its white space. Columns are cut before paragraphs, except where the two sides of a gutter go
together line by line as the rows of a table do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.loaders.geometry import Box, around

_DEEPEST = 40


@dataclass(slots=True)
class Piece:
    """Something with a place: lines of text (`index` into what was given) or a frame with pieces inside it (-1).

    `em` is the size of its letters in points, `letters` how many there are, `rows` in how many lines, `full` how
    many of these go to its right edge, `listed` whether they are list items.
    """

    box: Box
    index: int = -1
    em: float = 10.0
    letters: int = 0
    listed: bool = False
    rows: int = 1
    full: int = 1
    inside: list[Piece] = field(default_factory=list)


def reading_order(pieces: Sequence[Piece], frames: Sequence[Box] = ()) -> list[list[int]]:
    """Groups of indexes in reading order; the lines of one group stand below each other in one column or box."""
    nested = _nested(list(pieces), sorted(set(frames), key=lambda box: -box.width * box.height))
    return [group for group in _groups(nested, 0) if group]


def _nested(pieces: list[Piece], frames: Sequence[Box]) -> list[Piece]:
    """The pieces with those inside a frame gathered in it, innermost frame first."""
    whole = pieces
    for frame in reversed(frames):
        inner = [piece for piece in whole if frame.holds(piece.box)]
        if not inner or len(inner) == len(whole) or _cuts_a_line(frame, whole, inner):
            continue
        others = [piece for piece in whole if not frame.holds(piece.box)]
        if len(inner) == 1 and inner[0].index < 0:
            inner = inner[0].inside
        letters = sum(piece.letters for piece in inner)
        box = around([frame, *(piece.box for piece in inner)])
        whole = [*others, Piece(box, em=max(piece.em for piece in inner), letters=letters, inside=inner)]
    return whole


def _cuts_a_line(frame: Box, whole: Sequence[Piece], inner: Sequence[Piece]) -> bool:
    """Whether the frame is the ground behind some words of a line, not a box of its own."""
    em = max(piece.em for piece in inner)
    if frame.height > 2.2 * em or len(inner) > 1:
        return False
    beside = (piece for piece in whole if piece not in inner and piece.index >= 0)
    middle = frame.middle[1]
    return any(
        piece.box.top <= middle <= piece.box.bottom
        and min(abs(piece.box.left - frame.right), abs(piece.box.right - frame.left)) < 0.6 * em
        for piece in beside
    )


def _groups(pieces: list[Piece], depth: int) -> list[list[int]]:
    if not pieces:
        return []
    if len(pieces) == 1:
        one = pieces[0]
        return [[one.index]] if one.index >= 0 else _groups(one.inside, depth + 1)
    if depth > _DEEPEST:
        return _as_they_stand(pieces)
    if _gutters(pieces):
        return _across(pieces, depth)
    bands = _bands(pieces)
    if len(bands) == 1:
        return _as_they_stand(pieces)
    return [group for section in _sections(bands) for group in _section(section, depth)]


def _section(bands: list[list[Piece]], depth: int) -> list[list[int]]:
    pieces = [piece for band in bands for piece in band]
    if len(bands) > 1 and _gutter(pieces) is not None:
        return _groups(pieces, depth + 1)
    if all(piece.index >= 0 for piece in pieces) and all(_gutter(band) is None for band in bands):
        return [[piece.index for band in bands for piece in sorted(band, key=_left)]]
    return [group for band in bands for group in _groups(band, depth + 1)]


def _across(pieces: list[Piece], depth: int) -> list[list[int]]:
    """Pieces on the sides of a gutter: by rows where they make rows, else one side after the other."""
    gutters = _gutters(pieces)
    for _, at in gutters:
        rows = _rows(*_sides(pieces, at))
        if rows:
            return [group for row in rows for side in row for group in _groups(side, depth + 1)]
    first = _sides(pieces, gutters[0][1])
    left, right = first if _is_bracket(first[0], pieces) else _sides(pieces, max(gutters)[1])
    if _is_one_row(left, right) or _is_one_row(right, left):
        return [group for band in _bands(pieces) for group in _groups(band, depth + 1)]
    return _groups(left, depth + 1) + _groups(right, depth + 1)


def _is_one_row(side: Sequence[Piece], other: Sequence[Piece]) -> bool:
    """Whether `side` only stands beside one of several rows of `other`, so that there are no columns."""
    bands = _bands([*side, *other])
    if len(bands) < 2 or _flows(side) or _flows(other):
        return False
    return sum(any(piece in side for piece in band) for band in bands) == 1


def _sides(pieces: Sequence[Piece], cut: float) -> tuple[list[Piece], list[Piece]]:
    left = [piece for piece in pieces if piece.box.middle[0] < cut]
    return left, [piece for piece in pieces if piece.box.middle[0] >= cut]


def _is_bracket(left: Sequence[Piece], pieces: Sequence[Piece]) -> bool:
    """Whether the left side is one label as high as all that it heads."""
    return len(left) == 1 and left[0].box.height >= 0.8 * around(piece.box for piece in pieces).height


def _as_they_stand(pieces: list[Piece]) -> list[list[int]]:
    """Pieces that overlap, so that no white space parts them: by rows, then from the left."""
    em = _usual_em(pieces)
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda each: each.box.middle[1]):
        if rows and piece.box.middle[1] - rows[-1][0].box.middle[1] < 0.5 * em:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    groups: list[list[int]] = [[]]
    for piece in (piece for row in rows for piece in sorted(row, key=_left)):
        if piece.index >= 0:
            groups[-1].append(piece.index)
        else:
            groups += [*_groups(piece.inside, 1), []]
    return groups


def _left(piece: Piece) -> float:
    return piece.box.left


def _gutter(pieces: Sequence[Piece]) -> float | None:
    """Where the widest upright white stripe runs through all the pieces; None where there is none."""
    return max(_gutters(pieces), default=(0.0, None))[1]


def _gutters(pieces: Sequence[Piece]) -> list[tuple[float, float]]:
    """The upright white stripes from the left, each with its width and its middle."""
    em = _usual_em(pieces)
    found: list[tuple[float, float]] = []
    reach: float | None = None
    for piece in sorted(pieces, key=_left):
        if reach is not None and piece.box.left - reach >= 0.4 * em:
            found.append((piece.box.left - reach, (piece.box.left + reach) / 2))
        reach = piece.box.right if reach is None else max(reach, piece.box.right)
    return found


def _usual_em(pieces: Sequence[Piece]) -> float:
    sizes = sorted(piece.em for piece in pieces)
    return sizes[len(sizes) // 2]


def _bands(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces parted by white stripes from side to side."""
    bands: list[list[Piece]] = []
    reach = 0.0
    for piece in sorted(pieces, key=lambda each: each.box.top):
        slack = 0.12 * piece.em
        if bands and piece.box.top < reach - slack:
            bands[-1].append(piece)
        else:
            bands.append([piece])
            reach = piece.box.bottom
        reach = max(reach, piece.box.bottom)
    return bands


def _sections(bands: list[list[Piece]]) -> list[list[list[Piece]]]:
    """Neighbouring bands that share a gutter, or that have none, together."""
    sections: list[list[list[Piece]]] = []
    for band in bands:
        if sections and _belongs(sections[-1], band):
            sections[-1].append(band)
        else:
            sections.append([band])
    return sections


def _belongs(section: list[list[Piece]], band: list[Piece]) -> bool:
    above = [piece for each in section for piece in each]
    parted, parted_too = _gutter(above) is not None, _gutter(band) is not None
    if not parted and not parted_too:
        return _gutter([*above, *band]) is None
    if any(piece.em > 1.3 * _usual_em(above) for piece in band) and not parted_too:
        return False
    return _gutter([*above, *band]) is not None and (parted or len(section) == 1)


def _rows(left: Sequence[Piece], right: Sequence[Piece]) -> list[tuple[list[Piece], list[Piece]]]:
    """The rows that both sides of a gutter make together; empty where each side is read for itself."""
    bands = _bands([*left, *right])
    both = [band for band in bands if any(p in left for p in band) and any(p in right for p in band)]
    if len(both) < 2 or len(both) < 0.6 * len(bands) or _flows(left) or (_flows(right) and _lists(left)):
        return []
    if _lists(left) and _lists(right):
        return []
    if any(sum(piece.rows for piece in band if piece in left) > 5 for band in both):
        return []
    rows: list[tuple[list[Piece], list[Piece]]] = []
    for band in bands:
        mine, theirs = [p for p in band if p in left], [p for p in band if p in right]
        if rows and not mine:
            rows[-1][1].extend(theirs)
        else:
            rows.append((mine, theirs))
    return rows


def _flows(pieces: Sequence[Piece]) -> bool:
    """Whether the pieces are running text: most of their lines go to the right edge."""
    usual = _usual_em(pieces) if pieces else 0.0
    lines = [piece for piece in pieces if piece.index >= 0 and piece.em < 1.2 * usual]
    rows = sum(piece.rows for piece in lines)
    if rows < 3 or sum(piece.letters for piece in lines) < 12 * rows:
        return False
    edge = max(piece.box.right for piece in lines)
    return sum(piece.full for piece in lines if piece.box.right >= edge - 2 * piece.em) >= 0.5 * rows


def _lists(pieces: Sequence[Piece]) -> bool:
    lines = [piece for piece in pieces if piece.index >= 0]
    return bool(lines) and sum(piece.listed for piece in lines) >= 0.5 * len(lines)
