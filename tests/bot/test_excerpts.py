"""Excerpts over the real workspace: what one person previews, and what everybody reads once it is quoted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.blocks import excerpts as pages
from bot.listeners.excerpts import words_asked_for
from bot.sandbox.driver import Workspace
from knowledge.glossary import Glossary
from tests.bot.excerpt_table import PLACE, Table, can_press, open_table, quoted
from tests.bot.running import MANIFEST, PATIENT, said_by_bot, words
from tests.conftest import Library

OUTSIDE = "雑談"  # the bot is no member
KEYWORDS = "協議体 会議 準備"
PREPARING, BEFORE_IT, AFTER_IT = "5-8 協議体の会議の準備", "5-7 協議体に向いている三つ", "5-9 協議体の会議の進め方"


@pytest.fixture(scope="module")
def bot(handbook: Library, glossary: Glossary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    folder = tmp_path_factory.mktemp("excerpts")
    with (
        Workspace.from_manifest(MANIFEST, deadlines=PATIENT) as workspace,
        open_table(workspace, handbook, glossary, folder) as table,
    ):
        yield table


@pytest.fixture
def table(bot: Table) -> Table:
    """The bot, to which nobody has spoken yet."""
    bot.clear()
    return bot


class TestAsking:
    def test_a_command_shows_its_asker_alone_up_to_five_passages_with_their_places(self, table: Table) -> None:
        preview = words(table.looked_for(KEYWORDS))
        assert f"1. {PREPARING}" in preview
        assert "生活支援コーディネーターの手引き（見本）（令和7年度版 見本）第5章 協議体" in preview
        assert "330〜340行目" in preview
        assert preview.count("引用する") == 5
        assert table.seen(table.sato) == []

    @pytest.mark.parametrize("text", ["", "　", "？"])
    def test_a_command_without_words_gets_the_usage_at_once(self, table: Table, text: str) -> None:
        assert words(table.looked_for(text)) == pages.COMMAND_USAGE

    def test_words_that_no_passage_has_are_answered_kindly(self, table: Table) -> None:
        said = words(table.looked_for("ふるさと納税 返礼品"))
        assert said == pages.NOTHING.format(words="ふるさと納税 返礼品")

    def test_passages_that_have_few_of_the_words_are_shown_as_near(self, table: Table) -> None:
        assert pages.ONLY_NEAR in words(table.looked_for("協議体 宇宙旅行"))
        assert pages.ONLY_NEAR not in words(table.looked_for(KEYWORDS))

    def test_in_a_thread_preview_and_card_stay_in_the_thread(self, table: Table) -> None:
        root = table.sato.say(PLACE, "来月の準備はどうしますか")
        table.nakamura.mention(PLACE, f"抜粋 {KEYWORDS}", thread_ts=root.ts)
        preview = table.preview(table.nakamura)
        assert (preview.thread_ts, preview.ephemeral_to) == (root.ts, table.nakamura.id)
        table.press(preview, pages.QUOTE)
        (card,) = table.seen()
        assert card.thread_ts == root.ts
        assert PREPARING in words(card)

    def test_a_mention_in_the_channel_is_previewed_and_quoted_in_the_channel(self, table: Table) -> None:
        table.nakamura.mention(PLACE, f"抜粋：{KEYWORDS}")
        preview = table.preview(table.nakamura)
        assert preview.thread_ts is None
        table.press(preview, pages.QUOTE)
        assert [card.thread_ts for card in table.seen()] == [None]

    def test_in_a_direct_message_everything_stays_there(self, table: Table) -> None:
        table.nakamura.dm(f"抜粋 {KEYWORDS}")
        here = table.workspace.direct_channel(table.nakamura)
        (preview,) = said_by_bot(table.workspace, table.inbox, here)
        assert preview.ephemeral_to is None
        table.press(preview, pages.QUOTE)
        _, card = table.seen(table.nakamura, here)
        assert quoted(card)

    def test_a_mention_without_words_gets_the_usage_alone(self, table: Table) -> None:
        table.nakamura.mention(PLACE, "抜粋")
        assert words(table.preview(table.nakamura)) == pages.USAGE
        assert table.seen() == []

    def test_a_question_about_excerpts_is_a_question(self, table: Table) -> None:
        table.nakamura.mention(PLACE, "抜粋とは何ですか")
        said_by_bot(table.workspace, table.inbox, PLACE)
        assert table.answerer.asked == ["抜粋とは何ですか"]

    def test_a_message_is_looked_for_by_its_words(self, table: Table) -> None:
        said = table.sato.say(PLACE, "協議体の会議の準備って、何をしておけばいいんでしょう")
        assert table.nakamura.message_shortcut(pages.SHORTCUT, said).acked
        preview = table.preview(table.nakamura)
        assert PREPARING in words(preview)
        table.press(preview, pages.QUOTE)
        assert [card.thread_ts for card in table.seen()] == [None]

    def test_a_reply_in_a_thread_is_looked_for_in_the_thread(self, table: Table) -> None:
        root = table.sato.say(PLACE, "次の議題です")
        reply = table.sato.say(PLACE, "会議の進め方を決めたいです", thread_ts=root.ts)
        table.nakamura.message_shortcut(pages.SHORTCUT, reply)
        preview = table.preview(table.nakamura)
        assert preview.thread_ts == root.ts
        table.press(preview, pages.QUOTE)
        assert [card.thread_ts for card in table.seen()] == [root.ts]

    def test_a_message_without_words_is_answered_kindly(self, table: Table) -> None:
        table.nakamura.message_shortcut(pages.SHORTCUT, table.sato.say(PLACE, "？！"))
        assert words(table.preview(table.nakamura)) == pages.NO_WORDS_IN_MESSAGE

    def test_a_very_long_message_is_looked_for_by_its_beginning(self, table: Table) -> None:
        said = table.sato.say(PLACE, "会議の準備のことで、" + "少し長くなりますが、" * 300)
        table.nakamura.message_shortcut(pages.SHORTCUT, said)
        assert can_press(table.preview(table.nakamura), pages.QUOTE)

    def test_where_the_bot_is_no_member_preview_and_card_come_all_the_same(self, table: Table) -> None:
        table.press(table.looked_for(KEYWORDS, place=OUTSIDE), pages.QUOTE)
        (card,) = table.seen(None, OUTSIDE)
        assert f"<@{table.nakamura.id}> さんが引用" in words(card)
        assert PREPARING in words(card)

    def test_in_a_thread_where_the_bot_is_no_member_too(self, table: Table) -> None:
        root = table.sato.say(OUTSIDE, "次の議題です")
        reply = table.sato.say(OUTSIDE, "会議の準備を決めたいです", thread_ts=root.ts)
        table.nakamura.message_shortcut(pages.SHORTCUT, reply)
        preview = table.preview(table.nakamura, OUTSIDE)
        assert preview.thread_ts == root.ts
        table.press(preview, pages.QUOTE)
        assert [card.thread_ts for card in table.seen(None, OUTSIDE)] == [root.ts]


class TestQuoting:
    def test_one_tap_quotes_a_passage_with_its_source_under_the_name_of_who_did(self, table: Table) -> None:
        preview = table.looked_for(KEYWORDS)
        table.press(preview, pages.QUOTE)
        (card,) = table.seen()
        assert f"<@{table.nakamura.id}> さんが引用" in words(card)
        assert "出典: 生活支援コーディネーターの手引き（見本）" in words(card)
        assert "- 今日話すことを一つか二つに絞る" in quoted(card)[0]
        assert pages.QUOTED in words(preview)

    def test_any_of_the_five_is_quoted(self, table: Table) -> None:
        preview = table.looked_for(KEYWORDS)
        table.press(preview, pages.QUOTE, 3)
        table.press(preview, pages.QUOTE, 0)
        assert len({quoted(card)[0] for card in table.seen()}) == 2
        assert words(preview).count(pages.QUOTED) == 2

    def test_the_neighbours_are_paged_through_in_the_order_of_the_document(self, table: Table) -> None:
        preview = table.looked_for(KEYWORDS)
        table.press(preview, pages.LOOK)
        assert PREPARING in quoted(preview)[0]
        table.press(preview, pages.AFTER)
        assert AFTER_IT in quoted(preview)[0]
        table.press(preview, pages.BEFORE)
        table.press(preview, pages.BEFORE)
        assert BEFORE_IT in quoted(preview)[0]
        table.press(preview, pages.BACK)
        assert f"1. {PREPARING}" in words(preview)

    def test_a_neighbour_is_quoted_from_where_it_is_read(self, table: Table) -> None:
        preview = table.looked_for(KEYWORDS)
        table.press(preview, pages.LOOK)
        table.press(preview, pages.AFTER)
        table.press(preview, pages.QUOTE)
        (card,) = table.seen()
        assert AFTER_IT in quoted(card)[0]
        assert pages.QUOTED in words(preview)
        assert AFTER_IT in quoted(preview)[0]

    def test_at_the_ends_of_a_document_there_is_one_way_only(self, table: Table) -> None:
        preview = table.looked_for("市町村の担当者と方針が合いません")
        table.press(preview, pages.LOOK)
        while can_press(preview, pages.AFTER):
            table.press(preview, pages.AFTER)
        assert can_press(preview, pages.BEFORE)

    def test_several_are_gathered_and_posted_as_one_in_that_order(self, table: Table) -> None:
        preview = table.looked_for(KEYWORDS)
        table.press(preview, pages.LOOK)
        table.press(preview, pages.AFTER)
        table.press(preview, pages.GATHER)
        table.press(preview, pages.BEFORE)
        table.press(preview, pages.GATHER)
        assert "まとめ 2件" in words(preview)
        table.press(preview, pages.QUOTE_ALL)
        (card,) = table.seen()
        first, second = quoted(card)
        assert AFTER_IT in first
        assert PREPARING in second
        assert words(card).count("出典: ") == 2
        assert words(card).count("さんが引用（2件）") == 1
        assert not can_press(preview, pages.QUOTE_ALL)

    def test_what_was_gathered_is_there_in_the_next_search(self, table: Table) -> None:
        table.press(table.looked_for(KEYWORDS), pages.GATHER)
        preview = table.looked_for("民生委員 連携")
        assert "まとめ 1件" in words(preview)
        table.press(preview, pages.GATHER)
        table.press(preview, pages.QUOTE_ALL)
        assert len(quoted(table.seen()[-1])) == 2

    def test_what_was_gathered_can_be_taken_out_again(self, table: Table) -> None:
        preview = table.looked_for(KEYWORDS)
        table.press(preview, pages.GATHER)
        table.press(preview, pages.GATHER)
        table.press(preview, pages.DROP)
        assert "まとめ 1件" in words(preview)
        table.press(preview, pages.EMPTY)
        assert "まとめ" not in words(preview).replace("まとめに加える", "")

    def test_everybody_gathers_for_themselves_and_for_one_place(self, table: Table) -> None:
        table.press(table.looked_for(KEYWORDS), pages.GATHER)
        assert not can_press(table.looked_for(KEYWORDS, table.sato), pages.QUOTE_ALL)
        assert not can_press(table.looked_for(KEYWORDS, place="協議体"), pages.QUOTE_ALL)

    def test_more_than_twenty_are_not_gathered(self, table: Table) -> None:
        preview = table.looked_for(KEYWORDS)
        table.press(preview, pages.LOOK)
        for _ in range(20):
            table.press(preview, pages.GATHER)
            table.press(preview, pages.AFTER)
        table.press(preview, pages.GATHER)
        assert pages.FULL in words(preview)
        assert "まとめ 20件" in words(preview)
        table.press(preview, pages.QUOTE_ALL)
        assert sum(len(quoted(card)) for card in table.seen()) == 20


@pytest.mark.parametrize(
    ("said", "keywords"),
    [
        ("抜粋 協議体 構成", "協議体 構成"),
        ("抜粋：協議体", "協議体"),
        ("抜粋、協議体", "協議体"),
        ("抜粋して 協議体", "協議体"),
        ("/excerpt 協議体", "協議体"),
        ("抜粋", ""),
        ("抜粋とは何ですか", None),
        ("協議体の抜粋", None),
        ("抜粋版はどこですか", None),
    ],
)
def test_only_what_begins_with_the_word_asks_for_excerpts(said: str, keywords: str | None) -> None:
    assert words_asked_for(said) == keywords
