from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blocks.answer import answer_messages
from bot.blocks.follow_up import with_whole_question, words_of
from bot.blocks.message import BLOCKS_IN_A_MESSAGE, context, markdown, plain_message, section
from tests.bot.fakes import answer_of


def test_the_whole_question_stands_small_above_the_answer() -> None:
    (message,) = with_whole_question([plain_message("役割を分けます。")], "伴走的支援の2回目は？")
    assert message.blocks[0] == context(["→ 伴走的支援の2回目は？"])
    assert message.text == "役割を分けます。"


def test_what_somebody_wrote_calls_nobody() -> None:
    (message,) = with_whole_question([plain_message("はい")], "<!channel> & <@U1>の役割は？")
    assert "&lt;!channel&gt; &amp; &lt;@U1&gt;の役割は？" in str(message.blocks[0])


@settings(max_examples=40)
@given(
    texts=st.lists(st.text("あ\n", min_size=1, max_size=4_000), min_size=1, max_size=60), whole=st.text(max_size=900)
)
def test_nothing_of_the_answer_is_lost_and_every_message_fits(texts: list[str], whole: str) -> None:
    answer = answer_messages(answer_of("q", *texts))
    drawn = with_whole_question(answer, whole)
    assert [b for m in drawn for b in m.blocks][1:] == [b for m in answer for b in m.blocks]
    assert all(len(message.blocks) <= BLOCKS_IN_A_MESSAGE for message in drawn)


def test_the_words_of_a_message_come_line_by_line() -> None:
    blocks = [section("*手引き*"), markdown("- ① 情報交換\n- ② 企画"), context(["出典: 手引き"])]
    assert words_of(blocks) == "*手引き*\n- ① 情報交換\n- ② 企画\n出典: 手引き"


def test_lists_are_read_as_they_are_counted_also_where_slack_made_rich_text_of_them() -> None:
    def line(text: str) -> dict[str, Any]:
        return {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}

    lists = [
        {"type": "rich_text_list", "style": style, "elements": [line("情報交換"), line("企画")]}
        for style in ("ordered", "bullet")
    ]
    blocks = [{"type": "rich_text", "elements": [line("役割は次のとおり"), *lists]}]
    assert words_of(blocks) == "役割は次のとおり\n1. 情報交換\n2. 企画\n- 情報交換\n- 企画"
