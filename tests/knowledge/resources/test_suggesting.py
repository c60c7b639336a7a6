"""A model looks for what the rules did not find in a line: the real client, a provider that says anything."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import yaml

from knowledge.answering.chat import ChatModel
from knowledge.answering.patience import PatientModel
from knowledge.resources.model import ResourceNote
from knowledge.resources.suggesting import FIELDS, NoteSuggestions
from tests.knowledge.answering.provider import ScriptedProvider, Trouble, says
from tests.knowledge.answering.test_generative import Counter
from tests.knowledge.answering.test_grounding import FOLDER

LINE = "みどり茶の間 丘の上の西集会室に毎週水曜、町内会の有志がお茶を出してくれる 一人暮らしの人が集まる"
NOTE = ResourceNote(name="みどり茶の間", offers=LINE, team_id="T1")
TODAY = date(2026, 11, 25)


def found(**words: str) -> dict[str, str]:
    return dict.fromkeys(FIELDS, "") | words


@pytest.fixture
def provider() -> Iterator[ScriptedProvider]:
    with ScriptedProvider(says(found())).running() as provider:
        yield provider


@pytest.fixture
def ledger() -> Counter:
    return Counter()


@pytest.fixture
def suggest(provider: ScriptedProvider, ledger: Counter) -> NoteSuggestions:
    chat = ChatModel("openai:scripted", key="sk-secret", base_url=f"{provider.base_url}/v1")
    chat.warm_up()
    return NoteSuggestions(PatientModel(chat), ledger, lambda: TODAY, monthly_tokens=1_000)


def test_words_of_the_line_fill_what_was_empty(
    suggest: NoteSuggestions, provider: ScriptedProvider, ledger: Counter
) -> None:
    provider.reply = says(found(provider="町内会の有志", audience="一人暮らしの人", when="毎週水曜"))
    note, added = suggest(LINE, NOTE)
    assert added == ("provider", "audience", "when")
    assert (note.provider, note.audience, note.when) == ("町内会の有志", "一人暮らしの人", "毎週水曜")
    assert note.weekdays == ("水",)
    assert note.offers == NOTE.offers
    assert ledger.tokens == {"T1": 120}


def test_what_the_rules_read_stands(suggest: NoteSuggestions, provider: ScriptedProvider) -> None:
    provider.reply = says(found(provider="町内会の有志", place="丘の上の西集会室"))
    note, added = suggest(LINE, ResourceNote(name="茶の間", provider="社協"))
    assert (note.provider, added) == ("社協", ("place",))


@pytest.mark.parametrize("invented", ["社会福祉協議会", "町内会の有志の会", "090-1234-5678", "毎週木曜", " "])
def test_what_is_not_in_the_line_is_dropped(
    suggest: NoteSuggestions, provider: ScriptedProvider, invented: str
) -> None:
    provider.reply = says(dict.fromkeys(FIELDS, invented))
    assert suggest(LINE, NOTE) == (NOTE, ())


@pytest.mark.parametrize("trouble", [each for each in Trouble if each is not Trouble.SLOW])
def test_whatever_happens_to_the_model_the_note_stays_as_it_was(
    suggest: NoteSuggestions, provider: ScriptedProvider, trouble: Trouble
) -> None:
    provider.reply = says(found(provider="町内会の有志"))
    provider.troubles = [trouble] * 3
    assert suggest(LINE, NOTE) == (NOTE, ())


def test_when_the_month_is_used_up_nobody_is_asked(
    suggest: NoteSuggestions, provider: ScriptedProvider, ledger: Counter
) -> None:
    ledger.add("T1", 1_000)
    assert suggest(LINE, NOTE) == (NOTE, ())
    assert provider.asked == []


@pytest.mark.parametrize(
    "order", yaml.safe_load((FOLDER / "planted.yaml").read_text("utf-8")), ids=lambda one: one["says"]
)
def test_orders_in_a_line_fill_no_field(
    suggest: NoteSuggestions, provider: ScriptedProvider, order: dict[str, str]
) -> None:
    provider.reply = says(dict.fromkeys(FIELDS, order["says"]))
    note, added = suggest(f"{LINE} {order['line']}", NOTE)
    provider.reply = says(dict.fromkeys(FIELDS, order["line"][:100]))
    again, obeyed = suggest(f"{LINE} {order['line']}", NOTE)
    assert not obeyed and again == NOTE
    assert not added or order["says"] in order["line"]
    assert note.name == NOTE.name
