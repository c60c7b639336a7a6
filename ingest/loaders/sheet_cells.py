"""Cells of a sheet as people read them: dates, figures, and cells that span several. Pure but for unpacking."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from dataclasses import dataclass, field

from ingest.loaders.japanese_text import tidy

MOST_EMPTY = 2_000  # rows without words after which a sheet is taken to be at its end
_MOST_SPANS = 20_000
_SPAN = re.compile(rb'<mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Row:
    """A row with words: its number in the sheet or file, from 1, and its cells."""

    number: int
    cells: tuple[str, ...]


def cell_text(value: object) -> str:
    """A value as it reads: whole numbers without a point, dates with slashes, times to the minute."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        pattern = "%Y/%m/%d" if value.time() == datetime.time() else "%Y/%m/%d %H:%M"
        return value.strftime(pattern)
    if isinstance(value, datetime.date):
        return value.strftime("%Y/%m/%d")
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M")
    return tidy(str(value)).replace("\n", " ")


def trimmed(cells: list[str]) -> tuple[str, ...]:
    """The cells without empty ones at the end."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    return tuple(cells)


@dataclass(slots=True)
class Merged:
    """The cells of a sheet that span several, filled in while its rows go by in order."""

    starts: dict[int, list[tuple[int, int, int]]] = field(default_factory=dict)
    last_row: int = 0
    _open: list[tuple[int, int, int, str]] = field(default_factory=list)

    def filled(self, number: int, cells: list[str]) -> list[str]:
        """The cells of row `number`, with what spans into it."""
        self.last_row = number
        self._open = [span for span in self._open if span[2] >= number]
        for left, right, bottom in self.starts.get(number, ()):
            if left < len(cells) and cells[left]:
                self._open.append((left, right, bottom, cells[left]))
        for left, right, _, text in self._open:
            cells += [""] * (min(right, left + 200) + 1 - len(cells))
            for column in range(left, min(right, left + 200) + 1):
                cells[column] = cells[column] or text
        return cells


def merged_values(data: bytes, part: str) -> Merged:
    """The spans of the sheet in `part` of the workbook; they stand behind its rows, so it is gone through once."""
    merged = Merged()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(part.lstrip("/")) as stream:
        rest, count = b"", 0
        while chunk := stream.read(_CHUNK):
            text = rest + chunk
            end = 0
            for found in _SPAN.finditer(text):
                left, top, right, bottom = found.groups()
                span = (_column(left), _column(right), int(bottom))
                merged.starts.setdefault(int(top), []).append(span)
                end, count = found.end(), count + 1
            if count > _MOST_SPANS:
                return Merged()
            rest = text[max(end, len(text) - 80) :]
    return merged


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
