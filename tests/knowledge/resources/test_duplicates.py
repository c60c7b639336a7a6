from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable
from datetime import time
from difflib import SequenceMatcher
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.resources import names
from knowledge.resources.duplicates import (
    Similarity,
    Twin,
    TwinFinder,
    merged,
    same_address,
    same_phone,
)
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

# Another note's name with its reading, telephone, address, place, day and time: each as SALON has it, another, or none.
WORDS: list[tuple[Any, ...]] = [
    ("ふれあいサロン", "触れ合いサロン", "ふれあいサロン緑", "囲碁クラブ", ""),
    ("", "よみちがい"),
    (("0155221234",), ("0155-22-9999",), ()),
    ("緑町3-5-2", "西町1-1", ""),
    ("緑会館", "西会館", ""),
    (("水",), ("木",), ()),
    (time(13, 30), time(9)),
]
NOTES = st.builds(
    lambda words, note_id: dataclasses.replace(note_of(*words), id=note_id),
    st.tuples(*map(st.sampled_from, WORDS)),
    st.sampled_from(["", "n1", "n2"]),
)


def note_of(name: str, kana: str, phones: Any, address: str, place: str, weekdays: Any, at: time) -> ResourceNote:
    return ResourceNote(name, kana, phones=phones, address=address, place=place, weekdays=weekdays, starts_at=at)


class PlainFinder(TwinFinder):
    """Compares with every note there is."""

    def _candidates(self, note: ResourceNote, own: object) -> Iterable[int]:
        return range(len(self._known))


class CountingFinder(TwinFinder):
    """Counts the notes that it compares."""

    compared = 0

    def _compare(self, *given: Any) -> Twin:
        self.compared += 1
        return super()._compare(*given)


def alike_by_name(one: ResourceNote, other: ResourceNote) -> float:
    return 0.95 if one.name[:4] == other.name[:4] else 0.5


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
    (twin,) = TwinFinder([SALON]).twins(other)
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
    assert TwinFinder([SALON]).twins(other) == ()


def test_a_note_is_no_twin_of_itself() -> None:
    assert TwinFinder([SALON]).twins(SALON) == ()


def test_meaning_counts_where_it_can_be_compared() -> None:
    other = ResourceNote(name="ふれあいサロン緑")
    assert TwinFinder([SALON]).twins(other) == ()
    (twin,) = TwinFinder([SALON], lambda _one, _other: 0.95).twins(other)
    assert twin.reasons[-1].says == "内容がよく似ています"


def test_the_likeliest_twin_comes_first() -> None:
    far = ResourceNote(name="ふれあいサロン", id="n0", place="緑会館")
    finder = TwinFinder([far])
    finder.add(SALON)
    found = finder.twins(ResourceNote(name="ふれあいサロン", place="緑会館", phones=("0155-22-1234",)))
    assert [twin.note.id for twin in found] == ["n1", "n0"]


@pytest.mark.parametrize("similarity", [None, lambda _one, _other: 0.95])
def test_no_kind_of_twin_is_missed_by_comparing_with_few(similarity: Similarity | None) -> None:
    for words in itertools.product(*WORDS):
        other = note_of(*words)
        assert TwinFinder([other], similarity).twins(SALON) == PlainFinder([other], similarity).twins(SALON), words


@given(NOTES, st.lists(NOTES, max_size=12), st.sampled_from([None, alike_by_name]))
def test_no_twin_of_several_is_missed_by_comparing_with_few(
    note: ResourceNote, known: list[ResourceNote], similarity: Similarity | None
) -> None:
    assert TwinFinder(known, similarity).twins(note) == PlainFinder(known, similarity).twins(note)


def test_a_look_compares_with_those_alone_that_share_something() -> None:
    spread = [ResourceNote(name=f"第{at}会館", place=f"第{at}会館", phones=(f"0155-22-{at:04}",)) for at in range(500)]
    finder = CountingFinder(spread)
    finder.twins(ResourceNote(name="第7会館の会", place="第8会館", phones=("0155-22-0009", "0155-22-9999")))
    assert finder.compared == 2


@pytest.mark.parametrize("letters", ["あい桜", "桜会"])
def test_names_look_alike_where_eight_of_ten_letters_agree_in_their_order(letters: str) -> None:
    words = [
        "".join(each) for size in range(1, 9 - 2 * len(letters)) for each in itertools.product(letters, repeat=size)
    ]
    for one, other in itertools.product(words, words):
        found = TwinFinder([ResourceNote(name=other, phones=("1",))]).twins(ResourceNote(name=one, phones=("1",)))
        ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
        assert bool(found) == (ratio >= 0.8 or names.reading(one) == names.reading(other)), (one, other)


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
