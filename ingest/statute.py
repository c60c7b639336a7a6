"""Laws: chapters, articles and paragraphs, so that 「社会福祉法第4条第2項」 has a place of its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from ingest.blocks import Block, BlockKind
from knowledge.japanese import arabic

_ARTICLE = re.compile(r"^第([一二三四五六七八九十百千]+)条((?:の[一二三四五六七八九十]+)*)[\s　]")
_PARAGRAPH_NUMBER = re.compile(r"^([２-９]|[１-９][０-９]+)[\s　]")
_CAPTION = re.compile(r"^（[^（）]+）$")
_DIVISION = re.compile(r"^[\s　]*第[一二三四五六七八九十百]+(編|章|節|款)(の[一二三四五六七八九十]+)?[\s　]")
# Its articles count from one again.
_SUPPLEMENT = re.compile(r"^[\s　]*附[\s　]*則[\s　]*(（.*）)?[\s　]*$")
_LEVELS = {"編": 1, "章": 2, "節": 3, "款": 4}
_LEVEL = 5
# Fewer may be a quotation inside an ordinary document.
_LEAST_ARTICLES = 5


def statute_blocks(blocks: tuple[Block, ...]) -> tuple[Block, ...] | None:
    """The blocks of a law, by chapter, article and paragraph with `place` as 第4条第2項; None for other texts."""
    lines = [
        replace(block, text=line, line=block.line + i, kind=BlockKind.PARAGRAPH, level=0)
        for block in blocks
        for i, line in enumerate(block.text.split("\n"))
    ]
    if sum(bool(_ARTICLE.match(line.text)) for line in lines) < _LEAST_ARTICLES:
        return None
    return tuple(_statute(lines))


def _statute(lines: list[Block]) -> Iterator[Block]:
    article = paragraph = caption = part = ""
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        stripped = line.text.strip()
        opens = _ARTICLE.match(line.text)
        chapter = _DIVISION.match(line.text)
        if _SUPPLEMENT.match(line.text):
            part = article = "附則"
            paragraph = ""
            yield replace(line, kind=BlockKind.HEADING, level=1, heading=stripped)
        elif chapter:
            article = paragraph = ""
            yield replace(line, kind=BlockKind.HEADING, level=_LEVELS[chapter[1]], heading=stripped)
        elif following is not None and _CAPTION.match(stripped) and (below := _ARTICLE.match(following.text)):
            caption = part + _name(below) + stripped
            yield replace(line, kind=BlockKind.HEADING, level=_LEVEL, heading=caption, place=part + _name(below))
        elif opens:
            paragraph = ""
            article = part + _name(opens)
            yield replace(line, level=_LEVEL, heading=caption or article, place=article)
            caption = ""
        elif article and (number := _PARAGRAPH_NUMBER.match(line.text)):
            paragraph = f"第{unicodedata.normalize('NFKC', number[1])}項"
            yield replace(line, place=article + paragraph)
        else:
            yield replace(line, place=article + paragraph)


def _name(article: re.Match[str]) -> str:
    return f"第{arabic(article[1])}条" + "".join(f"の{arabic(part)}" for part in article[2].split("の") if part)
