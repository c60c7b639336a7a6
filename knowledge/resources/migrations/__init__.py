"""How the tables of the record came to be as they are, step by step (Alembic)."""
