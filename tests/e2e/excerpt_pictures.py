"""Takes the pictures of excerpts at phone width: `python -m tests.e2e.excerpt_pictures [folder]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from bot.sandbox.driver import Workspace
from bot.settings import read_settings
from bot.wiring import Services
from tests.bot.commands import put_sample
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import MANIFEST, running_bot
from tests.e2e.conftest import PHONE, real_browser
from tests.e2e.hands import write
from tests.e2e.screenshots import FOLDER, photograph

SECTIONS = (
    "### 5-2 協議体の七つの役割",
    "### 5-4 協議体に声をかける相手",
    "### 5-8 協議体の会議の準備",
    "### 5-9 協議体の会議の進め方",
    "### 5-11 協議体が行き詰まったとき",
)


@contextmanager
def bot_with_handbook() -> Iterator[Workspace]:
    """The bot with a chapter of the sample handbook, and a page to use it."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "home"
        put_sample(home, *SECTIONS)
        services = Services(read_settings({"TSUNAGI_HOME": str(home)}, home / "absent.env"))
        try:
            with (
                Workspace.from_manifest(MANIFEST, page=True) as workspace,
                running_bot(workspace, ScriptedAnswerer(), Path(scratch) / "inbox.db", excerpts=services.excerpts),
            ):
                yield workspace
        finally:
            services.close()


def list_passages(page: Page) -> None:
    """From the command to the list."""
    write(page, "/excerpt 協議体 会議 準備")
    page.get_by_role("button", name="引用する").first.wait_for()
    page.get_by_text("に関する資料").scroll_into_view_if_needed()


def gather_two(page: Page) -> None:
    """A passage and what stands after it."""
    page.get_by_role("button", name="前後を見る").first.click()
    page.get_by_role("button", name="一覧に戻る").wait_for()
    page.get_by_role("button", name="まとめに加える").click()
    page.get_by_text("まとめ 1件").wait_for()
    page.get_by_role("button", name="次へ").click()
    page.get_by_text("5-9 協議体の会議の進め方").first.wait_for()
    page.get_by_role("button", name="まとめに加える").click()
    page.get_by_text("まとめ 2件").wait_for()


def quote_all(page: Page) -> None:
    """What everybody reads."""
    page.get_by_role("button", name="まとめて投稿").click()
    page.get_by_text("さんが引用（2件）").wait_for()


def main(folder: Path = FOLDER) -> int:
    """Takes the pictures into `folder`; returns 1 where there is no browser."""
    folder.mkdir(parents=True, exist_ok=True)
    with real_browser() as browser, bot_with_handbook() as workspace:
        if browser is None:
            sys.stderr.write("chromium is absent: apt-get install chromium fonts-noto-cjk\n")
            return 1
        page = browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]}, locale="ja-JP")
        page.goto(f"{workspace.url}/?as=coordinator")
        page.get_by_role("log").wait_for()

        def picture(name: str) -> None:
            photograph(page, folder / f"{name}-{PHONE[0]}.png")

        list_passages(page)
        picture("excerpt-list")
        gather_two(page)
        picture("excerpt-gather")
        quote_all(page)
        page.get_by_text("さんが引用（2件）").scroll_into_view_if_needed()
        picture("excerpt-card")
        page.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
