"""The first row of a table heads its columns, and is found as a heading is."""

from __future__ import annotations

import doctest

import pytest

import knowledge.columns
from knowledge.columns import column_heads
from knowledge.headings import nearest_headings
from knowledge.japanese import words
from knowledge.types import Passage


def test_the_examples_in_its_docstrings() -> None:
    assert doctest.testmod(knowledge.columns) == (0, 1)


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("役わり\n\n見守り\t配達\n毎朝の声かけ\t週に二度", ("見守り", "配達")),
        ("| 曜日 | 会場 |\n|---|---|\n| 火曜 | 集会所 |", ("曜日", "会場")),
        ("- | 曜日 | |\n  |---|---|\n  | 火曜 | 集会所 |", ("曜日",)),
        ("曜日\t会場\n火曜\t集会所\n\n品物\t値段\n米\t五百円", ("曜日", "会場", "品物", "値段")),
        ("会場は集会所です。\n\n- 火曜\n- 木曜", ()),
        ("会場|集会所", ()),
        (f"会場\t{'長い説明' * 11}\n集会所\t二階", ("会場",)),
    ],
)
def test_the_first_row_of_each_table_is_read(text: str, heads: tuple[str, ...]) -> None:
    assert column_heads(text) == heads


def test_a_column_is_headed_as_a_section_is() -> None:
    text = "役わり\n\n見守り\t配達\n声かけ\t週に二度"
    passage = Passage("1", "1", "手引き", "", ("役わり",), "", text, 0)
    assert frozenset(words("見守り")) in nearest_headings(passage)
    assert frozenset(words("配達")) in nearest_headings(passage)
