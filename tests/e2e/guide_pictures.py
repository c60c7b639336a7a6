"""Takes the pictures of the guide's first steps at phone width: `python -m tests.e2e.guide_pictures [folder]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from bot.blocks.document_limits import LIMIT_LABEL
from bot.listeners import failures
from bot.sandbox.driver import Workspace
from bot.settings import read_settings
from bot.wiring import Services
from knowledge.ports import Answerer
from tests.bot.commands import put_sample
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import MANIFEST, running_bot
from tests.e2e.conftest import PHONE, real_browser
from tests.e2e.hands import form, thread, write
from tests.e2e.screenshots import FOLDER, photograph

SECTIONS = (
    "### 5-1 協議体とは",
    "### 5-2 協議体の七つの役割",
    "### 5-4 協議体に声をかける相手",
    "### 7-1 開発と調整の違い",
)
MESSAGES = "#/app/messages"
Take = Callable[[str], None]
Scene = Callable[[Page, Take], None]


@contextmanager
def bot_with_sample() -> Iterator[tuple[Services, Path]]:
    """All that stands behind the bot, with some sections of the sample handbook."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "home"
        put_sample(home, *SECTIONS)
        services = Services(read_settings({"TSUNAGI_HOME": str(home)}, home / "absent.env"))
        try:
            yield services, Path(scratch)
        finally:
            services.close()


@contextmanager
def page_of(
    browser: Browser, services: Services, scratch: Path, answerer: Answerer, folder: Path, admins: tuple[str, ...] = ()
) -> Iterator[Page]:
    """A fresh workspace with the bot in it, at the width of a telephone, as its coordinator sees it."""
    with (
        Workspace.from_manifest(MANIFEST, page=True) as workspace,
        running_bot(
            workspace,
            answerer,
            scratch / folder / "inbox.db",
            admins=frozenset(workspace.person(each).id for each in admins),
            desk=services.desk,
            resources=services.notes,
            excerpts=services.excerpts,
            addressee=services.addressee,
        ),
    ):
        page = browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]}, locale="ja-JP")
        page.goto(f"{workspace.url}/?as=coordinator{MESSAGES}")
        page.get_by_text("はじめまして").wait_for()
        yield page
        page.close()


def first_steps(page: Page, take: Take) -> None:
    """Greeted, asking, asking on in a thread."""
    take("guide-hello")
    write(page, "開発と調整の違いは?", "tsunagi")
    page.get_by_role("button", name="役に立った").wait_for()
    take("guide-answer")
    page.get_by_role("button", name="資料を開く").last.click()
    form(page, "資料を開く").get_by_role("button", name="次へ").wait_for()
    take("guide-open")
    form(page, "資料を開く").get_by_role("button", name="閉じる").last.click()
    page.get_by_role("button", name="担当に聞く").last.click()
    form(page, "担当に聞く").get_by_label("聞く人").select_option(label="管理者")
    take("guide-consult")
    form(page, "担当に聞く").get_by_role("button", name="閉じる").last.click()
    page.get_by_role("tab", name="ホーム").click()
    page.get_by_role("button", name="質問する").wait_for()
    take("guide-home")
    page.goto(page.url.partition("#")[0])
    write(page, "@tsunagi 協議体の役割は?")
    page.get_by_role("button", name="1件の返信").click()
    thread(page).get_by_text("出典: ").first.wait_for()
    reply = page.get_by_role("textbox", name="スレッドに返信")
    reply.fill("声をかける相手は？")
    reply.press("Enter")
    whole = thread(page).get_by_text("→ ").first
    whole.wait_for()
    whole.scroll_into_view_if_needed()
    take("guide-thread")


def asking_again(page: Page, take: Take) -> None:
    """An apology with its button."""
    write(page, "協議体の役割は?", "tsunagi")
    page.get_by_role("button", name="もう一度").wait_for()
    take("guide-again")


def settling(page: Page, take: Take) -> None:
    """The settings of a channel, and who a document is for."""
    page.goto(page.url.partition("#")[0])
    write(page, "/tsunagi 設定")
    sheet = form(page, "このチャンネルの設定")
    page.get_by_role("option").first.click()
    sheet.get_by_role("heading", name="このチャンネルの設定").click()
    take("guide-settings")
    sheet.get_by_role("button", name="閉じる").last.click()
    page.reload()
    write(page, "/tsunagi 資料")
    page.get_by_label(LIMIT_LABEL).last.select_option(index=1)
    sheet = form(page, "公開範囲")
    sheet.get_by_role("radio", name="選んだチャンネルと人だけ").check()
    take("guide-limits")


def main(folder: Path = FOLDER) -> int:
    """Takes the pictures into `folder`; returns 1 where there is no browser."""
    folder.mkdir(parents=True, exist_ok=True)
    failures.LONGEST_PAUSE = 0.01  # the apology comes at once, not after half a minute
    broken = ScriptedAnswerer()
    broken.failures = [RuntimeError("broken")] * 6
    with real_browser() as browser, bot_with_sample() as (services, scratch):
        if browser is None:
            sys.stderr.write("chromium is absent: apt-get install chromium fonts-noto-cjk\n")
            return 1
        scenes: tuple[tuple[str, Answerer, Scene, tuple[str, ...]], ...] = (
            ("first", services.answerer, first_steps, ()),
            ("again", broken, asking_again, ()),
            ("settings", services.answerer, settling, ("coordinator",)),
        )
        for name, answerer, scene, admins in scenes:
            with page_of(browser, services, scratch, answerer, Path(name), admins) as page:
                scene(page, lambda shown: photograph(page, folder / f"{shown}-{PHONE[0]}.png"))
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
