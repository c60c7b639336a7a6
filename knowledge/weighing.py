"""What can be seen in one passage that speaks for it.

How near it is in meaning, how much of the question its best sentence holds, whether its heading is what was asked for,
whether it offers what the kind of question wants: WEIGHTS adds it up. All measures are absolute, so that a passage's
score does not hang on what else was found.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from knowledge.about_itself import asks_what_comes, asks_who_made_it, is_agenda, is_first_page
from knowledge.articles import is_cited
from knowledge.columns import column_heads
from knowledge.counting import counts, lists_things, things_listed
from knowledge.defining import says_what_it_is, thing_to_define
from knowledge.indexed import IndexedPassage
from knowledge.japanese import fold, plain, sentences, tokens, words
from knowledge.lexical import Scores
from knowledge.ports import Vector
from knowledge.question import OTHER_NAME, Kind, Question, compared, noun_runs
from knowledge.question_words import FORMS, FRAME
from knowledge.types import Found, Passage

# Fitted as a listwise softmax on question sets that are not about this product's field, then rounded and settled by
# looking at all sets: docs/decisions/0003 tells how.
WEIGHTS: Mapping[str, float] = {
    "meaning": 10.0,
    "best_sentence": 0.6,
    "words": 0.25,
    "pairs": 0.35,
    "pair_cover": 0.25,
    "heading": 0.15,
    "heading_cover": 0.2,
    "list": 0.3,
    "sides": 0.3,
    "as_many": 0.3,
    "counts": 0.1,
    "date": 0.15,
    "address": 0.2,
    "phrase": 0.1,
    "article": 1.0,
    "defines": 0.2,
    "differs": 0.2,
    "front": 0.5,
    "agenda": 0.5,
    # An older edition ranks below the newer one, and too far below to be quoted beside it; what only the older one
    # says is still found.
    "superseded": -0.6,
}
# Where the score is one half: the sum that a passage with all the question's words at a middling nearness has.
_MIDDLE = 9.5
# How near a good passage usually is with the bundled model. A cosine means something else in every model, so with
# another one nearness says nothing for or against.
_ORDINARY = 0.865
ITEM = re.compile(r"^\s*(?:[-*+・●○◯■◆◇✓✔]|[①-⑳]|[(（]?[0-9a-zA-Zア-ン]{1,2}[)）.．])", re.MULTILINE)
# What a word counts for which another of the thesaurus stands. Little for the place of a passage, since the meaning
# knows most of them already.
_ALIKE_FOR_ITS_PLACE = 0.3
ALIKE_SAID = 0.8
# Where things are counted, which is not what is counted.
_WHERE_IT_COUNTS = frozenset(("全国", "国内", "道内", "県内", "市内", "町内", "村内", "地域"))
_A_LIST = 3
_DATE = re.compile(r"[0-9０-９一二三四五六七八九十]\s*(?:年|月|日|時)|[上中下]旬|曜")
_ADDRESS = re.compile(r"https?:|www\.|[0-9]{2,4}-[0-9]{2,4}-[0-9]{3,4}")
_DIFFERS = re.compile("違い|違う|異なる|比べ|区別")
_ASKS_ADDRESS = re.compile(r"どこ|url|リンク|ページ|サイト|pdf|ダウンロード|問い合わせ|連絡先|電話")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a passage; shares are of the question's content words, weighed by rarity (0 to about 1).

    `meaning` is the cosine, `nearness` the same on the scale of the bundled model (0.8 for strangers to 0.92).
    `best_sentence` is the share held by the best sentence with its headings, `words` by the whole passage,
    `pair_cover` the same of character pairs. `rarity` says how rare each word of the question is.
    """

    passage: IndexedPassage
    meaning: float
    best_sentence: float
    words: float
    pair_cover: float
    total: float
    nearness: float
    rarity: Mapping[str, float]

    @property
    def found(self) -> Found:
        """The passage with a score from 0 to 1."""
        return Found(self.passage.passage, 1 / (1 + math.exp(_MIDDLE - self.total)))


class Share(NamedTuple):
    """The share of a question's words that is held: what counts where passages are put in order, and where it is
    decided whether a passage says it.
    """

    for_its_place: float
    said: float


@dataclass(frozen=True, slots=True)
class Weighing:
    """What is the same for all passages of one question: rarities of its terms, and the scores of the words index.

    `known_scale` says whether a cosine means what it does with the bundled model. `shares` keeps what was worked out:
    most passages and headings hold the same few words of a question.
    """

    question: Question
    vector: Vector
    word_rarity: Mapping[str, float]
    pair_rarity: Mapping[str, float]
    pair_scores: Scores
    word_total: float
    pair_total: float
    known_scale: bool
    shares: dict[frozenset[str], Share] = field(default_factory=dict)

    def share(self, held: frozenset[str]) -> Share:
        """How much of the question is held by those of its words, and of the words alike, that are among `held`."""
        asked = held & self.question.searched
        if asked not in self.shares:
            self.shares[asked] = share_held(asked, self.question, self.word_rarity, self.word_total)
        return self.shares[asked]


def weigh(passage: IndexedPassage, weighing: Weighing) -> Evidence:
    """Weighs one passage."""
    asked = weighing.question.searched
    above = asked & (_heading_words(passage.passage.title, passage.passage.section) | _names(passage.passage.speaker))
    by_sentence = {asked & sentence for sentence in passage.words}
    sentences = [weighing.share(above | sentence) for sentence in by_sentence]
    everything = weighing.share(above.union(*by_sentence))
    signs = _signs(passage, weighing) | {
        "best_sentence": max((share.for_its_place for share in sentences), default=0.0),
        "words": everything.for_its_place,
    }
    total = sum(WEIGHTS[name] * value for name, value in signs.items())
    return Evidence(
        passage,
        signs["meaning"],
        max((share.said for share in sentences), default=0.0),
        everything.said,
        signs["pair_cover"],
        total,
        signs["meaning"] if weighing.known_scale else _ORDINARY,
        weighing.word_rarity,
    )


def _signs(passage: IndexedPassage, weighing: Weighing) -> dict[str, float]:
    """What else can be seen in a passage, by the names of WEIGHTS."""
    question = weighing.question
    every = nearest_headings(passage.passage)
    headings = [heading for heading in every if not heading.isdisjoint(question.searched)]
    return {
        "meaning": float(passage.vector @ weighing.vector),
        "pairs": float(weighing.pair_scores[passage.no]),
        "pair_cover": _pair_cover(passage, weighing),
        "heading": max((_likeness(heading, weighing) for heading in headings), default=0.0),
        "heading_cover": max((weighing.share(heading).for_its_place for heading in headings), default=0.0),
        **_offers(question, passage),
        "superseded": float(passage.superseded),
    }


def share_held(held: AbstractSet[str], question: Question, rarity: Mapping[str, float], total: float) -> Share:
    """How much of the question's words is held, of a `total` rarity; another name stands in for a name that is not
    held, at a discount, and never adds to it.
    """
    own = sum(rarity[word] for word in question.subject if word in held)
    alike = sum(rarity[word] for word in question.also_held(held))
    if question.named:
        missing = sum(rarity[word] for word in question.named if word not in held)
        others = sum(rarity[word] * weight for word, weight in question.words.items() if weight < 1 and word in held)
        own += min(others, missing * OTHER_NAME)
    return Share((own + _ALIKE_FOR_ITS_PLACE * alike) / total, (own + ALIKE_SAID * alike) / total)


def _pair_cover(passage: IndexedPassage, weighing: Weighing) -> float:
    question = weighing.question
    renamed = question.named_pairs if any(name in passage.folded for name in question.other_names) else frozenset()
    held = 0.0
    for pair in question.own_pairs:
        if pair in passage.folded:
            held += weighing.pair_rarity[pair]
        elif pair in renamed:
            held += weighing.pair_rarity[pair] * OTHER_NAME
    return held / weighing.pair_total


def nearest_headings(passage: Passage) -> list[frozenset[str]]:
    """The words of each heading that stands in the passage or directly above it, be it over a column of a table; the
    title where there is none above it.
    """
    above = passage.section[-1:] or (passage.title,)
    return [_words_of(heading) for heading in (*above, *passage.headings, *column_heads(passage.text))]


def _likeness(heading: frozenset[str], weighing: Weighing) -> float:
    """How much a heading and the question are the same words (Dice, weighed by rarity)."""
    rarity = weighing.word_rarity
    common = rarity.keys() & heading
    if not common:
        return 0.0
    # A word that only the heading has weighs as the question's words do on average.
    strange = len(heading - common) * weighing.word_total / max(len(weighing.question.subject), 1)
    shared = sum(rarity[word] for word in common)
    return 2 * shared / (shared + strange + weighing.word_total)


def _offers(question: Question, indexed: IndexedPassage) -> dict[str, float]:
    """What the kind of question wants and the passage has."""
    passage, text = indexed.passage, indexed.passage.text
    return {
        "sides": _sides(compared(question), passage),
        "list": float(
            Kind.LIST in question.kinds and (len(ITEM.findall(text)) >= _A_LIST or lists_things(text, _A_LIST))
        ),
        "as_many": float(question.how_many in things_listed(text) if question.how_many else 0),
        "counts": float(_counts(question, indexed)),
        "date": float(Kind.DATE in question.kinds and _DATE.search(text) is not None),
        "address": float(_ASKS_ADDRESS.search(question.core) is not None and _ADDRESS.search(text) is not None),
        "phrase": float(bool(question.phrase) and question.phrase in indexed.folded),
        "article": is_cited(passage, question.core),
        "defines": float(_defines(question, indexed)),
        "front": float(asks_who_made_it(question.core) and is_first_page(passage)),
        "agenda": float(asks_what_comes(question.core) and is_agenda(passage)),
        "differs": float(Kind.DIFFERENCE in question.kinds and _is_headed_by_a_difference(passage)),
    }


def _is_headed_by_a_difference(passage: Passage) -> bool:
    return any(_DIFFERS.search(fold(heading)) for heading in (*passage.section[-1:], *passage.headings))


def _counts(question: Question, passage: IndexedPassage) -> bool:
    if question.counted is None:
        return False
    things = (run for run in noun_runs(question.core) if len(run) > 1 and run not in FORMS | FRAME | _WHERE_IT_COUNTS)
    return counts(question.counted, [name for thing in things for name in question.names_for(thing)], passage.folded)


def _defines(question: Question, passage: IndexedPassage) -> bool:
    thing = thing_to_define(question.core)
    names = [name for name in (question.names_for(thing) if thing else ()) if name in passage.folded]
    return bool(names) and any(
        says_what_it_is(name, sentence) for sentence in sentences(passage.passage.text) for name in names
    )


def _sides(sides: Sequence[str], passage: Passage) -> float:
    """How many of the things compared have a heading here."""
    if not sides:
        return 0.0
    headed = frozenset().union(*(_words_of(heading) for heading in (*passage.section, *passage.headings)))
    return sum(side in headed for side in sides) / len(sides)


@lru_cache(maxsize=20_000)
def _heading_words(title: str, section: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(_words_of(heading) for heading in (title, *section)))


@lru_cache(maxsize=1_000)
def _names(speaker: str) -> frozenset[str]:
    """The names of people in a line about them; their offices (地域包括ケア推進課) are words of the field."""
    people = "".join(
        token.surface if token.part[2:3] == ("人名",) or token.surface.isascii() else "、" for token in tokens(speaker)
    )
    return frozenset(words(people))


@lru_cache(maxsize=20_000)
def _words_of(heading: str) -> frozenset[str]:
    return frozenset(words(plain(heading)))
