"""Where documents come from: archives, addresses, lists; and files that are not what they seem."""

from __future__ import annotations

import io
import os
import sys
import threading
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest import source
from ingest.gathering import Gatherer
from ingest.listing import read_listing
from ingest.loaders.address import Fetched
from ingest.report import Abandoned, Given, Outcome, Report, Step
from ingest.source import MEMBER
from ingest.sync import Synchroniser
from knowledge.errors import DocumentNotFound
from knowledge.passage_index import PassageIndex
from knowledge.types import DocumentInfo
from tests.conftest import ROOT
from tests.fakes import VocabularyEmbedder

ADDRESS = "https://www.example.jp/tebiki.md"


class Web:
    """A web with pages by address, and a calendar."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.day = date(2026, 4, 1)

    def fetch(self, address: str) -> Fetched:
        if address not in self.pages:
            raise DocumentNotFound(f"「{address}」には何もありませんでした(404)。", "アドレスを確かめてください。")
        return Fetched(address.rpartition("/")[2], self.pages[address], address)


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def index(tmp_path: Path) -> Iterator[PassageIndex]:
    index = PassageIndex.open(tmp_path / "home", VocabularyEmbedder("資源"))
    yield index
    index.close()


@pytest.fixture
def sync(index: PassageIndex, web: Web) -> Synchroniser:
    return Synchroniser(index, Gatherer(web.fetch, lambda: web.day))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "資料").mkdir()
    return tmp_path / "資料"


def text_of(name: str) -> bytes:
    return f"# {name}\n\n{name}には、地域の資源のことが書いてあります。\n".encode()


def packed(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_md", ".md"), data)
    return path


def outcomes(reports: list[Report]) -> dict[str, Outcome]:
    return {report.source.rpartition("/")[2]: report.outcome for report in reports}


def only(index: PassageIndex) -> DocumentInfo:
    [document] = index.catalogue.documents()
    return document


def test_each_member_of_an_archive_is_a_document_of_its_own(
    sync: Synchroniser, folder: Path, index: PassageIndex
) -> None:
    path = packed(folder / "研修.zip", 一日目__甲_md=text_of("甲"), 乙_md=text_of("乙"))
    reports = sync.ingest([str(folder)])
    assert [report.source for report in reports] == [f"{path}{MEMBER}一日目/甲.md", f"{path}{MEMBER}乙.md"]
    assert {document.title for document in index.catalogue.documents()} == {"甲", "乙"}
    assert outcomes(sync.ingest([str(path)])) == {"甲.md": Outcome.UNCHANGED, "乙.md": Outcome.UNCHANGED}


def test_a_bad_member_fails_alone_and_a_strange_one_is_passed_over(sync: Synchroniser, folder: Path) -> None:
    packed(folder / "a.zip", 甲_md=text_of("甲"), 空_md=b" \n", **{"絵.bmp": b"BM", "中.zip": b"PK"})
    assert outcomes(sync.ingest([str(folder / "a.zip")])) == {
        "甲.md": Outcome.ADDED,
        "空.md": Outcome.FAILED,
        "絵.bmp": Outcome.SKIPPED,
        "中.zip": Outcome.FAILED,
    }


def test_a_member_that_left_its_archive_leaves_the_index_when_it_is_pruned(
    sync: Synchroniser, folder: Path, index: PassageIndex
) -> None:
    path = packed(folder / "a.zip", 甲_md=text_of("甲"), 乙_md=text_of("乙"))
    sync.ingest([str(path)])
    assert sync.ingest([], prune=True) == [], "nobody looked into the archive"
    packed(path, 甲_md=text_of("甲"))
    assert outcomes(sync.ingest([str(path)], prune=True)) == {"甲.md": Outcome.UNCHANGED, "乙.md": Outcome.REMOVED}
    path.unlink()
    assert outcomes(sync.ingest([], prune=True)) == {"甲.md": Outcome.REMOVED}
    assert index.catalogue.documents() == []


def test_a_zip_bomb_fails_and_its_neighbour_does_not(sync: Synchroniser, folder: Path) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.md", bytes(100 * 2**20))
    (folder / "爆弾.zip").write_bytes(bomb.getvalue())
    (folder / "手引き.md").write_bytes(text_of("手引き"))
    bad, good = sorted(sync.ingest([str(folder)]), key=lambda report: report.outcome is Outcome.ADDED)
    assert (bad.outcome, good.outcome) == (Outcome.FAILED, Outcome.ADDED)
    assert "安全に読める大きさ" in bad.reason


def test_a_document_from_the_web_is_cited_with_its_address_and_the_day(
    sync: Synchroniser, web: Web, index: PassageIndex
) -> None:
    web.pages[ADDRESS] = text_of("手引き")
    [report] = sync.ingest([ADDRESS])
    assert report.outcome is Outcome.ADDED
    assert (only(index).source, only(index).address, only(index).fetched) == (ADDRESS, ADDRESS, "2026-04-01")
    [passage] = index.catalogue.by_ids(index.catalogue.passage_ids())
    assert passage.passage.locator == f"1〜3行目 {ADDRESS} （2026年4月1日取得）"


def test_fetched_again_unchanged_the_day_moves_on(sync: Synchroniser, web: Web, index: PassageIndex) -> None:
    web.pages[ADDRESS] = text_of("手引き")
    sync.ingest([ADDRESS])
    web.day = date(2026, 5, 2)
    assert [report.outcome for report in sync.ingest([ADDRESS])] == [Outcome.UNCHANGED]
    assert only(index).fetched == "2026-05-02"


def test_a_document_from_the_web_stays_when_it_is_gone_there(sync: Synchroniser, web: Web, index: PassageIndex) -> None:
    web.pages[ADDRESS] = text_of("手引き")
    sync.ingest([ADDRESS])
    del web.pages[ADDRESS]
    [report] = sync.ingest([ADDRESS], prune=True)
    assert report.outcome is Outcome.FAILED
    assert "404" in report.reason
    assert only(index).title == "手引き"


def test_private_addresses_are_refused_by_name(index: PassageIndex) -> None:
    for address in ("http://127.0.0.1:9/a.pdf", "http://192.168.1.1/", "http://[::1]/a.md"):
        [report] = Synchroniser(index).ingest([address])
        assert report.outcome is Outcome.FAILED
        assert address in report.reason
        assert "公開された" in report.reason


LISTING = f"""
[[document]]
path = "手引き.md"
title = "支え合いの手引き"
edition = "令和7年度"
publisher = "みほん町"

[[document]]
address = "{ADDRESS}"

[[document]]
path = "なくした.md"
"""


def test_a_list_in_a_folder_says_what_is_known_of_its_documents(
    sync: Synchroniser, folder: Path, web: Web, index: PassageIndex
) -> None:
    web.pages[ADDRESS] = text_of("ページ")
    (folder / "sources.toml").write_text(LISTING, "utf-8")
    (folder / "手引き.md").write_bytes(text_of("手引き"))
    (folder / "ほか.md").write_bytes(text_of("ほか"))
    reports = sync.ingest([str(folder)])
    assert outcomes(reports) == {
        "手引き.md": Outcome.ADDED,
        "tebiki.md": Outcome.ADDED,
        "なくした.md": Outcome.FAILED,
        "ほか.md": Outcome.ADDED,
    }
    [listed] = [each for each in index.catalogue.documents() if each.source.endswith("資料/手引き.md")]
    assert (listed.title, listed.edition, listed.publisher) == ("支え合いの手引き", "令和7年度", "みほん町")


def test_a_list_can_be_named_and_the_command_line_speaks_over_it(
    sync: Synchroniser, folder: Path, index: PassageIndex
) -> None:
    (folder / "一覧.toml").write_text('[[document]]\npath = "a.md"\ntitle = "甲"\nedition = "第1版"\n', "utf-8")
    (folder / "a.md").write_bytes(text_of("手引き"))
    sync.ingest([str(folder / "一覧.toml")], Given(edition="第2版"))
    assert (only(index).title, only(index).edition) == ("甲", "第2版")


def test_what_was_said_by_hand_holds_until_the_list_says_otherwise(
    sync: Synchroniser, folder: Path, index: PassageIndex
) -> None:
    file, listing = folder / "a.md", folder / "sources.toml"
    file.write_bytes(text_of("手引き"))
    sync.ingest([str(file)], Given(title="乙", edition="第2版"))
    listing.write_text('[[document]]\npath = "a.md"\nedition = "第3版"\n', "utf-8")
    sync.ingest([str(folder)])
    assert (only(index).title, only(index).edition) == ("乙", "第3版")
    listing.unlink()
    sync.ingest([str(folder)])
    assert (only(index).title, only(index).edition) == ("乙", ""), "the list has spoken since"


def test_what_is_said_by_hand_as_the_list_says_it_outlives_the_list(
    sync: Synchroniser, folder: Path, index: PassageIndex
) -> None:
    file, listing = folder / "a.md", folder / "sources.toml"
    file.write_bytes(text_of("手引き"))
    listing.write_text('[[document]]\npath = "a.md"\nedition = "第3版"\n', "utf-8")
    sync.ingest([str(folder)])
    sync.ingest([str(file)], Given(edition="第3版"))
    listing.unlink()
    sync.ingest([str(folder)])
    assert only(index).edition == "第3版"


def test_a_listed_file_with_an_address_is_cited_with_it(sync: Synchroniser, folder: Path, index: PassageIndex) -> None:
    (folder / "sources.toml").write_text(f'[[document]]\npath = "a.md"\naddress = "{ADDRESS}"\n', "utf-8")
    (folder / "a.md").write_bytes(text_of("手引き"))
    sync.ingest([str(folder)])
    assert (only(index).address, only(index).fetched) == (ADDRESS, "")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[[document", "sources.toml"),
        ('document = "a"', "[[document]]"),
        ("[[document]]\ntitle = 'a'\n", "1番目"),
        ("[[document]]\npath = 'a.md'\n[[document]]\npath = 3\n", "2番目"),
        ("[[document]]\npath = 'a.md'\nurl = 'x'\n", "url は使えません"),
        ("[[document]]\naddress = 'ftp://a'\n", "http"),
    ],
)
def test_a_list_that_cannot_be_read_is_named_and_the_folder_goes_on(
    sync: Synchroniser, folder: Path, text: str, named: str
) -> None:
    (folder / "sources.toml").write_text(text, "utf-8")
    (folder / "b.md").write_bytes(text_of("手引き"))
    reports = sync.ingest([str(folder)])
    [failed] = [report for report in reports if report.outcome is Outcome.FAILED and "一覧" in report.reason]
    assert named in failed.reason
    assert outcomes(reports)["b.md"] is Outcome.ADDED


def test_the_official_list_that_ships_can_be_read_and_names_public_addresses() -> None:
    listed = read_listing(ROOT / "ingest" / "sources.toml")
    assert any(each.address.endswith("001257663.pdf") and each.given.edition == "vol.2" for each in listed)
    assert all(each.address.startswith("https://www.mhlw.go.jp/") and each.given.title for each in listed)


def test_a_file_that_does_not_hold_still_is_told_and_its_old_passages_stay(
    sync: Synchroniser, folder: Path, index: PassageIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "書きかけ.md"
    file.write_bytes(text_of("手引き"))
    sync.ingest([str(file)])
    really_read = Path.read_bytes

    def while_somebody_writes(path: Path) -> bytes:
        with path.open("ab") as out:
            out.write("もう一行。\n".encode())
        return really_read(path)

    monkeypatch.setattr(source, "_BETWEEN_READINGS", 0)
    monkeypatch.setattr(Path, "read_bytes", while_somebody_writes)
    [report] = sync.ingest([str(file)])
    assert report.outcome is Outcome.FAILED
    assert "書きかえられました" in report.reason
    assert index.catalogue.count() == 1


def test_a_file_that_changes_once_is_read_again(
    sync: Synchroniser, folder: Path, index: PassageIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "保存中.md"
    file.write_bytes(b"# ")
    really_read, writings = Path.read_bytes, [text_of("手引き")]

    def saved_meanwhile(path: Path) -> bytes:
        data = really_read(path)
        if writings:
            path.write_bytes(writings.pop())
        return data

    monkeypatch.setattr(Path, "read_bytes", saved_meanwhile)
    assert [report.outcome for report in sync.ingest([str(file)])] == [Outcome.ADDED]
    assert only(index).title == "手引き"


@pytest.mark.parametrize("name", ["改行\nのある名前.md", "😀集い🎉.md", "[bold]太字[].md", " 空白 .md", "'; DROP.md"])
def test_any_name_is_a_name(sync: Synchroniser, folder: Path, index: PassageIndex, name: str) -> None:
    (folder / name).write_bytes(text_of("手引き"))
    [report] = sync.ingest([str(folder)])
    assert report.outcome is Outcome.ADDED
    assert report.source == str(folder / name)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes any bytes for a name")
def test_a_name_in_another_encoding_is_told_and_the_others_go_on(sync: Synchroniser, folder: Path) -> None:
    (folder / os.fsdecode("手引き".encode("cp932") + b".md")).write_bytes(text_of("手引き"))
    (folder / "ほか.md").write_bytes(text_of("ほか"))
    bad, good = sorted(sync.ingest([str(folder)]), key=lambda report: report.outcome is Outcome.ADDED)
    assert (bad.outcome, good.outcome) == (Outcome.FAILED, Outcome.ADDED)
    assert "名前をつけなおして" in bad.reason
    assert bad.source.isascii()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_is_no_document_and_nobody_waits_for_it(sync: Synchroniser, folder: Path) -> None:
    os.mkfifo(folder / "管.md")
    [report] = sync.ingest([str(folder / "管.md")])
    assert report.outcome is Outcome.FAILED
    assert "ファイルではありません" in report.reason


def test_a_path_beyond_all_length_is_a_sentence(sync: Synchroniser) -> None:
    [report] = sync.ingest(["/" + "長" * 5_000 + ".md"])
    assert report.outcome is Outcome.FAILED


def test_files_that_nobody_reads_are_named_in_a_folder_but_fail_nothing(sync: Synchroniser, folder: Path) -> None:
    (folder / "手引き.md").write_bytes(text_of("手引き"))
    for number in range(25):
        (folder / f"古い{number:02}.doc").write_bytes(b"\xd0\xcf")
    for rubbish in ("~$手引き.docx", "Thumbs.db", ".隠し.md"):
        (folder / rubbish).write_bytes(b"x")
    reports = sync.ingest([str(folder)])
    skipped = [report for report in reports if report.outcome is Outcome.SKIPPED]
    assert len(skipped) == 21
    assert "ほかに 5 件" in skipped[-1].reason
    assert not any(report.outcome is Outcome.FAILED for report in reports)


def test_a_folder_that_is_away_takes_nothing_out_of_the_index(
    sync: Synchroniser, folder: Path, index: PassageIndex
) -> None:
    (folder / "a.md").write_bytes(text_of("手引き"))
    sync.ingest([str(folder)])
    folder.rename(folder.with_name("外した"))
    [report] = sync.ingest([str(folder)], prune=True)
    assert report.outcome is Outcome.FAILED
    assert only(index).title == "手引き"


def test_progress_goes_from_nothing_to_nearly_all_of_each_document(sync: Synchroniser, folder: Path) -> None:
    for name in ("a.md", "b.md"):
        (folder / name).write_text("".join(f"# {n}章\n\n{n}番目の資源です。\n\n" * 2 for n in range(40)), "utf-8")
    heard: list[Step] = []
    sync.ingest([str(folder)], progress=heard.append)
    far = [step.number - 1 + step.share for step in heard]
    assert far == sorted(far)
    assert far[0] == 0
    assert {step.documents for step in heard} == {2}
    assert max(step.done for step in heard) >= 16, "a long document is told of more than once"


def test_whoever_listens_may_end_the_work_and_nothing_half_done_stays(
    sync: Synchroniser, folder: Path, index: PassageIndex
) -> None:
    (folder / "a.md").write_bytes(text_of("甲"))
    (folder / "b.md").write_text("".join(f"# {n}章\n\n{n}番目の資源です。\n\n" * 2 for n in range(40)), "utf-8")

    def leave(step: Step) -> None:
        if step.number == 2 and step.done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sync.ingest([str(folder)], progress=leave)
    assert only(index).title == "甲"
    assert not index.disagreement()
    assert [report.outcome for report in sync.ingest([str(folder)])] == [Outcome.UNCHANGED, Outcome.ADDED]


def test_once_the_program_ends_no_work_begins(sync: Synchroniser, folder: Path, index: PassageIndex) -> None:
    (folder / "a.md").write_bytes(text_of("甲"))
    assert sync.end(1)
    with pytest.raises(Abandoned):
        sync.ingest([str(folder)])
    assert sync.end(1), "asked twice, it is still over"
    assert index.catalogue.documents() == []


def test_two_who_ingest_at_once_have_their_turns(sync: Synchroniser, folder: Path, index: PassageIndex) -> None:
    for name in "abcdef":
        (folder / f"{name}.md").write_bytes(text_of(name))
    results: list[list[Report]] = []
    threads = [threading.Thread(target=lambda: results.append(sync.ingest([str(folder)]))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts = sorted(sum(report.outcome is Outcome.ADDED for report in reports) for reports in results)
    assert counts == [0, 0, 6]
    assert not index.disagreement()
