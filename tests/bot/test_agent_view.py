"""The agent view as new apps have it: what one could ask, what is being done, how a conversation is called."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.blocks.help import EXAMPLES, PROMPTS_TITLE, prompts
from bot.blocks.phrases import APOLOGY, LOOKING
from bot.inbox import Inbox
from bot.listeners.status_line import TITLE_LENGTH
from bot.sandbox.driver import Workspace
from bot.sandbox.events import emit
from bot.sandbox.manifest import load_manifest
from bot.sandbox.person import Person
from bot.sandbox.state import AssistantThread, Message
from tests.bot.conftest import ROLE, ROLE_ANSWER
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import MANIFEST, PATIENT, running_bot, said_by_bot, words


def shown(workspace: Workspace, person: Person, thread: str) -> AssistantThread:
    """What the agent view shows of a thread; of the conversation itself where `thread` is empty."""
    place = workspace.direct_channel(person)
    return workspace.core.state.assistant_threads.get(f"{place.id}:{thread}", AssistantThread())


def answered(workspace: Workspace, inbox: Inbox, person: Person, count: int = 1) -> list[Message]:
    return said_by_bot(workspace, inbox, workspace.direct_channel(person), count)


def test_opening_the_conversation_offers_what_one_could_ask(
    workspace: Workspace, coordinator: Person, inbox: Inbox
) -> None:
    coordinator.open_home("messages")
    offered = workspace.wait_for(lambda: shown(workspace, coordinator, "").prompts, 60, "prompts")
    assert offered == prompts()
    assert shown(workspace, coordinator, "").prompts_title == PROMPTS_TITLE


def test_a_slow_answer_is_announced_by_the_status_line_and_no_message(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    answerer.gate.clear()
    asked = coordinator.dm(ROLE)
    workspace.wait_for(lambda: shown(workspace, coordinator, asked.ts).status == LOOKING, 60, "a status")
    assert workspace.messages(workspace.direct_channel(coordinator)) == [asked]
    answerer.gate.set()
    (answer,) = answered(workspace, inbox, coordinator)
    assert ROLE_ANSWER in words(answer)
    assert shown(workspace, coordinator, asked.ts).status == ""


def test_where_the_line_is_not_enough_a_message_takes_its_place(
    workspace: Workspace,
    coordinator: Person,
    inbox: Inbox,
    answerer: ScriptedAnswerer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.listeners.workers.SIGN_AGAIN_AFTER", 1.0)
    answerer.gate.clear()
    asked = coordinator.dm(ROLE)
    place = workspace.direct_channel(coordinator)
    workspace.wait_for(lambda: LOOKING in words(workspace.messages(place)[-1]), 60, "a message")
    workspace.wait_for(lambda: shown(workspace, coordinator, asked.ts).status == "", 60, "no status line")
    answerer.gate.set()
    (answer,) = answered(workspace, inbox, coordinator)
    assert ROLE_ANSWER in words(answer)


def test_an_answer_that_slack_does_not_take_is_announced_too(
    workspace: Workspace, coordinator: Person, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.listeners.workers.SIGN_AGAIN_AFTER", 1.0)
    workspace.faults.rate_limit("chat.postMessage", calls=1_000, retry_after=1)
    asked = coordinator.dm(ROLE)
    workspace.wait_for(lambda: shown(workspace, coordinator, asked.ts).status == LOOKING, 60, "a status")
    workspace.faults.lift("chat.postMessage")
    (answer,) = answered(workspace, inbox, coordinator)
    assert ROLE_ANSWER in words(answer)
    assert shown(workspace, coordinator, asked.ts).status == ""


def test_an_apology_ends_the_status_too(
    workspace: Workspace,
    coordinator: Person,
    inbox: Inbox,
    answerer: ScriptedAnswerer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.listeners.failures.LONGEST_PAUSE", 0.01)
    answerer.failures = [RuntimeError("broken")] * 6
    answerer.gate.clear()
    asked = coordinator.dm(ROLE)
    workspace.wait_for(lambda: shown(workspace, coordinator, asked.ts).status == LOOKING, 60, "a status")
    answerer.gate.set()
    (said,) = answered(workspace, inbox, coordinator)
    assert APOLOGY in words(said)
    assert shown(workspace, coordinator, asked.ts).status == ""


def test_where_slack_refuses_a_status_a_message_says_it(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    workspace.faults.fail("assistant.threads.setStatus")
    answerer.gate.clear()
    coordinator.dm(ROLE)
    place = workspace.direct_channel(coordinator)
    workspace.wait_for(lambda: LOOKING in words(workspace.messages(place)[-1]), 60, "a sign of work")
    answerer.gate.set()
    (answer,) = answered(workspace, inbox, coordinator)
    assert ROLE_ANSWER in words(answer)


def test_a_conversation_is_called_by_its_first_question(
    workspace: Workspace, coordinator: Person, inbox: Inbox
) -> None:
    root = coordinator.dm(ROLE)
    answered(workspace, inbox, coordinator)
    coordinator.dm("開発と調整の違いは?", thread_ts=root.ts)
    answered(workspace, inbox, coordinator, 2)
    assert shown(workspace, coordinator, root.ts).title == ROLE


def test_a_long_question_gives_a_short_name(workspace: Workspace, coordinator: Person, inbox: Inbox) -> None:
    root = coordinator.dm("協議体の役割について" * 20)
    answered(workspace, inbox, coordinator)
    title = shown(workspace, coordinator, root.ts).title
    assert title.startswith("協議体の役割について")
    assert len(title) <= TITLE_LENGTH


def test_an_answer_comes_also_where_slack_takes_no_name(
    workspace: Workspace, coordinator: Person, inbox: Inbox
) -> None:
    workspace.faults.fail("assistant.threads.setTitle")
    coordinator.dm(ROLE)
    (answer,) = answered(workspace, inbox, coordinator)
    assert ROLE_ANSWER in words(answer)


def test_tapping_a_prompt_asks_it(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    coordinator.open_home("messages")
    first = workspace.wait_for(lambda: shown(workspace, coordinator, "").prompts, 60, "prompts")[0]
    coordinator.dm(first["message"])
    answered(workspace, inbox, coordinator, 2)
    assert answerer.asked == [EXAMPLES[0]]


@pytest.fixture
def older_workspace() -> Iterator[Workspace]:
    """A workspace for an app that was made before the agent view."""
    manifest = load_manifest(MANIFEST)
    older = dataclasses.replace(manifest, agent_view=False, events=manifest.events | {"assistant_thread_started"})
    with Workspace(older, deadlines=PATIENT) as workspace:
        yield workspace


def test_the_older_assistant_view_gets_its_prompts_in_the_thread(
    older_workspace: Workspace, answerer: ScriptedAnswerer, inbox_path: Path
) -> None:
    me = older_workspace.person("coordinator")
    root = me.dm("こんにちは")
    thread = {"user_id": me.id, "channel_id": root.channel, "thread_ts": root.ts, "context": {}}
    event = {"type": "assistant_thread_started", "assistant_thread": thread, "event_ts": root.ts}
    with running_bot(older_workspace, answerer, inbox_path):
        with older_workspace.core.lock:
            emit(older_workspace.core, "assistant_thread_started", event)
        older_workspace.wait_for(lambda: shown(older_workspace, me, root.ts).prompts == prompts(), 60, "prompts")
