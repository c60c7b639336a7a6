"""Taking resources away as CSV and XLSX, in a layout of our own that comes back whole and in the standard one."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

from openpyxl import Workbook  # type: ignore[import-untyped, unused-ignore]  # the wheel carries no types
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # type: ignore[import-untyped, unused-ignore]  # the same
from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped, unused-ignore]  # the same
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped, unused-ignore]  # the same

from knowledge.resources import codec
from knowledge.resources.exchange import hsds
from knowledge.resources.exchange.cells import csv_file
from knowledge.resources.model import CONTENT, LABELS, ResourceNote
from knowledge.resources.privacy import Viewer, visible_to

_A4 = 9  # the code of the paper size in the file format
# What is printed, with the width of each column in characters; the others follow, folded away.
_PRINTED = {
    "name": 24,
    "kind": 11,
    "topics": 14,
    "offers": 32,
    "when": 20,
    "place": 16,
    "address": 22,
    "cost": 10,
    "contact": 12,
    "phones": 15,
    "audience": 12,
    "provider": 14,
    "state": 8,
    "verified_at": 12,
    "visibility": 11,
}
_OWN = ("id", *CONTENT)
_STANDARD: dict[str, Callable[[ResourceNote], str]] = {
    "都道府県コード又は市区町村コード": lambda note: note.municipality_code,
    "NO": lambda note: note.id,
    "都道府県名": lambda note: hsds.prefecture(note.address),
    "市区町村名": lambda note: note.municipality,
    "名称": lambda note: note.name,
    "名称_カナ": lambda note: note.kana,
    "名称_通称": lambda _: "",
    "POIコード": lambda _: "",
    "住所": lambda note: note.address,
    "方書": lambda note: note.place,
    "緯度": lambda note: codec.show("latitude", note.latitude),
    "経度": lambda note: codec.show("longitude", note.longitude),
    "電話番号": lambda note: ";".join(note.phones),
    "内線番号": lambda _: "",
    "法人番号": lambda _: "",
    "団体名": lambda note: note.provider,
    "利用可能曜日": lambda note: "".join(note.weekdays),
    "開始時間": lambda note: codec.show("starts_at", note.starts_at),
    "終了時間": lambda note: codec.show("ends_at", note.ends_at),
    "利用可能日時特記事項": lambda note: note.when,
    "説明": lambda note: note.offers,
    "バリアフリー情報": lambda _: "",
    "URL": lambda note: note.url,
    "備考": lambda note: note.how_to_join,
}


class Format(StrEnum):
    """The kinds of files; the value is the name that people see."""

    CSV = "CSV（Excelで開けます）"
    XLSX = "Excel（印刷できます）"
    HSDS = "HSDS（ほかの仕組みに渡すとき）"
    STANDARD = "自治体標準オープンデータセット"


def export(notes: Iterable[ResourceNote], viewer: Viewer, kind: Format) -> bytes:
    """The notes that `viewer` may see, as a file of that kind."""
    visible = [note for note in notes if visible_to(note, viewer)]
    if kind is Format.HSDS:
        return hsds.export(visible)
    if kind is Format.XLSX:
        return _workbook(visible)
    if kind is Format.STANDARD:
        return csv_file(list(_STANDARD), ([cell(note) for cell in _STANDARD.values()] for note in visible))
    return csv_file(
        [LABELS[name] for name in _OWN], ([codec.show(name, getattr(note, name)) for name in _OWN] for note in visible)
    )


def _workbook(notes: Sequence[ResourceNote]) -> bytes:
    names = [*_PRINTED, *(name for name in _OWN if name not in _PRINTED)]
    book = Workbook()
    sheet = book.active
    sheet.title = "地域の資源"
    for at, name in enumerate(names, 1):
        head = sheet.cell(1, at, LABELS[name])
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="DDEBF7")
        column = sheet.column_dimensions[get_column_letter(at)]
        column.width, column.hidden = _PRINTED.get(name, 14), name not in _PRINTED
    for number, note in enumerate(notes, 2):
        for at, name in enumerate(names, 1):
            cell = sheet.cell(number, at)
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", codec.show(name, getattr(note, name))) or None
            cell.data_type = "s" if cell.value else "n"  # text, also where it begins like a formula
            cell.quotePrefix = True
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    _made_for_paper(sheet, len(names), len(notes) + 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _made_for_paper(sheet, width: int, height: int) -> None:  # type: ignore[no-untyped-def]  # the library has no types
    last = get_column_letter(width)
    sheet.auto_filter.ref = f"A1:{last}{height}"
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    sheet.print_area = f"A1:{get_column_letter(len(_PRINTED))}{height}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&P / &N"
