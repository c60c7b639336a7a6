"""The tables of the record as SQLAlchemy sees them; `migrations` makes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

METADATA = MetaData()


class Moment(TypeDecorator[datetime]):
    """A time with its zone. SQLite hands times back without one, so they are kept in UTC and given it again."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- the library's signature
        """The time in UTC. Raises ValueError for one without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without its zone: {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- the library's signature
        """The time in UTC, with its zone."""
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


NOTES = Table(
    "resource_notes",
    METADATA,
    Column("team_id", String(64), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("visibility", String(16), nullable=False),
    # Lists as |one|another|, so that a filter need not open the content of every note.
    Column("areas", Text, nullable=False),
    Column("topics", Text, nullable=False),
    Column("weekdays", Text, nullable=False),
    Column("content", JSON, nullable=False),
    Column("client_key", String(128)),
    Column("created_by", String(64), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("position", BigInteger, nullable=False),  # of its latest change in the feed: the order of a list
    Column("gone", String(16), nullable=False),  # "", "withdrawn" or "erased"
    UniqueConstraint("team_id", "client_key", name="resource_notes_client_key"),
    Index("resource_notes_newest", "team_id", "gone", "position"),
)

CHANGES = Table(
    "resource_changes",
    METADATA,
    Column("team_id", String(64), primary_key=True),
    Column("note_id", String(64), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("action", String(16), nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("details", JSON, nullable=False),
)

FEED = Table(
    "resource_feed",
    METADATA,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("team_id", String(64), nullable=False),
    Column("note_id", String(64), nullable=False),
    Column("version", Integer, nullable=False),
)

FEED_END = Table(
    "resource_feed_end",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, nullable=False),
)

DRAFTS = Table(
    "resource_drafts",
    METADATA,
    Column("team_id", String(64), primary_key=True),
    Column("user_id", String(64), primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("form", JSON, nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)
