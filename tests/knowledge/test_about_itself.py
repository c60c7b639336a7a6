"""What asks about a document or a talk itself is told from other questions with the same words."""

from __future__ import annotations

import doctest
from dataclasses import replace

import pytest

import knowledge.about_itself
from knowledge.about_itself import (
    asks_what_comes,
    asks_who_made_it,
    bears_number,
    is_agenda,
    is_first_page,
    numbers_cited,
)
from knowledge.japanese import fold
from knowledge.types import Passage

INSIDE = Passage("p", "d", "手引き", "", ("第2章",), "3行目", "会は毎週ひらきます。", 4)


def test_the_examples_in_its_docstrings() -> None:
    assert doctest.testmod(knowledge.about_itself) == (0, 3)


@pytest.mark.parametrize(
    ("core", "asked"),
    [
        ("講師は誰", True),
        ("防災の話をした人", True),
        ("この手引きを発行したところは", True),
        ("見守りの担当課", True),
        ("研修の日付", True),
        ("講師への謝金はいくら", False),
        ("講師はどうやって探す", False),
        ("地図を作った人に礼を言う方法", False),
        ("見守りの担当者の仕事", False),
        ("話し合いの進め方", False),
    ],
)
def test_who_made_it_is_asked_of_a_work(core: str, asked: bool) -> None:
    assert asks_who_made_it(core) == asked


@pytest.mark.parametrize(
    ("core", "asked"),
    [("講演の流れ", True), ("三つのテーマ", True), ("資料の目次", True), ("講演のテーマ", False), ("会の内容", False)],
)
def test_what_comes_is_asked_of_a_work(core: str, asked: bool) -> None:
    assert asks_what_comes(core) == asked


@pytest.mark.parametrize(
    ("core", "heading", "cited"),
    [
        ("4-6", "### 4-6 送迎", True),
        ("4-6には何がある", "4−6 送迎", True),
        ("4-6", "6-4 会計", False),
        ("4-6", "14-6 会計", False),
        ("第三章の中身", "第3章 送迎", True),
        ("第3章", "第13章 会計", False),
        ("4-6人の会", "4-6 送迎", False),
        ("電話は015-4-6789", "4-6 送迎", False),
    ],
)
def test_a_section_is_cited_by_its_number(core: str, heading: str, cited: bool) -> None:
    for passage in (replace(INSIDE, headings=(heading,)), replace(INSIDE, section=(heading, "中の見出し"))):
        assert bears_number(passage, numbers_cited(fold(core))) == cited


def test_the_first_page_is_that_of_the_document_or_that_of_a_talk() -> None:
    talk = replace(INSIDE, speaker="丘野花子")
    assert is_first_page(replace(INSIDE, position=0))
    assert is_first_page(replace(talk, text="雪の話\n丘野花子"))
    assert not is_first_page(talk)
    assert not is_first_page(INSIDE)


@pytest.mark.parametrize(
    ("heading", "agenda"), [("本日のお話の内容", True), ("もくじ", True), ("会の内容", False), ("研修の費用", False)]
)
def test_an_agenda_is_known_by_its_heading(heading: str, agenda: bool) -> None:
    assert is_agenda(replace(INSIDE, headings=(heading,))) == agenda
    assert is_agenda(replace(INSIDE, section=("第2章", heading))) == agenda
