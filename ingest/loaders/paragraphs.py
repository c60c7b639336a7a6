"""Lines below each other → paragraphs: sentences broken at the edge of a column become whole. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.loaders.geometry import Box, around
from ingest.loaders.japanese_text import joined_lines
from ingest.loaders.lines import Line
from ingest.loaders.marks import ends_sentence, list_mark, opens_anew

_UNFINISHED = re.compile(r"[\u3041-\u3096、,・「『(（/／〜~ー→]$")
_NEW_THOUGHT = re.compile(r"^[(（「『【\[〔〈《]")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, heading or list item, not yet told apart. `lines` is how many lines it took on the page."""

    text: str
    box: Box
    size: float
    bold: bool
    lines: int = 1
    indent: float = 0.0


def paragraphs_of(group: Sequence[Line]) -> list[Paragraph]:
    """The paragraphs in `group`: lines in reading order that stand below each other in one column."""
    if not group:
        return []
    rows = _side_by_side(group)
    pitch = _usual_pitch(rows)
    frame = around(line.box for line in rows)
    gathered: list[list[Line]] = []
    for line in rows:
        if gathered and _goes_on(gathered[-1], line, frame, pitch):
            gathered[-1].append(line)
        else:
            gathered.append([line])
    return [_paragraph(lines, frame) for lines in gathered]


def _side_by_side(group: Sequence[Line]) -> list[Line]:
    """Lines on one baseline as one line: a number and its heading, words on both sides of a picture."""
    rows: list[Line] = []
    for line in group:
        last = rows[-1] if rows else None
        if last is not None and abs(line.base - last.base) < 0.3 * max(line.size, last.size) and _right_of(line, last):
            box = around((last.box, line.box))
            size = last.size if len(last.text) >= len(line.text) else line.size
            rows[-1] = Line(f"{last.text} {line.text}", box, last.base, size, last.bold and line.bold)
        else:
            rows.append(line)
    return rows


def _right_of(line: Line, other: Line) -> bool:
    return line.box.left >= other.box.right - 0.3 * other.size


def _usual_pitch(rows: Sequence[Line]) -> float:
    steps = sorted(
        (below.base - above.base) / max(above.size, below.size)
        for above, below in itertools.pairwise(rows)
        if below.base > above.base and abs(below.size - above.size) < 0.13 * above.size
    )
    return steps[len(steps) // 4] if steps else 1.5


def _goes_on(lines: Sequence[Line], line: Line, frame: Box, pitch: float) -> bool:
    """Whether `line` continues the paragraph of `lines`."""
    last = lines[-1]
    em = max(last.size, line.size)
    if min(last.size, line.size) < 0.87 * em or not _is_next(last, line, pitch, em) or opens_anew(line.text):
        return False
    if last.bold != line.bold and (len(last.text) < 25 or not _is_full(last, frame)):
        return False
    if list_mark(lines[0].text):
        hangs = line.box.left > lines[0].box.left + 0.4 * em
        return _is_full(last, frame, 4.0 if hangs else 2.2) or (hangs and bool(_UNFINISHED.search(last.text)))
    if _is_centred(last, line, em):
        return _reads_on(last, line, frame)
    if ends_sentence(last.text) and (line.indented or line.box.left > frame.left + 0.7 * em):
        return False
    if line.box.left > last.box.left + 0.7 * em and not (len(lines) == 1 and _hangs(last, line)):
        return False
    return _is_full(last, frame) or (bool(_UNFINISHED.search(last.text)) and not ends_sentence(last.text))


def _is_next(last: Line, line: Line, pitch: float, em: float) -> bool:
    step = (line.base - last.base) / em
    return 0.5 < step <= min(2.6, max(1.25 * pitch, 1.5))


def _is_full(line: Line, frame: Box, slack: float = 2.2) -> bool:
    return line.box.right >= frame.right - slack * line.size


def _is_centred(last: Line, line: Line, em: float) -> bool:
    apart = abs(last.box.middle[0] - line.box.middle[0])
    return apart <= 0.6 * em and abs(last.box.left - line.box.left) > 0.3 * em


def _reads_on(last: Line, line: Line, frame: Box) -> bool:
    """Whether a centred line continues the one above, where the edge of the column says nothing."""
    if _UNFINISHED.search(last.text):
        return True
    if ends_sentence(last.text) or _NEW_THOUGHT.match(line.text):
        return False
    both_kanji = "\u4e00" <= last.text[-1] <= "\u9fff" and "\u4e00" <= line.text[0] <= "\u9fff"
    return not both_kanji or (_is_full(last, frame) and len(last.text) > 12)


def _hangs(last: Line, line: Line) -> bool:
    """Whether the second line stands under the words of the first, behind its number or label."""
    return bool(re.match(r"[※*(「\d]", last.text)) and line.box.left <= last.box.left + 3 * last.size


def _paragraph(lines: Sequence[Line], frame: Box) -> Paragraph:
    text = lines[0].text
    for line in lines[1:]:
        text = joined_lines(text, line.text)
    sizes = sorted(line.size for line in lines)
    box = around(line.box for line in lines)
    bold = all(line.bold for line in lines)
    return Paragraph(text, box, sizes[len(sizes) // 2], bold, len(lines), lines[0].box.left - frame.left)
