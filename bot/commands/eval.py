"""`tsunagi eval FILE`: how well the search and the answers do on one's own questions."""

from __future__ import annotations

import argparse
from pathlib import Path

from rich.console import Console

from bot.evaluation.question_sets import Source, read_question_set
from bot.evaluation.report import evaluate, show
from bot.evaluation.run import Bench
from bot.handoff import until_free
from bot.settings import Settings
from bot.wiring import Services


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Prints the measures and every question that failed, with what was found instead."""
    questions = read_question_set(Path(options.file))
    console = Console()
    documents: list[Path | Source] = [*questions.sources, *(Path(place) for place in options.document)]
    if documents:
        evaluate(console, settings, questions, documents, baselines=options.baselines, show_failures=True)
        return 0
    services = Services(settings, patience=until_free(settings.home))
    try:
        services.ensure_documents()
        ready = Bench(services.index, services.glossary, ())
        show(console, questions, ready, baselines=False, show_failures=True)
    finally:
        services.close()
    return 0
