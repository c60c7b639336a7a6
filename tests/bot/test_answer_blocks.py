from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.again import BUTTON_VALUE
from bot.blocks.answer import answer_messages, source_line
from bot.blocks.asking import ShareRequest, asked_messages, share_button, shared_messages
from bot.blocks.message import (
    BLOCKS_IN_A_MESSAGE,
    FALLBACK_TEXT,
    TEXT_IN_A_MESSAGE,
    Message,
    fallback,
    text_length,
)
from bot.blocks.under import Under, with_under
from bot.mrkdwn import unescape
from bot.sandbox.block_rules import message_faults
from knowledge.types import Answer, AnswerPart, Citation, Voice
from tests.bot.fakes import answer_of, citation_of


def shown(messages: tuple[Message, ...]) -> str:
    return "".join(block["text"] for message in messages for block in message.blocks if block["type"] == "markdown")


@pytest.mark.parametrize(
    ("citation", "line"),
    [
        (Citation("手引き", "第2版", "1章 > 役割", "p.12", "q", "p"), "出典: 手引き（第2版）1章 > 役割 p.12"),
        (Citation("手引き", "", "1章", "p.12", "q", "p"), "出典: 手引き 1章 p.12"),
        (Citation("手引き", "第2版", "", "", "q", "p"), "出典: 手引き（第2版）"),
        (Citation("手引き", "", "", "スライド3", "q", "p"), "出典: 手引き スライド3"),
        (Citation("見守り法", "", "1章 > 第10条", "第10条", "q", "p"), "出典: 見守り法 1章 > 第10条"),
        (Citation("見守り法", "", "第10条（報告）", "第10条", "q", "p"), "出典: 見守り法 第10条（報告）"),
        (Citation("見守り法", "", "第10条", "第10条第2項", "q", "p"), "出典: 見守り法 第10条 第10条第2項"),
        (Citation("見守り法", "", "第10条の2", "第10条", "q", "p"), "出典: 見守り法 第10条の2 第10条"),
    ],
)
def test_a_source_says_what_the_document_has(citation: Citation, line: str) -> None:
    assert source_line(citation) == line


def test_two_quotes_from_one_place_have_one_source() -> None:
    part = AnswerPart(
        Voice.HANDBOOK, "一。\n二。", (citation_of("一。"), citation_of("二。"), citation_of("三", locator="p.13"))
    )
    (message,) = answer_messages(Answer("何?", (part,)))
    (sources,) = [block for block in message.blocks if block["type"] == "context"]
    assert [element["text"][-4:] for element in sources["elements"]] == ["p.12", "p.13"]


def test_each_voice_has_its_label_and_its_own_sources() -> None:
    handbook = AnswerPart(Voice.HANDBOOK, "場です。", (citation_of("場です。"),))
    resources = AnswerPart(Voice.RESOURCES, "サロンです。", (citation_of("サロンです。", locator="1件目"),))
    (message,) = answer_messages(Answer("何?", (handbook, resources)))
    kinds = [block["type"] for block in message.blocks]
    assert kinds == ["section", "markdown", "context"] * 2
    assert [block["text"]["text"] for block in message.blocks if block["type"] == "section"] == [
        "*手引き*",
        "*この地域の資源*",
    ]


def test_a_document_is_shown_to_the_letter_and_calls_nobody() -> None:
    text = "**太字**は\n- ①<ul>\n<!channel> <@U012ABC> & https://example.jp/"
    messages = answer_messages(answer_of("何?", text))
    assert unescape(shown(messages)) == text
    assert "<" not in shown(messages)
    assert "<" not in messages[0].text


def test_a_heading_or_a_title_calls_nobody() -> None:
    citation = Citation("<!here>", "<!channel>", "<@U1>", "<#C1>", "q", "p")
    found = answer_messages(Answer("何?", (AnswerPart(Voice.HANDBOOK, "q", (citation,)),)))
    not_found = answer_messages(Answer("何?", nearest=("<!channel>",)))
    assert "<" not in str([message.as_json() for message in (*found, *not_found)])


def test_a_question_that_is_repeated_calls_nobody() -> None:
    answer = answer_messages(answer_of("何?", "これ。"))
    asked = asked_messages(answer, "<!channel> とは", Under())
    shared = shared_messages(answer, "<!channel> とは", "U012ABC", Under())
    assert "<!channel>" not in str([message.as_json() for message in (*asked, *shared)])


def test_what_was_not_found_is_said_in_plain_words_with_what_to_try() -> None:
    (message,) = answer_messages(Answer("何?", nearest=("1章 > 役割", "2章")))
    texts = [block["text"]["text"] for block in message.blocks]
    assert texts[:2] == ["資料には見つかりませんでした。", "近い見出し: 1章 &gt; 役割 / 2章"]
    assert "言い方をかえて" in texts[2]
    assert message.text.startswith("資料には見つかりませんでした。")


def test_what_was_not_found_says_how_it_was_read() -> None:
    [message] = answer_messages(Answer("質問", note="「会費」のことは資料に見つかりませんでした。"))
    assert "「会費」のことは資料に見つかりませんでした。" in str(message.blocks[-1])


def test_without_near_headings_none_are_offered() -> None:
    (message,) = answer_messages(Answer("何?"))
    assert "近い見出し" not in str(message.blocks)


def test_the_notification_says_the_answer_and_its_source() -> None:
    (message,) = answer_messages(answer_of("何?", "地域の場です。"))
    assert message.text == "地域の場です。 出典: 生活支援コーディネーター手引き（令和7年度版）第2章 &gt; 協議体 p.12"


@given(st.text())
def test_a_notification_stays_short_once_escaped(text: str) -> None:
    assert len(fallback(text)) <= FALLBACK_TEXT


LINES = st.text(alphabet=st.sampled_from("協議体の場、。&<>（）「」 ab"), min_size=1, max_size=400)


@given(st.lists(st.lists(LINES, min_size=1, max_size=120).map("\n".join), min_size=1, max_size=4))
def test_a_long_answer_is_split_in_order_and_nothing_is_lost(texts: list[str]) -> None:
    messages = answer_messages(answer_of("何?", *texts))
    assert unescape(shown(messages)) == "".join(texts)


@given(st.lists(st.lists(LINES, min_size=1, max_size=120).map("\n".join), min_size=1, max_size=4))
def test_every_message_is_one_that_slack_takes(texts: list[str]) -> None:
    answer = answer_messages(answer_of("何?", *texts))
    under = Under("id", found=True, openable=True, share=share_button(ShareRequest("ask:1.2.3", texts[0])))
    asked, shared = asked_messages(answer, texts[0], under), shared_messages(answer, texts[0], "U1", under)
    for message in (*with_under(answer, under), *asked, *shared):
        assert sum(map(text_length, message.blocks)) <= TEXT_IN_A_MESSAGE
        assert len(message.blocks) <= BLOCKS_IN_A_MESSAGE
        assert message_faults(list(message.blocks)) == []


def test_many_sources_fill_further_blocks_and_none_is_lost() -> None:
    citations = tuple(citation_of("q", locator=f"p.{page}") for page in range(1, 701))
    messages = answer_messages(Answer("何?", (AnswerPart(Voice.HANDBOOK, "q", citations),)))
    sources = [
        element["text"]
        for message in messages
        for block in message.blocks
        if block["type"] == "context"
        for element in block["elements"]
    ]
    assert [source.rpartition("p.")[2] for source in sources] == [str(page) for page in range(1, 701)]
    assert all(message_faults(list(message.blocks)) == [] for message in messages)


@given(st.text())
def test_the_button_carries_its_question_within_its_limit(question: str) -> None:
    value = ShareRequest("ask:123456789.123456789.abcdef", question).as_value()
    assert len(value) <= BUTTON_VALUE
    assert question.strip().startswith(ShareRequest.from_value(value).question.rstrip("…")[:1])


def test_a_message_is_kept_and_read_back_as_it_was() -> None:
    (message,) = answer_messages(answer_of("何?", "これ。"))
    assert Message.from_json(message.as_json()) == message
