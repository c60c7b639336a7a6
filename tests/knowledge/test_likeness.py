"""Which questions are taken for one."""

from __future__ import annotations

import pytest

from knowledge.likeness import grouped

ALIKE = [
    ("協議体の謝金はいくらですか", "協議体の謝金はいくら?"),
    ("協議体の謝金はいくらですか", "協議体の謝金の額を教えてください"),
    ("ふれあいサロンの補助金の上限は?", "サロンの補助金はいくらまで"),
    ("移動支援の保険はどうなっていますか", "移動支援の保険について教えて"),
    ("第2層協議体のメンバーは何人まで?", "第2層の協議体のメンバーは何人"),
    ("コーディネーターの任期は何年ですか", "コーディネーターの任期は?"),
    ("見守りの謝礼はいくら", "見守り活動の謝礼は?"),
    ("認知症カフェの開き方", "認知症カフェを開くには"),
    ("ボランティア保険の申込方法", "ボランティア保険の申し込みの方法は?"),
    ("地域ケア会議と協議体の違い", "協議体と地域ケア会議の違いは何ですか"),
]
APART = [
    ("協議体の謝金はいくらですか", "協議体の役割は?"),
    ("第1層協議体のメンバーは?", "第2層協議体の開催回数は?"),
    ("サロンの補助金の上限は?", "サロンの開催場所は?"),
    ("移動支援の保険は?", "移動支援の料金は?"),
    ("ボランティア保険の申込方法", "ボランティアの募集方法"),
    ("地域ケア会議の頻度", "地域ケア会議の参加者"),
    ("生活支援体制整備事業の予算は?", "生活支援体制整備事業の目的は?"),
    ("民生委員の任期は?", "コーディネーターの任期は?"),
]


@pytest.mark.parametrize("questions", ALIKE)
def test_questions_that_ask_for_the_same_are_together(questions: tuple[str, str]) -> None:
    assert grouped(questions) == [[0, 1]]


@pytest.mark.parametrize("questions", APART)
def test_questions_that_ask_for_different_things_stay_apart(questions: tuple[str, str]) -> None:
    assert grouped(questions) == [[0], [1]]


def test_groups_and_their_questions_keep_the_given_order() -> None:
    questions = ["移動支援の保険は?", "謝金の額は?", "移動支援の保険について教えて", "謝金の額はいくら"]
    assert grouped(questions) == [[0, 2], [1, 3]]
    assert grouped([]) == []


def test_a_question_without_words_of_its_own_is_like_itself_alone() -> None:
    assert grouped(["これは何ですか", "これは何ですか", "それはどこですか"]) == [[0, 1], [2]]
