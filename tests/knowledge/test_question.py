from __future__ import annotations

import doctest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import knowledge.question
from knowledge.errors import QuestionError
from knowledge.glossary import Glossary
from knowledge.question import LONGEST, Kind, kinds_of, noun_runs, read_question, without_politeness

SC = Glossary((("生活支援コーディネーター", "sc"),))


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(knowledge.question) == (0, 4)


@pytest.mark.parametrize(
    "asked",
    [
        "協議体の役割を教えてください",
        "協議体の役割を教えてください。",
        "協議体の役割について詳しく説明してほしいです",
        "協議体の役割を知りたいのですが",
        "協議体の役割って教えてもらえますか？",
        "協議体の役割でしょうか",
        "協議体の役割ですか?",
        "協議体の役割?",
    ],
)
def test_a_polite_ending_is_no_part_of_the_question(asked: str) -> None:
    assert read_question(asked, Glossary()).core == "協議体の役割"


@pytest.mark.parametrize("asked", ["教えてください", "か", "ですか?", "お願いします"])
def test_a_question_of_politeness_alone_is_left_with_something(asked: str) -> None:
    assert without_politeness(asked)


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("協議体の役割", Kind.LIST),
        ("見守りの事例", Kind.LIST),
        ("内的資源って何", Kind.DEFINITION),
        ("通いの場とは", Kind.DEFINITION),
        ("開発と調整の違い", Kind.DIFFERENCE),
        ("謝礼はいくら", Kind.NUMBER),
        ("参加者は何人", Kind.NUMBER),
        ("報告会はいつ", Kind.DATE),
        ("募集の締め切り", Kind.DATE),
        ("助言者は誰", Kind.PERSON),
        ("様式はどこにある", Kind.PLACE),
        ("協議体は承認する機関ですか", Kind.YES_NO),
        ("見学会は開発と調整のどっち", Kind.DIFFERENCE),
    ],
)
def test_a_question_is_of_the_kind_it_asks_for(asked: str, kind: Kind) -> None:
    assert kind in kinds_of(asked)


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("料金が合わずに断られた", Kind.NUMBER),
        ("研修は何時間ありますか", Kind.DATE),
        ("町と社協のどちらかに頼みたい", Kind.DIFFERENCE),
    ],
)
def test_a_question_that_only_speaks_of_a_thing_does_not_ask_for_it(asked: str, kind: Kind) -> None:
    assert kind not in kinds_of(asked)


def test_a_question_that_asks_for_something_is_no_yes_or_no_question() -> None:
    assert Kind.YES_NO not in kinds_of("資源はどう探すのか")


@pytest.mark.parametrize("asked", ["", "   ", "？？？", "😀🎉", "。、・", "\u200b"])
def test_a_question_without_words_is_refused_with_an_example(asked: str) -> None:
    with pytest.raises(QuestionError) as refusal:
        read_question(asked, Glossary())
    assert "協議体の役割" in refusal.value.cure


def test_a_question_longer_than_the_limit_is_refused_with_its_length_and_the_limit() -> None:
    with pytest.raises(QuestionError) as refusal:
        read_question("あ" * 10_000, Glossary())
    assert "10,000" in refusal.value.what
    assert f"{LONGEST:,}" in refusal.value.cure


def test_a_question_of_just_the_limit_is_read() -> None:
    assert read_question("資" * LONGEST, Glossary()).words


def test_what_only_shapes_a_question_is_not_looked_for() -> None:
    assert read_question("資源とはどのようなものですか", Glossary()).subject == ("資源",)


def test_other_names_are_looked_for_too_but_count_less_than_the_questions_own() -> None:
    question = read_question("SCの役割", SC)
    assert question.other_names == ("生活支援コーディネーター",)
    assert question.words["SC"] == 1.0
    assert 0 < question.words["コーディネーター"] < 1
    assert "コーディネーター" not in question.subject


def test_the_vector_is_asked_for_with_the_other_names() -> None:
    assert read_question("SCの役割?", SC).to_embed == "生活支援コーディネーター scの役割"


def test_compounds_are_named_as_written() -> None:
    assert noun_runs("生活支援体制整備事業の目的") == ["生活支援体制整備事業", "目的"]


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_for_a_reason_that_is_told(text: str) -> None:
    try:
        question = read_question(text, SC)
    except QuestionError as error:
        assert error.what
        assert error.cure
        return
    assert question.core
    assert all(0 < weight <= 1 for weight in (*question.words.values(), *question.pairs.values()))
    assert set(question.subject) <= question.words.keys()
    assert set(question.own_pairs) <= question.pairs.keys()


@pytest.mark.parametrize(
    ("asked", "phrase"),
    [
        ("2回目の現地支援の内容", "2回目の現地支援"),
        ("協議体の役割は?", "協議体"),
        ("いつ?", ""),
        ("生活支援コーディネーターの資格とは", "生活支援コーディネーターの資格"),
    ],
)
def test_the_longest_thing_named_is_kept_as_it_is_written(asked: str, phrase: str) -> None:
    assert read_question(asked, Glossary()).phrase == phrase


@pytest.mark.parametrize(
    ("asked", "answers", "does_not"),
    [
        ("委員は何人ですか", "委員は十人です", "会議は年に3回です"),
        ("町の人口は", "人口は4,120人", "3回の支援を予定"),
        ("費用はいくら", "一食四百円です", "週に三回、昼に届けます"),
        ("試験の合格率は", "合格率は7%でした", "四 試験に合格した者"),
        ("送迎時間を教えて", "朝8時に迎えます", "第3条に定める送迎"),
        ("謝金はいくらが決まりですか", "決まった額はありません", "年に3回お渡しします"),
        ("サロンは町内にいくつありますか", "サロンは12か所", "令和7年度の取組"),
        ("実施している市町村は全国でいくつ", "全国では86市町村", "3-7 二つの事業"),
        ("質問はいくつ", "25の質問に答えます", "第25条"),
        ("何項目に当てはまるとよいか", "8項目以上に当てはまる", "25歳から"),
        ("研修は何時間", "合わせて6時間です", "二週間のうちに"),
    ],
)
def test_an_amount_that_is_asked_for_has_its_measure(asked: str, answers: str, does_not: str) -> None:
    counted = read_question(asked, Glossary()).counted
    assert counted is not None
    assert counted.search(answers)
    assert not counted.search(does_not)


def test_each_other_name_stands_for_its_own_part_of_a_thing() -> None:
    glossary = Glossary((("社会福祉協議会", "社協"), ("費用", "料金"), ("障害者", "障がい者")))
    question = read_question("社協の費用と障害者手帳は", glossary)
    assert question.names_for("社協") == ("社協", "社会福祉協議会")
    assert question.names_for("費用") == ("費用", "料金")
    assert question.names_for("障害者手帳") == ("障害者手帳", "障がい者手帳")
    assert question.names_for("会長") == ("会長",)


def test_the_form_of_an_answer_is_known_in_kana_too() -> None:
    for written in ("協議体のやくわりは", "協議体の役わりは"):
        question = read_question(written, Glossary())
        assert question.core == "協議体の役割は"
        assert Kind.LIST in question.kinds
        assert question.text == written
    assert read_question("人を誘うときの心がまえ", Glossary()).core == "人を誘うときの心がまえ"
