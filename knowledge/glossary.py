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
    """Groups of names for one thing, folded, the usual name first; and `everyday` words that mean the same."""

    groups: tuple[tuple[str, ...], ...] = ()
    everyday: tuple[tuple[str, ...], ...] = ()

    def named_in(self, question: str) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        """For each group that the question names: its names that stand there, and its other names."""
        folded = fold(question)
        found = []
        for group in (*self.groups, *self.everyday):
            here = tuple(name for name in group if name in folded and _is_whole(name, folded))
            if here:
                found.append((here, tuple(name for name in group if not any(name in each for each in here))))
        return found


def read_glossary(*paths: Path) -> Glossary:
    """The glossary of YAML files, each a list of lists of names, and after a line `---` a second list of everyday
    words. Raises SettingError naming a file that is none.
    """
    parts = [_parts(path) for path in paths]
    names, everyday = (tuple(_folded(group) for part in parts for group in part[side]) for side in (0, 1))
    return Glossary(names, everyday)


def _folded(group: Sequence[object]) -> tuple[str, ...]:
    return tuple(fold(str(name)) for name in group)


def _parts(path: Path) -> list[Sequence[Sequence[object]]]:
    try:
        parts = [part or [] for part in yaml.safe_load_all(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise SettingError(f"用語集「{path}」を読めません。", "ファイルの場所と書き方を確かめてください。") from error
    if not all(isinstance(part, list) and all(isinstance(group, list) for group in part) for part in parts):
        raise SettingError(
            f"用語集「{path}」の書き方が違います。", "1行に1組、`- [社協, 社会福祉協議会]` のように書いてください。"
        )
    return [*parts, [], []][:2]


def _is_whole(name: str, folded: str) -> bool:
    """Whether a name in the text is met there; one in Latin letters only as a word of its own (SC, not in disc)."""
    return not _ASCII.search(name) or re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", folded) is not None
