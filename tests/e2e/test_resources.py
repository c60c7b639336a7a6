"""The record of resources on a telephone: 360 pixels wide, thumbs only."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from bot.sandbox.driver import Workspace
from tests.e2e.conftest import PHONE, OpenPage
from tests.e2e.hands import form, messages, write
from tests.e2e.resource_pictures import LINE, bot_with_record, fill_form, save_form


@pytest.fixture
def at_work(browser: object) -> Iterator[Workspace]:
    with bot_with_record() as workspace:
        yield workspace


def test_six_fields_lead_from_the_command_to_the_receipt(at_work: Workspace, open_page: OpenPage) -> None:
    page = open_page(at_work, size=PHONE)
    fill_form(page)
    expect(form(page, "資源メモ").get_by_label("ふりがな")).to_have_count(0)
    save_form(page)
    receipt = messages(page).last
    expect(receipt).to_contain_text("とくとく号")
    for button in ("修正", "取消"):
        expect(receipt.get_by_role("button", name=button)).to_be_visible()


def test_a_line_is_recorded_with_one_confirmation(at_work: Workspace, open_page: OpenPage) -> None:
    page = open_page(at_work, size=PHONE)
    write(page, f"/resource {LINE}")
    page.get_by_role("button", name="保存").click()
    expect(messages(page).last).to_contain_text("記録しました。")
    expect(messages(page).last).to_contain_text("毎週水曜 13時半")


def test_nothing_is_wider_than_the_telephone(at_work: Workspace, open_page: OpenPage) -> None:
    page = open_page(at_work, size=PHONE)
    write(page, f"/resource {LINE}")
    page.get_by_role("button", name="保存").click()
    expect(messages(page).last).to_contain_text("記録しました。")
    write(page, "/resource 検索 水曜に集まれるところ")
    page.get_by_role("button", name="変わりなし").wait_for()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE[0]
    write(page, "/resource")
    form(page, "資源メモ").get_by_role("button", name="くわしく").click()
    form(page, "資源メモ").get_by_label("ふりがな").wait_for()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE[0]
