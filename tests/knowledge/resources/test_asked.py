"""Questions in other words than those of the notes, with the real model: what is found, and when the notes speak."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.passage_store import PassageStore
from knowledge.ports import Embedder
from knowledge.resources.answering import NoteVoice
from knowledge.resources.database import Database
from knowledge.resources.meaning import NoteMeaning
from knowledge.resources.model import ResourceNote, Visibility
from knowledge.resources.parsing import parse
from knowledge.resources.privacy import Viewer
from knowledge.resources.search import NoteSearch
from knowledge.resources.store import NoteStore
from knowledge.resources.vectors import NoteVectors
from tests.knowledge.resources.noted_lines import TODAY, lines

HERE = Path(__file__).parent
ASKED: dict[str, Any] = yaml.safe_load((HERE / "asked.yaml").read_text(encoding="utf-8"))
DECK = HERE.parents[1] / "questions" / "deck.jsonl"
U1 = Viewer("T1", "U1")


@pytest.fixture(scope="module")
def search(bundled: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NoteSearch]:
    """The 319 notes of the lines, found by words and by meaning."""
    folder = tmp_path_factory.mktemp("asked")
    database = Database(f"sqlite:///{folder}/record.sqlite")
    store = NoteStore(database)
    for line in lines("notes_tuned.yaml") + lines("notes_held_out.yaml"):
        store.add(dataclasses.replace(parse(line.text, TODAY), team_id="T1", visibility=Visibility.PUBLIC), "U1")
    passages = PassageStore.embedded(folder / "chroma", "passages")

    def shelf(team_id: str, recipe: str) -> NoteVectors:
        return NoteVectors(passages.client, f"notes-{team_id}", recipe)

    meaning = NoteMeaning(store, shelf, bundled)
    assert meaning.follow() == 0
    yield NoteSearch(store, lambda: TODAY, meaning)
    passages.close()
    database.close()


def right(pattern: str, note: ResourceNote) -> bool:
    return bool(re.search(pattern, note.name + note.offers))


@pytest.mark.parametrize(("asked", "share"), [("seen", 0.85), ("fresh", 0.8)])
def test_the_right_note_is_among_five_though_it_has_other_words(search: NoteSearch, asked: str, share: float) -> None:
    found = [any(right(pattern, each.note) for each in search.find(q, U1)) for q, pattern in ASKED[asked]]
    assert sum(found) >= share * len(found)


def test_meaning_finds_more_than_words_alone(search: NoteSearch) -> None:
    words = NoteSearch(search._store, lambda: TODAY)
    asked = ASKED["seen"] + ASKED["fresh"]
    by_words = sum(any(right(pattern, each.note) for each in words.find(q, U1)) for q, pattern in asked)
    by_both = sum(any(right(pattern, each.note) for each in search.find(q, U1)) for q, pattern in asked)
    assert by_both > by_words + 5


@pytest.mark.parametrize(("asked", "share"), [("seen", 0.8), ("fresh", 0.7)])
def test_the_notes_speak_where_somebody_looks_for_them(search: NoteSearch, asked: str, share: float) -> None:
    voice = NoteVoice(search)
    spoken = [bool(voice.notes(question, U1)) for question, _ in ASKED[asked]]
    assert sum(spoken) >= share * len(spoken)


def test_the_notes_hardly_ever_speak_where_a_handbook_is_asked(search: NoteSearch) -> None:
    voice = NoteVoice(search)
    deck = [json.loads(line)["question"] for line in DECK.read_text("utf-8").splitlines()]
    questions = ASKED["handbook"] + deck
    spoken = [question for question in questions if voice.notes(question, U1)]
    assert len(questions) >= 100
    # Two of the deck ask for what notes of a region do hold: where to borrow a wheelchair, when a day centre fetches.
    assert len(spoken) <= 0.03 * len(questions), spoken
