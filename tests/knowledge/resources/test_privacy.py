from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.resources import codec
from knowledge.resources.model import Kind, ResourceNote, Visibility, default_visibility
from knowledge.resources.privacy import (
    Personal,
    Viewer,
    effective_visibility,
    is_my_number,
    sharing_problems,
    visible_to,
    warnings,
)

PEOPLE = ["U1", "U2", "U3", ""]
GROUPS = ["C1", "C2"]
NOTES = st.builds(
    ResourceNote,
    name=st.just("サロン"),
    kind=st.sampled_from(Kind),
    visibility=st.sampled_from(Visibility),
    about_person=st.booleans(),
    consent=st.booleans(),
    circle=st.lists(st.sampled_from(PEOPLE + GROUPS), max_size=3).map(tuple),
    team_id=st.sampled_from(["T1", "T2", ""]),
    created_by=st.sampled_from(PEOPLE),
)
VIEWERS = st.builds(
    Viewer,
    team_id=st.sampled_from(["T1", "T2", ""]),
    user_id=st.sampled_from(PEOPLE),
    groups=st.frozensets(st.sampled_from(GROUPS)),
    is_admin=st.booleans(),
    in_public=st.booleans(),
)


@given(NOTES, VIEWERS)
def test_nobody_of_another_workspace_sees_a_note(note: ResourceNote, viewer: Viewer) -> None:
    assert note.team_id == viewer.team_id != "" or not visible_to(note, viewer)


@given(NOTES, VIEWERS)
def test_where_others_read_only_public_notes_are_seen(note: ResourceNote, viewer: Viewer) -> None:
    if viewer.in_public and visible_to(note, viewer):
        assert note.visibility is Visibility.PUBLIC


@given(NOTES, VIEWERS)
def test_an_internal_note_is_seen_by_its_author_and_administrators_alone(note: ResourceNote, viewer: Viewer) -> None:
    if note.visibility is Visibility.INTERNAL and visible_to(note, viewer):
        assert viewer.is_admin or viewer.user_id == note.created_by != ""


@given(NOTES, VIEWERS)
def test_a_note_for_a_circle_is_seen_inside_it_alone(note: ResourceNote, viewer: Viewer) -> None:
    if note.visibility is Visibility.CIRCLE and visible_to(note, viewer):
        inside = {viewer.user_id, *viewer.groups} & set(note.circle) - {""}
        assert inside or viewer.is_admin or viewer.user_id == note.created_by != ""


@given(NOTES, VIEWERS)
def test_what_concerns_a_person_who_has_not_agreed_stays_with_its_author(note: ResourceNote, viewer: Viewer) -> None:
    personal = note.about_person or note.kind is Kind.INNER
    if personal and not note.consent and visible_to(note, viewer):
        assert not viewer.in_public
        assert viewer.is_admin or viewer.user_id == note.created_by != ""


@given(NOTES, VIEWERS)
def test_a_wider_reach_never_hides_a_note(note: ResourceNote, viewer: Viewer) -> None:
    wider = dataclasses.replace(note, visibility=Visibility.PUBLIC)
    assert visible_to(wider, viewer) or not visible_to(note, viewer)


def test_the_author_sees_each_own_note_outside_of_channels() -> None:
    for visibility in Visibility:
        note = ResourceNote(name="a", kind=Kind.INNER, visibility=visibility, team_id="T1", created_by="U1")
        assert visible_to(note, Viewer("T1", "U1"))
        assert effective_visibility(note) is Visibility.INTERNAL


def test_a_public_note_is_seen_by_everybody_of_the_workspace_everywhere() -> None:
    note = ResourceNote(name="a", visibility=Visibility.PUBLIC, team_id="T1", created_by="U1")
    assert visible_to(note, Viewer("T1", "U9"))
    assert visible_to(note, Viewer("T1", "U9", in_public=True))


@pytest.mark.parametrize(
    ("kind", "about_person", "visibility"),
    [
        (Kind.INNER, False, Visibility.INTERNAL),
        (Kind.INFORMAL, True, Visibility.INTERNAL),
        (Kind.INFORMAL, False, Visibility.PUBLIC),
        (Kind.FORMAL, True, Visibility.PUBLIC),
    ],
)
def test_notes_about_people_begin_as_internal(kind: Kind, about_person: bool, visibility: Visibility) -> None:
    assert default_visibility(kind, about_person) is visibility


@pytest.mark.parametrize(
    ("field", "text", "kind"),
    [
        ("contact", "代表 090-1234-5678", Personal.MOBILE),
        ("offers", "０８０１２３４５６７８へ", Personal.MOBILE),
        ("offers", "070−1234−5678", Personal.MOBILE),
        ("offers", "昭和25年3月3日生まれの方", Personal.BIRTH),
        ("offers", "生年月日:S25.3.3", Personal.BIRTH),
        ("offers", "1950/3/3生", Personal.BIRTH),
        ("address", "緑町3-5 コーポ緑203号室", Personal.HOME),
        ("place", "佐藤宅", Personal.HOME),
        ("place", "△△宅", Personal.HOME),
        ("offers", "隣の田中さんが来る", Personal.NAME),
        ("contact", "会長 鈴木", Personal.NAME),
        ("offers", "山田 花子が教える", Personal.NAME),
        ("offers", "番号は1234-5678-9018です", Personal.MY_NUMBER),
    ],
)
def test_personal_data_is_pointed_out(field: str, text: str, kind: Personal) -> None:
    found = warnings(codec.from_json({"name": "サロン", field: text}))
    assert kind in [each.kind for each in found if each.field == field]


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("offers", "電話は0155-22-1234"),
        ("offers", "電気屋さんと民生委員さんが見守る"),
        ("offers", "お客さん、皆さんどうぞ"),
        ("offers", "令和8年4月1日開設"),
        ("offers", "1234-5678-9012"),
        ("provider", "佐藤商店"),
        ("place", "小泉八雲記念館"),
        ("place", "特別養護老人ホーム 高松さんさん荘"),
        ("place", "県立川部みどり園"),
        ("address", "緑町3丁目5番地"),
        ("place", "古民家"),
        ("offers", "宅配と移動販売"),
        ("contact", "健康推進課"),
        ("contact", "代表"),
    ],
)
def test_what_is_nobodys_is_not_pointed_out(field: str, text: str) -> None:
    assert warnings(codec.from_json({"name": "サロン", field: text})) == ()


def test_the_address_of_a_home_is_pointed_out_and_that_of_a_hall_is_not() -> None:
    at_home = ResourceNote(name="お茶会", place="佐藤宅", address="緑町3-5")
    assert Personal.HOME in [each.kind for each in warnings(at_home) if each.field == "address"]
    assert warnings(ResourceNote(name="お茶会", place="緑会館", address="緑町3-5")) == ()


def test_a_warning_is_plain_and_does_not_repeat_what_was_found() -> None:
    (warned,) = warnings(ResourceNote(name="サロン", contact="090-1234-5678"))
    assert "携帯電話" in warned.says
    assert "連絡先" in warned.says
    assert "1234" not in warned.says


def test_personal_data_needs_consent_before_others_see_it() -> None:
    note = ResourceNote(name="サロン", contact="会長 鈴木", visibility=Visibility.PUBLIC)
    assert [each.field for each in sharing_problems(note)] == ["visibility"]
    assert sharing_problems(dataclasses.replace(note, consent=True)) == ()
    assert sharing_problems(dataclasses.replace(note, visibility=Visibility.INTERNAL)) == ()


def test_my_number_is_refused_even_with_consent() -> None:
    note = ResourceNote(name="サロン", offers="1234 5678 9018", consent=True, visibility=Visibility.INTERNAL)
    assert [each.field for each in sharing_problems(note)] == ["offers"]


def test_the_check_digit_of_my_number_is_computed_as_prescribed() -> None:
    # 12345678901: from the right 1·2+0·3+9·4+8·5+7·6+6·7+5·2+4·3+3·4+2·5+1·6 = 212; 212 mod 11 = 3; 11 − 3 = 8.
    assert is_my_number("123456789018")
    assert [digit for digit in range(10) if is_my_number(f"12345678901{digit}")] == [8]
    # 00000000000: the sum is 0, the remainder 0, the check digit 0.
    assert is_my_number("000000000000")
    assert not is_my_number("１２３４５６７８９０１８")
    assert not is_my_number("12345678901")


@given(st.text(alphabet="0123456789", min_size=11, max_size=11))
def test_each_eleven_digits_have_exactly_one_check_digit(digits: str) -> None:
    assert sum(is_my_number(f"{digits}{last}") for last in range(10)) == 1
