"""Chat models through LangChain's real clients, over a socket, to a provider that behaves in every way."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from knowledge.answering.chat import PROVIDERS, ChatModel
from knowledge.answering.model import Json, LanguageModel, ModelFailed, Prompt, Reason, Turn
from knowledge.answering.patience import Breaker, PatientModel
from knowledge.answering.statements import SCHEMA
from knowledge.errors import SettingError
from tests.knowledge.answering.provider import ScriptedProvider, Trouble, says

REPLY: dict[str, Any] = {
    "not_in_documents": False,
    "statements": [
        {"passage": 1, "quote": "協議体は市町村が設けます。", "text": "協議体を設けるのは市町村です。"},
        {"passage": 1, "quote": "会議は月に一度です。", "text": "会議は毎月あります。"},
    ],
}
PROMPT = Prompt(
    "資料だけから答えます。", "協議体は誰が設けますか", (Turn("協議体とは"), Turn("話し合いの場です", by_bot=True))
)
CLIENTS = ("openai", "ollama")
A_WHILE = 20.0  # seconds; far more than an answer takes on a busy machine


@pytest.fixture
def provider() -> Iterator[ScriptedProvider]:
    with ScriptedProvider(says(REPLY)).running() as provider:
        yield provider


def model(client: str, provider: ScriptedProvider) -> ChatModel:
    address = provider.base_url + ("/v1" if client == "openai" else "")
    return ChatModel(f"{client}:scripted", key="sk-secret" if client == "openai" else "", base_url=address)


@pytest.mark.parametrize("client", CLIENTS)
def test_a_model_fills_the_schema_and_says_what_it_cost(client: str, provider: ScriptedProvider) -> None:
    spoken = model(client, provider).ask(PROMPT, SCHEMA, A_WHILE)
    assert spoken.value == REPLY
    assert spoken.tokens == 120


@pytest.mark.parametrize("client", CLIENTS)
def test_task_conversation_and_question_arrive_in_their_roles_and_no_tool_with_them(
    client: str, provider: ScriptedProvider
) -> None:
    model(client, provider).ask(PROMPT, SCHEMA, A_WHILE)
    (body,) = provider.asked
    assert [each["role"] for each in body["messages"]] == ["system", "user", "assistant", "user"]
    assert body["messages"][-1]["content"] == PROMPT.asked
    assert not body.get("tools")


@pytest.mark.parametrize("client", CLIENTS)
def test_what_there_is_of_an_answer_is_heard_while_it_is_being_written(client: str, provider: ScriptedProvider) -> None:
    heard: list[Json] = []
    model(client, provider).ask(PROMPT, SCHEMA, A_WHILE, heard.append)
    first, *_, last = heard
    assert first["statements"][0] == REPLY["statements"][0]
    assert first != REPLY, "the second statement is still being written"
    assert last == REPLY


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        (Trouble.BROKEN, Reason.BROKEN),
        (Trouble.CUT, Reason.BROKEN),
        (Trouble.EMPTY, Reason.BROKEN),
        (Trouble.BUSY, Reason.BUSY),
        (Trouble.DOWN, Reason.DOWN),
        (Trouble.DENIED, Reason.DENIED),
    ],
)
@pytest.mark.parametrize("client", CLIENTS)
def test_each_trouble_of_a_provider_has_its_reason(
    client: str, provider: ScriptedProvider, trouble: Trouble, reason: Reason
) -> None:
    provider.troubles = [trouble]
    with pytest.raises(ModelFailed) as failed:
        model(client, provider).ask(PROMPT, SCHEMA, A_WHILE)
    assert failed.value.reason is reason


def test_a_refusal_is_known_as_one(provider: ScriptedProvider) -> None:
    provider.troubles = [Trouble.REFUSED]
    with pytest.raises(ModelFailed) as failed:
        model("openai", provider).ask(PROMPT, SCHEMA, A_WHILE)
    assert failed.value.reason is Reason.REFUSED


@pytest.mark.parametrize("client", CLIENTS)
def test_a_provider_that_says_nothing_is_not_waited_for_beyond_the_time(
    client: str, provider: ScriptedProvider
) -> None:
    provider.troubles = [Trouble.SLOW]
    with pytest.raises(ModelFailed) as failed:
        model(client, provider).ask(PROMPT, SCHEMA, 0.5)
    assert failed.value.reason is Reason.SLOW


@pytest.mark.parametrize("client", CLIENTS)
def test_where_nobody_listens_the_provider_is_down(client: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: whoever connects is refused
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ModelFailed) as failed:
            ChatModel(f"{client}:scripted", key="sk-secret", base_url=address).ask(PROMPT, SCHEMA, A_WHILE)
    assert failed.value.reason is Reason.DOWN


def test_a_provider_whose_package_is_missing_is_named_with_what_to_install() -> None:
    for name in ("anthropic", "bedrock_converse", "google_genai"):
        with pytest.raises(SettingError, match=rf"{name}.*pip install -e '\.\[{PROVIDERS[name][1]}\]'"):
            ChatModel(f"{name}:some-model")


def test_neither_key_nor_question_is_logged(provider: ScriptedProvider, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    provider.troubles = [Trouble.DENIED]
    with pytest.raises(ModelFailed):
        model("openai", provider).ask(PROMPT, SCHEMA, A_WHILE)
    assert provider.keys == ["Bearer sk-secret"]
    assert "sk-secret" not in caplog.text
    assert "協議体" not in caplog.text


def patient(provider: ScriptedProvider, breaker: Breaker | None = None) -> LanguageModel:
    return PatientModel(model("openai", provider), breaker)


@pytest.mark.parametrize("trouble", [Trouble.BROKEN, Trouble.CUT, Trouble.EMPTY, Trouble.BUSY, Trouble.DOWN])
def test_what_may_go_well_the_next_time_is_tried_again(provider: ScriptedProvider, trouble: Trouble) -> None:
    provider.troubles = [trouble]
    assert patient(provider).ask(PROMPT, SCHEMA, A_WHILE).value == REPLY
    assert len(provider.asked) == 2


@pytest.mark.parametrize("trouble", [Trouble.DENIED, Trouble.REFUSED])
def test_what_would_end_the_same_is_not_tried_again(provider: ScriptedProvider, trouble: Trouble) -> None:
    provider.troubles = [trouble]
    with pytest.raises(ModelFailed):
        patient(provider).ask(PROMPT, SCHEMA, A_WHILE)
    assert len(provider.asked) == 1


def test_a_provider_that_keeps_failing_is_asked_three_times_and_the_tokens_add_up(provider: ScriptedProvider) -> None:
    provider.troubles = [Trouble.BROKEN] * 9
    with pytest.raises(ModelFailed) as failed:
        patient(provider).ask(PROMPT, SCHEMA, A_WHILE)
    assert len(provider.asked) == 3
    assert failed.value.tokens == 3 * 120


def test_a_dead_provider_is_left_in_peace_and_tried_once_a_minute(provider: ScriptedProvider) -> None:
    now = [1_000.0]
    asking = patient(provider, Breaker(lambda: now[0]))
    provider.troubles = [Trouble.DENIED] * 4
    for _ in range(6):
        with pytest.raises(ModelFailed):
            asking.ask(PROMPT, SCHEMA, A_WHILE)
    assert len(provider.asked) == 3
    now[0] += 61
    with pytest.raises(ModelFailed):
        asking.ask(PROMPT, SCHEMA, A_WHILE)
    assert len(provider.asked) == 4
    now[0] += 61
    assert asking.ask(PROMPT, SCHEMA, A_WHILE).value == REPLY
    assert asking.ask(PROMPT, SCHEMA, A_WHILE).value == REPLY
