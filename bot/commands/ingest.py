"""`tsunagi ingest`: documents in, a table of what became of each."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import PurePath

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from bot.commands.jobs import Order, take_in_where_the_index_is
from bot.commands.usage import WRONG_USAGE
from bot.handoff import until_free
from bot.settings import Settings
from bot.wiring import Services, official_sources
from ingest.gathering import absolute
from ingest.loaders.address import is_address
from ingest.report import Given, Outcome, Report, Step

_STYLES = {Outcome.FAILED: "red", Outcome.ADDED: "green", Outcome.REPLACED: "yellow"}
# Where the table is not on a terminal: so wide that no row is broken, which programs read line by line.
_WIDTH_IN_A_FILE = 10_000


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Takes the documents in and prints the table; 1 where any failed."""
    if not (options.places or options.official or options.prune or options.re_embed):
        print("tsunagi: 取り込むファイルかフォルダーを指定してください。", file=sys.stderr)  # noqa: T201 - the command line's own voice
        return WRONG_USAGE
    services = Services(settings, re_embed=options.re_embed, patience=until_free(settings.home))
    try:
        reports = _ingest(services, options)
    finally:
        services.close()
    _print_table(reports)
    return int(any(report.outcome is Outcome.FAILED for report in reports))


def _ingest(services: Services, options: argparse.Namespace) -> Sequence[Report]:
    if options.re_embed:
        services.synchroniser  # noqa: B018 - opening the index is what embeds it anew, and no bot may be running
    places = [place if is_address(place) else str(absolute(place)) for place in options.places]
    official = [str(official_sources())] if options.official else []
    given = Given(options.title, options.edition, options.publisher)
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("残り"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("準備しています", total=None)

        def show(step: Step) -> None:
            bar.update(task, description=_told(step), total=step.documents, completed=step.number - 1 + step.share)

        return take_in_where_the_index_is(services, Order((*places, *official), given, options.prune), show)


def _told(step: Step) -> str:
    """資料 2/5 手引き.pdf 読み取り 12/300"""
    name = " ".join(PurePath(step.source).name.split())
    parts = f" {step.phase} {step.done}/{step.all}" if step.all else ""
    return escape(f"資料 {step.number}/{step.documents} {name}{parts}")


def _print_table(reports: Sequence[Report]) -> None:
    table = Table("資料", "結果", "箇所", "資料名・理由")
    for report in reports:
        about = " ".join(filter(None, [report.title, report.reason]))
        outcome = (
            f"[{_STYLES[report.outcome]}]{report.outcome.value}[/]" if report.outcome in _STYLES else report.outcome
        )
        table.add_row(_shown(report.source), outcome, str(report.passages or ""), _shown(about))
    console = Console()
    Console(width=None if console.is_terminal else _WIDTH_IN_A_FILE).print(table)
    totals = {outcome: sum(report.outcome is outcome for report in reports) for outcome in Outcome}
    console.print("、".join(f"{outcome.value} {count}件" for outcome, count in totals.items() if count) or "変更なし")


def _shown(text: str) -> str:
    """`text` on one line, with nothing in it that the table would take for markup, or the terminal for a command."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable()).replace("[", r"\[")
