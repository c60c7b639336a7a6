"""What tests do on the page again and again, in the words of the page."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


def composer(page: Page, place: str = "協議体") -> Locator:
    return page.get_by_role("textbox", name=f"{place} へのメッセージ")


def write(page: Page, text: str, place: str = "協議体") -> None:
    composer(page, place).fill(text)
    composer(page, place).press("Enter")


def messages(page: Page, place: str = "協議体") -> Locator:
    return page.get_by_role("log", name=f"{place}のメッセージ").get_by_role("listitem").and_(page.locator(".message"))


def thread(page: Page) -> Locator:
    return page.get_by_role("log", name="スレッド").locator(".message")


def choose(page: Page, message: Locator, item: str) -> None:
    """Opens a message's ⋯ menu and chooses from it."""
    message.hover()
    message.get_by_role("button", name="メッセージの操作").click()
    page.get_by_role("menuitem", name=item).click()


def run_shortcut(page: Page, name: str) -> None:
    page.get_by_role("button", name="ショートカット").click()
    page.get_by_role("menuitem", name=name).click()


def form(page: Page, title: str) -> Locator:
    return page.get_by_role("dialog", name=title)


def notice(page: Page) -> Locator:
    return page.get_by_role("status").locator(".notice")


def note_waiting(button: Locator) -> None:
    """Leaves a mark on a button once it shows that it waits: that may be over before one looks."""
    button.evaluate(
        """button => new MutationObserver(() => (button.dataset.waited ??= button.getAttribute("aria-busy")))
        .observe(button, { attributes: true, attributeFilter: ["aria-busy"] })"""
    )
