from __future__ import annotations

import multiprocessing
import os
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from knowledge.catalogue import Catalogue
from knowledge.errors import IndexBusy, IndexModelMismatch, PassageIndexError
from knowledge.glossary import Glossary
from knowledge.passage_index import Disagreement, PassageIndex
from knowledge.retrieval import HybridRetriever
from tests.fakes import StoreFailure, StoreThatFails, VocabularyEmbedder
from tests.knowledge.swapping import SIZE, edition, swap_for_ever, try_to_open

KILLS = int(os.environ.get("TSUNAGI_TEST_KILLS", "10"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def open_index(home: Path) -> Iterator[Callable[[], PassageIndex]]:
    """Opens the index as the next start of the program does; what was open before counts as dead."""
    opened: list[PassageIndex] = []

    def open_again() -> PassageIndex:
        for index in opened:
            index.close()
        opened.append(PassageIndex.open(home, VocabularyEmbedder("資源", "順")))
        return opened[-1]

    yield open_again
    for index in opened:
        index.close()


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Starts real processes that have Chroma loaded already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["chromadb", "tests.knowledge.swapping"])
    return context


def put(index: PassageIndex, number: int) -> None:
    info, passages = edition(number)
    index.replace_document(info, passages, str(number))


def held(index: PassageIndex) -> list[str]:
    """The ids of the passages in the catalogue, which must be those found by vectors and in the words index."""
    assert not index.disagreement()
    ids = index.catalogue.passage_ids()
    if ids:
        (first,) = index.catalogue.by_ids(ids[:1])
        assert set(index.store.nearest(first.vector, len(ids) + 1)) == set(ids)
    highest = index.catalogue.highest_number()
    by_words, _ = index.catalogue.words_index.scores("w", {"資源": 1.0}, highest)
    assert (by_words > 0).sum() == len(ids)
    return ids


def ids_of(number: int) -> list[str]:
    return [passage.id for passage in edition(number)[1]]


def test_a_new_edition_takes_the_place_of_the_old_one(open_index: Callable[[], PassageIndex]) -> None:
    index = open_index()
    put(index, 1)
    info, passages = edition(2)
    change = index.replace_document(info, passages, "2")
    assert (change.added, change.kept, change.removed) == (SIZE - SIZE // 5, SIZE // 5, SIZE - SIZE // 5)
    assert held(index) == ids_of(2)


def test_a_removed_document_leaves_nothing_behind(open_index: Callable[[], PassageIndex]) -> None:
    index = open_index()
    put(index, 1)
    assert index.remove_document("doc") == SIZE
    assert held(index) == []
    assert index.catalogue.documents() == []


def test_an_index_closed_and_opened_again_is_as_it_was(open_index: Callable[[], PassageIndex]) -> None:
    put(open_index(), 1)
    again = open_index()
    assert held(again) == ids_of(1)
    assert not again.mended


@pytest.mark.parametrize(("step", "survives"), [("add", 1), ("delete", 2)])
def test_a_death_before_or_after_the_transaction_leaves_one_edition_whole(
    open_index: Callable[[], PassageIndex], step: str, survives: int
) -> None:
    index = open_index()
    put(index, 1)
    index.store = StoreThatFails(index.store, step)
    with pytest.raises(StoreFailure):
        put(index, 2)
    assert held(open_index()) == ids_of(survives)


def test_a_death_inside_the_transaction_leaves_the_old_edition_whole(
    open_index: Callable[[], PassageIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = open_index()
    put(index, 1)

    def fail(passage: object) -> None:
        raise StoreFailure

    monkeypatch.setattr(index.catalogue, "move_passage", fail)
    with pytest.raises(StoreFailure):
        put(index, 2)
    assert index.disagreement().surplus
    again = open_index()
    assert held(again) == ids_of(1)
    assert again.mended


def test_a_death_while_a_document_is_removed_leaves_it_removed(open_index: Callable[[], PassageIndex]) -> None:
    index = open_index()
    put(index, 1)
    index.store = StoreThatFails(index.store, "delete")
    with pytest.raises(StoreFailure):
        index.remove_document("doc")
    assert held(open_index()) == []


def test_after_a_failure_the_same_change_can_be_made_without_a_new_start(
    open_index: Callable[[], PassageIndex],
) -> None:
    index = open_index()
    put(index, 1)
    store = index.store
    index.store = StoreThatFails(store, "delete")
    with pytest.raises(StoreFailure):
        put(index, 2)
    index.store = store
    put(index, 1)
    index.repair()
    assert held(index) == ids_of(1)


def test_vectors_that_the_store_lost_are_given_back_from_the_catalogue(
    open_index: Callable[[], PassageIndex],
) -> None:
    index = open_index()
    put(index, 1)
    index.store.delete(ids_of(1)[:3])
    again = open_index()
    assert again.mended == Disagreement(missing=frozenset(ids_of(1)[:3]))
    assert held(again) == ids_of(1)


@pytest.fixture
def on_disk(open_index: Callable[[], PassageIndex], home: Path) -> Path:
    """Where Chroma keeps the vectors of edition 1: it writes them out after a thousand changes."""
    index = open_index()
    for number in range(1000 // SIZE + 2):
        put(index, number % 2 + 1)
    put(index, 1)
    index.close()
    (folder,) = {path.parent for path in home.glob("chroma/*/link_lists.bin")}
    return folder


# Chroma ends the whole process over the first two, and says nothing of the third.
@pytest.mark.parametrize("torn", ["data_level0.bin", "header.bin", "index_metadata.pickle"])
def test_files_torn_by_a_death_in_a_change_are_never_read(
    open_index: Callable[[], PassageIndex], home: Path, on_disk: Path, torn: str
) -> None:
    Catalogue(home / "catalogue.sqlite3").set_fact("changing", "1")
    if torn.endswith(".pickle"):
        (on_disk / torn).unlink()
    else:
        (on_disk / torn).write_bytes((on_disk / torn).read_bytes()[:50])
    again = open_index()
    assert held(again) == ids_of(1)
    assert again.mended == Disagreement(missing=frozenset(ids_of(1)))
    assert not open_index().mended


def test_files_that_chroma_refuses_are_made_anew(open_index: Callable[[], PassageIndex], on_disk: Path) -> None:
    (on_disk / "index_metadata.pickle").write_bytes(b"no index")
    again = open_index()
    assert held(again) == ids_of(1)
    assert again.mended
    put(again, 2)
    assert held(again) == ids_of(2)


def test_a_store_that_does_not_open_is_named_with_its_cure(
    open_index: Callable[[], PassageIndex], processes: ForkServerContext, home: Path
) -> None:
    put(open_index(), 1)
    open_index().close()
    (home / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    said = _what_another_process_says(processes, home)
    assert said.startswith("PassageIndexError") and str(home / "chroma") in said
    (home / "chroma").rename(home / "aside")
    assert _what_another_process_says(processes, home) == "opened"
    assert held(open_index()) == ids_of(1)


def test_a_process_killed_at_any_moment_leaves_one_edition_whole(processes: ForkServerContext, home: Path) -> None:
    chance = random.Random(5)  # noqa: S311 - moments to kill at, not secrets
    seen = set()
    for number in range(KILLS):
        ready, said = processes.Pipe(duplex=False)
        child = processes.Process(target=swap_for_ever, args=(home, said))
        child.start()
        assert not ready.recv()
        if number % 2:
            ready.recv()  # the others perhaps before their first swap
        time.sleep(chance.uniform(0, 0.3))
        child.kill()
        child.join()
        index = PassageIndex.open(home, VocabularyEmbedder("資源", "順"))
        ids = held(index)
        assert ids in ([], ids_of(1), ids_of(2))
        assert [info.edition for info in index.catalogue.documents()] == ([f"第{ids[1][1]}版"] if ids else [])
        seen.add(tuple(ids))
        index.close()
        for end in (ready, said):
            end.close()
        child.close()
    assert seen - {()}


def test_a_second_process_is_refused_while_the_first_has_the_index_open(
    open_index: Callable[[], PassageIndex], processes: ForkServerContext, home: Path
) -> None:
    index = open_index()
    assert _what_another_process_says(processes, home).startswith("IndexBusy")
    index.close()
    assert _what_another_process_says(processes, home) == "opened"


def test_one_who_has_patience_gets_the_index_once_it_is_free(home: Path) -> None:
    home.mkdir()
    owner = FileLock(home / "owner.lock", thread_local=False)
    owner.acquire()
    soon = threading.Timer(0.3, owner.release)
    soon.start()
    PassageIndex.open(home, VocabularyEmbedder("資源", "順"), patience=60).close()
    soon.join()


def _what_another_process_says(processes: ForkServerContext, home: Path) -> str:
    hears, said = processes.Pipe(duplex=False)
    child = processes.Process(target=try_to_open, args=(home, said))
    child.start()
    words = str(hears.recv())
    child.join()
    child.close()
    hears.close()
    said.close()
    return words


def test_the_refusal_names_the_index_and_the_cure(open_index: Callable[[], PassageIndex], home: Path) -> None:
    open_index()
    with pytest.raises(IndexBusy) as refusal:
        PassageIndex.open(home, VocabularyEmbedder())
    assert str(home) in refusal.value.what
    assert refusal.value.cure


def test_a_catalogue_that_is_no_database_is_named_and_its_lock_given_free(home: Path) -> None:
    home.mkdir()
    (home / "catalogue.sqlite3").write_bytes(b"no database" * 100)
    for _ in range(2):
        with pytest.raises(PassageIndexError) as refusal:
            PassageIndex.open(home, VocabularyEmbedder())
        assert type(refusal.value) is PassageIndexError
        assert str(home) in refusal.value.what


def test_a_home_that_is_a_file_is_named(home: Path) -> None:
    home.write_text("a file")
    with pytest.raises(PassageIndexError) as refusal:
        PassageIndex.open(home, VocabularyEmbedder())
    assert str(home) in refusal.value.what


def test_a_failed_opening_does_not_keep_the_index_busy(open_index: Callable[[], PassageIndex], home: Path) -> None:
    index = open_index()
    put(index, 1)
    index.close()
    with pytest.raises(IndexModelMismatch):
        PassageIndex.open(home, VocabularyEmbedder(model_name="other"))
    assert held(open_index()) == ids_of(1)


def test_another_model_is_refused_with_both_names_and_the_cure(
    open_index: Callable[[], PassageIndex], home: Path
) -> None:
    index = open_index()
    put(index, 1)
    index.close()
    with pytest.raises(IndexModelMismatch, match=r"「vocabulary」.*「other」") as refusal:
        PassageIndex.open(home, VocabularyEmbedder(model_name="other"))
    assert "--re-embed" in refusal.value.cure


def test_embedding_anew_keeps_the_passages_and_gives_them_the_new_models_vectors(
    open_index: Callable[[], PassageIndex], home: Path
) -> None:
    index = open_index()
    put(index, 1)
    index.close()
    other = VocabularyEmbedder("訪ね", "番目", "順", model_name="other")
    again = PassageIndex.open(home, other, re_embed=True)
    assert held(again) == ids_of(1)
    assert {len(each.vector) for each in again.catalogue.by_ids(ids_of(1))} == {4}
    assert len(again.store.nearest(other.question("訪ねる順"), SIZE)) == SIZE
    again.close()


def test_a_death_while_embedding_anew_is_mended_at_the_next_start(
    open_index: Callable[[], PassageIndex], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = open_index()
    put(index, 1)
    index.close()
    other = VocabularyEmbedder("訪ね", "番目", "順", model_name="other")

    def fail(self: PassageIndex) -> None:
        raise StoreFailure

    with monkeypatch.context() as patch, pytest.raises(StoreFailure):
        patch.setattr(PassageIndex, "repair", fail)
        PassageIndex.open(home, other, re_embed=True)
    again = PassageIndex.open(home, other)
    assert held(again) == ids_of(1)
    again.close()


def test_an_emptied_index_can_be_used_with_another_model(open_index: Callable[[], PassageIndex], home: Path) -> None:
    index = open_index()
    put(index, 1)
    index.remove_document("doc")
    index.close()
    again = PassageIndex.open(home, VocabularyEmbedder("訪ね", "番目", "順", "町", model_name="other"))
    put(again, 2)
    assert held(again) == ids_of(2)
    again.close()


def until_looked_again(looking: threading.Thread, seen: list[Any]) -> None:
    """Waits until two looks have ended: the second of them began after now."""
    before = len(seen)
    while looking.is_alive() and len(seen) < before + 2:
        time.sleep(0.001)


def test_whoever_searches_during_a_swap_sees_one_edition_whole(open_index: Callable[[], PassageIndex]) -> None:
    index = open_index()
    put(index, 1)
    retriever = HybridRetriever(index.catalogue, index.store, index.embedder, Glossary())
    done = threading.Event()
    seen: list[set[str]] = []

    def search() -> None:
        while not done.is_set():
            seen.append({found.passage.edition for found in retriever.find("資源を訪ねる順", 5)})

    searching = threading.Thread(target=search)
    searching.start()
    for number in (2, 1, 2, 1, 2, 1):
        put(index, number)
        until_looked_again(searching, seen)
    done.set()
    searching.join()
    assert all(len(titles) == 1 for titles in seen)
    assert set().union(*seen) == {"第1版", "第2版"}


def test_whoever_reads_during_a_swap_reads_one_edition_whole(open_index: Callable[[], PassageIndex]) -> None:
    index = open_index()
    put(index, 1)
    done = threading.Event()
    seen: list[list[str]] = []

    def read() -> None:
        while not done.is_set():
            with index.catalogue.snapshot():
                ids = index.catalogue.passage_ids("doc")
                seen.append([each.passage.id for each in index.catalogue.by_ids(ids)])

    reading = threading.Thread(target=read)
    reading.start()
    for number in (2, 1, 2, 1, 2, 1):
        put(index, number)
        until_looked_again(reading, seen)
    done.set()
    reading.join()
    assert all(ids in (ids_of(1), ids_of(2)) for ids in seen)
    assert ids_of(1) in seen and ids_of(2) in seen


def test_words_that_were_counted_by_other_rules_are_counted_anew(
    open_index: Callable[[], PassageIndex], home: Path
) -> None:
    index = open_index()
    put(index, 1)
    as_counted = counted(home)
    with closing(sqlite3.connect(home / "catalogue.sqlite3", isolation_level=None)) as db:
        db.execute("DELETE FROM terms WHERE term LIKE 'w%'")
        db.execute("INSERT INTO terms VALUES ('wむかしの読み', x'0100000001000100')")
        db.execute("UPDATE term_totals SET terms = 1")
        db.execute("DELETE FROM readings")
        db.execute("UPDATE passages SET words = 'むかしの読み'")
    with_other_rules = counted(home)
    assert with_other_rules != as_counted
    index = open_index()
    assert counted(home) == with_other_rules, "by the same rules, nothing is done again"
    index.catalogue.set_fact("words", "of long ago")
    index = open_index()
    assert counted(home) == as_counted
    assert held(index) == ids_of(1)


def counted(home: Path) -> list[list[tuple[Any, ...]]]:
    """All that is derived from the words of the passages."""
    queries = (
        "SELECT * FROM terms ORDER BY term",
        "SELECT * FROM term_totals ORDER BY kind",
        "SELECT * FROM readings ORDER BY reading, surface",
        "SELECT no, words FROM passages ORDER BY no",
    )
    with closing(sqlite3.connect(home / "catalogue.sqlite3")) as db:
        return [db.execute(query).fetchall() for query in queries]
