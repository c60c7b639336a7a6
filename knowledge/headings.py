"""The words over a passage: those of each heading near it, and of everything that stands above it."""

from __future__ import annotations

from functools import lru_cache

from knowledge.columns import column_heads
from knowledge.japanese import plain, tokens, words
from knowledge.types import Passage

_KEPT = 20_000


@lru_cache(maxsize=_KEPT)
def words_of(heading: str) -> frozenset[str]:
    """The content words of a heading; many passages stand under the same ones."""
    return frozenset(words(plain(heading)))


def nearest_headings(passage: Passage) -> tuple[frozenset[str], ...]:
    """The words of each heading that stands in the passage or directly above it, be it over a column of a table; the
    title where there is none above it.
    """
    above = passage.section[-1:] or (passage.title,)
    return tuple(words_of(heading) for heading in (*above, *passage.headings, *column_heads(passage.text)))


def words_above(passage: Passage) -> frozenset[str]:
    """The words of the title and of every heading above it, and the names of who speaks."""
    return _words_of_path(passage.title, passage.section) | _names(passage.speaker)


@lru_cache(maxsize=_KEPT)
def _words_of_path(title: str, section: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(words_of(heading) for heading in (title, *section)))


@lru_cache(maxsize=1_000)
def _names(speaker: str) -> frozenset[str]:
    """The names of people in a line about them; their offices (地域包括ケア推進課) are words of the field."""
    people = "".join(
        token.surface if token.part[2:3] == ("人名",) or token.surface.isascii() else "、" for token in tokens(speaker)
    )
    return frozenset(words(people))
