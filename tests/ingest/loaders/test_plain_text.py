from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind
from ingest.loaders.plain_text import PlainTextLoader, text_blocks


def blocks_of(text: str) -> list[Block]:
    return list(text_blocks(text))


def test_paragraphs_are_parted_by_blank_lines_and_keep_their_lines() -> None:
    blocks = blocks_of("一つめの\n段落です。\n\n\n二つめです。")
    assert [(block.text, block.line, block.kind) for block in blocks] == [
        ("一つめの\n段落です。", 1, BlockKind.PARAGRAPH),
        ("二つめです。", 5, BlockKind.PARAGRAPH),
    ]


@pytest.mark.parametrize("mark", ["- ", "・", "●", "○", "① ", "⑴", "(1) ", "（２）", "3. ", "４．", "ア) ", "※"])
def test_the_marks_of_japanese_lists_open_an_item(mark: str) -> None:
    blocks = blocks_of(f"持ち物\n{mark}地図\n{mark}鉛筆")
    assert [block.kind for block in blocks] == [BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.LIST_ITEM]
    assert blocks[1].text == f"{mark}地図"


@pytest.mark.parametrize("line", ["-5度です", "2026年の予定", "100. 百", "アメリカ", "1丁目の角"])
def test_a_line_that_only_begins_like_an_item_is_none(line: str) -> None:
    (block,) = blocks_of(line)
    assert block.kind is BlockKind.PARAGRAPH


def test_an_item_goes_on_until_a_blank_line_or_the_next_mark() -> None:
    blocks = blocks_of("・地図を\n　二枚\n・鉛筆\n\n続き")
    assert [block.text for block in blocks] == ["・地図を\n　二枚", "・鉛筆", "続き"]


def test_indented_items_are_nested() -> None:
    assert [block.level for block in blocks_of("- 一\n  - 二\n    - 三")] == [0, 1, 2]


def test_headings_with_hashes_have_their_level_and_no_others_are_guessed() -> None:
    document = PlainTextLoader().load("# 手引き\n## 歩く\n地図\n\n町を歩きます。\n".encode(), "手引き.txt")
    headings = [(block.heading, block.level) for block in document.blocks if block.kind is BlockKind.HEADING]
    assert headings == [("手引き", 1), ("歩く", 2)]
    assert document.title == "手引き"


def test_windows_line_ends_change_nothing() -> None:
    text = "手引き\n\n・地図\n・鉛筆\n"
    loader = PlainTextLoader()
    assert loader.load(text.replace("\n", "\r\n").encode(), "a.txt") == loader.load(text.encode(), "a.txt")


LINES = st.sampled_from(["", "", " ", "# 見出し", "本文です。", "続き", "・項目", "  - 入れ子", "① 番号", "\u3000"])


@settings(max_examples=150)
@given(st.lists(LINES, max_size=14))
def test_every_line_stands_in_exactly_one_block_and_at_its_own_number(lines: list[str]) -> None:
    blocks = blocks_of("\n".join(lines))
    told = {block.line + n: line for block in blocks for n, line in enumerate(block.text.split("\n"))}
    assert told == {n: line for n, line in enumerate(lines, start=1) if line.strip()}
    assert len(told) == sum(block.text.count("\n") + 1 for block in blocks)
