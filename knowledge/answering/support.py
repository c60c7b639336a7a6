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

from knowledge.japanese import pairs, words
from knowledge.question import Kind, Question, noun_runs
from knowledge.question_words import FORMS
from knowledge.retrieval import Evidence

# Logistic regression on questions of the product's field and of an encyclopedia, each with and without the passage
# that answers; see docs/decisions.
WEIGHTS: Mapping[str, float] = {"cover": 7.0, "weakest": 2.5, "offers": 2.0}
BIAS = -6.6
_MONEY = re.compile(r"いくら|金額|費用|料金|予算|額(は|を|$)|単価|報酬|給料")
_HAS_MONEY = re.compile(r"[0-9０-９]\s*(円|百万|千円|万円|億)|無料|有料|10/10|補助率")
_NUMBER = re.compile(r"[0-9０-９〇一二三四五六七八九十百千]")
_TIME = re.compile(r"[0-9０-９一二三四五六七八九十]\s*(年|月|日|時|次|週)|[上中下]旬|曜|毎|ごと|随時|(19|20)[0-9]{2}")
_HONORIFIC = re.compile(r"(さん|氏|様|先生)$")


@dataclass(frozen=True, slots=True)
class Support:
    """What speaks for the documents saying it, each from 0 to 1.

    `cover` is how much of the question stands in the passage, `weakest` the same of the one thing it names that is
    held least, `offers` whether the passage has the kind of thing asked for.
    """

    cover: float
    weakest: float
    offers: float

    @property
    def certainty(self) -> float:
        """The chance that the passage answers, 0 to 1."""
        total = BIAS + sum(WEIGHTS[name] * getattr(self, name) for name in WEIGHTS)
        return 1 / (1 + math.exp(-total))


def support(question: Question, evidence: Evidence) -> Support:
    """Weighs one passage against the question."""
    runs = [run for each in noun_runs(question.core) if (run := _HONORIFIC.sub("", each)) and not _is_form(run)]
    covers = [_run_cover(run, question, evidence) for run in runs]
    return Support(
        cover=(evidence.words + evidence.pair_cover) / 2,
        weakest=min(covers, default=evidence.words),
        offers=float(_offers(question, evidence.passage.passage.text)),
    )


def best_support(question: Question, found: Sequence[Evidence]) -> Support:
    """The strongest support among the best passages. `found` must not be empty."""
    return max((support(question, each) for each in found[:3]), key=lambda each: each.certainty)


def _is_form(run: str) -> bool:
    return run in FORMS or run.startswith(("何", "いく")) or all(word in FORMS or word.isdigit() for word in words(run))


def _run_cover(run: str, question: Question, evidence: Evidence) -> float:
    """How much of one thing the question names stands in the passage, by words or by character pairs."""
    text = evidence.passage.folded
    if run in text or any(other in text for other in question.other_names):
        return 1.0
    mine = [word for word in words(run) if word not in FORMS]
    held = frozenset().union(*evidence.passage.words)
    by_words = sum(word in held or word in text for word in mine) / len(mine) if mine else 1.0
    all_pairs = pairs(run)
    by_pairs = sum(pair in text for pair in all_pairs) / len(all_pairs) if all_pairs else 0.0
    return max(by_words, by_pairs)


def _offers(question: Question, text: str) -> bool:
    """Whether the passage has the kind of thing that is asked for."""
    if _MONEY.search(question.core):
        return _HAS_MONEY.search(text) is not None
    if Kind.DATE in question.kinds:
        return _TIME.search(text) is not None
    if Kind.NUMBER in question.kinds:
        return _NUMBER.search(text) is not None
    return True
