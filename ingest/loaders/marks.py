"""The marks that open Japanese headings and list items: 第1章, 1-1, (1), ◆, 【】, ・, ①. Pure.

All functions expect text in one form (see `japanese_text.one_form`): half-width digits and parentheses.
"""

from __future__ import annotations

import re

_KANJI_NUMBER = "[0-9一二三四五六七八九十]+"

# Outermost first; the position is the rank of a heading that size and style do not tell apart.
_HEADING_MARKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"第{_KANJI_NUMBER}[部編](?![分署])",
        rf"第{_KANJI_NUMBER}章|[IVXⅠ-Ⅻ]+[.．](?=\s*\S)",
        rf"第{_KANJI_NUMBER}節",
        r"\d{1,2}(?:[.．](?!\d)|[ 　、](?=\S))|[一二三四五六七八九十]{1,2}、",
        r"\d{1,2}[-–‐−.．]\d{1,2}(?![-–‐−.．/]?\d)[.．]?(?=\s*\D)",
        r"\d{1,2}(?:[-–‐−.．]\d{1,2}){2,3}(?!\d)(?=\s*\D)",
        r"\(\d{1,2}\)|\d{1,2}\)",
        r"【[^】]{1,40}】",
        r"[◆■◎▼●○□◇▶★☆]",
    )
)
_LIST_MARK = re.compile(
    r"(?:[・•●○■□◆◇▪▫▶►➢➔✓✔☑➤★☆\u2023\u25e6❖]|[\u2043\u2012](?!\d)|[-\u2010-\u2015*](?=\s)|[\u2460-\u24ff\u2776-\u2793\u3251-\u325f]"
    r"|\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,5}|[ア-ン])\)|(?:\d{1,2}|[ivxIVX]{1,5}|[A-Za-zア-ン])[.．](?=\s*\D))"
)
_NOTE_MARK = re.compile(r"(?:※|目次$|\*\d|注\d?[)\s:]|[¹²³⁴-⁹]+\s?\S)")
_CAPTION = re.compile(
    r"(?:図|表|写真|グラフ|図表|資料|Fig\.|Figure|Table)\s*[0-9０-９][-‐–.0-9]*(?:\s|[::．.)]|$)|\[出典\]|(?:出典|資料):"
)
_SENTENCE_END = re.compile(r"[。．.!?」』)]$")


def heading_rank(text: str) -> int:
    """How far in a heading with this mark stands (0 is 第1部); -1 where `text` opens with no heading mark."""
    for rank, mark in enumerate(_HEADING_MARKS):
        if mark.match(text):
            return rank
    return -1


def is_chapter_mark(text: str) -> bool:
    """Whether `text` opens with 第N部, 第N章 or 第N節, which nothing but headings do."""
    return 0 <= heading_rank(text) <= 2 and text.startswith("第")


def list_mark(text: str) -> str:
    """The mark with which `text` opens as a list item, or nothing."""
    found = _LIST_MARK.match(text)
    return found.group() if found else ""


def opens_anew(text: str) -> bool:
    """Whether a line cannot continue the one above it, because it opens with a mark of its own."""
    return bool(list_mark(text) or _NOTE_MARK.match(text) or heading_rank(text) >= 0 or is_caption(text))


def is_caption(text: str) -> bool:
    """Whether `text` is the caption of a figure or table, or names its source."""
    return len(text) <= 120 and bool(_CAPTION.match(text))


def ends_sentence(text: str) -> bool:
    """Whether `text` ends as sentences do."""
    return bool(_SENTENCE_END.search(text))


def reads_as_heading(text: str, longest: int = 45) -> bool:
    """Whether `text` could be a heading at all: short, one line, with words in it and no end of a sentence."""
    words = re.sub(r"[\W\d_]+", "", text)
    return len(words) >= 2 and len(text) <= longest and not re.search(r"[。、．,;;]$|です$|ます$", text)
