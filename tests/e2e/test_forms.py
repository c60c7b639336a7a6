"""Forms in the browser: filling in, problems, stacks, waiting, failing, and what the app is sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from bot.sandbox.clock import Deadlines
from bot.sandbox.driver import Workspace
from tests.e2e.conftest import PHONE, OpenPage
from tests.e2e.desk import Desk
from tests.e2e.hands import form, messages, note_waiting, run_shortcut, write


def opened(page: Page) -> Any:
    run_shortcut(page, "資源を書きとめる")
    return form(page, "資源を書きとめる")


def test_a_resource_is_logged_through_the_form_on_a_phone(
    desk_workspace: Workspace, desk: Desk, open_page: OpenPage
) -> None:
    page = open_page(desk_workspace, size=PHONE)
    write(page, "/resource")
    sheet = form(page, "資源を書きとめる")
    expect(sheet.get_by_label("名前")).to_be_focused()
    sheet.get_by_label("名前").fill("ひだまりの会")
    sheet.get_by_role("checkbox", name="居場所").check()
    sheet.get_by_label("気づいたこと").fill("毎週月曜\nお茶つき")
    sheet.get_by_role("button", name="保存する").click()
    expect(sheet).to_have_count(0)
    page.get_by_role("link", name="チャンネルの一覧に戻る").click()
    entry = page.get_by_role("link", name="desk")
    expect(entry).to_contain_text("1件の未読")  # it leads to Home until then
    entry.click()
    expect(messages(page, "desk")).to_contain_text("「ひだまりの会」を書きとめました。")
    (note,) = desk.notes
    assert note["name"]["value"]["value"] == "ひだまりの会"
    assert [one["value"] for one in note["people"]["value"]["selected_options"]] == ["place"]
    assert note["note"]["value"]["value"] == "毎週月曜\nお茶つき"
    assert note["mail"]["value"]["value"] is None


def test_an_empty_field_is_named_before_the_app_is_asked(
    desk_workspace: Workspace, desk: Desk, open_page: OpenPage
) -> None:
    sheet = opened(open_page(desk_workspace, size=PHONE))
    sheet.get_by_role("button", name="保存する").click()
    expect(sheet.get_by_label("名前")).to_be_focused()
    expect(sheet.get_by_label("名前")).to_have_accessible_description("みなさんが呼んでいる名前 入力してください。")
    sheet.get_by_label("名前").fill("会")
    expect(sheet.get_by_text("入力してください。")).to_be_hidden()
    sheet.get_by_label("連絡先").fill("でんわ")
    sheet.get_by_role("button", name="保存する").click()
    expect(sheet.get_by_text("メールアドレスの形で入力してください。")).to_be_visible()
    sheet.get_by_label("連絡先").fill("kai@example.com")
    sheet.get_by_role("button", name="保存する").click()
    expect(sheet).to_have_count(0)
    assert len(desk.notes) == 1


def test_what_the_app_finds_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    desk_workspace: Workspace, desk: Desk, open_page: OpenPage
) -> None:
    sheet = opened(open_page(desk_workspace))
    sheet.get_by_label("名前").fill("既出")
    sheet.get_by_label("気づいたこと").fill("長い文章")
    sheet.get_by_role("button", name="保存する").click()
    expect(sheet.get_by_text("同じ名前の資源があります。")).to_be_visible()
    expect(sheet.get_by_label("名前")).to_be_focused()
    expect(sheet.get_by_label("気づいたこと")).to_have_value("長い文章")
    sheet.get_by_label("名前").fill("別の会")
    sheet.get_by_role("button", name="保存する").click()
    expect(sheet).to_have_count(0)


def test_a_form_that_gets_no_answer_says_so_and_stays(
    desk_workspace: Workspace, desk: Desk, open_page: OpenPage
) -> None:
    sheet = opened(open_page(desk_workspace))
    sheet.get_by_label("名前").fill("止まる")
    button = sheet.get_by_role("button", name="保存する")
    note_waiting(button)
    desk_workspace.core.deadlines = Deadlines()
    button.click()
    alarm = sheet.get_by_role("alert")
    expect(alarm).to_contain_text("送信できませんでした。")
    expect(alarm).to_contain_text("operation_timeout")
    expect(button).to_have_attribute("data-waited", "true")
    expect(sheet.get_by_label("名前")).to_have_value("止まる")


def test_forms_stack_and_the_lower_one_keeps_what_was_typed(
    desk_workspace: Workspace, desk: Desk, open_page: OpenPage
) -> None:
    page = open_page(desk_workspace)
    sheet = opened(page)
    sheet.get_by_label("名前").fill("ひだまりの会")
    sheet.get_by_role("button", name="協力者を加える").click()
    upper = form(page, "協力者")
    upper.get_by_label("お名前").fill("山田さん")
    upper.get_by_role("button", name="加える").click()
    expect(form(page, "資源を書きとめる").get_by_label("名前")).to_have_value("ひだまりの会")
    sheet.get_by_role("button", name="協力者を加える").click()
    upper.get_by_role("button", name="前の画面に戻る").click()
    expect(sheet.get_by_label("名前")).to_have_value("ひだまりの会")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert desk_workspace.person("coordinator").views == []


def test_a_form_that_changes_under_ones_hands_keeps_text_and_focus(
    desk_workspace: Workspace, desk: Desk, open_page: OpenPage
) -> None:
    sheet = opened(open_page(desk_workspace))
    sheet.get_by_label("名前").fill("ひだまりの会")
    sheet.get_by_label("種類").focus()
    sheet.get_by_label("種類").select_option("移動の手伝い")
    expect(sheet.get_by_text("種類を選びました。")).to_be_visible()
    expect(sheet.get_by_label("名前")).to_have_value("ひだまりの会")
    expect(sheet.get_by_label("種類")).to_have_value("transport")
    expect(sheet.get_by_label("種類")).to_be_focused()


def test_every_kind_of_field_reaches_the_app_as_slack_sends_it(
    desk_workspace: Workspace, desk: Desk, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(desk_workspace)
    photo = tmp_path / "公民館.png"
    photo.write_bytes(b"\x89PNG\r\n\x1a\n")
    write(page, "/fields")
    sheet = form(page, "項目いろいろ")
    for label, text in [
        ("一行", "ことば"),
        ("文章", "文です"),
        ("人数", "12"),
        ("ページ", "https://example.com/"),
        ("日", "2026-11-30"),
        ("時刻", "09:30"),
    ]:
        sheet.get_by_label(label, exact=True).fill(text)
    sheet.get_by_label("種類").select_option("見守り")
    sheet.get_by_role("radio", name="毎月").check()
    sheet.get_by_role("checkbox", name="火").check()
    purposes = sheet.get_by_role("combobox", name="目的")
    for typed in ("居", "見"):
        purposes.fill(typed)
        expect(sheet.get_by_role("listbox", name="目的").get_by_role("option", selected=True)).to_contain_text(typed)
        purposes.press("Enter")
    town = sheet.get_by_role("combobox", name="地区")
    town.fill("中")
    expect(sheet.get_by_role("listbox", name="地区").get_by_role("option")).to_have_text(["中央", "中川"])
    town.press("ArrowDown")
    town.press("Enter")
    sheet.get_by_label("担当").select_option(label="佐藤")
    sheet.get_by_label("連絡する場所").select_option(label="#協議体")
    sheet.get_by_label("写真").set_input_files(photo)
    expect(sheet.get_by_role("listitem").filter(has_text="公民館.png")).to_be_visible()
    sheet.get_by_role("button", name="送る").click()
    expect(form(page, "受け取りました")).to_contain_text("ありがとうございます。")
    (given,) = [_values(note) for note in desk.notes]
    assert desk.notes[0]["file"]["value"]["files"][0]["mimetype"] == "image/png"
    assert given == {
        "text": "ことば",
        "rich": "文です",
        "number": "12",
        "url": "https://example.com/",
        "date": "2026-11-30",
        "time": "09:30",
        "select": "watch",
        "radio": "monthly",
        "boxes": ["tue"],
        "many": ["place", "watch"],
        "town": "中川",
        "person": desk_workspace.person("colleague").id,
        "place": desk_workspace.channel("協議体").id,
        "file": ["公民館.png"],
    }


def _values(note: dict[str, Any]) -> dict[str, Any]:
    return {block: _plain(next(iter(actions.values()))) for block, actions in note.items()}


def _plain(state: dict[str, Any]) -> Any:
    value = next(value for name, value in state.items() if name != "type")
    if state["type"] == "rich_text_input":
        return value["elements"][0]["elements"][0]["text"]
    if state["type"] == "file_input":
        return [file["name"] for file in value]
    if isinstance(value, list):
        return [one["value"] for one in value]
    return value["value"] if isinstance(value, dict) else value
