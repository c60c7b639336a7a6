"""Bringing resources in: first a plan that changes nothing and says what would happen, then the plan carried out."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import PurePath

from knowledge.errors import NoteConflict, NoteErased, NoteNotFound
from knowledge.resources import codec, privacy, rows, validation
from knowledge.resources.areas import AreaMap
from knowledge.resources.duplicates import Similarity, Twin, TwinFinder
from knowledge.resources.exchange import hsds
from knowledge.resources.exchange.json_files import json_tables, read_json
from knowledge.resources.exchange.record import Record
from knowledge.resources.exchange.records import record
from knowledge.resources.exchange.rewriting import rewritten
from knowledge.resources.exchange.tables import Table, read_tables
from knowledge.resources.model import TOPICS, Kind, ResourceNote, Visibility, with_default_visibility
from knowledge.resources.store import NoteStore

# What the record itself has settled since; it makes no difference to whether two notes say the same.
_SETTLED = frozenset({"visibility", "consent", "about_person", "state", "circle", "verified_at", "verified_by"})
_WHY_GONE = {
    rows.WITHDRAWN: "この ID の記録は取り消されています。必要なら、あらためて書いてください。",
    rows.ERASED: "この ID の記録は消去されています。必要なら、あらためて書いてください。",
}
_DECIDES_WHO_SEES = frozenset({"visibility", "kind", "about_person", "consent"})


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "新しく記録します"
    SAME = "前と同じです"
    CHANGED = "記録を書きかえます"
    TWIN = "似た記録があります"
    GONE = "もう一度は記録しません"
    REFUSED = "受け取れません"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: where it stands (表と行), what becomes of it and why, and the note it makes.

    `own_id` is the ID that the file carries, where it is one of ours.
    """

    table: str
    where: str
    outcome: Outcome
    note: ResourceNote
    why: tuple[str, ...] = ()
    twins: tuple[Twin, ...] = ()
    own_id: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen to a file: how its columns were understood and what becomes of each row."""

    file_name: str
    tables: tuple[Table, ...]
    entries: tuple[Entry, ...]

    def count(self, outcome: Outcome) -> int:
        """How many rows come to `outcome`."""
        return Counter(entry.outcome for entry in self.entries)[outcome]

    def lines(self) -> Iterator[str]:
        """The plan in plain words, for people to read before they agree."""
        yield f"「{self.file_name}」の下見です。まだ何も記録していません。"
        for table in self.tables:
            yield f"■ {table.name}：{table.skipped or f'{len(table.rows)}行'}"
            for column in () if table.skipped else table.columns:
                yield f"　「{column.header or '（見出しなし）'}」→ {column.says}"
        for outcome in Outcome:
            if number := self.count(outcome):
                yield f"● {outcome}：{number}件"
        places = Counter(entry.note.area2 for entry in self.entries if entry.note.area2)
        if places:
            yield f"● 圏域：{'、'.join(f'{area} {number}件' for area, number in places.most_common())}"
        for entry in self.entries:
            if entry.outcome not in {Outcome.NEW, Outcome.SAME} or entry.why:
                reasons = [
                    *entry.why,
                    *(f"「{twin.note.name}」と{each.says}" for twin in entry.twins for each in twin.reasons),
                ]
                yield f"　{entry.table} {entry.where}「{entry.note.name}」：{entry.outcome}。{' '.join(reasons)}"


@dataclass(frozen=True, slots=True)
class Done:
    """How many notes were recorded, rewritten and passed over."""

    added: int
    changed: int
    passed: int


def plan(
    data: bytes,
    file_name: str,
    team_id: str,
    known: Sequence[ResourceNote],
    *,
    gone: Mapping[str, str] | None = None,
    today: date,
    kind: Kind = Kind.FORMAL,
    topics: Collection[str] = TOPICS,
    similarity: Similarity | None = None,
    areas: AreaMap | None = None,
) -> Plan:
    """What importing the file would do. `known` are the notes that the importing person may see and change.

    `gone` are those taken out of the record, as `NoteStore.gone` gives them. `kind` is for tables that do not say,
    `areas` for notes that name none. Raises ExchangeUnreadable for a file that is no table.
    """
    is_json = PurePath(file_name).suffix.lower() == ".json"
    content = read_json(data, file_name) if is_json else None
    services = hsds.services(content)
    if services is not None:
        records = [("HSDS", each) for each in hsds.records(services, team_id, file_name)]
        tables: tuple[Table, ...] = (Table("HSDS"),)
    else:
        tables = json_tables(content, file_name) if is_json else read_tables(data, file_name)
        made = ((table, record(table, row, team_id, kind, today)) for table in tables for row in table.rows)
        records = [(table.name, each) for table, each in made if each is not None]
    judge = _Judge(known, gone or {}, topics, similarity, areas or AreaMap())
    return Plan(PurePath(file_name).name, tables, tuple(judge.entry(name, each) for name, each in records))


def carry_out(agreed: Plan, store: NoteStore, by: str, twins_too: bool = False) -> Done:
    """Records what the plan says. Carried out again, or after it broke off half way, nothing is recorded twice.

    Twins are passed over unless `twins_too`. A note changed by others since the plan was made is passed over, too.
    """
    counted: Counter[str] = Counter()
    gone = {note_id for team in {entry.note.team_id for entry in agreed.entries} for note_id in store.gone(team)}
    for entry in agreed.entries:
        counted["passed" if entry.own_id in gone else _carried_out(entry, store, by, twins_too)] += 1
    return Done(counted["added"], counted["changed"], counted["passed"])


def fingerprint(note: ResourceNote) -> str:
    """Equal for notes that say the same, whoever may see them and however they stand."""
    said = {name: value for name, value in codec.to_json(note).items() if name not in _SETTLED}
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


class _Judge:
    def __init__(
        self,
        known: Sequence[ResourceNote],
        gone: Mapping[str, str],
        topics: Collection[str],
        similarity: Similarity | None,
        areas: AreaMap,
    ) -> None:
        self._areas = areas
        self._topics = topics
        self._by_id = {note.id: note for note in known}
        self._gone = gone
        self._said = {fingerprint(note) for note in known}
        self._finder = TwinFinder(known, similarity)

    def entry(self, table: str, found: Record) -> Entry:
        if found.own_id and (own := self._by_id.get(found.own_id)) is not None:
            return self._own(table, found, own)
        if (gone := self._gone.get(found.own_id)) is not None:
            why = (_WHY_GONE[gone], *found.remarks)
            return Entry(table, found.where, Outcome.GONE, found.note, why, own_id=found.own_id)
        note, remarks = _guarded(found)
        note = self._areas.placed(note)
        if problems := self._problems(note):
            return Entry(table, found.where, Outcome.REFUSED, note, (*problems, *remarks))
        if fingerprint(note) in self._said:
            return Entry(table, found.where, Outcome.SAME, note, tuple(found.remarks))
        twins = self._finder.twins(note)
        self._said.add(fingerprint(note))
        self._finder.add(note)
        outcome = Outcome.TWIN if twins else Outcome.NEW
        return Entry(table, found.where, outcome, note, tuple(remarks), twins, found.own_id)

    def _own(self, table: str, found: Record, own: ResourceNote) -> Entry:
        changed, remarks = rewritten(own, found)
        changed = self._areas.placed(changed)
        details = codec.differences(own, changed)
        if details and (problems := self._problems(changed)):
            return Entry(table, found.where, Outcome.REFUSED, changed, (*problems, *remarks))
        why = (*(f"「{each.label}」：「{each.old}」→「{each.new}」" for each in details), *remarks)
        return Entry(table, found.where, Outcome.CHANGED if details else Outcome.SAME, changed, why)

    def _problems(self, note: ResourceNote) -> list[str]:
        """Why `note` cannot be written as it is, here as at the desk."""
        found = [*validation.problems(note, self._topics), *privacy.sharing_problems(note)]
        return [f"「{each.label}」{each.what}" for each in found]


def _guarded(found: Record) -> tuple[ResourceNote, list[str]]:
    """A note that is new here, seen by whom the file says, else by whom the rules say."""
    internal = dataclasses.replace(found.note, visibility=Visibility.INTERNAL)
    if found.unread & _DECIDES_WHO_SEES:
        return internal, [*found.remarks, "だれに見せてよいかを読めなかったので「内部メモ」にします。"]
    if "visibility" in found.given:
        return found.note, found.remarks
    note = with_default_visibility(found.note)
    if privacy.warnings(note) and not note.consent:
        return internal, [*found.remarks, "個人に関することが書かれているようなので「内部メモ」にします。"]
    return note, found.remarks


def _carried_out(entry: Entry, store: NoteStore, by: str, twins_too: bool) -> str:
    wanted = entry.outcome is Outcome.NEW or (entry.outcome is Outcome.TWIN and twins_too)
    try:
        if entry.outcome is Outcome.CHANGED:
            store.edit(entry.note, by)
            return "changed"
        if wanted:
            store.add(entry.note, by, client_key=f"import:{fingerprint(entry.note)}")
            return "added"
    except (NoteConflict, NoteNotFound, NoteErased):
        return "passed"  # others have decided about it since: their word counts
    return "passed"
