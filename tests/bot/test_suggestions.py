"""A typed line is read once more by a model: its candidates come below, and nothing is recorded but what was shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.blocks import resource_parts as parts
from bot.blocks.resource_form import typed_into
from bot.blocks.resource_messages import BY_A_MODEL
from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from bot.sandbox.inputs import state_values
from bot.sandbox.person import Person
from bot.sandbox.state import Message, View
from knowledge.answering.chat import ChatModel
from knowledge.answering.patience import PatientModel
from knowledge.resources.desk import NoteDesk
from knowledge.resources.listing import Filters
from knowledge.resources.model import ResourceNote
from knowledge.resources.privacy import Viewer
from knowledge.resources.suggesting import NoteSuggestions
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.resource_record import open_record
from tests.bot.running import running_bot, said_by_bot, settled, words
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
    workspace.wait_for(lambda: recorded(workspace, record, coordinator), 60, "the note")
    (note,) = recorded(workspace, record, coordinator)
    assert note.provider == "町内会の有志"


def test_what_is_saved_under_the_first_holds_no_candidate_and_the_second_saves_nothing_more(
    workspace: Workspace, coordinator: Person, inbox: Inbox, record: NoteDesk
) -> None:
    coordinator.slash("/resource", LINE, channel=PLACE)
    first, more = shown(workspace, inbox, coordinator, 2)
    coordinator.press(first, "保存")
    workspace.wait_for(lambda: recorded(workspace, record, coordinator), 60, "the note")
    coordinator.press(more, "保存")
    settled(workspace, inbox)
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


class TestForm:
    """資源メモに記録 on a message: the form is open at once, and candidates come into it."""

    @pytest.fixture
    def form(self, workspace: Workspace, coordinator: Person, inbox: Inbox, provider: ScriptedProvider) -> View:
        """The form as it opens: the provider's reply halts until `flowing` is set."""
        provider.flowing.clear()
        said = workspace.person("sato").say(PLACE, LINE)
        assert coordinator.message_shortcut(parts.MESSAGE_SHORTCUT, said).acked
        return workspace.wait_for_view(coordinator)

    def test_candidates_are_offered_above_the_fields_and_fill_nothing_unasked(
        self, workspace: Workspace, coordinator: Person, form: View, record: NoteDesk, provider: ScriptedProvider
    ) -> None:
        coordinator.fill(form, {"名前": "わたしの茶の間"})
        offered = self.after(provider, workspace, coordinator)
        assert "🔍 主体: 町内会の有志" in str(offered.content["blocks"])
        coordinator.submit(offered)
        workspace.wait_for(lambda: recorded(workspace, record, coordinator), 20, "the note")
        (note,) = recorded(workspace, record, coordinator)
        assert (note.name, note.provider) == ("わたしの茶の間", "")

    def test_taken_candidates_stand_marked_in_empty_fields_until_the_form_is_sent(
        self, workspace: Workspace, coordinator: Person, form: View, record: NoteDesk, provider: ScriptedProvider
    ) -> None:
        coordinator.press(self.after(provider, workspace, coordinator), "空いた欄に入れる")
        taken = coordinator.views[-1]
        assert marked(taken) == {"主体"}
        assert self.offers(taken) == ""
        coordinator.submit(taken, {"名前": "みどり茶の間"})
        workspace.wait_for(lambda: recorded(workspace, record, coordinator), 20, "the note")
        (note,) = recorded(workspace, record, coordinator)
        assert (note.name, note.provider) == ("みどり茶の間", "町内会の有志")

    def test_what_was_typed_into_the_field_stands(
        self, workspace: Workspace, coordinator: Person, form: View, provider: ScriptedProvider
    ) -> None:
        coordinator.press(form, "くわしく")
        coordinator.fill(coordinator.views[-1], {"主体": "社協"})
        offered = self.after(provider, workspace, coordinator)
        coordinator.press(offered, "空いた欄に入れる")
        taken = coordinator.views[-1]
        assert marked(taken) == set()
        values = state_values(taken.content["blocks"], taken.values)
        assert typed_into({"state": {"values": values}})["provider"] == "社協"

    def test_candidates_that_come_after_more_was_pressed_stand_above_the_whole_form(
        self, workspace: Workspace, coordinator: Person, form: View, provider: ScriptedProvider
    ) -> None:
        coordinator.press(form, "くわしく")
        offered = self.after(provider, workspace, coordinator)
        assert "参加のしかた" in labels(offered)

    def test_a_field_that_was_shown_empty_gets_its_candidate_under_another_id(
        self, workspace: Workspace, coordinator: Person, form: View, provider: ScriptedProvider
    ) -> None:
        """Under the same one, Slack would keep what stands there: nothing."""
        coordinator.press(form, "くわしく")
        offered = self.after(provider, workspace, coordinator)
        before = ids(offered)
        coordinator.press(offered, "空いた欄に入れる")
        after = ids(coordinator.views[-1])
        assert {name for name in before if before[name] != after[name]} == {"provider"}

    def test_a_form_that_was_closed_meanwhile_offers_them_when_it_is_opened_again(
        self, workspace: Workspace, coordinator: Person, inbox: Inbox, form: View, provider: ScriptedProvider
    ) -> None:
        coordinator.close(form)
        provider.flowing.set()
        workspace.wait_for(lambda: inbox.unfinished() == 0, 30, "all accepted work done")
        coordinator.open_home()
        home = workspace.wait_for(lambda: coordinator.home, 10, "the Home tab")
        coordinator.press(home, "続ける")
        assert "町内会の有志" in self.offers(workspace.wait_for_view(coordinator))

    def test_where_the_model_fails_the_form_stays_as_it_was(
        self, workspace: Workspace, coordinator: Person, inbox: Inbox, provider: ScriptedProvider
    ) -> None:
        provider.troubles = [Trouble.BROKEN] * 6
        said = workspace.person("sato").say(PLACE, LINE)
        coordinator.message_shortcut(parts.MESSAGE_SHORTCUT, said)
        form = workspace.wait_for_view(coordinator)
        before = form.hash
        workspace.wait_for(lambda: provider.asked and inbox.unfinished() == 0, 30, "all accepted work done")
        assert coordinator.views[-1].hash == before

    def after(self, provider: ScriptedProvider, workspace: Workspace, person: Person) -> View:
        """The form with candidates, once the model has spoken."""
        provider.flowing.set()
        return workspace.wait_for(lambda: next(filter(self.offers, person.views), None), 20, "candidates in the form")

    def offers(self, view: View) -> str:
        """The words of the candidates above the fields."""
        return "".join(
            block["text"]["text"]
            for block in view.content["blocks"]
            if block["type"] == "section" and "🔍" in str(block)
        )


def labels(view: View) -> set[str]:
    """What can be filled in."""
    return {block["label"]["text"] for block in view.content["blocks"] if block["type"] == "input"}


def ids(view: View) -> dict[str, str]:
    """The id under which each field is filled in."""
    blocks = view.content["blocks"]
    return {block["block_id"]: block["element"]["action_id"] for block in blocks if block["type"] == "input"}


def marked(view: View) -> set[str]:
    """The labels of the fields that are said to be a candidate."""
    return {block["label"]["text"] for block in view.content["blocks"] if "🔍" in str(block.get("hint", ""))}
