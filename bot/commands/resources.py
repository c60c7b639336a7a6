"""`tsunagi resources`: the record of community resources on the command line, for who runs this machine."""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import Any

from bot.adopting import meant
from bot.commands.jobs import OWNER, owner
from bot.commands.resources_exchange import bring_in, take_out
from bot.commands.resources_meaning import NearWhereTheVectorsAre, follow_now
from bot.commands.resources_terminal import agreed, say, warn
from bot.settings import Settings
from bot.wiring import Services
from knowledge.errors import ResourceError, SettingError
from knowledge.resources import codec, filling, privacy, showing
from knowledge.resources.desk import NoteDesk
from knowledge.resources.listing import Filters
from knowledge.resources.model import IDENTITY, LABELS, Kind, ResourceNote, State, Visibility
from knowledge.resources.privacy import Viewer

SHORT_ID = 8  # characters of an id that a list shows; enough to tell thousands apart
_NAMES = {**{label: name for name, label in LABELS.items()}, **{name: name for name in LABELS}}

Act = Callable[[NoteDesk, Viewer, argparse.Namespace], int]


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Does what was asked; 1 where something could not be done, or was not agreed to."""
    services = Services(settings)
    try:
        desk = services.note_desk(NearWhereTheVectorsAre(services))
        viewer = owner(_team(settings, desk, options.team))
        before = desk.store.feed_end()
        code = _ACTS[options.action](desk, viewer, options)
        if options.action in _FOLLOWED and desk.store.feed_end() > before:
            follow_now(services)
        return code
    finally:
        services.close()


def _team(settings: Settings, desk: NoteDesk, given: str) -> str:
    teams = meant(settings.home, desk.store)
    if given or not teams:
        return given or OWNER
    if len(teams) > 1:
        raise SettingError(
            f"ワークスペースが{len(teams)}つあります（{'、'.join(teams)}）。", "--team でひとつを選んでください。"
        )
    return teams[0]


def _add(desk: NoteDesk, viewer: Viewer, options: argparse.Namespace) -> int:
    note = dataclasses.replace(desk.understood(" ".join(options.words), viewer), found_by="")
    _explain(desk, viewer, note, options)
    if problems := desk.problems(note):
        raise ResourceError("".join(f"「{each.label}」{each.what}" for each in problems))
    if not options.yes and not agreed("この内容で保存しますか。", "--yes"):
        return 1
    _print_one(desk.record(note, viewer), options, "記録しました。")
    return 0


def _explain(desk: NoteDesk, viewer: Viewer, note: ResourceNote, options: argparse.Namespace) -> None:
    if not options.json:
        say("このように読み取りました。")
        _print_pairs(note)
    for twin in desk.twins(note, viewer):
        reasons = "、".join(each.says for each in twin.reasons)
        warn(f"似た記録があります: 「{twin.note.name}」{twin.note.id[:SHORT_ID]}（{reasons}）")
    for each in privacy.warnings(note):
        warn(each.says)


def _edit(desk: NoteDesk, viewer: Viewer, options: argparse.Namespace) -> int:
    note = desk.see(desk.whole_id(options.id, viewer), viewer)
    values = dict(_change(each) for each in options.changes)
    for name in ("when", "cost"):
        if name in values and values[name] != getattr(note, name):
            values = {**filling.follows(name, values[name], desk.today()), **values}
    changed = dataclasses.replace(note, **values)
    _print_one(desk.edit(changed, viewer), options, "書きかえました。")
    return 0


def _change(given: str) -> tuple[str, Any]:
    label, mark, text = given.partition("=")
    name = _NAMES.get(label.strip(), "")
    if not mark:
        raise ResourceError(f"「{given}」は読めません。", "場所=中央公民館 のように、項目=値 で書いてください。")
    if not name:
        fields = "、".join(each for field, each in LABELS.items() if field not in IDENTITY)
        raise ResourceError(f"「{label.strip()}」という項目はありません。", f"書きかえられる項目は、{fields}です。")
    if name in IDENTITY:
        raise ResourceError(f"「{given}」のようには書きかえられません。", f"「{label.strip()}」は自動で決まります。")
    try:
        return name, codec.read(name, text)
    except ValueError as error:
        raise ResourceError(f"「{LABELS[name]}」{error}") from error


def _step(name: str, done: str) -> Act:
    def act(desk: NoteDesk, viewer: Viewer, options: argparse.Namespace) -> int:
        _print_one(getattr(desk, name)(desk.whole_id(options.id, viewer), viewer), options, done)
        return 0

    return act


def _erase(desk: NoteDesk, viewer: Viewer, options: argparse.Namespace) -> int:
    note_id = desk.whole_id(options.id, viewer)
    if not options.yes and not agreed(f"資源メモ {note_id} の内容と履歴を消します。元に戻せません。", "--yes"):
        return 1
    desk.store.erase(viewer.team_id, note_id, viewer.user_id)
    _print_line(options, {"id": note_id, "erased": True}, f"資源メモ {note_id} を消し去りました。")
    return 0


def _adopt(desk: NoteDesk, viewer: Viewer, options: argparse.Namespace) -> int:
    if not options.team:
        raise SettingError("引き取るワークスペースが分かりません。", "--team T… を付けてください。")
    say(f"{desk.store.move(OWNER, (OWNER,), viewer.team_id)}件を {viewer.team_id} のものにしました。")
    return 0


def _place(desk: NoteDesk, viewer: Viewer, options: argparse.Namespace) -> int:
    placed = desk.unplaced(viewer)
    for note in placed:
        where = " ".join(filter(None, [note.area1, note.area2]))
        say(f"{note.id[:SHORT_ID]} {note.name}（{note.postal_code or note.address}）→ {where}")
    if not placed:
        say("圏域を付けるものはありません。")
    elif not options.yes and not agreed(f"この{len(placed)}件に圏域を付けますか。", "--yes"):
        return 1
    for note in placed:
        desk.edit(note, viewer)
    return 0


def _show(desk: NoteDesk, viewer: Viewer, options: argparse.Namespace) -> int:
    note = desk.see(desk.whole_id(options.id, viewer), viewer)
    changes = desk.history(note.id, viewer) if options.history else ()
    if options.json:
        past = [{**dataclasses.asdict(each), "at": each.at.isoformat()} for each in changes]
        say(json.dumps({**as_json(note), **({"history": past} if options.history else {})}, ensure_ascii=False))
        return 0
    _print_pairs(note)
    say(f"ID: {note.id}")
    for change in changes:
        say(f"{showing.day(change.at)} {change.action}（{change.by}）")
        for each in change.details:
            say(f"　{each.label}: 「{each.old}」→「{each.new}」")
    return 0


def _find(desk: NoteDesk, viewer: Viewer, options: argparse.Namespace) -> int:
    notes = desk.find(" ".join(getattr(options, "words", [])), viewer, _filters(options), options.limit)
    for note in notes:
        line = "／".join([f"{note.id[:SHORT_ID]} {note.name}", *showing.facts(note), *showing.remarks(note)])
        _print_line(options, as_json(note), " ".join(line.split()))
    if not notes:
        warn("見つかりませんでした。")
    return 0


def _filters(options: argparse.Namespace) -> Filters:
    return Filters(
        tuple(options.area),
        tuple(options.topic),
        tuple(map(Kind, options.kind)),
        tuple(options.weekday),
        tuple(map(State, options.state)),
        tuple(map(Visibility, options.visibility)),
    )


def as_json(note: ResourceNote) -> dict[str, Any]:
    """The note with its id, version and times; kind, state and reach always, the rest where it is written."""
    identity = {"id": note.id, "version": note.version, "created_by": note.created_by}
    labels = {name: getattr(note, name).value for name in ("kind", "state", "visibility")}
    times = {name: getattr(note, name) for name in ("created_at", "updated_at")}
    dated = {name: each.isoformat() for name, each in times.items() if each}
    return {**identity, **dated, **labels, **codec.to_json(note)}


def _print_one(note: ResourceNote, options: argparse.Namespace, done: str) -> None:
    _print_line(options, as_json(note), f"{done}「{note.name}」 ID: {note.id}")


def _print_line(options: argparse.Namespace, record: Mapping[str, Any], text: str) -> None:
    say(json.dumps(record, ensure_ascii=False) if options.json else text)


def _print_pairs(note: ResourceNote) -> None:
    for label, text in showing.pairs(note):
        say(f"{label}: {text}")


_FOLLOWED = ("import", "erase")  # many notes to be found by meaning; a note of which nothing is to be left
_ACTS: dict[str, Act] = {
    "add": _add,
    "edit": _edit,
    "verify": _step("verify", "変わりなしと記録しました。"),
    "pause": _step("pause", "休止にしました。"),
    "resume": _step("resume", "再開しました。"),
    "end": _step("end", "終了にしました。"),
    "erase": _erase,
    "adopt": _adopt,
    "areas": _place,
    "show": _show,
    "list": _find,
    "search": _find,
    "import": bring_in,
    "export": take_out,
}
