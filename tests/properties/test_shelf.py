"""Documents that somebody may not see: nothing of them reaches an answer. Documents that are asked first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.glossary import Glossary
from knowledge.ports import Embedder
from knowledge.types import Answer, Shelf
from tests.conftest import Library, library_in

DOCUMENTS = {
    "配食の手引き": {"配食の回数": "配食は週に三回、昼に届けます。", "配食の費用": "一食四百円です。"},
    "北地区の申し合わせ": {
        "配食の回数": "北地区の配食は週に五回です。",
        "鍵の預かり": "鍵は二人で預かります。光風配食の会が見回ります。",
    },
    "除雪の手引き": {"除雪の申し込み": "十一月の末までに区長へ申し込みます。", "除雪の費用": "一回五百円です。"},
}
QUESTIONS = [
    "配食は週に何回ですか",
    "鍵は誰が預かりますか",
    "除雪の費用はいくらですか",
    "配食の費用は",
    "雪のことを教えて",
    "星座とは",
    "こうふうはいしょくの会とは",
    "コウフウ配食の費用",
    "配食と光風配食の違いは",
    "除雪と光風配食の回数の違いは",
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, bundled: Embedder, glossary: Glossary) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("shelf")
    with library_in(folder / "home", bundled, glossary) as library:
        library.take_in(*write(folder, DOCUMENTS))
        yield library


def write(folder: Path, documents: Mapping[str, Mapping[str, str]]) -> list[Path]:
    """Writes documents into files, a section a heading."""
    for title, sections in documents.items():
        text = "\n\n".join([f"# {title}", *(f"## {heading}\n\n{words}" for heading, words in sections.items())])
        (folder / f"{title}.md").write_text(text, "utf-8")
    return sorted(folder.glob("*.md"))


def ids(library: Library, *titles: str) -> frozenset[str]:
    return frozenset(each.id for each in library.index.catalogue.documents() if each.title in titles)


def everything_said(answer: Answer) -> str:
    quoted = [f"{each.title} {each.section} {each.quote}" for each in answer.citations]
    shown = [f"{each.passage.title} {each.passage.section_path} {each.passage.text}" for each in answer.passages]
    return "\n".join([*(part.text for part in answer.parts), *quoted, *shown, *answer.nearest, answer.note])


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(
    st.sets(st.sampled_from(sorted(DOCUMENTS))), st.sets(st.sampled_from(sorted(DOCUMENTS))), st.sampled_from(QUESTIONS)
)
def test_nothing_of_a_hidden_document_is_ever_shown(
    library: Library, hidden: set[str], first: set[str], question: str
) -> None:
    shelf = Shelf(ids(library, *hidden), ids(library, *first))
    said = everything_said(library.answerer.answer(question, 10, shelf))
    assert [title for title in hidden if title in said] == []
    assert "光風" in question or "光風" not in said or "北地区の申し合わせ" not in hidden
    assert any(title in said for title in DOCUMENTS) == (len(hidden) < len(DOCUMENTS))


@pytest.mark.parametrize("title", sorted(DOCUMENTS))
def test_nobody_can_tell_a_hidden_document_from_one_that_is_not_there(
    library: Library, tmp_path: Path, bundled: Embedder, glossary: Glossary, title: str
) -> None:
    with library_in(tmp_path / "home", bundled, glossary) as without:
        without.take_in(*write(tmp_path, {other: DOCUMENTS[other] for other in DOCUMENTS if other != title}))
        shelf = Shelf(ids(library, title))
        for question in QUESTIONS:
            told, known = library.answerer.answer(question, 10, shelf), without.answerer.answer(question, 10)
            assert everything_said(told) == everything_said(known)


def test_what_only_a_hidden_document_says_is_not_in_the_documents(library: Library) -> None:
    asked = "鍵は誰が預かりますか"
    assert library.answerer.answer(asked).answered
    assert not library.answerer.answer(asked, shelf=Shelf(ids(library, "北地区の申し合わせ"))).answered


def test_the_document_that_is_asked_first_answers_where_it_says_anything(library: Library) -> None:
    for title, quote in (("配食の手引き", "週に三回"), ("北地区の申し合わせ", "週に五回")):
        answer = library.answerer.answer("配食は週に何回ですか", shelf=Shelf(first=ids(library, title)))
        assert {each.title for each in answer.citations} == {title}
        assert quote in answer.citations[0].quote


def test_where_the_first_document_does_not_say_the_others_are_asked(library: Library) -> None:
    answer = library.answerer.answer("除雪の費用はいくらですか", shelf=Shelf(first=ids(library, "配食の手引き")))
    assert "五百円" in answer.citations[0].quote


def test_a_document_that_is_first_and_hidden_is_hidden(library: Library) -> None:
    north = ids(library, "北地区の申し合わせ")
    answer = library.answerer.answer("配食は週に何回ですか", shelf=Shelf(north, north))
    assert {each.title for each in answer.citations} == {"配食の手引き"}


def test_passages_are_found_behind_any_number_of_hidden_ones(library: Library) -> None:
    shelf = Shelf(ids(library, "北地区の申し合わせ", "除雪の手引き"))
    found = library.retriever.find("除雪の費用はいくらですか", 50, shelf)
    assert {each.passage.title for each in found} == {"配食の手引き"}
