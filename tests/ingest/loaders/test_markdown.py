from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind, LoadedDocument
from ingest.loaders.markdown import MarkdownLoader


def load(text: str) -> LoadedDocument:
    return MarkdownLoader().load(text.encode(), "手引き.md")


def outline(text: str) -> list[tuple[str, int]]:
    return [(block.heading, block.level) for block in load(text).blocks if block.kind is BlockKind.HEADING]


def assert_verbatim(blocks: tuple[Block, ...], text: str) -> None:
    """Each block is the lines of the file from its line number on."""
    lines = text.split("\n")
    for block in blocks:
        height = block.text.count("\n") + 1
        assert "\n".join(lines[block.line - 1 : block.line - 1 + height]) == block.text


def test_headings_have_the_depth_of_their_marks_and_their_text_without_them() -> None:
    text = "# 手引き\n\n## 第1章 *はじめに* ##\n\n本文です。\n\n題\n====\n\n続き。\n"
    assert outline(text) == [("手引き", 1), ("第1章 *はじめに*", 2), ("題", 1)]


def test_every_kind_of_block_is_verbatim_with_its_line_number() -> None:
    text = (
        "# 題\n\n本文の\n二行。\n\n- 項目\n  - 入れ子\n\n1. 一\n\n> 引用\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "```\n# 見出しではない\n```\n\n    字下げ\n\n<div>囲み</div>\n"
    )
    blocks = load(text).blocks
    assert_verbatim(blocks, text)
    assert [(block.line, block.kind) for block in blocks] == [
        (1, BlockKind.HEADING),
        (3, BlockKind.PARAGRAPH),
        (6, BlockKind.LIST_ITEM),
        (7, BlockKind.LIST_ITEM),
        (9, BlockKind.LIST_ITEM),
        (11, BlockKind.PARAGRAPH),
        (13, BlockKind.TABLE_ROW),
        (17, BlockKind.PARAGRAPH),
        (21, BlockKind.PARAGRAPH),
        (23, BlockKind.PARAGRAPH),
    ]


def test_list_items_know_how_deep_they_are_nested() -> None:
    items = load("- 一\n  - 二\n    - 三\n- 四\n\n1. 五\n").blocks
    assert [(block.text.strip(), block.level) for block in items] == [
        ("- 一", 0),
        ("- 二", 1),
        ("- 三", 2),
        ("- 四", 0),
        ("1. 五", 0),
    ]


def test_a_line_inside_a_code_fence_is_no_heading_and_no_item() -> None:
    (fence,) = load("```\n# 見出し?\n- 項目?\n```\n").blocks
    assert fence.kind is BlockKind.PARAGRAPH


def test_windows_line_ends_change_nothing() -> None:
    text = "---\ntitle: 手引き\n---\n\n# 題\n\n- 一\n- 二\n\n| a |\n|---|\n| 1 |\n"
    assert load(text.replace("\n", "\r\n")) == load(text)


def test_front_matter_gives_title_edition_and_publisher_and_is_no_text_and_moves_no_line() -> None:
    document = load(
        "---\ntitle: 見守りの手引き\nedition: 令和7年度\npublisher: つなぎ\n---\n\n# 別の題\n\n本文です。\n"
    )
    assert (document.title, document.edition, document.publisher) == ("見守りの手引き", "令和7年度", "つなぎ")
    assert [(block.text, block.line) for block in document.blocks] == [("# 別の題", 7), ("本文です。", 9)]


def test_front_matter_left_empty_leaves_the_title_to_the_first_heading() -> None:
    assert load("---\ntitle:\n---\n\n# 見守り\n\n本文です。\n").title == "見守り"


@pytest.mark.parametrize("matter", ["[壊れた", "- 一覧", "ただの文", "a: b: c"])
def test_what_only_looks_like_front_matter_is_text(matter: str) -> None:
    blocks = load(f"---\n{matter}\n---\n\n本文です。\n").blocks
    assert matter in "\n".join(block.text for block in blocks)


def test_a_note_that_looks_like_a_link_definition_is_not_lost() -> None:
    text = "補助率は次のとおりです[注1]。\n\n[注1]: 令和7年度の率です。\n\n[様式]: https://example.jp/yoshiki.pdf\n"
    told = "\n".join(block.text for block in load(text).blocks)
    assert "[注1]: 令和7年度の率です。" in told
    assert "https://example.jp/yoshiki.pdf" in told


def test_headings_without_marks_are_found_where_no_heading_has_any() -> None:
    assert outline("協議体とは\n\n話し合いの場です。\n\n\n協議体の役割\n\n- 情報を分け合います。\n") == [
        ("協議体とは", 1),
        ("協議体の役割", 1),
    ]


LINES = st.sampled_from(
    [
        "",
        "",
        "# 見出し",
        "### 小見出し",
        "本文です。",
        "続く行",
        "- 項目",
        "  - 入れ子",
        "1. 番号",
        "> 引用",
        "> - 引用の項目",
        "| a | b |",
        "|---|---|",
        "```",
        "    字下げ",
        "<div>",
        "</div>",
        "[a]: b",
        "\t",
        "*強調* `code`",
    ]
)


@settings(max_examples=150)
@given(st.lists(LINES, min_size=1, max_size=14))
def test_every_line_stands_in_exactly_one_block_and_at_its_own_number(lines: list[str]) -> None:
    text = "本文の初め。\n\n" + "\n".join(lines)
    blocks = load(text).blocks
    assert_verbatim(blocks, text)
    covered = [n for block in blocks for n in range(block.line, block.line + block.text.count("\n") + 1)]
    assert len(covered) == len(set(covered))
    written = {n for n, line in enumerate(text.split("\n"), start=1) if line.strip(" \t>")}
    assert written <= set(covered)
