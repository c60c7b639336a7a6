"""Under an answer and on Home, on a telephone: the source opened, a person asked, a question without a command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.blocks.asking import SHARE_INTO, SHARE_LABEL
from bot.blocks.opened import QUOTED
from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from knowledge.excerpts import Excerpts
from knowledge.glossary import Glossary
from tests.bot.running import running_bot
from tests.conftest import Library
from tests.e2e.conftest import PHONE, ROLE, OpenPage
from tests.e2e.hands import choose, form, messages, thread, write
from tests.e2e.test_access import serious
from tests.e2e.test_first_steps import fits


@pytest.fixture
def bot(workspace: Workspace, handbook: Library, glossary: Glossary, tmp_path: Path) -> Iterator[Inbox]:
    excerpts = Excerpts(handbook.retriever, handbook.index.catalogue, glossary)
    with running_bot(workspace, handbook.answerer, tmp_path / "inbox.db", excerpts=excerpts) as inbox:
        yield inbox


def usable(page: Page) -> None:
    assert fits(page)
    assert serious(page) == []


def test_the_source_opens_and_can_be_leafed_through(workspace: Workspace, bot: Inbox, open_page: OpenPage) -> None:
    page = open_page(workspace, size=PHONE)
    write(page, f"/ask {ROLE}")
    messages(page).get_by_role("button", name="資料を開く").click()
    sheet = form(page, "資料を開く")
    expect(sheet.get_by_text(QUOTED)).to_be_visible()
    usable(page)
    sheet.get_by_role("button", name="次へ").click()
    expect(sheet.get_by_text(QUOTED)).to_have_count(0)


def test_a_person_is_asked_and_the_reply_comes_back_into_the_thread(
    workspace: Workspace, bot: Inbox, open_page: OpenPage
) -> None:
    page = open_page(workspace, size=PHONE)
    write(page, "@tsunagi ふるさと納税の返礼品は?")
    page.get_by_role("button", name="1件の返信").click()
    thread(page).get_by_role("button", name="担当に聞く").click()
    sheet = form(page, "担当に聞く")
    sheet.get_by_label("聞く人").select_option(label="管理者")
    usable(page)
    sheet.get_by_role("button", name="送る").click()
    expect(form(page, "担当に聞く").get_by_text("お送りします。")).to_be_visible()
    form(page, "担当に聞く").get_by_role("button", name="閉じる").last.click()
    desk = open_page(workspace, "admin", size=PHONE, at="#/app/messages")
    messages(desk, "tsunagi").get_by_role("button", name="返事を書く").click()
    form(desk, "返事を書く").get_by_role("textbox").fill("町民課が担当です。")
    form(desk, "返事を書く").get_by_role("button", name="送る").click()
    expect(thread(page).filter(has_text="さんからの返事です。")).to_contain_text("町民課が担当です。")


def test_a_reply_written_in_the_thread_of_the_question_comes_back_into_the_askers_thread(
    workspace: Workspace, bot: Inbox, open_page: OpenPage
) -> None:
    page = open_page(workspace, size=PHONE)
    write(page, "@tsunagi ふるさと納税の返礼品は?")
    page.get_by_role("button", name="1件の返信").click()
    thread(page).get_by_role("button", name="担当に聞く").click()
    form(page, "担当に聞く").get_by_label("聞く人").select_option(label="管理者")
    form(page, "担当に聞く").get_by_role("button", name="送る").click()
    expect(form(page, "担当に聞く").get_by_text("お送りします。")).to_be_visible()
    form(page, "担当に聞く").get_by_role("button", name="閉じる").last.click()
    desk = open_page(workspace, "admin", size=PHONE, at="#/app/messages")
    choose(desk, messages(desk, "tsunagi").filter(has_text="返礼品"), "スレッドで返信")
    reply = desk.get_by_role("textbox", name="スレッドに返信")
    reply.fill("税務課の窓口で聞けます。")
    reply.press("Enter")
    expect(thread(page).filter(has_text="さんからの返事です。")).to_contain_text("税務課の窓口で聞けます。")
    usable(page)


def test_an_answer_goes_from_a_direct_message_into_the_channel_that_is_chosen(
    workspace: Workspace, bot: Inbox, open_page: OpenPage
) -> None:
    page = open_page(workspace, size=PHONE, at="#/app/messages")
    write(page, ROLE, "tsunagi")
    messages(page, "tsunagi").get_by_role("button", name=SHARE_LABEL).click()
    sheet = form(page, SHARE_LABEL)
    sheet.get_by_label(SHARE_INTO).select_option(workspace.channel("協議体").id)
    usable(page)
    sheet.get_by_role("button", name="載せる").click()
    reader = open_page(workspace, "colleague", size=PHONE)
    expect(messages(reader).filter(has_text="さんが共有しました")).to_contain_text("次の七つです")
    usable(reader)


def test_a_question_is_asked_from_home(workspace: Workspace, bot: Inbox, open_page: OpenPage) -> None:
    page = open_page(workspace, size=PHONE, at="#/app/home")
    page.get_by_role("button", name="質問する").click()
    form(page, "質問する").get_by_label("ご質問").fill(ROLE)
    usable(page)
    form(page, "質問する").get_by_role("button", name="聞く").click()
    expect(form(page, "質問する").get_by_text("お調べしています。")).to_be_visible()
    form(page, "質問する").get_by_role("button", name="閉じる").last.click()
    page.get_by_role("tab", name="メッセージ").click()
    expect(messages(page, "tsunagi").filter(has_text=f"ご質問: {ROLE}")).to_have_count(1)
