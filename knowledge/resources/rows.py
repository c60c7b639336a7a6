"""Notes as rows of the table and back."""

from __future__ import annotations

import dataclasses
import unicodedata
from typing import Any

from sqlalchemy import Connection, Row, select

from knowledge.errors import NoteErased, NoteNotFound
from knowledge.resources import codec
from knowledge.resources.model import IDENTITY, ResourceNote
from knowledge.resources.tables import NOTES

AnyRow = Row[Any]
HERE, WITHDRAWN, ERASED = "", "withdrawn", "erased"


def content_columns(note: ResourceNote) -> dict[str, Any]:
    """The columns that hold what people wrote."""
    lists = {"areas": areas_of(note), "topics": note.topics, "weekdays": note.weekdays}
    listed = {name: "".join(map(marked, values)) for name, values in lists.items()}
    labels = {name: getattr(note, name).value for name in ("kind", "state", "visibility")}
    return {"name": note.name, **listed, **labels, "content": codec.to_json(note)}


def marked(item: str) -> str:
    """One item of a list as it stands in a column."""
    return f"|{item}|"


def areas_of(note: ResourceNote) -> tuple[str, ...]:
    """The areas a note lies in, in one spelling."""
    return tuple(folded(each) for each in (note.area1, note.area2, note.municipality) if each)


def folded(text: str) -> str:
    """The name of an area in one spelling: full and half width are one."""
    return unicodedata.normalize("NFKC", text).strip()


def identity_columns(note: ResourceNote) -> dict[str, Any]:
    """The columns that the record fills in."""
    return {name: getattr(note, name) for name in IDENTITY}


def note_of(row: AnyRow) -> ResourceNote:
    """The note in `row`. Raises NoteErased, NoteNotFound for a withdrawn one."""
    if row.gone == ERASED:
        raise NoteErased("この資源メモは消去されました。", "必要なら、あらためて記録してください。")
    if row.gone == WITHDRAWN:
        raise not_found(row.id)
    identity = {name: getattr(row, name) for name in IDENTITY}
    return dataclasses.replace(codec.from_json(row.content), **identity)


def find(connection: Connection, team_id: str, note_id: str) -> AnyRow:
    """The row of a note, whatever became of it. Raises NoteNotFound."""
    query = select(NOTES).where((NOTES.c.team_id == team_id) & (NOTES.c.id == note_id))
    row = connection.execute(query).one_or_none()
    if row is None:
        raise not_found(note_id)
    return row


def find_by_key(connection: Connection, team_id: str, client_key: str) -> AnyRow | None:
    """The row that was added with `client_key`, if any."""
    query = select(NOTES).where((NOTES.c.team_id == team_id) & (NOTES.c.client_key == client_key))
    return connection.execute(query).one_or_none()


def not_found(note_id: str) -> NoteNotFound:
    """The error that says so."""
    return NoteNotFound(f"資源メモ「{note_id}」は見つかりませんでした。", "一覧や検索から選びなおしてください。")
