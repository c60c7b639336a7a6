"""With what a quotation is cited: where it stands, under which headings, and how it reads without marks."""

from __future__ import annotations

import re

from knowledge.answering.quoting import Span
from knowledge.types import SECTION_SEPARATOR, Citation, Passage

_MARKS = re.compile(r"^#{1,6}\s+|\*\*|__|</?(?!https?:)[a-zA-Z][^<>]*>", re.MULTILINE)
_ADDRESS = re.compile(r"<(https?:[^<>\s]+)>")


def citation(passage: Passage, span: Span) -> Citation:
    """The piece of a passage, to be quoted, with where it stands."""
    return Citation(
        title=passage.title,
        edition=passage.edition,
        section=SECTION_SEPARATOR.join(section_of(passage, span)),
        locator=passage.locator,
        quote=passage.text[span.start : span.end],
        passage_id=passage.id,
    )


def section_of(passage: Passage, span: Span) -> tuple[str, ...]:
    """The headings above a quote. Small sections share a passage, whose own path is that of its first one.

    A quote that opens with headings stands under the last of those that follow each other there.
    """
    nearest, reached = "", 0
    for heading in passage.headings:
        start = passage.text.find(heading, reached)
        if start < 0:
            continue
        if passage.text[max(reached, span.start) : start].strip():
            break
        nearest, reached = heading, start + len(heading)
    shown = " ".join(readable(nearest).split("\n"))
    *above, own = passage.section or ("",)
    if shown in passage.section or own.endswith(shown):  # a law writes （定義） above what is 第2条（定義） in its path
        return passage.section
    return (*above, shown)


def readable(quote: str) -> str:
    """`quote` without Markdown and HTML marks, for reading; the words, the addresses and the lines stay."""
    return _ADDRESS.sub(r"\1", _MARKS.sub("", quote)).strip()
