"""Who changed what in a note, and when."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select

from knowledge.resources.model import LABELS, FieldChange
from knowledge.resources.tables import CHANGES


class Action(StrEnum):
    """What was done. The value is the label that people see."""

    ADD = "記録"
    EDIT = "修正"
    VERIFY = "変わりなし"
    PAUSE = "休止"
    END = "終了"
    RESUME = "再開"
    WITHDRAW = "取消"
    MERGE = "統合"
    ERASE = "消去"


@dataclass(frozen=True, slots=True)
class Change:
    """One step of a note: the `version` it led to, and what was different field by field."""

    version: int
    action: Action
    by: str
    at: datetime
    details: tuple[FieldChange, ...] = ()


def append(connection: Connection, team_id: str, note_id: str, change: Change) -> None:
    """Keeps `change`. Only field names are kept, not labels, so that these may be reworded."""
    details = [{"field": each.field, "old": each.old, "new": each.new} for each in change.details]
    row = {**dataclasses.asdict(change), "action": change.action.name, "details": details}
    connection.execute(insert(CHANGES).values(team_id=team_id, note_id=note_id, **row))


def of(connection: Connection, team_id: str, note_id: str, after_version: int = 0) -> tuple[Change, ...]:
    """The changes later than `after_version`, oldest first."""
    query = select(CHANGES).where(_of(team_id, note_id) & (CHANGES.c.version > after_version))
    rows = connection.execute(query.order_by(CHANGES.c.version))
    return tuple(Change(row.version, Action[row.action], row.by, row.at, _details(row.details)) for row in rows)


def forget(connection: Connection, team_id: str, note_id: str) -> None:
    """Removes the history of a note."""
    connection.execute(delete(CHANGES).where(_of(team_id, note_id)))


def together(changes: Sequence[Change]) -> tuple[FieldChange, ...]:
    """What several changes come to: each field once, from its first old to its last new."""
    found: dict[str, FieldChange] = {}
    for each in (detail for change in changes for detail in change.details):
        old = found[each.field].old if each.field in found else each.old
        found[each.field] = dataclasses.replace(each, old=old)
    return tuple(each for each in found.values() if each.old != each.new)


def _of(team_id: str, note_id: str) -> ColumnElement[bool]:
    return and_(CHANGES.c.team_id == team_id, CHANGES.c.note_id == note_id)


def _details(rows: Sequence[dict[str, str]]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(row["field"], LABELS.get(row["field"], row["field"]), row["old"], row["new"]) for row in rows
    )
