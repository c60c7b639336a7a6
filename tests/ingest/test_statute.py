from __future__ import annotations

from ingest.blocks import Block, BlockKind
from ingest.loaders.plain_text import PlainTextLoader, text_blocks
from ingest.splitting import split
from ingest.statute import statute_blocks

LAW = """支え合い町条例

第一章　総則

（目的）
第一条　この条例は、町の支え合いを進めることを目的とする。

（言葉の意味）
第二条　「支え手」とは、手伝う人をいう。
２　「集い」とは、次のものをいう。
一　茶話会
二　体操の会
第二条の三　前条の集いは、誰でも開ける。

第二章　町の役目
第一節　集い

第三条　町は、集いを助ける。
１０　町は、集いの名を広める。
第百十五条の四十五　町は、事業を行う。
２　前項の事業は、町が定める。
第百十六条　この条例は、町長が見直す。
"""


def places(text: str) -> dict[str, str]:
    blocks = statute_blocks(tuple(text_blocks(text)))
    assert blocks is not None
    return {block.text: block.place for block in blocks}


def test_every_line_of_a_law_has_its_article_and_paragraph_as_place() -> None:
    found = places(LAW)
    assert found["第一条　この条例は、町の支え合いを進めることを目的とする。"] == "第1条"
    assert found["２　「集い」とは、次のものをいう。"] == "第2条第2項"
    assert found["二　体操の会"] == "第2条第2項"
    assert found["第二条の三　前条の集いは、誰でも開ける。"] == "第2条の3"
    assert found["１０　町は、集いの名を広める。"] == "第3条第10項"
    assert found["２　前項の事業は、町が定める。"] == "第115条の45第2項"
    assert found["第百十六条　この条例は、町長が見直す。"] == "第116条"


def test_a_caption_names_its_article_and_stands_in_its_place() -> None:
    blocks = statute_blocks(tuple(text_blocks(LAW))) or ()
    caption = next(block for block in blocks if block.text == "（言葉の意味）")
    assert (caption.kind, caption.heading, caption.place) == (BlockKind.HEADING, "第2条（言葉の意味）", "第2条")


def test_chapters_and_sections_are_headings_in_their_order() -> None:
    blocks = statute_blocks(tuple(text_blocks(LAW))) or ()
    divisions = [(b.heading, b.level, b.place) for b in blocks if b.kind is BlockKind.HEADING and b.level < 5]
    assert divisions == [("第一章　総則", 2, ""), ("第二章　町の役目", 2, ""), ("第一節　集い", 3, "")]


def test_a_text_that_only_quotes_some_articles_is_no_law() -> None:
    quoted = "見守りの手引き\n\n第一条　目的を定める。\n第二条　言葉を定める。\n\n二つの条は大切です。"
    assert statute_blocks(tuple(text_blocks(quoted))) is None


def test_a_law_keeps_every_line_once_and_its_number() -> None:
    blocks = statute_blocks(tuple(text_blocks(LAW))) or ()
    told = {block.line: block.text for block in blocks}
    assert told == {n: line for n, line in enumerate(LAW.split("\n"), start=1) if line.strip()}


def test_no_passage_of_a_law_holds_two_articles_and_each_is_located_by_its_article() -> None:
    document = PlainTextLoader().load(LAW.encode(), "条例.txt")
    by_locator = {draft.locator: draft.text for draft in split(document.blocks)}
    assert by_locator["第2条の3"] == "第二条の三　前条の集いは、誰でも開ける。"
    assert by_locator["第116条"].startswith("第百十六条")
    assert document.title == "支え合い町条例"


def test_articles_of_the_supplementary_provisions_are_not_taken_for_those_of_the_law() -> None:
    found = places(LAW + "\n附　則\n第一条　この条例は、来年から始める。\n２　町は、備えをする。\n")
    assert found["第一条　この条例は、来年から始める。"] == "附則第1条"
    assert found["２　町は、備えをする。"] == "附則第1条第2項"
    assert found["附　則"] == ""


def test_supplementary_provisions_without_articles_are_not_the_last_article() -> None:
    found = places(LAW + "\n附則\nこの条例は、来年から始める。\n")
    assert found["この条例は、来年から始める。"] == "附則"


def test_blocks_of_other_kinds_become_lines_of_the_law() -> None:
    blocks = tuple(Block(BlockKind.LIST_ITEM, line, line=n) for n, line in enumerate(LAW.split("\n"), 1) if line)
    found = statute_blocks(blocks)
    assert found is not None
    assert {block.kind for block in found} == {BlockKind.HEADING, BlockKind.PARAGRAPH}
    assert found == statute_blocks(tuple(text_blocks(LAW)))
