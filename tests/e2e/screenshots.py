"""Takes the pictures in docs/screenshots, at phone and desktop width: `python -m tests.e2e.screenshots [folder]`."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect

from bot.sandbox.driver import Workspace
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import MANIFEST, running_bot
from tests.e2e.conftest import DESKTOP, PHONE, ROLE, real_browser
from tests.e2e.desk import open_desk
from tests.e2e.hands import composer, form, messages, run_shortcut, thread, write

COLOURS = 128
FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
ANSWER = """協議体には、次の3つの役割があります。
- 地域の**情報共有**と連携
- 足りない**資源の発見**と開発
- **住民主体**の支え合いづくり"""
Scene = Callable[[Page, Workspace], None]


def asked(page: Page, _workspace: Workspace) -> None:
    write(page, f"/ask {ROLE}")
    page.get_by_role("button", name="チャンネルに共有").wait_for()


def completing(page: Page, _workspace: Workspace) -> None:
    composer(page).press_sequentially("/")
    page.get_by_role("option").first.wait_for()


def mentioned(page: Page, workspace: Workspace) -> None:
    sato = workspace.person("colleague")
    sato.say("協議体", "来月の協議体の準備を始めましょう。")
    sato.react(sato.say("協議体", "資料は公民館に置いてあります。"), "pray")
    write(page, f"@tsunagi {ROLE}")
    page.get_by_role("button", name="1件の返信").click()
    expect(thread(page)).to_have_count(2)


def home(page: Page, workspace: Workspace) -> None:
    page.goto(f"{workspace.url}/?as=coordinator#/app/home")
    page.get_by_role("heading", name="使い方").wait_for()


def places(page: Page, workspace: Workspace) -> None:
    workspace.person("colleague").say("第2層-中央", "見学の日程が決まりました。")
    if page.viewport_size and page.viewport_size["width"] == PHONE[0]:
        page.goto(f"{workspace.url}/?as=coordinator#/")
    page.get_by_text("件の未読").first.wait_for()


def filling(page: Page, _workspace: Workspace) -> None:
    run_shortcut(page, "資源を書きとめる")
    sheet = form(page, "資源を書きとめる")
    sheet.get_by_role("checkbox", name="居場所").check()
    sheet.get_by_label("気づいたこと").fill("毎週月曜、お茶とおしゃべり")
    sheet.get_by_role("button", name="保存する").click()
    sheet.get_by_text("入力してください。").wait_for()


def blocks(page: Page, _workspace: Workspace) -> None:
    write(page, "/blocks")
    messages(page).get_by_text("10分の体操です").wait_for()


def tools(page: Page, _workspace: Workspace) -> None:
    page.get_by_role("button", name="道具").click()
    page.get_by_role("switch", name="遅い回線").wait_for()


BOT_SCENES: dict[str, Scene] = {
    "list": places,
    "completion": completing,
    "ask": asked,
    "mention": mentioned,
    "home": home,
}
DESK_SCENES: dict[str, Scene] = {"form": filling, "blocks": blocks, "tools": tools}


@contextmanager
def bot_at_work() -> Iterator[Workspace]:
    """The bot, with an answer that is always the same."""
    answerer = ScriptedAnswerer({ROLE: ANSWER})
    with (
        tempfile.TemporaryDirectory() as scratch,
        Workspace.from_manifest(MANIFEST, page=True) as workspace,
        running_bot(workspace, answerer, Path(scratch) / "inbox.db"),
    ):
        yield workspace


@contextmanager
def desk_at_work() -> Iterator[Workspace]:
    """The small app with forms."""
    with open_desk() as (workspace, _desk):
        yield workspace


def take(browser: Browser, workspace: Workspace, scene: Scene, size: tuple[int, int], path: Path) -> None:
    """One scene at one width."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, locale="ja-JP")
    page.goto(f"{workspace.url}/?as=coordinator")
    page.get_by_role("log").wait_for()
    scene(page, workspace)
    photograph(page, path)
    page.close()


def photograph(page: Page, path: Path) -> None:
    """What the page shows, in 128 colours: a screen of text takes a third of the space that way."""
    page.evaluate("() => document.fonts.ready")
    page.mouse.move(0, 0)
    page.screenshot(path=path, animations="disabled")
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def main(folder: Path = FOLDER) -> int:
    """Take all pictures into `folder`; returns 1, and says why, where there is no browser."""
    folder.mkdir(parents=True, exist_ok=True)
    with real_browser() as browser:
        if browser is None:
            sys.stderr.write("chromium is absent: apt-get install chromium fonts-noto-cjk fonts-noto-color-emoji\n")
            return 1
        for scenes, place in ((BOT_SCENES, bot_at_work), (DESK_SCENES, desk_at_work)):
            for name, scene in scenes.items():
                for size in (PHONE, DESKTOP):
                    with place() as workspace:
                        take(browser, workspace, scene, size, folder / f"{name}-{size[0]}.png")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
