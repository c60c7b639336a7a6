"""Words and meaning together: which passages bear on a question, best first.

Two steps. First a wide net: the passages nearest by meaning and the best by words and character pairs. Then each of
these is weighed by what can be seen in it (WEIGHTS): how near it is in meaning, how much of the question its best
sentence holds, whether its heading is what was asked for, whether it offers what the kind of question wants. All
measures are absolute, so that a passage's score does not hang on what else was found.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from knowledge.catalogue import Catalogue, IndexedPassage, embedded_text
from knowledge.glossary import Glossary
from knowledge.japanese import plain, words
from knowledge.lexical import PAIR, WORD, Scores
from knowledge.passage_store import PassageStore
from knowledge.ports import Embedder, Reranker, Vector
from knowledge.question import OTHER_NAME, Kind, Question, compared, read_question
from knowledge.types import EVERYTHING, Found, Passage, Shelf

# How many passages each of the two nets brings.
NET = 30
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
    "date": 0.15,
    "address": 0.2,
    # An older edition ranks below the newer one, and too far below to be quoted beside it; what only the older one
    # says is still found.
    "superseded": -0.6,
}
# How many of them are weighed in full: half of what the two nets can bring at most.
CLOSER_LOOK = 30
_GLANCE_AT_PAIRS = 2.0
# How many a reranker is shown: each costs it some ten milliseconds.
_SECOND_LOOK = 20
# Where the score is one half: the sum that a passage with all the question's words at a middling nearness has.
_MIDDLE = 9.5
_SAME = 0.9
ITEM = re.compile(r"^\s*(?:[-*+・●○◯■◆◇✓✔]|[①-⑳]|[(（]?[0-9a-zA-Zア-ン]{1,2}[)）.．])", re.MULTILINE)
_A_LIST = 3
_DATE = re.compile(r"[0-9０-９一二三四五六七八九十]\s*(?:年|月|日|時)|[上中下]旬|曜")
_ADDRESS = re.compile(r"https?:|www\.|[0-9]{2,4}-[0-9]{2,4}-[0-9]{3,4}")
_ASKS_ADDRESS = re.compile(r"どこ|url|リンク|ページ|サイト|pdf|ダウンロード|問い合わせ|連絡先|電話")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a passage; shares are of the question's content words, weighed by rarity (0 to about 1).

    `meaning` is the cosine, `best_sentence` the share held by the best sentence with its headings, `words` by the
    whole passage, `pair_cover` the same of character pairs. `rarity` says how rare each word of the question is.
    """

    passage: IndexedPassage
    meaning: float
    best_sentence: float
    words: float
    pair_cover: float
    total: float
    rarity: Mapping[str, float]

    @property
    def found(self) -> Found:
        """The passage with a score from 0 to 1."""
        return Found(self.passage.passage, 1 / (1 + math.exp(_MIDDLE - self.total)))


@dataclass(frozen=True, slots=True)
class Weighing:
    """What is the same for all passages of one question: rarities of its terms, and the scores of the words index."""

    question: Question
    vector: Vector
    word_rarity: Mapping[str, float]
    pair_rarity: Mapping[str, float]
    pair_scores: Scores
    word_total: float
    pair_total: float


class HybridRetriever:
    """Finds passages by words and meaning."""

    def __init__(
        self,
        catalogue: Catalogue,
        store: PassageStore,
        embedder: Embedder,
        glossary: Glossary,
        reranker: Reranker | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._store = store
        self._embedder = embedder
        self._glossary = glossary
        self._reranker = reranker

    def find(self, question: str, limit: int, shelf: Shelf = EVERYTHING) -> Sequence[Found]:
        """See the port."""
        return [each.found for each in self.weigh(read_question(question, self._glossary), limit, shelf)]

    def only(self, document_ids: AbstractSet[str]) -> Shelf:
        """The shelf that hides all documents but these."""
        return Shelf(frozenset(each.id for each in self._catalogue.documents()) - document_ids)

    def weigh(self, question: Question, limit: int, shelf: Shelf = EVERYTHING) -> list[Evidence]:
        """The best passages on the shelf with what speaks for them, best first, near-duplicates once."""
        vector = self._embedder.question(question.to_embed)
        nearest = self._store.nearest(vector, NET, shelf)
        with self._catalogue.snapshot():
            weighing, best_by_words = self._by_words(question, vector, shelf)
            passages = {each.no: each for each in self._catalogue.by_ids(list(nearest))}
            missing = [number for number in best_by_words if number not in passages]
            passages |= {each.no: each for each in self._catalogue.by_numbers(missing)}
        weighed = [_weigh(passage, weighing) for passage in _closest(passages.values(), weighing)]
        weighed.sort(key=lambda each: (-each.total, each.passage.passage.id))
        if self._reranker is None:
            return _without_twins(weighed, limit)
        return self._looked_at_again(self._reranker, question, _without_twins(weighed, max(limit, _SECOND_LOOK)))[
            :limit
        ]

    @staticmethod
    def _looked_at_again(reranker: Reranker, question: Question, weighed: list[Evidence]) -> list[Evidence]:
        texts = [embedded_text(p.title, p.section, p.text) for p in (each.passage.passage for each in weighed)]
        scores = reranker.scores(question.text, texts)
        order = sorted(range(len(weighed)), key=lambda i: (-scores[i], i))
        # The places are the reranker's, the measures stay those that the answer is judged by.
        totals = sorted((each.total for each in weighed), reverse=True)
        return [replace(weighed[i], total=total) for i, total in zip(order, totals, strict=True)]

    def _by_words(self, question: Question, vector: Vector, shelf: Shelf) -> tuple[Weighing, list[int]]:
        index, highest = self._catalogue.words_index, self._catalogue.highest_number()
        by_word, word_rarity = index.scores(WORD, question.words, highest)
        by_pair, pair_rarity = index.scores(PAIR, question.pairs, highest)
        hidden = self._catalogue.numbers_of(shelf.hidden)
        by_word[hidden] = by_pair[hidden] = 0
        together = by_word / max(float(by_word.max()), 1e-9) + by_pair / max(float(by_pair.max()), 1e-9)
        count = min(NET, highest)
        best = np.argpartition(-together, count)[:count] if count < len(together) else np.arange(len(together))
        weighing = Weighing(
            question,
            vector,
            word_rarity,
            pair_rarity,
            # The most that BM25 gives a passage for these pairs is about twice their rarity.
            by_pair / (2 * sum(pair_rarity.values()) or 1.0),
            sum(word_rarity[word] for word in question.subject) or 1.0,
            sum(pair_rarity[pair] for pair in question.own_pairs) or 1.0,
        )
        return weighing, [int(number) for number in best if together[number] > 0]


def _closest(passages: Iterable[IndexedPassage], weighing: Weighing) -> list[IndexedPassage]:
    """Those worth a closer look, by the two measures that cost nothing."""

    def glance(passage: IndexedPassage) -> float:
        meaning = float(passage.vector @ weighing.vector)
        return WEIGHTS["meaning"] * meaning + _GLANCE_AT_PAIRS * float(weighing.pair_scores[passage.no])

    return sorted(passages, key=glance, reverse=True)[:CLOSER_LOOK]


def _weigh(passage: IndexedPassage, weighing: Weighing) -> Evidence:
    question = weighing.question
    asked = frozenset(question.words)
    above = asked & _heading_words(passage.passage.title, passage.passage.section)
    by_sentence = [asked & sentence for sentence in passage.words]
    held = {_weight(above | sentence, weighing) for sentence in set(by_sentence)}
    everything = above.union(*by_sentence)
    headings = _nearest_headings(passage.passage)
    meaning = float(passage.vector @ weighing.vector)
    signs = {
        "meaning": meaning,
        "best_sentence": max(held, default=0.0),
        "words": _weight(everything, weighing),
        "pairs": float(weighing.pair_scores[passage.no]),
        "pair_cover": _pair_cover(passage, weighing),
        "heading": max((_likeness(heading, weighing) for heading in headings), default=0.0),
        "heading_cover": max((_weight(asked & heading, weighing) for heading in headings), default=0.0),
        **_offers(question, passage.passage),
        "superseded": float(passage.superseded),
    }
    total = sum(WEIGHTS[name] * value for name, value in signs.items())
    return Evidence(
        passage, meaning, signs["best_sentence"], signs["words"], signs["pair_cover"], total, weighing.word_rarity
    )


def _weight(held: AbstractSet[str], weighing: Weighing) -> float:
    return share_held(held, weighing.question, weighing.word_rarity) / weighing.word_total


def share_held(held: AbstractSet[str], question: Question, rarity: Mapping[str, float]) -> float:
    """The rarity of the question's words that are held, summed; another name stands in for a name that is not held,
    at a discount, and never adds to it.
    """
    own = sum(rarity[word] for word in question.subject if word in held)
    if not question.named:
        return own
    missing = sum(rarity[word] for word in question.named if word not in held)
    others = sum(rarity[word] * weight for word, weight in question.words.items() if weight < 1 and word in held)
    return own + min(others, missing * OTHER_NAME)


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


def _nearest_headings(passage: Passage) -> list[frozenset[str]]:
    """The words of each heading that stands in the passage or directly above it; the title where there is none."""
    return [_words_of(heading) for heading in (*(passage.section[-1:] or (passage.title,)), *passage.headings)]


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


def _offers(question: Question, passage: Passage) -> dict[str, float]:
    """What the kind of question wants and the passage has."""
    text = passage.text
    return {
        "sides": _sides(compared(question), passage),
        "list": float(Kind.LIST in question.kinds and len(ITEM.findall(text)) >= _A_LIST),
        "date": float(Kind.DATE in question.kinds and _DATE.search(text) is not None),
        "address": float(_ASKS_ADDRESS.search(question.core) is not None and _ADDRESS.search(text) is not None),
    }


def _sides(sides: Sequence[str], passage: Passage) -> float:
    """How many of the things compared have a heading here."""
    headed = frozenset().union(*(_words_of(heading) for heading in (*passage.section, *passage.headings)))
    return sum(side in headed for side in sides) / len(sides) if sides else 0.0


@lru_cache(maxsize=20_000)
def _heading_words(title: str, section: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(_words_of(heading) for heading in (title, *section)))


@lru_cache(maxsize=20_000)
def _words_of(heading: str) -> frozenset[str]:
    return frozenset(words(plain(heading)))


def _without_twins(weighed: Sequence[Evidence], limit: int) -> list[Evidence]:
    """The first `limit` that say something the better ones do not."""
    kept: list[Evidence] = []
    for each in weighed:
        if len(kept) == limit:
            break
        if not any(_twins(each, other) for other in kept):
            kept.append(each)
    return kept


def _twins(one: Evidence, other: Evidence) -> bool:
    mine = frozenset().union(*one.passage.words)
    theirs = frozenset().union(*other.passage.words)
    return len(mine & theirs) >= _SAME * max(len(mine | theirs), 1)
