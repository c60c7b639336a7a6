"""A form that starts anew belongs to another part, whose name a list further up may give."""

from __future__ import annotations

import pytest

from ingest.blocks import Block, BlockKind
from ingest.loaders.plain_text import PlainTextLoader, text_blocks
from ingest.outline import infer_headings
from ingest.repeated_forms import parted
from ingest.splitting import split

AGENDA = """町の三つの会

- 01 見守りの会
- 02 送迎の会
- 03 配食の会
- 04 雪かきの会
"""


def form(what: str) -> str:
    return f"""【ねらい】

{what}で、暮らしを支えます。はじめての人も入りやすいように、月に一度は見学の日を設けています。

【することの中身】

{what}を続けます。役場の担当者が年に二度集まりに出て、困っていることを聞き、次の年の計画に生かします。
"""


def sections(text: str) -> dict[str, tuple[str, ...]]:
    """The path above each form, by a word that only this one has."""
    drafts = split(parted(infer_headings(tuple(text_blocks(text)))))
    return {
        word: draft.section
        for word in ("見回り", "車", "弁当", "除雪")
        for draft in drafts
        if f"{word}を続け" in draft.text
    }


def test_forms_without_a_heading_are_named_as_the_list_above_announces_them() -> None:
    text = f"{AGENDA}\n01 見守りの会\n\n{form('見回り')}\n{form('車')}\n{form('弁当')}\n04 雪かきの会\n\n{form('除雪')}"
    assert sections(text) == {
        "見回り": ("01 見守りの会", "【することの中身】"),
        "車": ("02 送迎の会", "【することの中身】"),
        "弁当": ("03 配食の会", "【することの中身】"),
        "除雪": ("04 雪かきの会", "【することの中身】"),
    }


@pytest.mark.parametrize(
    "text",
    [
        f"01 見守りの会\n\n{form('見回り')}\n{form('車')}\n03 配食の会\n\n{form('弁当')}",
        f"{AGENDA}\n01 見守りの会\n\n{form('見回り')}\n{form('車')}\n04 雪かきの会\n\n{form('弁当')}",
        f"見守りの会\n\n{form('見回り')}\n{form('車')}\n\n\n\n配食の会\n\n{form('弁当')}",
    ],
    ids=["nothing announces them", "the list has more of them", "they are not numbered"],
)
def test_a_form_whose_name_is_not_sure_stands_under_none(text: str) -> None:
    found = sections(text)
    assert found["見回り"][0].endswith("見守りの会")
    assert found["車"] == ("【することの中身】",)
    assert len(found["弁当"]) == 2


@pytest.mark.parametrize(
    "text",
    [
        "会の一年\n\n春\n\n- 植える\n\n夏\n\n- 育てる\n\n春\n\n- また植える",
        "会の一年\n\n訪問\n\n- 話す\n\n訪問\n\n- 聞く\n\n訪問\n\n- 決める\n\n訪問\n\n- 見る",
    ],
    ids=["only the first heading comes again", "one heading repeats by itself"],
)
def test_a_heading_that_only_comes_again_begins_no_part(text: str) -> None:
    blocks = infer_headings(tuple(text_blocks(text)))
    assert any(block.kind is BlockKind.HEADING for block in blocks)
    assert parted(blocks) == blocks


def test_every_other_block_stays_as_it_is() -> None:
    blocks = (Block(BlockKind.PARAGRAPH, "本文です。", line=1), Block(BlockKind.PARAGRAPH, "続きです。", line=3))
    assert parted(blocks) == blocks


def test_a_text_file_is_read_so() -> None:
    text = f"{AGENDA}\n01 見守りの会\n\n{form('見回り')}\n{form('車')}\n{form('弁当')}\n04 雪かきの会\n\n{form('除雪')}"
    loaded = PlainTextLoader().load(text.encode(), "会.txt")
    assert [block.part for block in loaded.blocks if block.part is not None] == ["02 送迎の会", "03 配食の会"]
