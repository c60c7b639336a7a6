"""A process to be killed: records notes without end and says which are safe."""

from __future__ import annotations

import sys
from pathlib import Path

from knowledge.passage_store import PassageStore
from knowledge.resources.database import Database
from knowledge.resources.meaning import Follower, NoteMeaning
from knowledge.resources.model import ResourceNote
from knowledge.resources.store import NoteStore
from knowledge.resources.vectors import NoteVectors
from tests.fakes import VocabularyEmbedder


def main(url: str, first: int, vectors: str = "") -> None:
    """With a folder for `vectors` they follow the record meanwhile, as in a bot."""
    store = NoteStore(Database(url))
    if vectors:
        Follower(in_folder(Path(vectors), store)[0], failed=raise_it, every=0.01).start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    number = first
    while True:
        added = store.add(ResourceNote(name=f"資源{number}", team_id="T1"), by="U1", client_key=f"k{number}")
        store.verify("T1", added.id, by="U2")
        sys.stdout.write(f"{number} {added.id}\n")
        sys.stdout.flush()
        number += 1


def in_folder(folder: Path, store: NoteStore) -> tuple[NoteMeaning, PassageStore]:
    """Notes by meaning with their vectors in a folder, and the store to be closed in the end."""
    passages = PassageStore.embedded(folder, "passages")

    def shelf(team_id: str, recipe: str) -> NoteVectors:
        return NoteVectors(passages.client, f"notes-{team_id}", recipe)

    return NoteMeaning(store, shelf, VocabularyEmbedder("資源")), passages


def raise_it(error: Exception) -> None:
    raise error


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
