"""The tables of the catalogue, and what is read from them."""

from __future__ import annotations

import sqlite3

SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS documents (
    id TEXT PRIMARY KEY, source TEXT NOT NULL UNIQUE, title TEXT NOT NULL, edition TEXT NOT NULL,
    publisher TEXT NOT NULL, fingerprint TEXT NOT NULL, address TEXT NOT NULL DEFAULT '',
    fetched TEXT NOT NULL DEFAULT '', superseded INTEGER NOT NULL DEFAULT 0, taken_in TEXT NOT NULL DEFAULT '',
    given TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS passages (
    no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document_id TEXT NOT NULL REFERENCES documents(id),
    position INTEGER NOT NULL, section TEXT NOT NULL, headings TEXT NOT NULL, locator TEXT NOT NULL,
    text TEXT NOT NULL, words TEXT NOT NULL, vector BLOB NOT NULL, joint TEXT,
    speaker TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS passages_by_document ON passages (document_id, position);
"""
SELECT_PASSAGES = (
    "SELECT p.no, p.id, p.document_id, d.title, d.edition, p.section, p.headings, p.locator, p.text, p.position, "
    "p.joint, p.speaker, d.address, d.fetched, d.superseded, p.words, p.vector "
    "FROM passages p JOIN documents d ON d.id = p.document_id "
)
_ADDED_COLUMNS = {
    "documents": (
        ("address", "TEXT NOT NULL DEFAULT ''"),
        ("fetched", "TEXT NOT NULL DEFAULT ''"),
        ("superseded", "INTEGER NOT NULL DEFAULT 0"),
        ("taken_in", "TEXT NOT NULL DEFAULT ''"),
        ("given", "TEXT NOT NULL DEFAULT ''"),
    ),
    "passages": (("joint", "TEXT"), ("speaker", "TEXT NOT NULL DEFAULT ''")),
}
SELECT_DOCUMENTS = (
    "SELECT id, source, title, edition, publisher, address, fetched, taken_in, given FROM documents ORDER BY title, id"
)


def add_columns(db: sqlite3.Connection) -> None:
    """Brings the tables that an older version made up to date, also where several processes open them at once."""
    if not _missing(db):
        return
    db.execute("BEGIN IMMEDIATE")
    try:
        for table, column in _missing(db):
            db.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise


def _missing(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """The tables that lack a column, each with that column's name and type."""
    known = {table: {row[1] for row in db.execute(f"PRAGMA table_info({table})")} for table in _ADDED_COLUMNS}
    return [
        (table, f"{name} {kind}")
        for table, columns in _ADDED_COLUMNS.items()
        for name, kind in columns
        if name not in known[table]
    ]
