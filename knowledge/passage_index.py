"""The index of passages as a whole: catalogue and vector store, changed together, owned by one process.

A document is swapped in three steps, so that whoever asks meanwhile sees the old or the new one whole:
1. the new vectors go into the store, where nobody sees them, since the catalogue does not know them yet;
2. one transaction of the catalogue takes the new passages in and the old ones out;
3. the old vectors leave the store.
A process that dies in between leaves a mark, and the next start makes the store follow the catalogue again. A store in
this process is then filled anew without being read: of a hundred deaths one tears its files, and Chroma refuses torn
ones, loses vectors of them without a word, or falls over them with the whole process.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from knowledge.catalogue import Catalogue
from knowledge.errors import IndexBusy, IndexModelMismatch, PassageIndexError
from knowledge.indexed import embedded_text
from knowledge.passage_store import PassageStore
from knowledge.ports import Embedder, Vector
from knowledge.system_errors import reason
from knowledge.types import DocumentInfo, Passage

_MODEL = "embedding_model"
_NAME = "collection"
_CHANGING = "changing"
# Two or three seconds with the bundled model: as long as a bar may stand still, and Ctrl-C may take.
_EMBEDDED_AT_ONCE = 16
_PUT_AT_ONCE = 2_000  # passages with their vectors in memory, about 5 kB each


@dataclass(frozen=True, slots=True)
class Change:
    """What replacing a document did: counts of passages."""

    added: int
    kept: int
    removed: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Passages that catalogue and store do not both hold; empty where the index is consistent."""

    missing: frozenset[str] = frozenset()
    surplus: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.missing or self.surplus)


class PassageIndex:
    """Documents and their passages, findable by words and by meaning. `mended` is what opening it had to repair."""

    def __init__(self, catalogue: Catalogue, store: PassageStore, embedder: Embedder, lock: FileLock) -> None:
        self.catalogue = catalogue
        self.store = store
        self.embedder = embedder
        self._lock = lock
        self.mended = Disagreement()

    @classmethod
    def open(
        cls, home: Path, embedder: Embedder, chroma_url: str = "", *, re_embed: bool = False, patience: float = 0.0
    ) -> PassageIndex:
        """The index in `home`, made where there is none, repaired where a process died while changing it.

        With `re_embed`, an index of another model is embedded anew. `patience` is how many seconds another process may
        take to give it free. Raises IndexBusy where it has it open still, IndexModelMismatch where another model made
        it, IndexUnreachable where the Chroma server is away, PassageIndexError where the folder or the catalogue in it
        cannot be used.
        """
        lock = _owned(home, patience)
        try:
            catalogue = _catalogue(home)
            name = _collection_name(catalogue, _NAME)
            index = cls(catalogue, _store(home, chroma_url, name), embedder, lock)
            index._check_model(re_embed)
            index._recover()
            catalogue.count_words_anew()
        except BaseException:
            lock.release()
            raise
        return index

    def close(self) -> None:
        """Gives the index free for other processes. What Chroma keeps in memory goes too: it would be stale later."""
        self.store.close()
        self._lock.release()

    def collection_name(self, purpose: str) -> str:
        """The name of a collection of this home beside that of its passages; the same for ever for one purpose."""
        return _collection_name(self.catalogue, f"{_NAME}:{purpose}")

    def replace_document(
        self,
        info: DocumentInfo,
        passages: Sequence[Passage],
        fingerprint: str,
        embedded: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> Change:
        """Makes `passages` the whole of the document, embedding only those that are new.

        `embedded` hears now and then how many of how many have their vectors; nothing is changed before the last, so
        that it may give up by raising.
        """
        before = set(self.catalogue.passage_ids(info.id))
        new = [passage for passage in passages if passage.id not in before]
        kept = [passage for passage in passages if passage.id in before]
        gone = sorted(before - {passage.id for passage in passages})
        vectors = self._embed(new, embedded)
        with self._change():
            self.store.add(new, vectors)
            with self.catalogue.transaction():
                # First out, while the title that their words were counted with still stands.
                self.catalogue.remove_passages(gone)
                self.catalogue.put_document(info, fingerprint)
                self.catalogue.add_passages(new, vectors)
                for passage in kept:
                    self.catalogue.move_passage(passage)
            self.store.delete(gone)
        return Change(len(new), len(kept), len(gone))

    def remove_document(self, document_id: str) -> int:
        """Removes a document; how many passages went."""
        gone = self.catalogue.passage_ids(document_id)
        with self._change():
            with self.catalogue.transaction():
                self.catalogue.remove_document(document_id)
            self.store.delete(gone)
        return len(gone)

    def disagreement(self) -> Disagreement:
        """Compares catalogue and store, passage by passage."""
        recorded, stored = set(self.catalogue.passage_ids()), self.store.ids()
        return Disagreement(frozenset(recorded - stored), frozenset(stored - recorded))

    def repair(self) -> Disagreement:
        """Makes the store hold what the catalogue holds; what had to be mended."""
        found = self.disagreement()
        with self._change():
            self._put(found.missing)
            self.store.delete(sorted(found.surplus))
        return found

    def _refill(self) -> Disagreement:
        """Fills the store anew from the catalogue, whatever it held; what had to be filled in."""
        every = frozenset(self.catalogue.passage_ids())
        with self._change():
            self.store = self.store.emptied()
            self._put(every)
        return Disagreement(missing=every)

    def _put(self, ids: frozenset[str]) -> None:
        order = sorted(ids)
        for start in range(0, len(order), _PUT_AT_ONCE):
            entries = self.catalogue.by_ids(order[start : start + _PUT_AT_ONCE])
            self.store.add([each.passage for each in entries], [each.vector for each in entries])

    def _embed(
        self, passages: Sequence[Passage], embedded: Callable[[int, int], None] = lambda _done, _all: None
    ) -> list[Vector]:
        texts = [embedded_text(each.title, each.section, each.text) for each in passages]
        # Texts of one length together: an engine pads them to the longest.
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        vectors: dict[int, Vector] = {}
        for start in range(0, len(order), _EMBEDDED_AT_ONCE):
            embedded(start, len(order))
            some = order[start : start + _EMBEDDED_AT_ONCE]
            vectors |= zip(some, self.embedder.passages([texts[number] for number in some]), strict=True)
        return [vectors[number] for number in range(len(texts))]

    @contextmanager
    def _change(self) -> Iterator[None]:
        self.catalogue.set_fact(_CHANGING, "1")
        yield
        self.store.settle()
        self.catalogue.set_fact(_CHANGING, None)

    def _recover(self) -> None:
        interrupted = self.catalogue.fact(_CHANGING) is not None
        if (interrupted and self.store.dies_with_us) or not self.store.readable():
            self.mended = self._refill()
        elif interrupted or self.catalogue.count() != self.store.count():
            self.mended = self.repair()

    def _check_model(self, re_embed: bool) -> None:
        made_by = self.catalogue.fact(_MODEL)
        if made_by is None:
            self.catalogue.set_fact(_MODEL, self.embedder.model_name)
        elif made_by != self.embedder.model_name:
            # An index that was emptied goes over to the new model by itself; its store still has the old dimensions.
            if self.catalogue.count() and not re_embed:
                raise IndexModelMismatch(
                    f"資料の索引は別の埋め込みモデル「{made_by}」で作られています（今の設定は「{self.embedder.model_name}」）。",
                    "`tsunagi ingest --re-embed` で作りなおすか、EMBEDDING_MODEL を元に戻してください。",
                )
            self._re_embed()

    def _re_embed(self) -> None:
        """Embeds every passage with the present model, then makes the store follow.

        A process that dies before the transaction leaves the old index whole, one that dies after it is mended at
        the next start, since the store is then filled from the catalogue.
        """
        passages = [each.passage for each in self.catalogue.by_ids(self.catalogue.passage_ids())]
        vectors = self._embed(passages)
        name = _new_collection_name()
        with self.catalogue.transaction():
            self.catalogue.set_vectors(passages, vectors)
            self.catalogue.set_fact(_NAME, name)
            self.catalogue.set_fact(_MODEL, self.embedder.model_name)
        self.store = self.store.renewed(name)
        self.repair()


def _store(home: Path, chroma_url: str, name: str) -> PassageStore:
    if chroma_url:
        return PassageStore.on_server(chroma_url, name)
    folder = home / "chroma"
    try:
        return PassageStore.embedded(folder, name)
    except Exception as error:  # whatever Chroma raises, nothing in its folder is lost for good
        raise PassageIndexError(
            f"資料を意味で探すための索引（{folder}）を開けません。",
            "ディスクの空きと書き込みの権限を確かめてください。直らなければ、このフォルダーを別の場所へ移してください。"
            "次の起動で、資料の記録から作りなおします。",
        ) from error


def _catalogue(home: Path) -> Catalogue:
    try:
        return Catalogue(home / "catalogue.sqlite3")
    except sqlite3.DatabaseError as error:
        raise PassageIndexError(
            f"資料の索引（{home}）を読めません（{error}）。",
            "ディスクの空きを確かめてください。直らなければ、このフォルダーを別の場所へ移し、"
            "`tsunagi ingest` で取り込みなおしてください。",
        ) from error


def _owned(home: Path, patience: float) -> FileLock:
    lock = FileLock(home / "owner.lock")
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=patience)
    except Timeout as error:
        raise IndexBusy(
            f"資料の索引（{home}）は、いま別の tsunagi が使っています。",
            "その作業が終わるのを待つか、動いている `tsunagi run` を終えてから、もう一度実行してください。",
        ) from error
    except OSError as error:
        raise PassageIndexError(
            f"資料の索引のフォルダー（{home}）を使えません（{reason(error)}）。",
            "フォルダーの場所と、書き込みの権限を確かめてください。",
        ) from error
    return lock


def _collection_name(catalogue: Catalogue, fact: str) -> str:
    name = catalogue.fact(fact)
    if name is None:
        name = _new_collection_name()
        catalogue.set_fact(fact, name)
    return name


def _new_collection_name() -> str:
    # Several homes may share one server: each has a collection of its own.
    return f"tsunagi-{uuid.uuid4().hex[:12]}"
