"""Do the documents say it? Decided by what the best passages hold of the question, not by how near they are.

In a collection about one field everything is near: 「協議体の委員の報酬は」 no less than 「協議体の役割は」. What tells
them apart is that no passage speaks of 報酬. So each thing that the question names is looked for in the
passage that would answer, and so is the kind of thing it asks for (an amount, a date).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.articles import cited, speaks_of
from knowledge.japanese import fold, pairs, tokens, words
from knowledge.question import Kind, Question, noun_runs
from knowledge.question_words import FORMS, FRAME
from knowledge.weighing import ALIKE_SAID, Evidence

# Logistic regression on questions of the product's field, each with and without the passage that answers, with the
# bias set so that a question in four without an answer makes both kinds of mistake rare; see docs/decisions.
WEIGHTS: Mapping[str, float] = {
    "cover": 2.6,
    "sentence": 2.1,
    "things": 0.6,
    "last": 1.0,
    "offers": 4.0,
    "meaning": 26.0,
    "which": 1.5,
}
BIAS = -30.3
# The chance from which on a passage counts as saying it. Less than a half: who is told that nothing is there looks no
# further, while a quotation can be seen to be beside the point.
SAYS = 0.4
_DIGITS = re.compile("[0-9]+")
# A number that says which one is meant, with what it numbers: 令和10年度 is not 国10/10.
_WHICH = re.compile("[0-9]+[年月日回期次号章層]")
# Words that shape a question and its answer; neither names a thing.
_SHAPING = FORMS | FRAME
_PROPER = {("固有名詞", "人名"), ("固有名詞", "地名")}
_NUMBER = re.compile(r"[0-9０-９〇一二三四五六七八九十百千]")
_TIME = re.compile(r"[0-9０-９一二三四五六七八九十]\s*(年|月|日|時|次|週)|[上中下]旬|曜|毎|ごと|随時|(19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for the documents saying it, each from 0 to 1.

    `cover` is how much of the question stands in the passage, `sentence` the same of its best sentence, `things` the
    same of what the question names, `last` of the thing named last (人口 in
    「木古内町の人口は」).
    `offers` is whether the passage has the kind of thing asked for, `meaning` how near it is, `which` whether the
    year, the time, the person or the place that the question names stands there, `another_article` whether it cites
    articles of which none is there.
    """

    cover: float
    sentence: float
    things: float
    last: float
    offers: float
    meaning: float
    which: float
    another_article: bool = False

    @property
    def certainty(self) -> float:
        """The chance that the passage answers, 0 to 1; none where the question cites an article that is not there."""
        if self.another_article:
            return 0.0
        total = BIAS + sum(WEIGHTS[name] * getattr(self, name) for name in WEIGHTS)
        return 1 / (1 + math.exp(-total))


def support(question: Question, evidence: Evidence) -> Support:
    """Weighs one passage against the question."""
    things = [run for run in noun_runs(question.core) if not _is_form(run)]
    held = evidence.passage.vocabulary
    covers = {thing: _thing_cover(thing, question, evidence.passage.folded, held) for thing in things}
    weights = [_rarity(thing, evidence) for thing in things]
    there = sum(weight * covers[thing] for thing, weight in zip(things, weights, strict=True))
    return Support(
        cover=(evidence.words + evidence.pair_cover) / 2,
        sentence=evidence.best_sentence,
        things=there / sum(weights) if weights else evidence.words,
        last=covers[things[-1]] if things else 1.0,
        offers=float(_offers(question, evidence.passage.passage.text)),
        meaning=evidence.nearness,
        which=float(_is_about_it(question, evidence)),
        another_article=_cites_another_article(question, evidence),
    )


def best_support(question: Question, found: Sequence[Evidence]) -> Support:
    """The strongest support among the best passages. `found` must not be empty."""
    return max((support(question, each) for each in found[:3]), key=lambda each: each.certainty)


def _rarity(thing: str, evidence: Evidence) -> float:
    """That of the rarest of its words."""
    unheard = max(evidence.rarity.values(), default=1.0)
    return max((evidence.rarity.get(word, unheard) for word in words(thing) if word not in FORMS), default=1.0)


def _is_form(run: str) -> bool:
    said = _SHAPING
    return run in said or run.startswith(("何", "いく")) or all(word in said or word.isdigit() for word in words(run))


def _thing_cover(run: str, question: Question, text: str, held: frozenset[str]) -> float:
    """How much of one thing the question names stands in a folded `text` with the words `held`, by words or by
    character pairs.
    """
    if any(re.search(rf"(?<![0-9]){number}(?![0-9])", text) is None for number in _DIGITS.findall(run)):
        return 0.0  # 令和10年度 is not 令和8年度
    if any(name in text for name in question.names_for(run)):
        return 1.0
    if any(token.surface == run and token.part[1:] in _PROPER for token in tokens(run)):
        return 0.0  # 旭川市 is not 滝川市
    mine = [word for word in words(run) if word not in FORMS]
    alike = question.also_held(held)
    stand = (
        1.0 if word in held or any(name in text for name in question.names_for(word)) else ALIKE_SAID * (word in alike)
        for word in mine
    )
    by_words = sum(stand) / len(mine) if mine else 1.0
    all_pairs = pairs(run)
    by_pairs = sum(pair in text for pair in all_pairs) / len(all_pairs) if all_pairs else 0.0
    return max(by_words, by_pairs)


def _is_about_it(question: Question, evidence: Evidence) -> bool:
    """Whether it is about the year, the article, the person and the place that are meant, where they are named."""
    numbers = _WHICH.findall(question.core)
    named = [token.surface for token in tokens(question.core) if token.part[1:] in _PROPER]
    if not numbers and not named:
        return True
    passage = evidence.passage.passage
    there = f"{fold(' '.join((passage.title, passage.edition, *passage.section)))} {evidence.passage.folded}"
    return all(re.search(rf"(?<![0-9]){number}", there) for number in numbers) and all(name in there for name in named)


def _cites_another_article(question: Question, evidence: Evidence) -> bool:
    """Whether articles are cited of which the passage is none, and which it does not name."""
    articles = cited(question.core)
    return bool(articles) and not any(speaks_of(evidence.passage.passage, article) for article in articles)


def _offers(question: Question, text: str) -> bool:
    """Whether the passage has the kind of thing that is asked for."""
    if Kind.DATE in question.kinds:
        return _TIME.search(text) is not None
    if question.counted:
        return question.counted.search(fold(text)) is not None
    if Kind.NUMBER in question.kinds:
        return _NUMBER.search(text) is not None
    return True
