from __future__ import annotations

import csv
import dataclasses
import io
import json
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped, unused-ignore]  # no types in the wheel

from knowledge.errors import ExchangeUnreadable
from knowledge.resources.exchange.cells import defused, restored
from knowledge.resources.exchange.exporting import Format, export
from knowledge.resources.exchange.importing import Outcome, Plan, carry_out, plan
from knowledge.resources.model import CONTENT, Kind, ResourceNote, Visibility
from knowledge.resources.privacy import Viewer, visible_to
from knowledge.resources.store import NoteStore
from tests.knowledge.resources.test_privacy import NOTES, VIEWERS
from tests.knowledge.resources.test_store import FULL

TODAY = date(2026, 11, 24)
AUTHOR = Viewer("T1", "U1")


def planned(data: bytes, name: str, known: tuple[ResourceNote, ...] = ()) -> Plan:
    return plan(data, name, "T1", known, today=TODAY)


def rows(text: str, name: str = "list.csv") -> list[ResourceNote]:
    return [entry.note for entry in planned(text.encode(), name).entries]


@given(st.text(alphabet="'=+-@\t\r\n＝＋－＠a1\"", max_size=6))
def test_a_cell_made_harmless_comes_back_as_it_was(text: str) -> None:
    assert restored(defused(text)) == text


@given(st.text(alphabet="'=+-@\t\r\n＝＋－＠a1", max_size=6))
def test_no_cell_taken_out_begins_like_a_formula(text: str) -> None:
    assert not defused(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize("kind", [Format.CSV, Format.XLSX, Format.HSDS])
def test_what_was_taken_out_comes_back_whole(store: NoteStore, kind: Format) -> None:
    risky = dataclasses.replace(FULL, name="=1+1", offers="'=2\n次の行,「引用\"」", tags=("-a", "b"))
    for note in (FULL, risky, ResourceNote(name="名だけ", team_id="T1", visibility=Visibility.PUBLIC)):
        store.add(note, by="U1")
    known = store.page(AUTHOR, limit=10).notes
    file = export(known, AUTHOR, kind)
    again = planned(file, f"export.{_ending(kind)}", known)
    assert [entry.outcome for entry in again.entries] == [Outcome.SAME] * 3, [entry.why for entry in again.entries]
    elsewhere = plan(file, f"export.{_ending(kind)}", "T2", (), today=TODAY).entries
    for entry, note in zip(elsewhere, known, strict=True):
        assert {name: getattr(entry.note, name) for name in CONTENT} == {name: getattr(note, name) for name in CONTENT}


def test_a_change_made_in_the_spreadsheet_is_shown_and_carried_out(store: NoteStore) -> None:
    note = store.add(ResourceNote(name="サロン", cost="100円", team_id="T1", visibility=Visibility.PUBLIC), by="U1")
    text = export([note], AUTHOR, Format.CSV).decode("utf-8-sig").replace("100円", "200円")
    changed = planned(text.encode(), "export.csv", (note,))
    assert [(entry.outcome, entry.why) for entry in changed.entries] == [
        (Outcome.CHANGED, ("「費用」：「100円」→「200円」",))
    ]
    assert carry_out(changed, store, by="U2").changed == 1
    assert store.get("T1", note.id).cost == "200円"
    assert store.history("T1", note.id)[-1].by == "U2"


def test_the_csv_file_opens_in_excel_and_holds_every_field() -> None:
    file = export([dataclasses.replace(FULL, created_by="U1")], AUTHOR, Format.CSV)
    assert file.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""))
    assert (row["名前"], row["曜日"], row["開始時刻"], row["緯度"]) == ("みどり体操の会", "火", "13:30", "42.92")


def test_the_workbook_can_be_printed_and_filtered() -> None:
    note = dataclasses.replace(FULL, created_by="U1", name="=HYPERLINK(1)")
    sheet = load_workbook(io.BytesIO(export([note], AUTHOR, Format.XLSX))).active
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.page_setup.fitToWidth == 1
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=HYPERLINK(1)", "s")


def test_the_hsds_file_says_status_schedule_place_and_phones_as_specified() -> None:
    note = dataclasses.replace(FULL, created_by="U1", id="0" * 31 + "1")
    (service,) = json.loads(export([note], AUTHOR, Format.HSDS))["contents"]
    assert service["id"] == "00000000-0000-0000-0000-000000000001"
    assert service["status"] == "temporarily closed"
    assert service["assured_date"] == "2026-04-02"
    (schedule,) = service["schedules"]
    assert (schedule["freq"], schedule["byday"]) == ("MONTHLY", "2TU,4TU")
    assert (schedule["opens_at"], schedule["closes_at"]) == ("13:30+09:00", "15:00+09:00")
    location = service["service_at_locations"][0]["location"]
    assert (location["latitude"], location["addresses"][0]["postal_code"]) == (42.92, "080-0010")
    assert [each["number"] for each in service["phones"]] == ["0155-00-0000"]
    assert service["cost_options"][0]["amount"] == 100


def test_the_standard_file_has_the_24_columns_and_comes_back() -> None:
    note = dataclasses.replace(FULL, created_by="U1")
    file = export([note], AUTHOR, Format.STANDARD)
    (row,) = csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""))
    assert len(row) == 24
    assert (row["名称"], row["市区町村名"], row["利用可能曜日"]) == ("みどり体操の会", "帯広市", "火")
    (back,) = rows(file.decode(), "standard.csv")
    for name in ("name", "kana", "address", "place", "phones", "latitude", "longitude", "weekdays", "starts_at", "url"):
        assert getattr(back, name) == getattr(note, name), name


@given(st.lists(NOTES, max_size=4), VIEWERS, st.sampled_from([Format.CSV, Format.HSDS, Format.STANDARD]))
def test_no_file_holds_a_note_its_viewer_may_not_see(notes: list[ResourceNote], viewer: Viewer, kind: Format) -> None:
    named = [dataclasses.replace(note, name=f"資源{number}番") for number, note in enumerate(notes)]
    text = export(named, viewer, kind).decode("utf-8-sig")
    assert [f"資源{number}番" in text for number in range(len(named))] == [visible_to(note, viewer) for note in named]


def test_no_workbook_holds_a_note_its_viewer_may_not_see() -> None:
    hidden = ResourceNote(name="ないしょ", team_id="T1", created_by="U1", visibility=Visibility.INTERNAL)
    sheet = load_workbook(io.BytesIO(export([hidden], Viewer("T1", "U2"), Format.XLSX))).active
    assert sheet.max_row == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16"])
def test_a_list_is_read_in_every_encoding_of_a_japanese_office(encoding: str) -> None:
    (entry,) = planned("名称,住所,電話番号\r\n緑会館,緑町3-5,0155-22-1234\r\n".encode(encoding), "list.csv").entries
    assert (entry.note.name, entry.note.address) == ("緑会館", "緑町3-5")


def test_a_doubled_mark_at_the_beginning_does_no_harm() -> None:
    data = b"\xef\xbb\xbf\xef\xbb\xbf" + "名称,住所\n緑会館,緑町3-5\n".encode()
    assert [entry.note.name for entry in planned(data, "list.csv").entries] == ["緑会館"]


def test_line_breaks_in_cells_and_headers_are_read() -> None:
    (note,) = rows('"施設\n名称","住\n所",電話\n"緑会館\n別館",緑町3-5,"0155-22-1234\n0155-22-1235"\n')
    assert (note.name, note.phones) == ("緑会館 別館", ("0155-22-1234", "0155-22-1235"))


def test_999_empty_rows_are_no_records() -> None:
    empty = "\n".join(f"{number},,," for number in range(2, 1001))
    assert [note.name for note in rows(f"NO,名称,住所,電話\n1,緑会館,緑町3-5,\n{empty}\n")] == ["緑会館"]


def test_titles_above_the_header_and_columns_of_instructions_are_passed_over() -> None:
    (note,) = rows("令和8年度 施設一覧,,\n,,\n名称,住所,←ここに入力\n緑会館,緑町3-5,←2行目以降\n")
    assert (note.name, note.offers) == ("緑会館", "")


def test_columns_nobody_knows_are_kept_with_their_header() -> None:
    (note,) = rows("名称,住所,定員,FAX番号\n緑会館,緑町3-5,70,0155-22-9999\n")
    assert note.offers == "定員：70\nFAX番号：0155-22-9999"
    assert note.phones == ()


def test_a_cell_that_cannot_be_read_is_kept_and_told() -> None:
    (entry,) = planned("名称,住所,緯度\n緑会館,緑町3-5,北のほう\n".encode(), "list.csv").entries
    assert entry.note.offers == "緯度：北のほう"
    assert "北のほう" in entry.why[0]


def test_a_row_without_a_name_is_refused_with_the_reason() -> None:
    result = planned("名称,住所\n,緑町3-5\n西会館,西町1\n".encode(), "list.csv")
    assert [(entry.outcome, entry.where) for entry in result.entries] == [
        (Outcome.REFUSED, "2行目"),
        (Outcome.NEW, "3行目"),
    ]
    assert any("名前" in line for line in result.lines())


def test_a_twin_inside_one_file_is_told() -> None:
    result = planned("名称,住所\n緑会館,緑町3丁目5番\n緑 会館,緑町3-5\n緑会館,緑町3丁目5番\n".encode(), "list.csv")
    assert [entry.outcome for entry in result.entries] == [Outcome.NEW, Outcome.TWIN, Outcome.SAME]


def test_events_of_the_standard_layout_are_read() -> None:
    header = "イベント名,イベント名_カナ,開始日,終了日,開始時間,終了時間,説明,料金(基本),場所名称,住所,連絡先電話番号"
    (note,) = rows(
        f"{header}\n夏まつり,ナツマツリ,2026-08-01,2026-08-01,17:00,20:00,盆踊り,300,緑公園,緑町1,0155-22-1234\n"
    )
    assert (note.on_date, note.starts_at, note.ends_at) == (date(2026, 8, 1), time(17), time(20))
    assert (note.cost, note.cost_yen, note.place) == ("300円", 300, "緑公園")


def test_the_dry_run_says_how_each_column_was_understood() -> None:
    lines = list(planned("名称,住所,定員,NO\n緑会館,緑町3-5,70,1\n".encode(), "list.csv").lines())
    assert "　「名称」→ 名前" in lines
    assert "　「定員」→ 内容に書き足します" in lines
    assert "　「NO」→ 使いません" in lines
    assert "● 新しく記録します：1件" in lines


def test_importing_twice_changes_nothing_even_after_a_note_was_edited_or_withdrawn(store: NoteStore) -> None:
    data = "名称,住所\n緑会館,緑町3-5\n西会館,西町1-2\n東会館,東町4-7\n".encode()
    assert carry_out(planned(data, "list.csv"), store, by="U1").added == 3
    first, second, _ = store.page(AUTHOR).notes
    store.edit(dataclasses.replace(first, place="2階"), by="U1")
    store.withdraw("T1", second.id, by="U1")
    end = store.feed()[-1]
    again = planned(data, "list.csv", store.page(AUTHOR).notes)
    assert carry_out(again, store, by="U1").added <= 1  # the withdrawn one is offered, and stays withdrawn
    assert store.feed()[-1] == end


def test_an_import_that_broke_off_can_be_carried_out_again(store: NoteStore) -> None:
    data = "名称,住所\n緑会館,緑町3-5\n西会館,西町1-2\n".encode()
    agreed = planned(data, "list.csv")
    carry_out(dataclasses.replace(agreed, entries=agreed.entries[:1]), store, by="U1")
    carry_out(agreed, store, by="U1")
    assert sorted(note.name for note in store.page(AUTHOR).notes) == ["緑会館", "西会館"]


def test_imported_notes_take_the_kind_that_was_asked_for_and_its_visibility(store: NoteStore) -> None:
    agreed = plan("名称,住所\n緑会館,緑町3-5\n".encode(), "list.csv", "T1", (), today=TODAY, kind=Kind.FORMAL)
    carry_out(agreed, store, by="U1")
    (note,) = store.page(Viewer("T1", "U2", in_public=True)).notes
    assert (note.kind, note.visibility) == (Kind.FORMAL, Visibility.PUBLIC)


def test_an_imported_note_with_a_mobile_number_is_kept_internal() -> None:
    (entry,) = planned("名称,電話番号\n緑の会,090-1234-5678\n".encode(), "list.csv").entries
    assert entry.note.visibility is Visibility.INTERNAL
    assert "内部メモ" in entry.why[0]


def test_a_sheet_of_examples_is_passed_over() -> None:
    book = Workbook()
    for title in ("入力例", "一覧"):
        sheet = book.create_sheet(title)
        sheet.append(["名称", "住所"])
        sheet.append([f"{title}会館", "緑町1"])
    out = io.BytesIO()
    book.save(out)
    assert [entry.note.name for entry in planned(out.getvalue(), "a.xlsx").entries] == ["一覧会館"]


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"PK\x03\x04broken", "a.xlsx"), (b"{", "a.json"), (b"x", "a.pdf"), (b"\x81\xff\xfe\x00", "a.csv")],
)
def test_a_file_that_cannot_be_read_is_named_with_a_cure(data: bytes, name: str) -> None:
    with pytest.raises(ExchangeUnreadable) as refused:
        planned(data, name)
    assert name in refused.value.what
    assert refused.value.cure


def test_a_list_that_is_none_of_resources_is_said_to_be_so() -> None:
    result = planned("日付,URL\n2026-01-01,https://example.jp\n".encode(), "list.csv")
    assert result.entries == ()
    assert any("見出し" in line or "名前の列" in line for line in result.lines())


def _ending(kind: Format) -> str:
    return {Format.CSV: "csv", Format.XLSX: "xlsx", Format.HSDS: "json"}[kind]
