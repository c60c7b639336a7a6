from __future__ import annotations

import threading

import pytest

from knowledge.ports import Answerer
from tests.bot.fakes import ScriptedAnswerer, answer_of


def test_the_scripted_answerer_is_an_answerer_that_answers_its_script() -> None:
    answerer: Answerer = ScriptedAnswerer({"何?": "これです。"})
    assert answerer.answer("何?") == answer_of("何?", "これです。")


def test_the_scripted_answerer_knows_nothing_beyond_its_script() -> None:
    answer = ScriptedAnswerer().answer("何?")
    assert not answer.answered
    assert answer.nearest


def test_every_quote_of_a_scripted_answer_stands_in_one_of_its_passages() -> None:
    answer = answer_of("何?", "一つめ。", "二つめ。")
    texts = [found.passage.text for found in answer.passages]
    assert [citation.quote for citation in answer.citations] == ["一つめ。", "二つめ。"]
    assert all(any(citation.quote in text for text in texts) for citation in answer.citations)


def test_the_scripted_answerer_writes_down_what_it_was_asked_and_fails_on_demand() -> None:
    answerer = ScriptedAnswerer()
    answerer.failures = [RuntimeError("once")]
    with pytest.raises(RuntimeError):
        answerer.answer("何?")
    answerer.answer("何?")
    assert answerer.asked == ["何?", "何?"]


def test_the_scripted_answerer_waits_at_a_closed_gate() -> None:
    answerer = ScriptedAnswerer()
    answerer.gate.clear()
    asking = threading.Thread(target=answerer.answer, args=("何?",))
    asking.start()
    assert answerer.waiting.acquire(timeout=60)
    assert asking.is_alive()
    answerer.gate.set()
    asking.join(60)
    assert not asking.is_alive()
