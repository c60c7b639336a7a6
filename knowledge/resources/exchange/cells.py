"""What stands in a cell: made harmless for spreadsheets on the way out, restored on the way in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

# A spreadsheet runs a cell that begins so as a formula. A quote before it makes it text; quotes that stand before
# such a beginning already are doubled, so that taking one away always gives back what was there.
_RISKY = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_QUOTED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def defused(text: str) -> str:
    """`text` as a cell of a CSV file that no spreadsheet takes for a formula; `restored` undoes it."""
    return f"'{text}" if _RISKY.match(text) else text


def csv_file(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file that Excel opens as it is meant, and in which no cell is run as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")  # without the mark Excel reads it as Shift_JIS


def restored(text: str) -> str:
    """The text that `defused` made harmless."""
    return text[1:] if _QUOTED.match(text) else text


def as_text(value: object) -> str:
    """A value of a workbook or of JSON as people would type it; times as 09:00, days as 2026-04-01."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "あり" if value else "なし"
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
