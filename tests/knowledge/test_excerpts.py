"""Keywords find what people mean by them, and what has none of them is not shown."""

from __future__ import annotations

import pytest

from knowledge.errors import QuestionError
from knowledge.excerpts import Excerpts
from knowledge.glossary import Glossary
from knowledge.types import Passage, Shelf
from tests.conftest import Library

# Keywords as they are typed into a search field, and what the heading of the passage meant by them begins with.
MEANT = {
    "協議体 役割": "5-2",
    "協議体 メンバー": "5-4",
    "協議体 会議 進め方": "5-9",
    "協議体 準備": "5-8",
    "協議体 企業": "5-6",
    "協議体 決定 承認": "5-3",
    "行き詰まり 協議体": "5-11",
    "資源開発 機能": "4-3",
    "第1層 第2層 違い": "4-6",
    "SC 資格": "4-9",
    "SC 四つの仕事": "4-8",
    "着任 三か月": "4-10",
    "日常生活圏域": "4-7",
    "内的資源": "6-4",
    "社会資源 定義": "6-1",
    "開発 調整 違い": "7-1",
    "除雪 調整": "7-6",
    "移動販売": "7-7",
    "スマホ教室 高校生": "7-8",
    "社会福祉法 三つの類型": "8-1",
    "民生委員 連携": "8-7",
    "岡村重夫": "8-11",
    "興味関心チェックシート": "9-3",
    "マッチング 手順": "9-6",
    "伴走的支援 1回目": "10-4",
    "伴走支援 募集 申込": "11-2",
    "個人情報 扱い": "12-3",
    "二重登録": "12-6",
    "記録 項目": "12-2",
    "五つの要素 包括ケア": "2-2",
    "自助 互助": "2-5",
    "改正 令和8年度": "3-8",
    "ハンドブック 入手先": "1-2",
}


@pytest.fixture(scope="module")
def excerpts(handbook: Library, glossary: Glossary) -> Excerpts:
    return Excerpts(handbook.retriever, handbook.index.catalogue, glossary)


def meant(passage: Passage, heading: str) -> bool:
    return any(each.lstrip("# ").startswith(f"{heading} ") for each in (*passage.section, *passage.headings))


def test_keywords_find_the_passage_that_is_meant_by_them(excerpts: Excerpts) -> None:
    found = {keywords: excerpts.find(keywords).passages for keywords in MEANT}
    first = [keywords for keywords, heading in MEANT.items() if meant(found[keywords][0], heading)]
    among = [keywords for keywords, heading in MEANT.items() if any(meant(each, heading) for each in found[keywords])]
    assert len(first) >= 0.9 * len(MEANT)
    assert len(among) == len(MEANT)


@pytest.mark.parametrize("keywords", ["ふるさと納税", "宇宙旅行", "ﾌﾞﾗｯｸﾎｰﾙ"])
def test_what_no_passage_speaks_of_is_not_found(excerpts: Excerpts, keywords: str) -> None:
    assert excerpts.find(keywords).passages == ()


def test_both_of_two_words_make_a_passage_close_and_one_of_them_does_not(excerpts: Excerpts) -> None:
    assert excerpts.find("協議体 会議").close
    assert not excerpts.find("協議体 宇宙旅行").close


def test_another_name_counts_as_the_name(excerpts: Excerpts) -> None:
    assert excerpts.find("SC 資格").close


def test_words_of_any_width_find_the_same(excerpts: Excerpts) -> None:
    assert excerpts.find("ＫＤＢ　支援") == excerpts.find("KDB 支援")


@pytest.mark.parametrize(
    ("typed", "meant"), [("きょうぎたい", "協議体"), ("チェクシート", "チェックシート"), ("民生委員", "民生委員")]
)
def test_words_are_found_however_they_were_typed(excerpts: Excerpts, typed: str, meant: str) -> None:
    found = excerpts.find(typed).passages
    assert found == excerpts.find(meant).passages
    assert found


def test_without_words_there_is_nothing_to_look_for(excerpts: Excerpts) -> None:
    with pytest.raises(QuestionError):
        excerpts.find("？")


def test_what_is_hidden_or_unknown_is_left_out(excerpts: Excerpts) -> None:
    one, other = excerpts.find("協議体 会議").passages[:2]
    assert excerpts.by_ids([other.id, "gone", one.id]) == [other, one]
    hidden = Shelf(frozenset({one.document_id}))
    assert excerpts.by_ids([one.id], hidden) == []
    assert excerpts.around(one.id, hidden) is None
    assert excerpts.around("gone") is None
    assert excerpts.find("協議体 会議", hidden).passages == ()
