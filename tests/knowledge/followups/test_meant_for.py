from __future__ import annotations

import pytest

from knowledge.answering.extractive import ExtractiveAnswerer
from knowledge.followups.evidence import IndexedDocuments
from knowledge.followups.meant_for import Addressee, Said, Talk, may_be_meant
from knowledge.followups.people import is_nod
from knowledge.followups.rewriting import FollowUpRewriter
from knowledge.followups.turns import Turn
from tests.conftest import Library
from tests.knowledge.followups.talk import Thread, threads

ROLES = Turn("協議体の役割は？")


@pytest.fixture
def addressee(documents: IndexedDocuments, rewriter: FollowUpRewriter) -> Addressee:
    return Addressee(rewriter, documents)


def answered(addressee: Addressee, answerer: ExtractiveAnswerer, every: list[Thread]) -> int:
    count = 0
    for thread in every:
        answer = "\n".join(part.text for part in answerer.answer(thread.asked).parts)
        talk = Talk([Turn(thread.asked, answer)], "A", thread.said[:-1])
        count += addressee.asked(thread.said[-1], talk) is not None
    return count


@pytest.mark.parametrize("name", ["tuned", "held_out", "fresh", "last", "after"])
def test_talk_between_people_stays_unanswered(addressee: Addressee, handbook: Library, name: str) -> None:
    every = threads(f"thread_talk_{name}.yaml", "between_people")
    assert len(every) >= 30
    assert answered(addressee, handbook.answerer, every) <= 1


@pytest.mark.parametrize("name", ["tuned", "held_out", "fresh", "last", "after"])
def test_questions_to_the_bot_are_answered(addressee: Addressee, handbook: Library, name: str) -> None:
    every = threads(f"thread_talk_{name}.yaml", "for_the_bot")
    assert len(every) >= 20
    assert answered(addressee, handbook.answerer, every) >= 0.9 * len(every)


def test_while_people_talk_the_bot_keeps_quiet(addressee: Addressee) -> None:
    since = (Said("B", "七つもあるので、分けて話しましょうか"),)
    assert addressee.asked(Said("A", "年に何回開けばいい？"), Talk([ROLES], "A")) is not None
    assert addressee.asked(Said("A", "年に何回開けばいい？"), Talk([ROLES], "A", since)) is None


def test_a_nod_of_somebody_else_does_not_end_the_conversation(addressee: Addressee) -> None:
    talk = Talk([ROLES], "A", (Said("B", "なるほど！"),))
    assert addressee.asked(Said("A", "年に何回開けばいい？"), talk) is not None


def test_who_joins_in_is_answered_only_where_the_documents_say_it(addressee: Addressee) -> None:
    talk = Talk([ROLES], "A")
    assert addressee.asked(Said("B", "多数決は？"), talk) is not None
    assert addressee.asked(Said("B", "お弁当は？"), talk) is None


def test_a_bare_name_right_under_the_answer_leans_on_it_whatever_the_documents_say(addressee: Addressee) -> None:
    said = Said("A", "座長は？")
    assert addressee.asked(said, Talk([ROLES], "A")) is not None
    assert addressee.asked(said, Talk([ROLES], "A", (Said("A", "なるほど"),))) is None
    assert addressee.asked(Said("B", said.text), Talk([ROLES], "A")) is None


@pytest.mark.parametrize("text", ["つなぎさん、お弁当は？", "tsunagi お弁当は？", "つなぎさん お弁当は？"])
def test_called_by_its_name_the_bot_is_meant_whoever_calls_and_whatever_was_said_before(
    addressee: Addressee, text: str
) -> None:
    talk = Talk([ROLES], "A", (Said("B", "七つもあるので、分けて話しましょうか"),))
    asked = addressee.asked(Said("C", text), talk)
    assert asked is not None
    assert asked.text == "協議体のお弁当は？"


@pytest.mark.parametrize("text", ["つなぎ役は誰？", "つなぎさんに聞いてみる？", "つなぎさん、ありがとう"])
def test_spoken_of_the_bot_is_not_called(addressee: Addressee, text: str) -> None:
    assert addressee.asked(Said("B", text), Talk([ROLES], "A")) is None


def test_where_the_bot_has_said_nothing_it_is_not_asked(addressee: Addressee) -> None:
    assert addressee.asked(Said("A", "協議体とは？"), Talk([], "A")) is None


@pytest.mark.parametrize(
    "text", ["<@U123> 2回目は？", "2回目は？\n場所は公民館です", "あ" * 90 + "？", "", "？", "https://example.com ？"]
)
def test_some_words_alone_say_that_the_bot_is_not_asked(text: str) -> None:
    assert not may_be_meant(text)


@pytest.mark.parametrize(
    "text", ["2回目は？", "２回目は?", "じゃあ第1層は", "③について", "もう少し詳しく", "例を挙げて", "なぜ？"]
)
def test_short_questions_may_be_meant_for_the_bot(text: str) -> None:
    assert may_be_meant(text)


@pytest.mark.parametrize(
    ("text", "nod"),
    [("なるほど", True), ("ありがとうございます！", True), ("次は公民館で集まります", False), ("なぜ？", False)],
)
def test_a_nod_is_told_from_a_remark(text: str, nod: bool) -> None:
    assert is_nod(text) is nod
