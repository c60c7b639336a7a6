"""Takes the pictures of the record of resources at phone width: `python -m tests.e2e.resource_pictures [folder]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

from bot.sandbox.driver import Workspace
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.resource_record import open_record
from tests.bot.running import MANIFEST, running_bot
from tests.e2e.conftest import PHONE, real_browser
from tests.e2e.desk import PATIENT
from tests.e2e.hands import form, write
from tests.e2e.screenshots import FOLDER, photograph

LINE = "毎週水曜 13時半 中央公民館 ふれあいサロン 参加費100円 代表 0155-22-1234"
SHOPPING = "中央地区で買い物を手伝ってくれるところは？"


@contextmanager
def bot_with_record() -> Iterator[Workspace]:
    """The bot with an empty record, and a page to use it."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        open_record(Path(scratch)) as record,
        Workspace.from_manifest(MANIFEST, page=True, deadlines=PATIENT) as workspace,
        running_bot(workspace, ScriptedAnswerer(), Path(scratch) / "inbox.db", resources=record),
    ):
        yield workspace


def fill_form(page: Page) -> None:
    """From `/resource` to a filled first page: six fields."""
    write(page, "/resource")
    sheet = form(page, "資源メモ")
    sheet.get_by_label("名前").fill("とくとく号")
    sheet.get_by_role("radio", name="インフォーマル").check()
    sheet.get_by_label("日時").fill("毎週火曜 午後1時半〜2時")
    sheet.get_by_label("場所").fill("中央地区 緑町会館前")
    sheet.get_by_label("連絡先").fill("とくとく商店 0155-22-9999")


def save_form(page: Page) -> None:
    form(page, "資源メモ").get_by_role("button", name="保存").click()
    page.get_by_text("記録しました。").first.wait_for()


def main(folder: Path = FOLDER) -> int:
    """Takes the pictures into `folder`; returns 1 where there is no browser."""
    folder.mkdir(parents=True, exist_ok=True)
    with real_browser() as browser, bot_with_record() as workspace:
        if browser is None:
            sys.stderr.write("chromium is absent: apt-get install chromium fonts-noto-cjk\n")
            return 1
        page = browser.new_page(viewport={"width": PHONE[0], "height": PHONE[1]}, locale="ja-JP")
        page.goto(f"{workspace.url}/?as=coordinator")
        page.get_by_role("log").wait_for()

        def picture(name: str) -> None:
            photograph(page, folder / f"{name}-{PHONE[0]}.png")

        fill_form(page)
        picture("resource-form")
        save_form(page)
        picture("resource-receipt")
        write(page, f"/resource {LINE}")
        page.get_by_role("button", name="保存").wait_for()
        picture("resource-line")
        page.get_by_role("button", name="保存").click()
        page.get_by_text("記録しました。").nth(1).wait_for()
        write(page, "/resource 検索 水曜に集まれるところ")
        page.get_by_role("button", name="変わりなし").first.wait_for()
        picture("resource-search")
        page.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
