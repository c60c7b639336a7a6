from __future__ import annotations

import dataclasses
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.resources import codec
from knowledge.resources.model import CONTENT, LABELS, TOPICS, Kind, ResourceNote, Visibility
from knowledge.resources.validation import problems
from tests.knowledge.resources.test_store import FULL

SALON = ResourceNote(name="サロン")


def test_a_name_is_enough() -> None:
    assert problems(SALON) == ()


def test_a_full_note_has_no_problem() -> None:
    assert problems(FULL) == ()


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"name": " "}, "name", "書いてください"),
        ({"name": "あ" * 201}, "name", "201"),
        ({"offers": "あ" * 3001}, "offers", "3000文字"),
        ({"topics": ("買物",)}, "topics", "買物"),
        ({"weekdays": ("祝",)}, "weekdays", "祝"),
        ({"weeks": (6,)}, "weeks", "6"),
        ({"latitude": 91.0}, "latitude", "91"),
        ({"longitude": -181.0}, "longitude", "-181"),
        ({"cost_yen": -1}, "cost_yen", "0円以上"),
        ({"postal_code": "0800010"}, "postal_code", "080-0010"),
        ({"municipality_code": "1207"}, "municipality_code", "1207"),
        ({"phones": ("電話",)}, "phones", "電話"),
        ({"email": "a"}, "email", "a"),
        ({"url": "example.jp"}, "url", "https://"),
        ({"verified_at": datetime(2026, 4, 1)}, "verified_at", "時差"),
        ({"about_person": True, "visibility": Visibility.PUBLIC}, "visibility", "同意"),
        ({"kind": Kind.INNER, "visibility": Visibility.CIRCLE}, "visibility", "同意"),
    ],
)
def test_each_mistake_is_named_with_its_field_and_value(values: dict[str, object], field: str, words: str) -> None:
    (problem,) = problems(dataclasses.replace(SALON, **values))  # type: ignore[arg-type]  # each row has its own types
    assert (problem.field, problem.label) == (field, LABELS[field])
    assert words in problem.what


def test_several_mistakes_are_told_at_once_in_the_order_of_the_fields() -> None:
    wrong = dataclasses.replace(SALON, url="x", name="", postal_code="1")
    assert [each.field for each in problems(wrong)] == ["name", "postal_code", "url"]


def test_the_settings_may_add_topics() -> None:
    note = dataclasses.replace(SALON, topics=("農福連携",))
    assert problems(note)
    assert problems(note, [*TOPICS, "農福連携"]) == ()


@pytest.mark.parametrize("name", CONTENT)
def test_what_is_shown_can_be_read_back(name: str) -> None:
    value = getattr(FULL, name)
    assert codec.read(name, codec.show(name, value)) == value


def test_a_note_survives_json() -> None:
    assert codec.to_json(FULL)["weeks"] == [2, 4]
    back = codec.from_json(codec.to_json(FULL))
    assert codec.differences(FULL, back) == ()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("weeks", "第2・最終".replace("・", "、"), (2, -1)),
        ("consent", "有", True),
        ("consent", "同意あり", True),
        ("consent", "", False),
        ("starts_at", "9:30", time(9, 30)),
        ("on_date", "２０２６-０４-０１", date(2026, 4, 1)),
        ("cost_yen", "１００", 100),
        ("kind", "", Kind.INFORMAL),
        ("phones", "0155-00-0000;0155-00-0001", ("0155-00-0000", "0155-00-0001")),
    ],
)
def test_cells_are_read_as_people_fill_them(name: str, text: str, value: object) -> None:
    assert codec.read(name, text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [("kind", "民間"), ("cost_yen", "百円"), ("on_date", "4月"), ("starts_at", "昼"), ("consent", "たぶん")],
)
def test_a_cell_that_cannot_be_read_says_how_to_write_it(name: str, text: str) -> None:
    with pytest.raises(ValueError, match="ください") as refused:
        codec.read(name, text)
    assert text in str(refused.value)


@given(st.sampled_from([name for name in CONTENT if isinstance(getattr(SALON, name), str)]), st.text(max_size=30))
def test_any_words_survive_the_record(name: str, text: str) -> None:
    if name in {"kind", "state", "visibility"}:
        return
    note = codec.from_json({"name": "サロン", name: text})
    assert getattr(codec.from_json(codec.to_json(note)), name) == text
