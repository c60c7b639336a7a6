"""Real open data of three cities, as they publish it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest

from knowledge.resources.exchange.importing import Outcome, Plan, carry_out, plan
from knowledge.resources.model import ResourceNote
from knowledge.resources.privacy import Viewer
from knowledge.resources.store import NoteStore

DATA = Path(__file__).parents[4] / "shared" / "resources"
# Rows that name a resource, counted by hand in the files.
COUNTS = {
    "takamatsu/citizen_activity_facility.xlsx": 4,
    "takamatsu/citizen_service_center.xlsx": 2,
    "takamatsu/community_center.xlsx": 52,
    "takamatsu/contact_center.xlsx": 2,
    "takamatsu/disabled_welfare_facility.xlsx": 8,
    "takamatsu/elderly_wedding_house.xlsx": 10,
    "takamatsu/elderly_welfare_center.xlsx": 2,
    "takamatsu/elderly_welfare_facility.csv": 47,
    "takamatsu/elderly_welfare_facility.xlsx": 47,
    "takamatsu/exchange_center.xlsx": 1,  # ten numbered rows, one filled in
    "takamatsu/group_home.xlsx": 49,
    "takamatsu/health_center.xlsx": 9,
    "takamatsu/nursing_home.xlsx": 11,
    "takamatsu/open_data_list.xlsx": 0,  # a list of lists
    "takamatsu/other_child_care_support_facility.xlsx": 2,
    "takamatsu/other_welfare_facilities.xlsx": 4,
    "takamatsu/regional_comprehensive_support_center.xlsx": 7,
    "takamatsu/regional_exchange_center.xlsx": 7,
    "takamatsu/welfare_hall.xlsx": 7,  # numbered from 5 on
    "yaizu/222127_community_center.csv": 9,
    "yaizu/222127_facilities_smartmap.csv": 28,
    "yaizu/222127_facilities_welfare.csv": 2,
    "yaizu/machinakasuzumidokoro.csv": 108,
    "yuzawa/life_event_soudan_2022.json": 19,
    "yuzawa/social_welfare_facilities_2022.json": 122,
}


def planned(name: str, known: tuple[ResourceNote, ...] = ()) -> Plan:
    if not DATA.is_dir():
        pytest.skip(f"open data absent: no {DATA}")
    return plan((DATA / name).read_bytes(), name, "T1", known, today=date(2026, 11, 24))


def named(file: str, name: str) -> ResourceNote:
    (note,) = (entry.note for entry in planned(file).entries if entry.note.name == name)
    return note


def test_every_file_that_lists_resources_is_among_those_tried() -> None:
    if not DATA.is_dir():
        pytest.skip(f"open data absent: no {DATA}")
    there = {str(path.relative_to(DATA)) for ending in ("csv", "xlsx", "json") for path in DATA.glob(f"*/*.{ending}")}
    assert there == set(COUNTS)


@pytest.mark.parametrize(("file", "count"), COUNTS.items())
def test_each_file_gives_as_many_records_as_it_has(file: str, count: int) -> None:
    result = planned(file)
    assert len(result.entries) == count
    assert result.count(Outcome.REFUSED) == 0


def test_several_phones_in_one_cell_are_taken_apart_and_keep_what_they_are_for() -> None:
    note = named("takamatsu/health_center.xlsx", "高松市保健所")
    assert note.phones == ("087-839-2860", "087-839-2870", "087-839-2865")
    assert "感染症対策課" in note.contact
    assert (note.address, note.municipality) == ("高松市桜町一丁目10-27", "高松市")
    assert (note.latitude, note.longitude) == (34.33048792443162, 134.0526068601177)
    assert note.url.endswith("chiikiiryo.html")
    assert "seikatsueisei.html" in note.offers


def test_headers_with_line_breaks_and_times_of_a_workbook_are_read() -> None:
    note = named("takamatsu/exchange_center.xlsx", "高松市仏生山交流センター")
    assert note.municipality_code == "372013"
    assert note.kana == "タカマツシブッショウザンコウリュウセンター"
    assert note.weekdays == tuple("月火水木金土日")
    assert (note.starts_at, note.ends_at) == (time(9), time(17))
    assert (note.latitude, note.longitude) == (34.284376, 134.040571)
    assert note.phones == ("087-889-6555",)
    assert "ふらっと仏生山" in note.offers


def test_exceptions_told_beside_the_weekdays_do_not_change_them() -> None:
    note = named("takamatsu/citizen_activity_facility.xlsx", "高松市男女共同参画センター")
    assert note.weekdays == tuple("月水木金土日")
    assert "火曜日は休館" in note.when
    assert note.on_date is None


def test_opening_hours_of_each_weekday_become_one_statement() -> None:
    note = named("yaizu/machinakasuzumidokoro.csv", "豊田地域交流センター")
    assert note.weekdays == tuple("火水木金土日")
    assert (note.starts_at, note.ends_at) == (time(9), time(17, 15))
    assert note.when == "火水木金土日 9:00〜17:15"
    assert note.phones == ()


def test_the_24_columns_of_the_standard_are_read() -> None:
    note = named("yaizu/222127_facilities_welfare.csv", "総合福祉会館（ウェルシップ）")
    assert (note.kana, note.provider) == ("ソウゴウフクシカイカンウェルシップ", "地域福祉課")
    assert note.address == "静岡県焼津市大覚寺3-2-2"
    assert (note.latitude, note.longitude) == (34.87565451, 138.3045385)
    assert (note.starts_at, note.ends_at) == (time(9), time(21, 30))


def test_nested_lists_are_read_with_what_they_list() -> None:
    note = named("yuzawa/social_welfare_facilities_2022.json", "愛宕荘")
    assert (note.address, note.phones) == ("関口字石田108", ("73-2471",))
    assert note.tags == ("養護老人ホーム（市営）",)
    assert "定員：100" in note.offers
    assert "事業開始：S47.11. 1" in note.offers


def test_consultation_hours_and_a_number_with_words_are_read() -> None:
    note = named("yuzawa/life_event_soudan_2022.json", "母と子のほっとステーション")
    assert note.weekdays == ("火", "金")
    assert (note.starts_at, note.ends_at) == (time(13), time(16))
    assert note.phones == ("080-3336-0468",)
    assert "湯沢市柳町2-1-39" in note.address


def test_importing_everything_twice_changes_nothing(store: NoteStore) -> None:
    for file in COUNTS:
        carry_out(planned(file, all_notes(store)), store, by="U1")
    end = store.feed(limit=5000)[-1].sequence
    added = 0
    for file in COUNTS:
        again = planned(file, all_notes(store))
        assert again.count(Outcome.NEW) == 0, file
        added += carry_out(again, store, by="U1").added
    assert added == 0
    assert store.feed(after=end) == []


def test_one_list_in_two_formats_is_recorded_once() -> None:
    first = planned("takamatsu/elderly_welfare_facility.csv")
    known = tuple(entry.note for entry in first.entries)
    second = planned("takamatsu/elderly_welfare_facility.xlsx", known)
    assert second.count(Outcome.NEW) == 0
    assert second.count(Outcome.SAME) + second.count(Outcome.TWIN) == 47


def all_notes(store: NoteStore) -> tuple[ResourceNote, ...]:
    return tuple(_every_page(store))


def _every_page(store: NoteStore) -> Iterator[ResourceNote]:
    after = None
    while True:
        page = store.page(Viewer("T1", "U1"), after=after, limit=500)
        yield from page.notes
        if page.next is None:
            return
        after = page.next
