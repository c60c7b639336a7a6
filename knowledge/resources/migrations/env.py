"""Where Alembic begins: works on the connection that the store hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from knowledge.resources.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,  # SQLite can do it too: a process that dies halfway leaves the tables as they were
)
context.run_migrations()
