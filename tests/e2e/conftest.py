"""A real browser on a real page: the bot itself, or the small app of `desk.py`, behind it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import MANIFEST, running_bot
from tests.e2e.desk import PATIENT, Desk, open_desk

ROLE = "協議体の役割は?"
ROLE_ANSWER = "①地域の**情報共有**の場\n②資源開発の場"
PHONE = (360, 740)
DESKTOP = (1280, 800)
NAMES = ("chromium", "chromium-browser", "google-chrome")

OpenPage = Callable[..., Page]

expect.set_options(timeout=30_000)  # a busy machine is no failure


@contextmanager
def real_browser() -> Iterator[Browser | None]:
    """The machine's own chromium, or None where there is none."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        yield None
        return
    with sync_playwright() as playwright:
        # Containers give root no user namespaces; the pages are our own.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with real_browser() as browser:
        if browser is None:
            pytest.skip("chromium is absent: apt-get install chromium fonts-noto-cjk")
        yield browser


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens the page of a workspace as a person; whatever breaks inside the page fails the test."""
    problems: list[str] = []
    pages: list[Page] = []

    def note(text: str) -> None:
        if "Content Security Policy" in text:
            problems.append(text)

    def open_one(
        workspace: Workspace, person: str = "coordinator", size: tuple[int, int] = DESKTOP, at: str = ""
    ) -> Page:
        width, height = size
        page = browser.new_page(viewport={"width": width, "height": height}, locale="ja-JP")
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: note(message.text))
        page.goto(f"{workspace.url}/?as={person}{at}")
        page.get_by_role("button", name="いまの人").wait_for()
        pages.append(page)
        return page

    yield open_one
    for page in pages:
        page.close()
    assert problems == []


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace.from_manifest(MANIFEST, page=True, deadlines=PATIENT) as workspace:
        yield workspace


@pytest.fixture
def answerer() -> Iterator[ScriptedAnswerer]:
    answerer = ScriptedAnswerer({ROLE: ROLE_ANSWER})
    yield answerer
    answerer.gate.set()


@pytest.fixture
def bot(workspace: Workspace, answerer: ScriptedAnswerer, tmp_path: Path) -> Iterator[Inbox]:
    with running_bot(workspace, answerer, tmp_path / "inbox.db") as inbox:
        yield inbox


@pytest.fixture
def at_desk() -> Iterator[tuple[Workspace, Desk]]:
    with open_desk() as both:
        yield both


@pytest.fixture
def desk_workspace(at_desk: tuple[Workspace, Desk]) -> Workspace:
    return at_desk[0]


@pytest.fixture
def desk(at_desk: tuple[Workspace, Desk]) -> Desk:
    return at_desk[1]
