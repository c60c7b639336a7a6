"""Does a statement leave together what the quote puts together? 「自助: A。互助: B」 does not say that 互助 is A."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.answering.figures import Figure, figures, normalised
from knowledge.answering.wording import content
from knowledge.japanese import sentences

_LABEL = re.compile(r"^\W*(?P<label>[^:：。、]{1,30}?)(?P<mark>[:：]|とは、?|は、)(?P<body>.+)", re.DOTALL)
_PIECES = re.compile(r"(?<=[は:：])|[、。\n]")
_STOPS = re.compile(r"[、。\n]")


@dataclass(frozen=True, slots=True)
class _Item:
    label: frozenset[str]
    body: frozenset[str]
    in_list: bool


def mixes(statement: str, quote: str) -> bool:
    """Whether the statement gives one thing what the quote says of another."""
    return _swaps_items(statement, quote) or _swaps_figures(statement, quote)


def labels(text: str) -> list[frozenset[str]]:
    """What the lines and sentences of `text` are about, where they say so in front."""
    return [item.label for item in _items(text)]


def words_of(text: str) -> frozenset[str]:
    """The words of `text` that say something, in normal form."""
    return frozenset(each.normal for each in content(text))


def _items(text: str) -> list[_Item]:
    found = (_LABEL.match(each) for each in sentences(text))
    return [_Item(words_of(each["label"]), words_of(each["body"]), each["mark"] in ":：") for each in found if each]


def _swaps_items(statement: str, quote: str) -> bool:
    items = [item for item in _items(quote) if item.label]
    if len(items) < 2:
        return False
    for sentence in sentences(statement):
        match = _LABEL.match(sentence) or re.match(r"^(?P<label>[^は。]{1,30})は(?P<body>.+)", sentence, re.DOTALL)
        if match and _about_another(words_of(match["label"]), words_of(match["body"]), items):
            return True
    listed = [item for item in items if item.in_list]
    return any(_of_two(words_of(clause), listed) for clause in _PIECES.split(statement))


def _of_two(clause: frozenset[str], items: Sequence[_Item]) -> bool:
    """A clause that names no label, and puts together what stands in two lines of a list only."""
    if any(item.label & clause for item in items):
        return False
    return sum(bool(clause & item.body.difference(*(o.body for o in items if o is not item))) for item in items) > 1


def _about_another(label: frozenset[str], body: frozenset[str], items: Sequence[_Item]) -> bool:
    """The label is one item's own, and the body holds what only other items say."""
    mine = [item for item in items if _own(item, items) & label]
    others = [item for item in items if item not in mine]
    if not mine or not others:
        return False
    here = max(len(item.body & body) for item in mine)
    there = max(len((item.body | item.label) & body) for item in others)
    return there > here


def _own(item: _Item, items: Sequence[_Item]) -> frozenset[str]:
    return item.label.difference(*(other.label for other in items if other is not item))


def _swaps_figures(statement: str, quote: str) -> bool:
    there = [(each, _around(quote, each)) for each in figures(quote)]
    for figure in figures(statement):
        said = _around(statement, figure)
        own = [len(said & words) for each, words in there if _same(each, figure)]
        others = [len(said & words) for each, words in there if each.unit == figure.unit and each.value != figure.value]
        if own and others and max(others) > max(own):
            return True
    return False


def _same(one: Figure, other: Figure) -> bool:
    return (one.value, one.unit) == (other.value, other.unit)


def _around(text: str, figure: Figure) -> frozenset[str]:
    """The words and the other figures of a figure's own stretch: from the figure like it before, to the next stop."""
    whole = normalised(text)
    line = whole.rfind("\n", 0, figure.start) + 1
    line = max(line, whole.rfind("。", 0, figure.start) + 1)
    found = figures(text)
    before = [
        each.start
        for each in found
        if each.unit == figure.unit and each.bound != "から" and line <= each.start < figure.start
    ]
    start = before[-1] if before else line
    if before:
        stop = _STOPS.search(whole, start, figure.start)
        start = stop.end() if stop else figure.start
    stop = _STOPS.search(whole, figure.start)
    end = stop.start() if stop else len(whole)
    beside = {f"{each.value}{each.unit}" for each in found if start <= each.start < end and each.unit != figure.unit}
    return words_of(whole[start:end]) | beside
