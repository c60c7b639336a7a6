"""What a channel settles with `/tsunagi 設定`, and what follows from it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.blocks import channel_rules as blocks
from bot.blocks.asking import SHARE_ACTION
from bot.inbox import Inbox
from bot.keeping.channel_rules import SCHEMA, ChannelRules, Editors, Preferred, Rules, RulesChanged
from bot.keeping.document_limits import SCHEMA as LIMITS
from bot.keeping.document_limits import DocumentLimits, Reach
from bot.keeping.keeping import FILE
from bot.keeping.shelves import KeptShelves
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from bot.sandbox.state import Message, View
from bot.sqlite_file import SqliteFile
from ingest.desk import Desk
from ingest.sync import Synchroniser
from knowledge.passage_index import PassageIndex
from knowledge.resources.desk import NoteDesk
from knowledge.resources.model import ResourceNote, Visibility
from knowledge.resources.privacy import Viewer
from knowledge.types import DocumentInfo
from tests.bot.conftest import ROLE, ROLE_ANSWER
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.resource_record import open_record
from tests.bot.running import reply_by_bot, running_bot, settled, words
from tests.fakes import VocabularyEmbedder

PLACE = "協議体"
R7 = DocumentInfo("r7", "/a", "実施要綱（令和7年度）", "令和7年度", "みほん町")
R8 = DocumentInfo("r8", "/b", "実施要綱（令和8年度）", "令和8年度", "みほん町")
OTHER = DocumentInfo("o", "/c", "移動支援の手引き")
FIRST = Rules(documents=(Preferred("r7", R7.title, R7.publisher),))


@pytest.fixture
def rules(tmp_path: Path) -> Iterator[ChannelRules]:
    file = SqliteFile(tmp_path / FILE, SCHEMA + LIMITS)
    yield ChannelRules(file, lambda: 0.0)
    file.close()


def test_a_channel_that_settled_nothing_has_the_usual_rules(rules: ChannelRules) -> None:
    assert rules.of("C1").rules == Rules()
    assert rules.follow_ups_allowed("T1", "C1")
    assert not rules.answers_privately("C1")


def test_what_one_channel_settles_holds_there_alone_and_comes_back_as_it_was(rules: ChannelRules) -> None:
    settled = replace(FIRST, areas=("中央",), private=True, editors=Editors.NAMED, people=("U1", "U2"))
    rules.change("C1", settled, "U1", 0)
    assert rules.of("C1").rules == settled
    assert rules.of("C2").rules == Rules()
    assert rules.areas("T1", "C1") == ("中央",)


def test_private_answers_leave_no_talk_to_go_on_with(rules: ChannelRules) -> None:
    rules.change("C1", Rules(private=True, follow_ups=True), "U1", 0)
    assert not rules.follow_ups_allowed("T1", "C1")
    rules.change("C2", Rules(follow_ups=False), "U1", 0)
    assert not rules.follow_ups_allowed("T1", "C2")


def test_the_second_of_two_keeps_what_the_first_changed_and_they_did_not_touch(rules: ChannelRules) -> None:
    rules.change("C1", FIRST, "U1", 0)
    rules.change("C1", replace(FIRST, private=True), "U1", 1)
    with pytest.raises(RulesChanged) as changed:
        rules.change("C1", replace(FIRST, follow_ups=False), "U2", 1)
    assert changed.value.both == replace(FIRST, private=True, follow_ups=False)
    assert (changed.value.before, changed.value.now.by) == (FIRST, "U1")


def test_settling_the_same_again_is_one_change(rules: ChannelRules) -> None:
    assert rules.change("C1", FIRST, "U1", 0).version == 1
    assert rules.change("C1", FIRST, "U2", 0).version == 1


def test_a_later_edition_of_a_chosen_document_comes_first_as_well(rules: ChannelRules) -> None:
    rules.change("C1", FIRST, "U1", 0)
    assert rules.first("C1", lambda: [R7, R8, OTHER]) == {"r7", "r8"}
    assert rules.first("C1", lambda: [R8, OTHER]) == {"r8"}, "also where the chosen one is gone"
    assert rules.first("C2", lambda: [R7]) == frozenset()


def test_the_shelf_of_a_channel_puts_its_documents_first(rules: ChannelRules, tmp_path: Path) -> None:
    file = SqliteFile(tmp_path / FILE, SCHEMA + LIMITS)
    shelves = KeptShelves(DocumentLimits(file, lambda: 0.0), lambda: [R7, OTHER], rules=rules)
    rules.change("C1", FIRST, "U1", 0)
    assert shelves.shelf(Viewer("T", "U1"), "C1").first == {"r7"}
    assert shelves.shelf(Viewer("T", "U1"), "C2").first == frozenset()
    file.close()


# In Slack

GUIDE = "---\ntitle: 移動支援の手引き\n---\n\n# 移動支援\n\n通院の送迎は、水曜日に車を出します。\n"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    index = PassageIndex.open(tmp_path / "home", VocabularyEmbedder("送迎"))
    desk = Desk(Synchroniser(index), index.catalogue, tmp_path / "added")
    desk.take_in("手引き.md", GUIDE.encode())
    yield desk
    index.close()


@pytest.fixture
def record(tmp_path: Path, workspace: Workspace, coordinator: Person) -> Iterator[NoteDesk]:
    with open_record(tmp_path) as record:
        team = workspace.core.state.team.id
        note = ResourceNote(name="サロン", area2="中央地区", visibility=Visibility.PUBLIC, team_id=team)
        record.store.add(note, coordinator.id)
        yield record


@pytest.fixture
def colleague(workspace: Workspace) -> Person:
    return workspace.person("colleague")


@pytest.fixture
def admin(workspace: Workspace) -> Person:
    return workspace.person("admin")


@pytest.fixture
def inbox(
    workspace: Workspace, answerer: ScriptedAnswerer, inbox_path: Path, desk: Desk, record: NoteDesk, admin: Person
) -> Iterator[Inbox]:
    admins = frozenset({admin.id})
    with running_bot(workspace, answerer, inbox_path, desk=desk, admins=admins, resources=record) as inbox:
        yield inbox


def form(workspace: Workspace, person: Person) -> View:
    assert person.slash("/tsunagi", "設定", channel=PLACE).acked
    return workspace.wait_for_view(person)


def seen(workspace: Workspace, inbox: Inbox, person: Person | None = None) -> list[Message]:
    settled(workspace, inbox)
    return [each for each in workspace.messages(PLACE, person) if each.user == workspace.bot_user_id]


def settle(workspace: Workspace, inbox: Inbox, person: Person, given: dict[str, Any]) -> Message:
    """Settles something; the receipt in the channel."""
    assert person.submit(form(workspace, person), given).acked
    return seen(workspace, inbox)[-1]


PRIVATELY = {"private": "聞いた人だけに（共有ボタンつき）"}


def test_the_channel_reads_what_was_settled_and_by_whom(
    workspace: Workspace, inbox: Inbox, coordinator: Person, rules: ChannelRules
) -> None:
    given = {"documents": ["移動支援の手引き"], "areas": ["中央地区"], "follow_ups": "答えない", **PRIVATELY}
    receipt = settle(workspace, inbox, coordinator, given)
    shown = words(receipt)
    assert f"<@{coordinator.id}> さんが" in shown
    assert "はじめに調べる資料: 決めない → 「移動支援の手引き」" in shown
    assert "はじめに案内する圏域: 決めない → 中央地区" in shown
    assert "答え方: みんなに → 聞いた人だけに" in shown
    assert "続きの質問: 答える → 答えない" in shown
    assert "変えられる人" not in shown
    kept = rules.of(workspace.channel(PLACE).id).rules
    assert (kept.areas, kept.private, kept.follow_ups) == (("中央地区",), True, False)


def test_of_more_documents_than_a_menu_holds_the_last_can_be_chosen(
    workspace: Workspace, inbox: Inbox, coordinator: Person, rules: ChannelRules, desk: Desk
) -> None:
    for number in range(blocks.MENU + 5):
        guide = GUIDE.replace("移動支援の手引き", f"手引き{number:03}").replace("水曜日", f"{number}日")
        desk.take_in(f"手引き{number}.md", guide.encode())
    last = f"手引き{blocks.MENU + 4:03}"
    assert f"「{last}」" in words(settle(workspace, inbox, coordinator, {"documents": [last]}))
    (chosen,) = rules.of(workspace.channel(PLACE).id).rules.documents
    assert chosen.title == last


def test_a_form_delivered_again_is_one_change_and_one_receipt(
    workspace: Workspace, inbox: Inbox, coordinator: Person, rules: ChannelRules
) -> None:
    sent = coordinator.submit(form(workspace, coordinator), PRIVATELY)
    for _ in range(3):
        assert workspace.redeliver(sent, new_envelope=True).acked
    assert len(seen(workspace, inbox)) == 1
    assert rules.of(workspace.channel(PLACE).id).version == 1


def test_a_form_sent_as_it_was_shown_says_nothing(workspace: Workspace, inbox: Inbox, coordinator: Person) -> None:
    assert coordinator.submit(form(workspace, coordinator)).acked
    assert seen(workspace, inbox) == []


def test_a_mention_is_answered_to_its_asker_alone_with_a_button_that_shares(
    workspace: Workspace, inbox: Inbox, coordinator: Person, colleague: Person
) -> None:
    settle(workspace, inbox, coordinator, PRIVATELY)
    coordinator.mention(PLACE, ROLE)
    answer = workspace.wait_for(
        lambda: next((each for each in seen(workspace, inbox, coordinator) if ROLE_ANSWER in words(each)), None), 20
    )
    assert answer.ephemeral_to == coordinator.id
    assert all(ROLE_ANSWER not in words(each) for each in seen(workspace, inbox, colleague))
    coordinator.press(answer, SHARE_ACTION)
    shared = seen(workspace, inbox, colleague)[-1]
    assert ROLE_ANSWER in words(shared)
    assert f"<@{coordinator.id}> さんが共有しました" in words(shared)


def test_shared_from_a_thread_the_answer_stands_in_the_thread(
    workspace: Workspace, inbox: Inbox, coordinator: Person, colleague: Person
) -> None:
    settle(workspace, inbox, coordinator, PRIVATELY)
    root = colleague.say(PLACE, "来月の協議体のことです。")
    coordinator.mention(PLACE, ROLE, thread_ts=root.ts)
    answer = workspace.wait_for(
        lambda: next((each for each in seen(workspace, inbox, coordinator) if ROLE_ANSWER in words(each)), None), 20
    )
    assert (answer.ephemeral_to, answer.thread_ts) == (coordinator.id, root.ts)
    coordinator.press(answer, SHARE_ACTION)
    assert seen(workspace, inbox, colleague)[-1].thread_ts == root.ts


def test_a_private_answer_gives_its_sign_and_its_apology_in_private_and_can_be_asked_again(
    workspace: Workspace, inbox: Inbox, coordinator: Person, colleague: Person, answerer: ScriptedAnswerer
) -> None:
    settle(workspace, inbox, coordinator, PRIVATELY)
    before = len(seen(workspace, inbox, colleague))
    answerer.gate.clear()
    coordinator.mention(PLACE, ROLE)
    assert answerer.waiting.acquire(timeout=60)
    workspace.wait_for(lambda: "確認しています" in words(workspace.messages(PLACE, coordinator)[-1]), 60, "a sign")
    answerer.gate.set()
    assert ROLE_ANSWER in words(seen(workspace, inbox, coordinator)[-1])
    public = [each for each in seen(workspace, inbox, colleague)[before:] if each.user == workspace.bot_user_id]
    assert public == []


def test_only_those_who_were_chosen_may_change_it_and_administrators(
    workspace: Workspace, inbox: Inbox, coordinator: Person, colleague: Person, admin: Person
) -> None:
    settle(workspace, inbox, coordinator, {"editors": "選んだ人", "people": [coordinator]})
    assert colleague.slash("/tsunagi", "設定", channel=PLACE).acked
    told = words(seen(workspace, inbox, colleague)[-1])
    assert f"<@{coordinator.id}> さんと管理者の方" in told
    assert "答え方: みんなに" in told
    assert colleague.views == []
    assert form(workspace, admin)
    assert form(workspace, coordinator)


def test_a_form_that_was_open_when_the_right_went_changes_nothing(
    workspace: Workspace, inbox: Inbox, coordinator: Person, colleague: Person, rules: ChannelRules
) -> None:
    late = form(workspace, colleague)
    settle(workspace, inbox, coordinator, {"editors": "管理者だけ"})
    colleague.submit(late, PRIVATELY)
    assert workspace.wait_for_view(colleague).errors == {"editors": blocks.NOT_YOURS_ANY_MORE}
    assert not rules.of(workspace.channel(PLACE).id).rules.private


def test_the_second_of_two_sees_what_the_first_has_changed_and_loses_nothing(
    workspace: Workspace, inbox: Inbox, coordinator: Person, colleague: Person, rules: ChannelRules
) -> None:
    first, second = form(workspace, coordinator), form(workspace, colleague)
    coordinator.submit(first, PRIVATELY)
    colleague.submit(second, {"follow_ups": "答えない"})
    again = workspace.wait_for_view(colleague)
    shown = json.dumps(again.content, ensure_ascii=False)
    assert f"<@{coordinator.id}> さんが設定を変えました" in shown
    assert "答え方: みんなに → 聞いた人だけに" in shown
    colleague.submit(again)
    kept = rules.of(workspace.channel(PLACE).id).rules
    assert (kept.private, kept.follow_ups) == (True, False)


def test_people_must_be_chosen_where_only_chosen_ones_may(
    workspace: Workspace, inbox: Inbox, coordinator: Person
) -> None:
    coordinator.submit(form(workspace, coordinator), {"editors": "選んだ人"})
    assert workspace.wait_for_view(coordinator).errors == {"people": blocks.NO_PEOPLE}


def test_without_administrators_nothing_is_left_to_them(
    workspace: Workspace, answerer: ScriptedAnswerer, inbox_path: Path, coordinator: Person
) -> None:
    with running_bot(workspace, answerer, inbox_path):
        coordinator.submit(form(workspace, coordinator), {"editors": "管理者だけ"})
        assert workspace.wait_for_view(coordinator).errors == {"editors": blocks.NO_ADMINS}


def test_a_chosen_document_that_is_gone_is_named(
    workspace: Workspace, inbox: Inbox, coordinator: Person, desk: Desk
) -> None:
    late = form(workspace, coordinator)
    settle(workspace, inbox, workspace.person("colleague"), {"documents": ["移動支援の手引き"]})
    desk.remove(desk.documents()[0].id)
    coordinator.submit(late, {"documents": ["移動支援の手引き"]})
    assert workspace.wait_for_view(coordinator).errors == {"documents": blocks.DOCUMENT_GONE}
    assert "前に選んだ「移動支援の手引き」は、いまはありません" in json.dumps(
        form(workspace, coordinator).content, ensure_ascii=False
    )


@pytest.fixture
def limits(inbox_path: Path, inbox: Inbox) -> Iterator[DocumentLimits]:
    """The limits that the bot goes by, for an administrator's hand."""
    file = SqliteFile(inbox_path.parent / FILE, LIMITS)
    yield DocumentLimits(file, lambda: 0.0)
    file.close()


def test_a_chosen_document_that_was_limited_to_others_since_is_not_named(
    workspace: Workspace, inbox: Inbox, coordinator: Person, colleague: Person, desk: Desk, limits: DocumentLimits
) -> None:
    settle(workspace, inbox, coordinator, {"documents": ["移動支援の手引き"]})
    elsewhere = Reach(False, frozenset({workspace.channel("事務局").id}))
    limits.decide(desk.documents()[0], elsewhere, "U1", 0)
    shown = json.dumps(form(workspace, colleague).content, ensure_ascii=False)
    assert "移動支援の手引き" not in shown
    assert blocks.NOT_HERE in shown
    receipt = words(settle(workspace, inbox, colleague, {"follow_ups": "答えない"}))
    assert f"はじめに調べる資料: {blocks.UNNAMED} → 決めない" in receipt
    assert "移動支援の手引き" not in receipt


def test_who_may_not_change_it_reads_no_name_of_a_document_of_others(
    workspace: Workspace, inbox: Inbox, coordinator: Person, colleague: Person, desk: Desk, limits: DocumentLimits
) -> None:
    settle(workspace, inbox, coordinator, {"documents": ["移動支援の手引き"], "editors": "管理者だけ"})
    limits.decide(desk.documents()[0], Reach(False, frozenset({workspace.channel("事務局").id})), "U1", 0)
    colleague.slash("/tsunagi", "設定", channel=PLACE)
    told = words(seen(workspace, inbox, colleague)[-1])
    assert f"はじめに調べる資料: {blocks.UNNAMED}" in told
    assert "移動支援の手引き" not in told


def test_in_a_direct_message_it_says_where_to_write_it(workspace: Workspace, inbox: Inbox, coordinator: Person) -> None:
    assert coordinator.slash("/tsunagi", "設定").acked
    direct = workspace.messages(workspace.direct_channel(coordinator), coordinator)
    assert blocks.IN_A_CHANNEL in [each.text for each in direct]


def test_other_words_are_heard_as_before(workspace: Workspace, inbox: Inbox, coordinator: Person) -> None:
    coordinator.slash("/tsunagi", "設定書とは", channel=PLACE)
    assert "/ask 質問" in words(seen(workspace, inbox, coordinator)[-1])


def test_the_documents_of_the_channel_are_asked_first(
    workspace: Workspace, inbox: Inbox, coordinator: Person, answerer: ScriptedAnswerer, desk: Desk
) -> None:
    settle(workspace, inbox, coordinator, {"documents": ["移動支援の手引き"]})
    reply_by_bot(workspace, coordinator.mention(PLACE, ROLE))
    assert answerer.shelves[-1].first == {desk.documents()[0].id}
