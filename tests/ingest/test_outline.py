from __future__ import annotations

import doctest

import pytest

import ingest.outline
from ingest.blocks import Block, BlockKind
from ingest.loaders.plain_text import text_blocks
from ingest.outline import announced, front_page, infer_headings


def outline(text: str) -> list[tuple[str, int]]:
    blocks = infer_headings(tuple(text_blocks(text)))
    return [(block.heading, block.level) for block in blocks if block.kind is BlockKind.HEADING]


def headings(text: str) -> list[str]:
    return [heading for heading, _ in outline(text)]


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(ingest.outline) == (0, 1)


def test_a_short_line_above_a_list_is_its_heading() -> None:
    assert headings("まえがき。\n\n集まりの役割\n\n- 情報を分け合う\n- 困りごとを知る") == ["集まりの役割"]


def test_more_space_above_a_heading_makes_it_outer() -> None:
    text = "手引き\n\n\n\n支え合いの場\n\n場の役割\n\n- 話す\n\n\n\n見守り\n\n- 歩く"
    assert outline(text) == [("手引き", 1), ("支え合いの場", 1), ("場の役割", 2), ("見守り", 1)]


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("第2章 資源", 1),
        ("第二節 調べ方", 2),
        ("3 資源の調べ方", 1),
        ("3-1 歩く", 2),
        ("【持ち物】", 2),
        ("(1) 地図", 3),
        ("（２） 鉛筆", 3),
    ],
)
def test_the_number_of_a_heading_tells_its_level(line: str, level: int) -> None:
    assert outline(f"まえがき。\n\n{line}\n\n本文です。")[-1] == (line, level)


def test_a_circled_number_is_a_heading_of_the_third_level_where_it_is_not_read_as_an_item() -> None:
    blocks = (Block(BlockKind.PARAGRAPH, "② 人に会う", line=1), Block(BlockKind.PARAGRAPH, "本文です。", line=3))
    assert [(block.heading, block.level) for block in infer_headings(blocks)] == [("② 人に会う", 3), ("", 0)]


@pytest.mark.parametrize(
    "line",
    [
        "町を歩いて資源を探します。",
        "町を歩くと、いろいろな人に会います",
        "派遣AD : 山田花子",
        "連絡先：役場の福祉課",
        "※令和8年度は変わることがあります",
        "出典：町の計画",
        "https://example.jp/",
        "→ 次の章へ",
        "1,200",
        "76百万円 (78百万円)",
        "－－－－",
        "令和7年度",
        "R7.12.25",
        "氏名\t役職",
        "丘野 花子 氏",
        "国",
        "丘野先生",
        "世話役の丘野さん",
        "町を歩き、人に会い、話を聞き、書き留め、持ち帰り、話し合い、また町を歩くという順に進めていく取り組み",
    ],
)
def test_a_sentence_a_note_a_label_with_its_value_a_date_or_a_figure_is_no_heading(line: str) -> None:
    assert line not in headings(f"まえがき。\n\n{line}\n\n本文です。")


def test_a_line_with_nothing_below_it_is_no_heading() -> None:
    assert headings("まえがき。\n\nおわり") == []


def test_an_emphasised_heading_is_named_without_its_marks() -> None:
    assert headings("まえがき。\n\n**大切なこと**\n\n本文です。") == ["大切なこと"]


def test_captions_below_the_boxes_of_a_slide_are_no_headings_of_what_follows() -> None:
    boxes = ["訪問\n\n- 話す\n\n1回目", "訪問\n\n- 決める\n\n2回目", "訪問\n\n- 残りを見る\n\n3回目"]
    text = "\n\n".join(["訪問の流れ", *boxes, "間の集まり\n\n- 直す"])
    assert headings(text) == ["訪問の流れ", "訪問", "訪問", "訪問", "間の集まり"]


def test_a_heading_that_repeats_by_itself_is_no_sign_of_captions() -> None:
    text = "まえがき。\n\n目的\n\n- 話す\n\n北の町\n\n- 歩く\n\n目的\n\n- 聞く\n\n南の町\n\n- 回る"
    assert headings(text) == ["目的", "北の町", "目的", "南の町"]


def test_a_heading_that_counts_three_things_adopts_the_next_three_headings_and_no_more() -> None:
    pages = ["まえがき。", "育てる3つの力\n\n聞く力\n\n- 耳", "話す力\n\n- 口", "待つ力\n\n- 時", "次の話\n\n- 別"]
    text = "\n\n\n\n".join(pages)
    assert outline(text) == [("育てる3つの力", 1), ("聞く力", 2), ("話す力", 2), ("待つ力", 2), ("次の話", 1)]


def test_headings_that_count_on_stand_on_one_level_however_much_space_is_above_them() -> None:
    text = "訪問の流れ\n\n1回目の集まり\n\n- 話す\n\n\n\n2回目の集まり\n\n- 決める\n\n\n\n別の話\n\n- 歩く"
    assert outline(text) == [("訪問の流れ", 1), ("1回目の集まり", 2), ("2回目の集まり", 2), ("別の話", 1)]


def test_a_heading_right_below_another_of_its_level_is_a_part_of_it_with_all_that_follows() -> None:
    pages = [
        "手引き\n\nはじめに読む文です。",
        "地域を知る",
        "歩いて知る\n\n- 見る\n\n持ち物\n\n- 地図",
        "別の話\n\n- 聞く",
    ]
    assert outline("\n\n\n\n".join(pages)) == [
        ("手引き", 1),
        ("地域を知る", 1),
        ("歩いて知る", 2),
        ("持ち物", 3),
        ("別の話", 1),
    ]


def test_a_page_that_begins_below_a_stray_line_of_the_one_before_is_no_part_of_that() -> None:
    text = "地域を知る\n\n- 見る\n\nひとこと\n\n\n\n別の話\n\n- 聞く"
    assert outline(text) == [("地域を知る", 1), ("ひとこと", 2), ("別の話", 1)]


@pytest.mark.parametrize(
    ("heading", "count"),
    [
        ("３つの資源", 3),
        ("資源の四つの種類", 4),
        ("福祉の3要素", 3),
        ("2つの視点", 2),
        ("資源の種類", 0),
        ("3 つながり", 0),
    ],
)
def test_a_heading_announces_as_many_things_as_it_counts(heading: str, count: int) -> None:
    assert announced(heading) == count


@pytest.mark.parametrize(
    "edition",
    ["令和7年度", "平成30年度", "令和元年度", "令和7年12月25日", "R7.12.25", "vol.2", "Vol.1264", "第3版", "2026年4月"],
)
def test_the_edition_is_read_from_the_top_as_it_is_written(edition: str) -> None:
    assert front_page(tuple(text_blocks(f"見守りの手引き\n\n{edition}\n\n本文です。"))).edition == edition


def test_the_title_is_the_first_line_that_is_no_date() -> None:
    assert front_page(tuple(text_blocks("R7.12.25\n\n見守りの手引き\n\n本文です。"))).title == "見守りの手引き"


def test_a_budget_year_is_no_edition() -> None:
    assert front_page(tuple(text_blocks("見守りの手引き\n\n令和8年度予算案の概要\n\n本文です。"))).edition == ""


def test_the_subject_of_a_letter_is_its_title() -> None:
    text = "各町の担当者 様\n\n件名： 見守りの集まりについて\n\n本文です。"
    assert front_page(tuple(text_blocks(text))).title == "見守りの集まりについて"


def test_a_credit_above_the_title_is_not_the_title() -> None:
    text = "出典：町のサイト（令和6年度）\n\n# 見守りの手引き\n\n本文です。"
    assert front_page(tuple(text_blocks(text))).title == "見守りの手引き"


def test_a_document_that_opens_with_a_sentence_has_no_title() -> None:
    assert front_page(tuple(text_blocks("町を歩きます。\n\n人に会います。"))).title == ""


@pytest.mark.parametrize(
    "entries",
    [
        "1 雪かきの約束\n\n2 道具の置き場\n\n3 連絡のしかた",
        "第1章 雪かきの約束\n\n第2章 道具の置き場\n\n第3章 連絡のしかた",
        "(8) 雪かきの約束\n\n(9) 道具の置き場\n\n(10) 連絡のしかた",
    ],
)
def test_the_lines_of_an_agenda_are_a_list_below_its_name(entries: str) -> None:
    text = (
        f"まえがき。\n\n今日の話\n\n{entries}\n\nどうぞよろしくお願いします。\n\n\n\n雪かきの約束\n\n朝に集まります。"
    )
    assert outline(text) == [("今日の話", 2), ("雪かきの約束", 1)]
    kinds = [block.kind for block in infer_headings(tuple(text_blocks(text)))]
    assert kinds.count(BlockKind.LIST_ITEM) == 3


@pytest.mark.parametrize(
    "text",
    [
        "1 約束\n\n2 置き場\n\n道具は集会所に置きます。",  # two may be a part and its first one
        "1 約束\n\n2 置き場\n\n4 連絡\n\n電話で知らせます。",
        "1 約束\n\n朝に集まります。\n\n2 置き場\n\n集会所です。\n\n3 連絡\n\n電話です。",
    ],
)
def test_numbered_headings_that_do_not_count_on_right_below_each_other_stay_headings(text: str) -> None:
    lines = [line for line in text.split("\n") if line[:1].isdigit()]
    assert headings(f"まえがき。\n\n{text}") == lines


TALK = "北の町の話\n雪とともに暮らす\n\n{day}\n\n北の町の会 丘野花子\n\n\n\n朝の集まり\n\n毎朝七時に集まります。"


@pytest.mark.parametrize("day", ["2025.12.25.", "令和7年12月25日", "R7.12.25", "２０２５/１２/２５"])
def test_the_first_slide_of_one_of_several_talks_opens_it_under_its_title_and_its_speaker(day: str) -> None:
    before = "\n\n".join(f"{n}番目の話です。" for n in range(8))
    assert outline(f"{before}\n\n{TALK.format(day=day)}") == [
        ("北の町の話 雪とともに暮らす 北の町の会 丘野花子", 1),
        ("朝の集まり", 1),
    ]


@pytest.mark.parametrize("day", ["令和7年度", "12月25日 午後", "朝の七時"])
def test_lines_without_their_day_below_them_are_no_title_of_a_talk(day: str) -> None:
    before = "\n\n".join(f"{n}番目の話です。" for n in range(8))
    assert "北の町の話" not in "".join(headings(f"{before}\n\n{TALK.format(day=day)}"))
