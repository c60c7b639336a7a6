from __future__ import annotations

import pytest

from knowledge.places import from_to, without_lines


@pytest.mark.parametrize(
    ("first", "last", "both"),
    [
        ("p.3", "p.4", "p.3〜4"),
        ("p.3", "p.3", "p.3"),
        ("p.3〜4", "p.4", "p.3〜4"),
        ("p.3", "p.3〜4", "p.3〜4"),
        ("p.3〜4", "p.5〜6", "p.3〜6"),
        ("34〜40行目", "52行目", "34〜52行目"),
        ("34行目", "36〜52行目", "34〜52行目"),
        ("スライド3", "スライド5", "スライド3〜5"),
        ("シート「一覧」3〜4行目", "シート「一覧」5〜9行目", "シート「一覧」3〜9行目"),
        ("シート「北」3行目", "シート「南」2行目", "シート「北」3〜シート「南」2行目"),
        ("第2条第3項", "第2条第5項", "第2条第3項〜第5項"),
        ("第2条第3項", "第3条第1項", "第2条第3項〜第3条第1項"),
        ("附則第2条第3項", "附則第2条第4項", "附則第2条第3項〜第4項"),
        ("", "", ""),
        ("p.3", "", "p.3"),
        ("", "p.3", "p.3"),
    ],
)
def test_a_range_says_nothing_twice_and_leaves_nothing_out(first: str, last: str, both: str) -> None:
    assert from_to(first, last) == both


@pytest.mark.parametrize(
    ("place", "first", "last", "left"),
    [
        ("34〜40行目", 2, 1, "36〜39行目"),
        ("34〜40行目", 0, 6, "34行目"),
        ("34〜40行目", 0, 0, "34〜40行目"),
        ("シート「一覧」5〜9行目", 1, 0, "シート「一覧」6〜9行目"),
        ("34行目", 0, 0, "34行目"),
        ("スライド3〜5", 2, 2, "スライド3〜5"),
        ("第2条第3項〜第5項", 1, 1, "第2条第3項〜第5項"),
    ],
)
def test_only_lines_are_taken_off_a_place(place: str, first: int, last: int, left: str) -> None:
    assert without_lines(place, first, last) == left
