"""Workbooks and CSV files made to mislead a loader, and the real ones."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl  # type: ignore[import-untyped]  # the wheel carries no types
import pytest
import xlsxwriter  # type: ignore[import-untyped]  # the same

from ingest.blocks import BlockKind, LoadedDocument
from ingest.loaders.sheets import MOST_ROWS, SheetsLoader, TableFileLoader
from knowledge.errors import DocumentEmpty, DocumentUnreadable
from tests.ingest.loaders.drawn import chosen, shared, texts

ROWS = [("名称", "地区", "電話"), ("朝市の会", "北", "012-345"), ("体操の会", "南", "")]


def workbook(rows: Sequence[Sequence[object]], title: str = "一覧") -> Any:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    return book


def saved(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def load(book: Any, name: str = "試し.xlsx") -> LoadedDocument:
    return SheetsLoader().load(saved(book), name)


def test_each_row_keeps_the_names_of_its_columns_its_sheet_and_its_number() -> None:
    rows = chosen(load(workbook(ROWS)), kind=BlockKind.TABLE_ROW)
    assert [(block.text, block.place, block.line) for block in rows] == [
        ("名称: 朝市の会 / 地区: 北 / 電話: 012-345", "シート「一覧」", 2),
        ("名称: 体操の会 / 地区: 南", "シート「一覧」", 3),
    ]


def test_every_sheet_opens_with_its_name() -> None:
    book = workbook(ROWS, "北の町")
    book.create_sheet("南の町").append(["名称", "休み", "備考"])
    book["南の町"].append(["将棋の会", "月曜", "無し"])
    headings = chosen(load(book), kind=BlockKind.HEADING)
    assert [(block.heading, block.place) for block in headings] == [
        ("北の町", "シート「北の町」"),
        ("南の町", "シート「南の町」"),
    ]


def test_titles_and_remarks_around_a_table_are_no_rows_of_it() -> None:
    book = workbook([("通いの場の一覧",), *ROWS, ("電話は昼のみです。",)])
    blocks = load(book).blocks
    assert [(block.kind, block.text) for block in blocks[1:]] == [
        (BlockKind.HEADING, "通いの場の一覧"),
        (BlockKind.TABLE_ROW, "名称: 朝市の会 / 地区: 北 / 電話: 012-345"),
        (BlockKind.TABLE_ROW, "名称: 体操の会 / 地区: 南"),
        (BlockKind.PARAGRAPH, "電話は昼のみです。"),
    ]


def test_a_second_table_under_a_gap_has_its_own_header() -> None:
    book = workbook([*ROWS, (), ("担当", "曜日", "備考"), ("山田", "火", "午前")])
    assert texts(load(book))[-1] == "担当: 山田 / 曜日: 火 / 備考: 午前"


def test_rows_after_a_gap_without_a_header_keep_the_one_above() -> None:
    book = workbook([*ROWS, (), ("編み物の会", "東", "098-765")])
    assert texts(load(book))[-1] == "名称: 編み物の会 / 地区: 東 / 電話: 098-765"


def test_merged_cells_are_told_in_each_row_and_under_each_header() -> None:
    book = workbook(
        [
            ("名称", "開く時", ""),
            ("", "曜日", "時刻"),
            ("朝市の会", "土", "8:00"),
            ("", "日", "9:00"),
            ("茶話会", "月", ""),
        ]
    )
    for span in ("B1:C1", "A1:A2", "A3:A4"):
        book.active.merge_cells(span)
    assert texts(load(book), kind=BlockKind.TABLE_ROW) == [
        "名称: 朝市の会 / 開く時 曜日: 土 / 開く時 時刻: 8:00",
        "名称: 朝市の会 / 開く時 曜日: 日 / 開く時 時刻: 9:00",
        "名称: 茶話会 / 開く時 曜日: 月",
    ]


def test_dates_times_and_figures_read_as_people_write_them() -> None:
    day = datetime.datetime(2025, 12, 25)  # Excel knows no time zones
    book = workbook([("名称", "開始", "時刻", "人数"), ("会", day, datetime.time(9, 30), 12.0)])
    assert texts(load(book))[-1] == "名称: 会 / 開始: 2025/12/25 / 時刻: 09:30 / 人数: 12"


def test_a_hidden_sheet_is_left_out_and_named() -> None:
    book = workbook(ROWS)
    book.create_sheet("下書き").append(["秘密"])
    book["下書き"].sheet_state = "hidden"
    document = load(book)
    assert "秘密" not in "".join(texts(document))
    assert document.warnings == ("シート「下書き」は非表示のため、読みませんでした。",)


def test_a_million_empty_rows_are_passed_over() -> None:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("一覧")
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)
        sheet.set_row(1_048_575, 30)
    assert len(texts(SheetsLoader().load(file.getvalue(), "空.xlsx"), kind=BlockKind.TABLE_ROW)) == 2


def test_a_workbook_without_words_is_refused() -> None:
    with pytest.raises(DocumentEmpty, match=r"「空\.xlsx」"):
        load(openpyxl.Workbook(), "空.xlsx")


def test_a_workbook_that_unpacks_beyond_all_bounds_is_refused() -> None:
    file = io.BytesIO(saved(workbook(ROWS)))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"<row/>" * (25 * 2**20 // 6 + 1))
    with pytest.raises(DocumentUnreadable, match="安全に読める大きさ"):
        SheetsLoader().load(file.getvalue(), "爆弾.xlsx")


def test_a_word_file_named_as_a_workbook_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(DocumentUnreadable, match="名前の示す形式ではありません"):
        SheetsLoader().load(file.getvalue(), "x.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_csv_is_read_in_the_encodings_of_japanese_offices(encoding: str) -> None:
    data = '名称,住所,備考\r\n朝市の会,みどり町1-2,"雨の日は\r\n休みます"\r\n体操の会,あおば町3,なし\r\n'.encode(
        encoding
    )
    blocks = TableFileLoader().load(data, "一覧.csv").blocks
    assert [(block.text, block.line) for block in blocks] == [
        ("名称: 朝市の会 / 住所: みどり町1-2 / 備考: 雨の日は 休みます", 2),
        ("名称: 体操の会 / 住所: あおば町3 / 備考: なし", 4),
    ]


def test_tabs_part_columns_too() -> None:
    blocks = TableFileLoader().load("名称\t地区\t備考\n朝市, 夕市\t北\t土\n".encode(), "一覧.tsv").blocks
    assert [block.text for block in blocks] == ["名称: 朝市, 夕市 / 地区: 北 / 備考: 土"]


def test_a_csv_longer_than_people_read_says_where_reading_ended() -> None:
    data = "名称,地区,数\n" + "".join(f"会{number},北,{number}\n" for number in range(MOST_ROWS + 5))
    document = TableFileLoader().load(data.encode(), "長い.csv")
    assert document.warnings == (f"長い.csvは行が多すぎるため、{MOST_ROWS + 1} 行目から先は読みませんでした。",)


def test_a_csv_with_an_endless_cell_is_refused() -> None:
    with pytest.raises(DocumentUnreadable, match="表として読めません"):
        TableFileLoader().load(('名称,地区\n"' + "あ" * 200_000).encode(), "壊れ.csv")


def test_a_real_workbook_of_seventeen_sheets_is_read_row_by_row() -> None:
    document = SheetsLoader().load(shared("gif_438_dmd.xlsx"), "gif_438_dmd.xlsx")
    assert len(chosen(document, kind=BlockKind.HEADING)) == 2 * 17
    rows = chosen(document, "シート「個人」", BlockKind.TABLE_ROW)
    assert rows[1].text.startswith("No.: 2 / プレフィックス: pd / 項目名: 氏 / ")
    assert rows[1].line == 4


def test_every_real_row_stands_where_it_says() -> None:
    data = shared("gif_438_dmd.xlsx")
    document = SheetsLoader().load(data, "gif_438_dmd.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    looked_for = 0
    for block in chosen(document, kind=BlockKind.TABLE_ROW)[::7]:
        cells = [str(cell.value) for cell in book[block.place[4:-1]][block.line] if cell.value is not None]
        plain = [cell[:8].split("\n")[0] for cell in cells if cell.isascii()]
        assert [cell for cell in plain if cell not in block.text] == []
        looked_for += len(plain)
    assert looked_for > 0
