"""An article that a question cites is found by its number, and no other article answers for it."""

from __future__ import annotations

import doctest
from collections.abc import Iterator
from pathlib import Path

import pytest

import knowledge.articles
from knowledge.articles import Article, cited, is_article, speaks_of
from knowledge.glossary import Glossary
from knowledge.japanese import fold
from knowledge.ports import Embedder
from knowledge.types import Passage
from tests.conftest import Library, library_in

SUBJECTS = ("雪かき", "見守り", "配食", "送迎", "集会所", "名簿", "会計", "連絡網", "草刈り", "防災", "茶話会", "体操")


def test_the_examples_in_its_docstrings() -> None:
    assert doctest.testmod(knowledge.articles) == (0, 1)


@pytest.mark.parametrize(
    ("question", "articles"),
    [
        ("町民支え合い法第三条には何が書いてある", [Article("町民支え合い法", "3")]),
        ("町民支え合い法の第５条の二第３項", [Article("町民支え合い法", "5の2", 3)]),
        ("憲法25条と13条", [Article("憲法", "25"), Article("", "13")]),
        ("支え合い法十三条の二とは", [Article("支え合い法", "13の2")]),
        ("町民支え合い法第一〇五条", [Article("町民支え合い法", "105")]),
        ("三条市の集まりはいつ", []),
        ("町民支え合い法第5条の2第3項第1号ロ", [Article("町民支え合い法", "5の2", 3)]),
        ("町民支え合い法第5条の2第1号", [Article("町民支え合い法", "5の2")]),
        ("町民支え合い法第五条の二第三項第一号とは", [Article("町民支え合い法", "5の2", 3)]),
        ("町民支え合い法附則第2条", [Article("町民支え合い法", "2", in_supplement=True)]),
        ("町民支え合い法の附則の第2条第3項", [Article("町民支え合い法", "2", 3, in_supplement=True)]),
        ("町の法第3条の2第3項第1号に規定する者", []),
        ("この法律の第2条", [Article("", "2")]),
        ("支え合い条例の役割は", []),
        ("北3条西5丁目の集会所はどこ", []),
        ("南13条東の会の連絡先", []),
        ("5条通の集まりは何曜日", []),
        ("町の法第3条第2項第1号に規定する町長が定める者", []),
        ("町の法第3条の2の厚生労働省令で定める場合", []),
        ("町の法第三条において準用する集まりの決まり", []),
        ("地域福祉は法律でどう書かれていますか", []),
    ],
)
def test_articles_are_read_out_of_a_question(question: str, articles: list[Article]) -> None:
    assert list(cited(fold(question))) == articles


def passage(title: str, locator: str, text: str) -> Passage:
    return Passage("1", "1", title, "", (), locator, text, 0)


@pytest.mark.parametrize(
    ("given", "question", "much"),
    [
        (passage("町の法", "第3条", "第三条　集まりを置く。"), "町の法第3条", 1.0),
        (passage("町の法", "第3条", "第三条　集まりを置く。"), "村の法第3条", 0.0),
        (passage("町の法", "第3条の2", "第三条の二　集まりを置く。"), "町の法第3条", 0.0),
        (passage("町の法", "第13条", "第十三条　集まりを置く。"), "町の法第3条", 0.0),
        (passage("町の法", "第2条〜第3条", "第二条　定める。\n第三条　集まりを置く。"), "町の法第3条", 1.0),
        (passage("町の法", "第3条第2項〜第4項", "２　会長を置く。"), "町の法第3条第3項", 1.0),
        (passage("町の法", "第3条第2項〜第4項", "２　会長を置く。"), "町の法第3条第5項", 0.7),
        (passage("研修の資料", "12〜20行目", "*町の法\n第3条 集まりを置く。"), "町の法第三条", 1.0),
        (passage("研修の資料", "12〜20行目", "第3条 集まりを置く。"), "町の法第三条", 0.0),
        (passage("町の法", "第3条", "第三条　集まりを置く。"), "町の法附則第3条", 0.0),
        (passage("町の法", "附則第3条", "第三条　集まりを置く。"), "町の法附則第3条", 1.0),
        (passage("町の法", "附則第3条", "第三条　集まりを置く。"), "町の法第3条", 0.0),
    ],
)
def test_a_passage_is_the_article_by_its_place_or_its_first_words(given: Passage, question: str, much: float) -> None:
    [article] = cited(fold(question))
    assert is_article(given, article) == much


def test_a_passage_that_names_an_article_speaks_of_it() -> None:
    given = passage("手引き", "p.3", "町の法第百九条の二に基づく集まりです。")
    assert [speaks_of(given, *cited(fold(f"町の法第{number}条"))) for number in ("109条の2", "109", "9", "2")] == [
        True,
        False,
        False,
        False,
    ]


def test_an_article_of_the_supplement_is_another_than_the_one_of_its_number() -> None:
    given = passage("手引き", "p.3", "町の法附則第2条によります。町の法第5条第2項第5号が根拠です。")
    asked = ("町の法附則第2条", "町の法第2条", "町の法第5条第2項第5号", "町の法附則第5条")
    assert [speaks_of(given, *cited(fold(question))) for question in asked] == [True, False, True, False]


@pytest.fixture(scope="module")
def laws(tmp_path_factory: pytest.TempPathFactory, bundled: Embedder, glossary: Glossary) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("laws")
    kanji = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
    for name in ("北町支え合い条例", "南町支え合い条例"):
        articles = (
            f"第{number}条　{name}において{subject}に関することは、第{kanji[-place - 1]}条の例により町長が定める。"
            for place, (number, subject) in enumerate(zip(kanji, SUBJECTS, strict=True))
        )
        (folder / f"{name}.txt").write_text("\n\n".join([name, *articles]) + "\n", "utf-8")
    with library_in(folder / "home", bundled, glossary) as library:
        library.take_in(*sorted(folder.glob("*.txt")))
        yield library


@pytest.mark.parametrize("place", range(12))
def test_the_article_that_is_cited_comes_first(laws: Library, place: int) -> None:
    for name in ("北町支え合い条例", "南町支え合い条例"):
        first = laws.answerer.answer(f"{name}第{place + 1}条には何が書いてありますか").passages[0].passage
        assert first.title == name
        assert f"第{place + 1}条" in first.locator
        assert SUBJECTS[place] in first.text


def test_an_article_that_is_not_there_is_not_answered_from_another(laws: Library) -> None:
    assert not laws.answerer.answer("北町支え合い条例第13条には何が書いてありますか").answered
    assert not laws.answerer.answer("東町支え合い条例第3条には何が書いてありますか").answered


def test_the_first_article_is_quoted_and_not_the_title_above_it(
    tmp_path: Path, bundled: Embedder, glossary: Glossary
) -> None:
    articles = [
        f"第{number}条　{subject}は、町が行う。" for number, subject in zip("二三四五六", SUBJECTS, strict=False)
    ]
    first = "（目的）\n第一条　この法律は、高齢者が支え合って暮らすことを目的とする。"
    with library_in(tmp_path / "home", bundled, glossary) as library:
        file = tmp_path / "法.txt"
        file.write_text("\n\n".join(["高齢者法", "第一章　総則", first, *articles]), "utf-8")
        library.take_in(file)
        for question in ("高齢者法第1条", "高齢者法の目的は"):
            assert "支え合って暮らす" in library.answerer.answer(question).citations[0].quote
