"""Files of ours that come back after somebody has worked on them."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given

from knowledge.resources.exchange.exporting import Format, export
from knowledge.resources.exchange.importing import Done, Entry, Outcome, Plan, carry_out, plan
from knowledge.resources.exchange.record import Record
from knowledge.resources.exchange.rewriting import rewritten
from knowledge.resources.model import CONTENT, LABELS, Kind, ResourceNote, State, Visibility
from knowledge.resources.privacy import Viewer, visible_to
from knowledge.resources.store import NoteStore
from tests.knowledge.resources.test_privacy import NOTES, VIEWERS
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


def planned(sheet: Sheet, *known: ResourceNote) -> Plan:
    out = io.StringIO()
    csv.writer(out).writerows(sheet)
    return plan(out.getvalue().encode(), "list.csv", "T1", known, today=date(2026, 11, 24))


def imported(sheet: Sheet, note: ResourceNote = NOTE) -> Entry:
    """What becomes of the one row of the sheet where `note` is in the record."""
    (entry,) = planned(sheet, note).entries
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


@pytest.mark.parametrize("field", [name for name in CONTENT if name != "name"])
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


class TestWhoSees:
    """An import never shows a note to more people."""

    SALON = ResourceNote(name="サロン", kind=Kind.FORMAL, offers="お茶", team_id="T1", visibility=Visibility.PUBLIC)
    CALLED = "世話役は佐藤花子さん 090-1234-5678"

    def test_personal_data_in_a_public_note_is_refused_with_the_reason(self, store: NoteStore) -> None:
        note = store.add(self.SALON, by="U1")
        agreed = planned(with_cell(sheet_of(note), "offers", self.CALLED), note)
        assert "携帯電話の番号" in agreed.entries[0].why[0]
        assert carry_out(agreed, store, by="U9").passed == 1
        assert store.get("T1", note.id) == note

    def test_personal_data_is_taken_where_the_row_makes_the_note_internal(self, store: NoteStore) -> None:
        note = store.add(self.SALON, by="U1")
        sheet = with_cell(with_cell(sheet_of(note), "offers", self.CALLED), "visibility", "内部メモ")
        assert carry_out(planned(sheet, note), store, by="U9").changed == 1
        written = store.get("T1", note.id)
        assert (written.offers, written.visibility) == (self.CALLED, Visibility.INTERNAL)

    def test_a_consent_that_only_the_file_knows_opens_nothing(self) -> None:
        note = dataclasses.replace(self.SALON, id=NOTE.id, visibility=Visibility.INTERNAL)
        sheet = with_cell(with_cell(sheet_of(note), "visibility", "公開"), "consent", "あり")
        entry = imported(sheet, note)
        assert (entry.outcome, entry.note) == (Outcome.SAME, note)
        assert "「公開範囲」「本人の同意」は、見る人が広がる" in entry.why[0]

    def test_a_consent_that_only_the_file_knows_lets_no_personal_data_pass(self) -> None:
        note = dataclasses.replace(self.SALON, id=NOTE.id)
        refused = imported(with_cell(with_cell(sheet_of(note), "offers", self.CALLED), "consent", "あり"), note)
        assert refused.outcome is Outcome.REFUSED
        assert ["本人の同意が必要です" in refused.why[0], "「本人の同意」は" in refused.why[1]] == [True, True]

    @given(NOTES, NOTES, VIEWERS)
    def test_nobody_sees_a_note_after_an_import_who_did_not_before(
        self, own: ResourceNote, said: ResourceNote, viewer: Viewer
    ) -> None:
        after, _ = rewritten(own, Record("2行目", said, given=frozenset(CONTENT)))
        assert visible_to(own, viewer) or not visible_to(after, viewer)

    @pytest.mark.parametrize("kind", [Format.CSV, Format.XLSX, Format.HSDS])
    def test_an_internal_note_stays_internal_in_another_record(self, kind: Format) -> None:
        note = dataclasses.replace(self.SALON, id=NOTE.id, visibility=Visibility.INTERNAL)
        name = {Format.CSV: "a.csv", Format.XLSX: "a.xlsx", Format.HSDS: "a.json"}[kind]
        (entry,) = plan(export([note], ADMIN, kind), name, "T2", (), today=date(2026, 11, 24)).entries
        assert (entry.outcome, entry.note.visibility) == (Outcome.NEW, Visibility.INTERNAL)

    @pytest.mark.parametrize("field", ["visibility", "kind", "about_person", "consent"])
    def test_who_may_see_a_new_note_is_not_guessed_where_the_file_cannot_be_read(self, field: str) -> None:
        sheet = with_cell(with_cell(sheet_of(self.SALON), "id", ""), field, "だれかの言葉")
        (entry,) = planned(sheet).entries
        assert (entry.outcome, entry.note.visibility) == (Outcome.NEW, Visibility.INTERNAL)
        assert "内部メモ" in entry.why[-1]

    @pytest.mark.parametrize("said", ["内部メモ", "会員のみ"])
    def test_a_list_of_somebody_else_that_keeps_a_resource_back_is_heard(self, said: str) -> None:
        (entry,) = planned([["名称", "住所", "公開範囲"], ["緑会館", "緑町3-5", said]]).entries
        assert (entry.outcome, entry.note.visibility) == (Outcome.NEW, Visibility.INTERNAL)


def test_a_row_that_differs_in_its_state_alone_rewrites_the_note(store: NoteStore) -> None:
    note = store.add(TestWhoSees.SALON, by="U1")
    agreed = planned(with_cell(sheet_of(note), "state", "終了"), note)
    assert [(entry.outcome, entry.why) for entry in agreed.entries] == [
        (Outcome.CHANGED, ("「状態」：「利用可」→「終了」",))
    ]
    carry_out(agreed, store, by="U9")
    assert store.get("T1", note.id).state is State.ENDED


@pytest.mark.parametrize(("how", "why"), [("withdraw", "取り消されて"), ("erase", "消去されて")])
@pytest.mark.parametrize("kind", [Format.CSV, Format.HSDS])
def test_what_was_taken_out_of_the_record_does_not_come_back_from_an_old_file(
    store: NoteStore, how: str, why: str, kind: Format
) -> None:
    note = store.add(TestWhoSees.SALON, by="U1", client_key="form")
    data = export([note], ADMIN, kind)
    name = "list.csv" if kind is Format.CSV else "list.json"
    before = plan(data, name, "T1", (), today=date(2026, 11, 24))
    getattr(store, how)("T1", note.id, "U1")
    agreed = plan(data, name, "T1", (), gone=store.gone("T1"), today=date(2026, 11, 24))
    (entry,) = agreed.entries
    assert (entry.outcome, entry.own_id) == (Outcome.GONE, note.id)
    assert any("サロン" in line and why in line for line in agreed.lines())
    for each in (agreed, before):  # also where it was taken out after the plan was made
        assert carry_out(each, store, by="U9", twins_too=True) == Done(0, 0, 1)
    elsewhere = plan(data, name, "T2", (), gone=store.gone("T2"), today=date(2026, 11, 24))
    assert carry_out(elsewhere, store, by="U9").added == 1


def test_a_file_from_before_the_last_check_does_not_turn_it_back() -> None:
    assert NOTE.verified_at is not None
    later = dataclasses.replace(NOTE, verified_at=NOTE.verified_at + timedelta(days=9), verified_by="U3")
    entry = imported(sheet_of(NOTE), later)
    assert (entry.outcome, entry.note) == (Outcome.SAME, later)
    assert "記録のほうが新しい" in entry.why[0]
    assert imported(sheet_of(later), NOTE).note == later


def test_a_row_that_changes_nothing_is_not_refused_for_what_the_record_says() -> None:
    odd = dataclasses.replace(NOTE, topics=("いまはない分野",))
    assert imported(sheet_of(odd), odd).outcome is Outcome.SAME
    assert imported(with_cell(sheet_of(odd), "cost", "200円"), odd).outcome is Outcome.REFUSED
