"""Plain questions: what the notes of the region say after the handbooks, and to whom."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks.phrases import LIMITED_SINCE
from bot.inbox import Inbox
from bot.listeners.voices import Voices
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from knowledge.errors import RecordUnavailable
from knowledge.resources.answering import NoteVoice
from knowledge.resources.desk import NoteDesk
from knowledge.resources.exchange.importing import carry_out
from knowledge.resources.model import ResourceNote, State, Visibility
from knowledge.resources.privacy import Viewer, visible_to
from knowledge.types import Answer, Voice
from tests.bot.conftest import ROLE, ROLE_ANSWER
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.resource_record import open_record
from tests.bot.running import reply_by_bot, running_bot, said_by_bot, words
from tests.knowledge.resources.test_open_data import COUNTS, planned
from tests.knowledge.resources.test_privacy import NOTES

DECK = Path(__file__).parents[1] / "questions" / "deck.jsonl"

SHOPPING = "中央地区で買い物を手伝ってくれるところは？"
TRUCK = ResourceNote(
    name="とくとく号",
    offers="移動販売で買い物を助けます",
    topics=("買い物",),
    area2="中央地区",
    when="毎週火曜",
    phones=("0155-22-9999",),
    visibility=Visibility.PUBLIC,
)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[NoteDesk]:
    with open_record(tmp_path) as record:
        yield record


@pytest.fixture
def answering(workspace: Workspace, answerer: ScriptedAnswerer, tmp_path: Path, record: NoteDesk) -> Iterator[Inbox]:
    with running_bot(workspace, answerer, tmp_path / "inbox.db", resources=record) as inbox:
        yield inbox


def keep(workspace: Workspace, record: NoteDesk, note: ResourceNote, by: Person) -> ResourceNote:
    return record.store.add(dataclasses.replace(note, team_id=workspace.core.state.team.id), by.id)


def test_a_plain_question_is_answered_from_the_region_with_the_day_of_the_last_check(
    workspace: Workspace, coordinator: Person, record: NoteDesk, answering: Inbox
) -> None:
    note = keep(workspace, record, TRUCK, coordinator)
    record.store.verify(note.team_id, note.id, coordinator.id)
    reply = reply_by_bot(workspace, coordinator.mention("協議体", SHOPPING))
    assert "この地域の資源" in words(reply)
    assert "とくとく号" in words(reply)
    assert "最終確認日 20" in words(reply)


def test_the_region_speaks_after_the_handbook(
    workspace: Workspace, coordinator: Person, record: NoteDesk, answering: Inbox, answerer: ScriptedAnswerer
) -> None:
    keep(workspace, record, TRUCK, coordinator)
    answerer.answers[SHOPPING] = ROLE_ANSWER
    text = words(reply_by_bot(workspace, coordinator.mention("協議体", SHOPPING)))
    assert text.index("手引き") < text.index(ROLE_ANSWER) < text.index("この地域の資源") < text.index("とくとく号")


def test_a_question_about_the_handbook_is_answered_from_it_alone(
    workspace: Workspace, coordinator: Person, record: NoteDesk, answering: Inbox
) -> None:
    keep(workspace, record, TRUCK, coordinator)
    reply = reply_by_bot(workspace, coordinator.mention("協議体", ROLE))
    assert ROLE_ANSWER in words(reply)
    assert "この地域の資源" not in words(reply)


def test_what_is_internal_is_told_to_its_author_directly_and_in_no_channel(
    workspace: Workspace, coordinator: Person, record: NoteDesk, answering: Inbox
) -> None:
    keep(workspace, record, dataclasses.replace(TRUCK, visibility=Visibility.INTERNAL), coordinator)
    assert "とくとく号" not in words(reply_by_bot(workspace, coordinator.mention("事務局", SHOPPING)))
    coordinator.dm(SHOPPING)
    (direct,) = said_by_bot(workspace, answering, workspace.direct_channel(coordinator))
    assert "とくとく号" in words(direct)
    assert "内部メモ" in words(direct)


def test_an_answer_that_is_shared_leaves_out_what_only_its_asker_may_see(
    workspace: Workspace, coordinator: Person, record: NoteDesk, answering: Inbox
) -> None:
    keep(workspace, record, TRUCK, coordinator)
    secret = dataclasses.replace(TRUCK, name="となりの買い物仲間", visibility=Visibility.INTERNAL)
    keep(workspace, record, secret, coordinator)
    coordinator.slash("/ask", SHOPPING, channel="協議体")
    (told,) = said_by_bot(workspace, answering, "協議体", viewer=coordinator)
    assert "となりの買い物仲間" in words(told)
    coordinator.press(told, "チャンネルに共有")
    workspace.wait_for(lambda: len(workspace.messages("協議体")) == 1, 60, "the shared answer")
    (shared,) = workspace.messages("協議体")
    assert "とくとく号" in words(shared)
    assert "となりの買い物仲間" not in words(shared)


@pytest.mark.parametrize("since", ["made internal", "erased"])
def test_an_answer_is_not_shared_with_a_note_that_has_been_closed_since(
    workspace: Workspace, coordinator: Person, record: NoteDesk, answering: Inbox, since: str
) -> None:
    note = keep(workspace, record, TRUCK, coordinator)
    coordinator.slash("/ask", SHOPPING, channel="協議体")
    (told,) = said_by_bot(workspace, answering, "協議体", viewer=coordinator)
    assert "とくとく号" in words(told)
    if since == "erased":
        record.store.erase(note.team_id, note.id, coordinator.id)
    else:
        record.edit(dataclasses.replace(note, visibility=Visibility.INTERNAL), Viewer(note.team_id, coordinator.id))
    coordinator.press(told, "チャンネルに共有")
    _, refused = said_by_bot(workspace, answering, "協議体", 2, viewer=coordinator)
    assert LIMITED_SINCE in words(refused)
    assert workspace.messages("協議体") == []


def test_what_only_the_asker_may_see_cannot_be_shared(
    workspace: Workspace, coordinator: Person, record: NoteDesk, answering: Inbox
) -> None:
    keep(workspace, record, dataclasses.replace(TRUCK, visibility=Visibility.INTERNAL), coordinator)
    coordinator.slash("/ask", SHOPPING, channel="協議体")
    (told,) = said_by_bot(workspace, answering, "協議体", viewer=coordinator)
    assert "とくとく号" in words(told)
    assert "チャンネルに共有" not in words(told)


def test_somebody_of_another_workspace_learns_nothing_of_ours(
    workspace: Workspace, coordinator: Person, record: NoteDesk, answering: Inbox
) -> None:
    keep(workspace, record, TRUCK, coordinator)
    reply = reply_by_bot(workspace, workspace.person("visitor").mention("協議体", SHOPPING))
    assert "とくとく号" not in words(reply)


def test_what_has_ended_is_not_recommended_and_what_rests_is_marked(record: NoteDesk) -> None:
    for state in State:
        record.store.add(dataclasses.replace(TRUCK, name=f"{state}の店", state=state, team_id="T1"), "U1")
    part = NoteVoice(record.search).part(SHOPPING, Viewer("T1", "U1"))
    assert part is not None
    assert part.voice is Voice.RESOURCES
    assert "終了の店" not in part.text
    (paused,) = [line for line in part.text.splitlines() if "休止の店" in line]
    assert paused.endswith("休止")


def test_without_its_record_the_bot_still_answers_from_the_handbook() -> None:
    class Broken:
        def part(self, question: str, viewer: Viewer, areas: Sequence[str] = ()) -> None:
            raise RecordUnavailable("資源メモの保存先が使えませんでした。")

        def may_see(self, notes: Collection[str], viewer: Viewer) -> bool:
            raise RecordUnavailable("資源メモの保存先が使えませんでした。")

    answer, _ = Voices(ScriptedAnswerer({ROLE: ROLE_ANSWER}), Broken()).answers(
        {"question": ROLE, "channel": "C1"}, alone=True
    )
    assert answer is not None
    assert answer.answered


def test_a_channel_hears_of_its_own_area_first(record: NoteDesk) -> None:
    class West:
        def areas(self, team: str, channel: str) -> Sequence[str]:
            return ("西地区",) if (team, channel) == ("T1", "C1") else ()

    for area in ("中央地区", "西地区"):
        record.store.add(dataclasses.replace(TRUCK, name=f"{area}の店", area2=area, team_id="T1"), "U1")
    voices = Voices(ScriptedAnswerer(), NoteVoice(record.search), areas=West())
    asked = {"question": "買い物を手伝ってくれるところは？", "team": "T1", "user": "U2", "channel": "C1"}
    answer, _ = voices.answers(asked, alone=False)
    assert answer is not None
    assert answer.parts[0].text.startswith("- 西地区の店")


def test_questions_to_the_handbook_bring_in_no_notes(record: NoteDesk) -> None:
    for file in COUNTS:
        carry_out(planned(file), record.store, by="U1", twins_too=True)
    reader = Viewer("T1", "U1", is_admin=True)
    assert len(record.search.notes(reader)) >= 300
    questions = [json.loads(line)["question"] for line in DECK.read_text("utf-8").splitlines()]
    assert len(questions) >= 50
    voice = NoteVoice(record.search)
    assert [question for question in questions if voice.notes(question, reader)] == []


SALONS = ("居場所・通いの場",)
PEOPLE = st.sampled_from(["U1", "U2", "U3", ""])
ASKED = st.fixed_dictionaries(
    {
        "question": st.just("サロンの連絡先はどこ？"),
        "user": PEOPLE,
        "team": st.sampled_from(["T1", "T2", ""]),
        "channel": st.sampled_from(["C1", "C2", "D1"]),
    }
)


@settings(max_examples=100)
@given(st.lists(NOTES, min_size=1, max_size=3), ASKED, st.booleans(), st.frozensets(PEOPLE))
def test_no_answer_shows_a_note_to_somebody_whom_its_reach_leaves_out(
    notes: list[ResourceNote], asked: dict[str, str], alone: bool, admins: frozenset[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder, open_record(Path(folder)) as record:
        added = [
            record.store.add(dataclasses.replace(note, name=f"サロン{letter}", topics=SALONS), note.created_by)
            for letter, note in zip("甲乙丙", notes, strict=False)
        ]
        voices = Voices(ScriptedAnswerer(), NoteVoice(record.search), admins)
        shown, public = voices.answers(asked, alone=alone)
        asker = Viewer(asked["team"], asked["user"], frozenset({asked["channel"]}), asked["user"] in admins, not alone)
        assert named(shown, added) == {note.name for note in added if visible_to(note, asker)}
        everybody = dataclasses.replace(asker, in_public=True)
        assert named(public, added) == {note.name for note in added if visible_to(note, everybody)}
        open_to_all = {note.name for note in added if note.visibility is Visibility.PUBLIC}
        assert named(public, added) <= open_to_all


def named(answer: Answer | None, notes: list[ResourceNote]) -> set[str]:
    said = json.dumps([part.text for part in answer.parts], ensure_ascii=False) if answer else ""
    return {note.name for note in notes if note.name in said}
