"""Where a quote stands in its passage. White space, widths and marks of lists do not count; letters do."""

from __future__ import annotations

import re
import unicodedata

from knowledge.answering.quoting import Span

# Marks that a model leaves out or changes when it copies a line of a list; none of them says anything.
_MARKS = re.compile(r"(?m)^\s*(?:[-*+・•>]+|#{1,6})(?=\s)|(?<=\s)[-*・•](?=\s)|[*_`]+|\s+")


def place(quote: str, text: str) -> Span | None:
    """The piece of `text` that `quote` is, without the white space around it; None where it is not in it."""
    wanted = "".join(letter for letter, _ in _letters(quote))
    letters = _letters(text)
    if not wanted:
        return None
    start = "".join(letter for letter, _ in letters).find(wanted)
    if start < 0:
        return None
    return Span(letters[start][1], letters[start + len(wanted) - 1][1] + 1)


def _letters(text: str) -> list[tuple[str, int]]:
    """The letters of `text` in one spelling, each with the place it comes from."""
    skipped = {place for found in _MARKS.finditer(text) for place in range(*found.span())}
    found: list[tuple[str, int]] = []
    for start, stop in _clusters(text):
        if start not in skipped:
            folded = unicodedata.normalize("NFKC", text[start:stop])
            found += [
                (letter, start if n == 0 else stop - 1) for n, letter in enumerate(folded) if not letter.isspace()
            ]
    return found


def _clusters(text: str) -> list[tuple[int, int]]:
    """The pieces that NFKC reads as one: a letter with the marks that combine with it (half-width ｶﾞ is ガ)."""
    found: list[tuple[int, int]] = []
    for place, letter in enumerate(text):
        joins = unicodedata.combining(letter) or letter in "ﾞﾟ"
        if joins and found:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return found
