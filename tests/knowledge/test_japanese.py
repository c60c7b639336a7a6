from __future__ import annotations

import doctest
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import knowledge.japanese
from knowledge.japanese import arabic, fold, pairs, plain, sentence_spans, sentences, squeeze, words
from tests.conftest import HANDBOOK


def test_the_examples_in_the_docstrings_hold() -> None:
    failed, tried = doctest.testmod(knowledge.japanese)
    assert (failed, tried) == (0, 5)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ｻﾛﾝ", "サロン"),
        ("ＳＣ", "sc"),
        ("１．５次", "1.5次"),
        ("⽣活⽀援", "生活支援"),
        ("㈱", "(株)"),
        ("ﾊﾟﾝﾌﾚｯﾄ", "パンフレット"),
        ("第二層の集まり", "第2層の集まり"),
        ("第百六条の三第二項", "第106条の3第2項"),
        ("二回目の訪問", "2回目の訪問"),
        ("第一種と第十二期", "第1種と第12期"),
        ("第５条の二", "第五条の2"),
    ],
)
def test_width_and_case_and_look_alikes_are_one_spelling(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("text", ["第三者に知らせる", "一人暮らし", "一部の人", "三つの資源", "次第に", "千歳市"])
def test_a_word_with_a_number_in_it_stays_a_word(text: str) -> None:
    assert fold(text) == text


@pytest.mark.parametrize(
    ("kanji", "number"),
    [("一", 1), ("十", 10), ("十九", 19), ("二十", 20), ("百", 100), ("百六", 106), ("千三百四十五", 1345)],
)
def test_kanji_numbers_are_read(kanji: str, number: int) -> None:
    assert arabic(kanji) == number


@pytest.mark.parametrize(
    ("one", "other"),
    [("申込み", "申し込み"), ("申込", "申し込み"), ("取組", "取り組み"), ("打合せ", "打ち合わせ"), ("子供", "子ども")],
)
def test_spellings_of_one_word_are_one_word(one: str, other: str) -> None:
    assert words(one) == words(other)


def test_particles_and_endings_are_no_words() -> None:
    assert words("町の資源を探します") == ["町", "資源", "探す"]


def test_a_compound_is_found_whole_and_in_parts() -> None:
    found = words("協議体の2回目")
    assert {"協議", "協議体", "2回目"} <= set(found)


def test_pairs_stand_inside_runs_of_letters_and_are_never_of_hiragana_only() -> None:
    assert pairs("内的資源って、何？") == ["内的", "的資", "資源", "源っ"]


def test_a_text_too_long_for_the_dictionary_is_read_all_the_same() -> None:
    assert words("資源。" * 20_000).count("資源") == 20_000


def test_markup_is_no_text_but_comparisons_and_addresses_are() -> None:
    assert plain("**大切** <b>太字</b> 3 < 5 <https://example.jp/>").split() == [
        "大切",
        "太字",
        "3",
        "<",
        "5",
        "<https://example.jp/>",
    ]


def test_words_are_the_same_for_the_same_words_with_and_without_marks() -> None:
    assert squeeze("**協議体** の\n > 役割") == "協議体の役割"


def test_sentences_end_at_marks_and_lines_but_not_inside_a_quotation() -> None:
    assert sentences("「来週。」と言いました。町を歩く\n- 人に会う！次へ") == [
        "「来週。」と言いました。",
        "町を歩く",
        "- 人に会う！",
        "次へ",
    ]


@settings(max_examples=200)
@given(st.text(alphabet="あ資。！？」\n \u3000\tA#", max_size=40))
def test_sentences_are_pieces_of_the_text_in_order_that_leave_only_white_space_out(text: str) -> None:
    spans = sentence_spans(text)
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    assert all(not text[end:start].strip() for end, start in zip(ends, starts, strict=True))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert all("\n" not in sentence for sentence in sentences(text))


def test_several_threads_read_words_at_once() -> None:
    lines = [line for line in HANDBOOK.read_text("utf-8").split("\n") if line][:200]
    expected = [words(line) for line in lines]
    found: list[list[list[str]]] = []
    threads = [threading.Thread(target=lambda: found.append([words(line) for line in lines])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


def test_a_name_is_the_same_with_and_without_a_form_of_address() -> None:
    assert words("丸山さんの担当") == words("丸山の担当")
    assert "うち国" not in words("お金のうち国は")
