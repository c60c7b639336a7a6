"""Each press does its thing once, and what may not be read, or is gone, or is long, is dealt with honestly."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.blocks import excerpts as pages
from bot.blocks.again import AGAIN_LABEL
from bot.blocks.message import SECTION_TEXT
from bot.blocks.phrases import APOLOGY, LOOKING
from bot.sandbox.driver import Workspace
from bot.sandbox.state import Message
from knowledge.glossary import Glossary
from knowledge.ports import Embedder
from knowledge.types import DocumentInfo, Passage, Shelf
from tests.bot.excerpt_table import PLACE, Table, can_press, open_table, quoted
from tests.bot.running import said_by_bot, words
from tests.conftest import library_in

OUTSIDE = "雑談"  # the bot is no member
MEALS, OLD, KEYS = "配食の手引き", "除雪の手引き", "鍵の申し合わせ"
EDITIONS = {"令和5年度": "除雪は一回四百円です。", "令和7年度": "除雪は一回五百円です。申し込みは区長へ。"}


def documents(folder: Path) -> list[Path]:
    """A handbook of three sections, a work in two editions, and an agreement that is not for everybody."""
    texts = {
        MEALS: "# 配食の手引き\n\n## 配食の回数\n\n配食は週に三回です。\n\n## 配食の費用\n\n配食は一食四百円です。"
        "\n\n## 配食の休み\n\n配食は年末に休みます。\n",
        KEYS: "# 鍵の申し合わせ\n\n## 鍵の預かり\n\n配食の届け先の鍵は二人で預かります。\n",
    }
    texts |= {
        f"除雪-{edition}": f"---\ntitle: {OLD}\nedition: {edition}\n---\n\n## 除雪の費用\n\n{text}\n"
        for edition, text in EDITIONS.items()
    }
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    return sorted(folder.glob("*.md"))


@pytest.fixture
def table(workspace: Workspace, bundled: Embedder, glossary: Glossary, tmp_path: Path) -> Iterator[Table]:
    with library_in(tmp_path / "home", bundled, glossary) as library:
        library.take_in(*documents(tmp_path))
        with open_table(workspace, library, glossary, tmp_path) as table:
            yield table


def gathered(table: Table) -> Message:
    """A preview of which two passages are gathered."""
    preview = table.looked_for("配食")
    table.press(preview, pages.GATHER)
    table.press(preview, pages.GATHER)
    return preview


class TestOnce:
    def test_ten_thumbs_quote_once(self, table: Table) -> None:
        table.press_often(table.looked_for("配食 費用"), pages.QUOTE)
        assert len(table.seen()) == 1

    def test_ten_thumbs_post_what_was_gathered_once(self, table: Table) -> None:
        table.press_often(gathered(table), pages.QUOTE_ALL)
        assert [len(quoted(card)) for card in table.seen()] == [2]

    def test_ten_thumbs_gather_once(self, table: Table) -> None:
        preview = table.looked_for("配食 費用")
        table.press_often(preview, pages.GATHER)
        assert "まとめ 1件" in words(preview)

    def test_whatever_slack_delivers_again_is_done_once(self, table: Table) -> None:
        asked = table.nakamura.slash("/excerpt", "配食 費用", channel=PLACE)
        preview = table.preview(table.nakamura)
        presses = [table.press(preview, action) for action in (pages.QUOTE, pages.GATHER, pages.QUOTE_ALL)]
        for delivery in (asked, *presses, *presses):
            assert table.workspace.redeliver(delivery, new_envelope=True).acked
        assert len(table.seen()) == 2
        assert len(table.seen(table.nakamura)) == 3

    def test_a_mention_that_comes_twice_is_previewed_once(self, table: Table) -> None:
        table.workspace.faults.repeat_events = True
        table.nakamura.mention(PLACE, "抜粋 配食")
        table.preview(table.nakamura)
        assert len(table.seen(table.nakamura)) == 1

    def test_taking_out_is_not_undone_by_an_earlier_press_that_comes_late(self, table: Table) -> None:
        preview = table.looked_for("配食 費用")
        with table.workspace.core.lock:
            early = table.workspace.core.timestamps.next()
        table.press(preview, pages.GATHER)
        dropped = table.press(preview, pages.DROP)
        late = {**dropped.outgoing.payload, "trigger_id": "late"}
        late["actions"] = [{**late["actions"][0], "action_id": pages.GATHER, "action_ts": early}]
        dropped.outgoing.payload.clear()
        dropped.outgoing.payload.update(late)
        assert table.workspace.redeliver(dropped).acked
        table.seen()
        assert not can_press(preview, pages.QUOTE_ALL)

    def test_the_page_that_was_asked_for_last_stays_though_an_earlier_press_comes_late(self, table: Table) -> None:
        preview = table.looked_for("配食 費用")
        looked = table.press(preview, pages.LOOK)
        table.press(preview, pages.BACK)
        looked.outgoing.payload["trigger_id"] = "late"
        assert table.workspace.redeliver(looked).acked
        table.seen()
        assert can_press(preview, pages.LOOK)

    def test_a_card_is_posted_late_and_once_where_slack_is_broken(self, table: Table) -> None:
        preview = table.looked_for("配食 費用")
        table.workspace.faults.fail("chat.postMessage", calls=2)
        table.press(preview, pages.QUOTE)
        assert len(table.seen()) == 1


class TestWhatMayBeRead:
    def test_a_limited_document_is_not_found_where_others_read_along(self, table: Table) -> None:
        table.shelves.by_channel[table.workspace.channel(PLACE).id] = Shelf(frozenset({table.id_of(KEYS)}))
        assert KEYS not in words(table.looked_for("鍵の預かり"))
        assert KEYS in words(table.looked_for("鍵の預かり", place="協議体"))

    def test_what_was_limited_after_the_preview_is_not_quoted(self, table: Table) -> None:
        preview = table.looked_for("鍵の預かり")
        table.press(preview, pages.GATHER)
        table.shelves.by_channel[table.workspace.channel(PLACE).id] = Shelf(frozenset({table.id_of(KEYS)}))
        table.press(preview, pages.QUOTE)
        assert table.seen() == []
        assert pages.GONE in words(preview)
        assert KEYS not in words(preview)

    def test_what_was_limited_after_it_was_gathered_is_left_out_and_said(self, table: Table) -> None:
        table.press(table.looked_for("鍵の預かり"), pages.GATHER)
        preview = table.looked_for("配食 費用")
        table.press(preview, pages.GATHER)
        table.shelves.by_channel[table.workspace.channel(PLACE).id] = Shelf(frozenset({table.id_of(KEYS)}))
        table.press(preview, pages.QUOTE_ALL)
        (card,) = table.seen()
        assert "一食四百円" in quoted(card)[0]
        assert KEYS not in words(card)
        assert pages.SOME_GONE in words(preview)

    def test_alone_with_the_bot_one_reads_what_one_may(self, table: Table) -> None:
        for channel in table.workspace.core.state.channels:
            table.shelves.by_channel[channel] = Shelf(frozenset({table.id_of(KEYS)}))
        table.nakamura.dm("抜粋 鍵の預かり")
        (preview,) = said_by_bot(table.workspace, table.inbox, table.workspace.direct_channel(table.nakamura))
        assert KEYS in words(preview)

    def test_the_documents_that_come_first_in_a_channel_stand_ahead(self, table: Table) -> None:
        table.shelves.by_channel[table.workspace.channel(PLACE).id] = Shelf(first=frozenset({table.id_of(KEYS)}))
        assert f"1. {'鍵の預かり'}" in words(table.looked_for("配食"))
        assert f"1. {'鍵の預かり'}" not in words(table.looked_for("配食", place="協議体"))


class TestWhatChanges:
    def replaced(self, table: Table) -> None:
        index, info = table.library.index, DocumentInfo(table.id_of(MEALS), "配食.md", MEALS)
        index.replace_document(info, [Passage("new", info.id, MEALS, "", (), "p.1", "配食はもうありません。", 0)], "2")

    def test_what_was_replaced_is_not_quoted_but_explained(self, table: Table) -> None:
        preview = table.looked_for("配食 費用")
        self.replaced(table)
        table.press(preview, pages.QUOTE)
        assert table.seen() == []
        assert pages.GONE in words(preview)

    def test_a_page_that_was_replaced_is_explained_with_a_way_back(self, table: Table) -> None:
        preview = table.looked_for("配食 費用")
        self.replaced(table)
        table.press(preview, pages.LOOK)
        assert pages.GONE in words(preview)
        table.press(preview, pages.BACK)
        assert "配食の費用" not in words(preview)

    def test_where_all_that_was_gathered_is_gone_nothing_is_posted(self, table: Table) -> None:
        preview = gathered(table)
        self.replaced(table)
        table.library.index.remove_document(table.id_of(KEYS))
        table.press(preview, pages.QUOTE_ALL)
        assert table.seen() == []
        assert pages.ALL_GONE in words(preview)

    def test_an_older_edition_says_that_it_is_one(self, table: Table) -> None:
        preview = table.looked_for("除雪 費用 四百円")
        older = "令和5年度（新しい版があります）"
        assert older in words(preview)
        table.press(preview, pages.QUOTE, [older in words_of(preview, n) for n in range(2)].index(True))
        (card,) = table.seen()
        assert quoted(card)[0].endswith(EDITIONS["令和5年度"])
        assert older in words(card)

    def test_a_long_passage_is_quoted_to_its_last_letter_over_several_messages(self, table: Table) -> None:
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


class TestTrouble:
    def test_a_search_that_takes_long_is_announced(self, table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
        find = type(table.library.retriever).find

        def slowly(*given: object) -> object:
            table.workspace.wait_for(lambda: table.workspace.messages(PLACE, table.nakamura), 15, "a sign of work")
            return find(*given)  # type: ignore[arg-type]  # whatever it was given

        monkeypatch.setattr(type(table.library.retriever), "find", slowly)
        root = table.sato.say("協議体", "次の議題です")
        table.nakamura.slash("/excerpt", "配食 費用", channel=PLACE)
        sign, preview = said_by_bot(table.workspace, table.inbox, PLACE, 2, table.nakamura)
        assert words(sign) == LOOKING
        assert can_press(preview, pages.QUOTE)
        assert table.workspace.replies(root) == []

    @pytest.mark.parametrize("in_thread", [False, True])
    def test_a_failed_search_apologises_to_who_asked_and_is_asked_again_with_one_press(
        self, table: Table, monkeypatch: pytest.MonkeyPatch, in_thread: bool
    ) -> None:
        monkeypatch.setattr("bot.listeners.failures.LONGEST_PAUSE", 0.01)
        with monkeypatch.context() as broken:
            broken.setattr(type(table.library.retriever), "find", _fails)
            if in_thread:
                root = table.sato.say(PLACE, "次の議題です")
                table.nakamura.mention(PLACE, "抜粋 配食 費用", thread_ts=root.ts)
            else:
                table.nakamura.slash("/excerpt", "配食 費用", channel=PLACE)
            apology = table.preview(table.nakamura)
            assert APOLOGY in words(apology)
            assert table.seen() == []
        table.nakamura.press(apology, AGAIN_LABEL)
        table.seen()
        assert can_press(apology, pages.QUOTE)

    def test_a_card_that_can_nowhere_be_posted_is_explained_and_what_was_gathered_stays(
        self, table: Table, monkeypatch: pytest.MonkeyPatch
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
        assert len(quoted(table.seen(None, OUTSIDE)[-1])) == 1


def words_of(preview: Message, number: int) -> str:
    """The words of one entry of a list."""
    entries = words(preview).split(f"{number + 1}. ", 1)[1]
    return entries.split(f"{number + 2}. ", 1)[0]


def _fails(*_given: object) -> None:
    raise RuntimeError
