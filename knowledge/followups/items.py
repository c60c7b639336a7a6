"""The items of an answer that people point at: 「③について」「(B)は？」「二つ目は？」「最後のは？」."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.japanese import fold

_ITEM = re.compile(
    r"^[\s>*_]*(?:[-*+・●○◯■◆◇•✓✔][\s*_]*)?(?P<label>[①-⑳]|[(（][0-9a-zA-Zア-ンⅠ-Ⅹ]{1,2}[)）]|[0-9]{1,2}[.．)）](?![0-9])|[ア-ン][.．)）])?[\s*_]*(?P<text>\S.*)$"
)
_MARKED = re.compile(r"^[\s>*_]*[-*+・●○◯■◆◇•✓✔]")
_NAME_END = re.compile(r"[:：。（(＝=、]|\s[-–—]\s")
_POINTS = re.compile(
    r"^(?P<label>[①-⑳]|[(（][0-9a-zA-Zア-ン]{1,2}[)）]|(?<![a-zA-Z])[A-Za-z](?![a-zA-Z]))"
    r"|^(?P<number>[0-9０-９]{1,2}|[一二三四五六七八九十]{1,2})(?:つ目|番目|番|個目|点目|項目目|(?=は|$|について|の))"
    r"|^(?P<last>最後)(?=の(?:もの|やつ|項目|点|ひとつ|一つ)?(?:は|に|を|って|$|[?？])|は|に|$|[?？])"
    r"|^(?P<first>最初)(?=の(?:もの|やつ|項目|点|ひとつ|一つ)?(?:は|に|を|って|$|[?？])|は|に|$|[?？])"
)
_KANJI = {char: n for n, char in enumerate("一二三四五六七八九十", start=1)}


@dataclass(frozen=True, slots=True)
class Pointed:
    """An item of the answer by its name, and how much of what was said points at it (characters)."""

    name: str
    length: int


@dataclass(frozen=True, slots=True)
class _Item:
    """An item: ① or (A) where it has such a label, its name, and the line above its list."""

    label: str
    name: str
    title: str


def pointed_at(said: str, answer: str, topic: str) -> Pointed | None:
    """The item of `answer` that `said` begins with; None where it begins otherwise, or there is no such item.

    Of several lists, the one counts whose title holds the `topic` of the question.
    """
    found = _POINTS.match(said)
    if not found:
        return None
    items = _items(answer)
    about = [item for item in items if fold(topic) in fold(item.title)] or items
    if found["label"]:
        wanted = _bare(found["label"])
        labelled = [item.name for each in (about, items) for item in each if _bare(item.label) == wanted]
        name = labelled[0] if labelled else _nth_by_mark([item.name for item in about], found["label"])
    else:
        name = _nth([item.name for item in about], found)
    return Pointed(name, found.end()) if name else None


def heads(answer: str) -> list[str]:
    """The names of all items of an answer, in order."""
    return [item.name for item in _items(answer)]


def _items(answer: str) -> list[_Item]:
    found, title = [], ""
    for line in answer.splitlines():
        item = _ITEM.match(line)
        if item and (item["label"] or _MARKED.match(line)):
            name = _NAME_END.split(item["text"], maxsplit=1)[0].strip(" *_")
            found.append(_Item(item["label"] or "", name, title))
        elif line.strip():
            title = line
    return [each for each in found if any(char.isalnum() for char in each.name)]


def _nth_by_mark(listed: list[str], mark: str) -> str | None:
    """People count items that have no numbers, too: 「③は？」 of a list with dots."""
    number = _bare(mark)
    return listed[int(number) - 1] if number.isdecimal() and 1 <= int(number) <= len(listed) else None


def _nth(listed: list[str], found: re.Match[str]) -> str | None:
    if not listed:
        return None
    if found["last"] or found["first"]:
        return listed[-1 if found["last"] else 0]
    written = fold(found["number"])
    number = int(written) if written.isdigit() else _KANJI.get(written, 0)
    return listed[number - 1] if 1 <= number <= len(listed) else None


def _bare(label: str) -> str:
    return fold(label).strip("()（）.．")
