"""Vectors of notes in Chroma: a collection a workspace, beside those of the documents, in the hands of one process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.passage_store import readable
from knowledge.ports import Vector

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

_RECIPE, _VERSION, _CHANGING = "recipe", "version", "changing"
_SEARCH_WIDTH = 200  # as for passages
_AT_ONCE = 2_000  # Chroma refuses larger batches


class NoteVectors:
    """The vector of each note by its id, with the version it was made of; no words of the notes are kept.

    `recipe` names how vectors are made: a collection of another recipe is emptied, since its vectors tell nothing
    beside new ones. So is one that a process was changing when it died, since its files may be torn.
    Callable from several threads of the process that owns the client.
    """

    def __init__(self, client: ClientAPI, name: str, recipe: str) -> None:
        self._collection = _made(client, name, recipe)
        self._as_it_is = {_RECIPE: recipe}
        # A torn one is not even read: Chroma may fall over it with the whole process.
        if self._collection.metadata != self._as_it_is or not readable(self._collection):
            client.delete_collection(name)
            self._collection = _made(client, name, recipe)

    def put(self, ids: Sequence[str], vectors: Sequence[Vector], versions: Sequence[int]) -> None:
        """Keeps these, in place of earlier ones of the same ids."""
        with self._change():
            for start in range(0, len(ids), _AT_ONCE):
                some = slice(start, start + _AT_ONCE)
                self._collection.upsert(
                    ids=list(ids[some]),
                    embeddings=np.stack(vectors[some]),
                    metadatas=[{_VERSION: version} for version in versions[some]],
                )

    def delete(self, ids: Sequence[str]) -> None:
        """Forgets these; unknown ids are passed over."""
        with self._change():
            for start in range(0, len(ids), _AT_ONCE):
                self._collection.delete(ids=list(ids[start : start + _AT_ONCE]))

    def nearest(self, vector: Vector, limit: int) -> Sequence[tuple[str, float]]:
        """The ids of the nearest notes with their cosine similarity (-1 to 1), nearest first."""
        result: Any = self._collection.query(
            query_embeddings=np.stack([vector]), n_results=limit, include=["distances"]
        )
        pairs = zip(result["ids"][0], result["distances"][0], strict=True)
        return [(note_id, 1.0 - distance) for note_id, distance in pairs]

    def versions(self) -> Mapping[str, int]:
        """The version that each vector was made of, by id."""
        kept: Any = self._collection.get(include=["metadatas"])
        return {id_: each[_VERSION] for id_, each in zip(kept["ids"], kept["metadatas"], strict=True)}

    @contextmanager
    def _change(self) -> Iterator[None]:
        self._collection.modify(metadata=self._as_it_is | {_CHANGING: True})
        yield
        readable(self._collection)  # Chroma writes now what it would write when it is next read
        self._collection.modify(metadata=self._as_it_is)


def _made(client: ClientAPI, name: str, recipe: str) -> Any:
    return client.get_or_create_collection(
        name,
        embedding_function=None,
        metadata={_RECIPE: recipe},
        configuration={"hnsw": {"space": "cosine", "ef_search": _SEARCH_WIDTH}},
    )
