"""`make eval`: every question set in one go, ours beside the baselines of the same run."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.evaluation.question_sets import QuestionSet, Source, read_question_set
from bot.evaluation.run import Bench, Failure, answering, answers, bench, failures, score
from bot.settings import Settings, read_settings
from bot.wiring import Services, sample_handbook

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
_OWN = Path(__file__).resolve().parents[2] / "tests" / "questions"
CACHE = Path(".tsunagi-eval") / "vectors.sqlite3"
_WIDTH = 150


def main() -> int:
    """Runs all sets; 0, or 1 where the sets are absent (said aloud)."""
    console = Console(width=_WIDTH)
    if not SHARED.is_dir():
        console.print(f"question sets are absent: {SHARED}")
        return 1
    settings = read_settings(os.environ)
    corpus = _corpus()
    deck, notice = (_named(corpus, start) for start in ("training_deck", "mhlw_jimu"))
    handbook = sorted(sample_handbook().iterdir())
    on_the_deck = [SHARED / "eval" / "deck_questions.jsonl", *sorted(_OWN.glob("deck*.jsonl"))]
    for path, label, documents in [
        *((path, "training deck", [deck]) for path in on_the_deck),
        *((path, "all of the corpus", corpus) for path in on_the_deck),
        *((path, "sample handbook", handbook) for path in sorted(_OWN.glob("handbook*.jsonl"))),
        (_OWN / "notice.jsonl", "official notice", [notice]),
    ]:
        read = read_question_set(path)
        named = QuestionSet(f"{read.name}, {label}", read.questions)
        evaluate(console, settings, named, documents, baselines=True, show_failures=True)
    for name in ("seido122", "niilc_dev", "laws_captions", "jsquad_valid"):
        questions = read_question_set(SHARED / "eval" / name)
        evaluate(console, settings, questions, questions.sources, baselines=True)
    return 0


def evaluate(
    console: Console,
    settings: Settings,
    questions: QuestionSet,
    documents: Sequence[Path | Source],
    *,
    baselines: bool,
    show_failures: bool = False,
) -> None:
    """Runs one set over an index of its own and prints its table."""
    with bench(settings, Services(settings).glossary, documents, CACHE) as ready:
        show(console, questions, ready, baselines=baselines, show_failures=show_failures)


def show(console: Console, questions: QuestionSet, ready: Bench, *, baselines: bool, show_failures: bool) -> None:
    """Prints the table of one set, and with `show_failures` each question that failed."""
    passages = ready.index.catalogue.count()
    table = Table(
        title=f"{questions.name}: {len(questions.questions)} questions, {passages} passages", title_justify="left"
    )
    for column in ("system", "first", "among five", "nDCG@10"):
        table.add_column(column, justify="left" if column == "system" else "right")
    for system in ready.systems(baselines):
        scores = score(system, questions.questions)
        ndcg = "–" if scores.ndcg is None else f"{scores.ndcg:.4f}"
        table.add_row(scores.system, f"{scores.first:.4f}", f"{scores.five:.4f}", ndcg)
    console.print(table)
    given = answers(ready, questions.questions) if not questions.sources else []
    judged = answering(questions, given) if given else None
    if judged:
        console.print(
            f"evidence in the answer {judged.in_answer:.3f}; abstention precision {judged.precision:.3f}, "
            f"recall {judged.recall:.3f}, F1 {judged.f1:.3f}; quotes not in their passage {judged.unfaithful}"
        )
    if show_failures and given:
        for failure in failures(questions.questions, given):
            console.print(_line(failure), markup=False)
    console.print()


def _line(failure: Failure) -> str:
    return f"  {failure.asked.id} {failure.asked.text}: {failure.what} → {failure.instead}"


def _corpus() -> list[Path]:
    return sorted(path for path in (SHARED / "corpus").iterdir() if path.name != "SOURCES.md")


def _named(documents: Sequence[Path], start: str) -> Path:
    return next(path for path in documents if path.name.startswith(start))


if __name__ == "__main__":
    sys.exit(main())
