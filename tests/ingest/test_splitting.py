from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.blocks import Block, BlockKind
from ingest.loaders.markdown import MarkdownLoader
from ingest.loaders.plain_text import text_blocks
from ingest.outline import infer_headings
from ingest.splitting import SMALL, Draft, split
from knowledge.surroundings import MOST

SENTENCE = "町を歩いて、困りごとと資源を一つずつ書き留めます。"
LONG = SENTENCE * 6


def drafts_of(text: str) -> list[Draft]:
    return split(MarkdownLoader().load(text.encode(), "手引き.md").blocks)


def slide(place: str, *texts: str) -> list[Block]:
    return [Block(BlockKind.HEADING, texts[0], place, level=1, heading=texts[0])] + [
        Block(BlockKind.PARAGRAPH, text, place) for text in texts[1:]
    ]


def test_a_passage_opens_with_its_heading_and_knows_the_headings_above_it() -> None:
    (draft,) = drafts_of(f"# 手引き\n\n## 第1章\n\n### 歩く\n\n{LONG}\n")
    assert draft.text == f"# 手引き\n\n## 第1章\n\n### 歩く\n\n{LONG}"
    assert draft.section == ("手引き", "第1章", "歩く")
    assert draft.headings == ("# 手引き", "## 第1章", "### 歩く")


def test_each_section_of_some_length_is_a_passage() -> None:
    drafts = drafts_of(f"# 手引き\n\n## 歩く\n\n{LONG}\n\n## 聞く\n\n{LONG}\n")
    assert [draft.section[-1] for draft in drafts] == ["歩く", "聞く"]


def test_small_neighbours_under_one_heading_are_joined() -> None:
    (draft,) = drafts_of("## 用語\n\n### 資源\n\n使えるもの。\n\n### 支え手\n\n手伝う人。\n")
    assert "### 資源" in draft.text
    assert "### 支え手" in draft.text


def test_the_entries_of_a_numbered_row_stand_alone_from_sixty_characters_on() -> None:
    entries = [
        f"{sign} {town}の集まり\n\n{'雪の日も休まず続けています。' * times}"
        for sign, town, times in (("(1)", "北", 4), ("(2)", "南", 4), ("(3)", "西", 1), ("(4)", "東", 1))
    ]
    drafts = split(infer_headings(tuple(text_blocks("まえがき。\n\n今年の集まり\n\n" + "\n\n".join(entries)))))
    assert [re.findall("[1-4]", draft.text) for draft in drafts] == [["1"], ["2"], ["3", "4"]]


def test_small_sections_of_different_chapters_are_not_joined() -> None:
    assert len(drafts_of("# 第1章\n\n使えるもの。\n\n# 第2章\n\n手伝う人。\n")) == 2


def test_a_list_stays_with_its_title() -> None:
    items = "\n".join(f"- {n}番目に訪ねる家の様子を書き留めます" for n in range(12))
    drafts = drafts_of(f"# 手引き\n\n## 訪ねる順\n\n{LONG}\n\n## 役割\n\n{items}\n")
    holder = next(draft for draft in drafts if "## 役割" in draft.text)
    assert "- 0番目" in holder.text
    assert "- 11番目" in holder.text


def test_a_line_above_a_numbered_chapter_stays_in_its_own() -> None:
    text = f"01 北の会\n\n【中身】\n\n{LONG}\n\n【今年】\n\n北町で三度ひらく\n\n02 南の会\n\n{LONG}"
    drafts = split(infer_headings(tuple(text_blocks(text))))
    [holder] = [draft for draft in drafts if "北町で三度ひらく" in draft.text]
    assert holder.section[0] == "01 北の会"
    assert "02 南の会" not in holder.text


def test_a_bare_heading_is_no_passage_but_stands_in_the_next_one() -> None:
    drafts = drafts_of(
        f"# 手引き\n\n## 第1章 資源\n\n### 1-1 歩く\n\n{LONG}\n\n## 第2章 人\n\n### 2-1 聞く\n\n{LONG}\n"
    )
    assert [draft.text.split("\n")[0] for draft in drafts] == ["# 手引き", "## 第2章 人"]


def test_a_heading_at_the_very_end_is_not_lost() -> None:
    drafts = drafts_of(f"# 手引き\n\n{LONG}\n\n## 付録\n\n### 様式\n")
    assert "### 様式" in drafts[-1].text
    assert "## 付録" in drafts[-1].text


def test_the_parts_of_a_counted_heading_stay_together() -> None:
    (draft,) = drafts_of(
        "# 3つの力\n\n## 聞く力\n\n" + LONG[:100] + "\n\n## 話す力\n\n" + LONG[:100] + "\n\n## 待つ力\n\n待つ。\n"
    )
    assert draft.headings == ("# 3つの力", "## 聞く力", "## 話す力", "## 待つ力")


def test_a_heading_that_repeats_opens_a_passage_each_time() -> None:
    drafts = drafts_of("# 訪問\n\n- 話す\n\n# 間\n\n- 直す\n\n# 訪問\n\n- 決める\n")
    assert [draft.text for draft in drafts] == ["# 訪問\n\n- 話す", "# 間\n\n- 直す", "# 訪問\n\n- 決める"]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    drafts = drafts_of(SENTENCE * 40)
    assert len(drafts) > 1
    assert all(draft.text.endswith("。") for draft in drafts)
    assert "".join(draft.text for draft in drafts) == SENTENCE * 40


def test_a_sentence_is_not_cut_inside_its_quotation() -> None:
    spoken = "世話役は「今日は休みます。また来週。」と話しました。" * 30
    drafts = drafts_of(spoken)
    assert len(drafts) > 1
    assert all(draft.text.endswith("話しました。") for draft in drafts)


def test_a_table_longer_than_a_passage_is_cut_between_its_rows() -> None:
    rows = [f"| {n} | 集まりの名前と曜日と場所 |" for n in range(60)]
    table = "\n".join(["| 番号 | 集まり |", "|---|---|", *rows])
    drafts = drafts_of(f"# 一覧\n\n{table}\n")
    assert len(drafts) > 1
    assert all(line.endswith("|") for draft in drafts for line in draft.text.split("\n") if line.startswith("|"))


def test_lines_locate_a_passage_of_a_text_without_pages() -> None:
    drafts = drafts_of(f"# 歩く\n\n{LONG}\n\n# 聞く\n\n{LONG}\n{LONG}\n")
    assert [draft.locator for draft in drafts] == ["1〜3行目", "5〜8行目"]


def test_one_line_is_located_by_itself() -> None:
    (draft,) = drafts_of(f"\n\n{LONG}\n")
    assert draft.locator == "3行目"


def test_the_locator_of_a_cut_block_ends_with_its_own_last_line() -> None:
    text = "\n".join(SENTENCE for _ in range(40))
    drafts = drafts_of(text)
    assert len(drafts) > 1
    for draft in drafts:
        first, last = (int(number) for number in draft.locator.removesuffix("行目").split("〜"))
        assert draft.text.strip("\n") == "\n".join(text.split("\n")[first - 1 : last])


@pytest.mark.parametrize(
    ("places", "locator"),
    [
        (("p.3", "p.3"), "p.3"),
        (("p.3", "p.4"), "p.3〜4"),
        (("スライド3", "スライド4"), "スライド3〜4"),
        (("第2条", "第2条第2項"), "第2条"),
        (("第2条第2項", "第2条第4項"), "第2条第2項〜第4項"),
        (("附則第1条第2項", "附則第1条第3項"), "附則第1条第2項〜第3項"),
    ],
)
def test_a_passage_over_two_places_names_the_first_and_what_differs_in_the_last(
    places: tuple[str, str], locator: str
) -> None:
    (draft,) = split([Block(BlockKind.PARAGRAPH, "話し合います。", place) for place in places])
    assert draft.locator == locator


def test_a_sheet_is_located_with_its_line() -> None:
    (draft,) = split([Block(BlockKind.TABLE_ROW, "名称: 茶話会", "シート「一覧」", line=7)])
    assert draft.locator == "シート「一覧」7行目"


def test_two_slides_of_some_length_are_two_passages() -> None:
    drafts = split([*slide("スライド1", "歩く", LONG), *slide("スライド2", "聞く", LONG)])
    assert [draft.locator for draft in drafts] == ["スライド1", "スライド2"]


PLACES = st.sampled_from(["", "p.1", "p.2"])
TEXTS = st.sampled_from(
    ["短い。", SENTENCE, LONG, SENTENCE * 25, "行\n" * 3 + "行", "あ" * 1_100, "初" + "\u3000" * 1_100 + "末", "- 項目"]
)


@st.composite
def documents(draw: st.DrawFn) -> list[Block]:
    """Blocks with line numbers as a loader gives them, blank lines between them by chance."""
    blocks, line = [], 1
    place = draw(PLACES)
    for _ in range(draw(st.integers(1, 12))):
        if draw(st.booleans()):
            level = draw(st.integers(1, 3))
            name = draw(st.sampled_from(["資源", "3つの力", "訪問", "聞く力", "第2条"]))
            block = Block(BlockKind.HEADING, "#" * level + " " + name, place, line, level, name)
        else:
            block = Block(BlockKind.PARAGRAPH, draw(TEXTS), place, line)
        blocks.append(block)
        line += block.text.count("\n") + 1 + draw(st.integers(0, 3))
    return blocks


def bare(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=200)
@given(documents())
def test_the_passages_together_hold_every_blocks_text_once_and_in_order(blocks: list[Block]) -> None:
    assert bare("".join(draft.text for draft in split(blocks))) == bare("".join(block.text for block in blocks))


def laid_out(blocks: list[Block]) -> str:
    """The document as its line numbers have it, for blocks of one place."""
    lines: list[str] = []
    for block in blocks:
        lines += [""] * (block.line - 1 - len(lines)) + block.text.split("\n")
    return "\n".join(lines)


def spaced_once(text: str) -> str:
    """A run of blank lines is one; a piece of spaces alone is no passage."""
    return re.sub(r"\n{2,}", "\n\n", text).replace("\u3000", "").strip("\n")


@settings(max_examples=200)
@given(documents())
def test_passages_with_what_parts_them_are_the_document_again(blocks: list[Block]) -> None:
    drafts = split(blocks)
    texts = [draft.text if draft.joint is None else draft.joint + draft.text for draft in drafts]
    assert drafts[0].joint is None
    # Nothing parts articles: each stands for itself.
    assert all(draft.joint is not None for draft in drafts[1:])
    assert spaced_once("".join(texts)) == spaced_once(laid_out(blocks))


def test_articles_stand_for_themselves_and_their_paragraphs_belong_together() -> None:
    drafts = split(
        [
            Block(BlockKind.PARAGRAPH, LONG, "第1条第1項", 1),
            Block(BlockKind.PARAGRAPH, LONG * 3, "第1条第2項", 2),
            Block(BlockKind.PARAGRAPH, LONG, "第2条第1項", 3),
        ]
    )
    assert [draft.joint for draft in drafts] == [None, "\n", None]


def test_the_rest_of_a_cut_paragraph_follows_at_once_where_lines_are_not_counted() -> None:
    drafts = split([Block(BlockKind.PARAGRAPH, LONG * 5, "p.1"), Block(BlockKind.PARAGRAPH, LONG * 3, "p.1")])
    assert "".join(f"{draft.joint or ''}{draft.text}" for draft in drafts) == LONG * 5 + "\n" + LONG * 3


@settings(max_examples=200)
@given(documents())
def test_no_passage_is_empty_or_longer_than_fits_below_its_headings(blocks: list[Block]) -> None:
    for draft in split(blocks):
        headings = sum(len(bare(heading)) for heading in draft.headings)
        assert draft.text.strip()
        # The name and date on the front page may come on top.
        assert len(bare(draft.text)) <= MOST + headings + SMALL


@settings(max_examples=200)
@given(documents())
def test_only_the_last_passage_may_consist_of_headings(blocks: list[Block]) -> None:
    for draft in split(blocks)[:-1]:
        assert bare(draft.text) != bare("".join(draft.headings))


@settings(max_examples=50)
@given(documents())
def test_the_same_blocks_are_always_split_alike(blocks: list[Block]) -> None:
    assert split(blocks) == split(list(blocks))


@settings(max_examples=200)
@given(documents())
def test_every_heading_of_a_passage_is_in_its_text_and_its_section_names_headings_of_the_document(
    blocks: list[Block],
) -> None:
    names = {block.heading for block in blocks}
    for draft in split(blocks):
        assert all(heading in draft.text for heading in draft.headings)
        assert set(draft.section) <= names
