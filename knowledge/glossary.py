"""The field's words that mean the same: SC, 生活支援コーディネーター and 地域支え合い推進員 are one thing.

Used on the question only, so that a new entry works at once and documents need not be read again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from knowledge.errors import SettingError
from knowledge.japanese import fold

_ASCII = re.compile(r"[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Glossary:
    """Groups of names for one thing, folded, the usual name first."""

    groups: tuple[tuple[str, ...], ...] = ()

    def expand(self, question: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The names of the glossary that stand in the question, and the other names of the same things."""
        folded = fold(question)
        named: list[str] = []
        others: list[str] = []
        for group in self.groups:
            here = [name for name in group if _stands_in(name, folded)]
            if here:
                named += here
                others += [name for name in group if not any(name in each for each in here)]
        return tuple(dict.fromkeys(named)), tuple(dict.fromkeys(others))


def read_glossary(*paths: Path) -> Glossary:
    """The glossary of YAML files, each a list of lists of names. Raises SettingError naming a file that is none."""
    groups: list[tuple[str, ...]] = []
    for path in paths:
        groups += [tuple(fold(str(name)) for name in group) for group in _groups(path)]
    return Glossary(tuple(groups))


def _groups(path: Path) -> Sequence[Sequence[object]]:
    try:
        groups = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise SettingError(f"用語集「{path}」を読めません。", "ファイルの場所と書き方を確かめてください。") from error
    if not isinstance(groups, list) or not all(isinstance(group, list) for group in groups):
        raise SettingError(
            f"用語集「{path}」の書き方が違います。", "1行に1組、`- [社協, 社会福祉協議会]` のように書いてください。"
        )
    return groups


def _stands_in(name: str, folded: str) -> bool:
    """Whether a name stands in the text; one in Latin letters only as a word of its own (SC, not in disc)."""
    if not _ASCII.search(name):
        return name in folded
    return re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", folded) is not None
