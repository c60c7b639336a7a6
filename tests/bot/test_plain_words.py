"""Answers of a language model in Slack: in the thread, with the conversation before them, counted for the workspace."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.blocks.answer import MORE_TO_COME
from bot.inbox import Inbox
from bot.listeners.voices import BEFORE, Voices, conversation
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from bot.sandbox.state import Message
from knowledge.answering.chat import ChatModel
from knowledge.answering.generative import AS_IT_STANDS, PUT_INTO_WORDS, GenerativeAnswerer
from knowledge.answering.patience import PatientModel
from knowledge.glossary import Glossary
from knowledge.resources.privacy import Viewer
from knowledge.types import EVERYTHING, Shelf
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import running_bot, said_by_bot, words
from tests.conftest import Library
from tests.knowledge.answering.provider import ScriptedProvider, Trouble
from tests.knowledge.answering.test_generative import QUOTE, ROLE, TEXT, Counter, reply

LONG = 120.0  # seconds a model is given here: no busy machine takes them, and somebody who has waited an hour has none


@pytest.fixture
def provider() -> Iterator[ScriptedProvider]:
    with ScriptedProvider(reply((QUOTE, TEXT))).running() as provider:
        yield provider


@pytest.fixture
def ledger() -> Counter:
    return Counter()


@pytest.fixture
def talking(handbook: Library, provider: ScriptedProvider, glossary: Glossary, ledger: Counter) -> GenerativeAnswerer:
    chat = ChatModel("openai:scripted", key="sk-secret", base_url=provider.base_url + "/v1", seconds=LONG)
    chat.warm_up()
    return GenerativeAnswerer(handbook.answerer, PatientModel(chat), glossary, ledger, seconds=LONG)


@pytest.fixture
def bot(workspace: Workspace, talking: GenerativeAnswerer, tmp_path: Path) -> Iterator[Inbox]:
    with running_bot(workspace, talking, tmp_path / "inbox.db") as inbox:
        yield inbox


def test_a_mention_is_answered_in_plain_words_with_line_and_source(
    workspace: Workspace, coordinator: Person, bot: Inbox, ledger: Counter
) -> None:
    coordinator.mention("協議体", ROLE)
    (answer,) = said_by_bot(workspace, bot, "協議体")
    said = words(answer)
    assert said.index(TEXT) < said.index(QUOTE) < said.index("出典: ") < said.index(PUT_INTO_WORDS)
    assert ledger.tokens == {workspace.core.state.team.id: 120}


def test_where_the_model_fails_the_quotation_comes_with_a_small_sign(
    workspace: Workspace, coordinator: Person, bot: Inbox, provider: ScriptedProvider
) -> None:
    provider.troubles = [Trouble.DENIED]
    coordinator.mention("協議体", ROLE)
    (answer,) = said_by_bot(workspace, bot, "協議体")
    assert QUOTE in words(answer)
    assert AS_IT_STANDS in words(answer)
    assert TEXT not in words(answer)


LIE = "協議体は年に十二回開かれます。"
ALSO = "事業や予算を決めるのは、市町村の役割です。"
GROWING = reply((QUOTE, TEXT), (QUOTE, LIE), (ALSO, "事業や予算を決定するのは市町村です。"), (QUOTE, LIE), (QUOTE, LIE))


@pytest.mark.parametrize("place", ["channel", "direct message"])
def test_an_answer_grows_by_what_is_proved_and_ends_as_one_whole_message(
    workspace: Workspace, coordinator: Person, bot: Inbox, provider: ScriptedProvider, place: str
) -> None:
    provider.reply = GROWING
    provider.flowing.clear()
    root = coordinator.mention("協議体", ROLE) if place == "channel" else coordinator.dm(ROLE)

    def shown() -> list[Message]:
        said = workspace.replies(root) if place == "channel" else workspace.messages(root.channel)
        return [each for each in said if each.user == workspace.bot_user_id]

    workspace.wait_for(lambda: any(TEXT in words(each) for each in shown()), 60, "the first statement")
    (growing,) = shown()
    assert MORE_TO_COME in words(growing)
    assert PUT_INTO_WORDS not in words(growing)
    assert LIE not in words(growing)
    provider.flowing.set()
    workspace.wait_for(lambda: bot.unfinished() == 0, 60, "the answer")
    (answer,) = shown()
    assert answer.ts == growing.ts
    assert words(answer).index(TEXT) < words(answer).index("出典: ") < words(answer).index(PUT_INTO_WORDS)
    assert MORE_TO_COME not in words(answer)
    assert LIE not in words(answer)


def test_what_grew_gives_way_to_the_quotations_where_the_model_breaks_off(
    workspace: Workspace, coordinator: Person, bot: Inbox, provider: ScriptedProvider
) -> None:
    provider.reply = GROWING
    provider.troubles = [Trouble.CUT] * 6
    coordinator.mention("協議体", ROLE)
    (answer,) = said_by_bot(workspace, bot, "協議体")
    assert AS_IT_STANDS in words(answer)
    assert MORE_TO_COME not in words(answer)
    assert TEXT not in words(answer)


def test_an_answer_that_slack_does_not_let_grow_comes_whole(
    workspace: Workspace, coordinator: Person, bot: Inbox, provider: ScriptedProvider
) -> None:
    provider.reply = GROWING
    workspace.faults.fail("chat.postMessage", calls=1)
    coordinator.mention("協議体", ROLE)
    (answer,) = said_by_bot(workspace, bot, "協議体")
    assert TEXT in words(answer)
    assert PUT_INTO_WORDS in words(answer)


class SomethingOfOnesOwn:
    """Shelves where the asker may see one document more than everybody."""

    def shelf(self, reader: Viewer, channel: str) -> Shelf:
        return Shelf(frozenset({"of one's own"})) if reader.in_public else EVERYTHING


def test_where_shelves_differ_the_model_is_asked_once_and_all_others_get_quotations(
    talking: GenerativeAnswerer, provider: ScriptedProvider
) -> None:
    asked = {"question": ROLE, "channel": "D1", "user": "U1", "team": "T1"}
    shown, public = Voices(talking, shelves=SomethingOfOnesOwn()).answers(asked, alone=True)
    assert shown and public
    assert shown.note == PUT_INTO_WORDS
    assert TEXT not in public.parts[0].text
    assert QUOTE in public.parts[0].text
    assert PUT_INTO_WORDS not in public.note
    assert len(provider.asked) == 1


def test_a_question_that_waited_too_long_gets_its_quotation_at_once_and_the_model_is_not_asked(
    workspace: Workspace, coordinator: Person, talking: GenerativeAnswerer, provider: ScriptedProvider, tmp_path: Path
) -> None:
    path = tmp_path / "inbox.db"
    hour_ago = Inbox(path, lambda: time.time() - 3600)
    place = workspace.channel("協議体").id
    asked = coordinator.say("協議体", ROLE)
    payload = {"channel": place, "thread": asked.ts, "since": asked.ts, "question": ROLE, "user": coordinator.id}
    hour_ago.accept(f"said:{place}:{asked.ts}", "question", {**payload, "team": workspace.core.state.team.id})
    hour_ago.close()
    with running_bot(workspace, talking, path) as inbox:
        (answer,) = said_by_bot(workspace, inbox, "協議体")
    assert QUOTE in words(answer)
    assert AS_IT_STANDS in words(answer)
    assert provider.asked == []


def test_what_was_said_before_a_question_reaches_the_model(
    talking: GenerativeAnswerer, provider: ScriptedProvider
) -> None:
    asked = {"question": ROLE, "channel": "C1", "user": "U1", "team": "T1"}
    asked[BEFORE] = conversation([("協議体とは", "話し合いの場です。"), ("いつ開きますか", "")])
    Voices(talking).answers(asked, alone=False)
    said = [(each["role"], each["content"]) for each in provider.asked[0]["messages"][1:-1]]
    assert said == [("user", "協議体とは"), ("assistant", "話し合いの場です。"), ("user", "いつ開きますか")]


def test_only_an_answerer_that_can_use_a_conversation_is_given_one(talking: GenerativeAnswerer) -> None:
    assert Voices(talking).converses
    assert not Voices(ScriptedAnswerer()).converses
