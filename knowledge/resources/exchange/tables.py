"""Files of every shape as tables: a header, rows with their line, empty rows left out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import PurePath
from typing import Any

from openpyxl import load_workbook  # type: ignore[import-untyped, unused-ignore]  # the wheel carries no types

from knowledge.errors import ExchangeUnreadable
from knowledge.resources.exchange.cells import as_text, restored
from knowledge.resources.exchange.columns import Column, recognised, understand
from knowledge.resources.model import LABELS

_ENOUGH = 2  # headers that must be known for a row to be taken for the header
_LOOKED_AT = 30  # rows in which the header is looked for: forms begin with titles and remarks
_EXAMPLE = re.compile(r"入力例|記入例|記載例|サンプル|見本|凡例|記入要領")
_ENCODINGS = ("utf-8-sig", "cp932", "euc_jp")  # UTF-16 tells itself by its first two bytes


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it stands in the file, for people, and its cells."""

    where: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file. `group` is what it lists, where the file says so; `skipped` why it was left out."""

    name: str
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    group: str = ""
    skipped: str = ""

    @property
    def own(self) -> bool:
        """Whether this is the layout in which we take resources out ourselves."""
        return {LABELS[name] for name in ("id", "topics", "visibility", "about_person")} <= {
            column.header for column in self.columns
        }


def read_tables(data: bytes, file_name: str) -> tuple[Table, ...]:
    """The tables of a CSV or XLSX file. Raises ExchangeUnreadable."""
    kind = PurePath(file_name).suffix.lower()
    if kind in {".xlsx", ".xlsm"}:
        return tuple(_workbook(data, file_name))
    if kind in {".csv", ".tsv", ".txt"}:
        return (_sheet(PurePath(file_name).name, _csv_rows(decoded(data, file_name), file_name), "行"),)
    raise ExchangeUnreadable(
        f"「{file_name}」は読み込めない形式です。", "CSV、XLSX、JSON のどれかで保存しなおしてください。"
    )


def decoded(data: bytes, file_name: str) -> str:
    """The text of a file from a Japanese office. Raises ExchangeUnreadable."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding).replace("\ufeff", "")
        except UnicodeDecodeError:
            continue
    raise ExchangeUnreadable(
        f"「{file_name}」の文字が読めませんでした。", "表計算ソフトで「CSV UTF-8」として保存しなおしてください。"
    )


def _csv_rows(text: str, file_name: str) -> Iterator[tuple[int, list[str]]]:
    head = text[:4096]
    delimiter = "\t" if head.count("\t") > head.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    began = line = 1
    try:
        for row in reader:
            yield line, [restored(cell.strip(" \u3000")) for cell in row]
            began, line = line, reader.line_num + 1
        if _ends_inside_quotes(text, delimiter):
            line = began
            raise csv.Error
    except csv.Error as cause:
        raise ExchangeUnreadable(
            f"「{file_name}」の{line}行目から先は、表として読めませんでした（引用符が閉じていないようです）。",
            "表計算ソフトで開いて確かめ、CSV で保存しなおしてください。",
        ) from cause


def _ends_inside_quotes(text: str, delimiter: str) -> bool:
    """Whether a quotation mark is never closed: all rows below it would be one cell."""
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


def _workbook(data: bytes, file_name: str) -> Iterator[Table]:
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Exception as cause:  # whatever the library makes of a broken file, it cannot be read
        raise _broken(f"「{file_name}」は開けませんでした。") from cause
    for sheet in book.worksheets:
        if _EXAMPLE.search(sheet.title):
            yield Table(sheet.title, skipped="記入例のシートなので読みませんでした。")
        else:
            yield _sheet(sheet.title, _sheet_rows(sheet, file_name), "行")
    book.close()


def _sheet_rows(sheet: Any, file_name: str) -> Iterator[tuple[int, list[str]]]:
    rows = sheet.iter_rows(values_only=True)
    for number in count(1):
        try:
            row = next(rows, None)
        except Exception as cause:  # the same
            raise _broken(
                f"「{file_name}」のシート「{sheet.title}」は壊れていて、最後まで読めませんでした。"
            ) from cause
        if row is None:
            return
        yield number, [as_text(cell) for cell in row]


def _broken(what: str) -> ExchangeUnreadable:
    return ExchangeUnreadable(what, "表計算ソフトで開けるかを確かめ、保存しなおしてください。")


def _sheet(name: str, numbered: Iterator[tuple[int, list[str]]], unit: str) -> Table:
    rows = [(number, cells) for number, cells in numbered if any(cells)]
    at, columns = _header(rows[:_LOOKED_AT])
    if at is None:
        return Table(name, skipped="見出しの行（「名称」「住所」など）が見つかりませんでした。")
    if not any(column.means == "name" for column in columns):
        return Table(name, columns, skipped="名前の列がありません。資源の一覧ではないようです。")
    return Table(name, columns, tuple(Row(f"{number}{unit}目", tuple(cells)) for number, cells in rows[at + 1 :]))


def _header(rows: Sequence[tuple[int, list[str]]]) -> tuple[int | None, tuple[Column, ...]]:
    understood = [understand(cells) for _, cells in rows]
    best = max(range(len(rows)), key=lambda index: (recognised(understood[index]), -index), default=None)
    if best is None or recognised(understood[best]) < _ENOUGH:
        return None, ()
    return best, understood[best]
