"""`tsunagi ask` as people read it."""

from __future__ import annotations

import json

import pytest

from bot.commands import ask
from knowledge.answering.generative import AS_IT_STANDS
from knowledge.types import Answer, AnswerPart, Voice

ANSWER = Answer("協議体とは", (AnswerPart(Voice.HANDBOOK, "話し合いの場です。", ()),), note=AS_IT_STANDS)


def test_the_small_print_stands_under_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    ask._ask(lambda *_: ANSWER, ANSWER.question, 5, ask._print_text)
    assert capsys.readouterr().out == f"話し合いの場です。\n\n{AS_IT_STANDS}\n"


def test_as_json_an_answer_keeps_to_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    ask._ask(lambda *_: ANSWER, ANSWER.question, 5, ask._print_json)
    line = json.loads(capsys.readouterr().out)
    assert set(line) == {"question", "answered", "answer", "citations", "passages", "elapsed_ms"}
    assert line["answer"] == "話し合いの場です。"
