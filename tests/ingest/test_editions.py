"""Which document is the newer edition of another, and what that does to answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.report import Given
from ingest.sync import Synchroniser
from knowledge.answering.extractive import ExtractiveAnswerer
from knowledge.editions import Count, age, bare, shown_place, superseded
from knowledge.glossary import Glossary
from knowledge.passage_index import PassageIndex
from knowledge.ports import Embedder
from knowledge.retrieval import HybridRetriever
from knowledge.types import DocumentInfo
from tests.bot.commands import ANSWERED_ALSO, HANDBOOK
from tests.fakes import VocabularyEmbedder


def document(title: str, edition: str = "", publisher: str = "") -> DocumentInfo:
    name = f"{title}/{edition}/{publisher}"
    return DocumentInfo(name, name, title, edition, publisher)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("令和6年度", "令和7年度"),
        ("平成31年度", "令和元年6月"),
        ("平成30年度", "令和元年度"),
        ("R7.4.1", "R7.12.25"),
        ("令和7年度", "R7.12.25"),
        ("R7.3.31", "令和7年度"),
        ("2024年3月", "令和6年4月"),
        ("2024年(令和6年)3月", "令和6年(2024年)4月"),
        ("2024-03-01", "2024/4/1"),
        ("vol.1", "vol.2"),
        ("vol.9", "Vol. 10"),
        ("第1.9版", "第1.10版"),
        ("初版", "第2版"),
        ("令和６年度", "令和7年度"),
        ("vol.1（令和7年度）", "vol.2（令和5年度）"),
    ],
)
def test_the_newer_edition_supersedes_the_older_and_not_the_other_way_round(older: str, newer: str) -> None:
    first, second = document("手引き", older), document("手引き", newer)
    assert superseded([first, second]) == {first.id}
    assert superseded([second, first]) == {first.id}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (document("手引き", "令和6年度"), document("別の手引き", "令和7年度")),
        (document("計画", "令和6年度", "北町"), document("計画", "令和7年度", "南町")),
        (document("手引き", "令和6年度"), document("手引き", "vol.2")),
        (document("手引き", "令和6年度"), document("手引き")),
        (document("手引き", "令和7年度"), document("手引き", "令和7年度", "北町")),
        (document("第3回協議体", "令和7年4月1日"), document("第4回協議体", "令和7年5月1日")),
        (document("協議体議事録", "令和7年4月"), document("協議体議事録", "令和7年5月")),
        (document("令和6年度"), document("令和7年度")),
    ],
)
def test_where_it_is_not_sure_nothing_is_superseded(one: DocumentInfo, other: DocumentInfo) -> None:
    assert superseded([one, other]) == frozenset()


def test_an_edition_in_the_title_counts_like_one_beside_it() -> None:
    old = document("地域づくり支援ハンドブック vol.1")
    new = document("地域づくり支援ハンドブック", "vol.2")
    assert superseded([old, new]) == {old.id}


def test_of_three_editions_only_the_newest_stands() -> None:
    every = [document("手引き", f"令和{year}年度") for year in (5, 6, 7)]
    assert superseded(every) == {every[0].id, every[1].id}


@pytest.mark.parametrize(
    "title", ["手引き（令和7年度版）", "手引き　令和7年度", "手引き vol.2", "【第2版】手引き", "手引き[改訂版]"]
)
def test_a_title_is_the_same_whatever_edition_it_names(title: str) -> None:
    assert bare(title) == "手引き"


def test_ages_are_years_of_the_west_and_fiscal_years_begin_in_april() -> None:
    assert age("令和7年度") == {Count.DATE: (2025, 4, 0)}
    assert age("R7.12.25") == {Count.DATE: (2025, 12, 25)}
    assert age("手引き") == {}


def test_a_place_tells_page_address_and_day() -> None:
    assert shown_place("p.12", "", "") == "p.12"
    assert shown_place("p.12", "https://example.org/a.pdf", "2026-01-05") == (
        "p.12 https://example.org/a.pdf （2026年1月5日取得）"
    )
    assert shown_place("", "https://example.org/", "") == "https://example.org/"


def handbook(edition: str, times: int) -> str:
    """The small handbook in another edition, in which only the times of meeting differ."""
    return HANDBOOK.replace("令和7年度版", edition).replace("年に6回", f"年に{times}回")


@pytest.fixture
def index(tmp_path: Path, bundled: Embedder) -> Iterator[PassageIndex]:
    index = PassageIndex.open(tmp_path / "home", bundled)
    yield index
    index.close()


@pytest.mark.parametrize("first", ["令和6年度", "令和7年度"])
def test_an_answer_prefers_the_newer_edition_whichever_came_first(
    index: PassageIndex, glossary: Glossary, tmp_path: Path, first: str
) -> None:
    sync = Synchroniser(index)
    for edition in sorted(["令和6年度", "令和7年度"], key=lambda each: each != first):
        (tmp_path / f"{edition}.md").write_text(handbook(edition, 4 if edition == "令和6年度" else 6), "utf-8")
        sync.ingest([str(tmp_path / f"{edition}.md")])
    retriever = HybridRetriever(index.catalogue, index.store, index.embedder, glossary)
    answer = ExtractiveAnswerer(retriever).answer(ANSWERED_ALSO)
    assert [citation.edition for citation in answer.citations] == ["令和7年度"]
    assert "年に6回" in answer.citations[0].quote


def test_a_citation_of_the_older_edition_says_so_until_the_newer_is_gone(
    index: PassageIndex, glossary: Glossary, tmp_path: Path
) -> None:
    only_in_old = "\n### 貸し出し\n\n輪投げの道具は、町民会館の倉庫で貸し出します。鍵は受付の西田さんが持っています。\n"
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text(handbook("令和6年度", 4) + only_in_old, "utf-8")
    new.write_text(handbook("令和7年度", 6), "utf-8")
    sync = Synchroniser(index)
    sync.ingest([str(old), str(new)])
    retriever = HybridRetriever(index.catalogue, index.store, index.embedder, glossary)
    answerer = ExtractiveAnswerer(retriever)
    asked = "輪投げの道具はどこで貸し出しますか"
    assert answerer.answer(asked).citations[0].edition == "令和6年度（新しい版があります）"
    new.unlink()
    sync.ingest([], prune=True)
    assert answerer.answer(asked).citations[0].edition == "令和6年度"


def test_what_the_person_says_of_the_edition_decides(index: PassageIndex, tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(handbook("令和6年度", 4), "utf-8")
    sync = Synchroniser(index)
    sync.ingest([str(tmp_path / "a.md")])
    sync.ingest([str(tmp_path / "b.md")], Given(edition="令和8年度"))
    old = {document.id for document in index.catalogue.documents() if document.edition == "令和6年度"}
    assert index.catalogue.superseded() == old


def test_an_index_of_an_older_version_learns_of_editions(tmp_path: Path) -> None:
    index = PassageIndex.open(tmp_path, VocabularyEmbedder("協議体"))
    (tmp_path / "a.md").write_text(handbook("令和6年度", 4), "utf-8")
    Synchroniser(index).ingest([str(tmp_path / "a.md")])
    index.close()
    with sqlite3.connect(tmp_path / "catalogue.sqlite3") as db:
        for column in ("address", "fetched", "superseded"):
            db.execute(f"ALTER TABLE documents DROP COLUMN {column}")
    db.close()
    again = PassageIndex.open(tmp_path, VocabularyEmbedder("協議体"))
    assert [document.edition for document in again.catalogue.documents()] == ["令和6年度"]
    assert again.catalogue.superseded() == frozenset()
    again.close()
