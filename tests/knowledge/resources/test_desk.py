"""What the record tells a person of their own: latest notes, notes to look after, drafts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from knowledge.resources.answering import NoteVoice
from knowledge.resources.database import Database
from knowledge.resources.desk import NoteDesk
from knowledge.resources.drafts import DraftStore
from knowledge.resources.model import TOPICS, ResourceNote, State, Visibility
from knowledge.resources.privacy import Viewer
from knowledge.resources.search import NoteSearch
from knowledge.resources.store import NoteStore

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
NAKAMURA, SATO = Viewer("T1", "U1"), Viewer("T1", "U2")
SALON = ResourceNote(name="サロン", topics=("居場所・通いの場",), visibility=Visibility.PUBLIC, team_id="T1")


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def desk(tmp_path: Path, watch: Watch) -> Iterator[NoteDesk]:
    database = Database(f"sqlite:///{tmp_path}/record.sqlite")
    store = NoteStore(database, watch)
    search = NoteSearch(store, lambda: NOW.date())
    yield NoteDesk(store, DraftStore(database, watch), search, TOPICS, lambda: NOW.date())
    database.close()


def kept(desk: NoteDesk, name: str, by: str = "U1", **content: object) -> ResourceNote:
    return desk.store.add(dataclasses.replace(SALON, name=name, **content), by)  # type: ignore[arg-type]  # of one field each


def test_the_latest_notes_of_a_person_are_their_own_latest_changed_first(desk: NoteDesk) -> None:
    first, _ = kept(desk, "甲"), kept(desk, "乙")
    kept(desk, "丙", by="U2")
    desk.verify(first.id, NAKAMURA)
    assert [note.name for note in desk.latest_by(NAKAMURA, 5)] == ["甲", "乙"]
    assert [note.name for note in desk.latest_by(NAKAMURA, 1)] == ["甲"]
    assert [note.name for note in desk.latest_by(SATO, 5)] == ["丙"]


def test_notes_nobody_has_checked_for_months_are_due_longest_ago_first(desk: NoteDesk, watch: Watch) -> None:
    for name, days in (("新しい", 10), ("古い", 200), ("もっと古い", 400), ("終わった", 400), ("確かめた", 400)):
        watch.time = NOW - timedelta(days=days)
        kept(desk, name, state=State.ENDED if name == "終わった" else State.AVAILABLE)
    watch.time = NOW
    (checked,) = [note for note in desk.search.notes(NAKAMURA) if note.name == "確かめた"]
    desk.verify(checked.id, SATO)
    assert [note.name for note in desk.due(NAKAMURA, 6, 10)] == ["もっと古い", "古い"]
    assert [note.name for note in desk.due(NAKAMURA, 6, 1)] == ["もっと古い"]
    assert desk.due(NAKAMURA, 24, 10) == ()


def test_what_one_may_not_see_is_not_due_either(desk: NoteDesk, watch: Watch) -> None:
    watch.time = NOW - timedelta(days=400)
    kept(desk, "内緒", visibility=Visibility.INTERNAL)
    assert desk.due(SATO, 6, 10) == ()
    assert [note.name for note in desk.due(NAKAMURA, 6, 10)] == ["内緒"]


def test_the_drafts_of_a_person_are_told_latest_first_until_they_expire(desk: NoteDesk, watch: Watch) -> None:
    desk.drafts.save("T1", "U1", "form", {"a": 1})
    watch.time = NOW + timedelta(minutes=1)
    desk.drafts.save("T1", "U1", "line:1", {"a": 2})
    desk.drafts.save("T1", "U2", "form", {"a": 3})
    assert [(each.key, each.saved_at) for each in desk.drafts.of("T1", "U1")] == [("line:1", watch.time), ("form", NOW)]
    assert desk.drafts.of("T2", "U1") == ()
    watch.time = NOW + timedelta(days=15)
    assert desk.drafts.of("T1", "U1") == ()


def test_the_second_voice_speaks_first_of_the_area_it_is_told(desk: NoteDesk) -> None:
    for name, area in (("東の買い物", "東地区"), ("西の買い物", "西地区"), ("町の買い物", "")):
        kept(desk, name, topics=("買い物",), offers="買い物を手伝います", area2=area)
    voice = NoteVoice(desk.search)
    question = "買い物を手伝ってくれるところはありますか"
    assert len(voice.notes(question, NAKAMURA)) == 3
    assert voice.notes(question, NAKAMURA, ("西地区",))[0].name == "西の買い物"
    assert voice.notes(question, NAKAMURA, ("東地区",))[0].name == "東の買い物"
