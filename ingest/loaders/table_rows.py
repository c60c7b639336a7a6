"""Rows of a table → blocks that can be read alone: each row keeps its header. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from itertools import zip_longest

from ingest.blocks import Block, BlockKind

_BETWEEN = " / "
_LONGEST_HEADER = 40
_HEADER_WORDS = re.compile(
    r"項目|区分|番号|No\.?$|名称|名$|種別|種類|分類|年度|用語|内容|説明|役割|日付|日時|時期|担当|備考|概要|定義|対象|住所|所在地|電話|緯度|ID|コード|分野|順位|件数|意味|方法|目的|観点"
)


def table_blocks(
    rows: Sequence[Sequence[str]], *, place: str = "", header_rows: int | None = None, lines: Sequence[int] = ()
) -> list[Block]:
    """One TABLE_ROW block for each row of cells; a cell that spans several is given several times.

    `header_rows` is how many rows are the header, None where the format doesn't say so; then it is guessed.
    `lines` are the numbers of the rows in their container.
    """
    numbered = [(row, lines[index] if lines else 0) for index, row in enumerate(rows)]
    numbered = [(row, line) for row, line in numbered if any(cell.strip() for cell in row)]
    plain = [[" ".join(cell.split()) for cell in row] for row, _ in numbered]
    count = guessed_header(plain) if header_rows is None else min(header_rows, len(plain))
    if count >= len(plain):
        count = 0
    names = column_names(plain[:count])
    blocks = []
    for row, (_, line) in list(zip(plain, numbered, strict=True))[count:]:
        text = row_text(row, names)
        if text:
            blocks.append(Block(BlockKind.TABLE_ROW, text, place=place, line=line))
    return blocks


def row_text(row: Sequence[str], names: Sequence[str]) -> str:
    """`見出し: 値 / 見出し: 値`; cells without a name stand alone, a cell that spans several stands once."""
    if _is_label_and_value(row, names):
        return f"{row[0]}: {row[1]}"
    pieces: list[str] = []
    before: tuple[str, str] | None = None
    for index, cell in enumerate(row):
        name = names[index] if index < len(names) else ""
        if not cell or (name, cell) == before or (before is not None and cell == before[1] and len(cell) > 12):
            continue
        before = (name, cell)
        pieces.append(f"{name}: {cell}" if name and name != cell else cell)
    return _BETWEEN.join(pieces)


def guessed_header(rows: Sequence[Sequence[str]]) -> int:
    """How many of the first rows are a header, judged by their cells: short, different, all filled, no figures."""
    if len(rows) < 2:
        return 0
    first = rows[0]
    filled = [cell for cell in first if cell]
    if len(filled) < max(2, len(first) - 1) or len(set(filled)) < 2:
        return 0
    if any(len(cell) > _LONGEST_HEADER or re.search(r"[。]$|^[\d,.%:/-]+$", cell) for cell in filled):
        return 0
    if len(first) == 2:
        return int(all(len(cell) <= 15 for cell in filled) and any(_HEADER_WORDS.search(cell) for cell in filled))
    return 2 if _has_second_row(rows) else 1


def _has_second_row(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the second row names the columns under headers that span several."""
    first, second = rows[0], rows[1]
    spans = any(one and one == other for one, other in itertools.pairwise(first))
    down = any(one and one == other for one, other in zip(first, second, strict=False))
    return spans and down and len(rows) > 2 and all(len(cell) <= _LONGEST_HEADER for cell in second)


def header_words(cell: str) -> bool:
    """Whether a cell says what a column holds, as headers do (名称, 住所, 備考)."""
    return bool(_HEADER_WORDS.search(cell))


def column_names(header: Sequence[Sequence[str]]) -> list[str]:
    """The names of the columns under one or several header rows."""
    if not header:
        return []
    columns = zip_longest(*header, fillvalue="")
    return [" ".join(dict.fromkeys(cell for cell in column if cell)) for column in columns]


def _is_label_and_value(row: Sequence[str], names: Sequence[str]) -> bool:
    return len(row) == 2 and not names and bool(row[0] and row[1]) and row[0] != row[1] and len(row[0]) <= 30
