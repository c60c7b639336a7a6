"""What changes between preview and press: documents replaced and removed, the half hour of a press, editions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.blocks import excerpts as pages
from bot.blocks.message import SECTION_TEXT
from bot.sandbox.driver import Workspace
from bot.sandbox.state import Message
from knowledge.glossary import Glossary
from knowledge.ports import Embedder
from knowledge.types import DocumentInfo, Passage
from tests.bot.excerpt_documents import EDITIONS, KEYS, MEALS, documents
from tests.bot.excerpt_table import Table, gathered, open_table, quoted
from tests.bot.running import said_by_bot, words
from tests.conftest import library_in

OUTSIDE = "雑談"  # the bot is no member


@pytest.fixture
def table(workspace: Workspace, bundled: Embedder, glossary: Glossary, tmp_path: Path) -> Iterator[Table]:
    with library_in(tmp_path / "home", bundled, glossary) as library:
        library.take_in(*documents(tmp_path))
        with open_table(workspace, library, glossary, tmp_path) as table:
            yield table


def replaced(table: Table) -> None:
    index, info = table.library.index, DocumentInfo(table.id_of(MEALS), "配食.md", MEALS)
    index.replace_document(info, [Passage("new", info.id, MEALS, "", (), "p.1", "配食はもうありません。", 0)], "2")


def test_what_was_replaced_is_not_quoted_but_explained(table: Table) -> None:
    preview = table.looked_for("配食 費用")
    replaced(table)
    table.press(preview, pages.QUOTE)
    assert table.seen() == []
    assert pages.GONE in words(preview)


def test_a_page_that_was_replaced_is_explained_with_a_way_back(table: Table) -> None:
    preview = table.looked_for("配食 費用")
    replaced(table)
    table.press(preview, pages.LOOK)
    assert pages.GONE in words(preview)
    table.press(preview, pages.BACK)
    assert "配食の費用" not in words(preview)


def test_where_all_that_was_gathered_is_gone_nothing_is_posted(table: Table) -> None:
    preview = gathered(table)
    replaced(table)
    table.library.index.remove_document(table.id_of(KEYS))
    table.press(preview, pages.QUOTE_ALL)
    assert table.seen() == []
    assert pages.ALL_GONE in words(preview)


def test_an_older_edition_says_that_it_is_one(table: Table) -> None:
    preview = table.looked_for("除雪 費用 四百円")
    older = "令和5年度（新しい版があります）"
    assert older in words(preview)
    table.press(preview, pages.QUOTE, [older in words_of(preview, n) for n in range(2)].index(True))
    (card,) = table.seen()
    assert quoted(card)[0].endswith(EDITIONS["令和5年度"])
    assert older in words(card)


def test_a_long_passage_is_quoted_to_its_last_letter_over_several_messages(table: Table) -> None:
    text = "".join(f"第{number}項、雪かきは<三人>で*行う*。\n" for number in range(1_200))
    info = DocumentInfo("long", "long.txt", "長い決まり")
    passage = Passage("long-1", "long", "長い決まり", "", (), "p.1", text, 0)
    table.library.index.replace_document(info, [passage], "1")
    preview = table.looked_for("雪かき 三人")
    assert len(words(preview)) < SECTION_TEXT * 2
    table.press(preview, pages.LOOK)
    table.press(preview, pages.QUOTE)
    cards = table.seen()
    assert len(cards) > 1
    assert "\n".join(piece for card in cards for piece in quoted(card)) == text.rstrip("\n")
    assert ["出典: 長い決まり" in words(card) for card in cards] == [False] * (len(cards) - 1) + [True]


def test_a_card_that_can_nowhere_be_posted_is_explained_and_what_was_gathered_stays(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bot is no member, and by the time it comes to it, Slack's half hour for a press is over."""
    late = "bot.listeners.delivery.RESPONSE_URL_SECONDS", -1.0
    here = table.workspace.direct_channel(table.nakamura)
    with monkeypatch.context() as busy:
        busy.setattr(*late)
        table.nakamura.slash("/excerpt", "配食 費用", channel=OUTSIDE)
        (preview,) = said_by_bot(table.workspace, table.inbox, here)
    table.press(preview, pages.GATHER)
    with monkeypatch.context() as busy:
        busy.setattr(*late)
        table.press(preview, pages.QUOTE_ALL)
    assert words(table.seen(table.nakamura, here)[-1]) == pages.NOT_HERE
    table.nakamura.invite(OUTSIDE, table.workspace.core.state.bot_user)
    table.press(preview, pages.QUOTE_ALL)
    # The bot also greets the channel that it was invited to, before or after.
    assert [len(quoted(each)) for each in table.seen(None, OUTSIDE) if quoted(each)] == [1]


def words_of(preview: Message, number: int) -> str:
    """The words of one entry of a list."""
    entries = words(preview).split(f"{number + 1}. ", 1)[1]
    return entries.split(f"{number + 2}. ", 1)[0]
