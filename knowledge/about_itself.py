"""Questions about a document or a talk itself: who made it, when, what it is called, what comes in it.

Its first page answers the former, its agenda the latter; neither holds many words of such a question.
"""

from __future__ import annotations

import re
from functools import lru_cache

from knowledge.japanese import fold, plain
from knowledge.types import Passage

_WORK = "(?:資料|スライド|手引き|冊子|文書|研修|講演|講義|発表|話)"
_NUMBERED = re.compile(
    r"第[0-9]{1,3}[章節編部]|(?<![0-9-])[0-9]{1,2}-[0-9]{1,2}(?![0-9-]|[人名回件時分日月年個か]|円|キロ)"
)
# A question is held against thirty passages.
_KEPT = 1_000
_HEADINGS_KEPT = 20_000
_DASHES = str.maketrans("−‐‑–—", "-----")
_WHO = "(?:は|って|、)?(?:誰|だれ|どなた|どんな人|$)"
_ASKS_WHO_MADE_IT = re.compile(
    rf"(?:講師|講演者|登壇者|発表者|話し手|(?:話|講演|講義|説明|発表)を?した(?:の|人|方))(?:の(?:名前|氏名))?{_WHO}"
    rf"|{_WORK}[^。]{{0,6}}(?:作成|作っ|つくっ|発行|出し|まとめ)[^。]{{0,8}}(?:課|部署|係|者|人|ところ|団体|機関|の)(?:は|って|$)"
    r"|担当課|担当[はの](?:何|どこの|どの)課"
    rf"|{_WORK}の?(?:題|タイトル|テーマ|日付|日にち|作成|発行)|いつの{_WORK}"
)
# One theme is that of the whole talk, several are on its agenda.
_ASKS_WHAT_COMES = re.compile(
    rf"目次|もくじ|アジェンダ|{_WORK}[^。]{{0,6}}(?:内容|柱|構成|項目|話題|流れ)|つの[^。]{{0,2}}テーマ|テーマを?[2-9]つ"
)
_AGENDA = re.compile(
    r"目次|もくじ|アジェンダ|プログラム|agenda|contents|次第"
    r"|(?:本日|今日|話し?|講演|講義|発表|研修)の?(?:内容|流れ|予定|テーマ|項目|話題)"
)


@lru_cache(maxsize=_KEPT)
def numbers_cited(core: str) -> frozenset[str]:
    """The numbers of sections that a folded question cites, as headings bear them.

    >>> sorted(numbers_cited("4-6には何が書いてある")), sorted(numbers_cited("第3章の中身")), numbers_cited("2-3人の会")
    (['4-6'], ['第3章'], frozenset())
    """
    return frozenset(_NUMBERED.findall(core.translate(_DASHES)))


def bears_number(passage: Passage, numbers: frozenset[str]) -> bool:
    """Whether a heading in the passage, or above it, begins with one of some numbers."""
    return any(_number_of(heading) in numbers for heading in (*passage.section, *passage.headings))


@lru_cache(maxsize=_HEADINGS_KEPT)
def _number_of(heading: str) -> str:
    """The number that a heading begins with; empty where there is none."""
    found = _NUMBERED.match(plain(fold(heading)).translate(_DASHES).lstrip())
    return found[0] if found else ""


@lru_cache(maxsize=_KEPT)
def asks_who_made_it(core: str) -> bool:
    """Whether a folded question asks who made a document or gave a talk, when, or under which title.

    >>> asks_who_made_it("この資料を作った課は"), asks_who_made_it("講演のテーマ"), asks_who_made_it("会を作った町は")
    (True, True, False)
    """
    return _ASKS_WHO_MADE_IT.search(core) is not None


@lru_cache(maxsize=_KEPT)
def asks_what_comes(core: str) -> bool:
    """Whether a folded question asks what a document or a talk is about, as an agenda says it.

    >>> asks_what_comes("今日の講演の3つのテーマ"), asks_what_comes("研修で話した送迎の費用")
    (True, False)
    """
    return _ASKS_WHAT_COMES.search(core) is not None


def is_first_page(passage: Passage) -> bool:
    """Whether it is the first page of a document or of a talk, where its title, its day and who made it stand."""
    return passage.position == 0 or (bool(passage.speaker) and passage.speaker in passage.text)


def is_agenda(passage: Passage) -> bool:
    """Whether a heading in it, or right above it, is that of an agenda or a table of contents."""
    return any(_AGENDA.search(fold(heading)) for heading in (*passage.section[-1:], *passage.headings))
