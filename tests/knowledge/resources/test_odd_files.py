"""Files that are not what their ending promises: each is named, with what is wrong and what to do."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped, unused-ignore]  # no types in the wheel

from knowledge.errors import ExchangeUnreadable
from knowledge.resources.exchange.importing import Outcome, Plan, plan

SERVICE = {"id": "x", "name": "サロン", "status": "active"}


def planned(data: bytes, name: str) -> Plan:
    return plan(data, name, "T1", (), today=date(2026, 11, 24))


def refusal(data: bytes, name: str) -> str:
    """What is said of the file, which is refused."""
    with pytest.raises(ExchangeUnreadable) as refused:
        planned(data, name)
    assert f"「{name}」" in refused.value.what
    assert refused.value.cure
    return refused.value.what


def services(**more: Any) -> bytes:
    return json.dumps([SERVICE, {**SERVICE, **more}]).encode()


def workbook() -> bytes:
    book = Workbook()
    book.active.title = "一覧"
    for row in (["名称", "住所"], ["緑会館", "緑町3-5"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cut(data: bytes, part: str) -> bytes:
    """The workbook with one of its parts cut off half way."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(out, "w") as made:
        for name in whole.namelist():
            content = whole.read(name)
            made.writestr(name, content[: len(content) // 2] if name.endswith(part) else content)
    return out.getvalue()


def place(**location: Any) -> dict[str, Any]:
    return {"service_at_locations": [{"location": location}]}


UNCLOSED = ('名称,住所\n緑会館,緑町3-5\n"西会館,' + "あ" * 140_000).encode()
DEEP = b"[" * 100_000
ODD_FILES = {
    "string.json": services(**place(latitude="43.1")),
    "unclosed.csv": UNCLOSED,
    "sheet.xlsx": cut(workbook(), "sheet1.xml"),
    "book.xlsx": cut(workbook(), "workbook.xml"),
    "deep.json": DEEP,
}


def test_a_quotation_mark_that_is_never_closed_swallows_no_rows() -> None:
    good = "".join(f"{number}の会,水曜\n" for number in range(100))
    what = refusal(f'名前,内容\n茶話会,"一行目\n二行目"\nA会,"閉じ忘れ\n{good}'.encode(), "a.csv")
    assert "4行目" in what


@pytest.mark.parametrize("cell", ['"体操"と茶話会', 'お茶"会"', '"二行の\n内容"'])
def test_quotation_marks_that_are_closed_may_stand_anywhere(cell: str) -> None:
    result = planned(f"名前,内容\nA会,{cell}\nB会,水曜\n".encode(), "a.csv")
    assert [entry.note.name for entry in result.entries] == ["A会", "B会"]


@pytest.mark.parametrize(
    ("more", "key"),
    [
        (place(latitude="43.1"), "latitude"),
        (place(longitude=True), "longitude"),
        (place(name=["緑会館"]), "name"),
        (place(addresses=["緑町3-5"]), "addresses"),
        ({"service_at_locations": [{"location": "緑会館"}]}, "location"),
        ({"attributes": ["冬"]}, "attributes"),
        ({"phones": "0155-22-1234"}, "phones"),
        ({"phones": ["0155-22-1234"]}, "phones"),
        ({"organization": "社協"}, "organization"),
        ({"description": {"ja": "お茶"}}, "description"),
        ({"status": ["active"]}, "status"),
    ],
)
def test_a_service_of_another_shape_is_named_with_the_key(more: dict[str, Any], key: str) -> None:
    what = refusal(services(**more), "a.json")
    assert "2件目" in what
    assert f"「{key}」" in what


def test_parts_that_are_null_or_missing_are_read_as_empty() -> None:
    keys = ("description", "phones", "organization", "contacts", "schedules", "service_at_locations", "attributes")
    result = planned(services(**dict.fromkeys(keys)), "a.json")
    assert [entry.outcome for entry in result.entries] == [Outcome.NEW, Outcome.SAME]
    assert planned(services(**place(latitude=None, addresses=None)), "a.json").entries[1].note.latitude is None


@pytest.mark.parametrize("name", ["team_id", "id", "version", "created_at", "nothing"])
def test_a_service_cannot_say_what_the_record_itself_says(name: str) -> None:
    attribute = {"link_type": f"tsunagi:{name}", "value": "9"}
    note = planned(services(attributes=[attribute]), "a.json").entries[1].note
    assert (note.team_id, note.id, note.version) == ("T1", "", 0)


def test_a_quotation_mark_that_is_not_closed_is_told_with_its_line() -> None:
    assert "3行目" in refusal(UNCLOSED, "a.csv")


def test_a_workbook_of_which_a_part_is_cut_off_is_told() -> None:
    assert "「一覧」" in refusal(cut(workbook(), "sheet1.xml"), "a.xlsx")
    assert "開けません" in refusal(cut(workbook(), "workbook.xml"), "a.xlsx")
    assert [entry.note.name for entry in planned(cut(workbook(), "nothing"), "a.xlsx").entries] == ["緑会館"]


@pytest.mark.parametrize(
    "data", [DEEP, b'[{"name": "a", "address":' + b"[" * 900 + b"]" * 900 + b"}]", b'{"a":' * 5000 + b"1" + b"}" * 5000]
)
def test_json_that_is_too_deep_is_told(data: bytes) -> None:
    assert "深すぎ" in refusal(data, "a.json")


@pytest.mark.parametrize("value", ["9" * 5000, '"\\ud83d"'])
def test_json_with_what_no_text_or_number_can_be_is_told(value: str) -> None:
    refusal(b'[{"name": "a", "address": %b}]' % value.encode(), "a.json")
    refusal(b'[{"id": "x", "name": %b, "status": "active"}]' % value.encode(), "a.json")


def test_characters_that_json_writes_in_two_halves_are_read() -> None:
    (entry,) = planned(b'[{"name": "\\ud83c\\udf38", "address": "a"}]', "a.json").entries
    assert entry.note.name == "🌸"


def test_a_list_may_be_called_anything() -> None:
    content = {"index": {"a": ["通いの場", 1]}, "a": [{"name": "緑会館", "address": "緑町3-5"}]}
    (entry,) = planned(json.dumps(content).encode(), "a.json").entries
    assert entry.note.tags == ("通いの場、1",)
    refusal(b"{", "a.json")
    assert planned(b"null", "a.json").entries == ()
