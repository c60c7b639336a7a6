"""What stands beside a passage is shown with it: over files taken in, with the real Chroma and SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.glossary import Glossary
from knowledge.surroundings import MOST, Window, windows
from knowledge.types import Passage
from tests.conftest import HANDBOOK, Library, library_in
from tests.fakes import VocabularyEmbedder

LINE = "会場を借りて、毎週ひらきます。"
VISITS = f"""# 派遣の記録

## 北の町

派遣する人 : 佐藤花
{LINE * 8}

### 取組

移動の支援を一緒に考えます。{LINE * 8}

### 費用

町が払います。{LINE * 8}

## 南の町

派遣する人 : 鈴木一
{LINE * 8}
"""
ARTICLES = "みほん法\n\n" + "".join(
    f"（{what}）\n第{number}条　{what}は、次のとおりとする。{LINE * 3}\n２　{what}は、公表する。\n\n"
    for number, what in zip("一二三四五", ("目的", "定義", "除雪", "配食", "雑則"), strict=True)
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    embedder = VocabularyEmbedder("佐藤", "取組", "費用", "鈴木", "目的", "除雪")
    with library_in(tmp_path / "home", embedder, Glossary(())) as library:
        (tmp_path / "記録.md").write_text(VISITS, "utf-8")
        (tmp_path / "法.txt").write_text(ARTICLES, "utf-8")
        library.take_in(tmp_path / "記録.md", tmp_path / "法.txt")
        yield library


def look(library: Library, question: str, limit: int = 5) -> list[Window]:
    return list(library.retriever.look(library.retriever.understand(question), limit).windows)


def lines_of(passage: Passage) -> tuple[int, int]:
    first, _, last = passage.locator.removesuffix("行目").partition("〜")
    return int(first), int(last or first)


def test_a_passage_is_shown_with_its_neighbours_as_the_file_has_them(library: Library) -> None:
    first = look(library, "費用は町が払うか")[0]
    found, shown = first.found.passage.passage, first.shown.passage
    assert found.text.startswith("### 費用")
    assert len(found.text) < len(shown.text) <= MOST
    assert "### 取組" in shown.text
    assert shown.text in VISITS


def test_what_follows_in_another_chapter_comes_after_the_rest_of_its_own_and_below_its_heading(
    library: Library,
) -> None:
    first = look(library, "費用は町が払うか")[0]
    grown = [each.passage.section[0] for each in first.grown]
    assert grown == ["北の町", "北の町", "北の町"]
    assert first.piece is not None
    assert first.piece.passage.section[0] == "南の町"
    assert first.piece.passage.text.startswith("## 南の町")


def test_what_stands_before_in_another_chapter_is_shown_only_with_the_heading_of_that_chapter(tmp_path: Path) -> None:
    ends, opens = "## 北の町\n\n雪かきがあります。", "## 南の町\n\n鈴木さんが行きます。"
    whole = shown_alone(tmp_path, f"# 記録\n\n{ends}\n\n{opens}\n", "南の町")
    assert whole.shown.passage.text.endswith(f"{ends}\n\n{opens}")
    long = f"# 記録\n\n## 北の町\n\n{LINE * 28}\n\n### 費用\n\n町が払います。{LINE * 8}\n\n{opens}\n"
    cut = shown_alone(tmp_path, long, "南の町")
    assert cut.shown.passage.text == opens


def test_what_is_shown_is_named_as_the_passage_that_was_found(library: Library) -> None:
    first = look(library, "費用は町が払うか")[0]
    found, shown = first.found.passage.passage, first.shown
    assert (shown.passage.id, shown.passage.section) == (found.id, found.section)
    assert shown.score == first.found.found.score


def test_the_place_of_what_is_shown_is_the_place_of_all_of_it(library: Library) -> None:
    every = [window.shown.passage for window in look(library, "費用は町が払うか")]
    visits, lines = [shown for shown in every if "記録" in shown.title], VISITS.split("\n")
    assert visits
    for shown in visits:
        first, last = lines_of(shown)
        assert shown.text in "\n".join(lines[first - 1 : last])
        assert shown.text not in "\n".join(lines[first - 1 : last - 1])
        assert shown.text not in "\n".join(lines[first:last])


def test_no_piece_is_shown_twice_and_nothing_found_is_lost(library: Library) -> None:
    found = library.retriever.weigh(library.retriever.understand("町の費用と取組"), 10)
    shown = look(library, "町の費用と取組", 10)
    pieces = [id_ for window in shown for id_ in window.ids]
    assert len(pieces) == len(set(pieces))
    assert set(pieces) == {each.passage.passage.id for each in found}
    assert len(shown) < len(found)


def test_the_better_neighbour_comes_first(library: Library) -> None:
    catalogue = library.index.catalogue
    found = library.retriever.weigh(library.retriever.understand("取組"), 10)
    [middle] = [each for each in found if each.passage.passage.text.startswith("### 取組")]
    stretch, (document, place) = catalogue.beside([middle.passage.passage], 1), middle.passage.place
    before, after = (stretch[document, place + step].id for step in (-1, 1))
    for better in (before, after):
        [window] = windows(catalogue, [middle], {better: 1.0}, 1)
        assert window.grown[1].passage.id == better


SPRING = [f"{number}日は集会所に集まり、{number}人で花を植えました。" for number in range(10, 24)]
WINTER = [f"{number}日は役場の前に並び、{number}台で雪を運びました。" for number in range(10, 24)]
FIRST_HALF = "### 春\n\n" + "\n".join(SPRING)
SECOND_HALF = "### 冬\n\n" + "\n".join(WINTER)


def shown_alone(tmp_path: Path, text: str, heading: str) -> Window:
    """The window of the passage of `text` under `heading`, in a library of its own."""
    with library_in(tmp_path / "rounds", VocabularyEmbedder("春", "冬"), Glossary(())) as library:
        (tmp_path / "回.md").write_text(text, "utf-8")
        library.take_in(tmp_path / "回.md")
        found = library.retriever.weigh(library.retriever.understand("集会所や役場の春と冬"), 10)
        [one] = [each for each in found if f"{heading}\n" in each.passage.passage.text]
        [window] = windows(library.index.catalogue, [one], {}, 1)
    return window


@pytest.mark.parametrize(
    ("heading", "at_the_edge"), [("### 春", f"{SPRING[-1]}\n\n### 冬\n\n{WINTER[0]}"), ("### 冬", SPRING[-1])]
)
def test_of_a_neighbour_that_is_too_long_the_sentences_next_to_it_are_shown(
    tmp_path: Path, heading: str, at_the_edge: str
) -> None:
    text = f"# 実施の記録\n\n## 活動\n\n{FIRST_HALF}\n\n{SECOND_HALF}\n"
    window = shown_alone(tmp_path, text, heading)
    found, shown = window.found.passage.passage, window.shown.passage
    assert found.text in shown.text
    assert at_the_edge in shown.text
    assert len(found.text) < len(shown.text) <= MOST
    first, last = lines_of(shown)
    assert "\n".join(text.split("\n")[first - 1 : last]) == shown.text
    assert window.ids == {found.id}, "the neighbour can still be shown whole"


def test_the_piece_of_a_block_that_was_cut_keeps_the_ends_of_its_lines(tmp_path: Path) -> None:
    lines = [*SPRING, *WINTER]
    text = "# 実施の記録\n\n## 活動\n\n### 春と冬\n\n" + "\n".join(lines) + "\n"
    with library_in(tmp_path / "rounds", VocabularyEmbedder("春", "冬"), Glossary(())) as library:
        (tmp_path / "回.md").write_text(text, "utf-8")
        library.take_in(tmp_path / "回.md")
        found = library.retriever.weigh(library.retriever.understand("役場の前の冬の雪"), 10)
        [rest] = [each for each in found if lines[-1] in each.passage.passage.text]
        [window] = windows(library.index.catalogue, [rest], {}, 1)
    assert rest.passage.passage.joint == ""
    shown = window.shown.passage
    assert len(shown.text) > len(rest.passage.passage.text)
    assert shown.text in text
    first, last = lines_of(shown)
    assert "\n".join(text.split("\n")[first - 1 : last]) == shown.text


def test_a_heading_alone_is_no_piece(tmp_path: Path) -> None:
    long_one = f"### 冬\n\n{'雨の続いた日のことで、' * 40}。"
    window = shown_alone(tmp_path, f"# 実施の記録\n\n## 活動\n\n{FIRST_HALF}\n\n{long_one}\n", "### 春")
    assert window.shown.passage == window.found.passage.passage


def test_an_article_stands_for_itself(library: Library) -> None:
    shown = [window.shown.passage for window in look(library, "除雪の目的", 10)]
    articles = [passage for passage in shown if passage.title == "みほん法"]
    assert len(articles) == 5
    assert all(passage.text.count("条\u3000") == 1 for passage in articles)


def test_a_document_that_was_swapped_meanwhile_leaves_what_was_found_as_it_was(
    library: Library, tmp_path: Path
) -> None:
    found = library.retriever.weigh(library.retriever.understand("費用は町が払うか"), 1)
    (tmp_path / "記録.md").write_text("# 派遣の記録\n\n派遣は終わりました。\n", "utf-8")
    library.take_in(tmp_path / "記録.md")
    [window] = windows(library.index.catalogue, found, {}, 1)
    assert window.shown == found[0].found


def test_some_of_a_window_stands_under_the_headings_that_they_share(library: Library) -> None:
    window = look(library, "費用は町が払うか")[0]
    assert window.some(1) == window.found.passage.passage
    both: Passage = window.some(2)
    assert both.section == ("北の町",)
    assert both.id == min(window.grown[:2], key=lambda each: each.passage.position).passage.id
    assert both.text in VISITS


def test_every_passage_of_the_handbook_is_shown_to_the_letter_and_found_at_its_lines(handbook: Library) -> None:
    lines = HANDBOOK.read_text("utf-8").split("\n")
    for question in ("協議体の役割", "民生委員の任期", "通いの場", "内的資源とは", "会議の記録"):
        every = handbook.retriever.find(question, 5)
        assert len(every) == 5
        for found in every:
            first, last = lines_of(found.passage)
            whole = lines[first - 1 : last]
            assert found.passage.text in "\n".join(whole)
            assert found.passage.text not in "\n".join(whole[1:])
            assert found.passage.text not in "\n".join(whole[:-1])
            assert len(found.passage.text) <= MOST + 30
