"""The field's words that mean the same: SC, 生活支援コーディネーター and 地域支え合い推進員 are one thing.

Used on the question only, so that a new entry works at once and documents need not be read again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import yaml

from knowledge.errors import SettingError
from knowledge.japanese import fold

BUNDLED_GLOSSARY = Path(__file__).with_name("glossary.yaml")
_ASCII = re.compile(r"[a-z0-9]")


class Named(NamedTuple):
    """A thing that is named: its names that stand there, its other names, and that one of these which tells a model
    what it is; empty where those that stand there tell it.
    """

    here: tuple[str, ...]
    others: tuple[str, ...]
    telling: str


@dataclass(frozen=True)
class Glossary:
    """Groups of names for one thing, folded: those of the field with the usual name first, `everyday` words that mean
    the same, and a user's `own`, in any order.
    """

    groups: tuple[tuple[str, ...], ...] = ()
    everyday: tuple[tuple[str, ...], ...] = ()
    own: tuple[tuple[str, ...], ...] = ()

    @property
    def names(self) -> tuple[tuple[str, ...], ...]:
        """The names for one thing, the field's and the user's own."""
        return (*self.groups, *self.own)

    def named_in(self, question: str) -> list[Named]:
        """The things that a question names."""
        folded = fold(question)
        there: dict[int, list[str]] = {}
        for name, number in self._numbered:
            if name in folded and _is_whole(name, folded):
                there.setdefault(number, []).append(name)
        return [self._named(number, tuple(here)) for number, here in there.items()]

    def _named(self, number: int, here: tuple[str, ...]) -> Named:
        others = tuple(name for name in self._every[number] if not any(name in each for each in here))
        return Named(here, others, next((name for name in self._telling(number) if name in others), ""))

    def _telling(self, number: int) -> Sequence[str]:
        """Those names of a group that tell a model what is meant: the usual one; none of everyday words, which it
        knows; any of a user's own group, of which nobody knows the usual one.
        """
        if number < len(self.groups):
            return self.groups[number][:1]
        return () if number < len(self.groups) + len(self.everyday) else self._every[number]

    @cached_property
    def _every(self) -> tuple[tuple[str, ...], ...]:
        return (*self.groups, *self.everyday, *self.own)

    @cached_property
    def _numbered(self) -> tuple[tuple[str, int], ...]:
        """Each name with the number of its group: a question is held against all of them."""
        return tuple((name, number) for number, group in enumerate(self._every) for name in group)


def read_glossary(path: Path, own: Path | None = None) -> Glossary:
    """The glossary of a YAML file: a list of lists of names, and after a line `---` a second list of everyday words;
    with a user's own. Raises SettingError naming a file that is none.
    """
    names, everyday = _parts(path)
    own_names, own_everyday = _parts(own) if own else ((), ())
    return Glossary(_folded(names), _folded([*everyday, *own_everyday]), _folded(own_names))


def _folded(groups: Sequence[Sequence[object]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(fold(str(name)) for name in group) for group in groups)


def _parts(path: Path) -> tuple[Sequence[Sequence[object]], Sequence[Sequence[object]]]:
    try:
        parts = [part or [] for part in yaml.safe_load_all(path.read_text(encoding="utf-8"))]
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise SettingError(f"用語集「{path}」を読めません。", "ファイルの場所と書き方を確かめてください。") from error
    if not all(isinstance(part, list) and all(isinstance(group, list) for group in part) for part in parts):
        raise SettingError(
            f"用語集「{path}」の書き方が違います。", "1行に1組、`- [社協, 社会福祉協議会]` のように書いてください。"
        )
    names, everyday, *_ = (*parts, (), ())
    return names, everyday


def _is_whole(name: str, folded: str) -> bool:
    """Whether a name in the text is met there; one in Latin letters only as a word of its own (SC, not in disc)."""
    return not _ASCII.search(name) or re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", folded) is not None
