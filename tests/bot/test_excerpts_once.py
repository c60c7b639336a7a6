"""Each press does its thing once, what may not be read is not shown, and trouble is told to who asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from bot.blocks import excerpts as pages
from bot.blocks.again import AGAIN_LABEL
from bot.blocks.phrases import APOLOGY, LOOKING
from bot.inbox import Inbox, Job
from bot.listeners.workers import ATTEMPTS
from bot.sandbox.driver import Workspace
from knowledge.glossary import Glossary
from knowledge.ports import Embedder
from knowledge.types import Shelf
from tests.bot.excerpt_documents import KEYS, documents
from tests.bot.excerpt_table import PLACE, Table, actions_of, can_press, gathered, open_table, quoted
from tests.bot.running import MANIFEST, PATIENT, said_by_bot, words
from tests.conftest import library_in


@pytest.fixture(scope="module")
def bot(bundled: Embedder, glossary: Glossary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    folder = tmp_path_factory.mktemp("excerpts")
    with (
        library_in(folder / "home", bundled, glossary) as library,
        Workspace.from_manifest(MANIFEST, deadlines=PATIENT) as workspace,
    ):
        library.take_in(*documents(folder))
        with open_table(workspace, library, glossary, folder) as table:
            yield table


@pytest.fixture
def table(bot: Table) -> Table:
    """The bot, to which nobody has spoken yet."""
    bot.clear()
    return bot


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

    @pytest.mark.parametrize("action", [pages.QUOTE, pages.QUOTE_ALL])
    def test_a_card_is_not_posted_again_after_a_failure_behind_it(
        self, table: Table, monkeypatch: pytest.MonkeyPatch, action: str
    ) -> None:
        """What was posted is found again in the channel, as after a crash: the first attempt could note nothing."""
        monkeypatch.setattr("bot.listeners.failures.LONGEST_PAUSE", 0.01)
        preview = gathered(table)
        note, failures = Inbox.note, [RuntimeError("no room on the disk")]

        def failing(inbox: Inbox, job: Job, **news: object) -> None:
            if "posted" in news and failures:
                raise failures.pop()
            note(inbox, job, **news)

        monkeypatch.setattr(Inbox, "note", failing)
        table.press(preview, action)
        assert failures == []
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


class TestTrouble:
    def test_a_search_that_takes_long_is_announced(self, table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
        find = type(table.library.retriever).find

        def slowly(*given: object) -> object:
            table.workspace.wait_for(lambda: table.workspace.messages(PLACE, table.nakamura), 60, "a sign of work")
            return find(*given)  # type: ignore[arg-type]  # whatever it was given

        monkeypatch.setattr(type(table.library.retriever), "pick", slowly)
        root = table.sato.say("協議体", "次の議題です")
        table.nakamura.slash("/excerpt", "配食 費用", channel=PLACE)
        sign, preview = said_by_bot(table.workspace, table.inbox, PLACE, 2, table.nakamura, signs=True)
        assert words(sign) == LOOKING
        assert can_press(preview, pages.QUOTE)
        assert table.workspace.replies(root) == []

    @pytest.mark.parametrize("in_thread", [False, True])
    def test_a_failed_search_apologises_to_who_asked_and_is_asked_again_with_one_press(
        self, table: Table, monkeypatch: pytest.MonkeyPatch, in_thread: bool
    ) -> None:
        monkeypatch.setattr("bot.listeners.failures.LONGEST_PAUSE", 0.01)
        with monkeypatch.context() as broken:
            broken.setattr(type(table.library.retriever), "pick", _fails)
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

    @pytest.mark.parametrize("sign_after", [0.0, 60.0])
    @pytest.mark.parametrize("action", [pages.QUOTE, pages.QUOTE_ALL])
    def test_what_could_not_be_posted_is_said_and_pressed_again(
        self, table: Table, monkeypatch: pytest.MonkeyPatch, action: str, sign_after: float
    ) -> None:
        monkeypatch.setattr("bot.listeners.failures.LONGEST_PAUSE", 0.01)
        monkeypatch.setattr("bot.listeners.workers.SIGN_AFTER", sign_after)
        preview = gathered(table)
        table.workspace.faults.fail("chat.postMessage", calls=ATTEMPTS, status=400)  # nothing to be waited for
        table.press(preview, action)
        assert words(table.preview(table.nakamura)) == pages.NOT_POSTED
        assert table.seen() == []
        assert pages.POSTING not in words(preview)
        assert can_press(preview, action)
        table.press_often(preview, action)
        assert [len(quoted(card)) for card in table.seen()] == [1 if action == pages.QUOTE else 2]

    def test_a_posting_that_takes_long_is_announced_in_the_preview(
        self, table: Table, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.listeners.workers.SIGN_AFTER", 0.0)
        preview = table.looked_for("配食 費用")
        post, waiting = WebClient.chat_postMessage, threading.Event()

        def slowly(client: WebClient, **content: Any) -> SlackResponse:
            assert waiting.wait(120)
            return post(client, **content)

        monkeypatch.setattr(WebClient, "chat_postMessage", slowly)
        block = next(each["block_id"] for each in preview.blocks if pages.QUOTE in actions_of(each))
        table.nakamura.press(preview, (block, pages.QUOTE))
        table.workspace.wait_for(lambda: pages.POSTING in words(preview), 60, "a sign of work")
        waiting.set()
        assert len(table.seen()) == 1
        assert pages.POSTING not in words(preview)
        assert pages.QUOTED in words(preview)


def _fails(*_given: object) -> None:
    raise RuntimeError
