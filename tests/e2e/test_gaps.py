"""What the documents lack, on an administrator's telephone: listed, taken away as CSV, settled."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.blocks.gaps import CSV_LABEL, SETTLE_LABEL, TITLE
from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import running_bot
from tests.e2e.conftest import PHONE, OpenPage
from tests.e2e.hands import messages, write
from tests.e2e.test_under_answers import usable

UNKNOWN = "移動支援の保険は?"


@pytest.fixture
def bot(workspace: Workspace, answerer: ScriptedAnswerer, tmp_path: Path) -> Iterator[Inbox]:
    admins = frozenset({workspace.person("admin").id})
    with running_bot(workspace, answerer, tmp_path / "inbox.db", admins=admins) as inbox:
        yield inbox


def test_what_was_not_found_is_listed_taken_away_and_settled(
    workspace: Workspace, bot: Inbox, open_page: OpenPage
) -> None:
    page = open_page(workspace, size=PHONE)
    write(page, f"@tsunagi {UNKNOWN}")
    expect(page.get_by_role("button", name="1件の返信")).to_be_visible()
    workspace.wait_for(lambda: bot.unfinished() == 0, 30, "the answer")
    desk = open_page(workspace, "admin", size=PHONE)
    write(desk, "/tsunagi 気づき")
    listed = messages(desk).filter(has_text=TITLE)
    expect(listed).to_contain_text(UNKNOWN)
    usable(desk)
    listed.get_by_role("button", name=CSV_LABEL).click()
    workspace.wait_for(lambda: bot.unfinished() == 0, 30, "the file")
    there = open_page(workspace, "admin", size=PHONE, at="#/app/messages")
    with there.expect_download() as download:
        messages(there, "tsunagi").get_by_role("link", name="資料に足りないところ.csv").click()
    rows = list(csv.reader(Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()))
    assert any(UNKNOWN in row for row in rows[1:])
    listed.get_by_role("button", name=SETTLE_LABEL).click()
    expect(messages(desk).filter(has_text="対応済みにしました。")).to_contain_text(UNKNOWN)
