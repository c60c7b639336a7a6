from __future__ import annotations

import dataclasses
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.resources import filling
from knowledge.resources.filling import BY_THE_RULES, CONTACT, VISIBILITY, WHERE, filled, shown_or_default
from knowledge.resources.model import TOPICS, Kind, LegalClass, ResourceNote, State, Visibility, same_content
from knowledge.resources.parsing import parse
from tests.knowledge.resources.noted_lines import lines

TODAY = date(2026, 11, 24)
FIELDS = (
    *("name", "kind", "topics", "when", WHERE, CONTACT, "offers", "kana", "provider", "audience", "cost", "tags"),
    *("how_to_join", "url", "told_by", "found_on", "state", "legal_class", "idea_kind", "idea", "links", "consent"),
    *("about_person", VISIBILITY, filling.PEOPLE, filling.PLACES),
)
TEXT = st.text("あ山1 -、。&<>@:", max_size=12).map(str.strip)
RECORDED = st.builds(
    ResourceNote,
    id=st.just("a" * 32),
    name=TEXT,
    kind=st.sampled_from(Kind),
    topics=st.lists(st.sampled_from(TOPICS), unique=True).map(tuple),
    when=TEXT,
    weekdays=st.sampled_from([(), ("水",)]),
    starts_at=st.sampled_from([None, time(13, 30)]),
    place=TEXT,
    address=TEXT,
    contact=TEXT,
    phones=st.sampled_from([(), ("0155-22-1234", "0155-22-9999")]),
    email=st.sampled_from(["", "a@example.jp"]),
    found_on=st.sampled_from([None, TODAY]),
    legal_class=st.sampled_from([None, *LegalClass]),
    state=st.sampled_from(State),
    visibility=st.sampled_from(Visibility),
    about_person=st.booleans(),
    consent=st.booleans(),
    circle=st.sampled_from([(), ("U1", "W2", "C3")]),
    tags=st.sampled_from([(), ("車", "野菜")]),
    links=st.sampled_from([(), ("https://a.example/1", "https://a.example/2")]),
)


@given(RECORDED)
def test_a_form_that_is_sent_as_it_was_shown_changes_nothing(note: ResourceNote) -> None:
    typed = {field: shown_or_default(note, field) for field in FIELDS}
    assert filled(note, typed, TODAY) == (note, ())


@pytest.mark.parametrize("line", [line.text for line in lines("notes_tuned.yaml")])
def test_a_line_that_is_mended_in_the_form_keeps_what_was_understood(line: str) -> None:
    note = parse(line, TODAY)
    typed = {field: shown_or_default(note, field) for field in FIELDS}
    kept, problems = filled(note, {**typed, "name": "新しい名前"}, TODAY)
    assert problems == ()
    settled = {"name", "topics", "visibility", "about_person"}  # these follow from the name as well
    assert same_content(kept, note, ignoring=settled)


def test_what_is_typed_into_one_field_is_read_into_several() -> None:
    typed = {
        "name": "ふれあいサロン",
        "when": "第2・第4火曜 午後1時半〜3時",
        WHERE: "〒080-0010 中央公民館 大通南1丁目5",
        CONTACT: "代表 0155-22-1234 salon@example.jp",
    }
    note, problems = filled(ResourceNote(), typed, TODAY)
    assert problems == ()
    assert (note.weekdays, note.weeks, note.starts_at, note.ends_at) == (("火",), (2, 4), time(13, 30), time(15, 0))
    assert (note.place, note.address, note.postal_code) == ("中央公民館", "大通南1丁目5", "080-0010")
    assert (note.contact, note.phones, note.email) == ("代表", ("0155-22-1234",), "salon@example.jp")
    assert note.topics == ("居場所・通いの場",)
    assert note.visibility is Visibility.PUBLIC


def test_a_new_time_leaves_nothing_of_the_old_one() -> None:
    note = dataclasses.replace(parse("サロン 毎週水曜 13時半 中央公民館", TODAY), id="a" * 32)
    changed, _ = filled(note, {"when": "不定期"}, TODAY)
    assert (changed.when, changed.weekdays, changed.starts_at) == ("不定期", (), None)


@pytest.mark.parametrize(
    ("typed", "visibility"),
    [
        ({}, Visibility.PUBLIC),
        ({"kind": "内的資源"}, Visibility.INTERNAL),
        ({CONTACT: "090-1234-5678"}, Visibility.INTERNAL),
        ({VISIBILITY: BY_THE_RULES, CONTACT: "090-1234-5678"}, Visibility.INTERNAL),
        ({VISIBILITY: "関係者限り"}, Visibility.CIRCLE),
        ({VISIBILITY: "内部メモ"}, Visibility.INTERNAL),
    ],
)
def test_the_rules_decide_who_sees_a_new_note_unless_somebody_chose(
    typed: dict[str, str], visibility: Visibility
) -> None:
    assert filled(ResourceNote(), {"name": "雪はね", **typed}, TODAY)[0].visibility is visibility


def test_what_cannot_be_read_is_named_and_the_rest_is_kept() -> None:
    note, problems = filled(ResourceNote(), {"name": "雪はね", "found_on": "きのう"}, TODAY)
    assert note.name == "雪はね"
    assert [(each.field, each.label) for each in problems] == [("found_on", "見つけた日")]
    assert "「きのう」は読めません" in problems[0].what
