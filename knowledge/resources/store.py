"""The record itself: notes with their history, nothing lost, nothing changed behind anybody's back."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from knowledge.errors import NoteConflict
from knowledge.resources import codec, feed, history, listing, moving, rows
from knowledge.resources.database import Database
from knowledge.resources.history import Action, Change
from knowledge.resources.listing import Filters, Page
from knowledge.resources.model import FieldChange, ResourceNote, State
from knowledge.resources.privacy import Viewer
from knowledge.resources.tables import NOTES

Clock = Callable[[], datetime]


def now() -> datetime:
    """The time, with its zone."""
    return datetime.now(UTC)


class NoteStore:
    """Notes of all workspaces, each seen only with its team id. Every method may raise RecordUnavailable.

    A method that returned has its change on disk. Callable from several threads and processes at once.
    """

    def __init__(self, database: Database, clock: Clock = now) -> None:
        self._database = database
        self._clock = clock

    def add(self, note: ResourceNote, by: str, client_key: str = "") -> ResourceNote:
        """The note as recorded. Of several calls with one `client_key` only the first records anything.

        The later ones return what the first one made, as it is now; raise NoteNotFound or NoteErased where it has
        been taken out since.
        """
        moment = self._clock()
        with self._writing() as connection:
            earlier = rows.find_by_key(connection, note.team_id, client_key) if client_key else None
            if earlier is not None:
                return rows.note_of(earlier)
            made = dataclasses.replace(
                note, id=uuid.uuid4().hex, version=1, created_by=by, created_at=moment, updated_at=moment
            )
            _insert(connection, made, client_key)
            return made

    def added_with(self, team_id: str, client_key: str) -> ResourceNote | None:
        """What `add` recorded with this key, as it is now. Raises NoteNotFound or NoteErased where it is gone."""
        with self._database.reading() as connection:
            row = rows.find_by_key(connection, team_id, client_key)
            return None if row is None else rows.note_of(row)

    def teams(self) -> tuple[str, ...]:
        """The workspaces that have notes."""
        with self._database.reading() as connection:
            return tuple(connection.execute(select(NOTES.c.team_id).distinct().order_by(NOTES.c.team_id)).scalars())

    def get(self, team_id: str, note_id: str) -> ResourceNote:
        """The note as it is now. Raises NoteNotFound or NoteErased."""
        with self._database.reading() as connection:
            return rows.note_of(rows.find(connection, team_id, note_id))

    def by_ids(self, team_id: str, note_ids: Sequence[str]) -> Sequence[ResourceNote]:
        """The notes of these ids in the same order; those not there any more are left out."""
        with self._database.reading() as connection:
            return listing.by_ids(connection, team_id, note_ids)

    def page(self, viewer: Viewer, filters: Filters | None = None, after: int | None = None, limit: int = 10) -> Page:
        """At most `limit` notes `viewer` may see, latest changed first, going on where a page's `next` points."""
        with self._database.reading() as connection:
            return listing.page(connection, viewer, filters or Filters(), after, limit)

    def edit(self, note: ResourceNote, by: str) -> ResourceNote:
        """The note with its new content. `note.version` is the one the editor saw.

        Raises NoteConflict where it has been changed since. Nothing is recorded where nothing is different.
        """
        return self._change(note.team_id, note.id, Action.EDIT, by, seen=note.version, content=note)

    def verify(self, team_id: str, note_id: str, by: str) -> ResourceNote:
        """The note, found unchanged now by `by`."""
        return self._change(team_id, note_id, Action.VERIFY, by, verified_at=self._clock(), verified_by=by)

    def pause(self, team_id: str, note_id: str, by: str) -> ResourceNote:
        """The note, at rest (休止)."""
        return self._change(team_id, note_id, Action.PAUSE, by, state=State.PAUSED)

    def end(self, team_id: str, note_id: str, by: str) -> ResourceNote:
        """The note, over (終了); it stays in the record."""
        return self._change(team_id, note_id, Action.END, by, state=State.ENDED)

    def resume(self, team_id: str, note_id: str, by: str) -> ResourceNote:
        """The note, to be used again (利用可)."""
        return self._change(team_id, note_id, Action.RESUME, by, state=State.AVAILABLE)

    def withdraw(self, team_id: str, note_id: str, by: str, merged_into: str = "") -> None:
        """Takes the note out of lists and search (取消, or 統合 into another); its history stays."""
        with self._writing() as connection:
            row = rows.find(connection, team_id, note_id)
            rows.note_of(row)
            action = Action.MERGE if merged_into else Action.WITHDRAW
            details = (FieldChange("id", "ID", note_id, merged_into),) if merged_into else ()
            self._step(connection, row, action, by, {"gone": rows.WITHDRAWN}, details)

    def move(self, author: str, sources: Sequence[str], into: str) -> int:
        """Moves the notes that `author` recorded in the workspaces `sources` to `into`; how many went."""
        with self._writing() as connection:
            return moving.move(connection, author, sources, into)

    def erase(self, team_id: str, note_id: str, by: str) -> None:
        """Removes the content and the history for good; that it was erased, when and by whom stays.

        Erasing twice is no mistake. Raises NoteNotFound.
        """
        with self._writing() as connection:
            row = rows.find(connection, team_id, note_id)
            if row.gone == rows.ERASED:
                return
            history.forget(connection, team_id, note_id)
            self._step(
                connection, row, Action.ERASE, by, {**rows.content_columns(ResourceNote()), "gone": rows.ERASED}, ()
            )
        self._database.forget_traces()

    def history(self, team_id: str, note_id: str) -> tuple[Change, ...]:
        """Every change of the note, oldest first, also of one that is withdrawn or erased. Raises NoteNotFound."""
        with self._database.reading() as connection:
            rows.find(connection, team_id, note_id)
            return history.of(connection, team_id, note_id)

    def versions(self, team_id: str) -> Mapping[str, int]:
        """The version of each note of a workspace by its id, those taken out left out."""
        query = select(NOTES.c.id, NOTES.c.version).where(NOTES.c.team_id == team_id, NOTES.c.gone == rows.HERE)
        with self._database.reading() as connection:
            return {row.id: row.version for row in connection.execute(query)}

    def gone(self, team_id: str) -> Mapping[str, str]:
        """The notes of a workspace that were taken out, by their ids: `rows.WITHDRAWN` or `rows.ERASED`."""
        query = select(NOTES.c.id, NOTES.c.gone).where(NOTES.c.team_id == team_id, NOTES.c.gone != rows.HERE)
        with self._database.reading() as connection:
            return {row.id: row.gone for row in connection.execute(query)}

    def feed_end(self) -> int:
        """The sequence number of the latest change, 0 where there was none."""
        with self._database.reading() as connection:
            return feed.end(connection)

    def feed(self, after: int = 0, limit: int = 500) -> Sequence[feed.FeedEntry]:
        """At most `limit` changes later than the sequence number `after`, of all workspaces, oldest first."""
        with self._database.reading() as connection:
            return feed.after(connection, after, limit)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._database.writing() as connection:
            feed.hold(connection)
            yield connection

    def _change(
        self,
        team_id: str,
        note_id: str,
        action: Action,
        by: str,
        *,
        seen: int | None = None,
        content: ResourceNote | None = None,
        **values: Any,
    ) -> ResourceNote:
        with self._writing() as connection:
            row = rows.find(connection, team_id, note_id)
            current = rows.note_of(row)
            if seen is not None and seen != current.version:
                later = history.of(connection, team_id, note_id, after_version=seen)
                raise NoteConflict(current, history.together(later))
            new = dataclasses.replace(content or current, **values)
            details = codec.differences(current, new)
            if not details:
                return current
            self._step(connection, row, action, by, rows.content_columns(new), details)
            return rows.note_of(rows.find(connection, team_id, note_id))

    def _step(
        self,
        connection: Connection,
        row: rows.AnyRow,
        action: Action,
        by: str,
        values: dict[str, Any],
        details: tuple[FieldChange, ...],
    ) -> None:
        version, moment = row.version + 1, self._clock()
        position = feed.append(connection, row.team_id, row.id, version)
        here = (NOTES.c.team_id == row.team_id) & (NOTES.c.id == row.id)
        step = {"version": version, "updated_at": moment, "position": position}
        connection.execute(update(NOTES).where(here).values(**values, **step))
        history.append(connection, row.team_id, row.id, Change(version, action, by, moment, details))


def _insert(connection: Connection, note: ResourceNote, client_key: str) -> None:
    position = feed.append(connection, note.team_id, note.id, note.version)
    columns = {**rows.content_columns(note), **rows.identity_columns(note)}
    connection.execute(
        insert(NOTES).values(**columns, client_key=client_key or None, position=position, gone=rows.HERE)
    )
    assert note.created_at is not None  # noqa: S101 -- `add` has just set it
    details = codec.differences(ResourceNote(), note)
    history.append(connection, note.team_id, note.id, Change(1, Action.ADD, note.created_by, note.created_at, details))
