"""Settings of a channel and limits of documents on a telephone: 360 pixels wide, thumbs only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.sandbox.driver import Workspace
from ingest.desk import Desk
from ingest.sync import Synchroniser
from knowledge.passage_index import PassageIndex
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import MANIFEST, running_bot
from tests.e2e.conftest import PHONE, ROLE, ROLE_ANSWER, OpenPage
from tests.e2e.desk import PATIENT
from tests.e2e.hands import form, messages, write
from tests.fakes import VocabularyEmbedder

GUIDE = "---\ntitle: 移動支援の手引き\nedition: 令和7年度\n---\n\n# 移動支援\n\n通院の送迎は、水曜日に車を出します。\n"


@pytest.fixture
def at_work(browser: object, tmp_path: Path) -> Iterator[Workspace]:
    index = PassageIndex.open(tmp_path / "home", VocabularyEmbedder("送迎"))
    desk = Desk(Synchroniser(index), index.catalogue, tmp_path / "added")
    desk.take_in("手引き.md", GUIDE.encode())
    answerer = ScriptedAnswerer({ROLE: ROLE_ANSWER})
    with Workspace.from_manifest(MANIFEST, page=True, deadlines=PATIENT) as workspace:
        admins = frozenset({workspace.person("admin").id})
        with running_bot(workspace, answerer, tmp_path / "inbox.db", desk=desk, admins=admins):
            yield workspace
    index.close()


def test_a_channel_settles_that_answers_are_private_and_reads_so(at_work: Workspace, open_page: OpenPage) -> None:
    page = open_page(at_work, size=PHONE)
    write(page, "/tsunagi 設定")
    sheet = form(page, "このチャンネルの設定")
    sheet.get_by_role("radio", name="聞いた人だけに（共有ボタンつき）").check()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE[0]
    sheet.get_by_role("button", name="保存").click()
    expect(messages(page).last).to_contain_text("答え方: みんなに → 聞いた人だけに")
    write(page, f"@tsunagi {ROLE}")
    expect(messages(page).last).to_contain_text("資源開発の場")
    expect(messages(page).last).to_contain_text("あなただけに表示")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE[0]


def test_an_administrator_limits_a_document_with_thumbs(at_work: Workspace, open_page: OpenPage) -> None:
    page = open_page(at_work, "admin", size=PHONE)
    write(page, "/tsunagi 資料")
    expect(messages(page).last).to_contain_text("移動支援の手引き")
    shown = at_work.messages("協議体", at_work.person("admin"))[-1]
    option = shown.blocks[-1]["elements"][0]["options"][0]
    at_work.person("admin").select(shown, "limit_document", option["value"])
    sheet = form(page, "公開範囲")
    sheet.get_by_role("radio", name="選んだチャンネルと人だけ").check()
    sheet.get_by_role("button", name="保存").click()
    expect(sheet).to_contain_text("チャンネルか人を、ひとつ以上選んでください。")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE[0]
