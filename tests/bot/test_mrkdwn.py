from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mrkdwn import bold, escape, escaped_length, has_words, question_in, shortened, split_text, unescape

TEXTS = st.text(
    alphabet=st.sampled_from("協議体のは、。！?？ab1 \n\u3000&<>*「」（）(）:/.\u0301\u200d") | st.characters()
)


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("<@U012ABC> 協議体の役割は?", "協議体の役割は?"),
        ("<@U012ABC>協議体の役割は？", "協議体の役割は？"),
        ("<@U012ABC|tsunagi>　協議体の役割は？", "協議体の役割は？"),
        ("教えて <@W012ABC> ください", "教えて ください"),
        ("　協議体の役割は？　", "協議体の役割は？"),
        ("協議体の\u00a0役割は", "協議体の 役割は"),
        ("\u200b協議体\ufeffの役割\u2060", "協議体の役割"),
        ("/ask 協議体の役割は?", "協議体の役割は?"),
        ("/ask　協議体の役割は?", "協議体の役割は?"),
        ("/ask協議体の役割は?", "協議体の役割は?"),
        ("／ａｓｋ　協議体の役割は?", "協議体の役割は?"),
        ("/tsunagi 使い方", "使い方"),
        ("/asking", "/asking"),
        ("A &amp; B は &lt;何&gt; ですか", "A & B は <何> ですか"),
        ("&amp;lt; とは", "&lt; とは"),
        ("<https://example.jp/a?b=1|手引き> の 3 章", "手引き の 3 章"),
        ("<https://example.jp/a> とは", "https://example.jp/a とは"),
        ("<mailto:a@example.jp|a@example.jp> へ", "a@example.jp へ"),
        ("<#C012ABC|協議体> で話した件", "協議体 で話した件"),
        ("<!channel> 協議体とは", "協議体とは"),
        ("<!subteam^S1|@担当> 協議体とは", "@担当 協議体とは"),
        ("一行目\n\n　二行目", "一行目\n二行目"),
        ("<@U012ABC>", ""),
        ("", ""),
    ],
)
def test_the_question_is_what_the_person_meant_to_ask(typed: str, question: str) -> None:
    assert question_in(typed) == question


@given(TEXTS)
def test_a_question_has_no_blanks_around_it_and_reading_it_never_fails(text: str) -> None:
    question = question_in(text)
    assert question == question.strip()


@given(TEXTS)
def test_what_slack_escapes_is_read_back_to_the_letter(text: str) -> None:
    assert unescape(escape(text)) == text
    assert len(escape(text)) == escaped_length(text)


@pytest.mark.parametrize("call", ["<!channel>", "<!here>", "<@U012ABC>", "<#C012ABC>", "<https://example.jp|安全>"])
def test_nothing_in_a_document_calls_anybody(call: str) -> None:
    assert not re.search("[<>]", escape(call))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("協議体", True),
        ("？", False),
        ("?!", False),
        ("　", False),
        ("", False),
        ("①", True),
        ("A", True),
        ("。。。", False),
    ],
)
def test_a_question_mark_alone_is_no_question(text: str, words: bool) -> None:
    assert has_words(text) is words


def test_bold_has_a_word_border_on_both_sides_also_between_kana() -> None:
    assert "は" + bold("太字") + "です" == "は\u200b*太字*\u200bです"


@given(TEXTS, st.integers(min_value=1, max_value=50))
def test_shortened_text_is_one_line_within_its_limit(text: str, limit: int) -> None:
    line = shortened(text, limit)
    assert len(line) <= limit
    assert "\n" not in line


@given(TEXTS, st.integers(min_value=5, max_value=60))
def test_split_text_joined_is_the_text_again(text: str, limit: int) -> None:
    assert "".join(split_text(text, limit)) == text


@given(TEXTS, st.integers(min_value=5, max_value=60))
def test_no_piece_is_longer_than_the_limit_once_escaped(text: str, limit: int) -> None:
    assert all(0 < len(escape(piece)) <= limit for piece in split_text(text, limit, escaped_length))


@given(st.lists(st.text(alphabet="あいう、", min_size=1, max_size=9), min_size=1, max_size=20))
def test_sentences_that_fit_are_never_cut(sentences: list[str]) -> None:
    text = "".join(sentence + "。" for sentence in sentences)
    assert all(piece.endswith("。") for piece in split_text(text, 10))


@given(st.lists(st.text(alphabet="あいう。！", min_size=1, max_size=12), min_size=1, max_size=20))
def test_a_quotation_that_fits_is_never_cut(quotations: list[str]) -> None:
    text = "".join(f"前置き「{quotation}」と書く" for quotation in quotations)
    for piece in split_text(text, 20):
        assert piece.count("「") == piece.count("」")


def test_lines_are_kept_together_before_sentences_are() -> None:
    assert split_text("一行目。続き。\n二行目。", 10) == ["一行目。続き。\n", "二行目。"]


def test_paragraphs_are_kept_together_before_lines_are() -> None:
    assert split_text("一\n二\n\n三\n四", 7) == ["一\n二\n\n", "三\n四"]


def test_an_address_and_a_bold_word_are_kept_whole() -> None:
    text = "くわしくは https://example.jp/tebiki をご覧ください、**生活支援体制整備事業**です"
    pieces = split_text(text, 25)
    assert any("https://example.jp/tebiki" in piece for piece in pieces)
    assert any("**生活支援体制整備事業**" in piece for piece in pieces)


def test_a_letter_keeps_its_marks() -> None:
    assert split_text("か\u3099か\u3099か\u3099", 3) == ["か\u3099", "か\u3099", "か\u3099"]


def test_nothing_is_split_into_nothing() -> None:
    assert split_text("", 10) == []
