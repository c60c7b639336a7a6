"""Words and meaning together: which passages bear on a question, best first.

Two steps. First a wide net: the passages nearest by meaning and the best by words and character pairs. Then each of
these is weighed by what can be seen in it (`knowledge/weighing.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from knowledge.catalogue import Catalogue
from knowledge.embedding import BUNDLED
from knowledge.glossary import Glossary
from knowledge.indexed import IndexedPassage, embedded_text
from knowledge.lexical import PAIR, WORD
from knowledge.offering import wanted
from knowledge.passage_store import PassageStore
from knowledge.ports import Embedder, Reranker, Vector
from knowledge.question import Question, read_question
from knowledge.surroundings import Window, windows
from knowledge.types import EVERYTHING, Found, Shelf
from knowledge.weighing import WEIGHTS, Evidence, Weighing, weigh

# How many passages each of the two nets brings.
NET = 30
# How many of them are weighed in full: half of what the two nets can bring at most, and none that is so far behind the
# best at a glance that it has never come to stand first, as long as there are enough.
CLOSER_LOOK = 30
_FAR_BEHIND = 0.7
_ENOUGH = 12
_GLANCE_AT_PAIRS = 2.0
_CITED = ("article", "numbered")
# How many more are sifted than shown, since some stand in the window of a better one.
_SPARE = 5
# How many a reranker is shown: each costs it some ten milliseconds.
_SECOND_LOOK = 20
_SAME = 0.9


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look for a question brings: the best passages, and the windows they are shown in, both best first.

    `liked` says how much speaks for each passage that was looked at, by id.
    """

    found: Sequence[Evidence]
    windows: Sequence[Window]
    liked: Mapping[str, float]


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
        return [window.shown for window in self.look(self.understand(question, shelf), limit, shelf).windows]

    def pick(self, question: str, limit: int, shelf: Shelf = EVERYTHING) -> Sequence[Found]:
        """See the port."""
        return [each.found for each in self.weigh(self.understand(question, shelf), limit, shelf)]

    def understand(self, question: str, shelf: Shelf = EVERYTHING) -> Question:
        """The question with the names of the documents on the shelf. Raises QuestionError where there are no words."""
        return read_question(question, self._glossary, partial(self._catalogue.mend, shelf=shelf))

    def unheard(self, words: Iterable[str], shelf: Shelf = EVERYTHING) -> frozenset[str]:
        """Those of some content words, in normal form, that stand in no document on the shelf."""
        return self._catalogue.unheard(words, shelf)

    def only(self, document_ids: AbstractSet[str], shelf: Shelf) -> Shelf:
        """A shelf on which only these documents of another one are asked."""
        return Shelf(shelf.hidden, aside=self._catalogue.document_ids() - document_ids - shelf.hidden)

    def look(self, question: Question, limit: int, shelf: Shelf = EVERYTHING) -> Looked:
        """The best passages on the shelf, at least `limit` of them where there are so many, and how they are shown."""
        vector, nearest = self._meant(question, shelf)
        with self._catalogue.snapshot():
            weighed = self._weighed(question, shelf, limit, vector, nearest)
            best = self._best(question, weighed, limit + _SPARE)
            liked = {each.passage.id: each.total for each in weighed}
            return Looked(best, windows(self._catalogue, best, liked, limit), liked)

    def shown(self, found: Sequence[Evidence], looked: Looked, limit: int) -> Looked:
        """`looked` with other passages, or in another order."""
        return replace(looked, found=found, windows=windows(self._catalogue, found, looked.liked, limit))

    def weigh(self, question: Question, limit: int, shelf: Shelf = EVERYTHING) -> list[Evidence]:
        """The best passages on the shelf with what speaks for them, best first, near-duplicates once."""
        return self._best(question, self._weighed(question, shelf, limit, *self._meant(question, shelf)), limit)

    def _meant(self, question: Question, shelf: Shelf) -> tuple[Vector, Mapping[str, float]]:
        """The question's vector, and the passages nearest to it.

        Words are counted when this is done: both at once make the embedding, which works on every core, wait.
        """
        vector = self._embedder.question(question.to_embed)
        return vector, self._store.nearest(vector, NET, shelf.off, self._catalogue.document_ids)

    def _weighed(
        self, question: Question, shelf: Shelf, limit: int, vector: Vector, nearest: Mapping[str, float]
    ) -> list[Evidence]:
        enough = max(_ENOUGH, limit + _SPARE, _SECOND_LOOK if self._reranker else 0)
        with self._catalogue.snapshot():
            weighing, best_by_words = self._by_words(question, shelf, vector)
            passages = {each.no: each for each in self._catalogue.by_ids(list(nearest))}
            missing = [number for number in best_by_words if number not in passages]
            passages |= {each.no: each for each in self._catalogue.by_numbers(missing)}
        weighed = [weigh(passage, weighing) for passage in _closest(passages.values(), weighing, enough)]
        return sorted(weighed, key=lambda each: (-each.total, each.passage.id))

    def _best(self, question: Question, weighed: Sequence[Evidence], limit: int) -> list[Evidence]:
        if self._reranker is None:
            return _without_twins(weighed, limit)
        best = _without_twins(weighed, max(limit, _SECOND_LOOK))
        return self._looked_at_again(self._reranker, question, best)[:limit]

    @staticmethod
    def _looked_at_again(reranker: Reranker, question: Question, weighed: list[Evidence]) -> list[Evidence]:
        best, others = weighed[:_SECOND_LOOK], weighed[_SECOND_LOOK:]
        texts = [embedded_text(p.title, p.section, p.text) for p in (each.passage.passage for each in best)]
        scores = reranker.scores(question.text, texts)
        order = sorted(range(len(best)), key=lambda i: (-scores[i], i))
        # The places are the reranker's, the measures stay those that the answer is judged by.
        totals = sorted((each.total for each in best), reverse=True)
        return [*(replace(best[i], total=total) for i, total in zip(order, totals, strict=True)), *others]

    def _by_words(self, question: Question, shelf: Shelf, vector: Vector) -> tuple[Weighing, list[int]]:
        """The weighing, and the best passages by words."""
        index, highest = self._catalogue.words_index, self._catalogue.highest_number()
        hidden, aside = (self._catalogue.numbers_of(documents) for documents in (shelf.hidden, shelf.aside))
        by_word, word_rarity = index.scores(WORD, question.words, highest, hidden)
        by_pair, pair_rarity = index.scores(PAIR, question.pairs, highest, hidden)
        by_word[aside] = by_pair[aside] = 0
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
            self._embedder.model_name == BUNDLED,
            wanted(question),
        )
        return weighing, [int(number) for number in best if together[number] > 0]


def _closest(passages: Iterable[IndexedPassage], weighing: Weighing, enough: int) -> list[IndexedPassage]:
    """Those worth a closer look, by what costs nothing: the two measures, and the article or section that is cited.

    At least `enough` of them, where there are so many.
    """
    cited = {name: weighing.wanted[name] for name in _CITED if name in weighing.wanted}

    def glance(passage: IndexedPassage) -> float:
        meaning = float(passage.vector @ weighing.vector)
        pairs = float(weighing.pair_scores[passage.no])
        named = sum(WEIGHTS[name] * check(passage) for name, check in cited.items())
        return WEIGHTS["meaning"] * meaning + _GLANCE_AT_PAIRS * pairs + named

    seen = sorted(((glance(passage), passage) for passage in passages), key=lambda each: -each[0])[:CLOSER_LOOK]
    return [each for n, (score, each) in enumerate(seen) if n < enough or score >= seen[0][0] - _FAR_BEHIND]


def _without_twins(weighed: Sequence[Evidence], limit: int) -> list[Evidence]:
    """The first `limit` that say something the better ones do not."""
    kept: list[Evidence] = []
    said: list[frozenset[str]] = []
    for each in weighed:
        if len(kept) == limit:
            break
        vocabulary = each.passage.vocabulary
        if not any(_twins(vocabulary, other) for other in said):
            kept.append(each)
            said.append(vocabulary)
    return kept


def _twins(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    if len(mine) < _SAME * len(theirs) or len(theirs) < _SAME * len(mine):
        return False
    return len(mine & theirs) >= _SAME * max(len(mine | theirs), 1)
