"""A thread with follow-up questions, at phone width: the bot with the sample handbook and the real model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.blocks.follow_up import HUSHED
from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from knowledge.followups.evidence import IndexedDocuments
from knowledge.followups.meant_for import Addressee
from knowledge.followups.rewriting import FollowUpRewriter
from knowledge.glossary import Glossary
from tests.bot.running import running_bot
from tests.conftest import Library
from tests.e2e.conftest import PHONE, OpenPage
from tests.e2e.hands import messages, thread, write

FIRST, SECOND = "伴走的支援の1回目は何をする？", "→ 伴走的支援の2回目は何をする？"


@pytest.fixture
def bot(workspace: Workspace, handbook: Library, glossary: Glossary, tmp_path: Path) -> Iterator[Inbox]:
    documents = IndexedDocuments(handbook.retriever, glossary)
    addressee = Addressee(FollowUpRewriter(documents), documents)
    with running_bot(workspace, handbook.answerer, tmp_path / "inbox.db", addressee=addressee) as inbox:
        yield inbox


def reply(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="スレッドに返信")
    box.fill(text)
    box.press("Enter")


@pytest.fixture
def page(workspace: Workspace, bot: Inbox, open_page: OpenPage) -> Page:
    """The thread of the first question, answered."""
    page = open_page(workspace, size=PHONE)
    write(page, f"@tsunagi {FIRST}")
    page.get_by_role("button", name="1件の返信").click()
    expect(thread(page).nth(1)).to_contain_text("出典: ")
    return page


def test_a_second_question_is_answered_without_a_second_mention_under_what_was_understood(page: Page) -> None:
    reply(page, "2回目は？")
    answer = thread(page).nth(3)
    expect(answer).to_contain_text(SECOND)
    expect(answer).to_contain_text("出典: ")
    reply(page, "なるほど、ありがとう！")
    reply(page, "準備するものは？")
    expect(thread(page).nth(6)).to_contain_text("→ 伴走的支援の")


def test_asked_to_keep_quiet_it_says_so_once_and_does(page: Page, workspace: Workspace, bot: Inbox) -> None:
    reply(page, "静かに")
    expect(thread(page).nth(3)).to_contain_text(HUSHED)
    reply(page, "2回目は？")
    reply(page, "@tsunagi 2回目は？")
    expect(thread(page).nth(6)).to_contain_text(SECOND)
    workspace.wait_for(lambda: bot.unfinished() == 0, 30, "all work done")
    expect(thread(page)).to_have_count(7)


def test_what_others_say_to_each_other_stays_between_them(
    page: Page, workspace: Workspace, bot: Inbox, open_page: OpenPage
) -> None:
    other = open_page(workspace, "colleague", size=PHONE)
    messages(other).first.get_by_role("button", name="1件の返信").click()
    reply(other, "来週の会議、これを配りませんか？")
    reply(other, "@tsunagi 2回目は？")
    expect(thread(other).nth(4)).to_contain_text(SECOND)
    workspace.wait_for(lambda: bot.unfinished() == 0, 30, "all work done")
    expect(thread(other)).to_have_count(5)
