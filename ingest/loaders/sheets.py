"""XLSX and CSV → blocks: each row keeps the names of its columns and its number in the sheet."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import openpyxl  # type: ignore[import-untyped]  # the wheel carries no types
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]  # the same

from ingest.blocks import Block, BlockKind, LoadedDocument
from ingest.loaders.decoding import decode
from ingest.loaders.front_matter import edition_in, publisher_in, title_from
from ingest.loaders.office_package import office_package
from ingest.loaders.sheet_cells import MOST_EMPTY, Row, cell_text, merged_values, trimmed
from ingest.loaders.sheet_tables import sheet_blocks
from knowledge.errors import DocumentEmpty, DocumentUnreadable

MOST_ROWS = 100_000  # with words, in one file; what is longer is a data base, not something people read
_MAIN = "xl/workbook.xml"
_MOST_XML = 300 * 2**20  # unpacked; rows are read as a stream, so that this takes little memory


class SheetsLoader:
    """Reads Excel workbooks: the values as last calculated, sheet by sheet. Hidden sheets are left out."""

    @property
    def suffixes(self) -> frozenset[str]:
        """`.xlsx`, also with macros (which are never run)."""
        return frozenset({".xlsx", ".xlsm"})

    def load(self, data: bytes, name: str) -> LoadedDocument:
        """See `Loader`. `place` is the sheet, `line` the number of the row in it."""
        package = office_package(data, name, _MAIN, most_xml=_MOST_XML)
        notices = [f"「{name}」の一部({part})は壊れていて読めませんでした。" for part in package.broken]
        workbook = _opened(package.data, name)
        blocks: list[Block] = []
        try:
            for sheet in workbook.worksheets:
                if sheet.sheet_state != "visible":
                    notices.append(f"シート「{sheet.title}」は非表示のため、読みませんでした。")
                    continue
                blocks += _sheet(sheet, package.data, MOST_ROWS - len(blocks), notices)
            title = workbook.properties.title
        finally:
            workbook.close()
        return _composed(blocks, title, notices, name)


class TableFileLoader:
    """Reads CSV and TSV in any Japanese encoding."""

    @property
    def suffixes(self) -> frozenset[str]:
        """`.csv` and `.tsv`."""
        return frozenset({".csv", ".tsv"})

    def load(self, data: bytes, name: str) -> LoadedDocument:
        """See `Loader`. `line` is the number of the line in the file."""
        text = decode(data, name)
        notices: list[str] = []
        try:
            rows = list(_bounded(_table_rows(text), MOST_ROWS, name, notices))
        except csv.Error as error:
            raise DocumentUnreadable(
                f"「{name}」は表として読めませんでした(区切りか引用符が正しくありません)。",
                "表計算ソフトで開き、CSV 形式で保存しなおしてください。",
            ) from error
        return _composed(list(sheet_blocks(rows, "")), None, notices, name)


def _opened(data: bytes, name: str) -> Any:
    # openpyxl warns of features it leaves out (charts, validation); none of them holds words.
    warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")
    try:
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        raise DocumentUnreadable(
            f"「{name}」は Excel のファイルとして開けませんでした。",
            "Excel で開き、xlsx 形式で保存しなおしてください。",
        ) from error


def _sheet(sheet: Any, data: bytes, room: int, notices: list[str]) -> Iterator[Block]:
    place = f"シート「{sheet.title}」"
    rows = _bounded(_sheet_rows(sheet, data, notices), room, place, notices)
    blocks = list(sheet_blocks(list(rows), place))
    if blocks:
        yield Block(BlockKind.HEADING, sheet.title, place=place, line=1, level=1, heading=sheet.title)
        yield from blocks


def _sheet_rows(sheet: Any, data: bytes, notices: list[str]) -> Iterator[Row]:
    """The rows with words in them; reading ends where nothing more is to be expected."""
    merged = merged_values(data, sheet._worksheet_path)
    sheet.reset_dimensions()
    empty = 0
    try:
        for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
            cells = merged.filled(number, [cell_text(value) for value in values])
            empty = 0 if any(cells) else empty + 1
            if any(cells):
                yield Row(number, trimmed(cells))
            elif empty > MOST_EMPTY:
                return
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        notices.append(f"シート「{sheet.title}」は途中で壊れていて、{merged.last_row} 行目まで読みました。")


def _table_rows(text: str) -> Iterator[Row]:
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    line = 1
    for values in reader:
        cells = [cell_text(value) for value in values]
        if any(cells):
            yield Row(line, trimmed(cells))
        line = reader.line_num + 1


def _bounded(rows: Iterator[Row], room: int, what: str, notices: list[str]) -> Iterator[Row]:
    for count, row in enumerate(rows):
        if count >= room:
            notices.append(f"{what}は行が多すぎるため、{row.number} 行目から先は読みませんでした。")
            return
        yield row


def _composed(blocks: Sequence[Block], title: str | None, notices: Sequence[str], name: str) -> LoadedDocument:
    if not blocks:
        raise DocumentEmpty(f"「{name}」には文字がありません。", "文字の入った表を用意してください。")
    front = [block.text for block in blocks[:10] if block.kind is not BlockKind.TABLE_ROW]
    return LoadedDocument(
        blocks=tuple(blocks),
        title=title_from([title], name),
        edition=edition_in(front),
        publisher=publisher_in(front),
        warnings=tuple(notices),
    )
