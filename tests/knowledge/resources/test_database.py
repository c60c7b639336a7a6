from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from knowledge.resources.database import Database
from knowledge.resources.model import ResourceNote
from knowledge.resources.store import NoteStore
from knowledge.resources.tables import NOTES

SALON = ResourceNote(name="サロン", team_id="T1")


def test_who_reads_sees_one_state_of_the_record_whatever_is_written_meanwhile(
    database: Database, store: NoteStore
) -> None:
    note = store.add(SALON, by="U1")
    names = select(NOTES.c.name).order_by(NOTES.c.version)
    with database.reading() as connection:
        assert connection.execute(names).scalars().all() == ["サロン"]
        store.edit(dataclasses.replace(note, name="食堂"), by="U1")
        store.add(ResourceNote(name="体操の会", team_id="T1"), by="U2")
        assert connection.execute(names).scalars().all() == ["サロン"]
    with database.reading() as connection:
        assert connection.execute(names).scalars().all() == ["体操の会", "食堂"]


def test_what_was_read_hinders_nobody_who_writes_afterwards_over_the_same_connections(store: NoteStore) -> None:
    note = store.add(SALON, by="U1")
    with ThreadPoolExecutor(8) as people:
        for _ in range(3):
            read = people.map(lambda _: store.get("T1", note.id).name, range(8))
            assert list(read) == ["サロン"] * 8
            written = people.map(lambda number: store.verify("T1", note.id, by=f"U{number}"), range(8))
            assert {each.verified_by for each in written} == {f"U{number}" for number in range(8)}
    assert len(store.history("T1", note.id)) == 25
