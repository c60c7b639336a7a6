"""Files of every shape as tables: a header, rows with their line, empty rows left out."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from openpyxl import load_workbook  # type: ignore[import-untyped, unused-ignore]  # the wheel carries no types
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped, unused-ignore]  # the same

from knowledge.errors import ExchangeUnreadable
from knowledge.resources.exchange.cells import as_text, restored
from knowledge.resources.exchange.columns import Column, recognised, understand
from knowledge.resources.model import LABELS

_ENOUGH = 2  # headers that must be known for a row to be taken for the header
_LOOKED_AT = 30  # rows in which the header is looked for: forms begin with titles and remarks
_EXAMPLE = re.compile(r"入力例|記入例|記載例|サンプル|見本|凡例|記入要領")
_ENCODINGS = ("utf-8-sig", "cp932", "euc_jp", "utf-16")


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
    """The tables of a CSV, XLSX or JSON file. Raises ExchangeUnreadable."""
    kind = PurePath(file_name).suffix.lower()
    if kind in {".xlsx", ".xlsm"}:
        return tuple(_workbook(data, file_name))
    if kind in {".csv", ".tsv", ".txt"}:
        return (_sheet(PurePath(file_name).name, _csv_rows(_decoded(data, file_name)), "行"),)
    if kind == ".json":
        return tuple(_json_tables(_json(data, file_name), PurePath(file_name).name))
    raise ExchangeUnreadable(
        f"「{file_name}」は読み込めない形式です。", "CSV、XLSX、JSON のどれかで保存しなおしてください。"
    )


def _decoded(data: bytes, file_name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS[:3]:
        try:
            return data.decode(encoding).replace("\ufeff", "")
        except UnicodeDecodeError:
            continue
    raise ExchangeUnreadable(
        f"「{file_name}」の文字が読めませんでした。", "表計算ソフトで「CSV UTF-8」として保存しなおしてください。"
    )


def _csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    head = text[:4096]
    delimiter = "\t" if head.count("\t") > head.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    for row in reader:
        yield line, [restored(cell.strip(" \u3000")) for cell in row]
        line = reader.line_num + 1


def _workbook(data: bytes, file_name: str) -> Iterator[Table]:
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as cause:
        raise ExchangeUnreadable(
            f"「{file_name}」は開けませんでした。", "表計算ソフトで開けるかを確かめ、保存しなおしてください。"
        ) from cause
    for sheet in book.worksheets:
        if _EXAMPLE.search(sheet.title):
            yield Table(sheet.title, skipped="記入例のシートなので読みませんでした。")
            continue
        rows = (
            (number, [as_text(cell) for cell in row]) for number, row in enumerate(sheet.iter_rows(values_only=True), 1)
        )
        yield _sheet(sheet.title, rows, "行")
    book.close()


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


def _json(data: bytes, file_name: str) -> Any:
    try:
        return json.loads(_decoded(data, file_name))
    except json.JSONDecodeError as cause:
        raise ExchangeUnreadable(
            f"「{file_name}」は JSON として読めませんでした（{cause.lineno}行目）。", "書き出しなおしてください。"
        ) from cause


def _json_tables(content: Any, name: str) -> Iterator[Table]:
    """The lists of records in `content`, however deep; a `header` beside them names keys, an `index` the lists."""
    found = list(_lists(content, "", {}, {}))
    if not found:
        yield Table(name, skipped="資源の並びが見つかりませんでした。")
    for path, records, header, index in found:
        keys = list(dict.fromkeys(key for record in records for key in record))
        labels = [str(header.get(key) or key) for key in keys]
        columns = understand(labels, keys)
        group = index.get(path.rsplit(".", 1)[-1], "")
        title = group or path or name
        if not any(column.means == "name" for column in columns):
            yield Table(title, columns, skipped="名前の項目がありません。資源の一覧ではないようです。")
            continue
        rows = (tuple(_flat(record.get(key)) for key in keys) for record in records)
        yield Table(title, columns, tuple(Row(f"{number}件目", cells) for number, cells in enumerate(rows, 1)), group)


def _lists(
    content: Any, path: str, header: dict[str, Any], index: dict[str, str]
) -> Iterator[tuple[str, list[dict[str, Any]], dict[str, Any], dict[str, str]]]:
    if isinstance(content, list) and content and all(isinstance(each, dict) for each in content):
        yield path, content, header, index
    elif isinstance(content, dict):
        headers = content.get("header") if isinstance(content.get("header"), dict) else header
        names = content.get("index") if isinstance(content.get("index"), dict) else index
        for key, value in content.items():
            if key in {"header", "index"}:
                continue
            own = (headers or {}).get(key)
            here = own if isinstance(own, dict) else headers
            yield from _lists(value, f"{path}.{key}".strip("."), here or {}, names or {})


def _flat(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(_flat(each) for each in value)
    if isinstance(value, dict):
        return "、".join(f"{key}：{_flat(each)}" for key, each in value.items())
    return as_text(value)
