"""The whole questions that a follow-up may stand for, each with how well its build speaks for it.

A follow-up may name something that stands beside a name of the question before (1回目 → 2回目), ask something further
of what that was about (協議体 → 協議体の費用), point at something that was said (それ, ③), or be a question of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from knowledge.followups.beside import Place, places
from knowledge.followups.items import Pointed, heads, pointed_at
from knowledge.followups.order import next_in_order
from knowledge.followups.phrases import Phrase, Sentence, acts, counted, is_aspect, read_sentence
from knowledge.followups.pointing import pointing
from knowledge.followups.reading import DETAIL, FollowUp
from knowledge.followups.topics import asked_of, defines, topics
from knowledge.followups.turns import Turn
from knowledge.japanese import Written, fold, written

# What the documents' having the very words that a reading makes (地域のアセスメント) speaks for it.
_STANDS = 0.25
_ASKS_WHICH = re.compile(r"いつ|どこ|誰|だれ|何|いくら|いくつ|どんな|どう|どの")
_COMPARES = re.compile(
    r"^(?:その)?(?:二つの|両者の|両方の|お互いの)?(?:違い|ちがい|差|関係|共通点|使い分け|区別)(?:は|って|を|も|$|[?？])"
)
_STATES = re.compile(r"(?:ない|ません|ます|です|た|る|い)。?$")
_THAT_ONE = re.compile(r"^の(?:やつ|もの|ほう|方|項目)")
_FRAMES = ("の場合は", "だと", "なら", "では")


class Lore(Protocol):
    """What the documents know of names."""

    def is_thing(self, name: str) -> bool:
        """Whether they treat it as a thing of its own."""

    def is_name(self, name: str) -> bool:
        """Whether it is one of the names that a thing of the field is known by."""

    def stands(self, words: str) -> bool:
        """Whether it stands, to the letter, in what they have on what is asked."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole question, and how well the build speaks for it (0 to about 1)."""

    text: str
    build: float


@dataclass(frozen=True, slots=True)
class Case:
    """A follow-up in its conversation: what was said, the last question, the turns so far, what documents know."""

    said: FollowUp
    asked: Sentence
    turns: Sequence[Turn]
    lore: Lore

    @property
    def answer(self) -> str:
        """The last answer."""
        return self.turns[-1].answer


def readings(case: Case) -> Iterator[Reading]:
    """The readings that the words allow. Never empty."""
    said, asked = case.said, case.asked
    beside = list(_beside(case))
    if compared := _compared(case):
        yield Reading(compared, 1.0)
    elif said.bare and _stands_in(said.name, asked):
        yield Reading(f"{said.name}とは？", 1.0)
    elif any(each.build >= 1 for each in beside):
        yield from beside
    elif pointed := pointed_at(said.text, case.answer, asked.named(asked.phrases[0])):
        yield _item(case, pointed)
    elif stepped := next_in_order(said.text, asked):
        yield Reading(stepped, 1.0)
    elif pointed_to := list(pointing(said.text, asked)):
        yield from (Reading(text, likely) for text, likely in pointed_to)
    elif said.bare:
        yield from beside
        yield from _bare(case)
    else:
        yield from _asking(case)


def _compared(case: Case) -> str:
    """What was asked about last and before that, where their difference is asked for; else empty."""
    if len(case.turns) < 2 or not _COMPARES.match(case.said.text):
        return ""
    before = topics(read_sentence(case.turns[-2].question))
    last = topics(case.asked)
    if not before or not last or fold(before[0][0]) == fold(last[0][0]) or len(case.asked.chains[0]) > 1:
        return ""
    rest = re.sub(r"^(?:その)?(?:二つの|両者の|両方の|お互いの)?", "", case.said.text)
    return f"{before[0][0]}と{last[0][0]}の{rest}"


def _beside(case: Case) -> Iterator[Reading]:
    """With one name of the question before replaced by what was said."""
    said, asked = case.said, case.asked
    if said.head is None:
        return
    for place in places(said.sentence.words[said.head[0].start : said.head[0].end], asked):
        if len(said.head) > 1:
            yield from _counted_on(case, place)
        elif not place.grown or case.lore.stands(place.grown):
            yield _replaced(case, place)


def _counted_on(case: Case, place: Place) -> Iterator[Reading]:
    """What is asked of another of those counted: 第2種の例は？ after 第1種社会福祉事業, 1回目と2回目の違いは？"""
    said, asked = case.said, case.asked
    head = said.head or ()
    if place.alike < 1 or (said.bare and all(counted(_words(said.sentence, each)) for each in head)):
        return
    chain = next(c for c in asked.chains if c[0].start <= place.start < c[-1].end)
    phrase = next(p for p in chain if p.start <= place.start < p.end)
    name, tail = said.sentence.named(head[0]), asked.text(place.end, phrase.end)
    rest = said.text[said.text.index(name) + len(name) :]
    if tail and said.bare and said.sentence.text(head[0].end, head[-1].end) == f"の{tail}":  # 2.5次のミーティングは？
        yield Reading(asked.text(0, place.start) + name + asked.text(place.end), 1.0)
    else:
        yield Reading(asked.text(chain[0].start, place.start) + name + tail + rest, 1.0)


def _words(sentence: Sentence, phrase: Phrase) -> Sequence[Written]:
    return sentence.words[phrase.start : phrase.end]


def _replaced(case: Case, place: Place) -> Reading:
    said, asked = case.said, case.asked
    chain = next(c for c in asked.chains if c[0].start <= place.start < c[-1].end)
    before, name = asked.text(chain[0].start, place.start), place.grown or said.name
    if place.start > chain[0].start and fold(name).startswith(fold(asked.named(chain[0]))):
        place = Place(chain[0].start, place.end, place.alike)  # not 老人の老人週間
    start = place.start if not place.grown else next(p.start for p in chain if p.start <= place.start < p.end)
    end = place.end if not place.grown else next(p.end for p in chain if p.start <= place.start < p.end)
    whole = asked.text(chain[0].start, start) + name + asked.text(end, chain[-1].end)
    build = place.alike + _STANDS * (len(chain) > 1 and case.lore.stands(whole))
    if said.bare or said.again:
        return Reading(asked.text(0, start) + name + asked.text(end), build)
    return Reading(before + said.text, build)


def _stands_in(name: str, asked: Sentence) -> bool:
    """Whether the question named it already, among others or alone: 第2層 in 第1層・第2層・第3層の違い."""
    return any(
        fold(name) in [fold(part) for part in re.split("[・、]", asked.named(phrase))] for phrase in asked.phrases
    )


def _bare(case: Case) -> Iterator[Reading]:
    """Nothing but a name: an aspect of the topic, another thing to ask the same of, or one of those just listed."""
    said, asked, lore = case.said, case.asked, case.lore
    thing = lore.is_thing(said.name) or lore.is_name(said.name)
    if thing:
        yield from _listed(case)
    further, instead = _leanings(case, thing=thing)
    if _says_of_what(case) and not thing:
        further, instead = 0.6, 0.0
        yield Reading(said.text, 0.85)
    for rank, phrase in enumerate(_replaceable(asked)):
        if not (thing and is_aspect(asked.named(phrase))):
            yield _replaced(case, Place(phrase.start, phrase.end, instead - rank / 10))
    if said.particle in _FRAMES and not is_aspect(said.name):
        yield Reading(f"{said.text.rstrip('?？。')}、{asked.text()}", 0.85 if counted(written(said.name)) else 0.6)
    for topic, likely in _topics(case):
        nearest = read_sentence(topic).phrases[-1:]
        last = "".join(read_sentence(topic).named(phrase) for phrase in nearest)
        stands = lore.stands(f"{last}の{said.name}") or lore.stands(last + said.name)
        yield Reading(asked_of(topic, said), likely * further + _STANDS * stands)


def _says_of_what(case: Case) -> bool:
    """Whether an aspect comes with what it is an aspect of: 協議体の役割, but not 第2種の例 or 根拠の法律."""
    sentence, head = case.said.sentence, case.said.head or ()
    first = sentence.named(head[0]) if len(head) > 1 else ""
    return bool(first) and not is_aspect(first) and counted(written(first)) is None


def _leanings(case: Case, *, thing: bool) -> tuple[float, float]:
    """How much a bare name leans towards asking further of the topic, and towards taking another's place."""
    if is_aspect(case.said.name):
        return 0.9, 0.95 if _both_happen(case) else 0.0
    if thing:
        return 0.4, 0.8
    which = _ASKS_WHICH.search(case.asked.text()) and not defines(case.asked)
    return (0.7, 0.75) if which else (0.8, 0.3)


def _replaceable(asked: Sentence) -> list[Phrase]:
    """The names that another may take the place of, likeliest first: of the chain that は marks, else of the last."""
    marked = next((c for c in asked.chains if _is_marked(asked, c[-1].end)), asked.chains[-1])
    others = [phrase for chain in asked.chains if chain is not marked for phrase in chain]
    return [*reversed(marked), *others]


def _is_marked(asked: Sentence, end: int) -> bool:
    return re.match(r"(?:に|で|と|って)?は|って", asked.text(end)) is not None or not asked.text(end)


def _listed(case: Case) -> Iterator[Reading]:
    """One of the things that the answer lists, when it was asked about something else."""
    listed = [fold(head) for head in heads(case.answer)]
    if fold(case.said.name) in listed and not any(fold(case.asked.named(p)) in listed for p in case.asked.phrases):
        yield Reading(f"{case.said.name}とは？", 0.9)


def _both_happen(case: Case) -> bool:
    """Whether both are things that happen: 募集はいつ, 決定は."""
    said, asked = case.said, case.asked
    ends = (said.sentence.words[said.head[-1].end - 1] if said.head else None, asked.words[asked.chains[0][-1].end - 1])
    return not defines(asked) and all(word and word.detail == "普通名詞" and word.finer == "サ変可能" for word in ends)


def _asking(case: Case) -> Iterator[Reading]:
    """Something is asked: of a thing that is named, or else of the topic."""
    said, asked = case.said, case.asked
    compares = said.particle == "と" and not said.bare
    names = [said.sentence.named(phrase) for phrase in said.sentence.phrases if not acts(said.sentence, phrase)]
    spoken = {fold(asked.named(phrase)) for phrase in asked.phrases if not is_aspect(asked.named(phrase))}
    things = [name for name in names if counted(written(name)) is None]
    whole = not compares and any(fold(name) in spoken or case.lore.is_thing(name) for name in things)
    whole = whole or (said.particle == "とは" and things == names and not is_aspect(said.name))
    if not whole and not compares and (_says_of_what(case) or (things and not _known(case, things))):
        yield Reading(said.text, 0.85)
        further = 0.6
    else:
        yield Reading(said.text, 0.9 if whole else 0.3)
        further = 0.5 if whole else 0.9
    if said.head is None and (_STATES.search(asked.text()) or (_doubts(asked) and not said.says_something)):
        yield Reading(f"{asked.text().rstrip('?？。')}。{said.text}", 1.1)
    for topic, likely in _topics(case, with_aspect=not said.says_something):
        yield Reading(asked_of(topic, said), likely * further)


def _known(case: Case, names: Sequence[str]) -> bool:
    """Whether one of the names is an aspect, or stands in what the documents have on what is asked."""
    return any(is_aspect(name) or case.lore.stands(name) for name in names)


def _topics(case: Case, *, with_aspect: bool = False) -> list[tuple[str, float]]:
    """The topics of the question before, without halves of names that the documents know whole (通い of 通いの場)."""
    every = topics(case.asked, with_aspect=with_aspect)
    ends = ((text, text.rpartition("の")[2]) for text, _ in every if "の" in text)
    names = [text for text, end in ends if not is_aspect(end) and counted(written(end)) is None]
    whole = [name for name in names if case.lore.is_thing(name)]
    return [(text, likely) for text, likely in every if not any(name.startswith(f"{text}の") for name in whole)]


def _doubts(asked: Sentence) -> bool:
    """Whether the question wants a yes or a no."""
    return asked.text().rstrip("?？。").endswith(("か", "の", "る")) and _ASKS_WHICH.search(asked.text()) is None


def _item(case: Case, pointed: Pointed) -> Reading:
    rest = _THAT_ONE.sub("", case.said.text[pointed.length :])
    rest = f"について{rest}" if DETAIL.match(rest) else rest
    ending = rest if rest.strip("はにの？?。") else "とは？"
    topic = "" if case.lore.is_thing(pointed.name) else topics(case.asked)[0][0] + "の"
    return Reading(topic + pointed.name + ending, 1.0)
