"""What the record tells a person of their own: latest notes, notes to look after, drafts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from knowledge.errors import NoteInvalid
from knowledge.ports import Embedder
from knowledge.resources.answering import NoteVoice
from knowledge.resources.areas import read_areas
from knowledge.resources.database import Database
from knowledge.resources.desk import NoteDesk
from knowledge.resources.drafts import DraftStore
from knowledge.resources.listing import Filters
from knowledge.resources.model import TOPICS, ResourceNote, State, Visibility
from knowledge.resources.privacy import Viewer
from knowledge.resources.search import NoteSearch, text_of
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
    file = tmp_path / "areas.yaml"
    file.write_text("東地区: [緑町]\n西地区: [西町]\n", encoding="utf-8")
    yield NoteDesk(store, DraftStore(database, watch), search, TOPICS, lambda: NOW.date(), read_areas(file))
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


def test_a_note_with_mistakes_is_refused_with_all_of_them_and_not_recorded(desk: NoteDesk) -> None:
    wrong = dataclasses.replace(SALON, url="x", name="")
    with pytest.raises(NoteInvalid) as refused:
        desk.record(wrong, NAKAMURA)
    assert [each.field for each in refused.value.problems] == ["name", "url"]
    assert "「名前」を書いてください。" in str(refused.value)
    assert desk.store.feed() == []
    note = kept(desk, "甲")
    with pytest.raises(NoteInvalid):
        desk.edit(dataclasses.replace(note, url="x"), NAKAMURA)
    assert desk.see(note.id, NAKAMURA) == note


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


def test_a_note_gets_the_area_of_its_address_before_it_is_confirmed_and_when_it_is_saved(desk: NoteDesk) -> None:
    assert desk.understood("サロン 緑町3丁目5番地 毎週水曜", NAKAMURA).area2 == "東地区"
    saved = desk.record(dataclasses.replace(SALON, address="みほん市西町2-1"), NAKAMURA)
    assert saved.area2 == "西地区"
    moved = desk.edit(dataclasses.replace(saved, address="緑町1-1", area2=""), NAKAMURA)
    assert moved.area2 == "東地区"


def test_an_area_that_somebody_took_away_stays_away(desk: NoteDesk) -> None:
    saved = desk.record(dataclasses.replace(SALON, address="緑町2-1"), NAKAMURA)
    assert desk.edit(dataclasses.replace(saved, area2=""), NAKAMURA).area2 == ""


def test_notes_that_were_there_before_the_areas_can_be_given_theirs(desk: NoteDesk) -> None:
    old = kept(desk, "前からの会", address="緑町2-1")
    kept(desk, "よその会", address="となり市1-1")
    (placed,) = desk.unplaced(NAKAMURA)
    assert (placed.id, placed.area2) == (old.id, "東地区")
    desk.edit(placed, NAKAMURA)
    assert desk.unplaced(NAKAMURA) == ()


def test_a_question_that_names_an_area_is_answered_from_there_where_there_is_anything(desk: NoteDesk) -> None:
    for name, area in (("東の買い物", "東地区"), ("西の買い物", "西地区"), ("町の買い物", "")):
        kept(desk, name, topics=("買い物",), offers="買い物を手伝います", area2=area)
    kept(desk, "東の囲碁", offers="囲碁", area2="東地区")
    voice = NoteVoice(desk.search, desk.named_areas)
    assert [note.name for note in voice.notes("西地区で買い物を手伝ってくれるところは？", NAKAMURA)] == ["西の買い物"]
    assert len(voice.notes("北地区で買い物を手伝ってくれるところは？", NAKAMURA)) == 3
    assert desk.find("西エリアの買い物", NAKAMURA, Filters(), 5)[0].name == "西の買い物"


def test_a_filter_of_an_area_is_exact_and_knows_its_short_name(desk: NoteDesk) -> None:
    for area in ("東地区", "川東地区", ""):
        kept(desk, f"{area}の会", area2=area)
    for name in ("東", "東地区", "東エリア"):
        assert [note.name for note in desk.find("", NAKAMURA, Filters(areas=(name,)), 5)] == ["東地区の会"]
    assert desk.find("", NAKAMURA, Filters(areas=("北",)), 5) == ()


def test_an_area_known_only_from_notes_one_may_not_see_is_not_known(desk: NoteDesk) -> None:
    kept(desk, "内緒", area2="川東地区", visibility=Visibility.INTERNAL)
    assert desk.named_areas("川東地区の見守り", SATO) == ()
    assert desk.named_areas("川東地区の見守り", NAKAMURA) == ("川東地区",)


def test_a_twin_in_other_words_is_known_by_its_meaning(desk: NoteDesk, bundled: Embedder) -> None:
    rounds: dict[str, Any] = {"weekdays": ("水",), "starts_at": time(13, 30), "place": "中央公民館"}
    salon = kept(desk, "ふれあいサロン", offers="お茶を飲みながらおしゃべりをします", **rounds)
    kept(desk, "囲碁クラブ", offers="囲碁を打ちます。初めての人にも教えます", **rounds)
    vectors = {note.id: bundled.passages([text_of(note)])[0] for note in desk.search.notes(NAKAMURA)}

    def meaning(_team: str, words: str, limit: int) -> list[tuple[str, float]]:
        asked = bundled.question(words)
        near = [(note_id, (float(vector @ asked) - 0.8) / 0.1) for note_id, vector in vectors.items()]
        return sorted(near, key=lambda each: -each[1])[:limit]

    heard = dataclasses.replace(SALON, name="水曜のお茶会", offers="おしゃべりをしながらお茶を飲む集まりです", **rounds)
    by_meaning = NoteDesk(
        desk.store, desk.drafts, NoteSearch(desk.store, lambda: NOW.date(), meaning), TOPICS, desk.today
    )
    assert desk.twins(heard, NAKAMURA) == ()
    (twin,) = by_meaning.twins(heard, NAKAMURA)
    assert twin.note.id == salon.id
    assert "内容がよく似ています" in [reason.says for reason in twin.reasons]
