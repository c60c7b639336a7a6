from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest.sync import Given, Outcome, Report, Step, Synchroniser
from knowledge.passage_index import PassageIndex
from knowledge.types import Passage
from tests.fakes import VocabularyEmbedder

CHAPTERS = {
    "資源": "町で使えるもの、人、場所を資源と呼びます。" * 6,
    "協議体": "情報を分け合い、次の一手を話し合う場です。" * 6,
    "見守り": "変わったことに気づき、相談先につなぎます。" * 6,
}


@pytest.fixture
def embedder() -> VocabularyEmbedder:
    return VocabularyEmbedder(*CHAPTERS)


@pytest.fixture
def index(tmp_path: Path, embedder: VocabularyEmbedder) -> Iterator[PassageIndex]:
    index = PassageIndex.open(tmp_path / "home", embedder)
    yield index
    index.close()


@pytest.fixture
def sync(index: PassageIndex) -> Synchroniser:
    return Synchroniser(index)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "資料"
    folder.mkdir()
    return folder


def write(file: Path, **changed: str) -> Path:
    """A handbook of three chapters, some of them changed."""
    chapters = CHAPTERS | changed
    file.write_text("# 手引き\n\n" + "".join(f"## {name}\n\n{text}\n\n" for name, text in chapters.items()), "utf-8")
    return file


def passages(index: PassageIndex, document: Report) -> list[Passage]:
    infos = [info for info in index.catalogue.documents() if info.source == document.source]
    ids = index.catalogue.passage_ids(infos[0].id)
    return [each.passage for each in index.catalogue.by_ids(ids)]


def test_a_file_is_taken_in_with_its_title_and_all_its_passages(sync: Synchroniser, folder: Path) -> None:
    (report,) = sync.ingest([str(write(folder / "手引き.md"))])
    assert (report.outcome, report.title, report.passages) == (Outcome.ADDED, "手引き", 3)


def test_the_same_file_again_changes_nothing_and_embeds_nothing(
    sync: Synchroniser, folder: Path, embedder: VocabularyEmbedder, index: PassageIndex
) -> None:
    file = write(folder / "手引き.md")
    (first,) = sync.ingest([str(file)])
    before, embedded = passages(index, first), len(embedder.embedded)
    (again,) = sync.ingest([str(file)])
    assert (again.outcome, again.passages) == (Outcome.UNCHANGED, 3)
    assert passages(index, again) == before
    assert len(embedder.embedded) == embedded


def test_a_changed_chapter_is_the_only_one_embedded_and_the_others_keep_their_ids(
    sync: Synchroniser, folder: Path, embedder: VocabularyEmbedder, index: PassageIndex
) -> None:
    file = write(folder / "手引き.md")
    (first,) = sync.ingest([str(file)])
    before = passages(index, first)
    embedder.embedded.clear()
    (report,) = sync.ingest([str(write(file, 協議体="集まる日を決めて、顔を合わせる場です。" * 6))])
    after = passages(index, report)
    assert report.outcome is Outcome.REPLACED
    assert [passage.text for passage in before if passage not in after] == [before[1].text]
    assert len(embedder.embedded) == 1
    assert "顔を合わせる" in embedder.embedded[0]
    assert [passage.position for passage in after] == [0, 1, 2]
    assert not index.disagreement()


def test_passages_that_only_moved_are_located_anew_without_being_embedded(
    sync: Synchroniser, folder: Path, embedder: VocabularyEmbedder, index: PassageIndex
) -> None:
    file = write(folder / "手引き.md")
    (first,) = sync.ingest([str(file)])
    before = passages(index, first)
    embedder.embedded.clear()
    file.write_text("\n\n" + file.read_text("utf-8"), "utf-8")
    (report,) = sync.ingest([str(file)])
    after = passages(index, report)
    assert [passage.id for passage in after] == [passage.id for passage in before]
    assert (before[0].locator, after[0].locator) == ("1〜5行目", "3〜7行目")
    assert embedder.embedded == []


def test_a_new_title_is_found_by_its_words_and_the_old_one_no_more(
    sync: Synchroniser, folder: Path, index: PassageIndex
) -> None:
    file = str(write(folder / "手引き.md"))
    sync.ingest([file], Given(title="雪国"))
    sync.ingest([file], Given(title="海辺"))
    highest = index.catalogue.highest_number()
    found, _ = index.catalogue.words_index.scores("w", {"雪国": 1.0}, highest)
    assert not found.any()
    found, _ = index.catalogue.words_index.scores("w", {"海辺": 1.0}, highest)
    assert (found > 0).sum() == 3


def test_what_the_person_says_of_a_document_goes_over_what_it_says_itself(
    sync: Synchroniser, folder: Path, index: PassageIndex
) -> None:
    sync.ingest([str(write(folder / "手引き.md"))], Given("別の名", "第2版", "町役場"))
    (info,) = index.catalogue.documents()
    assert (info.title, info.edition, info.publisher) == ("別の名", "第2版", "町役場")


def about(index: PassageIndex) -> tuple[str, str, str]:
    (info,) = index.catalogue.documents()
    return info.title, info.edition, info.publisher


def test_what_was_said_by_hand_is_kept_when_the_document_is_taken_in_again(
    sync: Synchroniser, folder: Path, index: PassageIndex
) -> None:
    file = write(folder / "手引き.md")
    sync.ingest([str(file)], Given(edition="第2版"))
    (again,) = sync.ingest([str(folder)])
    assert again.outcome is Outcome.UNCHANGED
    write(file, 資源="町のものです。")
    (changed,) = sync.ingest([str(folder)], Given(publisher="町役場"))
    assert changed.outcome is Outcome.REPLACED
    assert about(index) == ("手引き", "第2版", "町役場")


def test_what_was_said_by_hand_is_taken_back_by_an_empty_word(
    sync: Synchroniser, folder: Path, index: PassageIndex
) -> None:
    file = str(write(folder / "手引き.md"))
    sync.ingest([file], Given("別の名", "第2版", "町役場"))
    (taken_back,) = sync.ingest([file], Given(title="", edition=""))
    assert taken_back.outcome is Outcome.REPLACED
    assert about(index) == ("手引き", "", "町役場")
    (again,) = sync.ingest([file])
    assert again.outcome is Outcome.UNCHANGED


def test_what_is_said_by_hand_of_a_document_goes_with_it(sync: Synchroniser, folder: Path, index: PassageIndex) -> None:
    file = write(folder / "手引き.md")
    sync.ingest([str(file)], Given(edition="第2版"))
    sync.remove(index.catalogue.documents()[0].id)
    sync.ingest([str(file)])
    assert about(index) == ("手引き", "", "")


def test_an_index_of_an_older_version_learns_to_keep_what_is_said_by_hand(
    tmp_path: Path, folder: Path, embedder: VocabularyEmbedder
) -> None:
    file = str(write(folder / "手引き.md"))
    index = PassageIndex.open(tmp_path / "home", embedder)
    Synchroniser(index).ingest([file])
    index.close()
    with contextlib.closing(sqlite3.connect(tmp_path / "home" / "catalogue.sqlite3")) as db:
        db.execute("ALTER TABLE documents DROP COLUMN given")
    index = PassageIndex.open(tmp_path / "home", embedder)
    assert [each.outcome for each in Synchroniser(index).ingest([file])] == [Outcome.UNCHANGED]
    Synchroniser(index).ingest([file], Given(edition="第2版"))
    Synchroniser(index).ingest([file])
    assert about(index) == ("手引き", "第2版", "")
    index.close()


def test_a_document_without_a_title_is_called_by_its_file(sync: Synchroniser, folder: Path) -> None:
    (folder / "歩き方.txt").write_text("町を歩きます。", "utf-8")
    assert sync.ingest([str(folder)])[0].title == "歩き方"


def test_a_place_that_is_not_there_is_named_and_the_others_are_taken_in(sync: Synchroniser, folder: Path) -> None:
    missing, good = sync.ingest([str(folder / "無い.md"), str(write(folder / "手引き.md"))])
    assert missing.outcome is Outcome.FAILED
    assert "無い.md" in missing.reason
    assert good.outcome is Outcome.ADDED


def test_a_bad_file_in_a_folder_does_not_keep_the_others_out(sync: Synchroniser, folder: Path) -> None:
    write(folder / "a.md")
    (folder / "b.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00" + bytes(range(256)))
    (folder / "c.md").write_bytes(b"")
    (folder / "d.md").write_text("# 見出しだけの題\n\n町を歩きます。", "utf-8")
    reports = sync.ingest([str(folder)])
    assert [report.outcome for report in reports] == [Outcome.ADDED, Outcome.FAILED, Outcome.FAILED, Outcome.ADDED]
    assert "b.txt" in reports[1].reason
    assert "c.md" in reports[2].reason


def test_a_file_that_turns_bad_keeps_its_old_passages(sync: Synchroniser, folder: Path, index: PassageIndex) -> None:
    file = write(folder / "手引き.md")
    (first,) = sync.ingest([str(file)])
    before = passages(index, first)
    file.write_bytes(b"")
    (report,) = sync.ingest([str(file)])
    assert report.outcome is Outcome.FAILED
    assert passages(index, first) == before


def test_a_file_of_an_unknown_ending_is_refused_with_the_endings_that_can_be_read(
    sync: Synchroniser, folder: Path
) -> None:
    (folder / "絵.bmp").write_bytes(b"BM")
    (report,) = sync.ingest([str(folder / "絵.bmp")])
    assert report.outcome is Outcome.FAILED
    assert ".bmp" in report.reason
    assert ".md" in report.reason


def test_a_folder_without_a_readable_file_says_so(sync: Synchroniser, folder: Path) -> None:
    (folder / "絵.bmp").write_bytes(b"BM")
    (report,) = sync.ingest([str(folder)])
    assert report.outcome is Outcome.FAILED
    assert str(folder) in report.reason


def test_hidden_files_and_folders_inside_a_folder_are_left_alone(sync: Synchroniser, folder: Path) -> None:
    (folder / ".git").mkdir()
    write(folder / ".git" / "内.md")
    write(folder / ".隠し.md")
    write(folder / "手引き.md")
    assert [Path(report.source).name for report in sync.ingest([str(folder)])] == ["手引き.md"]


@pytest.mark.parametrize("way", ["資料/../資料", ".倉庫/資料"])
def test_a_named_folder_is_read_also_where_the_way_to_it_has_dots(
    sync: Synchroniser, folder: Path, tmp_path: Path, way: str
) -> None:
    (tmp_path / ".倉庫" / "資料").mkdir(parents=True)
    write(tmp_path / way / "手引き.md")
    (report,) = sync.ingest([str(tmp_path / way)])
    assert report.outcome is Outcome.ADDED


def test_one_file_named_in_two_ways_is_one_document(sync: Synchroniser, folder: Path, index: PassageIndex) -> None:
    file = write(folder / "手引き.md")
    _, again = sync.ingest([str(file), str(folder / ".." / "資料" / "手引き.md")])
    assert again.outcome is Outcome.UNCHANGED
    assert len(index.catalogue.documents()) == 1


def test_two_files_of_equal_content_are_two_documents(sync: Synchroniser, folder: Path, index: PassageIndex) -> None:
    one, other = sync.ingest([str(write(folder / "a.md")), str(write(folder / "b.md"))])
    assert one.outcome is other.outcome is Outcome.ADDED
    assert not {p.id for p in passages(index, one)} & {p.id for p in passages(index, other)}
    assert not index.disagreement()


def test_equal_passages_inside_one_document_are_all_kept(sync: Synchroniser, folder: Path, index: PassageIndex) -> None:
    text = f"# 一覧\n\n{CHAPTERS['資源']}\n\n# 一覧\n\n{CHAPTERS['資源']}\n"
    (folder / "a.md").write_text(text, "utf-8")
    (report,) = sync.ingest([str(folder)])
    assert [passage.position for passage in passages(index, report)] == [0, 1]


def test_a_vanished_file_stays_until_the_index_is_pruned(sync: Synchroniser, folder: Path, index: PassageIndex) -> None:
    gone, left = write(folder / "a.md"), write(folder / "b.md")
    sync.ingest([str(folder)])
    gone.unlink()
    assert [report.outcome for report in sync.ingest([str(folder)])] == [Outcome.UNCHANGED]
    assert len(index.catalogue.documents()) == 2
    kept, removed = sync.ingest([str(folder)], prune=True)
    assert (kept.source, kept.outcome) == (str(left), Outcome.UNCHANGED)
    assert (removed.source, removed.outcome, removed.passages) == (str(gone), Outcome.REMOVED, 3)
    assert not index.disagreement()


def test_pruning_needs_no_place(sync: Synchroniser, folder: Path, index: PassageIndex) -> None:
    file = write(folder / "a.md")
    sync.ingest([str(file)])
    file.unlink()
    assert [report.outcome for report in sync.ingest([], prune=True)] == [Outcome.REMOVED]
    assert index.catalogue.count() == index.store.count() == 0


def test_the_same_file_has_the_same_ids_in_another_index(
    sync: Synchroniser, folder: Path, index: PassageIndex, tmp_path: Path
) -> None:
    (report,) = sync.ingest([str(write(folder / "手引き.md"))])
    other = PassageIndex.open(tmp_path / "other", VocabularyEmbedder("資源"))
    Synchroniser(other).ingest([str(folder)])
    assert passages(other, report) == passages(index, report)
    other.close()


def test_progress_hears_of_each_file_before_it_is_read(sync: Synchroniser, folder: Path) -> None:
    heard: list[Step] = []
    files = [write(folder / "a.md"), write(folder / "b.md")]
    sync.ingest([str(folder)], progress=heard.append)
    assert [step.source for step in heard if not step.all] == [str(file) for file in files]


def test_a_document_says_since_when_its_present_content_is_there(index: PassageIndex, folder: Path) -> None:
    days = iter([date(2026, 11, 1), date(2026, 11, 9), date(2026, 11, 20)])
    sync = Synchroniser(index, today=lambda: next(days))
    file = write(folder / "手引き.md")
    seen = []
    for words in ("変わったことに気づきます。", "変わったことに気づきます。", "相談先につなぎます。"):
        sync.ingest([str(write(file, 見守り=words))])
        seen.append(index.catalogue.documents()[0].taken_in)
    assert seen == ["2026-11-01", "2026-11-01", "2026-11-09"], "what did not change did not come in again"
