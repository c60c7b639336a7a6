"""Excerpts on a telephone: looked for, leafed through, quoted one by one and gathered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.blocks.phrases import LOOKING
from bot.sandbox.driver import Workspace
from knowledge.glossary import Glossary
from tests.bot.excerpt_table import Table, open_table
from tests.conftest import Library
from tests.e2e.conftest import PHONE, OpenPage
from tests.e2e.hands import choose, messages, thread, write

KEYWORDS = "協議体 会議 準備"
PREPARING, MEETING = "5-8 協議体の会議の準備", "5-9 協議体の会議の進め方"


@pytest.fixture
def table(workspace: Workspace, handbook: Library, glossary: Glossary, tmp_path: Path) -> Iterator[Table]:
    with open_table(workspace, handbook, glossary, tmp_path) as table:
        yield table


def button(place: Page | Locator, name: str) -> Locator:
    return place.get_by_role("button", name=name, exact=True)


def shown_to_one(place: Locator) -> Locator:
    """What only its finder sees; where the machine is slow, a sign of work stays beside it."""
    return place.filter(has_text="あなただけに表示", has_not_text=LOOKING)


def test_one_tap_quotes_a_passage_that_only_its_finder_saw_before(table: Table, open_page: OpenPage) -> None:
    page, other = open_page(table.workspace, size=PHONE), open_page(table.workspace, "colleague", size=PHONE)
    write(page, f"/excerpt {KEYWORDS}")
    preview = messages(page).filter(has_text="に関する資料")
    expect(preview).to_contain_text("あなただけに表示")
    expect(button(preview, "引用する")).to_have_count(5)
    button(preview, "引用する").first.click()
    card = messages(other).filter(has_text="さんが引用")
    expect(card).to_contain_text("@中村 さんが引用")
    expect(card.locator(".rich-text blockquote")).to_contain_text("今日話すことを一つか二つに絞る")
    expect(card).to_contain_text("出典: 生活支援コーディネーターの手引き（見本）")
    expect(preview).to_contain_text("引用しました。")
    expect(messages(other)).to_have_count(1)


def test_the_neighbours_are_leafed_through_gathered_and_posted_as_one(table: Table, open_page: OpenPage) -> None:
    page = open_page(table.workspace, size=PHONE)
    write(page, f"/excerpt {KEYWORDS}")
    preview = shown_to_one(messages(page))
    button(preview, "前後を見る").first.click()
    expect(preview.locator(".rich-text blockquote")).to_contain_text(PREPARING)
    button(preview, "まとめに加える").click()
    expect(preview).to_contain_text("まとめ 1件")
    button(preview, "次へ →").click()
    expect(preview.locator(".rich-text blockquote")).to_contain_text(MEETING)
    button(preview, "まとめに加える").click()
    expect(preview).to_contain_text("まとめ 2件")
    button(preview, "← 前へ").click()
    expect(preview.locator(".rich-text blockquote")).to_contain_text(PREPARING)
    button(preview, "一覧に戻る").click()
    expect(button(preview, "前後を見る")).to_have_count(5)
    button(preview, "まとめて投稿").click()
    card = messages(page).filter(has_text="さんが引用（2件）")
    expect(card.locator(".rich-text blockquote").nth(0)).to_contain_text(PREPARING)
    expect(card.locator(".rich-text blockquote").nth(1)).to_contain_text(MEETING)
    expect(button(preview, "まとめて投稿")).to_have_count(0)


def test_in_a_thread_it_is_asked_for_by_mention_and_stays_there(table: Table, open_page: OpenPage) -> None:
    root = table.sato.say("協議体", "来月の会議、何から準備しますか")
    table.sato.say("協議体", "お願いします", thread_ts=root.ts)
    page = open_page(table.workspace, size=PHONE)
    page.get_by_role("button", name="1件の返信").click()
    answer = page.get_by_role("textbox", name="スレッドに返信")
    answer.fill(f"@tsunagi 抜粋 {KEYWORDS}")
    answer.press("Enter")
    preview = shown_to_one(thread(page))
    button(preview, "引用する").first.click()
    card = thread(page).filter(has_text="さんが引用")
    expect(card.locator(".rich-text blockquote")).to_contain_text(PREPARING)
    assert [each.thread_ts for each in table.seen(None, "協議体")] == [root.ts]


def test_a_message_leads_to_passages_about_it(table: Table, open_page: OpenPage) -> None:
    table.sato.say("協議体", "協議体の会議の準備って、何をしておけばいいんでしょう")
    page = open_page(table.workspace, size=PHONE)
    choose(page, messages(page).first, "関連する資料を探す")
    preview = shown_to_one(messages(page))
    expect(preview).to_contain_text(PREPARING)
    button(preview, "引用する").first.click()
    expect(messages(page).filter(has_text="さんが引用")).to_have_count(1)


def test_a_direct_message_leads_to_passages_there(table: Table, open_page: OpenPage) -> None:
    page = open_page(table.workspace, size=PHONE, at="#/app/messages")
    write(page, f"抜粋 {KEYWORDS}", "tsunagi")
    preview = messages(page, "tsunagi").filter(has_text="に関する資料")
    button(preview, "引用する").first.click()
    expect(messages(page, "tsunagi").filter(has_text="さんが引用")).to_contain_text(PREPARING)


def test_nothing_is_wider_than_the_telephone(table: Table, open_page: OpenPage) -> None:
    page = open_page(table.workspace, size=PHONE)
    write(page, f"/excerpt {KEYWORDS}")
    preview = shown_to_one(messages(page))
    button(preview, "まとめに加える").first.click()
    expect(preview).to_contain_text("まとめ 1件")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE[0]
    button(preview, "前後を見る").first.click()
    expect(button(preview, "引用する")).to_have_count(1)
    button(preview, "引用する").click()
    expect(messages(page).filter(has_text="さんが引用")).to_have_count(1)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE[0]
