"""Notes by meaning: real vectors in a real Chroma, which follow the record whatever happens."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from chromadb.errors import NotFoundError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.passage_store import PassageStore
from knowledge.resources.database import Database
from knowledge.resources.listing import Filters
from knowledge.resources.meaning import Follower, NoteMeaning
from knowledge.resources.model import ResourceNote, Visibility
from knowledge.resources.privacy import Viewer, visible_to
from knowledge.resources.search import NoteSearch
from knowledge.resources.store import NoteStore
from knowledge.resources.vectors import NoteVectors
from tests.fakes import VocabularyEmbedder
from tests.knowledge.resources.test_privacy import NOTES, VIEWERS

U1 = Viewer("T1", "U1")
SALON = ResourceNote(name="サロン", offers="お茶", visibility=Visibility.PUBLIC, team_id="T1")
TRUCK = dataclasses.replace(SALON, name="移動販売", offers="野菜")


class Room:
    """Vectors in one folder, as a process that owns it sees them; `meaning` begins anew, as after a restart."""

    def __init__(self, folder: Path, store: NoteStore) -> None:
        self._passages = PassageStore.embedded(folder, "passages")
        self.store = store
        self.embedder = VocabularyEmbedder("サロン", "お茶", "移動販売", "野菜", "囲碁")

    def shelf(self, team_id: str, recipe: str) -> NoteVectors:
        return NoteVectors(self._passages.client, f"notes-{team_id}-here", recipe)

    def meaning(self, embedder: VocabularyEmbedder | None = None) -> NoteMeaning:
        return NoteMeaning(self.store, self.shelf, embedder or self.embedder)

    def held(self, team_id: str = "T1") -> dict[str, int]:
        """The versions of the vectors; looked at past NoteVectors, of which there may be only one at a time."""
        try:
            collection = self._passages.client.get_collection(f"notes-{team_id}-here", embedding_function=None)
            kept = collection.get(include=["metadatas"])
        except NotFoundError:  # not made yet, or being made anew
            return {}
        return {id_: int(str(each["version"])) for id_, each in zip(kept["ids"], kept["metadatas"] or [], strict=True)}

    def close(self) -> None:
        self._passages.close()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    database = Database(f"sqlite:///{tmp_path}/record.sqlite")
    room = Room(tmp_path / "chroma", NoteStore(database))
    yield room
    room.close()
    database.close()


def nearest(meaning: NoteMeaning, question: str, team_id: str = "T1") -> str:
    return meaning(team_id, question, 1)[0][0]


def test_the_note_nearest_in_meaning_comes_first(room: Room) -> None:
    salon, truck = room.store.add(SALON, "U1"), room.store.add(TRUCK, "U1")
    meaning = room.meaning()
    assert meaning.follow() == 0
    assert nearest(meaning, "サロンのお茶") == salon.id
    assert nearest(meaning, "野菜の移動販売") == truck.id


def test_vectors_follow_what_is_added_changed_withdrawn_and_erased(room: Room) -> None:
    meaning = room.meaning()
    kept, gone, erased = (room.store.add(SALON, "U1") for _ in range(3))
    meaning.follow()
    assert room.held() == {kept.id: 1, gone.id: 1, erased.id: 1}
    room.store.edit(dataclasses.replace(kept, name="囲碁", offers=""), "U1")
    room.store.withdraw("T1", gone.id, "U1")
    room.store.erase("T1", erased.id, "U1")
    meaning.follow()
    assert room.held() == {kept.id: 2}
    assert nearest(meaning, "囲碁") == kept.id


def test_nothing_is_embedded_twice_across_restarts(room: Room) -> None:
    room.store.add(SALON, "U1")
    room.meaning().follow()
    once = len(room.embedder.embedded)
    again = room.meaning()
    assert again.behind() == 0
    again.follow()
    assert len(room.embedder.embedded) == once == 1


def test_what_was_lost_or_is_too_much_is_noticed_and_mended_at_the_next_start(room: Room) -> None:
    notes = [room.store.add(dataclasses.replace(SALON, name=f"サロン{n}"), "U1") for n in range(20)]
    room.meaning().follow()
    vectors = room.shelf("T1", f"{room.embedder.model_name} 1")
    vectors.delete([note.id for note in notes[:5]])
    vectors.put(["stranger"], [room.embedder.question("お茶")], [1])
    vectors.put([notes[5].id], [room.embedder.question("お茶")], [7])
    meaning = room.meaning()
    assert meaning.behind() == 7
    assert meaning.follow() == 0
    assert room.held() == {note.id: 1 for note in notes}


def test_another_model_makes_all_vectors_anew(room: Room) -> None:
    note = room.store.add(SALON, "U1")
    room.meaning().follow()
    other = VocabularyEmbedder("サロン", model_name="other")
    meaning = room.meaning(other)
    assert meaning.behind() == 1
    meaning.follow()
    assert nearest(meaning, "サロン") == note.id


def test_a_part_can_be_taken_in_first_and_giving_up_keeps_what_was_done(room: Room) -> None:
    for number in range(40):
        room.store.add(dataclasses.replace(SALON, name=f"サロン{number}"), "U1")
    meaning = room.meaning()
    assert meaning.follow(at_most=10) == 30
    assert len(room.held()) == 10

    def give_up(left: int) -> None:
        if left <= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        meaning.follow(heard=give_up)
    assert len(room.held()) == 26
    assert meaning.follow() == 0
    assert len(room.held()) == 40


def test_each_workspace_has_vectors_of_its_own(room: Room) -> None:
    ours, theirs = room.store.add(SALON, "U1"), room.store.add(dataclasses.replace(SALON, team_id="T2"), "U1")
    meaning = room.meaning()
    meaning.follow()
    assert list(room.held("T1")) == [ours.id]
    assert list(room.held("T2")) == [theirs.id]
    assert [note_id for note_id, _ in meaning("T1", "サロン", 10)] == [ours.id]
    assert meaning("T3", "サロン", 10) == []


def test_a_search_waits_for_nobody_who_embeds(room: Room) -> None:
    first = room.store.add(SALON, "U1")
    meaning = room.meaning()
    meaning.follow()
    room.store.add(TRUCK, "U1")
    embedding, go_on = threading.Event(), threading.Event()

    def wait(_left: int) -> None:
        embedding.set()
        assert go_on.wait(60)

    thread = threading.Thread(target=meaning.follow, kwargs={"heard": wait})
    thread.start()
    try:
        assert embedding.wait(60)
        assert nearest(meaning, "サロン") == first.id
    finally:
        go_on.set()
        thread.join()


def test_the_follower_takes_in_what_others_record_tells_of_failures_and_ends(room: Room) -> None:
    failures: list[Exception] = []
    meaning = room.meaning()
    real, broken = room.store.feed_end, [True]

    def sometimes() -> int:
        if broken and broken.pop():
            raise OSError("away")
        return real()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(room.store, "feed_end", sometimes)
        follower = Follower(meaning, failures.append, every=0.01)
        follower.start()
        note = room.store.add(SALON, "U1")
        until = time.monotonic() + 60
        while not room.held() and time.monotonic() < until:
            time.sleep(0.01)
        follower.stop(60)
    assert room.held() == {note.id: 1}
    assert [type(each) for each in failures] == [OSError]


def test_filters_hold_for_what_meaning_finds(room: Room) -> None:
    room.store.add(dataclasses.replace(SALON, area2="東地区"), "U1")
    west = room.store.add(dataclasses.replace(SALON, area2="西地区"), "U1")
    meaning = room.meaning()
    meaning.follow()
    search = NoteSearch(room.store, lambda: date(2026, 11, 24), meaning)
    assert [each.note.id for each in search.find("お茶", U1, Filters(areas=("西地区",)))] == [west.id]


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(notes=st.lists(NOTES, min_size=1, max_size=4), viewer=VIEWERS)
def test_no_search_by_meaning_shows_a_note_its_viewer_may_not_see(
    notes: list[ResourceNote], viewer: Viewer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("m")
    database = Database(f"sqlite:///{folder}/record.sqlite")
    room = Room(folder / "chroma", NoteStore(database))
    added = [
        room.store.add(dataclasses.replace(note, offers=f"お茶{n}"), note.created_by) for n, note in enumerate(notes)
    ]
    meaning = room.meaning()
    meaning.follow()
    search = NoteSearch(room.store, lambda: date(2026, 11, 24), meaning)
    found = {each.note.id for each in search.find("お茶サロン", viewer, limit=10)}
    assert found == {note.id for note in added if visible_to(note, viewer)}
    room.close()
    database.close()
