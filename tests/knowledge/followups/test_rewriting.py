from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.followups.evidence import IndexedDocuments
from knowledge.followups.rewriting import FollowUpRewriter
from knowledge.followups.turns import Rewritten, Turn
from knowledge.glossary import Glossary
from knowledge.types import Shelf
from tests.conftest import Library
from tests.knowledge.followups.talk import conversations

NAMES = ("tuned", "held_out", "fresh", "last", "after")
FIRST_VISIT = "伴走的支援の1回目は何をする？"
ROLES = Turn(
    "協議体の役割は？",
    "協議体の役割は次の三つです。\n- ① 情報交換: 知らせ合います\n- ② 企画、立案: 考えます\n- ③ 見える化: 地図にします",
)


def found_the_same(library: Library, glossary: Glossary, documents: str) -> tuple[int, int]:
    """Of how many follow-ups the whole question and the one that was made of it find the same passage first."""
    rewriter = FollowUpRewriter(IndexedDocuments(library.retriever, glossary))
    same = count = 0
    for talk in (each for name in NAMES for each in conversations(name, documents)):
        question, turns = talk.asked, list[Turn]()
        for said, whole in talk.then:
            answer = "\n".join(part.text for part in library.answerer.answer(question).parts)
            turns.append(Turn(question, answer))
            question = rewriter.rewritten(said, turns).text
            wanted, found = (library.retriever.find(each, 1)[0].passage.id for each in (whole, question))
            same, count = same + (wanted == found), count + 1
    return same, count


def test_what_is_made_of_a_follow_up_finds_what_the_whole_question_would_have(
    handbook: Library, glossary: Glossary
) -> None:
    same, count = found_the_same(handbook, glossary, "handbook")
    assert count >= 100
    assert same >= 0.9 * count


def test_the_same_holds_over_the_training_deck(deck: Library, glossary: Glossary) -> None:
    same, count = found_the_same(deck, glossary, "deck")
    assert count >= 70
    assert same >= 0.9 * count


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("2回目は？", "伴走的支援の2回目は何をする？"),
        ("じゃあ、３回目は", "伴走的支援の３回目は何をする？"),
        ("その次は？", "伴走的支援の2回目は何をする？"),
        ("2回目はどう？", "伴走的支援の2回目は何をする？"),
        ("それは誰が決める？", "伴走的支援の1回目は誰が決める？"),
        ("その費用は？", "伴走的支援の1回目の費用は？"),
    ],
)
def test_a_follow_up_becomes_whole(rewriter: FollowUpRewriter, said: str, whole: str) -> None:
    assert rewriter.rewritten(said, [Turn(FIRST_VISIT)]) == Rewritten(whole, changed=True)


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("③について", "協議体の見える化について"),
        ("二つ目は？", "協議体の企画とは？"),
        ("最後のは？", "協議体の見える化とは？"),
        ("もう少し詳しく", "協議体の役割について、もう少し詳しく"),
    ],
)
def test_a_follow_up_may_point_into_the_answer(rewriter: FollowUpRewriter, said: str, whole: str) -> None:
    assert rewriter.rewritten(said, [ROLES]).text == whole


@pytest.mark.parametrize("said", ["民生委員の守秘義務について教えて", "総合事業とは何ですか", "通いの場って何？"])
def test_a_question_of_its_own_stays_to_the_letter(rewriter: FollowUpRewriter, said: str) -> None:
    assert rewriter.rewritten(said, [Turn(FIRST_VISIT)]) == Rewritten(said, changed=False)


@pytest.mark.parametrize(
    "said",
    [
        "ふるさと納税の返礼品は?",
        "ふるさと納税の返礼品はいくら?",
        "敬老会はいつ？",
        "認知症カフェの作り方",
        "協議帯の役割は?",
    ],
)
def test_a_topic_of_its_own_is_not_tied_to_the_last_one_also_where_the_documents_do_not_know_it(
    rewriter: FollowUpRewriter, said: str
) -> None:
    assert rewriter.rewritten(said, [Turn("開発と調整の違いは?")]) == Rewritten(said, changed=False)


def test_without_a_conversation_nothing_changes(rewriter: FollowUpRewriter) -> None:
    assert rewriter.rewritten("2回目は？", []) == Rewritten("2回目は？", changed=False)


def test_the_last_turn_counts(rewriter: FollowUpRewriter) -> None:
    turns = [Turn("協議体の役割は？"), Turn("民生委員とは")]
    assert rewriter.rewritten("任期は？", turns).text == "民生委員の任期は？"


def test_a_difference_may_be_that_of_the_last_two(rewriter: FollowUpRewriter) -> None:
    turns = [Turn("開発とは"), Turn("調整とは")]
    assert rewriter.rewritten("違いは？", turns).text == "開発と調整の違いは？"


@pytest.mark.parametrize(
    ("asked", "said", "whole"),
    [
        ("フォーマルな資源とは", "インフォーマルは？", "インフォーマルな資源とは"),
        ("地域ケア個別会議とは", "推進会議は？", "地域ケア推進会議とは"),
        ("個人のアセスメントで聞くことは？", "地域だと？", "地域のアセスメントで聞くことは？"),
    ],
)
def test_of_the_names_that_come_out_the_documents_know_which_exist(
    rewriter: FollowUpRewriter, asked: str, said: str, whole: str
) -> None:
    assert rewriter.rewritten(said, [Turn(asked)]).text == whole


@pytest.mark.parametrize(
    ("asked", "said", "whole"),
    [
        ("地域ケア会議と協議体の違いは？", "前者の根拠は？", "地域ケア会議の根拠は？"),
        ("地域ケア会議と協議体の違いは？", "それぞれの目的は？", "地域ケア会議と協議体のそれぞれの目的は？"),
        ("協議体は決定機関ですか？", "なぜ？", "協議体は決定機関ですか。なぜ？"),
        ("担い手が高齢で活動が続けられない", "どうしたらいい？", "担い手が高齢で活動が続けられない。どうしたらいい？"),
        ("伴走的支援の1回目は何をする？", "1回目と2回目の違いは？", "伴走的支援の1回目と2回目の違いは？"),
        ("協議体の役割は？", "社協は？", "社協の役割は？"),
        ("民生委員の任期は？", "これって法律で決まってる？", "民生委員の任期って法律で決まってる？"),
    ],
)
def test_there_are_many_ways_to_ask_on(rewriter: FollowUpRewriter, asked: str, said: str, whole: str) -> None:
    assert rewriter.rewritten(said, [Turn(asked)]).text == whole


def test_documents_that_are_hidden_have_no_say(handbook: Library, rewriter: FollowUpRewriter) -> None:
    """That there is a 地域ケア推進会議, the handbook alone tells; who may not see it, learns nothing of that."""
    everything = Shelf(frozenset(each.id for each in handbook.index.catalogue.documents()))
    said, turns = "推進会議は？", [Turn("地域ケア個別会議とは")]
    assert "地域ケア推進会議" in rewriter.rewritten(said, turns).text
    assert "地域ケア推進会議" not in rewriter.rewritten(said, turns, everything).text


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    said=st.text(alphabet="2③の、は？それ次協議体費用なぜ abc<>@\n", min_size=1, max_size=24),
    before=st.text(max_size=24),
)
def test_whatever_is_said_something_comes_out(rewriter: FollowUpRewriter, said: str, before: str) -> None:
    rewritten = rewriter.rewritten(said, [Turn(before)])
    assert rewritten.text
    assert rewritten.changed or rewritten.text == said
