"""What the log of answers keeps, for whom and for how long."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.keeping.answer_log import Asked, Origin, answer_id
from bot.keeping.keeping import Keeping
from knowledge.types import Answer, AnswerPart, Voice
from tests.bot.fakes import answer_of, citation_of
from tests.bot.verdicts import verdicts

DAY = 86_400
TEAM = "T1"
ASKED = Asked(TEAM, "C1", "17.1", "U1")
ORIGIN = Origin(7, "0.1.0")


class Hands:
    """A log with a clock that is set by hand."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now = 1_000_000_000.0
        self.keeping = Keeping.open(path, lambda: self.now)
        self.log = self.keeping.answers

    def unanswered(self, question: str, work: str = "") -> str:
        return self.given(Answer(question), work)

    def given(self, answer: Answer, work: str = "") -> str:
        self.now += 1
        id_ = answer_id(work or f"work {self.now}")
        self.log.write(id_, ASKED, answer, ORIGIN)
        return id_

    def after(self, days: float) -> None:
        self.now += days * DAY
        self.keeping.tidy()


@pytest.fixture
def hands(tmp_path: Path) -> Iterator[Hands]:
    hands = Hands(tmp_path / "conversations.sqlite3")
    yield hands
    hands.keeping.close()


def test_an_answer_is_kept_with_where_it_came_from(hands: Hands) -> None:
    given = hands.log.find(hands.given(answer_of("謝金は?", "1回5千円です。")))
    assert given is not None
    assert given.asked == ASKED
    assert (given.question, given.answered, given.passages) == ("謝金は?", True, ("passage-0",))
    assert given.citations == (citation_of("1回5千円です。"),)
    assert (given.origin, given.at) == (ORIGIN, hands.now)


def test_work_that_is_done_again_keeps_its_answer_once(hands: Hands) -> None:
    first = hands.unanswered("謝金は?", "said:C1:17.1")
    assert hands.unanswered("謝金は?", "said:C1:17.1") == first
    assert [gap.count for gap in hands.log.gaps(TEAM)] == [1]


def test_what_the_notes_of_the_region_said_is_nowhere_in_the_file(hands: Hands) -> None:
    answer = answer_of("集まれる所は?", "集会所です。")
    notes = AnswerPart(Voice.RESOURCES, "すみれ茶話会／毎週金曜", (citation_of("すみれ茶話会"),))
    hands.given(dataclasses.replace(answer, parts=(*answer.parts, notes)))
    hands.keeping.close()
    assert "すみれ茶話会".encode() not in hands.path.read_bytes()
    hands.keeping = Keeping.open(hands.path, lambda: hands.now)


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("田中さんの連絡先は?", "＊＊の連絡先は?"),
        ("090-1234-5678 は誰の番号?", "＊＊ は誰の番号?"),
        ("協議体の役割は？", "協議体の役割は？"),
    ],
)
def test_what_looks_personal_in_a_question_is_not_kept(hands: Hands, asked: str, kept: str) -> None:
    hands.unanswered(asked)
    assert hands.log.gaps(TEAM)[0].questions == (kept,)


def test_like_questions_are_one_gap_the_last_one_first(hands: Hands) -> None:
    hands.unanswered("移動支援の保険について教えて")
    hands.unanswered("ごみ出し支援の料金は?")
    last = hands.unanswered("移動支援の保険はどうなっていますか")
    first, second = hands.log.gaps(TEAM)
    assert first.questions == ("移動支援の保険はどうなっていますか", "移動支援の保険について教えて")
    assert (first.id, first.count, first.unanswered, first.last_asked) == (last, 2, 2, hands.now)
    assert second.questions == ("ごみ出し支援の料金は?",)


def test_an_answer_is_a_gap_once_somebody_says_that_it_is_wrong(hands: Hands) -> None:
    id_ = hands.given(answer_of("謝金は?", "1回5千円です。"))
    assert hands.log.gaps(TEAM) == ()
    hands.log.rate(id_, "U2", useful=False)
    hands.log.explain(id_, "U3", "  今年から\n6千円です ")
    (gap,) = hands.log.gaps(TEAM)
    assert (gap.count, gap.unanswered, gap.wrong, gap.why) == (1, 0, 2, ("今年から 6千円です",))
    assert gap.sources == ("生活支援コーディネーター手引き",)


def test_a_person_counts_once_and_may_change_their_mind(hands: Hands) -> None:
    id_ = hands.given(answer_of("謝金は?", "1回5千円です。"))
    for _ in range(10):
        assert hands.log.rate(id_, "U2", useful=True)
    assert verdicts(hands.log, TEAM) == (1, 0)
    hands.log.explain(id_, "U2", "古い額です")
    assert verdicts(hands.log, TEAM) == (0, 1)
    hands.log.rate(id_, "U2", useful=False)
    assert hands.log.gaps(TEAM)[0].why == ("古い額です",)
    hands.log.rate(id_, "U2", useful=True)
    assert verdicts(hands.log, TEAM) == (1, 0)
    assert hands.log.gaps(TEAM) == ()
    hands.log.rate(id_, "U2", useful=False)
    assert hands.log.gaps(TEAM)[0].why == ()


def test_an_answer_that_is_not_kept_cannot_be_judged(hands: Hands) -> None:
    assert not hands.log.rate("nothing", "U2", useful=False)
    assert not hands.log.explain("nothing", "U2", "古い額です")
    assert hands.log.find("nothing") is None


def test_a_settled_gap_is_gone_with_all_that_was_asked_like_it_until_then(hands: Hands) -> None:
    hands.unanswered("移動支援の保険について教えて")
    seen = hands.unanswered("移動支援の保険は?")
    hands.unanswered("移動支援の保険はどうなっていますか")
    settled = hands.log.settle(TEAM, seen)
    assert settled is not None
    assert settled.count == 2
    assert [gap.count for gap in hands.log.gaps(TEAM)] == [1]
    assert hands.log.settle(TEAM, seen) is None


def test_a_settled_answer_that_is_found_wrong_again_is_a_gap_again(hands: Hands) -> None:
    id_ = hands.given(answer_of("謝金は?", "1回5千円です。"))
    hands.log.rate(id_, "U2", useful=False)
    hands.log.settle(TEAM, id_)
    hands.log.rate(id_, "U3", useful=False)
    assert [gap.wrong for gap in hands.log.gaps(TEAM)] == [2]


def test_another_workspace_sees_and_settles_nothing(hands: Hands) -> None:
    id_ = hands.unanswered("移動支援の保険は?")
    assert hands.log.gaps("T2") == ()
    assert hands.log.settle("T2", id_) is None
    assert verdicts(hands.log, "T2") == (0, 0)


def test_after_three_days_an_answer_is_gone_unless_it_was_judged_or_found_nothing(hands: Hands) -> None:
    plain = hands.given(answer_of("役割は?", "七つあります。"))
    liked = hands.given(answer_of("謝金は?", "1回5千円です。"))
    hands.log.rate(liked, "U2", useful=True)
    nothing = hands.unanswered("移動支援の保険は?")
    hands.after(2.9)
    assert hands.log.find(plain) is not None
    hands.after(0.2)
    assert hands.log.find(plain) is None
    for id_ in (liked, nothing):
        given = hands.log.find(id_)
        assert given is not None
        assert given.asked == Asked(TEAM, "", "", "")


def test_after_half_a_year_nothing_is_left(hands: Hands) -> None:
    id_ = hands.unanswered("移動支援の保険は?")
    hands.log.explain(id_, "U2", "要綱にあるはずです")
    hands.after(179)
    assert len(hands.log.gaps(TEAM)) == 1
    hands.after(2)
    assert hands.log.gaps(TEAM) == ()
    hands.keeping.close()
    assert "要綱".encode() not in hands.path.read_bytes()
    hands.keeping = Keeping.open(hands.path, lambda: hands.now)


def test_a_settled_gap_is_erased_after_three_days(hands: Hands) -> None:
    id_ = hands.unanswered("移動支援の保険は?")
    hands.log.settle(TEAM, id_)
    hands.after(3.1)
    assert hands.log.find(id_) is None


def test_nobody_who_judged_is_named_in_the_file(hands: Hands) -> None:
    hands.log.explain(hands.unanswered("移動支援の保険は?"), "U0JUDGE", "要綱にあるはずです")
    hands.keeping.close()
    assert b"U0JUDGE" not in hands.path.read_bytes()
    hands.keeping = Keeping.open(hands.path, lambda: hands.now)
