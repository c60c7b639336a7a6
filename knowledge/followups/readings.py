"""The whole questions that a follow-up may stand for, each with how well its build speaks for it.

A follow-up may name something that stands beside a name of the question before (1回目 → 2回目), ask something further
of what that was about (協議体 → 協議体の費用), point at something that was said (それ, ③), or be a question of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from knowledge.followups.beside import Place, places
from knowledge.followups.items import Pointed, heads, pointed_at
from knowledge.followups.order import next_in_order
from knowledge.followups.phrases import Phrase, Sentence, counted, is_aspect
from knowledge.followups.reading import POINTING, FollowUp, read_follow_up
from knowledge.followups.topics import asked_of, clause, defines, topics
from knowledge.japanese import fold, written

_ASKS_WHICH = re.compile(r"いつ|どこ|誰|だれ|何|いくら|いくつ|どんな|どう|どの")

# Tells whether the documents treat a name as a thing of its own.
IsThing = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole question, and how well the build speaks for it (0 to 1).

    `name` is a name that was made here, empty where none was: the documents must know it.
    """

    text: str
    build: float
    name: str = ""


def readings(said: FollowUp, asked: Sentence, answer: str, is_thing: IsThing) -> Iterator[Reading]:
    """The readings that the words allow. Never empty."""
    pointed = pointed_at(said.text, answer)
    pointing = POINTING.search(said.text)
    beside = list(_beside(said, asked))
    if said.bare and _stands_in(said.name, asked):
        yield Reading(f"{said.name}とは？", 1.0)
    elif any(each.build >= 1 for each in beside):
        yield from beside
    elif pointed:
        yield from _items(said, asked, pointed, is_thing)
    elif stepped := next_in_order(said.text, asked):
        yield Reading(stepped, 1.0)
    elif pointing:
        yield from _pointing(said, asked, pointing)
    elif said.bare:
        yield from beside
        yield from _bare(said, asked, answer, is_thing)
    else:
        yield from _asking(said, asked, is_thing)


def _beside(said: FollowUp, asked: Sentence) -> Iterator[Reading]:
    """With one name of the question before replaced by what was said."""
    if said.head is None or len(said.head) > 1:
        return
    for place in places(said.sentence.words[said.head[0].start : said.head[0].end], asked):
        yield Reading(_put(said, asked, place), place.alike, place.grown)


def _put(said: FollowUp, asked: Sentence, place: Place) -> str:
    if said.bare:
        return asked.text(0, place.start) + said.name + asked.text(place.end)
    chain = next(c for c in asked.chains if c[0].start <= place.start < c[-1].end)
    return asked.text(chain[0].start, place.start) + said.text


def _stands_in(name: str, asked: Sentence) -> bool:
    """Whether the question named it already, among others or alone: 第2層 in 第1層・第2層・第3層の違い."""
    return any(
        fold(name) in [fold(part) for part in re.split("[・、]", asked.named(phrase))] for phrase in asked.phrases
    )


def _bare(said: FollowUp, asked: Sentence, answer: str, is_thing: IsThing) -> Iterator[Reading]:
    """Nothing but a name: an aspect of the topic, another thing to ask the same of, or one of those just listed."""
    name, chain = said.name, asked.chains[0]
    if is_aspect(name):
        further, instead = 0.9, 0.95 if _both_happen(said, asked, chain[-1]) else 0.0
    elif is_thing(name):
        further, instead = 0.4, 0.8
        spoken = [fold(head) for head in heads(answer)]
        if fold(name) in spoken and not any(fold(asked.named(phrase)) in spoken for phrase in asked.phrases):
            yield Reading(f"{name}とは？", 0.9)
    else:
        further, instead = (0.7, 0.75) if _ASKS_WHICH.search(asked.text()) and not defines(asked) else (0.8, 0.3)
    for number, phrase in enumerate(reversed(chain)):
        if not (is_aspect(asked.named(phrase)) and is_thing(name)):
            yield Reading(_put(said, asked, Place(phrase.start, phrase.end, 0.0)), instead - number / 10)
    for topic, likely in topics(asked):
        yield Reading(asked_of(topic, said), likely * further)


def _both_happen(said: FollowUp, asked: Sentence, last: Phrase) -> bool:
    """Whether both are things that happen: 募集はいつ, 決定は."""
    ends = (said.sentence.words[said.head[-1].end - 1] if said.head else None, asked.words[last.end - 1])
    return not defines(asked) and all(word and word.detail == "普通名詞" and word.finer == "サ変可能" for word in ends)


def _asking(said: FollowUp, asked: Sentence, is_thing: IsThing) -> Iterator[Reading]:
    """Something is asked: of a thing that is named, or else of the topic."""
    compares = said.particle == "と" and not said.bare
    names = [said.sentence.named(phrase) for phrase in said.sentence.phrases if not said.acts(phrase)]
    spoken = {fold(asked.named(phrase)) for phrase in asked.phrases if not is_aspect(asked.named(phrase))}
    things = [name for name in names if counted(written(name)) is None]
    whole = not compares and any(fold(name) in spoken or is_thing(name) for name in things)
    yield Reading(said.text, 0.9 if whole else 0.3)
    for topic, likely in topics(asked, with_aspect=not said.says_something):
        yield Reading(asked_of(topic, said), likely * (0.5 if whole else 0.9))


def _items(said: FollowUp, asked: Sentence, pointed: Pointed, is_thing: IsThing) -> Iterator[Reading]:
    rest = said.text[pointed.length :]
    ending = rest if rest.strip("はにの？?。") else "とは？"
    topic = "" if is_thing(pointed.name) else topics(asked)[0][0] + "の"
    yield Reading(topic + pointed.name + ending, 1.0)


def _pointing(said: FollowUp, asked: Sentence, found: re.Match[str]) -> Iterator[Reading]:
    """With the topic in the place of それ, of その, or with the clause before そのとき."""
    before, word, after = said.text[: found.start()], found.group(), said.text[found.end() :]
    if after.startswith(("とき", "時", "際", "場合")) and clause(asked):
        yield Reading(before + clause(asked) + after, 1.0)
    elif word.endswith(("の", "同じ")):
        rest = read_follow_up(after)
        named = _of_that_kind(rest, asked)
        if named:
            yield Reading(before + named, 1.0)
        for topic, likely in topics(asked):
            yield Reading(before + asked_of(topic, rest), likely * 0.9)
    else:
        for topic, likely in topics(asked):
            yield Reading(before + topic + after, likely)


def _of_that_kind(rest: FollowUp, asked: Sentence) -> str:
    """この事業は… with the 事業 of the question before; empty where there is none."""
    if rest.head is None or rest.head[0].end - rest.head[0].start != 1:
        return ""
    kind = rest.sentence.words[rest.head[0].start].surface
    phrase = next((each for each in asked.phrases if asked.words[each.end - 1].surface == kind), None)
    return asked.named(phrase) + rest.text[len(kind) :] if phrase else ""
