"""Figures in one spelling, whatever a document or a model writes."""

from __future__ import annotations

import pytest

from knowledge.answering.figures import figures


def read(text: str) -> list[tuple[str, str, str]]:
    return [(each.value, each.unit, each.bound) for each in figures(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("七つの役割", "7つの役割"),
        ("役割は７つ", "役割は7つ"),
        ("令和7年度", "2025年度"),
        ("R7.12.25", "令和七年十二月二十五日"),
        ("平成26年", "2014年"),
        ("76百万円", "7,600万円"),
        ("二千五百円", "2500円"),
        ("全国24か所", "全国24カ所"),
        ("年に一度", "年に1回"),
        ("3割", "30%"),
        ("午後1時半", "13:30"),
        ("午後1時から3時まで", "13時〜15時"),
        ("3月26日から4月25日まで", "3/26〜4/25"),
        ("令和6〜8年度", "令和6年度から令和8年度まで"),
        ("34,017人", "34017名"),
    ],
)
def test_one_figure_in_two_spellings_is_one(one: str, other: str) -> None:
    assert read(one) == read(other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10円", "10人"),
        ("令和7年度", "令和7年"),
        ("65歳以上", "65歳"),
        ("65歳以上", "65歳以下"),
        ("1回", "1回目"),
        ("3月26日", "4月26日"),
        ("3月26日から", "3月26日まで"),
        ("76百万円", "76万円"),
        ("午前1時", "午後1時"),
    ],
)
def test_what_differs_in_number_unit_or_bound_is_another_figure(one: str, other: str) -> None:
    assert read(one) != read(other)


@pytest.mark.parametrize(
    "text", ["一般介護予防事業", "① 組織的な補完", "一緒に考える", "十分に話す", "百貨店", "一人で抱える"]
)
def test_kanji_that_count_nothing_are_no_figures(text: str) -> None:
    assert read(text) == []
