"""Every sentence that argparse has for a wrong line, in Japanese."""

from __future__ import annotations

import argparse

import pytest

from bot.commands.usage import Parser, told


@pytest.fixture
def parser() -> Parser:
    parser = Parser(prog="program")
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--red", action="store_true")
    either.add_argument("--blue", type=int)
    parser.add_argument("--bluish", nargs="+")
    parser.add_argument("--pair", nargs=2)
    parser.add_subparsers(dest="command", metavar="COMMAND").add_parser("paint").add_argument(
        "wall", choices=["a", "b"]
    )
    return parser


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("paint", "program paint: wall がありません。"),
        ("paint c", "program paint: wall に「c」は使えません（使えるのは a, b）。"),
        ("paint a b", "program: 「b」は使えません。"),
        ("--red --blue 1", "program: --blue と --red は一緒に使えません。"),
        ("--red=1", "program: --red に値「1」は付けられません。"),
        ("--blue many", "program: --blue に「many」は使えません。"),
        ("--blue", "program: --blue のあとに値がありません。"),
        ("--bluish", "program: --bluish のあとに値がありません。"),
        ("--pair 1", "program: --pair のあとに値がありません。"),
        ("--bl 1", "program: 「--bl」だけでは、どれのことか分かりません（--blue, --bluish）。"),
    ],
)
def test_a_wrong_line_is_told_of_in_japanese(
    parser: Parser, line: str, complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        parser.parse_args(line.split())
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("使い方: program")
    assert complaint in said
    assert "--help` で使い方を見られます。" in said


def test_the_help_is_in_japanese(parser: Parser) -> None:
    lines = parser.format_help().splitlines()
    assert lines[0].startswith("使い方: program")
    assert {"引数:", "オプション:"} <= set(lines)
    assert "この説明を示す" in parser.format_help()


def test_a_sentence_of_ones_own_stays_as_it_was_written(capsys: pytest.CaptureFixture[str]) -> None:
    parser = Parser(prog="program")
    parser.add_argument("--much", type=_refuse)
    with pytest.raises(SystemExit):
        parser.parse_args(["--much", "9"])
    assert "program: --much: 1から3までの数にしてください。" in capsys.readouterr().err


def test_a_sentence_that_nobody_foresaw_is_kept() -> None:
    assert told("something new") == "something new。"


def _refuse(_text: str) -> int:
    raise argparse.ArgumentTypeError("1から3までの数にしてください。")
