"""Glyphs → lines: what is drawn twice is read once, ruby is left out, vertical writing is known. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.loaders.geometry import Box, around
from ingest.loaders.japanese_text import is_cjk, joined_letters, one_form
from ingest.loaders.pdf_page import Glyph

_TWICE = 0.18  # of the em: two equal glyphs nearer than this are one, drawn twice to look bold
_RUBY = 0.62  # of the em below: kana smaller than this above a line are its reading


_RAISED = dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))  # marks of notes, which are no part of the word
_BULLETS = "・•●○■□◆◇▪▫▶►➢✓✔☑➤★※\uf0fc\uf0b7\uf0d8"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text. `size` is its em, `base` its baseline; a vertical line runs downwards.

    `indented` tells that it opens with a space, as paragraphs do.
    """

    text: str
    box: Box
    base: float
    size: float
    bold: bool = False
    vertical: bool = False
    indented: bool = False

    def turned(self) -> Line:
        """The same line on the page turned so that vertical lines become rows, first one uppermost."""
        box = self.box.turned()
        return replace(self, box=box, base=box.bottom, vertical=False)


def lines_of(glyphs: Sequence[Glyph], rules: Sequence[Box] = ()) -> list[Line]:
    """The lines of a page in the order of drawing. Upright rules between two glyphs part them."""
    upright = [rule for rule in rules if rule.height > rule.width]
    runs = _runs(_drawn_once(glyphs), upright)
    lines = [_line(run) for run in _rejoined(runs, upright)]
    return _without_ruby([line for line in lines if line.text])


def _drawn_once(glyphs: Iterable[Glyph]) -> list[Glyph]:
    kept: list[Glyph] = []
    seen: dict[tuple[str, int, int], Glyph] = {}
    for glyph in glyphs:
        cell = max(glyph.size, 1.0)
        column, row = round(glyph.box.left / cell), round(glyph.base / cell)
        near = (seen.get((glyph.text, column + dx, row + dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        same = next((other for other in near if other and _same_place(other, glyph)), None)
        if same is not None:
            same.bold = True
            continue
        seen[glyph.text, column, row] = glyph
        kept.append(glyph)
    return kept


def _same_place(one: Glyph, other: Glyph) -> bool:
    near = _TWICE * min(one.size, other.size)
    return abs(one.box.left - other.box.left) < near and abs(one.base - other.base) < near


def _runs(glyphs: Iterable[Glyph], upright: Sequence[Box]) -> list[list[Glyph]]:
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        run = runs[-1] if runs else []
        if run and (_goes_on(run, glyph, upright) or _goes_down(run, glyph)):
            run.append(glyph)
        else:
            runs.append([glyph])
    return runs


def _goes_on(run: list[Glyph], glyph: Glyph, upright: Sequence[Box]) -> bool:
    last = run[-1]
    if len(run) > 1 and _is_vertical(run):
        return False
    em = max(last.size, glyph.size)
    gap = glyph.box.left - last.box.right
    reach = 2.5 * em if glyph.after_space else 1.15 * em
    rise = 0.7 if min(last.size, glyph.size) < 0.75 * em else 0.4
    if abs(glyph.base - last.base) > rise * em or not -0.8 * em <= gap <= reach:
        return False
    return gap < 0.1 * em or not _parted(last.box, glyph.box, upright)


def _is_raised(before: Glyph, glyph: Glyph, first: Glyph) -> bool:
    """Whether `glyph` is a small figure above the baseline of the word before it."""
    if glyph.text not in _RAISED or glyph.size > 0.75 * first.size:
        return False
    return first.base - glyph.base > 0.15 * first.size or (before.text in _RAISED and before.base == glyph.base)


def _goes_down(run: list[Glyph], glyph: Glyph) -> bool:
    last = run[-1]
    if len(run) > 1 and not _is_vertical(run):
        return False
    if not (is_cjk(glyph.text) and is_cjk(last.text)) or abs(glyph.size - last.size) > 0.1 * last.size:
        return False
    step = glyph.box.middle[1] - last.box.middle[1]
    aside = abs(glyph.box.middle[0] - last.box.middle[0])
    return aside <= 0.25 * last.size and 0.4 * last.size <= step <= (1.45 if len(run) > 1 else 1.25) * last.size


def _is_vertical(run: Sequence[Glyph]) -> bool:
    if len(run) < 2:
        return False
    (x, y), (next_x, next_y) = run[0].box.middle, run[1].box.middle
    return next_y - y > 0.38 * run[0].size and abs(next_x - x) <= 0.3 * run[0].size


def _parted(left: Box, right: Box, upright: Sequence[Box]) -> bool:
    y = (left.middle[1] + right.middle[1]) / 2
    return any(left.right - 1 <= rule.left <= right.left + 1 and rule.top <= y <= rule.bottom for rule in upright)


def _rejoined(runs: list[list[Glyph]], upright: Sequence[Box]) -> list[list[Glyph]]:
    """Runs that stand side by side on one baseline, though drawn at different times, as one."""
    order = sorted(range(len(runs)), key=lambda index: (runs[index][0].base, runs[index][0].box.left))
    joined_to: dict[int, int] = {}
    taken: set[int] = set()
    for position, index in enumerate(order):
        if len(runs[index]) > 1 and _is_vertical(runs[index]):
            continue
        for other in order[position + 1 : position + 40]:
            if runs[other][0].base - runs[index][-1].base > 0.4 * runs[index][-1].size:
                break
            if other not in taken and _touches(runs[index], runs[other], upright):
                joined_to[index] = other
                taken.add(other)
                break
    return _chains(runs, joined_to)


def _touches(run: list[Glyph], other: list[Glyph], upright: Sequence[Box]) -> bool:
    last, first = run[-1], other[0]
    em = max(last.size, first.size)
    gap = first.box.left - last.box.right
    reach = 0.7
    if last.text in "「『" or first.text in "」』" or (len(run) == 1 and last.text in _BULLETS):
        reach = 3.5  # a picture of a button stands between the quotes; a tab stands after a bullet
    if abs(first.base - last.base) > 0.25 * em or not -0.8 * em <= gap <= reach * em:
        return False
    return not (len(other) > 1 and _is_vertical(other)) and not _parted(last.box, first.box, upright)


def _chains(runs: list[list[Glyph]], joined_to: dict[int, int]) -> list[list[Glyph]]:
    followers = set(joined_to.values())
    chains = []
    for index in range(len(runs)):
        if index in followers:
            continue
        chain, at, steps = list(runs[index]), index, 0
        while at in joined_to and steps < len(runs):
            at, steps = joined_to[at], steps + 1
            chain += runs[at]
        chains.append(chain)
    return chains


def _line(run: Sequence[Glyph]) -> Line:
    vertical = _is_vertical(run)
    pieces = [run[0].text]
    for before, glyph in itertools.pairwise(run):
        text = _RAISED.get(glyph.text, glyph.text) if not vertical and _is_raised(before, glyph, run[0]) else glyph.text
        pieces.append((" " if _space_between(before, glyph, vertical) else "") + text)
    sizes = sorted(glyph.size for glyph in run)
    size = sizes[len(sizes) // 2]
    bold = sum(glyph.bold for glyph in run) >= 0.7 * len(run)
    text = joined_letters(one_form("".join(pieces)))
    base = next((glyph.base for glyph in run if glyph.size >= 0.9 * size), run[0].base)
    box = around(glyph.box for glyph in run)
    if not vertical:  # fonts claim room above and below that other lines use
        box = Box(box.left, base - 0.88 * size, box.right, base + 0.12 * size)
    return Line(text, box, base, size, bold, vertical, run[0].after_space)


def _space_between(before: Glyph, glyph: Glyph, vertical: bool) -> bool:
    if glyph.after_space:
        return True
    if vertical:
        return False
    gap = glyph.box.left - before.box.right
    both_latin = not is_cjk(before.text) and not is_cjk(glyph.text)
    return gap > (0.2 if both_latin else 0.5) * max(before.size, glyph.size)


def _without_ruby(lines: list[Line]) -> list[Line]:
    small = [line for line in lines if all("\u3041" <= letter <= "\u30ff" or letter == " " for letter in line.text)]
    ruby = {id(line) for line in small if any(_reads(line, other) for other in lines)}
    return [line for line in lines if id(line) not in ruby]


def _reads(line: Line, other: Line) -> bool:
    """Whether `line` is the reading printed beside `other`: above it, or to its right in vertical writing."""
    if line.size > _RUBY * other.size:
        return False
    upper, lower = (line.box.turned(), other.box.turned()) if other.vertical else (line.box, other.box)
    beside = lower.left - other.size <= upper.left and upper.right <= lower.right + other.size
    return beside and -0.5 * other.size <= lower.top - upper.bottom <= 0.5 * other.size
