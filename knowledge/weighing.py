"""What can be seen in one passage that speaks for it.

How near it is in meaning, how much of the question its best sentence holds, whether its heading is what was asked for,
whether it offers what the kind of question wants: WEIGHTS adds it up. All measures are absolute, so that a passage's
score does not hang on what else was found.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NamedTuple

from knowledge.indexed import IndexedPassage
from knowledge.lexical import Scores
from knowledge.offering import Check
from knowledge.ports import Vector
from knowledge.question import OTHER_NAME, Question
from knowledge.types import Found

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
    "numbered": 0.5,
    # An older edition ranks below the newer one, and too far below to be quoted beside it; what only the older one
    # says is still found.
    "superseded": -0.6,
}
# Where the score is one half: the sum that a passage with all the question's words at a middling nearness has.
_MIDDLE = 9.5
# How near a good passage usually is with the bundled model. A cosine means something else in every model, so with
# another one nearness says nothing for or against.
_ORDINARY = 0.865
# What a word counts for which another of the thesaurus stands. Little for the place of a passage, since the meaning
# knows most of them already.
_ALIKE_FOR_ITS_PLACE = 0.3
ALIKE_SAID = 0.8


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


class Headed(NamedTuple):
    """How much a heading and the question are the same words, and the share of the question that it holds."""

    likeness: float
    cover: float


class Share(NamedTuple):
    """The share of a question's words that is held: what counts where passages are put in order, and where it is
    decided whether a passage says it.
    """

    for_its_place: float
    said: float


@dataclass(frozen=True, slots=True)
class Weighing:
    """What is the same for all passages of one question: rarities of its terms, and the scores of the words index.

    `known_scale` says whether a cosine means what it does with the bundled model, `wanted` tells what the question
    wants of a passage beside its words. `shares` and `headed` keep what was worked out: most passages hold the same few
    words of a question, and stand under the same headings.
    """

    question: Question
    vector: Vector
    word_rarity: Mapping[str, float]
    pair_rarity: Mapping[str, float]
    pair_scores: Scores
    word_total: float
    pair_total: float
    known_scale: bool
    wanted: Mapping[str, Check]
    shares: dict[frozenset[str], Share] = field(default_factory=dict)
    headed: dict[frozenset[str], Headed] = field(default_factory=dict)

    def share(self, held: frozenset[str]) -> Share:
        """How much of the question is held by `held`, which are some of the words that are searched for."""
        share = self.shares.get(held)
        if share is None:
            share = self.shares[held] = share_held(held, self.question, self.word_rarity, self.word_total)
        return share

    def heading(self, heading: frozenset[str]) -> Headed:
        """What a heading of these words has of the question."""
        headed = self.headed.get(heading)
        if headed is None:
            held = self.question.searched & heading
            cover = self.share(held).for_its_place if held else 0.0
            headed = self.headed[heading] = Headed(_likeness(heading, self), cover)
        return headed


def weigh(passage: IndexedPassage, weighing: Weighing) -> Evidence:
    """Weighs one passage."""
    searched = weighing.question.searched
    above = searched & passage.above
    by_sentence = {above | (searched & sentence) for sentence in passage.words}
    sentences = [weighing.share(held) for held in by_sentence]
    everything = weighing.share(above.union(*by_sentence))
    headings = [weighing.heading(heading) for heading in passage.headings]
    meaning = float(passage.vector @ weighing.vector)
    signs = {
        "meaning": meaning,
        "best_sentence": max((share.for_its_place for share in sentences), default=0.0),
        "words": everything.for_its_place,
        "pairs": float(weighing.pair_scores[passage.no]),
        "pair_cover": _pair_cover(passage, weighing),
        "heading": max((heading.likeness for heading in headings), default=0.0),
        "heading_cover": max((heading.cover for heading in headings), default=0.0),
        "superseded": float(passage.superseded),
    }
    for name, check in weighing.wanted.items():
        signs[name] = float(check(passage))
    return Evidence(
        passage,
        meaning,
        best_sentence=max((share.said for share in sentences), default=0.0),
        words=everything.said,
        pair_cover=signs["pair_cover"],
        total=sum([WEIGHTS[name] * value for name, value in signs.items()]),
        nearness=meaning if weighing.known_scale else _ORDINARY,
        rarity=weighing.word_rarity,
    )


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


def _likeness(heading: frozenset[str], weighing: Weighing) -> float:
    """How much a heading and the question are the same words (Dice, weighed by rarity)."""
    rarity = weighing.word_rarity
    common = [word for word in rarity if word in heading]
    if not common:
        return 0.0
    # A word that only the heading has weighs as the question's words do on average.
    strange = (len(heading) - len(common)) * weighing.word_total / max(len(weighing.question.subject), 1)
    shared = sum(rarity[word] for word in common)
    return 2 * shared / (shared + strange + weighing.word_total)
