"""First steps on a telephone: the greeting, questions to tap, signs of work, and asking again after a failure."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from bot.blocks.help import EXAMPLES, PROMPTS_TITLE
from bot.blocks.phrases import LOOKING
from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from tests.bot.fakes import ScriptedAnswerer
from tests.e2e.conftest import PHONE, ROLE, OpenPage
from tests.e2e.hands import messages, thread, write
from tests.e2e.test_access import serious

MESSAGES = "#/app/messages"


def answers(page: Page, place: str = "tsunagi") -> None:
    expect(messages(page, place).filter(has_text="出典: ")).to_have_count(1)


def fits(page: Page) -> bool:
    """Whether nothing has to be pushed sideways to be read."""
    return bool(page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"))


def test_whoever_is_new_is_greeted_and_taps_a_question(workspace: Workspace, bot: Inbox, open_page: OpenPage) -> None:
    page = open_page(workspace, size=PHONE, at=MESSAGES)
    hello = messages(page, "tsunagi").filter(has_text="はじめまして")
    expect(hello).to_have_count(1)
    assert fits(page)
    assert serious(page) == []
    hello.get_by_role("button", name=EXAMPLES[0]).click()
    answers(page)
    page.reload()
    expect(messages(page, "tsunagi").filter(has_text="はじめまして")).to_have_count(1)


def test_a_prompt_is_sent_as_a_message_and_answered(workspace: Workspace, bot: Inbox, open_page: OpenPage) -> None:
    page = open_page(workspace, size=PHONE, at=MESSAGES)
    page.get_by_role("group", name=PROMPTS_TITLE).get_by_role("button", name=ROLE).click()
    answers(page)
    expect(messages(page, "tsunagi").filter(has_text=re.compile(f"中村.*{re.escape(ROLE)}"))).to_have_count(1)


def test_a_slow_direct_question_shows_a_status_line_and_then_the_answer(
    workspace: Workspace,
    bot: Inbox,
    open_page: OpenPage,
    answerer: ScriptedAnswerer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.listeners.workers.SIGN_AGAIN_AFTER", 600.0)  # or a message would take the line's place
    page = open_page(workspace, size=PHONE, at=MESSAGES)
    answerer.gate.clear()
    write(page, ROLE, "tsunagi")
    line = page.get_by_role("status").filter(has_text=LOOKING)
    expect(line).to_be_visible()
    answerer.gate.set()
    answers(page)
    expect(line).to_have_count(0)


@pytest.mark.parametrize("way", ["mention", "ask", "dm"])
def test_after_an_apology_one_tap_asks_again(
    workspace: Workspace,
    bot: Inbox,
    open_page: OpenPage,
    answerer: ScriptedAnswerer,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    monkeypatch.setattr("bot.listeners.failures.LONGEST_PAUSE", 0.01)
    answerer.failures = [RuntimeError("broken")] * 6
    page = open_page(workspace, size=PHONE, at=MESSAGES if way == "dm" else "")
    if way == "mention":
        write(page, f"@tsunagi {ROLE}")
        page.get_by_role("button", name="1件の返信").click()
    else:
        write(page, f"/ask {ROLE}" if way == "ask" else ROLE, "tsunagi" if way == "dm" else "協議体")
    again = page.get_by_role("button", name="もう一度")
    again.click()
    expect(again).to_have_count(0)
    if way == "mention":
        expect(thread(page).filter(has_text="出典: ")).to_have_count(1)
    else:
        answers(page, "tsunagi" if way == "dm" else "協議体")


def test_the_word_for_help_shows_how_it_is_done(workspace: Workspace, bot: Inbox, open_page: OpenPage) -> None:
    page = open_page(workspace, size=PHONE)
    write(page, "/tsunagi")
    shown = messages(page).filter(has_text="/ask 質問")
    expect(shown).to_have_count(1)
    assert fits(page)
    shown.get_by_role("button", name=EXAMPLES[0]).click()
    answers(page, "協議体")


def test_a_channel_that_invites_the_bot_reads_how_to_ask_it(
    workspace: Workspace, bot: Inbox, open_page: OpenPage
) -> None:
    page = open_page(workspace, size=PHONE)
    workspace.person("coordinator").invite("雑談", workspace.core.bot)
    place = workspace.channel("雑談")
    page.goto(f"{workspace.url}/?as=coordinator#/c/{place.id}")
    expect(messages(page, "雑談").filter(has_text="はじめまして")).to_have_count(1)
