"""The vector store: Chroma, embedded in this process or as a server. The only module that imports it.

The vectors of notes (`knowledge/resources/vectors.py`) use its client.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from http.client import HTTPConnection, HTTPSConnection
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.errors import IndexUnreachable
from knowledge.ports import Vector
from knowledge.types import Passage

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

# Chroma refuses larger batches (its SQLite has a limit on variables).
_AT_ONCE = 2_000
# Wider than the default of 100, so that the graph finds what an exact search would.
_SEARCH_WIDTH = 200
# How many times more passages are asked for where some may not be shown.
_MORE = 4
# Seconds for a server's first answer: one that is well answers in a few milliseconds.
_PATIENCE = 5.0


class PassageStore:
    """Vectors of passages by id. Callable from several threads of the process that owns it.

    `dies_with_us` says that Chroma runs in this process, so that its files are torn where the process is killed.
    """

    def __init__(self, client: ClientAPI, name: str, *, dies_with_us: bool = False) -> None:
        self._client = client
        self.dies_with_us = dies_with_us
        self._collection = client.get_or_create_collection(
            name, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": _SEARCH_WIDTH}}
        )

    @classmethod
    def embedded(cls, folder: Path, name: str) -> PassageStore:
        """A store in `folder`. The caller must own the folder: a second process would lose vectors for good."""
        import chromadb

        return cls(chromadb.PersistentClient(str(folder), settings=_settings()), name, dies_with_us=True)

    @classmethod
    def on_server(cls, url: str, name: str) -> PassageStore:
        """A store on a Chroma server. Raises IndexUnreachable where none answers at `url`."""
        from urllib.parse import urlsplit

        import chromadb

        parts = urlsplit(url)
        host, secure = parts.hostname or "localhost", parts.scheme == "https"
        try:
            port = parts.port or (443 if secure else 8000)
            _await_answer(host, port, secure)
            return cls(chromadb.HttpClient(host=host, port=port, ssl=secure, settings=_settings()), name)
        except Exception as error:  # whatever the client raises, the server could not be used
            raise IndexUnreachable(
                f"Chroma サーバー（{url}）につながりません。",
                "CHROMA_URL の値と、サーバーが動いているかを確かめてください。",
            ) from error

    def close(self) -> None:
        """Lets go of the folder or the server; the store is not to be used any more."""
        client: Any = self._client
        client.close()
        # Chroma leaves its connections to a server open, the client's own and that of the client inside it.
        for server in (client._server, client._admin_client._server):
            if hasattr(server, "_session"):
                server._session.close()

    @property
    def client(self) -> ClientAPI:
        """Chroma itself, for collections of other things than passages; not to be used after `close`."""
        return self._client

    def renewed(self, name: str) -> PassageStore:
        """An empty store of another name beside this one, which is deleted: vectors may have other dimensions now."""
        renewed = PassageStore(self._client, name, dies_with_us=self.dies_with_us)
        self._client.delete_collection(self._collection.name)
        return renewed

    def emptied(self) -> PassageStore:
        """An empty store in place of this one, under its name; what this one held is not read."""
        name = self._collection.name
        self._client.delete_collection(name)
        return PassageStore(self._client, name, dies_with_us=self.dies_with_us)

    def readable(self) -> bool:
        """Whether Chroma can read what it keeps on disk."""
        return readable(self._collection)

    def settle(self) -> None:
        """Has Chroma write now what it would write when it is next read."""
        readable(self._collection)

    def add(self, passages: Sequence[Passage], vectors: Sequence[Vector]) -> None:
        """Adds passages with their vectors; those already there are overwritten."""
        for start in range(0, len(passages), _AT_ONCE):
            some = passages[start : start + _AT_ONCE]
            self._collection.upsert(
                ids=[passage.id for passage in some],
                embeddings=np.stack(vectors[start : start + _AT_ONCE]),
                documents=[passage.text for passage in some],
                metadatas=[{"document_id": passage.document_id, "title": passage.title} for passage in some],
            )

    def delete(self, ids: Sequence[str]) -> None:
        """Deletes passages; unknown ids are passed over."""
        for start in range(0, len(ids), _AT_ONCE):
            self._collection.delete(ids=list(ids[start : start + _AT_ONCE]))

    def nearest(
        self,
        vector: Vector,
        limit: int,
        off: AbstractSet[str] = frozenset(),
        documents: Callable[[], AbstractSet[str]] = frozenset,
    ) -> dict[str, float]:
        """The ids of the nearest passages with their cosine similarity (-1 to 1), without those of the documents `off`.

        `documents` tells the ids of all documents, and is asked only where that is needed. Chroma looks at every vector
        where it has a filter, so a few more are asked for and sifted here first.
        """
        if not off:
            return _similar(self._query(vector, limit))
        more = self._query(vector, limit * _MORE, include=["distances", "metadatas"])
        found = {
            id_: similarity
            for (id_, similarity), about in zip(_similar(more).items(), more["metadatas"][0], strict=True)
            if about["document_id"] not in off
        }
        if len(found) >= limit or len(more["ids"][0]) < limit * _MORE:
            return dict(islice(found.items(), limit))
        on = documents() - off
        filters = {"$in": sorted(on)} if len(on) < len(off) else {"$nin": sorted(off)}
        return _similar(self._query(vector, limit, {"document_id": filters})) if on else {}

    def _query(self, vector: Vector, limit: int, where: Any = None, include: Any = ("distances",)) -> Any:
        return self._collection.query(
            query_embeddings=np.stack([vector]), n_results=limit, include=list(include), where=where
        )

    def ids(self) -> set[str]:
        """The ids of all passages in the store."""
        return set(self._collection.get(include=[])["ids"])

    def count(self) -> int:
        """How many passages the store holds."""
        return self._collection.count()


def readable(collection: Any) -> bool:
    """Whether Chroma can read a collection, to its vectors; whatever changes waited for that are written then."""
    from chromadb.errors import ChromaError

    try:
        collection.get(limit=1, include=["embeddings"])
    except ChromaError:
        return False
    return True


def _similar(result: Any) -> dict[str, float]:
    return {id_: 1.0 - distance for id_, distance in zip(result["ids"][0], result["distances"][0], strict=True)}


def _await_answer(host: str, port: int, secure: bool) -> None:
    """Returns when the server has answered anything. Chroma's own client waits without end for one that is stuck."""
    connection = (HTTPSConnection if secure else HTTPConnection)(host, port, timeout=_PATIENCE)
    try:
        connection.request("GET", "/api/v2/heartbeat")
        connection.getresponse()
    finally:
        connection.close()


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)
