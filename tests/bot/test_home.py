"""The Home tab over the real workspace: what it shows, what its buttons do, and that it is never older than it was."""

from __future__ import annotations

import copy
import dataclasses
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.blocks import home as tab
from bot.blocks.home import DraftLine, Home, home_view
from bot.blocks.resource_parts import EDIT, GO_ON
from bot.inbox import Inbox, Job
from bot.listeners.home import HOME, HomeParts, HomeWork
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from bot.sandbox.state import View
from bot.slack_app import slack_client
from ingest.desk import Desk
from ingest.sync import Synchroniser
from knowledge.passage_index import PassageIndex
from knowledge.resources.database import Database
from knowledge.resources.desk import NoteDesk
from knowledge.resources.drafts import DraftStore
from knowledge.resources.model import TOPICS, ResourceNote, Visibility
from knowledge.resources.privacy import Viewer
from knowledge.resources.search import NoteSearch
from knowledge.resources.store import NoteStore
from knowledge.types import DocumentInfo
from tests.bot.conftest import ROLE, ROLE_ANSWER
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import running_bot, said_by_bot, settled, words
from tests.fakes import VocabularyEmbedder

TODAY = date(2026, 11, 25)
GUIDE = "---\ntitle: 移動支援の手引き\nedition: 令和7年度\n---\n\n# 移動支援\n\n通院の送迎は、水曜日に車を出します。\n"
SALON = ResourceNote(name="ふれあいサロン", when="毎週水曜", place="中央公民館", visibility=Visibility.PUBLIC)


@dataclass
class Town:
    """The bot at work with a record and a document; `now` is what the clock of the record says."""

    workspace: Workspace
    nakamura: Person
    now: datetime = datetime(2026, 11, 25, 3, tzinfo=UTC)
    inbox: Inbox = None  # type: ignore[assignment]  # set once the bot runs
    record: NoteDesk = None  # type: ignore[assignment]  # the same

    def keep(self, note: ResourceNote, year: int = 2026) -> ResourceNote:
        """A note that was recorded in November of that year."""
        self.now = datetime(year, 11, 20, 3, tzinfo=UTC)
        team = self.workspace.core.state.team.id
        made = self.record.store.add(dataclasses.replace(note, team_id=team), self.nakamura.id)
        self.now = datetime(2026, 11, 25, 3, tzinfo=UTC)
        return made

    def home(self, *holding: str, without: str = "") -> View:
        """The person's Home tab, once it holds these words and no more those."""

        def look() -> View | None:
            view = self.nakamura.home
            shown = text_of(view) if view else ""
            fits = view is not None and all(each in shown for each in holding) and not (without and without in shown)
            return view if fits else None

        return self.workspace.wait_for(look, 60, f"Home with {holding} without {without!r}")

    def opened(self, *holding: str) -> View:
        self.nakamura.open_home()
        return self.home(*holding)

    def published(self) -> int:
        return sum(each.kind == "views.publish" for each in self.workspace.log)

    def settled(self) -> None:
        settled(self.workspace, self.inbox)


def text_of(view: View) -> str:
    return json.dumps(view.content, ensure_ascii=False)


@pytest.fixture
def town(workspace: Workspace, coordinator: Person, answerer: ScriptedAnswerer, tmp_path: Path) -> Iterator[Town]:
    town = Town(workspace, coordinator)
    database = Database(f"sqlite:///{tmp_path}/resources.sqlite3")
    store = NoteStore(database, lambda: town.now)
    search = NoteSearch(store, lambda: TODAY)
    town.record = NoteDesk(store, DraftStore(database), search, TOPICS, lambda: TODAY)
    index = PassageIndex.open(tmp_path / "home", VocabularyEmbedder("送迎"))
    desk = Desk(Synchroniser(index, today=lambda: date(2026, 11, 9)), index.catalogue, tmp_path / "added")
    desk.take_in("手引き.md", GUIDE.encode())
    with running_bot(workspace, answerer, tmp_path / "inbox.db", desk=desk, resources=town.record) as town.inbox:
        yield town
    index.close()
    database.close()


def test_it_begins_with_what_can_be_done(town: Town) -> None:
    first = town.opened("使い方").content["blocks"][0]
    assert [each["text"]["text"] for each in first["elements"]] == ["質問する", "資源を書く", "探す"]


def test_documents_are_told_with_edition_and_day(town: Town) -> None:
    shown = text_of(town.opened("移動支援の手引き"))
    assert "（令和7年度） 2026年11月9日取り込み" in shown


def test_a_question_is_asked_in_a_form_and_answered_in_the_direct_conversation(town: Town) -> None:
    town.nakamura.press(town.opened("使い方"), tab.ASK)
    sent = town.nakamura.submit(town.workspace.wait_for_view(town.nakamura), {tab.QUESTION: ROLE})
    assert "「メッセージ」" in text_of(town.workspace.wait_for_view(town.nakamura))
    assert town.workspace.redeliver(sent, new_envelope=True).acked
    (answer,) = said_by_bot(town.workspace, town.inbox, town.workspace.direct_channel(town.nakamura))
    assert ROLE_ANSWER in words(answer)
    assert f"ご質問: {ROLE}" in words(answer)


@pytest.mark.parametrize(("button", "field"), [(tab.ASK, tab.QUESTION), (tab.SEARCH, tab.WORDS)])
def test_marks_alone_are_no_words(town: Town, button: str, field: str) -> None:
    town.nakamura.press(town.opened("使い方"), button)
    town.nakamura.submit(town.workspace.wait_for_view(town.nakamura), {field: "？"})
    assert town.workspace.wait_for_view(town.nakamura).errors == {field: tab.NO_WORDS}


def test_a_search_shows_what_it_found_in_the_form_and_can_be_made_again(town: Town) -> None:
    town.keep(SALON)
    town.nakamura.press(town.opened("使い方"), tab.SEARCH)
    town.nakamura.submit(town.workspace.wait_for_view(town.nakamura), {tab.WORDS: "水曜のサロン"})
    assert "ふれあいサロン" in text_of(town.workspace.wait_for_view(town.nakamura))
    town.nakamura.submit(town.workspace.wait_for_view(town.nakamura), {tab.WORDS: "ろうそく作り"})
    assert tab.NOTHING_FOUND in text_of(town.workspace.wait_for_view(town.nakamura))


def test_a_note_is_written_from_there_and_shows_up_there(town: Town) -> None:
    town.nakamura.press(town.opened("使い方"), "資源を書く")
    form = town.workspace.wait_for_view(town.nakamura)
    town.nakamura.submit(form, {"name": "とくとく号", "kind": "フォーマル", "when": "毎週火曜"})
    view = town.home("最近書いた資源", "とくとく号")
    town.nakamura.press(view, EDIT)
    town.nakamura.submit(town.workspace.wait_for_view(town.nakamura), {"name": "とくとく号（改）"})
    town.home("とくとく号（改）")


def test_a_form_that_was_closed_waits_there_to_be_gone_on_with_or_given_up(town: Town) -> None:
    town.nakamura.press(town.opened("使い方"), "資源を書く")
    form = town.workspace.wait_for_view(town.nakamura)
    town.nakamura.fill(form, {"name": "雪かき隊"})
    town.nakamura.close(form)
    view = town.home("書きかけの資源メモ", "雪かき隊")
    town.nakamura.press(view, GO_ON)
    again = town.workspace.wait_for_view(town.nakamura)
    assert "雪かき隊" in text_of(again)
    town.nakamura.close(again)
    town.nakamura.press(town.home("雪かき隊"), tab.DROP)
    town.home(without="雪かき隊")


def test_a_note_that_waits_to_be_checked_is_checked_with_one_press(town: Town) -> None:
    note = town.keep(SALON, year=2025)
    view = copy.deepcopy(
        town.opened("そろそろ確かめたい資源", "ふれあいサロン")
    )  # as on a screen that is not renewed yet
    with ThreadPoolExecutor(10) as hands:
        presses = [hands.submit(town.nakamura.press, view, tab.VERIFY) for _ in range(10)]
    assert all(press.result().acked for press in presses)
    town.home("「ふれあいサロン」を「変わりなし」と記録しました。", without="そろそろ確かめたい資源")
    town.settled()
    assert len(town.record.store.history(note.team_id, note.id)) == 2, "recorded, and looked after once"
    assert said_by_bot(town.workspace, town.inbox, town.workspace.direct_channel(town.nakamura), 0) == []


def test_a_note_that_is_gone_meanwhile_is_told_in_the_tab(town: Town) -> None:
    note = town.keep(SALON, year=2025)
    view = town.opened("そろそろ確かめたい資源")
    town.record.store.withdraw(note.team_id, note.id, town.nakamura.id)
    town.nakamura.press(view, tab.VERIFY)
    town.home("見つかりません", without="そろそろ確かめたい資源")


def test_notes_of_others_that_the_person_may_not_see_do_not_wait_there(town: Town) -> None:
    colleague = town.workspace.person("colleague")
    private = dataclasses.replace(SALON, visibility=Visibility.INTERNAL)
    town.keep(private, year=2025)
    colleague.open_home()
    view = town.workspace.wait_for(lambda: colleague.home, 60, "Home of the colleague")
    assert "ふれあいサロン" not in text_of(view)


def test_an_opening_that_slack_tells_of_twice_is_shown_once(town: Town) -> None:
    town.opened("使い方")
    town.settled()
    before = town.published()
    delivery = next(each for each in town.workspace.deliveries if each.outgoing.name == "app_home_opened")
    for _ in range(3):
        assert town.workspace.redeliver(delivery).acked
    town.settled()
    assert town.published() == before


class Publisher:
    """Stands for Slack's client where only the order of what is published matters; `published` is the transcript."""

    def __init__(self) -> None:
        self.published: list[str] = []

    def views_publish(self, user_id: str, view: dict[str, object]) -> None:
        """See the client."""
        self.published.append(json.dumps(view, ensure_ascii=False))


def test_many_openings_at_once_are_shown_at_most_once_each_and_the_last_is_what_is_true(
    town: Town, tmp_path: Path
) -> None:
    client = Publisher()
    inbox = Inbox(tmp_path / "many.db", time.time)
    work = HomeWork(client, inbox, HomeParts(notes=town.record))  # type: ignore[arg-type]  # see Publisher
    look = {"user": town.nakamura.id, "team": town.workspace.core.state.team.id, "direct": ""}

    def open_after(number: int) -> None:
        town.keep(dataclasses.replace(SALON, name=f"{number:02}番"))
        inbox.accept(f"home:{number}", HOME, look)
        while job := inbox.take():  # perhaps that of another hand, as the workers take them
            work.publish(job)

    with ThreadPoolExecutor(8) as hands:
        list(hands.map(open_after, range(24)))
    inbox.close()
    assert 1 <= len(client.published) <= 24
    newest = town.record.latest_by(Viewer(look["team"], look["user"]), 3)
    assert all(note.name in client.published[-1] for note in newest)


def test_an_older_look_that_is_late_is_not_shown_over_a_newer_one(town: Town, tmp_path: Path) -> None:
    client, now = Publisher(), [100.0]
    inbox = Inbox(tmp_path / "late.db", lambda: now[0])
    work = HomeWork(client, inbox, HomeParts(notes=town.record))  # type: ignore[arg-type]  # see Publisher
    look = {"user": "U1", "team": "T1", "direct": ""}
    now[0] = 200.0
    work.publish(Job("home:late", HOME, look, 1, 150.0))
    work.publish(Job("home:early", HOME, look, 1, 120.0))
    assert len(client.published) == 1, "what was accepted before the look is in it"
    work.publish(Job("home:again", HOME, look, 1, 200.0))
    assert len(client.published) == 2
    inbox.close()


def test_the_fullest_tab_is_within_what_slack_takes(workspace: Workspace, coordinator: Person) -> None:
    note = dataclasses.replace(SALON, id="0" * 32, name="<名前>" * 60, offers="&" * 900, place="公民館" * 90)
    document = DocumentInfo("d", "/d", "<題名>" * 100, "令和7年度" * 40, taken_in="2026-11-09")
    home = Home(
        "D1",
        [DraftLine("line:1", "<名>" * 80, "2026-11-24")] * 9,
        [note] * 9,
        [note] * 9,
        [document] * 300,
        records=True,
        told="<>" * 300,
    )
    client = slack_client(workspace.bot_token, workspace.api_url)
    client.views_publish(user_id=coordinator.id, view=home_view(home))
    assert "ほかに288件" in json.dumps(home_view(home), ensure_ascii=False)
