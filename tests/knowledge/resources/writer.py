"""A process to be killed: records notes without end and says which are safe."""

from __future__ import annotations

import sys

from knowledge.resources.database import Database
from knowledge.resources.model import ResourceNote
from knowledge.resources.store import NoteStore


def main(url: str, first: int) -> None:
    store = NoteStore(Database(url))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    number = first
    while True:
        added = store.add(ResourceNote(name=f"資源{number}", team_id="T1"), by="U1", client_key=f"k{number}")
        store.verify("T1", added.id, by="U2")
        sys.stdout.write(f"{number} {added.id}\n")
        sys.stdout.flush()
        number += 1


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
