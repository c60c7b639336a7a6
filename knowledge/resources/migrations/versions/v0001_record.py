"""The record: notes, their history, the feed of changes and drafts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ZONED = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Makes the first tables."""
    _notes()
    _changes()
    _feed()
    _drafts()


def downgrade() -> None:
    """Takes them away again."""
    for table in ("resource_drafts", "resource_feed_end", "resource_feed", "resource_changes", "resource_notes"):
        op.drop_table(table)


def _notes() -> None:
    op.create_table(
        "resource_notes",
        sa.Column("team_id", sa.String(64), primary_key=True),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("visibility", sa.String(16), nullable=False),
        sa.Column("areas", sa.Text, nullable=False),
        sa.Column("topics", sa.Text, nullable=False),
        sa.Column("weekdays", sa.Text, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("client_key", sa.String(128)),
        sa.Column("created_by", sa.String(64), nullable=False),
        sa.Column("created_at", _ZONED, nullable=False),
        sa.Column("updated_at", _ZONED, nullable=False),
        sa.Column("position", sa.BigInteger, nullable=False),
        sa.Column("gone", sa.String(16), nullable=False),
        sa.UniqueConstraint("team_id", "client_key", name="resource_notes_client_key"),
    )
    op.create_index("resource_notes_newest", "resource_notes", ["team_id", "gone", "position"])


def _changes() -> None:
    op.create_table(
        "resource_changes",
        sa.Column("team_id", sa.String(64), primary_key=True),
        sa.Column("note_id", sa.String(64), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", _ZONED, nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
    )


def _feed() -> None:
    op.create_table(
        "resource_feed",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("team_id", sa.String(64), nullable=False),
        sa.Column("note_id", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    end = op.create_table(
        "resource_feed_end",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(end, [{"id": 1, "sequence": 0}])


def _drafts() -> None:
    op.create_table(
        "resource_drafts",
        sa.Column("team_id", sa.String(64), primary_key=True),
        sa.Column("user_id", sa.String(64), primary_key=True),
        sa.Column("key", sa.String(128), primary_key=True),
        sa.Column("form", sa.JSON, nullable=False),
        sa.Column("saved_at", _ZONED, nullable=False),
        sa.Column("expires_at", _ZONED, nullable=False),
    )
