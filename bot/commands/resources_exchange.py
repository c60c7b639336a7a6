"""`tsunagi resources import` and `export`: files in, with a plan first, and files out."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path

from bot.commands.resources_terminal import agreed, say, warn
from knowledge.errors import ExchangeUnreadable
from knowledge.resources.desk import NoteDesk
from knowledge.resources.exchange.exporting import Format, export
from knowledge.resources.exchange.importing import Outcome, Plan, carry_out, plan
from knowledge.resources.model import Kind
from knowledge.resources.privacy import Viewer

_FORMATS = {"csv": Format.CSV, "xlsx": Format.XLSX, "hsds": Format.HSDS, "json": Format.HSDS}
_FORMATS["standard"] = Format.STANDARD


def bring_in(desk: NoteDesk, viewer: Viewer, options: argparse.Namespace) -> int:
    """Shows what would become of each file and, where agreed, does it; 1 where rows were refused or nobody agreed."""
    codes = [_bring_in(Path(file), desk, viewer, options) for file in options.files]
    return max(codes)


def _bring_in(file: Path, desk: NoteDesk, viewer: Viewer, options: argparse.Namespace) -> int:
    understood = _plan(file, desk, viewer, Kind(options.kind))
    for line in understood.lines():
        say(line)
    twins = understood.count(Outcome.TWIN) if options.twins else 0
    if options.dry_run:
        return 0
    if not understood.count(Outcome.NEW) + understood.count(Outcome.CHANGED) + twins:
        say("新しく記録するものはありません。")
    elif not options.yes and not agreed("このとおり記録しますか。", "--yes"):
        return 1
    else:
        done = carry_out(understood, desk.store, viewer.user_id, twins_too=options.twins)
        say(f"新しく{done.added}件を記録し、{done.changed}件を書きかえました。{done.passed}件はそのままです。")
    return int(understood.count(Outcome.REFUSED) > 0)


def _plan(file: Path, desk: NoteDesk, viewer: Viewer, kind: Kind) -> Plan:
    return plan(
        file.read_bytes(),
        file.name,
        viewer.team_id,
        desk.search.notes(viewer),
        gone=desk.store.gone(viewer.team_id),
        today=desk.today(),
        kind=kind,
        topics=desk.topics,
        areas=desk.areas,
    )


def take_out(desk: NoteDesk, viewer: Viewer, options: argparse.Namespace) -> int:
    """Writes the notes to a file, by its name or --format."""
    reader = dataclasses.replace(viewer, in_public=options.public)
    kind = _FORMATS.get(options.format or Path(options.file).suffix.lower().removeprefix("."))
    if kind is None:
        raise ExchangeUnreadable(
            f"「{options.file}」の形式が分かりません。",
            "名前を .csv、.xlsx、.json にするか、--format を付けてください。",
        )
    notes = desk.search.notes(reader)
    content = export(notes, reader, kind)
    if options.file == "-":
        sys.stdout.buffer.write(content)
        return 0
    Path(options.file).write_bytes(content)
    warn(f"{len(notes)}件を「{options.file}」に書き出しました。")
    return 0
