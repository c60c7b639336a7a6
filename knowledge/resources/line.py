"""One line as typed, from which each reader takes what it understands; what nobody takes stays."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

TAKEN = "\x00"  # stands where something was taken
REACH = "\x01"  # the same for a phone number or mail address: who is reached stands before it
EDGE = r"(?=[\s、。,，/／|()「」『』【】\[\]☀-➿★☆\x00\x01]|$)"
START = r"(?<![\w])"
_KEPT = "\x02"
_ENDS = "・:-~〜&"
_BREAK = re.compile(r"[\s、。,，/／|()「」『』【】\[\]☀-➿★☆\x00\x01]+")


@dataclass(frozen=True, slots=True)
class Span:
    """Something taken: where it stood and the words."""

    start: int
    end: int
    text: str


class Line:
    """A line in one spelling (NFKC); taking marks the place, so that nothing is taken twice."""

    def __init__(self, text: str) -> None:
        self.text = unicodedata.normalize("NFKC", text).strip()
        self._left = self.text

    @property
    def left(self) -> str:
        """The line with a mark in the place of each character that was taken."""
        return self._left

    def take(self, start: int, end: int, mark: str = TAKEN) -> Span:
        """The words from `start` to `end`, which are taken from now on."""
        self._left = self._left[:start] + mark * (end - start) + self._left[end:]
        return Span(start, end, self.text[start:end])

    def shield(self, start: int, end: int) -> None:
        """Keeps these words, which have been understood, from being taken: they belong to what stands around them."""
        self._left = self._left[:start] + _KEPT * (end - start) + self._left[end:]

    def take_match(self, match: re.Match[str], group: int | str = 0, mark: str = TAKEN) -> Span:
        """The words of one group of a match; the whole match is taken."""
        self.take(*match.span(), mark)
        return Span(*match.span(group), self.text[slice(*match.span(group))])

    def take_all(self, pattern: re.Pattern[str], mark: str = TAKEN) -> Iterator[tuple[Span, re.Match[str]]]:
        """Every place of what is left that fits, from left to right."""
        at = 0
        while match := pattern.search(self._left, at):
            at = max(match.end(), match.start() + 1)
            yield self.take_match(match, mark=mark), match

    def segments(self) -> list[Span]:
        """What is left, cut at spaces, punctuation and whatever was taken."""
        found = []
        at = 0
        for gap in [*_BREAK.finditer(self._left), None]:
            end = gap.start() if gap else len(self._left)
            words = self.text[at:end].rstrip(_ENDS)
            start = at + len(words) - len(words.lstrip(_ENDS))
            if words.strip(_ENDS):
                found.append(Span(start, at + len(words), words.lstrip(_ENDS)))
            at = gap.end() if gap else end
        return found

    def joined(self, spans: list[Span]) -> str:
        """The words of `spans` in order; neighbours with nothing but a mark or blank between keep what is between."""
        text = ""
        last: Span | None = None
        for span in sorted(spans, key=lambda each: each.start):
            between = self.text[last.end : span.start] if last else ""
            text += (between if len(between) <= 1 and last else " ") + span.text
            last = span
        return text.strip()
