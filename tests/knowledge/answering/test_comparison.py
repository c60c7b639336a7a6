"""What a question compares is read from it; each of two things is quoted from where it is told of."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import knowledge.answering.comparison
from knowledge.answering.comparison import heads, tells_of, two_things
from knowledge.answering.support import SAYS
from knowledge.glossary import Glossary
from knowledge.ports import Embedder
from knowledge.question import read_question
from knowledge.types import Passage
from tests.conftest import Library, library_in


def read(question: str) -> list[str] | None:
    things = two_things(read_question(question, Glossary(())))
    return [side.question for side in things] if things else None


def test_the_examples_in_its_docstrings() -> None:
    assert doctest.testmod(knowledge.answering.comparison) == (0, 3)


@pytest.mark.parametrize(
    ("question", "each"),
    [
        ("民協と町内会の違いは？", ["民協とは", "町内会とは"]),
        ("民協と町内会ってどう違うんですか", ["民協とは", "町内会とは"]),
        ("配食サービスは移動販売と何が違いますか", ["配食サービスとは", "移動販売とは"]),
        ("体操の会と茶話会、どこが違う？", ["体操の会とは", "茶話会とは"]),
        ("雪かきに困った人を頼むのは町内会と社協のどちらですか", ["町内会とは", "社協とは"]),
        ("有償の助け合いと無償の助け合いでは保険がどう違う？", ["有償の助け合いは保険", "無償の助け合いは保険"]),
        ("相談支援を目的とする会と見守りの会の違い", ["相談支援を目的とする会とは", "見守りの会とは"]),
        ("第1種と第2種の事業の違いを教えて", ["第1種の事業とは", "第2種の事業とは"]),
        ("夏の会と冬の会とでは参加者がどう違いますか", ["夏の会は参加者", "冬の会は参加者"]),
    ],
)
def test_two_things_are_read_out_of_a_question(question: str, each: list[str]) -> None:
    assert read(question) == each


@pytest.mark.parametrize(
    "question",
    [
        "協議体の役割は？",
        "町内会と社協に声をかけるのは誰ですか",
        "地域による高齢化の違いは",
        "三つの資源の違いは",
        "何と何が違うのですか",
        "考えの違う人とどう話し合えばいいですか",
    ],
)
def test_other_questions_compare_no_two_things(question: str) -> None:
    assert read(question) is None


@pytest.mark.parametrize(
    ("question", "headings"),
    [
        (
            "民生委員と生活支援コーディネーターの違いは",
            ["### 民生委員・児童委員\n", "### 4-1 生活支援コーディネーターとは\n"],
        ),
        (
            "2.5次のミーティングと1.5次のミーティングの違い",
            ["### 10-7 2.5次ミーティング\n", "### 10-5 1.5次ミーティング\n"],
        ),
        ("サロンは協議体と何が違いますか", ["### ふれあい・いきいきサロン\n", "協議体"]),
    ],
)
def test_what_is_told_in_two_places_is_quoted_from_both(handbook: Library, question: str, headings: list[str]) -> None:
    answer = handbook.answerer.answer(question, 5)
    assert len(answer.citations) == 2
    for citation, heading in zip(answer.citations, headings, strict=True):
        assert heading in citation.quote
    assert {citation.passage_id for citation in answer.citations} <= {each.passage.id for each in answer.passages}
    scores = [each.score for each in answer.passages]
    assert scores == sorted(scores, reverse=True)


def test_one_passage_that_tells_of_both_is_enough(handbook: Library) -> None:
    [citation] = handbook.answerer.answer("開発と調整の違いは", 5).citations
    assert citation.section.endswith("7-1 開発と調整の違い")


def test_a_thing_that_no_document_names_is_named_and_the_other_is_told(handbook: Library) -> None:
    answer = handbook.answerer.answer("認知症サポーターと民生委員はどう違いますか", 5)
    assert answer.note == "「認知症サポーター」のことは資料に見つかりませんでした。"
    assert all("民生委員" in citation.quote for citation in answer.citations)
    assert answer.answered


def test_a_thing_in_other_words_than_the_documents_is_not_called_missing(handbook: Library) -> None:
    assert handbook.answerer.answer("開発する資源と調整する資源の違い", 5).note == ""


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("民生委員と弁護士の年収の違いは", "「年収」"),
        ("協議体と老人クラブは会費がどう違いますか", "「会費」"),
        ("認知症サポーターと弁護士は地域でどう違いますか", "「認知症サポーター」「弁護士」"),
    ],
)
def test_a_difference_in_what_no_document_speaks_of_is_not_made_up_of_what_they_say_of_each(
    handbook: Library, question: str, missing: str
) -> None:
    considered = handbook.answerer.considered(question, 5)
    assert considered.certainty < SAYS
    assert not considered.answer.answered
    assert considered.answer.note == f"{missing}のことは資料に見つかりませんでした。"


@pytest.mark.parametrize(
    ("question", "heading", "told"),
    [
        ("会議の記録と名簿の違い", "### 5-9 協議体の会議の進め方", [False, False]),
        ("協議体の役割と社協の役割の違い", "### 5-9 協議体の会議の進め方", [True, False]),
        ("第1層と第2層の協議体の違い", "### 4-6 第1層・第2層・第3層の違い", [True, True]),
    ],
)
def test_a_passage_tells_of_a_thing_by_its_whole_name_without_what_is_asked_of_it(
    handbook: Library, question: str, heading: str, told: list[bool]
) -> None:
    catalogue = handbook.index.catalogue
    every = [each.passage for each in catalogue.by_ids(catalogue.passage_ids())]
    [passage] = [each for each in every if heading in each.text]
    asked = read_question(question, Glossary(()))
    assert [tells_of(side, asked, passage) for side in two_things(asked) or ()] == told


@pytest.mark.parametrize("limit", [1, 2])
def test_only_what_is_shown_is_cited(handbook: Library, limit: int) -> None:
    answer = handbook.answerer.answer("民生委員と生活支援コーディネーターの違いは", limit)
    assert len(answer.passages) == limit
    assert len(answer.citations) == limit
    assert {citation.passage_id for citation in answer.citations} == {each.passage.id for each in answer.passages}


def passage(text: str, *headings: str) -> Passage:
    return Passage("1", "1", "手引き", "", (), "", text, 0, headings)


@pytest.mark.parametrize(
    ("text", "headings", "told"),
    [
        ("朝の見守りと夕の配達\n\n朝の見守りは七時からです。", ["朝の見守りと夕の配達"], [True, False]),
        ("朝の見守りと夕の配達\n\n夕の配達に続き、朝の見守りがあります。", ["朝の見守りと夕の配達"], [True, True]),
        ("夕の配達\n\n荷物を届けます。", ["夕の配達"], [False, True]),
        ("荷物は、朝の見守りのあとで届けます。", [], [False, False]),
    ],
)
def test_a_heading_over_both_things_is_nobodys_own(text: str, headings: list[str], told: list[bool]) -> None:
    asked = read_question("朝の見守りと夕の配達の違い", Glossary(()))
    assert [tells_of(side, asked, passage(text, *headings)) for side in two_things(asked) or ()] == told


@pytest.mark.parametrize(
    ("question", "heading", "told"),
    [
        ("フォーマルな支えとインフォーマルな支えの違い", "インフォーマルな支え", [False, True]),
        ("5次の会議と1.5次の会議の違い", "1.5次の会議", [False, True]),
    ],
)
def test_a_name_that_is_the_end_of_another_does_not_stand_there(question: str, heading: str, told: list[bool]) -> None:
    asked = read_question(question, Glossary(()))
    assert [heads(side, asked, passage(heading, heading)) for side in two_things(asked) or ()] == told


ROUND = "毎朝七時に家々の前を歩き、雨戸が開いたかどうかを見て、変わりがあれば世話役に電話で知らせます。" * 5
VAN = "火曜と金曜の午後に車で集落をまわり、頼まれた米や灯油を玄関先まで運んで、代金はその場でもらいます。" * 5
TOWN = {
    "told below a heading over both": (
        f"# 町の記録\n\n## 見守りの輪と配達の輪\n\n### 見守りの輪\n\n{ROUND}\n\n### 配達の輪\n\n{VAN}\n",
        ["雨戸が開いたか", "玄関先まで運んで"],
    ),
    "told in one place, and named together in another": (
        "# 町の記録\n\n## 二つの輪\n\n### 見守りの輪\n\n雨戸が開いたかを見ます。\n\n### 配達の輪\n\n"
        "玄関先まで運びます。\n\n## 見守りの輪が配達の輪になるとき\n\n"
        f"{'世話役が相談して、見守りの輪を配達の輪にします。' * 15}\n",
        ["雨戸が開いたかを見ます。", "玄関先まで運びます。"],
    ),
    "told in one passage, below a heading over both": (
        "# 町の記録\n\n## 見守りの輪と配達の輪\n\n### 見守りの輪\n\n雨戸が開いたかを見ます。\n\n### 配達の輪\n\n"
        "玄関先まで運びます。\n",
        ["雨戸が開いたかを見ます。", "玄関先まで運びます。"],
    ),
}


@pytest.mark.parametrize("case", TOWN)
def test_both_sides_are_quoted_wherever_they_are_told(
    case: str, tmp_path: Path, bundled: Embedder, glossary: Glossary
) -> None:
    text, said = TOWN[case]
    document = tmp_path / "記録.md"
    document.write_text(text, "utf-8")
    with library_in(tmp_path / "home", bundled, glossary) as library:
        library.take_in(document)
        answer = library.answerer.answer("見守りの輪と配達の輪の違いは", 5)
    quotes = "\n".join(citation.quote for citation in answer.citations)
    assert [each for each in said if each not in quotes] == []
    scores = [each.score for each in answer.passages]
    assert scores == sorted(scores, reverse=True)
