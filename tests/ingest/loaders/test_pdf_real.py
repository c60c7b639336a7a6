"""Real Japanese PDFs: what was read is compared with what a person sees on the rendered page.

The expected words were typed from the picture of the page, in the order in which one reads it.
"""

from __future__ import annotations

import io
import random
from functools import cache

import pdfplumber
import pytest

from ingest.blocks import BlockKind, LoadedDocument
from ingest.loaders.marks import list_mark
from ingest.loaders.pdf import PdfLoader
from tests.ingest.loaders.drawn import bare, chosen, in_order, shared, texts

FILES = [
    "cao_ai_ronten_honbun.pdf",
    "cao_ai_siryo2.pdf",
    "cfj_boukyu_slides.pdf",
    "yaizu_yaizudatamapmanual.pdf",
]


@cache
def read(name: str) -> LoadedDocument:
    return PdfLoader().load(shared(name), name)


def page(name: str, number: int) -> str:
    return bare("".join(texts(read(name), f"p.{number}")))


@pytest.mark.parametrize(
    ("name", "number", "seen"),
    [
        ("cao_ai_siryo2.pdf", 5, ["連携主体", "民間企業", "政府", "連携方法", "100名程度", "パブリック"]),
        (
            "cao_ai_siryo2.pdf",
            13,
            ["各主体が", "1)人間中心", "多様な幸せ", "2)安全性", "リスク分析", "4)プライ"],
        ),
        (
            "cao_ai_siryo2.pdf",
            17,
            ["データ前処理", "D-2)i.", "データの学習", "知的財産権", "D-3)i.", "AI開発時"],
        ),
        (
            "cao_ai_siryo2.pdf",
            12,
            ["1)人間中心", "2)安全性", "3)公平性", "4)プライ", "8)教育", "10)イノベ"],
        ),
        (
            "cfj_boukyu_slides.pdf",
            2,
            ["報告の目的・構成", "・目的", "ラーニング", "・構成", "さらなる連携"],
        ),
        ("cfj_boukyu_slides.pdf", 18, ["結果共有", "成果を話し合ってみましょう"]),
        ("yaizu_yaizudatamapmanual.pdf", 3, ["利用環境", "Firefox", "Safari", "接続先URL", "二次元コード"]),
        ("yaizu_yaizudatamapmanual.pdf", 5, ["4-2.", "4-3.", "再度押してチェックを外す"]),
        ("cao_ai_ronten_honbun.pdf", 7, ["三豊市は先般、大学の研究室", "2.基本的な考え方", "国際的なルール構築"]),
    ],
)
def test_a_page_is_read_as_a_person_reads_it(name: str, number: int, seen: list[str]) -> None:
    assert in_order([bare(words) for words in seen], page(name, number).replace("•", "・"))


def test_radicals_in_place_of_characters_are_mended() -> None:
    words = "".join(texts(read("cao_ai_ronten_honbun.pdf")))
    assert "市民" in words or "国民" in words
    assert not [letter for letter in words if "\u2e80" <= letter <= "\u2fdf"]


def test_marks_of_notes_do_not_run_into_the_word_before() -> None:
    assert "生成AI¹(以下" in "".join(texts(read("cao_ai_ronten_honbun.pdf"), "p.4"))


def test_a_table_of_countries_becomes_one_row_each() -> None:
    rows = texts(read("cao_ai_ronten_honbun.pdf"), "p.17", BlockKind.TABLE_ROW)
    assert [row.split(":")[0] for row in rows[:4]] == ["米国", "英国", "EU", "イタリア"]


@pytest.mark.parametrize("number", range(2, 21))
def test_every_slide_opens_with_its_title(number: int) -> None:
    assert chosen(read("cao_ai_siryo2.pdf"), f"p.{number}")[0].kind is BlockKind.HEADING


def test_a_manual_keeps_its_numbered_outline() -> None:
    headings = chosen(read("yaizu_yaizudatamapmanual.pdf"), kind=BlockKind.HEADING)
    found = [(block.heading[:4].rstrip(), block.level) for block in headings if block.heading[0].isdigit()]
    assert [level for mark, level in found if "-" in mark] == [3] * 10
    assert [level for mark, level in found if "-" not in mark] == [2] * 5


@pytest.mark.parametrize(
    ("name", "title", "edition", "publisher"),
    [
        ("cao_ai_siryo2.pdf", "AI事業者ガイドライン案 (第1.0版) 概要", "第1.0版", "総務省・経済産業省"),
        ("cao_ai_ronten_honbun.pdf", "AIに関する暫定的な論点整理", "2023年5月26日", "AI戦略会議"),
        ("yaizu_yaizudatamapmanual.pdf", "焼津データマップの使い方", "", ""),
    ],
)
def test_a_document_is_named_as_its_first_page_says(name: str, title: str, edition: str, publisher: str) -> None:
    document = read(name)
    assert (document.title, document.edition, document.publisher) == (title, edition, publisher)


def test_a_page_that_is_only_a_picture_is_named() -> None:
    assert any(warning.startswith("p.22 は") for warning in read("cao_ai_siryo2.pdf").warnings)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("pdfjs_90ms_rksj_h_sample.pdf", "日本語テスト"),
        ("pdfjs_noembed-eucjp.pdf", "あいうえお"),
        ("pdfjs_noembed-sjis.pdf", "あいうえお"),
        ("pdfjs_noembed-jis7.pdf", "あいうえお"),
        ("pdfjs_noembed-identity.pdf", "あいうえお"),
        ("pdfjs_noembed-identity-2.pdf", "Abstract012"),
        ("pdfjs_vertical.pdf", "あいうえお日本語"),
    ],
)
def test_every_japanese_encoding_is_read(name: str, words: str) -> None:
    assert words in bare("".join(texts(PdfLoader().load(shared(f"encodings/{name}"), name))))


@pytest.mark.parametrize("name", FILES)
def test_what_a_block_says_stands_on_the_page_it_cites(name: str) -> None:
    blocks = [block for block in read(name).blocks if block.kind is not BlockKind.TABLE_ROW]
    some = random.Random(7).sample(blocks, 50)  # noqa: S311  # which blocks are looked at is no secret
    with pdfplumber.open(io.BytesIO(shared(name))) as other:
        seen = {number: letters(other.pages[number - 1].chars) for number in {int(b.place[2:]) for b in some}}
    lost = [b.text[:30] for b in some if not stands_in(words_of(b.text)[:20], seen[int(b.place[2:])])]
    assert lost == []


def words_of(text: str) -> str:
    """The words without the list mark: fonts of symbols have their ✓ on code points of their own."""
    return bare(text.removeprefix(list_mark(text)))


def letters(chars: list[dict[str, object]]) -> set[str]:
    """Everything an independent library sees on a page: all runs of two letters, in drawing order and by lines."""
    drawn = bare("".join(str(char["text"]) for char in chars))
    lines = sorted(chars, key=lambda char: (round(float(str(char["bottom"]))), float(str(char["x0"]))))
    laid = bare("".join(str(char["text"]) for char in lines))
    return {text[at : at + 2] for text in (drawn, laid) for at in range(len(text))} | set(drawn)


def stands_in(start: str, seen: set[str]) -> bool:
    """Whether at most two pairs of neighbouring letters are not neighbours for the other library (line ends, marks)."""
    pairs = [start[at : at + 2] for at in range(len(start) - 1)]
    return all(letter in seen for letter in start) and sum(pair not in seen for pair in pairs) <= 2
