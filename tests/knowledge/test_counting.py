"""How many things a question asks for is held against how many a passage lists."""

from __future__ import annotations

import doctest
import re

import pytest

import knowledge.counting
from knowledge.counting import counts, things_asked_for, things_listed
from tests.conftest import Library


def test_the_examples_in_its_docstrings() -> None:
    assert doctest.testmod(knowledge.counting) == (0, 4)


@pytest.mark.parametrize(
    ("core", "number"),
    [
        ("見守りの三つの型は", 3),
        ("送迎の方法は二つあるそうですが", 2),
        ("記録の10項目を", 10),
        ("会の3本柱", 3),
        ("2種類の会", 2),
        ("三つ目の型", 0),
        ("三つ以上ある会", 0),
        ("一つの町に会はいくつ", 0),
        ("会の型は", 0),
    ],
)
def test_a_question_names_how_many_things_it_asks_for(core: str, number: int) -> None:
    assert things_asked_for(core) == number


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("①話す\n②聞く\n③歩く\n\n④書く", {4}),
        ("(A) 見守り (B) 送迎", {2}),
        ("（ア）見守り\n（イ）送迎\n（ウ）配食", {3}),
        ("1. 話す\n2. 聞く\n本文です。", {2}),
        ("- 話す\n- 聞く\n\n- 歩く\n次の話\n- 書く\n- 見る", {2, 3}),
        ("茶話会・体操・配食・送迎を行う。", {4}),
        ("見守りの会〔茶話会\n体操の会\n配食〕", {3}),
        ("会場（集会所、神社、学校、駅前）に集まる", {4}),
        ("会場（町の真ん中にある集会所）に集まる", set()),
        ("② 二つ目だけがある", set()),
        ("本文です。", set()),
    ],
)
def test_a_list_is_as_long_as_its_numbers_its_bullets_or_its_words_in_a_row(text: str, lengths: set[int]) -> None:
    assert things_listed(text) == lengths


def test_the_passage_that_lists_as_many_comes_first(handbook: Library) -> None:
    first, *_ = handbook.retriever.find("開発の方法は二つあるそうですが何と何？", 1)
    assert first.passage.text.startswith("### 7-2 開発の進め方\n")


@pytest.mark.parametrize(
    ("text", "beside"),
    [
        ("会長の任期は三年です。", True),
        ("任期(2年)が終わると選び直します。", True),
        ("12年の任期", True),
        ("三年の役員任期", True),
        ("任期が終わると選び直します。会は3年ごとに開きます。", False),
        ("副会長を2年つとめた人の任期", False),
        ("任期はありません。", False),
    ],
)
def test_an_amount_counts_what_stands_right_beside_it(text: str, beside: bool) -> None:
    assert counts(re.compile("[0-9一二三]年"), ["任期"], text) is beside


def test_of_two_amounts_the_one_of_the_thing_asked_about_comes_first(deck: Library) -> None:
    first = deck.retriever.pick("地方厚生局は全国に何か所ありますか", 1)[0].passage
    assert "全国8か所" in first.text
