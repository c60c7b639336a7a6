"""Files of ours that come back after somebody has worked on them."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from knowledge.resources.exchange.exporting import Format, export
from knowledge.resources.exchange.importing import Entry, Outcome, plan
from knowledge.resources.model import CONTENT, LABELS, ResourceNote
from knowledge.resources.privacy import Viewer
from tests.knowledge.resources.test_store import FULL

ADMIN = Viewer("T1", "U9", is_admin=True)
NOTE = dataclasses.replace(FULL, id="0" * 31 + "1", version=1, created_by="U1")

Sheet = list[list[str]]


def sheet_of(note: ResourceNote) -> Sheet:
    return list(csv.reader(io.StringIO(export([note], ADMIN, Format.CSV).decode("utf-8-sig"), newline="")))


def with_cell(sheet: Sheet, field: str, text: str) -> Sheet:
    """The sheet with `text` in the column of `field`."""
    at = sheet[0].index(LABELS[field])
    return [sheet[0], *([*row[:at], text, *row[at + 1 :]] for row in sheet[1:])]


def without(sheet: Sheet, *fields: str) -> Sheet:
    gone = {sheet[0].index(LABELS[field]) for field in fields}
    return [[cell for at, cell in enumerate(row) if at not in gone] for row in sheet]


def imported(sheet: Sheet, note: ResourceNote = NOTE) -> Entry:
    """What becomes of the one row of the sheet where `note` is in the record."""
    out = io.StringIO()
    csv.writer(out).writerows(sheet)
    (entry,) = plan(out.getvalue().encode(), "list.csv", "T1", (note,), today=date(2026, 11, 24)).entries
    return entry


def service_imported(change: Callable[[dict[str, Any]], object], note: ResourceNote = NOTE) -> Entry:
    page = json.loads(export([note], ADMIN, Format.HSDS))
    change(page["contents"][0])
    data = json.dumps(page).encode()
    (entry,) = plan(data, "list.json", "T1", (note,), today=date(2026, 11, 24)).entries
    return entry


def test_a_cell_that_cannot_be_read_leaves_the_record_as_it_is_and_is_told() -> None:
    sheet = with_cell(with_cell(sheet_of(NOTE), "starts_at", "13時半"), "cost_yen", "百円")
    entry = imported(sheet)
    assert (entry.outcome, entry.note) == (Outcome.SAME, NOTE)
    assert ["13時半" in why or "百円" in why for why in entry.why] == [True, True]
    changed = imported(with_cell(sheet, "cost", "200円"))
    assert changed.note == dataclasses.replace(NOTE, cost="200円")
    assert len(changed.why) == 3


@pytest.mark.parametrize("field", [name for name in CONTENT if name not in {"name", "consent"}])
def test_a_column_that_is_not_in_the_file_leaves_its_field_as_it_is(field: str) -> None:
    entry = imported(without(sheet_of(NOTE), field))
    assert (entry.outcome, entry.note, entry.why) == (Outcome.SAME, NOTE, ())


def test_a_few_columns_with_the_id_are_enough() -> None:
    sheet = sheet_of(NOTE)
    kept = without(sheet, *(name for name in CONTENT if name not in {"name", "cost", "when"}))
    assert imported(kept).outcome is Outcome.SAME
    assert imported(with_cell(kept, "cost", "200円")).note == dataclasses.replace(NOTE, cost="200円")


def test_a_cell_that_was_emptied_empties_the_field() -> None:
    entry = imported(with_cell(with_cell(sheet_of(NOTE), "cost", ""), "starts_at", ""))
    assert entry.note == dataclasses.replace(NOTE, cost="", starts_at=None)


def test_a_row_that_is_shorter_than_the_others_leaves_the_rest_as_it_is_and_tells() -> None:
    header, row = sheet_of(NOTE)
    entry = imported([header, row[: header.index(LABELS["links"])]])
    assert (entry.outcome, entry.note) == (Outcome.SAME, NOTE)
    assert "「リンク」「タグ」" in entry.why[0]
    untagged = dataclasses.replace(NOTE, links=(), tags=())
    assert imported([header, row[: header.index(LABELS["links"])]], untagged).why == ()


def test_columns_that_somebody_added_are_put_into_the_content_once() -> None:
    header, row = sheet_of(NOTE)
    sheet = [["備考", *header, "天気", "NO"], ["雨の日も", *row, "晴", "1"]]
    entry = imported(sheet)
    assert entry.note == dataclasses.replace(NOTE, offers=f"{NOTE.offers}\n備考：雨の日も\n天気：晴")
    assert imported(sheet, entry.note).outcome is Outcome.SAME
    bare = without([[*header, "天気"], [*row, "晴"]], "offers")
    assert imported(bare).note.offers == f"{NOTE.offers}\n天気：晴"
    assert imported(bare, imported(bare).note).outcome is Outcome.SAME


@pytest.mark.parametrize("key", ["description", "phones", "organization", "schedules", "contacts", "url", "attributes"])
def test_what_a_service_does_not_have_stays_in_the_record(key: str) -> None:
    entry = service_imported(lambda service: service.pop(key))
    assert (entry.outcome, entry.note) == (Outcome.SAME, NOTE)


def test_a_service_empties_what_it_has_empty_and_tells_what_cannot_be_read() -> None:
    entry = service_imported(lambda service: service.update(phones=[], url=None))
    assert entry.note == dataclasses.replace(NOTE, phones=(), url="")

    def spoilt(service: dict[str, Any]) -> None:
        (at,) = (each for each in service["attributes"] if each["label"] == "開始時刻")
        at["value"] = "13時半"

    entry = service_imported(spoilt)
    assert (entry.outcome, entry.note) == (Outcome.SAME, NOTE)
    assert "13時半" in entry.why[0]
