"""The order of all changes, so that whatever follows the record (a search index) can catch up or begin anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from knowledge.resources.tables import FEED, FEED_END


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A note changed: `sequence` grows with every change, in the order in which they came onto the disk."""

    sequence: int
    team_id: str
    note_id: str
    version: int


def hold(connection: Connection) -> None:
    """Makes other writers wait until this transaction ends.

    Numbers given out by a database's own sequence can appear out of order, and a reader that has seen 5 would
    never ask for a late 4. One row that every writer must own gives the numbers in the order of the commits.
    """
    connection.execute(select(FEED_END.c.sequence).with_for_update()).one()


def append(connection: Connection, team_id: str, note_id: str, version: int) -> int:
    """The sequence number of this change, which is now in the feed."""
    connection.execute(update(FEED_END).values(sequence=FEED_END.c.sequence + 1))
    sequence: int = connection.execute(select(FEED_END.c.sequence)).scalar_one()
    connection.execute(insert(FEED).values(sequence=sequence, team_id=team_id, note_id=note_id, version=version))
    return sequence


def end(connection: Connection) -> int:
    """The sequence number of the latest change."""
    sequence: int = connection.execute(select(FEED_END.c.sequence)).scalar_one()
    return sequence


def after(connection: Connection, sequence: int, limit: int) -> Sequence[FeedEntry]:
    """At most `limit` changes later than `sequence`, oldest first."""
    rows = connection.execute(select(FEED).where(FEED.c.sequence > sequence).order_by(FEED.c.sequence).limit(limit))
    return [FeedEntry(row.sequence, row.team_id, row.note_id, row.version) for row in rows]
