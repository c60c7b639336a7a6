"""Places in a document as people name them, from one to another: p.3〜4, 34〜52行目, 第2条第3項〜第5項."""

from __future__ import annotations

import re

_TO = "〜"
_LINE = "行目"
_LINES = re.compile(r"(\d+)〜(\d+)行目$")
# What the end of a range does not say again, where its beginning has said it.
_SAID = re.compile(r"^(p\.|スライド|シート「.*」|(附則)?第\d+条(の\d+)*(?=第))")


def from_to(first: str, last: str) -> str:
    """From the beginning of one place to the end of another; each may be a range itself, or empty.

    >>> from_to("p.3", "p.4〜5")
    'p.3〜5'
    >>> from_to("34〜40行目", "52行目")
    '34〜52行目'
    """
    begin, _, _ = first.partition(_TO)
    end = last.rpartition(_TO)[2]
    if not begin or not end:
        return first or last
    if begin in (last.partition(_TO)[0], end):
        return last
    if end.endswith(_LINE):
        begin = begin.removesuffix(_LINE)
    said = _SAID.match(end)
    return f"{begin}{_TO}{end.removeprefix(said[0]) if said and begin.startswith(said[0]) else end}"


def without_lines(place: str, first: int, last: int) -> str:
    """`place` without so many of its first and of its last lines; as it is where it does not count lines.

    >>> without_lines("34〜40行目", 2, 1)
    '36〜39行目'
    """
    counted = _LINES.search(place)
    if not counted:
        return place
    begin, end = int(counted[1]) + first, int(counted[2]) - last
    return place[: counted.start()] + (f"{begin}〜{end}" if begin < end else f"{end}") + _LINE
