"""Runs systems over a question set and collects the scores, and the questions that fail with what was found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.evaluation.cached_embedder import CachedEmbedder
from bot.evaluation.measures import Answering, Hit, Ranking, judge, rank, says
from bot.evaluation.question_sets import Asked, QuestionSet, Source
from bot.evaluation.systems import Ours, PlainRecipe, System, VectorsOnly, WordsOnly, as_sources, take_in
from bot.settings import Settings
from ingest.sync import Outcome, Synchroniser
from knowledge.answering.extractive import ExtractiveAnswerer
from knowledge.embedding import embedder
from knowledge.errors import DocumentUnreadable
from knowledge.glossary import Glossary
from knowledge.passage_index import PassageIndex
from knowledge.retrieval import HybridRetriever
from knowledge.types import Answer

# Passages asked for, so that ten documents are among them.
_DEPTH = 20
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Scores:
    """The means of one system on one set (0 to 1; `ndcg` is None where the set has no grades)."""

    system: str
    first: float
    five: float
    ndcg: float | None


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that did not come out right, and what came instead."""

    asked: Asked
    what: str
    instead: str


@dataclass(frozen=True, slots=True)
class Bench:
    """An index with its documents, ready to be asked."""

    index: PassageIndex
    glossary: Glossary
    sources: Sequence[Source]

    @property
    def ours(self) -> HybridRetriever:
        """The product's search over the index."""
        return HybridRetriever(self.index.catalogue, self.index.store, self.index.embedder, self.glossary)

    def systems(self, baselines: bool) -> list[System]:
        """Ours, and with `baselines` the three plain ones."""
        ours: list[System] = [Ours(self.ours)]
        if not baselines:
            return ours
        plain: list[System] = [
            VectorsOnly(self.index),
            WordsOnly(self.index, self.glossary),
            PlainRecipe(self.sources, self.index),
        ]
        return [*ours, *plain]


@contextmanager
def bench(settings: Settings, glossary: Glossary, documents: Sequence[Path | Source], cache: Path) -> Iterator[Bench]:
    """An index of its own over `documents`, gone afterwards; embeddings are kept in `cache`."""
    with TemporaryDirectory() as home:
        index = PassageIndex.open(Path(home), CachedEmbedder(embedder(settings.embedding_model), cache))
        try:
            given = [each for each in documents if isinstance(each, Source)]
            paths = [each for each in documents if isinstance(each, Path)]
            take_in(index, given)
            for report in Synchroniser(index).ingest([str(path) for path in paths]):
                if report.outcome is Outcome.FAILED:
                    raise DocumentUnreadable(report.reason)
            yield Bench(index, glossary, [*given, *as_sources(paths)])
        finally:
            index.close()


def score(system: System, questions: Sequence[Asked]) -> Scores:
    """The means of one system over the questions that have an answer."""
    asked = [each for each in questions if each.evidence or each.grades]
    ranked = [rank(each, system.find(each.text, _DEPTH)) for each in asked]
    graded = [each.ndcg for each in ranked if each.ndcg is not None]
    return Scores(
        system.name,
        _mean([each.first for each in ranked]),
        _mean([each.five for each in ranked]),
        _mean(graded) if graded else None,
    )


def answers(bench: Bench, questions: Sequence[Asked]) -> list[Answer]:
    """The product's answers, in order."""
    answerer = ExtractiveAnswerer(bench.ours)
    return [answerer.answer(each.text, _SHOWN) for each in questions]


def answering(questions: QuestionSet, given: Sequence[Answer]) -> Answering | None:
    """How the answers did; None for a set that says nothing of answers."""
    return judge(questions.questions, given) if any(each.evidence for each in questions.questions) else None


def failures(questions: Sequence[Asked], given: Sequence[Answer]) -> Iterator[Failure]:
    """The questions that did not come out right, in order."""
    for asked, answer in zip(questions, given, strict=True):
        what = _failing(asked, answer)
        if what:
            first = answer.passages[0].passage.text if answer.passages else ""
            text = "\n".join(part.text for part in answer.parts)
            yield Failure(asked, what, " ".join((first if "箇所" in what else text or first).split())[:120])


def _failing(asked: Asked, answer: Answer) -> str:
    ranking: Ranking = rank(asked, [Hit(each.passage.document_id, each.passage.text) for each in answer.passages])
    if not asked.evidence and not asked.grades:
        return "資料にないのに答えた" if answer.answered else ""
    if not answer.answered and asked.evidence:
        return "資料にあるのに答えなかった"
    if not ranking.first:
        return "最初の箇所が違う" if ranking.five else "5つの箇所にない"
    return "答えの文に根拠がない" if asked.evidence and not says(asked, answer) else ""


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
