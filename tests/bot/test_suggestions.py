"""A typed line is read once more by a model: its candidates come below, and nothing is recorded but what was shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.blocks.resource_messages import BY_A_MODEL
from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from bot.sandbox.state import Message
from knowledge.answering.chat import ChatModel
from knowledge.answering.patience import PatientModel
from knowledge.resources.desk import NoteDesk
from knowledge.resources.listing import Filters
from knowledge.resources.model import ResourceNote
from knowledge.resources.privacy import Viewer
from knowledge.resources.suggesting import NoteSuggestions
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.resource_record import open_record
from tests.bot.running import running_bot, said_by_bot, words
from tests.knowledge.answering.provider import ScriptedProvider, Trouble, says
from tests.knowledge.answering.test_generative import Counter
from tests.knowledge.resources.test_suggesting import LINE, TODAY, found

PLACE = "協議体"


@pytest.fixture
def provider() -> Iterator[ScriptedProvider]:
    with ScriptedProvider(says(found(provider="町内会の有志"))).running() as provider:
        yield provider


@pytest.fixture
def record(tmp_path: Path) -> Iterator[NoteDesk]:
    with open_record(tmp_path) as record:
        yield record


@pytest.fixture
def inbox(
    workspace: Workspace, answerer: ScriptedAnswerer, inbox_path: Path, record: NoteDesk, provider: ScriptedProvider
) -> Iterator[Inbox]:
    chat = ChatModel("openai:scripted", key="sk-secret", base_url=f"{provider.base_url}/v1")
    chat.warm_up()
    suggest = NoteSuggestions(PatientModel(chat), Counter(), lambda: TODAY)
    with running_bot(workspace, answerer, inbox_path, resources=record, suggest=suggest) as inbox:
        yield inbox


def shown(workspace: Workspace, inbox: Inbox, person: Person, count: int) -> list[Message]:
    return said_by_bot(workspace, inbox, PLACE, count, viewer=person)


def recorded(workspace: Workspace, record: NoteDesk, person: Person) -> list[ResourceNote]:
    viewer = Viewer(workspace.core.state.team.id, person.id)
    return list(record.store.page(viewer, Filters()).notes)


def test_candidates_come_below_marked_and_are_recorded_once_confirmed(
    workspace: Workspace, coordinator: Person, inbox: Inbox, record: NoteDesk
) -> None:
    assert coordinator.slash("/resource", LINE, channel=PLACE).acked
    first, more = shown(workspace, inbox, coordinator, 2)
    assert "町内会の有志" not in words(first).partition("主体")[2]
    assert BY_A_MODEL in words(more)
    assert "🔍 主体: 町内会の有志" in words(more)
    assert recorded(workspace, record, coordinator) == []
    coordinator.press(more, "保存")
    workspace.wait_for(lambda: recorded(workspace, record, coordinator), 20, "the note")
    (note,) = recorded(workspace, record, coordinator)
    assert note.provider == "町内会の有志"


def test_what_is_saved_under_the_first_holds_no_candidate_and_the_second_saves_nothing_more(
    workspace: Workspace, coordinator: Person, inbox: Inbox, record: NoteDesk
) -> None:
    coordinator.slash("/resource", LINE, channel=PLACE)
    first, more = shown(workspace, inbox, coordinator, 2)
    coordinator.press(first, "保存")
    workspace.wait_for(lambda: recorded(workspace, record, coordinator), 20, "the note")
    coordinator.press(more, "保存")
    workspace.wait_for(lambda: inbox.unfinished() == 0, 30, "all accepted work done")
    (note,) = recorded(workspace, record, coordinator)
    assert note.provider == ""


@pytest.mark.parametrize("trouble", [Trouble.DOWN, Trouble.REFUSED, Trouble.BROKEN])
def test_where_the_model_fails_nothing_is_said(
    workspace: Workspace, coordinator: Person, inbox: Inbox, provider: ScriptedProvider, trouble: Trouble
) -> None:
    provider.troubles = [trouble] * 6
    coordinator.slash("/resource", LINE, channel=PLACE)
    (only,) = shown(workspace, inbox, coordinator, 1)
    assert BY_A_MODEL not in words(only)


def test_without_the_setting_no_line_leaves_the_machine(
    workspace: Workspace,
    answerer: ScriptedAnswerer,
    inbox_path: Path,
    record: NoteDesk,
    provider: ScriptedProvider,
    coordinator: Person,
) -> None:
    with running_bot(workspace, answerer, inbox_path, resources=record) as inbox:
        coordinator.slash("/resource", LINE, channel=PLACE)
        shown(workspace, inbox, coordinator, 1)
        assert provider.asked == []
