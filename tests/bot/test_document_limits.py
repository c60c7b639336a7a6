"""Who a document is for: what is decided about it, what follows from that, and the form where it is decided."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks import document_limits as blocks
from bot.blocks.documents import document_list
from bot.inbox import Inbox
from bot.keeping.document_limits import CLOSED, OPEN, SCHEMA, Decision, DocumentLimits, LimitsChanged, Reach, Reaches
from bot.keeping.keeping import FILE
from bot.keeping.shelves import KeptShelves
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from bot.sandbox.state import Message, View
from bot.sqlite_file import SqliteFile
from ingest.desk import Desk
from ingest.sync import Synchroniser
from knowledge.passage_index import PassageIndex
from knowledge.resources.privacy import Viewer
from knowledge.types import EVERYTHING, DocumentInfo
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import running_bot, said_by_bot, words
from tests.fakes import VocabularyEmbedder

RULES = DocumentInfo("rules7", "/a/r7.md", "北地区の申し合わせ（令和7年度）", "令和7年度", "みほん町")
NEWER = DocumentInfo("rules8", "/b/r8.md", "北地区の申し合わせ（令和8年度）", "令和8年度", "みほん町")
OTHERS = DocumentInfo("other", "/c/o.md", "北地区の申し合わせ", "令和8年度", "となり町")
NORTH = Reach(for_everybody=False, channels=frozenset({"C1"}))
SATO = Reach(for_everybody=False, members=frozenset({"U2"}))


@pytest.fixture
def limits(tmp_path: Path) -> Iterator[DocumentLimits]:
    file = SqliteFile(tmp_path / FILE, SCHEMA)
    yield DocumentLimits(file, lambda: 0.0)
    file.close()


def test_a_document_that_nobody_has_decided_about_is_open(limits: DocumentLimits) -> None:
    shelves = KeptShelves(limits, lambda: [RULES])
    assert shelves.shelf(Viewer("T", "U1", in_public=True), "C1") == EVERYTHING
    assert shelves.seen(Viewer("T", "U1"), "") == [RULES]


def test_a_setting_keeps_it_closed_until_somebody_has(limits: DocumentLimits) -> None:
    shelves = KeptShelves(limits, lambda: [RULES], CLOSED)
    assert shelves.seen(Viewer("T", "U1"), "C1") == []
    limits.decide(RULES, OPEN, "U9", 0)
    assert shelves.seen(Viewer("T", "U1"), "C1") == [RULES]


def test_a_document_of_a_channel_answers_there_and_nowhere_else(limits: DocumentLimits) -> None:
    shelves = KeptShelves(limits, lambda: [RULES])
    limits.decide(RULES, NORTH, "U9", 0)
    for alone in (True, False):
        reader = Viewer("T", "U1", in_public=not alone)
        assert shelves.shelf(reader, "C1").hidden == frozenset()
        assert shelves.shelf(reader, "C2").hidden == {"rules7"}


def test_a_document_of_a_member_answers_them_where_nobody_else_reads(limits: DocumentLimits) -> None:
    shelves = KeptShelves(limits, lambda: [RULES])
    limits.decide(RULES, SATO, "U9", 0)
    assert shelves.seen(Viewer("T", "U2"), "C1") == [RULES]
    assert shelves.seen(Viewer("T", "U2", in_public=True), "C1") == []
    assert shelves.seen(Viewer("T", "U1"), "C1") == []
    assert shelves.seen(Viewer("T", "", in_public=True), "") == []


def test_who_decides_has_no_right_to_read(limits: DocumentLimits) -> None:
    shelves = KeptShelves(limits, lambda: [RULES])
    limits.decide(RULES, NORTH, "U9", 0)
    assert shelves.seen(Viewer("T", "U9", is_admin=True), "") == []
    assert [each.reach for each in shelves.all()] == [NORTH]


def test_a_limit_waits_for_a_document_that_is_away(limits: DocumentLimits) -> None:
    limits.decide(RULES, NORTH, "U9", 0)
    away = KeptShelves(limits, list)
    assert away.shelf(Viewer("T", "U1"), "C2").hidden == {"rules7"}


def test_another_edition_is_limited_like_the_one_before_until_somebody_decides(limits: DocumentLimits) -> None:
    shelves = KeptShelves(limits, lambda: [NEWER, OTHERS])
    limits.decide(RULES, NORTH, "U9", 0)
    assert shelves.shelf(Viewer("T", "U1"), "C2").hidden == {"rules7", "rules8"}, "also where the older one is gone"
    limits.decide(NEWER, OPEN, "U9", 0)
    assert shelves.shelf(Viewer("T", "U1"), "C2").hidden == {"rules7"}


def test_of_several_editions_the_latest_decision_is_followed(limits: DocumentLimits) -> None:
    newest = DocumentInfo("rules9", "/d", "北地区の申し合わせ（令和9年度）", "令和9年度", "みほん町")
    limits.decide(RULES, NORTH, "U9", 0)
    limits.decide(NEWER, SATO, "U9", 0)
    assert Reaches(limits.decisions(), OPEN).of(newest).reach == SATO
    limits.decide(RULES, OPEN, "U9", 1)
    assert Reaches(limits.decisions(), OPEN).of(newest).reach == OPEN


def test_the_second_of_two_who_decide_at_once_learns_of_the_first(limits: DocumentLimits) -> None:
    limits.decide(RULES, NORTH, "U1", 0)
    with pytest.raises(LimitsChanged) as changed:
        limits.decide(RULES, SATO, "U2", 0)
    assert (changed.value.now.reach, changed.value.now.by) == (NORTH, "U1")
    assert limits.decide(RULES, SATO, "U2", 1).version == 2


def test_deciding_the_same_twice_is_one_decision(limits: DocumentLimits) -> None:
    limits.decide(RULES, NORTH, "U1", 0)
    assert limits.decide(RULES, NORTH, "U1", 0).version == 1


def test_decisions_outlive_the_process(tmp_path: Path, limits: DocumentLimits) -> None:
    limits.decide(RULES, NORTH, "U1", 0)
    file = SqliteFile(tmp_path / FILE, SCHEMA)
    again = DocumentLimits(file, lambda: 1.0)
    assert [(each.document.id, each.reach) for each in again.decisions()] == [("rules7", NORTH)]
    file.close()


IDS = st.frozensets(st.sampled_from(["C1", "C2", "U1", "U2"]), max_size=3)


@given(st.booleans(), IDS, IDS, st.sampled_from(["C1", "C2", "D1"]), st.sampled_from(["", "U1", "U2"]))
def test_where_others_read_along_nobody_is_shown_more_than_alone(
    for_everybody: bool, channels: frozenset[str], members: frozenset[str], channel: str, member: str
) -> None:
    reach = Reach(for_everybody, channels, members)
    assert reach.admits(channel, member) >= reach.admits(channel, "")


def test_a_list_with_many_limits_fits_into_a_message() -> None:
    many = [DocumentInfo(f"{n:012}", f"/{n}", f"{n}号 " + "<題名>" * 60, "令和7年度" * 20) for n in range(80)]
    reach = Reach(for_everybody=False, channels=frozenset(f"C{n:011}" for n in range(50)))
    message = document_list(many, "", removable=True, reaches={each.id: reach for each in many})
    sections = [block["text"]["text"] for block in message.blocks if block["type"] == "section"]
    assert all("ほか47 だけ" in each for each in sections[1:-1])
    assert max(map(len, sections)) <= 3_000
    assert len(message.blocks) <= 50


# In Slack

GUIDE = "---\ntitle: 移動支援の手引き\nedition: 令和7年度\n---\n\n# 移動支援\n\n通院の送迎は、水曜日に車を出します。\n"
LIST = "/tsunagi"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    index = PassageIndex.open(tmp_path / "home", VocabularyEmbedder("送迎"))
    desk = Desk(Synchroniser(index), index.catalogue, tmp_path / "added")
    desk.take_in("手引き.md", GUIDE.encode())
    yield desk
    index.close()


@pytest.fixture
def admin(workspace: Workspace) -> Person:
    return workspace.person("admin")


@pytest.fixture
def inbox(
    workspace: Workspace, answerer: ScriptedAnswerer, inbox_path: Path, desk: Desk, admin: Person, coordinator: Person
) -> Iterator[Inbox]:
    admins = frozenset({admin.id, coordinator.id})
    with running_bot(workspace, answerer, inbox_path, desk=desk, admins=admins) as inbox:
        yield inbox


def told(workspace: Workspace, inbox: Inbox, person: Person) -> list[Message]:
    return said_by_bot(workspace, inbox, workspace.direct_channel(person), 0, viewer=person)


def listed(workspace: Workspace, inbox: Inbox, person: Person) -> Message:
    assert person.slash(LIST, "資料").acked
    return told(workspace, inbox, person)[-1]


def form_of(workspace: Workspace, inbox: Inbox, person: Person, desk: Desk) -> View:
    [document] = desk.documents()
    assert person.select(listed(workspace, inbox, person), blocks.LIMIT_ACTION, document.id).acked
    return workspace.wait_for_view(person)


def only(workspace: Workspace, *channels: str) -> dict[str, object]:
    return {"who": "選んだチャンネルと人だけ", "channels": [workspace.channel(each).id for each in channels]}


def test_an_administrator_limits_a_document_and_is_told_so(
    workspace: Workspace, inbox: Inbox, admin: Person, desk: Desk, limits: DocumentLimits
) -> None:
    form = form_of(workspace, inbox, admin, desk)
    assert admin.submit(form, only(workspace, "事務局")).acked
    receipt = told(workspace, inbox, admin)[-1]
    office = workspace.channel("事務局").id
    assert words(receipt) == f"「移動支援の手引き 令和7年度」の公開範囲を「<#{office}> だけ」にしました。"
    [decision] = limits.decisions()
    assert decision.reach == Reach(for_everybody=False, channels=frozenset({office}))
    assert f"🔒 <#{office}> だけ" in words(listed(workspace, inbox, admin))


def test_the_list_of_others_does_not_know_the_document_any_more(
    workspace: Workspace, inbox: Inbox, admin: Person, desk: Desk
) -> None:
    colleague = workspace.person("colleague")
    assert "移動支援" in words(listed(workspace, inbox, colleague))
    admin.submit(form_of(workspace, inbox, admin, desk), only(workspace, "事務局"))
    assert "移動支援" not in words(listed(workspace, inbox, colleague))


def test_the_second_administrator_sees_what_the_first_has_changed(
    workspace: Workspace, inbox: Inbox, admin: Person, coordinator: Person, desk: Desk, limits: DocumentLimits
) -> None:
    first, second = (form_of(workspace, inbox, each, desk) for each in (admin, coordinator))
    admin.submit(first, only(workspace, "事務局"))
    coordinator.submit(second, only(workspace, "協議体"))
    again = workspace.wait_for_view(coordinator)
    assert f"<@{admin.id}> さんが公開範囲を「<#{workspace.channel('事務局').id}> だけ」に変えました" in json.dumps(
        again.content, ensure_ascii=False
    )
    assert [each.by for each in limits.decisions()] == [admin.id], "nothing is lost yet"
    coordinator.submit(again)
    assert [each.by for each in limits.decisions()] == [coordinator.id]
    assert limits.decisions()[0].reach.channels == {workspace.channel("協議体").id}


def test_a_form_delivered_again_is_one_decision_and_one_receipt(
    workspace: Workspace, inbox: Inbox, admin: Person, desk: Desk, limits: DocumentLimits
) -> None:
    form = form_of(workspace, inbox, admin, desk)
    before = len(told(workspace, inbox, admin))
    sent = admin.submit(form, only(workspace, "事務局"))
    for _ in range(3):
        assert workspace.redeliver(sent, new_envelope=True).acked
    assert len(told(workspace, inbox, admin)) == before + 1
    assert [each.version for each in limits.decisions()] == [1]


def test_a_limit_for_nobody_is_asked_about(
    workspace: Workspace, inbox: Inbox, admin: Person, desk: Desk, limits: DocumentLimits
) -> None:
    form = form_of(workspace, inbox, admin, desk)
    admin.submit(form, {"who": "選んだチャンネルと人だけ"})
    assert workspace.wait_for_view(admin).errors == {"channels": blocks.NOBODY_CHOSEN}
    assert limits.decisions() == []


def test_a_document_that_has_left_meanwhile_is_named_as_gone(
    workspace: Workspace, inbox: Inbox, admin: Person, desk: Desk, limits: DocumentLimits
) -> None:
    form = form_of(workspace, inbox, admin, desk)
    desk.remove(desk.documents()[0].id)
    admin.submit(form, only(workspace, "事務局"))
    assert "もう外されています" in workspace.wait_for_view(admin).errors["who"]
    assert limits.decisions() == []


def test_a_document_taken_out_and_in_again_keeps_its_limit(
    workspace: Workspace, inbox: Inbox, admin: Person, desk: Desk
) -> None:
    admin.submit(form_of(workspace, inbox, admin, desk), only(workspace, "事務局"))
    desk.remove(desk.documents()[0].id)
    desk.take_in("手引き.md", GUIDE.encode())
    assert "移動支援" not in words(listed(workspace, inbox, workspace.person("colleague")))
    desk.take_in("手引き-新.md", GUIDE.replace("令和7", "令和8").encode())
    assert "移動支援" not in words(listed(workspace, inbox, workspace.person("colleague")))


def test_the_form_says_that_a_limit_follows_another_edition() -> None:
    decision = Decision(NEWER, NORTH, 0, "U9")
    shown = blocks.limit_view(blocks.LimitSheet("rules8", 0, "", ""), decision, decision.reach)
    assert "ほかの版にならって" in json.dumps(shown, ensure_ascii=False)


def test_a_press_by_somebody_who_is_no_administrator_any_more_changes_nothing(
    workspace: Workspace, answerer: ScriptedAnswerer, inbox_path: Path, desk: Desk, admin: Person
) -> None:
    with running_bot(workspace, answerer, inbox_path, desk=desk, admins=frozenset({admin.id})) as inbox:
        menu = listed(workspace, inbox, admin)
    with running_bot(workspace, answerer, inbox_path, desk=desk) as inbox:
        admin.select(menu, blocks.LIMIT_ACTION, desk.documents()[0].id)
        assert words(told(workspace, inbox, admin)[-1]) == blocks.ONLY_ADMINS_DECIDE
        assert admin.views == []
