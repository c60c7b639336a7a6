"""Which lines of a passage answer the question, with the structure they stand in.

A passage falls into units: a heading with what stands below it. A list is quoted with its title, a short unit whole,
of a long one the sentences that hold the question's words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from knowledge.answering.comparison import names_of, stands_in, two_things
from knowledge.answering.looks import looked_for, shows
from knowledge.counting import things_asked_for
from knowledge.defining import says_what_it_is
from knowledge.japanese import fold, sentence_spans
from knowledge.offering import ITEM
from knowledge.question import Kind, Question, compared, noun_runs
from knowledge.weighing import Evidence, share_held

# A unit up to this many characters is quoted whole; a phone shows about 400 without scrolling.
_SHORT = 400
# A passage up to this many is quoted whole, though it has several headings: what was asked may stand below another one.
_AT_A_GLANCE = 200
# Of a long unit, sentences that hold nearly as much of the question as the best one.
_NEARLY = 0.8
_MOST_SENTENCES = 3
# A piece of a long unit is at least so long where more stands beside it: what was asked may be in the next line.
_AT_LEAST = 250
# What is left out between two sentences is more than this; less is quoted with them.
_A_GAP = 100
_LIST_BONUS = 0.4
_OFFER_BONUS = 0.3
_A_LIST = 3
_TITLE = 30
_LEADS_ON = re.compile(r"[：:]$|次の|以下の|下記")
_SOURCE = re.compile(r"\W*(参考|出典|出所|引用|資料)\s*[：:]")
_ASKS_WHAT = re.compile(r"とは|って|定義|意味|どんな|どういう|何")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a passage's text, by offsets."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence or line: the question's words that it holds, and how well it answers (0 to about 2)."""

    span: Span
    text: str
    is_heading: bool
    is_item: bool
    held: frozenset[str]
    score: float


def quoted(question: Question, evidence: Evidence) -> list[Span]:
    """The pieces to quote, in reading order; they neither touch nor overlap."""
    units, text = _units(_sentences(question, evidence)), evidence.passage.passage.text
    if len(compared(question)) > 1:
        chosen = _sides(question, units)
    elif _announces(question, units[0]) or len(text) <= _AT_A_GLANCE:
        chosen = [sentence for unit in units for sentence in unit]
    else:
        best = max(units, key=lambda unit: _unit_score(question, evidence, unit))
        chosen = best if _size(best) <= _SHORT or _is_list(question, best) else _telling(best)
    return _joined(chosen, text)


def _sentences(question: Question, evidence: Evidence) -> list[_Sentence]:
    passage = evidence.passage.passage
    text = passage.text
    # On top of a document without marks its title is a line like any other.
    headings = {line.strip() for heading in (passage.title, *passage.headings) for line in heading.split("\n")}
    looks, things = looked_for(question), _things_asked_about(question)
    found = []
    for (start, end), words in zip(sentence_spans(text), evidence.passage.words, strict=True):
        sentence = text[start:end]
        held = words & question.searched
        offers = shows(looks, sentence) + any(says_what_it_is(thing, sentence) for thing in things)
        score = _cover(held, question, evidence) + _pair_share(question, sentence) / 2 + _OFFER_BONUS * offers
        item = ITEM.match(sentence) is not None
        found.append(_Sentence(Span(start, end), sentence, sentence in headings, item, frozenset(held), score))
    return found


def _things_asked_about(question: Question) -> list[str]:
    """What a sentence may say the meaning of: 「Xとは…」「X（…）は…」."""
    return noun_runs(question.core) if _ASKS_WHAT.search(question.core) else []


def _cover(held: AbstractSet[str], question: Question, evidence: Evidence) -> float:
    """The share of the question's words that `held` is, weighed by rarity."""
    if not held:
        return 0.0
    total = sum(evidence.rarity[word] for word in question.subject) or 1.0
    return share_held(held, question, evidence.rarity, total).said


def _pair_share(question: Question, sentence: str) -> float:
    folded = fold(sentence)
    return sum(pair in folded for pair in question.own_pairs) / max(len(question.own_pairs), 1)


def _units(sentences: Sequence[_Sentence]) -> list[list[_Sentence]]:
    """The sentences by unit; headings in a row open one unit together."""
    units: list[list[_Sentence]] = []
    for sentence in sentences:
        if not units or (sentence.is_heading and not units[-1][-1].is_heading):
            units.append([])
        units[-1].append(sentence)
    return units


def _unit_score(question: Question, evidence: Evidence, unit: Sequence[_Sentence]) -> float:
    held = frozenset().union(*(sentence.held for sentence in unit))
    headed = frozenset().union(*(sentence.held for sentence in unit if sentence.is_heading))
    best = max(sentence.score for sentence in unit)
    bare = all(sentence.is_heading or _SOURCE.match(sentence.text) for sentence in unit)
    covers = _cover(held, question, evidence) + _cover(headed, question, evidence) / 4
    return covers + best + _LIST_BONUS * _is_list(question, unit) - bare


def _is_list(question: Question, unit: Sequence[_Sentence]) -> bool:
    return Kind.LIST in question.kinds and sum(sentence.is_item for sentence in unit) >= _A_LIST


def _announces(question: Question, unit: Sequence[_Sentence]) -> bool:
    """Whether the headings of a passage say how many things it has, as the question does (「3つの資源」)."""
    return question.how_many > 0 and any(
        things_asked_for(fold(sentence.text)) == question.how_many for sentence in unit if sentence.is_heading
    )


def _size(unit: Sequence[_Sentence]) -> int:
    return unit[-1].span.end - unit[0].span.start


def _sides(question: Question, units: Sequence[list[_Sentence]]) -> list[_Sentence]:
    """For each thing compared, the unit about it: by its own heading, by what it is said to be, by its words."""
    whole = fold("\n".join(sentence.text for unit in units for sentence in unit))
    names = [names_of(side, question) for side in two_things(question) or ()]
    named = bool(names) and all(_named(each, whole) for each in names)
    sides = names if named else [[word] for word in compared(question)]
    chosen: list[list[_Sentence]] = []
    for side in sides:
        unit = max(units, key=lambda unit: _about(side, sides, unit))
        if unit not in chosen and any(_about(side, sides, unit)):
            chosen.append(unit)
    return [sentence for unit in units if unit in chosen for sentence in unit] or list(units[0])


def _about(side: Sequence[str], sides: Sequence[Sequence[str]], unit: Sequence[_Sentence]) -> tuple[int, int, int]:
    """What speaks for a unit as the one about `side`, the most telling first; a heading over all is nobody's own."""
    texts = [(sentence, fold(sentence.text)) for sentence in unit]
    here = [(sentence, text) for sentence, text in texts if _named(side, text)]
    own = [text for sentence, text in here if sentence.is_heading and not all(_named(each, text) for each in sides)]
    told = [text for _, text in here if any(says_what_it_is(name, text) for name in side)]
    return len(own), len(told), len(here)


def _named(names: Sequence[str], text: str) -> bool:
    return any(stands_in(name, text) for name in names)


def _telling(unit: Sequence[_Sentence]) -> list[_Sentence]:
    """The sentences of a long unit that say it, each with what it leads on to."""
    best = max(sentence.score for sentence in unit)
    ranked = sorted(unit, key=lambda sentence: -sentence.score)
    told = {sentence.span.start for sentence in ranked[:_MOST_SENTENCES] if sentence.score >= _NEARLY * best}
    chosen: set[int] = set()
    leads = False
    for number, sentence in enumerate(unit):
        if sentence.span.start in told or leads:
            chosen.add(number)
            leads = _leads_on(sentence) or (leads and sentence.is_item)
        else:
            leads = False
    return [unit[number] for number in sorted(_with_neighbours(unit, chosen))]


def _with_neighbours(unit: Sequence[_Sentence], chosen: AbstractSet[int]) -> set[int]:
    """`chosen` with the little that stands between, and the better neighbours of a short piece."""
    every = sorted(chosen)
    told = set(chosen)
    for one, next_one in pairwise(every):
        if unit[next_one].span.start - unit[one].span.end <= _A_GAP:
            told |= set(range(one, next_one))
    while sum(_size([unit[number]]) for number in told) < _AT_LEAST:
        beside = {number + step for number in told for step in (-1, 1)} & set(range(len(unit))) - told
        if not beside:
            break
        best = max(beside, key=lambda number: (unit[number].score, number))
        if sum(_size([unit[number]]) for number in told | {best}) > _SHORT:
            break
        told.add(best)
    return told


def _leads_on(sentence: _Sentence) -> bool:
    """Whether what is said comes only after this line: a title, a name of a law, 「次のとおり」."""
    titles = (
        (sentence.is_heading or not sentence.is_item)
        and len(sentence.text) <= _TITLE
        and not sentence.text.endswith("。")
    )
    return titles or _LEADS_ON.search(sentence.text) is not None


def _joined(sentences: Sequence[_Sentence], text: str) -> list[Span]:
    """Neighbours become one piece, so that a quotation reads as the document does."""
    spans: list[Span] = []
    for sentence in sentences:
        if spans and not text[spans[-1].end : sentence.span.start].strip():
            spans[-1] = Span(spans[-1].start, sentence.span.end)
        else:
            spans.append(sentence.span)
    return spans
