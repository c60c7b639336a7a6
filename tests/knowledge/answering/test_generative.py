"""Answers in plain words over the sample handbook: the real search, the real client, a provider that says anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.answering import generative
from knowledge.answering.chat import ChatModel
from knowledge.answering.generative import (
    AS_IT_STANDS,
    NO_ANSWER_SEEN,
    PUT_INTO_WORDS,
    USED_UP,
    GenerativeAnswerer,
    Occasion,
)
from knowledge.answering.model import Turn
from knowledge.answering.patience import PatientModel
from knowledge.glossary import Glossary
from knowledge.types import Answer, Shelf
from tests.conftest import Library
from tests.knowledge.answering.provider import ScriptedProvider, Trouble, says

ROLE = "協議体は意思決定の機関ですか"
QUOTE = "協議体は、意思決定や承認をする機関ではありません。"
TEXT = "協議体は、物事を決めたり承認したりする機関ではありません。"
WHAT = "協議体とは何ですか"
WHO_SETS_UP = "協議体は市町村が設けます。"
DEFINED = (
    "協議体とは、生活支援コーディネーターと地域の多様な主体が集まり、情報を分け合い、"
    "知恵と力を出し合って地域の支え合いを進める場です。"
)
DOUBTFUL = "協議体は、助け合いの輪を温める場です。"
LONG = 120.0  # seconds a model is given where its slowness is not what is tried: no busy machine takes them
UNKNOWN = yaml.safe_load((Path(__file__).parent / "unanswerable.yaml").read_text(encoding="utf-8"))


class Counter:
    """A ledger in memory."""

    def __init__(self) -> None:
        self.tokens: dict[str, int] = {}

    def add(self, team: str, tokens: int) -> None:
        self.tokens[team] = self.spent(team) + tokens

    def spent(self, team: str) -> int:
        return self.tokens.get(team, 0)


def reply(*statements: tuple[str, str], absent: bool = False) -> Callable[[str], object]:
    """Each statement with its quote, and the first passage in the prompt that holds the quote."""

    def said(asked: str) -> dict[str, Any]:
        shown = [re.sub(r"\n\| ?", "\n", each) for each in re.split(r"\n\n(?=\[[0-9]+\] )", asked)[1:]]
        found = [
            {"passage": next((n for n, each in enumerate(shown, 1) if quote in each), 1), "quote": quote, "text": text}
            for quote, text in statements
        ]
        return {"not_in_documents": absent, "statements": found}

    return said


@pytest.fixture
def provider() -> Iterator[ScriptedProvider]:
    with ScriptedProvider(reply((QUOTE, TEXT))).running() as provider:
        yield provider


@pytest.fixture
def ledger() -> Counter:
    return Counter()


@pytest.fixture
def answerer(handbook: Library, provider: ScriptedProvider, glossary: Glossary, ledger: Counter) -> GenerativeAnswerer:
    return answerer_within(LONG, handbook, provider, glossary, ledger)


def answerer_within(
    seconds: float, handbook: Library, provider: ScriptedProvider, glossary: Glossary, ledger: Counter
) -> GenerativeAnswerer:
    chat = ChatModel("openai:scripted", key="sk-secret", base_url=provider.base_url + "/v1", seconds=LONG)
    chat.warm_up()
    return GenerativeAnswerer(handbook.answerer, PatientModel(chat), glossary, ledger, seconds=seconds)


def check_quotes(answer: Answer) -> None:
    texts = {found.passage.id: found.passage.text for found in answer.passages}
    for citation in answer.citations:
        assert citation.quote in texts[citation.passage_id]


def test_a_proved_statement_is_the_answer_with_the_line_that_proves_it(answerer: GenerativeAnswerer) -> None:
    answer = answerer.answer(ROLE)
    (part,) = answer.parts
    assert part.text.startswith(TEXT)
    assert [each.quote for each in answer.citations] == [QUOTE]
    assert answer.note == PUT_INTO_WORDS
    check_quotes(answer)


def test_of_several_statements_only_the_proved_ones_are_said(
    answerer: GenerativeAnswerer, provider: ScriptedProvider
) -> None:
    lie = "協議体は年に十二回開かれます。"
    provider.reply = reply(
        (QUOTE, lie), (QUOTE, TEXT), ("どこにもない文です。", "協議体は町が選んだ人だけで話します。")
    )
    answer = answerer.answer(ROLE)
    assert TEXT in answer.parts[0].text
    assert lie not in answer.parts[0].text
    assert len(answer.citations) == 1


def test_what_cannot_be_followed_is_put_in_the_documents_own_words_beside_what_is_proved(
    answerer: GenerativeAnswerer, provider: ScriptedProvider
) -> None:
    provider.reply = reply((WHO_SETS_UP, "協議体を設けるのは市町村です。"), (DEFINED, DOUBTFUL))
    answer = answerer.answer(WHAT)
    proved, own_words = answer.parts[0].text.split("\n\n")
    assert proved == f"協議体を設けるのは市町村です。\n> {WHO_SETS_UP}"
    assert own_words == f"> {DEFINED}"
    assert answer.note == PUT_INTO_WORDS
    check_quotes(answer)


def test_the_documents_own_words_alone_are_no_answer_of_the_model(
    answerer: GenerativeAnswerer, provider: ScriptedProvider, handbook: Library
) -> None:
    provider.reply = reply((DEFINED, DOUBTFUL))
    answer = answerer.answer(WHAT)
    assert answer.parts == handbook.answerer.answer(WHAT).parts
    assert answer.note == AS_IT_STANDS


def test_a_model_that_says_the_quote_itself_is_believed(
    answerer: GenerativeAnswerer, provider: ScriptedProvider
) -> None:
    provider.reply = reply((WHO_SETS_UP, WHO_SETS_UP))
    answer = answerer.answer(WHAT)
    assert answer.parts[0].text.startswith(WHO_SETS_UP)
    assert answer.note == PUT_INTO_WORDS


def test_where_nothing_is_proved_the_quotations_stand_and_say_so(
    answerer: GenerativeAnswerer, provider: ScriptedProvider, handbook: Library
) -> None:
    provider.reply = reply(("どこにもない文です。", "協議体は意思決定の機関です。"))
    answer = answerer.answer(ROLE)
    assert answer.parts == handbook.answerer.answer(ROLE).parts
    assert answer.note == AS_IT_STANDS


@pytest.mark.parametrize(
    "trouble",
    [Trouble.BROKEN, Trouble.CUT, Trouble.EMPTY, Trouble.DOWN, Trouble.BUSY, Trouble.DENIED, Trouble.REFUSED],
)
def test_whatever_happens_to_the_model_the_quotations_stand(
    answerer: GenerativeAnswerer, provider: ScriptedProvider, handbook: Library, trouble: Trouble
) -> None:
    provider.troubles = [trouble] * 3
    answer = answerer.answer(ROLE)
    assert answer.parts == handbook.answerer.answer(ROLE).parts
    assert answer.note in (AS_IT_STANDS, NO_ANSWER_SEEN)


def test_a_slow_model_is_not_waited_for(
    handbook: Library, provider: ScriptedProvider, glossary: Glossary, ledger: Counter
) -> None:
    provider.troubles = [Trouble.SLOW]
    answer = answerer_within(1.0, handbook, provider, glossary, ledger).answer(ROLE)
    assert not provider.gave_up, "it was waited for as long as anybody is"
    assert answer.note == AS_IT_STANDS
    assert answer.answered


@pytest.mark.parametrize(("waited", "requests"), [(9.0, 0), (3600.0, 0), (0.0, 1), (-3600.0, 1)])
def test_the_time_that_a_question_waited_is_taken_from_the_models(
    handbook: Library,
    provider: ScriptedProvider,
    glossary: Glossary,
    ledger: Counter,
    waited: float,
    requests: int,
) -> None:
    answerer = answerer_within(LONG if requests else 8.0, handbook, provider, glossary, ledger)
    answer = answerer.on(Occasion(waited=waited)).answer(ROLE)
    assert answer.answered
    assert answer.note == (PUT_INTO_WORDS if requests else AS_IT_STANDS)
    assert len(provider.asked) == requests


def test_a_model_that_finds_nothing_is_believed_unless_the_rules_are_sure(
    answerer: GenerativeAnswerer, provider: ScriptedProvider, handbook: Library
) -> None:
    provider.reply = reply(absent=True)
    sure = answerer.answer(ROLE)
    assert sure.answered
    assert sure.note == NO_ANSWER_SEEN
    assert handbook.answerer.considered(ROLE).certainty > 0.85


@pytest.mark.parametrize("row", UNKNOWN, ids=[row["question"] for row in UNKNOWN])
def test_an_answer_to_what_the_documents_do_not_say_does_not_survive(
    answerer: GenerativeAnswerer,
    provider: ScriptedProvider,
    row: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(generative, "_WORTH_ASKING", 0.0)  # also where the rules would not ask
    provider.reply = reply((row["quote"], row["text"]))
    answer = answerer.answer(row["question"])
    assert len(provider.asked) == 1
    assert row["text"] not in "".join(part.text for part in answer.parts)
    check_quotes(answer)


def test_what_a_reader_may_not_see_never_reaches_the_prompt(
    answerer: GenerativeAnswerer, provider: ScriptedProvider, handbook: Library
) -> None:
    every = frozenset(each.id for each in handbook.index.catalogue.documents())
    assert not answerer.answer(ROLE, shelf=Shelf(every)).answered
    assert provider.asked == []


def test_the_conversation_goes_in_and_tokens_are_counted_for_the_workspace(
    answerer: GenerativeAnswerer, provider: ScriptedProvider, ledger: Counter
) -> None:
    before = (Turn("協議体とは"), Turn("話し合いの場です。", by_bot=True))
    answerer.on(Occasion("T1", before)).answer(ROLE)
    assert [each["content"] for each in provider.asked[0]["messages"][1:3]] == [turn.text for turn in before]
    assert ledger.tokens == {"T1": 120}


def test_when_the_month_is_used_up_nobody_is_asked_and_it_is_said(
    handbook: Library, provider: ScriptedProvider, glossary: Glossary, ledger: Counter
) -> None:
    chat = ChatModel("openai:scripted", key="sk-secret", base_url=provider.base_url + "/v1", seconds=LONG)
    patient = PatientModel(chat)
    thrifty = GenerativeAnswerer(handbook.answerer, patient, glossary, ledger, seconds=LONG, monthly_tokens=100)
    ledger.add("T1", 100)
    answer = thrifty.on(Occasion("T1")).answer(ROLE)
    assert answer.note == USED_UP
    assert provider.asked == []
    assert thrifty.on(Occasion("T2")).answer(ROLE).note == PUT_INTO_WORDS


def test_each_statement_is_told_once_proved_and_no_lie_is_told_early(
    answerer: GenerativeAnswerer, provider: ScriptedProvider
) -> None:
    lie = "協議体は意思決定をする機関です。"
    provider.reply = reply((QUOTE, lie), (QUOTE, TEXT), ("どこにもない文です。", "あとがきです。"))
    told: list[str] = []
    answerer.on(Occasion(hear=told.append)).answer(ROLE)
    assert [each.split("\n")[0] for each in told] == [TEXT]


def test_a_model_that_is_not_asked_for_json_says_nothing_that_is_believed(
    answerer: GenerativeAnswerer, provider: ScriptedProvider
) -> None:
    provider.reply = says({"statements": "協議体は意思決定の機関です。", "not_in_documents": False})
    assert answerer.answer(ROLE).note == AS_IT_STANDS
