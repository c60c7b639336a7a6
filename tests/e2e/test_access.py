"""No barrier that axe finds serious, on any screen, at either width."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # the wheel carries no types
from playwright.sync_api import Page, expect

from bot.sandbox.driver import Workspace
from tests.e2e.conftest import DESKTOP, PHONE, OpenPage
from tests.e2e.desk import Desk
from tests.e2e.hands import form, messages, run_shortcut, write


def serious(page: Page) -> list[str]:
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes']]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def channel(page: Page) -> None:
    page.get_by_role("log").wait_for()


def blocks(page: Page) -> None:
    write(page, "/blocks")
    messages(page).get_by_text("10分の体操です").wait_for()


def fields(page: Page) -> None:
    write(page, "/fields")
    sheet = form(page, "項目いろいろ")
    sheet.get_by_role("button", name="送る").click()
    expect(sheet.get_by_text("入力してください。").first).to_be_visible()


def people(page: Page) -> None:
    page.get_by_role("button", name="いまの人").click()
    page.get_by_role("menu").wait_for()


def emoji(page: Page) -> None:
    page.get_by_role("button", name="絵文字を入れる").click()
    form(page, "絵文字").wait_for()


def tools(page: Page) -> None:
    page.get_by_role("button", name="道具").click()
    page.get_by_role("switch", name="遅い回線").wait_for()


def shortcut(page: Page) -> None:
    run_shortcut(page, "資源を書きとめる")
    form(page, "資源を書きとめる").wait_for()


def home(page: Page) -> None:
    page.goto(f"{page.url.split('#')[0]}#/app/home")
    page.get_by_text("ようこそ。").wait_for()


def thread(page: Page) -> None:
    write(page, "話題")
    message = messages(page).first
    message.focus()
    page.keyboard.press("Enter")
    page.get_by_role("log", name="スレッド").wait_for()


def refused(page: Page) -> None:
    write(page, "/nothing")
    page.locator(".notice").wait_for()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("screen", [channel, blocks, fields, people, emoji, tools, shortcut, home, thread, refused])
def test_axe_finds_nothing_serious(
    desk_workspace: Workspace,
    desk: Desk,
    open_page: OpenPage,
    screen: Callable[[Page], None],
    size: tuple[int, int],
) -> None:
    page = open_page(desk_workspace, size=size)
    screen(page)
    assert serious(page) == []


def test_the_list_on_a_phone_has_no_barrier(desk_workspace: Workspace, desk: Desk, open_page: OpenPage) -> None:
    page = open_page(desk_workspace, size=PHONE, at="#/")
    page.get_by_role("navigation").wait_for()
    assert serious(page) == []


def test_the_page_says_what_it_shows_to_a_screen_reader(
    desk_workspace: Workspace, desk: Desk, open_page: OpenPage
) -> None:
    page = open_page(desk_workspace)
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    page.keyboard.press("Shift+Tab")
    for _ in range(40):
        if page.evaluate("() => document.activeElement.textContent") == "本文へ":
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    desk_workspace.person("colleague").say("協議体", "はい")
    expect(page.get_by_role("log", name="協議体のメッセージ")).to_have_attribute("aria-live", "polite")
