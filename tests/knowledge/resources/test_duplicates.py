from __future__ import annotations

from datetime import time

import pytest

from knowledge.resources.duplicates import TwinFinder, find_twins, merged, same_address, same_phone
from knowledge.resources.model import ResourceNote, Visibility

SALON = ResourceNote(
    name="ふれあいサロン",
    id="n1",
    place="緑会館",
    address="緑町3丁目5番地2号",
    phones=("0155-22-1234",),
    weekdays=("水",),
    starts_at=time(13, 30),
)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (ResourceNote(name="ﾌﾚｱｲｻﾛﾝ", kana="ふれあいさろん", phones=("0155(22)1234",)), "名前の読みが同じです"),
        (ResourceNote(name="ふれあいサロン"), "食い違うところがありません"),
        (ResourceNote(name="ふれあい サロン", place="緑会館"), "名前が同じです"),
        (ResourceNote(name="ふれあいサロン", address="緑町３－５－２"), "住所が同じです"),
        (ResourceNote(name="触れ合いサロン", address="緑町三丁目5-2"), "名前の読みが同じです"),
        (ResourceNote(name="ふれあいサロン緑", phones=("+81 155 22 1234",)), "名前がよく似ています"),
        (ResourceNote(name="ふれあいサロン緑", phones=("0155221234",)), "電話番号が同じです"),
        (ResourceNote(name="NPO法人ふれあいサロン", weekdays=("水",), starts_at=time(13, 30)), "曜日と時刻が同じです"),
    ],
)
def test_one_resource_written_in_two_ways_is_found(other: ResourceNote, why: str) -> None:
    (twin,) = find_twins(other, [SALON])
    assert twin.note is SALON
    assert why in [reason.says for reason in twin.reasons]


@pytest.mark.parametrize(
    "other",
    [
        ResourceNote(name="囲碁クラブ", place="緑会館", address="緑町3-5-2"),  # another use of one hall
        ResourceNote(name="いきいきサロン", phones=("0155-22-1234",)),  # one office, two services
        ResourceNote(name="ふれあい食堂", weekdays=("水",), starts_at=time(13, 30)),
        ResourceNote(name="移動販売"),
        ResourceNote(name="ふれあいサロン", place="西会館", address="西町1-1"),  # one name, two places
    ],
)
def test_two_resources_that_share_something_are_no_twins(other: ResourceNote) -> None:
    assert find_twins(other, [SALON]) == ()


def test_a_note_is_no_twin_of_itself() -> None:
    assert find_twins(SALON, [SALON]) == ()


def test_meaning_counts_where_it_can_be_compared() -> None:
    other = ResourceNote(name="ふれあいサロン緑")
    assert find_twins(other, [SALON]) == ()
    (twin,) = find_twins(other, [SALON], similarity=lambda _one, _other: 0.95)
    assert twin.reasons[-1].says == "内容がよく似ています"


def test_the_likeliest_twin_comes_first() -> None:
    far = ResourceNote(name="ふれあいサロン", id="n0", place="緑会館")
    finder = TwinFinder([far])
    finder.add(SALON)
    found = finder.twins(ResourceNote(name="ふれあいサロン", place="緑会館", phones=("0155-22-1234",)))
    assert [twin.note.id for twin in found] == ["n1", "n0"]


@pytest.mark.parametrize(
    "written",
    [
        "緑町3-5-2",
        "緑町３－５－２",
        "緑町3丁目5番2号",
        "緑町三丁目5番地2",
        "緑町3丁目5番地の2",
        "緑町3丁目5−2",
        "緑町3-5-2 緑会館2階",
        "北海道緑町3-5-2",
    ],
)
def test_addresses_are_equal_however_they_are_written(written: str) -> None:
    assert same_address(written) == "緑町3-5-2"


@pytest.mark.parametrize(
    ("one", "other"),
    [("緑町3-5-2", "緑町3-5-21"), ("緑町13-5", "緑町3-5"), ("緑町十二丁目1", "緑町二丁目1"), ("東町3-5", "西町3-5")],
)
def test_different_addresses_stay_different(one: str, other: str) -> None:
    assert same_address(one) != same_address(other)


def test_kanji_numbers_over_ten_are_read() -> None:
    assert same_address("緑町十丁目1") == "緑町10-1"
    assert same_address("緑町二十三丁目1") == "緑町23-1"


def test_phones_are_equal_however_they_are_written() -> None:
    assert {same_phone(each) for each in ("0155-22-1234", "０１５５(22)1234", "+81-155-22-1234")} == {"0155221234"}


def test_merging_adds_what_is_missing_and_keeps_who_may_see_it() -> None:
    kept = ResourceNote(name="サロン", offers="お茶", tags=("冬",), visibility=Visibility.INTERNAL)
    other = ResourceNote(
        name="さろん", offers="体操", cost="100円", tags=("冬", "夏"), visibility=Visibility.PUBLIC, consent=True
    )
    both = merged(kept, other)
    assert (both.name, both.offers, both.cost, both.tags) == ("サロン", "お茶\n体操", "100円", ("冬", "夏"))
    assert (both.visibility, both.consent) == (Visibility.INTERNAL, False)


def test_merging_twice_adds_nothing_more() -> None:
    once = merged(SALON, ResourceNote(name="x", offers="体操"))
    assert merged(once, ResourceNote(name="x", offers="体操")) == once
