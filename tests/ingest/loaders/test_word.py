"""Word documents made to mislead a loader, and the real one with its makers' own conversion."""

from __future__ import annotations

import difflib
import html
import io
import re
import zipfile
from functools import cache
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.shared import Pt

from ingest.blocks import BlockKind, LoadedDocument
from ingest.loaders.word import WordLoader
from knowledge.errors import DocumentEmpty, DocumentUnreadable
from tests.ingest.loaders.drawn import bare, chosen, shared, texts

NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


class Paper:
    """A Word document under construction."""

    def __init__(self) -> None:
        self.document: Any = docx.Document()

    def write(self, text: str, style: str | None = None, *, size: float = 0, bold: bool = False) -> Paper:
        run = self.document.add_paragraph(style=style).add_run(text)
        run.bold = bold or None
        if size:
            run.font.size = Pt(size)
        return self

    def insert(self, xml: str) -> Paper:
        self.document.element.body.insert(len(self.document.element.body) - 1, parse_xml(xml))
        return self

    def data(self) -> bytes:
        file = io.BytesIO()
        self.document.save(file)
        return file.getvalue()

    def load(self, name: str = "試し.docx") -> LoadedDocument:
        return WordLoader().load(self.data(), name)


def outline(document: LoadedDocument) -> list[tuple[str, int]]:
    return [(block.heading, block.level) for block in chosen(document, kind=BlockKind.HEADING)]


def test_headings_by_style_have_their_levels() -> None:
    paper = Paper().write("見守りの手引き", "Title").write("活動の準備", "Heading 1").write("名簿を作る", "Heading 2")
    assert outline(paper.load()) == [("見守りの手引き", 1), ("活動の準備", 1), ("名簿を作る", 2)]


def test_headings_by_japanese_style_names_have_their_levels_and_their_body_style_is_no_heading() -> None:
    paper = Paper()
    for name in ("見出し 1", "見出し２", "見出し１本文"):
        paper.document.styles.add_style(name, 1)
    paper.write("準備", "見出し 1").write("まず町を歩きます。", "見出し１本文").write("名簿", "見出し２")
    assert outline(paper.load()) == [("準備", 1), ("名簿", 2)]


def test_headings_without_style_are_known_by_size_mark_and_weight() -> None:
    paper = Paper().write("第1章 町を知る", size=16, bold=True).write("この章では、町を歩いて気づいたことを並べます。")
    paper.write("1-1 歩く前に", bold=True).write("歩きやすい靴を用意し、二人で出かけます。")
    paper.write("【持ち物】").write("地図と鉛筆を持って行きます。")
    found = outline(paper.load())
    assert [heading for heading, _ in found] == ["第1章 町を知る", "1-1 歩く前に", "【持ち物】"]
    assert [level for _, level in found] == sorted(level for _, level in found)


def test_a_short_sentence_is_no_heading() -> None:
    paper = Paper().write("◆町を歩きました。", bold=True).write("続きを書きます。")
    assert outline(paper.load()) == []


def test_letter_spaced_headings_are_drawn_together() -> None:
    assert outline(Paper().write("目　次", "Heading 1").write("は じ め に", "Heading 1").load()) == [
        ("目次", 1),
        ("はじめに", 1),
    ]


def test_list_items_carry_the_numbers_that_word_shows() -> None:
    paper = Paper().write("集める", "List Number").write("並べる", "List Number").write("配る", "List Bullet")
    items = chosen(paper.load(), kind=BlockKind.LIST_ITEM)
    assert [block.text for block in items] == ["1. 集める", "2. 並べる", "・配る"]


def test_rows_keep_their_header_and_merged_cells_are_told_in_each_row() -> None:
    paper = Paper()
    table = paper.document.add_table(4, 3)
    rows = [("地区", "名称", "曜日"), ("北", "朝市の会", "土"), ("", "体操の会", "月"), ("南", "休み", "")]
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 1).merge(table.cell(3, 2))
    assert texts(paper.load()) == [
        "地区: 北 / 名称: 朝市の会 / 曜日: 土",
        "地区: 北 / 名称: 体操の会 / 曜日: 月",
        "地区: 南 / 名称: 休み / 曜日: 休み",
    ]


def test_a_table_of_labels_is_told_as_label_and_value() -> None:
    paper = Paper()
    table = paper.document.add_table(2, 2)
    for row, cells in enumerate([("開く日", "毎月第二の火曜日の午前中"), ("持ち物", "飲み物と帽子")]):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    assert texts(paper.load()) == ["開く日: 毎月第二の火曜日の午前中", "持ち物: 飲み物と帽子"]


def test_a_frame_of_one_cell_is_ordinary_text() -> None:
    paper = Paper()
    paper.document.add_table(1, 1).cell(0, 0).text = "枠の中の文です。"
    blocks = paper.load().blocks
    assert [(block.kind, block.text) for block in blocks] == [(BlockKind.PARAGRAPH, "枠の中の文です。")]


def test_ruby_deleted_and_hidden_words_are_not_read() -> None:
    paper = Paper().insert(
        f"<w:p {NS}><w:r><w:ruby><w:rt><w:r><w:t>けんいき</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t>圏域</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        "<w:del><w:r><w:delText>古い</w:delText></w:r></w:del><w:ins><w:r><w:t>新しい</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>内緒</w:t></w:r><w:r><w:t>話</w:t></w:r></w:p>"
    )
    assert texts(paper.load()) == ["圏域新しい話"]


def test_headers_and_footers_are_left_out() -> None:
    paper = Paper().write("本文です。")
    section = paper.document.sections[0]
    section.header.paragraphs[0].text = "支え合い通信"
    section.footer.paragraphs[0].text = "12"
    assert texts(paper.load()) == ["本文です。"]


def test_title_edition_and_publisher_are_read_from_the_cover() -> None:
    paper = Paper().write("暮らしの支え合い読本", size=24).write("令和７年１２月２５日").write("みどり町社会福祉協議会")
    paper.write("はじめに", "Heading 1").write("この読本は、町の人が自分たちの手で書きました。")
    document = paper.load()
    assert (document.title, document.edition) == ("暮らしの支え合い読本", "令和7年12月25日")
    assert document.publisher == "みどり町社会福祉協議会"


def rewritten(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            archive.writestr(name, content.replace(old, new, 1) if name == part else content)
    return target.getvalue()


def test_external_entities_are_never_fetched() -> None:
    attack = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    data = rewritten(Paper().write("本文").data(), "word/document.xml", b"?>", b"?>" + attack)
    with pytest.raises(DocumentUnreadable, match=r"「罠\.docx」は壊れているか、安全に読めない"):
        WordLoader().load(data, "罠.docx")


def test_a_broken_secondary_part_is_named_and_the_rest_is_read() -> None:
    data = rewritten(Paper().write("集める", "List Number").data(), "word/numbering.xml", b"</w:numbering>", b"")
    document = WordLoader().load(data, "欠け.docx")
    assert texts(document) == ["集める"]
    assert "numbering.xml" in document.warnings[0]


def test_a_document_that_unpacks_beyond_all_bounds_is_refused() -> None:
    file = io.BytesIO(Paper().write("本文").data())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/filler.bin", b"\0" * 30 * 2**20)
    with pytest.raises(DocumentUnreadable, match="安全に読める大きさ"):
        WordLoader().load(file.getvalue(), "爆弾.docx")


def test_an_empty_document_is_refused() -> None:
    with pytest.raises(DocumentEmpty, match=r"「白紙\.docx」"):
        Paper().load("白紙.docx")


@cache
def real() -> LoadedDocument:
    return WordLoader().load(shared("gif_465-2_ops.docx"), "gif_465-2_ops.docx")


def test_a_real_guidebook_keeps_the_numbers_of_its_outline() -> None:
    headings = [(heading, level) for heading, level in outline(real()) if heading[0].isdigit()]
    assert headings[:4] == [
        ("1 はじめに", 1),
        ("1.1 本書の位置付け(文書構成)", 2),
        ("1.2 本書の使い方", 2),
        ("2 オープンデータの推進", 1),
    ]


def test_a_real_guidebook_is_named_as_its_cover_says() -> None:
    document = real()
    assert document.title == "データマネジメント実践ガイドブック (運用編)"
    assert (document.edition, document.publisher) == ("2023年(令和5年)2月28日", "デジタル庁")


def test_the_words_of_the_makers_own_conversion_are_found_in_order() -> None:
    gold = words_of(plain_markdown(shared("gold/gif_465-2_ops.md").decode("utf-8")))
    found = words_of("\n".join(block.text for block in real().blocks))
    matches = difflib.SequenceMatcher(None, gold, found).get_matching_blocks()
    assert sum(match.size for match in matches) >= 0.97 * len(gold)


def words_of(text: str) -> list[str]:
    """Runs of kanji, katakana, hiragana or Latin letters and figures."""
    return re.findall(r"[\u4e00-\u9fff]+|[\u30a1-\u30ff]+|[\u3041-\u309f]+|[A-Za-z]+|\d+", bare(text))


def plain_markdown(text: str) -> str:
    text = re.sub(r"^\s*\[[^\]]*\]:.*$", "", text, flags=re.MULTILINE)
    text = html.unescape(re.sub(r"<[^>]+>", " ", text))
    text = re.sub(r"\[(\d+)\]\[\d*\]", r"\1", text)
    return re.sub(r"[*#>|`\\\[\]_]+|^\s*\d+\.\s+|[-=+:]{3,}", "", text, flags=re.MULTILINE)
