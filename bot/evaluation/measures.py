"""What is counted, and how: at first place, among five, nDCG@10, evidence in the answer, abstention, quotes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.evaluation.question_sets import Asked
from knowledge.japanese import squeeze
from knowledge.types import Answer

# A passage counts up to here, so that long ones gain nothing.
COUNTED = 500
FIRST, FIVE = 1, 5
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """What a system gave at one place: the document, and the passage's text."""

    document: str
    text: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """How a system's list did on one question: 0 or 1, 0 or 1, and 0 to 1 (None where no grades are known)."""

    first: bool
    five: bool
    ndcg: float | None


def rank(asked: Asked, hits: Sequence[Hit]) -> Ranking:
    """Scores one list. With evidence, the passages up to a place must hold all of it together."""
    if asked.grades:
        documents = list(dict.fromkeys(hit.document for hit in hits))
        found = [document in asked.grades for document in documents]
        return Ranking(any(found[:FIRST]), any(found[:FIVE]), ndcg(asked.grades, documents))
    texts = [squeeze(hit.text[:COUNTED]) for hit in hits]
    return Ranking(_holds(asked, texts[:FIRST]), _holds(asked, texts[:FIVE]), None)


def ndcg(grades: Mapping[str, float], documents: Sequence[str]) -> float:
    """Normalised discounted cumulative gain of the first ten (Järvelin and Kekäläinen 2002, grades as gains)."""
    gained = _discounted([grades.get(document, 0.0) for document in documents[:_DEPTH]])
    return gained / _discounted(sorted(grades.values(), reverse=True)[:_DEPTH])


@dataclass(frozen=True, slots=True)
class Answering:
    """How the answers to a set did. Shares are 0 to 1; `unfaithful` counts quotes that are in no passage shown."""

    in_answer: float
    precision: float
    recall: float
    unfaithful: int

    @property
    def f1(self) -> float:
        """The harmonic mean of abstention precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def judge(questions: Sequence[Asked], answers: Sequence[Answer]) -> Answering:
    """Scores answers, in the order of the questions. Abstaining is right where a question has no evidence."""
    pairs = list(zip(questions, answers, strict=True))
    answerable = [(asked, answer) for asked, answer in pairs if asked.evidence]
    abstained = [asked for asked, answer in pairs if not answer.answered]
    rightly = sum(not asked.evidence for asked in abstained)
    return Answering(
        in_answer=_share(sum(says(asked, answer) for asked, answer in answerable), len(answerable)),
        precision=_share(rightly, len(abstained)),
        recall=_share(rightly, len(pairs) - len(answerable)),
        unfaithful=sum(map(_unfaithful, answers)),
    )


def says(asked: Asked, answer: Answer) -> bool:
    """Whether the answer's text holds all the evidence."""
    return answer.answered and _holds(asked, [squeeze(part.text) for part in answer.parts])


def _unfaithful(answer: Answer) -> int:
    given = " ".join(squeeze(found.passage.text) for found in answer.passages)
    return sum(squeeze(citation.quote) not in given for citation in answer.citations)


def _holds(asked: Asked, squeezed: Sequence[str]) -> bool:
    together = " ".join(squeezed)
    return all(any(squeeze(wording) in together for wording in wordings) for wordings in asked.evidence)


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
