"""Laws of answers over the sample handbook: quotes, order of ingestion, strangers in the library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.errors import QuestionError
from knowledge.glossary import Glossary
from knowledge.japanese import squeeze
from knowledge.ports import Embedder
from knowledge.types import Answer
from tests.conftest import HANDBOOK, Library, library_in

STRANGER = """# 星の見かた

## 冬の星座

冬の夜空では、三つ並んだ星が目じるしです。その左上に赤い星、右下に青白い星が見えます。

## 双眼鏡の選び方

倍率は七倍ほどが使いやすく、口径は五十ミリあると暗い星も見えます。重さも確かめます。

## 星を見る日の持ち物

- 赤い光の懐中電灯
- 星座早見盤
- 温かい飲み物
- 厚い手袋

## 流星群の時期

夏は八月の半ば、冬は十二月の半ばに多く流れます。月明かりのない夜を選びます。

## 望遠鏡の手入れ

レンズのほこりは柔らかい刷毛で払い、湿気の少ない箱にしまいます。
"""
QUESTIONS = [
    re.sub(r"^### (\d+-\d+ |Q\. )?", "", line)
    for line in HANDBOOK.read_text("utf-8").split("\n")
    if line.startswith("### ")
][::4]


@dataclass(frozen=True)
class Libraries:
    """The handbook with a document about something else, taken in after it and before it."""

    after: Library
    before: Library


@pytest.fixture(scope="module")
def with_stranger(
    tmp_path_factory: pytest.TempPathFactory, bundled: Embedder, glossary: Glossary
) -> Iterator[Libraries]:
    folder = tmp_path_factory.mktemp("stranger")
    stranger = folder / "星の見かた.md"
    stranger.write_text(STRANGER, "utf-8")
    with (
        library_in(folder / "after", bundled, glossary) as after,
        library_in(folder / "before", bundled, glossary) as before,
    ):
        after.take_in(HANDBOOK, stranger)
        before.take_in(stranger, HANDBOOK)
        yield Libraries(after, before)


def said(answer: Answer) -> tuple[list[str], list[str]]:
    return [each.quote for each in answer.citations], [found.passage.id for found in answer.passages]


def test_the_order_of_ingestion_does_not_change_any_answer(with_stranger: Libraries) -> None:
    for question in QUESTIONS:
        assert said(with_stranger.after.answerer.answer(question)) == said(
            with_stranger.before.answerer.answer(question)
        ), question


def test_a_document_about_something_else_hardly_ever_silences_an_answer(
    with_stranger: Libraries, handbook: Library
) -> None:
    answered = [question for question in QUESTIONS if handbook.answerer.answer(question).answered]
    silenced = [question for question in answered if not with_stranger.after.answerer.answer(question).answered]
    assert len(answered) > len(QUESTIONS) / 2
    assert len(silenced) <= 0.02 * len(answered), silenced


def test_a_document_about_something_else_answers_questions_about_it(with_stranger: Libraries) -> None:
    answer = with_stranger.after.answerer.answer("流星群はいつ多いですか")
    assert any("八月の半ば" in citation.quote for citation in answer.citations)


def test_every_passage_is_to_the_letter_in_the_file_it_came_from(handbook: Library) -> None:
    whole = squeeze(HANDBOOK.read_text("utf-8"))
    index = handbook.index.catalogue
    texts = [each.passage.text for each in index.by_ids(index.passage_ids())]
    assert texts
    assert all(squeeze(text) in whole for text in texts)


def test_the_locator_of_every_passage_leads_to_its_lines(handbook: Library) -> None:
    lines = HANDBOOK.read_text("utf-8").split("\n")
    index = handbook.index.catalogue
    every = index.by_ids(index.passage_ids())
    assert every
    for each in every:
        first, _, last = each.passage.locator.removesuffix("行目").partition("〜")
        assert "\n".join(lines[int(first) - 1 : int(last or first)]) == each.passage.text


WORDS = st.sampled_from(
    [
        "協議体",
        "資源",
        "SC",
        "役割",
        "違い",
        "と",
        "の",
        "は",
        "何",
        "いつ",
        "ですか",
        "？",
        "見守り",
        "社協",
        "。",
        "\n",
        "3つ",
        "😀",
    ]
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, min_size=1, max_size=6).map("".join), st.integers(1, 5))
def test_an_answer_quotes_only_what_stands_in_the_passages_it_was_given(
    handbook: Library, question: str, limit: int
) -> None:
    try:
        answer = handbook.answerer.answer(question, limit)
    except QuestionError:
        return
    texts = {found.passage.id: found.passage.text for found in answer.passages}
    assert len(texts) == len(answer.passages) <= limit
    for citation in answer.citations:
        assert citation.quote.strip()
        assert citation.quote in texts[citation.passage_id]
    assert answer.answered or answer.nearest
