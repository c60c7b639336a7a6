"""Everyday words find what documents write, count less than the question's own, and never answer alone."""

from __future__ import annotations

import doctest
import json

import pytest

import knowledge.thesaurus
from knowledge.glossary import Glossary
from knowledge.japanese import words
from knowledge.question import read_question
from knowledge.thesaurus import COMPILED, SOURCE, compiled, written_for
from knowledge.weighing import share_held
from tests.conftest import Library


def test_the_examples_in_its_docstrings() -> None:
    assert doctest.testmod(knowledge.thesaurus) == (0, 1)


def test_what_is_read_at_run_time_is_what_people_wrote() -> None:
    assert json.loads(COMPILED.read_text("utf-8")) == compiled(SOURCE.read_text("utf-8")), "run: make thesaurus"


@pytest.mark.parametrize("line", ["掃除", "掃除 =", "> 清掃", "掃除 = 清掃 > 除雪", "掃除, > 清掃"])
def test_a_line_that_is_none_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="「"):
        compiled(f"お金 > 費用\n{line}\n")


def test_a_term_with_a_word_that_no_question_is_searched_by_is_refused() -> None:
    with pytest.raises(ValueError, match="足がない"):
        compiled("足がない > 移動手段")


def test_a_term_of_several_words_is_asked_only_with_all_of_them() -> None:
    both, one = (written_for(words(text)) for text in ("仲間を増やす", "仲間"))
    assert frozenset(words("会員募集")) in {other for _, others in both for other in others}
    assert frozenset(words("会員募集")) not in {other for _, others in one for other in others}


def test_it_goes_one_way_where_it_is_written_so() -> None:
    assert frozenset(words("費用")) in {other for _, others in written_for(words("お金")) for other in others}
    assert frozenset(words("お金")) not in {other for _, others in written_for(words("費用")) for other in others}


def test_a_word_alike_counts_less_than_the_questions_own_and_less_still_for_its_place() -> None:
    question = read_question("掃除の当番", Glossary())
    rarity = dict.fromkeys(question.subject, 1.0)
    total = float(len(rarity))
    own, alike, none = (
        share_held(frozenset(words(text)), question, rarity, total)
        for text in ("掃除の当番", "清掃の当番", "配食の当番")
    )
    assert own.said == own.for_its_place == 1
    assert own.said > alike.said > alike.for_its_place > none.said == none.for_its_place


def test_what_is_named_with_another_name_is_not_helped_twice() -> None:
    question = read_question("掃除の当番", Glossary((("掃除", "お掃除当番"),)))
    assert question.also_held(frozenset(words("清掃"))) == frozenset()


def test_a_question_in_everyday_words_is_answered(handbook: Library) -> None:
    answer = handbook.answerer.answer("手を貸してくれる人を育てるには", 5)
    assert answer.answered
    assert "担い手" in answer.citations[0].quote
