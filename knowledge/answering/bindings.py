"""Does a statement leave together what the quote puts together? 「自助: A。互助: B」 does not say that 互助 is A."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from knowledge.answering.figures import Figure, figures, normalised
from knowledge.answering.figures import items as list_items
from knowledge.answering.wording import Held, content, held, holds
from knowledge.japanese import sentences

_LABEL = re.compile(
    r"^\W*(?P<label>[^:：。、]{1,30}?)(?P<mark>[:：]|とは、?|(?<!とき)(?<!場合)は、)(?P<body>.+)", re.DOTALL
)
_PIECES = re.compile(r"(?<=[は:：])|[、。\n]")
_STOPS = re.compile(r"[、。\n]")
# What stands between figures that are named together: 第1層と第2層.
_TOGETHER = re.compile(r"\s*(?:と|や|か|・|,|、|〜|~|-|から|および|及び|または|又は)\s*")
# A clause within a sentence that says in front what it is about: 「AはX、BはY」, 「AがX、BがY」.
_TOPICS = (
    re.compile(
        r"(?:^|(?<=[、。\n]))(?P<label>[^はが、。\n]{1,30})(?P<mark>(?<![をて又])(?<!また|とき|場合)は)(?!っ|じめ|たらき)、?(?=[^、。\n])"
    ),
    re.compile(r"(?:^|(?<=[、。\nは]))(?P<label>[^はが、。\n]{1,30})(?P<mark>(?<![すただ])が)、?(?=[^、。\n])"),
)
_MARK = re.compile("は")
_FRONT = re.compile(r"[^、。\n]*?(?<![をて])(?:は|が|を)")
# 「AよりB」 「AだけでなくB」: which of the two is A.
_AGAINST = re.compile(r"(?P<less>[^、。\n]{1,30}?)(?<![にで])より(?:も|は)?(?![先前後])、?(?P<more>[^。\n]{1,40})")


@dataclass(frozen=True, slots=True)
class _Item:
    label: frozenset[str]
    body: frozenset[str]
    in_list: bool


def mixes(statement: str, quote: str) -> bool:
    """Whether the statement gives one thing what the quote says of another."""
    return _swaps_items(statement, quote) or _swaps_topics(statement, quote) or _swaps_sides(statement, quote)


def may_mix(statement: str, quote: str) -> bool:
    """Whether a figure, or a line of a list, may have got what the quote says of another."""
    return _swaps_figures(statement, quote) or _crosses_lines(statement, quote) or _crosses_clauses(statement, quote)


def labels(text: str) -> list[frozenset[str]]:
    """What the lines and sentences of `text` are about, where they say so in front."""
    return [item.label for item in _items(text)]


def topic(text: str) -> str:
    """What the last sentence of `text` that says so in front is about; empty where none does."""
    found = [match["label"] for match in (_LABEL.match(each) for each in sentences(text)) if match]
    return found[-1] if found else ""


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


def _swaps_topics(statement: str, quote: str) -> bool:
    """「AはX、BはY」 within one sentence, said as 「AはY」."""
    for mark in _TOPICS:
        there = [item for item in _topics(mark, quote) if item.label]
        if len(there) > 1 and any(
            _about_another(item.label, item.body, there, labelled=False) for item in _topics(mark, statement)
        ):
            return True
    return False


def _topics(mark: re.Pattern[str], text: str) -> list[_Item]:
    """What is said of each: up to the next 「は」, or after 「が」 to the end of the clause."""
    starts = list(mark.finditer(text))
    ends = [*(each.start() for each in starts[1:]), len(text)][: len(starts)]
    stop = _STOPS if mark is _TOPICS[1] else _MARK
    bodies = (stop.split(text[each.end() : end], maxsplit=1)[0] for each, end in zip(starts, ends, strict=True))
    return [
        _Item(words_of(each["label"]), words_of(body), in_list=False) for each, body in zip(starts, bodies, strict=True)
    ]


def _swaps_sides(statement: str, quote: str) -> bool:
    """「AよりB」 where the quote has 「BよりA」 or says of B what it says."""
    said = [(words_of(each["less"]), words_of(each["more"])) for each in _AGAINST.finditer(statement)]
    there = [(words_of(each["less"]), words_of(each["more"])) for each in _AGAINST.finditer(quote)]
    if not there:
        return bool(said) and not any(word in quote for word in ("ほど", "比べ", "超え", "上回", "下回"))
    return any(
        len(less & their_more - their_less) > len(less & their_less - their_more)
        for less, _ in said
        for their_less, their_more in there
    )


def _of_two(clause: frozenset[str], items: Sequence[_Item]) -> bool:
    """A clause that names no label, and puts together what stands in two lines of a list only."""
    if any(item.label & clause for item in items):
        return False
    return sum(bool(clause & item.body.difference(*(o.body for o in items if o is not item))) for item in items) > 1


def _crosses_lines(statement: str, quote: str) -> bool:
    """Whether a clause begins with what one line of a list says alone, and goes on with what only another says."""
    lines = [line for line in quote.split("\n") if line.strip()]  # the first may be quoted without its mark
    return bool(list_items(quote)) and bool(_crossings(statement, lines))


def _crosses_clauses(statement: str, quote: str) -> bool:
    """Whether two clauses have exchanged what they say: a topic may stand with the next clause, but not both ways."""
    there = _crossings(statement, [clause for clause in _STOPS.split(quote) if clause.strip()])
    return any((end, start) in there for start, end in there)


def _crossings(statement: str, parts: Sequence[str]) -> set[tuple[int, int]]:
    """From which part of a quote to which the clauses of the statement go."""
    texts = [held(part) for part in parts]
    found = set()
    for clause in _STOPS.split(statement) if len(texts) > 1 else ():
        if front := _FRONT.match(clause):
            start, end = set(_lines_alone(front.group(), texts)), set(_lines_alone(clause[front.end() :], texts))
            if not start & end:
                found |= set(product(start, end))
    return found


def _lines_alone(text: str, lines: Sequence[Held]) -> Iterator[int]:
    """The lines that hold a word of `text` which no other line holds."""
    for word in content(text):
        where = [place for place, line in enumerate(lines) if word.normal in line.forms]
        where = where or [place for place, line in enumerate(lines) if holds(line, word)]
        if len(where) == 1:
            yield where[0]


def _about_another(
    label: frozenset[str], body: frozenset[str], items: Sequence[_Item], *, labelled: bool = True
) -> bool:
    """The label is one item's own, and the body holds what only other items say, their labels included or not."""
    mine = [item for item in items if _own(item, items) & label]
    others = [item for item in items if item not in mine]
    if not mine or not others:
        return False
    here = max(len(item.body & body) for item in mine)
    there = max(len((item.body | item.label if labelled else item.body) & body) for item in others)
    return there > here


def _own(item: _Item, items: Sequence[_Item]) -> frozenset[str]:
    return item.label.difference(*(other.label for other in items if other is not item))


def _swaps_figures(statement: str, quote: str) -> bool:
    there = [(each, _around(quote, each)) for each in figures(quote)]
    for figure in figures(statement):
        said = _around(statement, figure)
        own = [len(said & words) for each, words in there if _same(each, figure)]
        others = [
            len(said & words)
            for each, words in there
            if each.unit == figure.unit and each.value != figure.value and not _named_with(each, figure, quote)
        ]
        if own and others and max(others) > max(own):
            return True
    return False


def _named_with(other: Figure, figure: Figure, quote: str) -> bool:
    """Whether the quote says one thing of both: 「主に第1層と第2層を扱う」."""
    whole = normalised(quote)
    for each in figures(quote):
        if _same(each, figure):
            first, last = sorted((each, other), key=lambda one: one.start)
            between = re.sub(rf"^{re.escape(first.value)}{re.escape(first.unit)}", "", whole[first.start : last.start])
            if _TOGETHER.fullmatch(re.sub(r"第$", "", between)):
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
