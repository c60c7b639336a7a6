"""What people do with messages and the app: shortcuts, reactions, files, changes, timeouts, streams."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from bot.sandbox.clock import Deadlines
from bot.sandbox.driver import Workspace
from tests.e2e.conftest import PHONE, OpenPage
from tests.e2e.desk import MANIFEST, Desk
from tests.e2e.hands import choose, composer, form, messages, note_waiting, notice, thread, write

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000a49444154789c63000100000500010d0a2db40000000049454e44ae426082"
)


def test_a_message_shortcut_works_from_the_menu_of_a_message(
    desk_workspace: Workspace, desk: Desk, open_page: OpenPage
) -> None:
    page = open_page(desk_workspace)
    write(page, "体操の会が始まりました")
    choose(page, messages(page).first, "この発言を残す")
    expect(messages(page).filter(has_text="控えました。")).to_contain_text("あなただけに表示")
    assert desk.heard[0]["message"]["text"] == "体操の会が始まりました"


def test_a_command_that_gets_no_answer_is_said_to_have_failed(
    desk_workspace: Workspace, desk: Desk, open_page: OpenPage
) -> None:
    page = open_page(desk_workspace, size=PHONE)
    desk_workspace.core.deadlines = Deadlines()
    write(page, "/stuck")
    expect(notice(page)).to_contain_text("/stuck: アプリが3秒以内に応答しませんでした。")
    expect(notice(page)).to_contain_text("operation_timeout")


def test_a_button_that_gets_no_answer_is_said_to_have_failed(
    desk_workspace: Workspace, desk: Desk, open_page: OpenPage
) -> None:
    page = open_page(desk_workspace)
    write(page, "/blocks")
    button = page.get_by_role("button", name="返事のないボタン")
    note_waiting(button)
    desk_workspace.core.deadlines = Deadlines()
    button.click()
    expect(notice(page)).to_contain_text("operation_timeout")
    expect(button).not_to_have_attribute("aria-busy", "true")
    expect(button).to_have_attribute("data-waited", "true")


def test_a_command_ends_at_a_half_width_blank_as_in_slack(
    desk_workspace: Workspace, desk: Desk, open_page: OpenPage
) -> None:
    page = open_page(desk_workspace)
    write(page, "/resource　ひだまり")
    expect(notice(page)).to_contain_text("そのコマンドはありません。")


def test_commands_do_not_work_in_threads(desk_workspace: Workspace, desk: Desk, open_page: OpenPage) -> None:
    page = open_page(desk_workspace)
    write(page, "話題です")
    choose(page, messages(page).first, "スレッドで返信")
    reply = page.get_by_role("textbox", name="スレッドに返信")
    reply.fill("/resource いま")
    reply.press("Enter")
    expect(notice(page)).to_contain_text("スレッドの中ではコマンドを使えません。")
    expect(reply).to_have_value("/resource いま")


def test_a_button_asks_back_when_it_should(desk_workspace: Workspace, desk: Desk, open_page: OpenPage) -> None:
    page = open_page(desk_workspace)
    write(page, "/blocks")
    page.get_by_role("button", name="みんなに知らせる").click()
    form(page, "よろしいですか").get_by_role("button", name="やめる").click()
    page.get_by_role("button", name="みんなに知らせる").click()
    form(page, "よろしいですか").get_by_role("button", name="知らせる").click()
    desk_workspace.wait_for(lambda: len(desk.heard) == 1, what="one press")
    assert desk.heard[0]["actions"][0]["action_id"] == "tell"


def test_menus_pickers_and_feedback_in_a_message_reach_the_app(
    desk_workspace: Workspace, desk: Desk, open_page: OpenPage
) -> None:
    page = open_page(desk_workspace)
    write(page, "/blocks")
    row = messages(page).first
    row.get_by_label("種類").select_option("見守り")
    row.get_by_role("button", name="役に立った").click()
    row.get_by_role("button", name="そのほかの操作").click()
    page.get_by_role("menuitem", name="移動の手伝い").click()
    desk_workspace.wait_for(lambda: len(desk.heard) == 3, what="three actions")
    actions = {body["actions"][0]["action_id"]: body["actions"][0] for body in desk.heard}
    assert actions["pick"]["selected_option"]["value"] == "watch"
    assert actions["feedback"]["value"] == "good"
    assert actions["menu"]["selected_option"]["value"] == "transport"


def test_reactions_are_added_counted_and_taken_back(desk_workspace: Workspace, desk: Desk, open_page: OpenPage) -> None:
    page, other = open_page(desk_workspace), open_page(desk_workspace, "colleague")
    write(page, "できました")
    choose(page, messages(page).first, "👍 でリアクション")
    reaction = messages(other).first.get_by_role("button", name="+1 1人（中村）")
    reaction.click()
    expect(messages(page).first.get_by_role("button", name="+1 2人（中村、佐藤）")).to_be_visible()
    messages(page).first.get_by_role("button", name="+1 2人").click()
    expect(messages(other).first.get_by_role("button", name="+1 1人（佐藤）")).to_have_attribute("aria-pressed", "true")

    def heard() -> list[str]:
        return [event["reaction"] for event in desk.events if event["type"] == "reaction_added"]

    desk_workspace.wait_for(lambda: len(heard()) >= 2, 30, "both reactions at the app")
    assert heard() == ["+1", "+1"]


def test_an_emoji_is_found_by_its_name(desk_workspace: Workspace, desk: Desk, open_page: OpenPage) -> None:
    page = open_page(desk_workspace)
    composer(page).press_sequentially("お茶 :te")
    page.get_by_role("option", name=":tea:").click()
    composer(page).press("Enter")
    expect(messages(page).get_by_role("img", name="tea")).to_have_text("🍵")


def test_a_photo_is_shown_and_another_file_can_be_fetched(
    desk_workspace: Workspace, desk: Desk, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(desk_workspace, size=PHONE)
    (tmp_path / "公民館.png").write_bytes(PIXEL)
    (tmp_path / "記録.txt").write_text("三人来ました", encoding="utf-8")
    page.get_by_label("ファイルを選ぶ").set_input_files([tmp_path / "公民館.png", tmp_path / "記録.txt"])
    expect(page.get_by_role("list", name="添付ファイル").get_by_role("listitem")).to_have_count(2)
    composer(page).fill("写真です")
    page.get_by_role("button", name="送信").click()
    picture = messages(page).get_by_role("img", name="公民館.png")
    expect(picture).to_have_js_property("naturalWidth", 1)
    with page.expect_download() as download:
        messages(page).get_by_role("link", name="📄 記録.txt").click()
    assert Path(download.value.path()).read_text(encoding="utf-8") == "三人来ました"


def test_own_messages_can_be_changed_and_deleted(desk_workspace: Workspace, desk: Desk, open_page: OpenPage) -> None:
    page, other = open_page(desk_workspace), open_page(desk_workspace, "colleague")
    write(page, "@佐藤 おはよう")
    choose(page, messages(page).first, "編集")
    text = form(page, "メッセージの編集").get_by_role("textbox")
    expect(text).to_have_value("@佐藤 おはよう")
    text.fill("@佐藤 こんばんは")
    form(page, "メッセージの編集").get_by_role("button", name="保存する").click()
    expect(messages(other).first).to_contain_text("@佐藤 こんばんは（編集済み）")
    choose(page, messages(page).first, "削除")
    form(page, "メッセージの削除").get_by_role("button", name="削除する").click()
    expect(messages(other)).to_have_count(0)


def test_a_deleted_message_with_replies_leaves_a_mark(
    desk_workspace: Workspace, desk: Desk, open_page: OpenPage
) -> None:
    page, sato = open_page(desk_workspace), desk_workspace.person("colleague")
    asked = sato.say("協議体", "どう思いますか")
    sato.say("協議体", "わたしは賛成です", thread_ts=asked.ts)
    expect(messages(page).get_by_role("button", name="1件の返信")).to_be_visible()
    sato.delete(asked)
    expect(messages(page)).to_contain_text("このメッセージは削除されました。")
    messages(page).get_by_role("button", name="1件の返信").click()
    expect(thread(page).nth(1)).to_contain_text("わたしは賛成です")


def test_a_message_for_one_person_can_be_put_away(desk_workspace: Workspace, desk: Desk, open_page: OpenPage) -> None:
    page = open_page(desk_workspace)
    write(page, "覚え書き")
    choose(page, messages(page).first, "この発言を残す")
    whispered = messages(page).filter(has_text="控えました。")
    choose(page, whispered, "この表示を消す")
    expect(whispered).to_have_count(0)


def test_an_answer_grows_while_it_is_being_written(desk_workspace: Workspace, desk: Desk, open_page: OpenPage) -> None:
    page = open_page(desk_workspace)
    write(page, "/stream")
    page.get_by_role("button", name="1件の返信").click()
    growing = thread(page).filter(has_text="はじめの話、")
    expect(growing).to_have_class(re.compile("is-streaming"))
    desk.gate.set()
    expect(growing).to_contain_text("はじめの話、つづきの話。")
    expect(growing).not_to_have_class(re.compile("is-streaming"))
    expect(growing.get_by_role("strong")).to_have_text(["desk", "はじめ"])


def test_the_app_offers_questions_and_its_home_answers(
    desk_workspace: Workspace, desk: Desk, open_page: OpenPage
) -> None:
    page = open_page(desk_workspace, at="#/app/home")
    page.get_by_role("button", name="あいさつする").click()
    expect(page.get_by_text("押してくれてありがとうございます。")).to_be_visible()
    page.get_by_role("tab", name="メッセージ").click()
    page.get_by_role("button", name="使い方を知りたい").click()
    expect(messages(page, "desk")).to_contain_text("使い方を教えてください")


def test_somebody_is_added_to_a_channel(desk_workspace: Workspace, desk: Desk, open_page: OpenPage) -> None:
    page = open_page(desk_workspace)
    page.get_by_role("link", name="雑談").click()
    page.get_by_role("button", name="メンバー 2人").click()
    page.get_by_role("button", name="deskを追加").click()
    expect(page.get_by_role("button", name="メンバー 3人")).to_be_visible()


def test_the_page_comes_back_after_the_server_was_away(open_page: OpenPage, tmp_path: Path) -> None:
    state = tmp_path / "workspace.json"
    with Workspace(MANIFEST, page=True, state_file=state) as workspace:
        page = open_page(workspace)
        write(page, "ひとつめ")
        expect(messages(page)).to_have_count(1)
        port = int(workspace.url.rpartition(":")[2])
    expect(page.get_by_role("alert")).to_contain_text("接続が切れました")
    composer(page).fill("書きかけ")
    with Workspace(MANIFEST, page=True, state_file=state, port=port) as again:
        again.person("colleague").say("協議体", "いない間に")
        expect(messages(page)).to_have_count(2)
        expect(page.get_by_role("alert")).to_have_count(0)
        expect(composer(page)).to_have_value("書きかけ")
        page.close()


def test_the_log_shows_what_the_app_was_sent_without_secrets(
    desk_workspace: Workspace, desk: Desk, open_page: OpenPage
) -> None:
    page = open_page(desk_workspace)
    page.get_by_role("button", name="道具").click()
    write(page, "/blocks")
    page.get_by_role("searchbox", name="記録をしぼりこむ").fill("chat.postMessage")
    entry = page.get_by_label("アプリとやりとりした内容").get_by_role("listitem").filter(has_text="アプリから").first
    entry.locator("summary").click()
    expect(entry).to_contain_text('"text": "部品"')
    expect(page.locator("body")).not_to_contain_text(desk_workspace.bot_token)


def test_posting_can_be_made_to_fail(desk_workspace: Workspace, desk: Desk, open_page: OpenPage) -> None:
    page = open_page(desk_workspace)
    page.get_by_role("button", name="道具").click()
    switch = page.get_by_role("switch", name="投稿を 500 にする")
    switch.check()
    write(page, "/blocks")
    desk_workspace.wait_for(
        lambda: any(entry.kind == "chat.postMessage" for entry in desk_workspace.log), what="a call that fails"
    )
    switch.uncheck()
    expect(switch).not_to_be_checked()
    write(page, "/blocks")
    expect(messages(page)).to_have_count(1)


def test_a_lost_connection_to_the_app_is_shown(desk_workspace: Workspace, desk: Desk, open_page: OpenPage) -> None:
    page = open_page(desk_workspace)
    page.get_by_role("button", name="道具").click()
    page.get_by_role("switch", name="接続をことわる").check()
    page.get_by_role("button", name="通信を途切れさせる").click()
    expect(page.get_by_text("アプリ未接続")).to_be_visible()
    page.get_by_role("switch", name="接続をことわる").uncheck()
    expect(page.get_by_text("アプリ接続中")).to_be_visible(timeout=30_000)
