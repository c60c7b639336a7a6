"""A record of resources in a folder of its own, as the bot uses it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from knowledge.resources.database import Database
from knowledge.resources.desk import NoteDesk
from knowledge.resources.drafts import DraftStore
from knowledge.resources.model import TOPICS
from knowledge.resources.search import NoteSearch
from knowledge.resources.store import NoteStore

TODAY = date(2026, 11, 24)


@contextmanager
def open_record(folder: Path) -> Iterator[NoteDesk]:
    """The record in `folder`, on a day that never changes."""
    database = Database(f"sqlite:///{folder}/resources.sqlite3")
    store = NoteStore(database)
    yield NoteDesk(store, DraftStore(database), NoteSearch(store, lambda: TODAY), TOPICS, lambda: TODAY)
    database.close()
