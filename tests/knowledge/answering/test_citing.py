"""Under which headings a quotation stands: the citation shows them, and a statement is held against the same ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.answering.citing import citation, section_of
from knowledge.answering.grounding import headings
from knowledge.answering.quoting import Span
from knowledge.types import Passage

TEXT = """### 目的

会議は、町の話をする。

### 見守り

#### 回数

三人で、月に二度まわる。

### 目的

見守りは、暮らしを支える。"""
HEADINGS = ("### 目的", "### 見守り", "#### 回数", "### 目的")
PASSAGE = Passage("p", "d", "みほん町の要綱", "令和7年度", ("第1章 会議", "目的"), "1行目", TEXT, 0, HEADINGS)


def span_of(quote: str, text: str = TEXT) -> Span:
    start = text.index(quote)
    return Span(start, start + len(quote))


@pytest.mark.parametrize(
    ("quote", "section"),
    [
        ("### 目的\n\n会議は、町の話をする。", "第1章 会議 > 目的"),
        ("会議は、町の話をする。", "第1章 会議 > 目的"),
        ("三人で、月に二度まわる。", "第1章 会議 > 回数"),  # the second 目的 heads what follows it only
        ("見守りは、暮らしを支える。", "第1章 会議 > 目的"),
    ],
)
def test_a_quote_is_cited_with_the_nearest_heading_above_it(quote: str, section: str) -> None:
    assert citation(PASSAGE, span_of(quote)).section == section


def test_a_quote_that_opens_with_headings_stands_under_the_last_of_them() -> None:
    text = TEXT.replace("三人で", "##### 冬\n\n三人で")
    passage = replace(PASSAGE, text=text, headings=(*HEADINGS[:3], "##### 冬", HEADINGS[3]))
    for opening in ("### 見守り", "#### 回数", "##### 冬", "冬"):
        quote = text[text.index(opening) : text.index("まわる。")]
        assert section_of(passage, span_of(quote, text)) == ("第1章 会議", "冬")


@pytest.mark.parametrize("quote", ["### 見守り\n\n#### 回数\n\n三人で、月に二度まわる。", "三人で、月に二度まわる。"])
def test_a_statement_is_held_against_the_headings_that_its_citation_shows(quote: str) -> None:
    span = span_of(quote)
    above = headings(PASSAGE, span).split("\n")
    assert " > ".join(above[:2]) == citation(PASSAGE, span).section == "第1章 会議 > 回数"
    assert above[2:] == ["みほん町の要綱", "令和7年度"]


def test_an_article_is_cited_with_its_number_also_where_its_caption_stands_above_it() -> None:
    text = "第一章　総則\n（定義）\n第二条　「集い」とは、次のものをいう。"
    path = ("第一章　総則", "第2条（定義）")
    passage = Passage("p", "d", "みほん法", "", path, "第2条", text, 0, ("第一章　総則", "（定義）"))
    for quote in (text, "（定義）", "第二条　「集い」とは、次のものをいう。"):
        assert section_of(passage, span_of(quote, text)) == path


def test_below_the_name_and_date_of_a_document_a_quote_is_cited_with_its_heading() -> None:
    front = "みほん町の要綱\n\n## 費用\n\n無料です。"
    passage = Passage("p", "d", "みほん町の要綱", "", (), "1行目", front, 0, ("## 費用",))
    assert section_of(passage, span_of("無料です。", front)) == ("費用",)
    assert section_of(passage, span_of("みほん町の要綱", front)) == ()
