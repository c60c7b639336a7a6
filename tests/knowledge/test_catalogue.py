from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge.catalogue import Catalogue
from knowledge.indexed import embedded_text
from knowledge.types import DocumentInfo, Passage

INFO = DocumentInfo("doc", "/手引き.md", "手引き", "第1版", "町役場")


def passage(id_: str, position: int = 0, text: str = "町の**資源**を探す。\n- 人に会う") -> Passage:
    return Passage(id_, "doc", "手引き", "第1版", ("第1章", "歩く"), "3行目", text, position, ("## 歩く",))


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    catalogue = Catalogue(tmp_path / "catalogue.sqlite3")
    with catalogue.transaction():
        catalogue.put_document(INFO, "print-1")
        catalogue.add_passages([passage("a"), passage("b", 1)], [np.array([1, 0], "f4"), np.array([0, 1], "f4")])
    return catalogue


def test_passages_and_documents_come_back_as_they_were_written(catalogue: Catalogue) -> None:
    (found,) = catalogue.by_ids(["a"])
    assert found.passage == passage("a")
    assert found.vector.tolist() == [1, 0]
    assert catalogue.documents() == [INFO]
    assert catalogue.fingerprint("doc") == "print-1"
    assert catalogue.fingerprint("unknown") is None


def test_the_words_of_a_passage_are_kept_sentence_by_sentence(catalogue: Catalogue) -> None:
    (found,) = catalogue.by_ids(["a"])
    assert found.words == (frozenset({"町", "資源", "探す"}), frozenset({"人", "会う"}))


@pytest.mark.parametrize(("most", "again"), [(2, True), (1, False)])
def test_as_many_decoded_passages_are_kept_as_it_says(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, most: int, again: bool
) -> None:
    monkeypatch.setattr("knowledge.at_hand._MOST", most)
    with catalogue.snapshot():
        first, second = catalogue.by_ids(["a", "b"])
        assert catalogue.by_numbers([first.no, second.no])[0] is first
    with catalogue.snapshot():
        found = catalogue.by_ids(["a", "b"])
    assert [one is other for one, other in zip(found, (first, second), strict=True)] == [again, again]


def test_unknown_ids_and_numbers_are_left_out(catalogue: Catalogue) -> None:
    assert [each.passage.id for each in catalogue.by_ids(["b", "unknown"])] == ["b"]
    assert [each.no for each in catalogue.by_numbers([2, 99])] == [2]


def test_a_change_that_fails_leaves_everything_as_it_was(catalogue: Catalogue) -> None:
    with pytest.raises(RuntimeError), catalogue.transaction():
        catalogue.remove_document("doc")
        raise RuntimeError
    assert catalogue.passage_ids("doc") == ["a", "b"]
    scores, _ = catalogue.words_index.scores("w", {"資源": 1.0}, 2)
    assert (scores > 0).tolist() == [False, True, True]


def test_what_is_read_in_one_snapshot_does_not_change_when_another_thread_writes(catalogue: Catalogue) -> None:
    def remove() -> None:
        with catalogue.transaction():
            catalogue.remove_passages(["a"])

    with catalogue.snapshot():
        before = catalogue.passage_ids()
        writing = threading.Thread(target=remove)
        writing.start()
        writing.join()
        assert catalogue.passage_ids() == before == ["a", "b"]
        assert len(catalogue.by_ids(before)) == 2
    with catalogue.snapshot():
        assert [each.passage.id for each in catalogue.by_ids(["a", "b"])] == ["b"]


def test_a_passage_read_before_it_moved_is_not_shown_at_its_old_place(catalogue: Catalogue) -> None:
    with catalogue.snapshot():
        catalogue.by_ids(["a"])
    moved = Passage("a", "doc", "手引き", "第1版", ("第1章", "歩く"), "9行目", passage("a").text, 5, ())
    with catalogue.transaction():
        catalogue.move_passage(moved)
    with catalogue.snapshot():
        assert [each.passage for each in catalogue.by_ids(["a"])] == [moved]


def test_facts_are_written_changed_and_removed(catalogue: Catalogue) -> None:
    assert catalogue.fact("model") is None
    for value in ("one", "two", None):
        catalogue.set_fact("model", value)
        assert catalogue.fact("model") == value


def test_a_passage_is_embedded_below_its_headings_each_of_them_once() -> None:
    assert embedded_text("手引き", ("第1章", "歩く"), "## 歩く\n\n町を**歩く**。").split("\n")[:2] == [
        "手引き",
        "第1章",
    ]
    assert embedded_text("手引き", ("第1章", "歩く"), "## 歩く\n\n町を**歩く**。").count("歩く") == 2


def test_what_stands_beside_a_passage_is_read_in_order_as_far_as_asked(catalogue: Catalogue) -> None:
    with catalogue.transaction():
        catalogue.add_passages([passage("c", 2), passage("d", 3)], [np.array([1, 0], "f4")] * 2)
    for some, reach, there in (("b", 1, "abc"), ("a", 2, "abc"), ("ad", 1, "abcd"), ("d", 0, "d")):
        stretch = catalogue.beside([passage(id_, "abcd".index(id_)) for id_ in some], reach)
        assert "".join(stretch[place].id for place in sorted(stretch)) == there
        assert all(each.standing.passage.position == position for (_, position), each in stretch.items())


def test_what_is_kept_of_a_stretch_is_not_shown_in_the_next_generation(catalogue: Catalogue) -> None:
    here = [passage("b", 1)]
    with catalogue.snapshot():
        assert len(catalogue.beside(here, 1)) == len(catalogue.beside(here, 1)) == 2
    with catalogue.transaction():
        catalogue.add_passages([passage("c", 2)], [np.array([1, 0], "f4")])
    with catalogue.snapshot(), catalogue.snapshot():
        assert len(catalogue.beside(here, 1)) == 3


def test_a_catalogue_that_knew_nothing_of_joints_is_read_and_each_of_its_passages_stands_for_itself(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    with sqlite3.connect(tmp_path / "catalogue.sqlite3") as db:
        db.execute("ALTER TABLE passages DROP COLUMN joint")
    again = Catalogue(tmp_path / "catalogue.sqlite3")
    assert [each.passage.joint for each in again.beside([passage("a")], 1).values()] == [None, None]
    moved = replace(passage("a"), joint="\n")
    with again.transaction():
        again.move_passage(moved)
    assert again.by_ids(["a"])[0].passage.joint == "\n"


def test_a_catalogue_that_another_process_brings_up_to_date_meanwhile_is_opened(
    tmp_path: Path, catalogue: Catalogue
) -> None:
    path = tmp_path / "catalogue.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as other, ThreadPoolExecutor() as processes:
        other.execute("ALTER TABLE passages DROP COLUMN joint")
        other.execute("BEGIN IMMEDIATE")
        other.execute("ALTER TABLE passages ADD COLUMN joint TEXT")
        opened = processes.submit(Catalogue, path)
        with pytest.raises(TimeoutError):
            opened.result(timeout=0.5)
        other.execute("COMMIT")
        assert opened.result(timeout=30).count() == 2
