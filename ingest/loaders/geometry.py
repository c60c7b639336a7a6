"""Boxes on a page: points to the right and down from the upper left corner of what the reader sees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle; `left` ≤ `right` and `top` ≤ `bottom`."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """In points."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """In points."""
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def holds(self, other: Box) -> bool:
        """Whether the centre of `other` and four fifths of its area are inside."""
        x, y = other.middle
        if not (self.left <= x <= self.right and self.top <= y <= self.bottom):
            return False
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide * high >= 0.8 * other.width * other.height

    def turned(self) -> Box:
        """Where it stands when the page is turned so that vertical lines, read from the right, become rows."""
        return Box(self.top, -self.right, self.bottom, -self.left)


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all of `boxes`, of which there is at least one."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))
