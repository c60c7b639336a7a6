"""Notes that go over from one workspace to another with all that was ever done to them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from knowledge.resources import feed
from knowledge.resources.tables import CHANGES, NOTES


def move(connection: Connection, author: str, sources: Sequence[str], into: str) -> int:
    """Moves the notes that `author` recorded in `sources` to the workspace `into`; how many went.

    A note of which `into` has one that was recorded with the same key stays: it would be there twice. Of two in the
    sources with the same key, that of the earlier source goes.
    """
    there = select(NOTES.c.client_key).where(NOTES.c.team_id == into, NOTES.c.client_key.is_not(None))
    known = set(connection.execute(there).scalars())
    query = select(NOTES.c.team_id, NOTES.c.id, NOTES.c.version, NOTES.c.client_key)
    found = connection.execute(query.where(NOTES.c.created_by == author, NOTES.c.team_id.in_(sources))).all()
    moved = 0
    for row in sorted(found, key=lambda each: (sources.index(each.team_id), each.id)):
        if row.team_id == into or row.client_key in known:
            continue
        if row.client_key is not None:
            known.add(row.client_key)
        _move_one(connection, row.team_id, row.id, row.version, into)
        moved += 1
    return moved


def _move_one(connection: Connection, team_id: str, note_id: str, version: int, into: str) -> None:
    # The feed tells of both: of the one that is gone there, and of the one that is new here.
    feed.append(connection, team_id, note_id, version)
    position = feed.append(connection, into, note_id, version)
    note = (NOTES.c.team_id == team_id) & (NOTES.c.id == note_id)
    connection.execute(update(NOTES).where(note).values(team_id=into, position=position))
    past = (CHANGES.c.team_id == team_id) & (CHANGES.c.note_id == note_id)
    connection.execute(update(CHANGES).where(past).values(team_id=into))
