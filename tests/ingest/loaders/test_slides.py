"""PowerPoint decks made to mislead a loader, and the two real ones."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Cm, Pt

from ingest.blocks import BlockKind, LoadedDocument
from ingest.loaders.slides import SlidesLoader
from knowledge.errors import DocumentEmpty, DocumentUnreadable
from tests.ingest.loaders.drawn import bare, chosen, in_order, shared, texts

TITLE_ONLY, TITLE_AND_BODY, SECTION, COVER, BLANK = 5, 1, 2, 0, 6


class Deck:
    """A deck under construction; places are in centimetres."""

    def __init__(self) -> None:
        self.deck: Any = Presentation()
        self.slide: Any = None

    def turn(self, title: str, layout: int = TITLE_ONLY) -> Deck:
        self.slide = self.deck.slides.add_slide(self.deck.slide_layouts[layout])
        if title:
            self.slide.shapes.title.text = title
        return self

    def box(self, text: str, x: float, y: float, width: float = 8, height: float = 2, on: Any = None) -> Any:
        shape = (on or self.slide.shapes).add_textbox(Cm(x), Cm(y), Cm(width), Cm(height))
        shape.text_frame.text = text
        for paragraph in shape.text_frame.paragraphs:
            paragraph.font.size = Pt(14)
        return shape

    def data(self) -> bytes:
        file = io.BytesIO()
        self.deck.save(file)
        return file.getvalue()

    def load(self, name: str = "試し.pptx", **options: bool) -> LoadedDocument:
        return SlidesLoader(**options).load(self.data(), name)


def test_a_slide_opens_with_its_title_as_heading() -> None:
    deck = Deck().turn("支え合いのまち", COVER).turn("はじめの一歩", SECTION).turn("話を聴く")
    deck.box("まず話を聴きましょう。", 2, 6)
    headings = chosen(deck.load(), kind=BlockKind.HEADING)
    assert [(block.place, block.heading, block.level) for block in headings] == [
        ("スライド1", "支え合いのまち", 1),
        ("スライド2", "はじめの一歩", 1),
        ("スライド3", "話を聴く", 2),
    ]


def test_shapes_are_read_by_their_place_and_not_by_their_age() -> None:
    deck = Deck().turn("順番")
    deck.box("下の箱", 2, 12)
    deck.box("右の箱", 14, 6)
    deck.box("左の箱", 2, 6)
    assert texts(deck.load()) == ["順番", "左の箱", "右の箱", "下の箱"]


def test_a_column_is_read_to_its_end_before_the_next() -> None:
    deck = Deck().turn("二つの柱")
    for row, (left, right) in enumerate([("見守りの柱", "移動の柱"), ("毎朝の旗", "乗り合い車")]):
        deck.box(right, 14, 5 + row * 1.2, 9, 1)
        deck.box(left, 2, 5 + row * 4.2, 9, 1)
    words = "".join(texts(deck.load()))
    assert in_order(["見守りの柱", "毎朝の旗"], words)
    assert in_order(["移動の柱", "乗り合い車"], words)


def test_shapes_inside_groups_inside_groups_are_read() -> None:
    deck = Deck().turn("組")
    outer = deck.slide.shapes.add_group_shape()
    inner = outer.shapes.add_group_shape()
    deck.box("奥の箱", 3, 6, on=inner.shapes)
    deck.box("手前の箱", 3, 9, on=outer.shapes)
    assert texts(deck.load()) == ["組", "奥の箱", "手前の箱"]


def test_a_hidden_slide_is_left_out_named_and_read_on_demand() -> None:
    deck = Deck().turn("見える")
    deck.turn("隠れた")
    deck.slide._element.set("show", "0")
    document = deck.load()
    assert texts(document) == ["見える"]
    assert document.warnings == ("スライド2は非表示のため、読みませんでした。",)
    assert texts(deck.load(include_hidden=True)) == ["見える", "隠れた"]


def test_speaker_notes_are_notes_of_their_slide() -> None:
    deck = Deck().turn("集いの場")
    deck.slide.notes_slide.notes_text_frame.text = "ここで写真を見せる。"
    notes = chosen(deck.load(), kind=BlockKind.NOTE)
    assert [(block.place, block.text) for block in notes] == [("スライド1", "ここで写真を見せる。")]


def test_bullets_of_the_body_keep_their_depth() -> None:
    deck = Deck().turn("手順", TITLE_AND_BODY)
    frame = deck.slide.placeholders[1].text_frame
    frame.text = "相手を知る"
    for text, level in [("訪ねる", 1), ("記録する", 0)]:
        paragraph = frame.add_paragraph()
        paragraph.text, paragraph.level = text, level
    items = chosen(deck.load(), kind=BlockKind.LIST_ITEM)
    assert [(block.text, block.level) for block in items] == [("・相手を知る", 0), ("・訪ねる", 1), ("・記録する", 0)]


def test_a_table_keeps_its_header_in_each_row_and_merged_cells_are_told_in_each() -> None:
    deck = Deck().turn("一覧")
    table = deck.slide.shapes.add_table(3, 3, Cm(2), Cm(5), Cm(20), Cm(5)).table
    for row, cells in enumerate([("地区", "名称", "曜日"), ("北", "朝市の会", "土"), ("", "体操の会", "月")]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    assert texts(deck.load(), kind=BlockKind.TABLE_ROW) == [
        "地区: 北 / 名称: 朝市の会 / 曜日: 土",
        "地区: 北 / 名称: 体操の会 / 曜日: 月",
    ]


def test_a_chart_is_told_in_words() -> None:
    deck = Deck().turn("人数")
    data: Any = CategoryChartData()  # type: ignore[no-untyped-call]  # python-pptx leaves charts without types
    data.categories = ["春", "夏"]
    data.add_series("参加者", (12, 30))
    deck.slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(2), Cm(5), Cm(12), Cm(8), data)
    assert texts(deck.load(), kind=BlockKind.TABLE_ROW) == ["参加者 / 春: 12 / 夏: 30"]


def test_a_box_that_frames_others_keeps_them_together() -> None:
    deck = Deck().turn("枠")
    for x, words in ((2, ("左の一", "左の二")), (14, ("右の一", "右の二"))):
        deck.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, Cm(x), Cm(5), Cm(10), Cm(8))
        for row, text in enumerate(words):
            deck.box(text, x + 1, 6 + row * 2, 7, 1)
    assert texts(deck.load())[1:] == ["左の一", "左の二", "右の一", "右の二"]


def test_a_line_broken_by_hand_is_whole_again() -> None:
    deck = Deck().turn("図")
    deck.box("地域の\v居場所", 2, 6)
    assert texts(deck.load())[1:] == ["地域の居場所"]


def broken(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            archive.writestr(name, change(content) if name == part else content)
    return target.getvalue()


def test_one_broken_slide_does_not_take_the_others_with_it() -> None:
    deck = Deck().turn("一枚目").turn("二枚目").turn("三枚目")
    data = broken(deck.data(), "ppt/slides/slide2.xml", lambda content: content[: len(content) // 2])
    document = SlidesLoader().load(data, "割れ.pptx")
    assert texts(document) == ["一枚目", "三枚目"]
    assert document.warnings == ("スライド2は壊れていて読めませんでした。",)


def test_a_slide_that_asks_for_a_file_of_this_machine_is_not_obeyed() -> None:
    attack = b'<!DOCTYPE p:sld [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    deck = Deck().turn("一枚目").turn("二枚目")
    data = broken(deck.data(), "ppt/slides/slide2.xml", lambda content: content.replace(b"?>", b"?>" + attack, 1))
    document = SlidesLoader().load(data, "罠.pptx")
    assert texts(document) == ["一枚目"]
    assert "スライド2" in document.warnings[0]


def test_a_deck_of_pictures_is_refused() -> None:
    with pytest.raises(DocumentEmpty, match=r"「絵\.pptx」には文字がありません"):
        Deck().turn("", BLANK).load("絵.pptx")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600])
def test_bytes_that_are_no_deck_are_refused_with_the_cure(data: bytes) -> None:
    with pytest.raises(DocumentUnreadable, match=r"x\.pptx") as refused:
        SlidesLoader().load(data, "x.pptx")
    assert refused.value.cure


@cache
def real(name: str) -> LoadedDocument:
    return SlidesLoader().load(shared(name), name)


def test_a_glossary_slide_of_a_real_deck_is_read_row_by_row() -> None:
    rows = texts(real("gif_411_setsumei.pptx"), "スライド3", BlockKind.TABLE_ROW)
    assert len(rows) == 9
    assert rows[1].startswith("No: 2 / 用語: データモデル / 説明: ")


def test_two_halves_of_a_real_slide_are_read_one_after_the_other() -> None:
    words = "".join(texts(real("gif_411_setsumei.pptx"), "スライド7"))
    assert in_order(["従来の失敗", "キラキラ", "過去の実証", "GIFの目指す世界", "行き先", "燃料"], words)


def test_real_decks_are_named_as_their_cover_says() -> None:
    first, second = real("gif_411_setsumei.pptx"), real("gif_dss_L04.pptx")
    assert first.title.endswith("フレームワーク説明資料")
    assert (first.edition, first.publisher) == ("2025/03/25", "デジタル庁")
    assert (second.title, second.edition) == ("データによって判断する", "2023-03-31")


@pytest.mark.parametrize("name", ["gif_411_setsumei.pptx", "gif_dss_L04.pptx"])
def test_what_a_block_says_stands_on_the_slide_it_cites(name: str) -> None:
    blocks = [block for block in real(name).blocks if block.kind is not BlockKind.TABLE_ROW]
    seen = words_by_slide(shared(name))
    some = random.Random(7).sample(blocks, 50)  # noqa: S311  # which blocks are looked at is no secret
    starts = {(block.place, re.sub(r"^(?:・|\d+\. )", "", block.text)) for block in some}
    assert [start for place, start in starts if bare(start)[:20] not in seen[place]] == []


def words_by_slide(data: bytes) -> dict[str, str]:
    """All text of each slide as it stands in the XML, read without any library for slides."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        listed = text(archive, "ppt/presentation.xml").partition("<p:sldIdLst>")[2].partition("</p:sldIdLst>")[0]
        order = re.findall(r'r:id="(rId\d+)"', listed)
        links = text(archive, "ppt/_rels/presentation.xml.rels")
        targets = dict(re.findall(r'Id="(rId\d+)"[^>]*Target="(slides/[^"]+)"', links))
        targets |= {b: a for a, b in re.findall(r'Target="(slides/[^"]+)"[^>]*Id="(rId\d+)"', links)}
        return {f"スライド{n}": words(archive, f"ppt/{targets[each]}") for n, each in enumerate(order, 1)}


def text(archive: zipfile.ZipFile, part: str) -> str:
    return archive.read(part).decode("utf-8")


def words(archive: zipfile.ZipFile, part: str) -> str:
    parts = [part, *diagrams(archive, part)]
    return bare(
        "".join("".join(re.findall(r"<a:t>([^<]*)</a:t>", text(archive, each))) for each in parts).replace("&amp;", "&")
    )


def diagrams(archive: zipfile.ZipFile, part: str) -> list[str]:
    links = text(archive, part.replace("slides/", "slides/_rels/") + ".rels")
    return [f"ppt/diagrams/{name}" for name in re.findall(r'Target="\.\./diagrams/(data\d+\.xml)"', links)]
