"""The parser of the command line: what is wrong with a line is said in the language of its users."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

WRONG_USAGE = 2
# What argparse says, and how we say it; the first pattern that fits counts. Its words are the same in every Python from
# 3.11 on but for the quotation marks, which are left out.
_SAID = (
    (r"the following arguments are required: (.+)", "{} がありません。"),
    (r"unrecognized arguments: (.+)", "「{}」は使えません。"),
    (r"argument (.+?): invalid choice: (.*) \(choose from (.+)\)", "{} に「{}」は使えません（使えるのは {}）。"),
    (r"argument (.+?): expected (?:one|at least one|\d+) arguments?", "{} のあとに値がありません。"),
    (r"argument (.+?): ignored explicit argument (.+)", "{} に値「{}」は付けられません。"),
    (r"argument (.+?): not allowed with argument (.+)", "{} と {} は一緒に使えません。"),
    (r"argument (.+?): invalid \S+ value: (.*)", "{} に「{}」は使えません。"),
    (r"ambiguous option: (.+) could match (.+)", "「{}」だけでは、どれのことか分かりません（{}）。"),
    (r"argument (.+?): (.+)", "{}: {}"),
)


class Parser(argparse.ArgumentParser):
    """A parser, and the parsers of its commands, that speak Japanese. Wrong usage ends with exit code 2."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"formatter_class": _Formatter, **given, "add_help": False})
        self._positionals.title, self._optionals.title = "引数", "オプション"
        self.add_argument("-h", "--help", action="help", help="この説明を示す")

    def error(self, message: str) -> NoReturn:
        """Says how the command is used, and what was wrong with this line."""
        self.print_usage(sys.stderr)
        self.exit(WRONG_USAGE, f"{self.prog}: {told(message)}`{self.prog} --help` で使い方を見られます。\n")


class _Formatter(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "使い方: " if prefix is None else prefix)


def told(message: str) -> str:
    """A message of argparse in Japanese; one that nobody foresaw stays as it is.

    >>> told("argument --limit: expected one argument")
    '--limit のあとに値がありません。'
    """
    for pattern, sentence in _SAID:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return sentence.format(*(re.sub(r"(?<!\w)['\"]|['\"](?!\w)", "", part) for part in found.groups()))
    return f"{message}。"
