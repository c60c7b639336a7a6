from __future__ import annotations

import dataclasses
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.blocks.message import Block
from bot.blocks.resource_messages import GONE
from bot.blocks.resource_parts import EDIT as EDIT_ACTION
from bot.blocks.resource_parts import GO_ON, actions, button
from bot.inbox import Inbox
from bot.listeners.resource_drafts import Drafts
from bot.sandbox.driver import Workspace
from bot.sandbox.errors import PersonError
from bot.sandbox.person import Person
from bot.sandbox.state import Message, View
from bot.slack_app import slack_client
from knowledge.errors import NoteNotFound, RecordUnavailable
from knowledge.resources.desk import NoteDesk
from knowledge.resources.listing import Filters
from knowledge.resources.model import ResourceNote, Visibility
from knowledge.resources.privacy import Viewer
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.resource_record import open_record
from tests.bot.running import running_bot, settled, words

LINE = "毎週水曜 13時半 中央公民館 ふれあいサロン 参加費100円 代表 0155-22-1234"
MOBILE = "ご近所の見守り 緑町 090-1234-5678"
PLACE = "第2層-中央"
SALON = ResourceNote(
    name="ふれあいサロン",
    topics=("居場所・通いの場",),
    when="毎週水曜",
    weekdays=("水",),
    place="中央公民館",
    visibility=Visibility.PUBLIC,
)


@dataclass(frozen=True)
class Town:
    """The bot at work with its record, and people to use it."""

    workspace: Workspace
    record: NoteDesk
    inbox: Inbox
    nakamura: Person
    sato: Person
    kanri: Person

    @property
    def everything(self) -> Viewer:
        return Viewer(self.workspace.core.state.team.id, "somebody", is_admin=True)

    def notes(self) -> list[ResourceNote]:
        return list(self.record.find("", self.everything, Filters(), 100))

    def seen(self, person: Person, place: str = PLACE) -> list[Message]:
        """What the bot says to a person in a channel, and in their direct conversation."""
        settled(self.workspace, self.inbox)
        there = [*self.workspace.messages(place, person), *self.direct(person)]
        return [each for each in there if each.user == self.workspace.bot_user_id]

    def direct(self, person: Person) -> list[Message]:
        return self.workspace.messages(self.workspace.direct_channel(person), person)

    def last(self, person: Person, holding: str) -> Message:
        """The latest message by the bot to a person that holds these words."""

        def look() -> Message | None:
            return next((each for each in reversed(self.seen(person)) if holding in words(each)), None)

        return self.workspace.wait_for(look, 60, f"a message with {holding!r}")

    def form(self, person: Person, text: str = "") -> View:
        assert person.slash("/resource", text, channel=PLACE).acked
        return self.workspace.wait_for_view(person)

    def viewer(self, person: Person) -> Viewer:
        return Viewer(self.everything.team_id, person.id)

    def home_with(self, person: Person, *buttons: Block) -> View:
        """The person's Home tab with these buttons on it."""
        client = slack_client(self.workspace.bot_token, self.workspace.api_url)
        client.views_publish(user_id=person.id, view={"type": "home", "blocks": [actions(*buttons)]})
        assert person.home is not None
        return person.home

    def kept(self, note: ResourceNote, by: Person) -> ResourceNote:
        """A note that is in the record already."""
        return self.record.store.add(dataclasses.replace(note, team_id=self.everything.team_id), by.id)


@pytest.fixture
def town(workspace: Workspace, tmp_path: Path) -> Iterator[Town]:
    people = [workspace.person(key) for key in ("coordinator", "colleague", "admin")]
    with open_record(tmp_path) as record:
        admins = frozenset({people[2].id})
        inbox_file = tmp_path / "inbox.db"
        with running_bot(workspace, ScriptedAnswerer(), inbox_file, admins=admins, resources=record) as inbox:
            yield Town(workspace, record, inbox, *people)


class TestOneLine:
    def test_a_line_is_shown_as_understood_and_recorded_with_one_press(self, town: Town) -> None:
        town.nakamura.slash("/resource", LINE, channel=PLACE)
        asked = town.last(town.nakamura, "この内容で記録しますか")
        assert "日時: 毎週水曜 13時半" in words(asked)
        assert town.notes() == []
        town.nakamura.press(asked, "保存")
        receipt = town.last(town.nakamura, "記録しました。")
        assert "0155-22-1234" in words(receipt)
        (note,) = town.notes()
        assert (note.name, note.weekdays, note.created_by) == ("ふれあいサロン", ("水",), town.nakamura.id)
        assert note.found_by == town.nakamura.id

    def test_nobody_else_sees_what_is_written(self, town: Town) -> None:
        town.nakamura.slash("/resource", LINE, channel=PLACE)
        town.nakamura.press(town.last(town.nakamura, "この内容で"), "保存")
        town.last(town.nakamura, "記録しました。")
        assert town.seen(town.sato) == []

    def test_ten_presses_record_one_note(self, town: Town) -> None:
        town.nakamura.slash("/resource", LINE, channel=PLACE)
        asked = town.last(town.nakamura, "この内容で")

        def press() -> bool:
            try:
                return town.nakamura.press(asked, "保存").acked
            except PersonError as late:  # the receipt has taken the place of the button already
                return "there are: 修正, 取消" in str(late)

        with ThreadPoolExecutor(10) as hands:
            presses = [hands.submit(press) for _ in range(10)]
        assert all(each.result() for each in presses)
        assert len(town.notes()) == 1
        assert len([each for each in town.seen(town.nakamura) if "記録しました。" in words(each)]) == 1

    def test_a_press_that_slack_delivers_twice_records_one_note(self, town: Town) -> None:
        town.nakamura.slash("/resource", LINE, channel=PLACE)
        pressed = town.nakamura.press(town.last(town.nakamura, "この内容で"), "保存")
        assert town.workspace.redeliver(pressed, new_envelope=True).acked
        assert len(town.notes()) == 1

    def test_giving_it_up_records_nothing_and_forgets_it(self, town: Town) -> None:
        town.nakamura.slash("/resource", LINE, channel=PLACE)
        asked = town.last(town.nakamura, "この内容で")
        town.nakamura.press(asked, "やめる")
        town.last(town.nakamura, "記録をやめました。")
        assert town.notes() == []

    def test_what_was_understood_wrongly_is_mended_in_the_form(self, town: Town) -> None:
        town.nakamura.slash("/resource", LINE, channel=PLACE)
        town.nakamura.press(town.last(town.nakamura, "この内容で"), "修正")
        form = town.workspace.wait_for_view(town.nakamura)
        assert town.nakamura.submit(form, {"名前": "ふれあいサロン緑町"}).acked
        town.last(town.nakamura, "記録しました。")
        (note,) = town.notes()
        assert (note.name, note.cost_yen, note.phones) == ("ふれあいサロン緑町", 100, ("0155-22-1234",))

    def test_what_may_concern_a_person_is_warned_of_and_stays_internal(self, town: Town) -> None:
        town.nakamura.slash("/resource", MOBILE, channel=PLACE)
        asked = town.last(town.nakamura, "この内容で")
        assert "携帯電話の番号のようなものがあります" in words(asked)
        town.nakamura.press(asked, "保存")
        town.last(town.nakamura, "記録しました。")
        assert town.notes()[0].visibility is Visibility.INTERNAL

    def test_a_likely_twin_is_shown_and_merged_with(self, town: Town) -> None:
        known = town.kept(SALON, town.sato)
        town.nakamura.slash("/resource", LINE, channel=PLACE)
        asked = town.last(town.nakamura, "似た記録があります")
        town.nakamura.press(asked, "これに統合")
        town.last(town.nakamura, "前からの記録に統合しました。")
        (note,) = town.notes()
        assert (note.id, note.phones, note.cost) == (known.id, ("0155-22-1234",), "参加費100円")

    def test_a_twin_that_one_may_not_see_is_never_shown(self, town: Town) -> None:
        town.kept(dataclasses.replace(SALON, visibility=Visibility.INTERNAL), town.sato)
        town.nakamura.slash("/resource", LINE, channel=PLACE)
        assert "似た記録" not in words(town.last(town.nakamura, "この内容で"))

    def test_marks_that_call_people_are_shown_to_the_letter(self, town: Town) -> None:
        town.nakamura.slash("/resource", "<!channel> サロン 毎週水曜 中央公民館", channel=PLACE)
        asked = town.last(town.nakamura, "この内容で")
        assert "<!channel>" not in words(asked)


class TestForm:
    def test_six_fields_make_a_note(self, town: Town) -> None:
        form = town.form(town.nakamura)
        given = {
            "名前": "とくとく号",
            "種類": "インフォーマル",
            "分野": ["買い物"],
            "日時": "毎週火曜 午後1時半〜2時",
            "場所": "緑町会館前 緑町3丁目5",
            "連絡先": "とくとく商店 0155-22-9999",
        }
        assert len(given) == 6
        town.nakamura.submit(form, given)
        assert town.nakamura.views == []
        assert "とくとく号" in words(town.last(town.nakamura, "記録しました。"))
        (note,) = town.notes()
        assert (note.weekdays, note.starts_at and note.starts_at.hour) == (("火",), 13)
        assert (note.place, note.address) == ("緑町会館前", "緑町3丁目5")
        assert (note.contact, note.phones) == ("とくとく商店", ("0155-22-9999",))
        assert note.visibility is Visibility.PUBLIC

    def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(self, town: Town) -> None:
        form = town.form(town.nakamura)
        sent = town.nakamura.submit(form, {"名前": "み" * 201, "日時": "毎週水曜"})
        assert sent.errors == {"name": "「名前」は200文字までです（いま201文字）。"}
        assert town.notes() == []
        town.nakamura.close(form)
        again = town.form(town.nakamura)
        assert "前に書きかけたものを開いています" in str(again.content["blocks"])
        assert town.nakamura.submit(again, {"名前": "見守りの会"}).acked
        town.last(town.nakamura, "記録しました。")
        assert town.notes()[0].weekdays == ("水",)

    def test_a_my_number_is_refused_at_its_field(self, town: Town) -> None:
        form = town.form(town.nakamura)
        sent = town.nakamura.submit(form, {"名前": "見守り", "連絡先": "123456789018"})
        assert sent.errors is not None
        assert "マイナンバー" in sent.errors["reach"]

    def test_a_form_that_was_closed_opens_again_as_it_was_and_can_be_emptied(self, town: Town) -> None:
        form = town.form(town.nakamura)
        town.nakamura.fill(form, {"名前": "書きかけの会"})
        town.nakamura.close(form)
        again = town.form(town.nakamura)
        town.nakamura.press(again, "消して新しく書く")
        fresh = town.workspace.wait_for_view(town.nakamura)
        assert "書きかけの会" not in str(fresh.content) + str(fresh.values)
        town.nakamura.close(fresh)
        assert "書きかけ" not in str(town.form(town.nakamura).content)

    def test_the_first_page_turns_into_the_whole_form_with_what_was_typed(self, town: Town) -> None:
        form = town.form(town.nakamura)
        town.nakamura.fill(form, {"名前": "とくとく号"})
        town.nakamura.press(form, "くわしく")
        whole = town.workspace.wait_for_view(town.nakamura)
        given = {"費用": "無料", "公開範囲": "内部メモ", "内容": "移動販売の車が来ます", "タグ": "車、野菜"}
        assert town.nakamura.submit(whole, given).acked
        town.last(town.nakamura, "記録しました。")
        (note,) = town.notes()
        assert (note.name, note.cost, note.visibility) == ("とくとく号", "無料", Visibility.INTERNAL)
        assert (note.tags, note.offers) == (("車", "野菜"), "移動販売の車が来ます")

    def test_a_form_sent_ten_times_records_one_note(self, town: Town) -> None:
        form = town.form(town.nakamura)
        sent = town.nakamura.submit(form, {"名前": "とくとく号"})
        for _ in range(9):
            assert town.workspace.redeliver(sent, new_envelope=True).acked
        assert len(town.notes()) == 1
        assert town.notes()[0].version == 1
        assert len([each for each in town.seen(town.nakamura) if "とくとく号" in words(each)]) == 1

    def test_personal_data_is_asked_about_before_saving(self, town: Town) -> None:
        form = town.form(town.nakamura)
        town.nakamura.submit(form, {"名前": "雪はねの手伝い", "連絡先": "090-1234-5678"})
        question = town.nakamura.views[-1]
        assert "携帯電話の番号のようなものがあります" in str(question.content)
        assert town.notes() == []
        town.nakamura.submit(question)
        town.last(town.nakamura, "記録しました。")
        assert town.notes()[0].visibility is Visibility.INTERNAL
        assert town.nakamura.views == []

    def test_what_the_person_agrees_to_may_be_shown_wider(self, town: Town) -> None:
        form = town.form(town.nakamura)
        town.nakamura.submit(form, {"名前": "雪はねの手伝い", "連絡先": "090-1234-5678"})
        town.nakamura.submit(town.nakamura.views[-1], {"公開": ["本人の同意があるので、ほかの人にも見せます"]})
        town.last(town.nakamura, "記録しました。")
        (note,) = town.notes()
        assert (note.visibility, note.consent) == (Visibility.PUBLIC, True)

    @pytest.mark.parametrize(("choice", "count"), [("別のものとして保存する", 2), ("「ふれあいサロン」に統合する", 1)])
    def test_a_likely_twin_is_decided_on_before_saving(self, town: Town, choice: str, count: int) -> None:
        town.kept(SALON, town.sato)
        form = town.form(town.nakamura)
        town.nakamura.submit(form, {"名前": "ふれあいサロン", "場所": "中央公民館", "連絡先": "0155-22-1234"})
        decided = town.nakamura.submit(town.nakamura.views[-1], {"どうしますか": choice})
        town.last(town.nakamura, "記録しました。" if count == 2 else "統合しました。")
        assert town.workspace.redeliver(decided, new_envelope=True).acked
        assert len(town.notes()) == count
        assert ("0155-22-1234",) in [note.phones for note in town.notes()]

    def test_a_record_that_cannot_be_written_to_says_so_and_keeps_the_form(
        self, town: Town, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        form = town.form(town.nakamura)

        def unavailable(*_: object) -> ResourceNote:
            raise RecordUnavailable("資源メモの保存先が使えませんでした。", "少し待ってください。")

        with monkeypatch.context() as broken:
            broken.setattr(town.record.store, "add", unavailable)
            sent = town.nakamura.submit(form, {"名前": "とくとく号"})
        assert sent.errors is not None
        assert "保存先が使えませんでした" in sent.errors["name"]
        town.nakamura.submit(form)
        town.last(town.nakamura, "記録しました。")

    def test_a_change_after_a_yes_that_came_too_late_is_not_lost(self, town: Town) -> None:
        form = town.form(town.nakamura)
        sent = town.nakamura.submit(form, {"名前": "とくとく号"})
        view = sent.outgoing.payload["view"]
        state = {
            "name": {next(iter(view["state"]["values"]["name"])): {"type": "plain_text_input", "value": "新しい名"}}
        }
        view["state"]["values"].update(state)
        town.workspace.redeliver(sent, new_envelope=True)
        town.last(town.nakamura, "書きかえました。")
        assert [note.name for note in town.notes()] == ["新しい名"]


class TestShortcuts:
    def test_a_message_becomes_a_note_with_its_place_and_photos(self, town: Town) -> None:
        said = town.sato.say(PLACE, "緑町会館で毎週金曜10時から、体操の会をやっているそうです 0155-22-7777")
        town.nakamura.message_shortcut("resource_from_message", said)
        form = town.workspace.wait_for_view(town.nakamura)
        town.nakamura.submit(form, {"名前": "緑町体操の会"})
        town.last(town.nakamura, "記録しました。")
        (note,) = town.notes()
        assert (note.name, note.weekdays, note.phones) == ("緑町体操の会", ("金",), ("0155-22-7777",))
        (link,) = note.links
        assert said.channel in link
        assert said.ts.replace(".", "") in link

    def test_a_photo_beside_the_words_comes_along(self, town: Town) -> None:
        town.sato.upload(PLACE, b"\x89PNG\r\n\x1a\n", "salon.png", text="ふれあいサロン 毎週水曜 中央公民館")
        said = town.workspace.messages(PLACE)[-1]
        town.nakamura.message_shortcut("resource_from_message", said)
        town.nakamura.submit(town.workspace.wait_for_view(town.nakamura))
        town.last(town.nakamura, "記録しました。")
        assert len(town.notes()[0].photos) == 1

    def test_the_global_shortcut_opens_the_form(self, town: Town) -> None:
        town.nakamura.shortcut("resource_new")
        town.nakamura.submit(town.workspace.wait_for_view(town.nakamura), {"名前": "とくとく号"})
        receipt = town.last(town.nakamura, "記録しました。")
        assert receipt in town.direct(town.nakamura)

    def test_a_button_on_the_home_tab_opens_the_form(self, town: Town) -> None:
        town.nakamura.open_home()
        home = town.workspace.wait_for(lambda: town.nakamura.home, 60, "the Home tab")
        town.nakamura.press(home, "資源を書く")
        assert town.workspace.wait_for_view(town.nakamura).content["callback_id"] == "resource_form"

    def test_a_draft_is_gone_on_with_from_the_home_tab(self, town: Town) -> None:
        form = town.form(town.nakamura)
        town.nakamura.fill(form, {"名前": "書きかけの会"})
        town.nakamura.close(form)
        (waiting,) = Drafts(town.record.drafts).waiting(town.viewer(town.nakamura))
        assert waiting.name == "書きかけの会"
        town.nakamura.press(town.home_with(town.nakamura, button("続ける", GO_ON, waiting.slot)), "続ける")
        assert town.nakamura.submit(town.workspace.wait_for_view(town.nakamura), {"場所": "緑町会館"}).acked
        assert "書きかけの会" in words(town.last(town.nakamura, "記録しました。"))
        assert Drafts(town.record.drafts).waiting(town.viewer(town.nakamura)) == ()

    def test_a_draft_that_is_gone_says_so(self, town: Town) -> None:
        town.nakamura.press(town.home_with(town.nakamura, button("続ける", GO_ON, "form")), "続ける")
        town.last(town.nakamura, GONE)

    def test_an_edit_that_was_only_opened_is_no_draft(self, town: Town) -> None:
        town.kept(SALON, town.sato)
        edit_form(town, town.nakamura)
        assert Drafts(town.record.drafts).waiting(town.viewer(town.nakamura)) == ()

    def test_a_note_is_verified_and_edited_from_the_home_tab(self, town: Town) -> None:
        note = town.kept(SALON, town.nakamura)
        row = (button("変わりなし", "resource_verify", f"{note.id}:1"), button("修正", EDIT_ACTION, note.id))
        home = town.home_with(town.nakamura, *row)
        for _ in range(3):
            town.nakamura.press(home, "変わりなし")
        assert "「変わりなし」と記録しました。" in words(town.last(town.nakamura, "「変わりなし」"))
        assert town.record.see(note.id, town.everything).version == 2
        town.nakamura.press(home, "修正")
        town.nakamura.submit(town.workspace.wait_for_view(town.nakamura), {"場所": "緑町会館"})
        town.last(town.nakamura, "書きかえました。")

    def test_a_note_that_is_gone_is_told_from_the_home_tab(self, town: Town) -> None:
        home = town.home_with(town.nakamura, button("修正", EDIT_ACTION, "f" * 32))
        town.nakamura.press(home, "修正")
        town.last(town.nakamura, "見つかりませんでした")


class TestWaysBack:
    def test_a_search_shows_who_seeks_alone_what_there_is(self, town: Town) -> None:
        town.kept(SALON, town.sato)
        town.nakamura.slash("/resource", "検索 水曜に集まるところ", channel=PLACE)
        found = town.last(town.nakamura, "ふれあいサロン")
        assert "最終確認日 未確認" in words(found)
        assert town.seen(town.sato) == []

    def test_filters_narrow_a_search(self, town: Town) -> None:
        town.kept(SALON, town.sato)
        town.nakamura.slash("/resource", "検索 分野:買い物", channel=PLACE)
        town.last(town.nakamura, "見つかりませんでした")
        town.nakamura.slash("/resource", "検索 曜日：水曜", channel=PLACE)
        town.last(town.nakamura, "ふれあいサロン")

    @pytest.mark.parametrize(
        ("button", "says", "step"),
        [("変わりなし", "最終確認日 20", "変わりなし"), ("休止", "休止", "休止"), ("終了", "終了", "終了")],
    )
    def test_a_step_is_taken_from_the_list_once(self, town: Town, button: str, says: str, step: str) -> None:
        note = town.kept(SALON, town.sato)
        town.nakamura.slash("/resource", "一覧", channel=PLACE)
        listed = town.last(town.nakamura, "ふれあいサロン")
        for _ in range(3):
            town.nakamura.press(listed, button)
        assert says in words(town.last(town.nakamura, f"「{step}」"))
        history = town.record.history(note.id, town.everything)
        assert [each.action.value for each in history] == ["記録", step]
        assert history[-1].by == town.nakamura.id

    def test_an_edit_changes_what_was_typed_and_nothing_else(self, town: Town) -> None:
        note = town.kept(SALON, town.sato)
        form = edit_form(town, town.nakamura)
        town.nakamura.submit(form, {"場所": "緑町会館"})
        town.last(town.nakamura, "書きかえました。")
        changed = town.record.see(note.id, town.everything)
        expected = dataclasses.replace(note, place="緑町会館", version=2, updated_at=changed.updated_at)
        assert changed == expected

    def test_an_edit_delivered_twice_is_one_edit(self, town: Town) -> None:
        note = town.kept(SALON, town.sato)
        sent = town.nakamura.submit(edit_form(town, town.nakamura), {"場所": "緑町会館"})
        assert town.workspace.redeliver(sent, new_envelope=True).acked
        assert [each.id for each in town.notes()] == [note.id]
        assert town.notes()[0].version == 2

    @pytest.mark.parametrize(
        ("choice", "place", "cost"),
        [
            ("自分がなおした項目を、その上に書く", "緑町会館", "200円"),
            ("いまの記録のままにする", "中央公民館", "200円"),
        ],
    )
    def test_the_second_editor_sees_what_changed_and_chooses(
        self, town: Town, choice: str, place: str, cost: str
    ) -> None:
        note = town.kept(SALON, town.sato)
        form = edit_form(town, town.nakamura)
        town.record.edit(dataclasses.replace(note, cost="200円"), Viewer(note.team_id, town.sato.id))
        town.nakamura.submit(form, {"場所": "緑町会館"})
        question = town.nakamura.views[-1]
        assert "費用: 「」→「200円」" in str(question.content)
        assert town.sato.id in str(question.content)
        town.nakamura.submit(question, {"どうしますか": choice})
        assert town.nakamura.views == []
        now = town.record.see(note.id, town.everything)
        assert (now.place, now.cost) == (place, cost)

    def test_a_receipt_takes_the_record_back(self, town: Town) -> None:
        town.nakamura.slash("/resource", LINE, channel=PLACE)
        town.nakamura.press(town.last(town.nakamura, "この内容で"), "保存")
        town.nakamura.press(town.last(town.nakamura, "記録しました。"), "取消")
        town.last(town.nakamura, "取り消しました")
        assert town.notes() == []

    def test_nobody_but_the_author_takes_a_record_back(self, town: Town) -> None:
        note = town.kept(SALON, town.sato)
        with pytest.raises(NoteNotFound):
            town.record.withdraw(note.id, Viewer(note.team_id, town.nakamura.id))
        assert town.record.withdraw(note.id, Viewer(note.team_id, town.kanri.id, is_admin=True)).id == note.id


class TestWhoSees:
    def test_an_internal_note_is_found_by_its_author_and_administrators_alone(self, town: Town) -> None:
        town.kept(dataclasses.replace(SALON, visibility=Visibility.INTERNAL), town.nakamura)
        town.nakamura.slash("/resource", "検索 サロン", channel=PLACE)
        assert "内部メモ" in words(town.last(town.nakamura, "ふれあいサロン"))
        town.sato.slash("/resource", "検索 サロン", channel=PLACE)
        town.last(town.sato, "見つかりませんでした")
        town.kanri.slash("/resource", "検索 サロン", channel="協議体")
        assert any("ふれあいサロン" in words(each) for each in town.seen(town.kanri, "協議体"))

    def test_a_note_for_a_channel_is_found_from_within_it_alone(self, town: Town) -> None:
        circle = (town.workspace.channel(PLACE).id,)
        town.kept(dataclasses.replace(SALON, visibility=Visibility.CIRCLE, circle=circle), town.kanri)
        town.nakamura.slash("/resource", "検索 サロン", channel=PLACE)
        town.last(town.nakamura, "ふれあいサロン")
        town.nakamura.slash("/resource", "検索 サロン", channel="協議体")
        (answer,) = town.seen(town.nakamura, "協議体")
        assert "見つかりませんでした" in words(answer)

    def test_a_button_that_outlived_its_right_to_be_seen_does_nothing(self, town: Town) -> None:
        note = town.kept(SALON, town.sato)
        town.nakamura.slash("/resource", "一覧", channel=PLACE)
        listed = town.last(town.nakamura, "ふれあいサロン")
        town.record.edit(dataclasses.replace(note, visibility=Visibility.INTERNAL), Viewer(note.team_id, town.sato.id))
        town.nakamura.press(listed, "終了")
        town.last(town.nakamura, "見つかりませんでした")
        assert town.record.see(note.id, town.everything).state.value == "利用可"


def test_no_word_of_a_note_is_logged(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="bot")
    town.nakamura.slash("/resource", LINE, channel=PLACE)
    town.nakamura.press(town.last(town.nakamura, "この内容で"), "保存")
    town.last(town.nakamura, "記録しました。")
    own = [record.getMessage() for record in caplog.records if record.name.startswith("bot.listeners")]
    assert not any("サロン" in text or "0155" in text for text in own)


def edit_form(town: Town, person: Person) -> View:
    person.slash("/resource", "一覧", channel=PLACE)
    person.press(town.last(person, "ふれあいサロン"), "修正")
    return town.workspace.wait_for_view(person)
