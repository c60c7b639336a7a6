"""The bot itself in the browser: asking in every way, sharing, and what the others see of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from tests.e2e.conftest import DESKTOP, PHONE, ROLE, OpenPage
from tests.e2e.hands import composer, messages, thread, write

SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


@SIZES
def test_a_command_is_answered_for_the_asker_alone_with_its_source(
    workspace: Workspace, bot: Inbox, open_page: OpenPage, size: tuple[int, int]
) -> None:
    asker, other = open_page(workspace, size=size), open_page(workspace, "colleague")
    write(asker, f"/ask {ROLE}")
    answer = messages(asker).filter(has_text="出典: 生活支援コーディネーター手引き")
    expect(answer).to_contain_text("あなただけに表示")
    expect(answer.get_by_role("strong").filter(has_text="情報共有")).to_be_visible()
    write(other, "こんにちは")
    expect(messages(other)).to_have_text([re.compile("こんにちは")])


@SIZES
def test_an_answer_is_shared_to_the_channel_with_one_button(
    workspace: Workspace, bot: Inbox, open_page: OpenPage, size: tuple[int, int]
) -> None:
    asker, other = open_page(workspace, size=size), open_page(workspace, "colleague")
    write(asker, f"/ask {ROLE}")
    asker.get_by_role("button", name="チャンネルに共有").click()
    shared = messages(other).filter(has_text="さんが共有しました")
    expect(shared).to_contain_text("@中村 さんが共有しました")
    expect(shared).to_contain_text("②資源開発の場")
    expect(asker.get_by_role("button", name="チャンネルに共有")).to_have_count(0)


@SIZES
def test_a_mention_is_answered_in_its_thread(
    workspace: Workspace, bot: Inbox, open_page: OpenPage, size: tuple[int, int]
) -> None:
    page = open_page(workspace, size=size)
    write(page, f"@tsunagi {ROLE}")
    page.get_by_role("button", name="1件の返信").click()
    expect(thread(page).nth(1)).to_contain_text("出典: 生活支援コーディネーター手引き")
    expect(messages(page).filter(has_text="出典: ")).to_have_count(0)


def test_a_direct_message_is_answered_there(workspace: Workspace, bot: Inbox, open_page: OpenPage) -> None:
    page = open_page(workspace, at="#/app/messages")
    write(page, ROLE, "tsunagi")
    expect(messages(page, "tsunagi").filter(has_text="出典: ")).to_have_count(1)


def test_the_app_answers_beside_the_channel_too(workspace: Workspace, bot: Inbox, open_page: OpenPage) -> None:
    page = open_page(workspace)
    page.get_by_role("button", name="tsunagi に聞く").click()
    write(page, ROLE, "tsunagi")
    expect(messages(page, "tsunagi").filter(has_text="出典: ")).to_have_count(1)
    expect(page.get_by_role("heading", name="協議体")).to_be_visible()


def test_home_says_how_to_use_the_bot(workspace: Workspace, bot: Inbox, open_page: OpenPage) -> None:
    page = open_page(workspace, at="#/app/home")
    expect(page.get_by_role("tabpanel").get_by_role("heading", name="使い方")).to_be_visible()
    page.get_by_role("tab", name="ホーム").press("ArrowRight")
    expect(composer(page, "tsunagi")).to_be_visible()


def test_commands_are_completed_with_what_the_manifest_says_of_them(
    workspace: Workspace, bot: Inbox, open_page: OpenPage
) -> None:
    page = open_page(workspace)
    composer(page).press_sequentially("/a")
    offer = page.get_by_role("option", name="/ask")
    expect(offer).to_contain_text("協議体の役割は?")
    expect(offer).to_contain_text("資料に質問します（回答はあなただけに表示されます）")
    composer(page).press("Tab")
    expect(composer(page)).to_have_value("/ask ")


def test_everything_can_be_done_with_the_keyboard_alone(workspace: Workspace, bot: Inbox, open_page: OpenPage) -> None:
    page = open_page(workspace)
    expect(composer(page)).to_be_focused()
    page.keyboard.type("/as")
    page.keyboard.press("Enter")
    page.keyboard.type(ROLE)
    page.keyboard.press("Enter")
    share = page.get_by_role("button", name="チャンネルに共有")
    share.wait_for()
    for _ in range(8):  # back from the composer, over all that stands under the answer
        page.keyboard.press("Shift+Tab")
        if share.evaluate("button => button === document.activeElement"):
            break
    expect(share).to_be_focused()
    page.keyboard.press("Enter")
    shared = messages(page).filter(has_text="さんが共有しました")
    shared.wait_for()
    page.get_by_role("log", name="協議体のメッセージ").focus()
    page.keyboard.press("End")
    expect(shared).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="スレッドに返信")).to_be_focused()
    page.keyboard.type("ありがとうございます")
    page.keyboard.press("Enter")
    expect(thread(page)).to_have_count(2)
    page.keyboard.press("Escape")


def test_an_event_that_comes_twice_is_answered_once(workspace: Workspace, bot: Inbox, open_page: OpenPage) -> None:
    page = open_page(workspace)
    page.get_by_role("button", name="道具").click()
    page.get_by_role("switch", name="イベントの再送").check()
    expect(page.get_by_role("switch", name="イベントの再送")).to_be_checked()
    write(page, f"@tsunagi {ROLE}")
    page.get_by_role("button", name="1件の返信").wait_for()

    def sent() -> int:
        return sum(entry.kind == "app_mention" and entry.direction == "to_app" for entry in workspace.log)

    workspace.wait_for(lambda: sent() >= 2, what="the same event twice")
    workspace.wait_for(lambda: bot.unfinished() == 0, what="all work done")
    expect(page.get_by_role("button", name=re.compile(r"^\W*1件の返信"))).to_have_count(1)


def test_what_is_new_is_marked_until_it_is_read(workspace: Workspace, bot: Inbox, open_page: OpenPage) -> None:
    page = open_page(workspace)
    place = page.get_by_role("navigation").get_by_role("link", name="第2層-中央")
    workspace.person("colleague").say("第2層-中央", f"<@{workspace.person('coordinator').id}> 見てください")
    expect(place).to_contain_text("1件の未読")
    expect(page).to_have_title("(1) つなぎ町")
    place.click()
    expect(messages(page, "第2層-中央")).to_contain_text("@中村 見てください")
    expect(place).not_to_contain_text("未読")
    page.reload()
    page.get_by_role("button", name="いまの人").wait_for()
    expect(place).not_to_contain_text("未読")


def test_a_line_shows_where_the_new_messages_begin(workspace: Workspace, bot: Inbox, open_page: OpenPage) -> None:
    sato = workspace.person("colleague")
    sato.say("協議体", "読んだもの")
    page = open_page(workspace)
    expect(messages(page)).to_have_count(1)
    page.get_by_role("link", name="雑談").click()
    expect(page.get_by_role("log", name="雑談のメッセージ")).to_be_visible()
    sato.say("協議体", "新しいもの")
    expect(page.get_by_role("link", name="協議体")).to_contain_text("1件の未読")
    page.get_by_role("link", name="協議体").click()
    expect(messages(page)).to_have_count(2)
    expect(messages(page).nth(0)).not_to_have_class(re.compile("is-first-new"))
    expect(messages(page).nth(1)).to_have_class(re.compile("is-first-new"))


def test_on_a_telephone_what_comes_behind_the_list_stays_unread(
    workspace: Workspace, bot: Inbox, open_page: OpenPage
) -> None:
    page = open_page(workspace, size=PHONE)
    expect(page.get_by_role("log", name="協議体のメッセージ")).to_be_visible()
    page.get_by_role("link", name="チャンネルの一覧に戻る").click()
    place = page.get_by_role("navigation").get_by_role("link", name="協議体")
    expect(place).to_be_visible()
    workspace.person("colleague").say("協議体", "帰りに寄ってください")
    expect(place).to_contain_text("1件の未読")
    place.click()
    expect(messages(page)).to_contain_text("帰りに寄ってください")
    page.get_by_role("link", name="チャンネルの一覧に戻る").click()
    expect(place).not_to_contain_text("未読")


def test_another_person_sees_what_is_theirs(workspace: Workspace, bot: Inbox, open_page: OpenPage) -> None:
    page = open_page(workspace)
    write(page, f"/ask {ROLE}")
    page.get_by_role("button", name="チャンネルに共有").wait_for()
    page.get_by_role("button", name="いまの人").click()
    page.get_by_role("menuitemradio", name="田中").click()
    expect(page.get_by_role("button", name="いまの人: 田中")).to_be_visible()
    expect(page.get_by_role("link", name="第2層-中央")).to_have_count(0)
    write(page, f"/ask {ROLE}")
    expect(page.get_by_text("あなたのワークスペースには追加されていません。").last).to_be_visible()
    expect(messages(page)).to_have_count(0)
