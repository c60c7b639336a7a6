"""The catalogue: the record of documents and passages, in one SQLite file, with the words index inside it.

It is the authority. What is not in the catalogue is not shown, whatever the vector store holds, and the vector store
can be rebuilt from it: each passage is kept with its vector.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path

from knowledge.at_hand import AtHand, Passages
from knowledge.catalogue_tables import SCHEMA, SELECT_DOCUMENTS, SELECT_PASSAGES, add_columns
from knowledge.editions import superseded
from knowledge.indexed import IndexedPassage, Place, embedded_text, row_of, terms_of, words_by_sentence
from knowledge.japanese import WORDS_VERSION
from knowledge.lexical import SCHEMA as TERMS_SCHEMA
from knowledge.lexical import WordsIndex
from knowledge.ports import Vector
from knowledge.spelling import SCHEMA as SPELLING_SCHEMA
from knowledge.spelling import Mended, Spelling
from knowledge.types import EVERYTHING, DocumentInfo, Passage, Shelf
from knowledge.write_ahead import write_ahead

_AT_ONCE = 500
_GENERATION = "generation"
_WORDS = "words"


class Catalogue:
    """One SQLite file. Readable from any thread, writable from one at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._writing = threading.RLock()
        self._kept = AtHand()
        self._db.executescript(SCHEMA + TERMS_SCHEMA + SPELLING_SCHEMA)
        add_columns(self._db)

    @property
    def _db(self) -> sqlite3.Connection:
        if not hasattr(self._local, "connection"):
            connection = sqlite3.connect(self._path, isolation_level=None, timeout=30, check_same_thread=False)
            write_ahead(connection)
            connection.execute("PRAGMA foreign_keys = ON")
            self._local.connection = connection
        return self._local.connection  # type: ignore[no-any-return]  # threading.local is untyped

    @property
    def words_index(self) -> WordsIndex:
        """The words index, on this thread's connection."""
        return WordsIndex(self._db)

    @property
    def spelling(self) -> Spelling:
        """How the words are read, on this thread's connection."""
        return Spelling(self._db)

    def mend(self, question: str, shelf: Shelf = EVERYTHING) -> tuple[str, tuple[Mended, ...]]:
        """A folded question with the names of the documents on the shelf, see `Spelling.mend`."""
        return self.spelling.mend(question, self.numbers_of(shelf.hidden))

    def unheard(self, words: Iterable[str], shelf: Shelf = EVERYTHING) -> frozenset[str]:
        """Those of some content words, in normal form, that stand in no document on the shelf."""
        return self.words_index.unheard(words, self.numbers_of(shelf.hidden))

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is read inside sees one state, whatever is written meanwhile; one inside another is the same one."""
        if getattr(self._local, "kept", None) is not None:
            yield
            return
        self._db.execute("BEGIN")
        try:
            self._local.kept = self._kept.of(self.generation())
            yield
        finally:
            self._local.kept = None
            self._db.execute("COMMIT")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside stands or falls together."""
        with self._writing:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                self.set_fact(_GENERATION, str(self.generation() + 1))
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def fact(self, name: str) -> str | None:
        """A fact about the index as a whole (the embedding model, work under way); None where unknown."""
        row = self._db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set_fact(self, name: str, value: str | None) -> None:
        """Writes a fact, or with None removes it."""
        if value is None:
            self._db.execute("DELETE FROM facts WHERE name = ?", (name,))
        else:
            self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def generation(self) -> int:
        """Counts the changes: what was decoded in one generation is never shown in another."""
        return int(self.fact(_GENERATION) or 0)

    def documents(self) -> list[DocumentInfo]:
        """All documents, by title."""
        return [DocumentInfo(*row) for row in self._db.execute(SELECT_DOCUMENTS)]

    def document_ids(self) -> frozenset[str]:
        """The ids of all documents."""
        return frozenset(row[0] for row in self._db.execute("SELECT id FROM documents"))

    def superseded(self) -> frozenset[str]:
        """The ids of the documents that have a newer edition."""
        return frozenset(row[0] for row in self._db.execute("SELECT id FROM documents WHERE superseded"))

    def fingerprint(self, document_id: str) -> str | None:
        """What the document's content and reading were when it was taken in; None for an unknown document."""
        row = self._db.execute("SELECT fingerprint FROM documents WHERE id = ?", (document_id,)).fetchone()
        return row[0] if row else None

    def count(self) -> int:
        """How many passages there are."""
        return int(self._db.execute("SELECT count(*) FROM passages").fetchone()[0])

    def highest_number(self) -> int:
        """The highest number a passage bears, 0 where there is none."""
        return int(self._db.execute("SELECT coalesce(max(no), 0) FROM passages").fetchone()[0])

    def passage_ids(self, document_id: str | None = None) -> list[str]:
        """The ids of one document's passages, or of all, in reading order."""
        where, values = ("WHERE document_id = ?", [document_id]) if document_id else ("", [])
        rows = self._db.execute(f"SELECT id FROM passages {where} ORDER BY document_id, position", values)  # noqa: S608 - constant
        return [row[0] for row in rows]

    def vectors(self, ids: Sequence[str]) -> dict[str, Vector]:
        """The vectors of these passages; unknown ids are left out."""
        return {each.passage.id: each.vector for each in self.by_ids(ids)}

    def by_ids(self, ids: Sequence[str]) -> list[IndexedPassage]:
        """The passages of these ids, in no particular order; unknown ids are left out."""
        return self._select("p.id", ids)

    def by_numbers(self, numbers: Sequence[int]) -> list[IndexedPassage]:
        """The passages of these numbers, in no particular order; unknown numbers are left out."""
        return self._select("p.no", numbers)

    def beside(self, passages: Iterable[Passage], reach: int) -> dict[Place, IndexedPassage]:
        """The passages from `reach` before to `reach` after each of these in its document, by place."""
        kept = self._at_hand()
        wanted = {
            (each.document_id, position)
            for each in passages
            for position in range(each.position - reach, each.position + reach + 1)
        }
        missing: dict[str, list[int]] = {}
        for document_id, position in wanted:
            if (document_id, position) not in kept:
                missing.setdefault(document_id, []).append(position)
        for document_id, positions in missing.items():
            where = f"WHERE p.document_id = ? AND p.position IN ({','.join('?' * len(positions))})"
            self._read(where, [document_id, *positions], kept)
            for position in positions:  # last, since other threads take what they see there for the whole truth
                kept.setdefault((document_id, position), None)
        return {place: there for place in wanted if (there := kept[place])}

    def numbers_of(self, document_ids: Iterable[str]) -> list[int]:
        """The numbers of all passages of these documents."""
        found: list[int] = []
        for document_id in document_ids:
            rows = self._db.execute("SELECT no FROM passages WHERE document_id = ?", (document_id,))
            found.extend(row[0] for row in rows)
        return found

    def put_document(self, info: DocumentInfo, fingerprint: str) -> None:
        """Writes what is known of a document, and which documents have a newer edition now."""
        self._db.execute(
            "INSERT INTO documents (id, source, title, edition, publisher, address, fetched, taken_in, given, "
            "fingerprint) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET title = excluded.title, "
            "edition = excluded.edition, publisher = excluded.publisher, address = excluded.address, "
            "fetched = excluded.fetched, taken_in = excluded.taken_in, given = excluded.given, "
            "fingerprint = excluded.fingerprint",
            (*astuple(info), fingerprint),
        )
        self._mark_superseded()

    def given(self, document_id: str) -> str:
        """What a person said of the document by hand; empty for an unknown document."""
        row = self._db.execute("SELECT given FROM documents WHERE id = ?", (document_id,)).fetchone()
        return row[0] if row else ""

    def set_seen(self, document_id: str, day: str, given: str) -> None:
        """Writes on which day an unchanged document was seen at its address, "" for none, and what was said of it."""
        self._db.execute("UPDATE documents SET fetched = ?, given = ? WHERE id = ?", (day, given, document_id))

    def add_passages(self, passages: Sequence[Passage], vectors: Sequence[Vector]) -> None:
        """Adds passages of a known document, words index included."""
        numbered = dict(enumerate(passages, self.highest_number() + 1))
        for (number, passage), vector in zip(numbered.items(), vectors, strict=True):
            self._db.execute(
                "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row_of(number, passage, vector)
            )
        self._count_words(numbered)

    def count_words_anew(self) -> bool:
        """Counts the words of every passage anew where another version of `knowledge/japanese.py` did; whether it had
        to.
        """
        if self.fact(_WORDS) == WORDS_VERSION:
            return False
        with self.transaction():
            for table in ("terms", "term_totals", "readings"):
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608 - constant
            ids = self.passage_ids()
            for start in range(0, len(ids), _AT_ONCE):
                some = {each.no: each.passage for each in self.by_ids(ids[start : start + _AT_ONCE])}
                rows = [(words_by_sentence(passage.text), number) for number, passage in some.items()]
                self._db.executemany("UPDATE passages SET words = ? WHERE no = ?", rows)
                self._count_words(some)
            self.set_fact(_WORDS, WORDS_VERSION)
        return bool(ids)

    def move_passage(self, passage: Passage) -> None:
        """Writes where a passage stands now, and which of its lines are headings there; its words are the same."""
        self._db.execute(
            "UPDATE passages SET position = ?, locator = ?, headings = ?, joint = ?, speaker = ? WHERE id = ?",
            (
                passage.position,
                passage.locator,
                json.dumps(passage.headings, ensure_ascii=False),
                passage.joint,
                passage.speaker,
                passage.id,
            ),
        )

    def set_vectors(self, passages: Sequence[Passage], vectors: Sequence[Vector]) -> None:
        """Replaces the vectors of passages."""
        blobs = [vector.astype("<f4").tobytes() for vector in vectors]
        rows = [(blob, passage.id) for passage, blob in zip(passages, blobs, strict=True)]
        self._db.executemany("UPDATE passages SET vector = ? WHERE id = ?", rows)

    def remove_passages(self, ids: Sequence[str]) -> None:
        """Removes passages, words index included."""
        gone = [(each.no, each.passage) for each in self.by_ids(ids)]
        self.words_index.remove({no: terms_of(p.title, p.section, p.text) for no, p in gone})
        self._db.executemany("DELETE FROM passages WHERE no = ?", [(no,) for no, _ in gone])

    def remove_document(self, document_id: str) -> None:
        """Removes a document with all its passages."""
        self.remove_passages(self.passage_ids(document_id))
        self._db.execute("DELETE FROM documents WHERE id = ?", (document_id,))
        self._mark_superseded()

    def _mark_superseded(self) -> None:
        before, now = self.superseded(), superseded(self.documents())
        rows = [(id_ in now, id_) for id_ in before ^ now]
        self._db.executemany("UPDATE documents SET superseded = ? WHERE id = ?", rows)

    def _count_words(self, numbered: Mapping[int, Passage]) -> None:
        self.words_index.add({no: terms_of(p.title, p.section, p.text) for no, p in numbered.items()})
        for passage in numbered.values():
            self.spelling.add(embedded_text(passage.title, passage.section, passage.text))

    def _select(self, column: str, keys: Sequence[str] | Sequence[int]) -> list[IndexedPassage]:
        kept = self._at_hand()
        missing = [key for key in keys if key not in kept]
        for start in range(0, len(missing), _AT_ONCE):
            some = missing[start : start + _AT_ONCE]
            self._read(f"WHERE {column} IN ({','.join('?' * len(some))})", some, kept)
        return [there for key in keys if (there := kept.get(key))]

    def _read(self, where: str, values: Sequence[str | int], kept: Passages) -> None:
        for row in self._db.execute(f"{SELECT_PASSAGES}{where}", values):
            passage = IndexedPassage(row)
            kept[passage.no] = kept[passage.id] = kept[passage.place] = passage

    def _at_hand(self) -> Passages:
        """What is kept for the snapshot that is being read."""
        kept: Passages | None = getattr(self._local, "kept", None)
        return {} if kept is None else kept
