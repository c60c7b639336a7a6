"""Questions in kana, misspelt or wrongly converted, over the names that the documents hold."""

from __future__ import annotations

import doctest
import sqlite3

import pytest

import knowledge.spelling
from knowledge.glossary import Glossary
from knowledge.lexical import SCHEMA as TERMS_SCHEMA
from knowledge.lexical import Terms, WordsIndex
from knowledge.question import read_question
from knowledge.spelling import SCHEMA, Mended, Spelling, names

DOCUMENT = """協議体の役割は、地域の資源を見える化することです。民生委員の任期は三年です。
興味・関心チェックシートは、インフォーマルな資源を見つける用紙です。生活支援コーディネーターの機関紙を出します。"""


@pytest.fixture
def spelling() -> Spelling:
    database = sqlite3.connect(":memory:")
    database.executescript(TERMS_SCHEMA + SCHEMA)
    WordsIndex(database).add({1: Terms.of(DOCUMENT)})
    spelling = Spelling(database)
    spelling.add(DOCUMENT)
    return spelling


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(knowledge.spelling) == (0, 1)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("きょうぎたいのやくわりは", "協議体の役割は"),
        ("みんせいいいんのにんき", "民生委員の任期"),
        ("チェクシートの使い方", "チェックシートの使い方"),
        ("インフォマールな資源とは", "インフォーマルな資源とは"),
        ("生活支縁コーディネーターの機能", "生活支援コーディネーターの機能"),
        ("きょうぎたいの役割", "協議体の役割"),
        ("キョウギタイノヤクワリハ", "協議体の役割は"),
        ("セイカツシエンコーディネーターとは", "生活支援コーディネーターとは"),
    ],
)
def test_a_name_is_known_however_it_was_typed(spelling: Spelling, asked: str, meant: str) -> None:
    assert spelling.mend(asked)[0] == meant


@pytest.mark.parametrize(
    "asked",
    [
        "協議体の役割は",
        "民生委員の任期は何年",
        "助成の期間はいつまで",  # 期間 is no mistake for 機関
        "これはどういうことですか",
        "いつ、どこで、だれが",
        "カラオケはできますか",
        "コーディネーターとは",
        "",
    ],
)
def test_what_is_written_well_stays_as_it_is(spelling: Spelling, asked: str) -> None:
    assert spelling.mend(asked) == (asked, ())


def test_what_was_taken_for_a_name_is_told(spelling: Spelling) -> None:
    question = read_question("きょうぎたいは？", Glossary(), spelling.mend)
    assert question.mended == (Mended("きょうぎたい", "協議体"),)
    assert "協議体" in question.subject


def test_names_that_left_with_their_document_are_not_offered(spelling: Spelling) -> None:
    WordsIndex(spelling._db).remove({1: Terms.of(DOCUMENT)})
    assert spelling.mend("きょうぎたいのやくわり") == ("きょうぎたいのやくわり", ())


def test_of_two_names_read_alike_the_one_that_stands_there_more_often_is_meant() -> None:
    database = sqlite3.connect(":memory:")
    database.executescript(TERMS_SCHEMA + SCHEMA)
    texts = {1: "講演の記録", 2: "公園の掃除", 3: "公園の花"}
    WordsIndex(database).add({number: Terms.of(text) for number, text in texts.items()})
    spelling = Spelling(database)
    for text in texts.values():
        spelling.add(text)
    assert spelling.mend("こうえん")[0] == "公園"


def test_names_are_kept_alone_and_joined_but_not_those_in_hiragana_only() -> None:
    assert {surface for _, surface in names("協議体とつどいの場")} == {"協議", "協議体"}
