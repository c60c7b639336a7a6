from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.excerpts import Excerpts
from knowledge.glossary import Glossary
from knowledge.ports import Embedder
from knowledge.telling_apart import TellingApart, shortest_ends, titles_apart
from knowledge.types import EVERYTHING, Answer, DocumentInfo, Shelf
from tests.conftest import Library, library_in

ASKED = "協議体は年に何回開きますか"


def document(source: str, title: str = "要綱", edition: str = "") -> DocumentInfo:
    return DocumentInfo(source, source, title, edition)


@pytest.mark.parametrize(
    ("sources", "ends"),
    [
        (["/d/要綱.md", "/d/sub/要綱.md"], ["d/要綱.md", "sub/要綱.md"]),
        (["/d/新.md", "/d/旧.md"], ["新.md", "旧.md"]),
        (["/a/1/x.md", "/a/2/x.md", "/b/2/x.md", "/c/y.md"], ["1/x.md", "a/2/x.md", "b/2/x.md", "y.md"]),
        (["/d/x.md", "/e/d/x.md"], ["/d/x.md", "e/d/x.md"]),
        (["/d/一.zip!/要綱.md", "/d/二.zip!/要綱.md"], ["一.zip/要綱.md", "二.zip/要綱.md"]),
        (["https://a.example/x.pdf", "https://b.example/x.pdf"], ["a.example/x.pdf", "b.example/x.pdf"]),
        (["C:\\d\\x.md", "C:\\e\\x.md"], ["d/x.md", "e/x.md"]),
    ],
)
def test_a_file_is_named_as_shortly_as_it_differs(sources: list[str], ends: list[str]) -> None:
    assert shortest_ends(sources) == ends


def test_only_documents_with_title_and_edition_in_common_are_named_by_their_files() -> None:
    twins = [document("/d/a.md", edition="令和7年度"), document("/d/b.md", edition="令和7年度")]
    others = [document("/d/c.md", edition="令和6年度"), document("/d/d.md", "計画", "令和7年度")]
    assert titles_apart([*twins, *others]) == {"/d/a.md": "要綱（a.md）", "/d/b.md": "要綱（b.md）"}
    assert titles_apart([twins[0], *others]) == {}


@pytest.fixture
def library(tmp_path: Path, bundled: Embedder, glossary: Glossary) -> Iterator[Library]:
    with library_in(tmp_path / "home", bundled, glossary) as library:
        for place, rule in (("要綱.md", "年に6回、偶数月に開きます"), ("sub/要綱.md", "年に4回、三か月ごとに開きます")):
            file = tmp_path / "d" / place
            file.parent.mkdir(exist_ok=True, parents=True)
            file.write_text(f"# 要綱\n\n## 協議体の開催\n\n協議体は{rule}。\n", "utf-8")
            library.take_in(file)
        yield library


def apart(library: Library, shelf: Shelf = EVERYTHING) -> Answer:
    return TellingApart(library.index.catalogue.documents).answer(library.answerer.answer(ASKED, 5, shelf), shelf)


def test_two_documents_that_contradict_each_other_are_two_sources(library: Library) -> None:
    answer = apart(library)
    titles = {"年に6回" in each.quote: each.title for each in answer.citations}
    assert titles == {True: "要綱（d/要綱.md）", False: "要綱（sub/要綱.md）"}
    assert {each.passage.title for each in answer.passages} == set(titles.values())


def test_nothing_but_the_titles_is_changed(library: Library) -> None:
    plain, named = library.answerer.answer(ASKED), apart(library)
    assert [replace(each, title="") for each in plain.citations] == [
        replace(each, title="") for each in named.citations
    ]
    assert [each.passage.id for each in plain.passages] == [each.passage.id for each in named.passages]
    assert [each.text for each in plain.parts] == [each.text for each in named.parts]


def test_a_hidden_document_of_the_same_title_gives_nothing_away(library: Library) -> None:
    [hidden] = [each.id for each in library.index.catalogue.documents() if "sub" in each.source]
    answer = apart(library, Shelf(frozenset({hidden})))
    assert {each.title for each in answer.citations} == {"要綱"}


def test_an_excerpt_names_its_file_too(library: Library, glossary: Glossary) -> None:
    excerpts = Excerpts(library.retriever, library.index.catalogue, glossary)
    found = excerpts.find("協議体 開催").passages
    assert {each.title for each in found} == {"要綱（d/要綱.md）", "要綱（sub/要綱.md）"}
    assert excerpts.by_ids([each.id for each in found]) == list(found)


def test_a_quotation_is_of_one_document_alone(library: Library) -> None:
    for citation in apart(library).citations:
        every = library.index.catalogue.by_ids(library.index.catalogue.passage_ids())
        quoted = [each.passage for each in every if citation.quotes(each.passage)]
        assert [each.text in citation.quote or citation.quote in each.text for each in quoted] == [True]
