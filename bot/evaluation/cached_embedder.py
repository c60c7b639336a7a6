"""An embedder that remembers: evaluation embeds the same texts again and again, which takes minutes each time."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.ports import Embedder, Vector

_BATCH = 64
_AT_ONCE = 500


class CachedEmbedder:
    """Another embedder, with its vectors kept in a file by model, kind and text. For one question at a time."""

    def __init__(self, embedder: Embedder, path: Path) -> None:
        self._embedder = embedder
        self.model_name = embedder.model_name
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False
        )  # the search has a thread beside
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID"
        )

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See the port."""
        return self._vectors("passage", list(texts), self._embedder.passages)

    def question(self, text: str) -> Vector:
        """See the port."""
        vector: Vector = self._vectors("question", [text], lambda texts: [self._embedder.question(t) for t in texts])[0]
        return vector

    def _vectors(
        self, kind: str, texts: list[str], embed: Callable[[list[str]], Sequence[Vector] | NDArray[np.float32]]
    ) -> NDArray[np.float32]:
        keys = [hashlib.sha256(f"{self.model_name}\0{kind}\0{text}".encode()).digest() for text in texts]
        known = self._known(keys)
        # By length, since a batch costs as much as its longest text.
        missing = sorted(
            {key: text for key, text in zip(keys, texts, strict=True) if key not in known}.items(),
            key=lambda entry: len(entry[1]),
        )
        for start in range(0, len(missing), _BATCH):
            some = missing[start : start + _BATCH]
            rows = zip(some, embed([text for _, text in some]), strict=True)
            new = {key: np.asarray(vector, dtype="<f4").tobytes() for (key, _), vector in rows}
            self._db.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", new.items())
            known |= new
        return np.stack([np.frombuffer(known[key], dtype="<f4") for key in keys]) if keys else np.zeros((0, 0), "f4")

    def _known(self, keys: list[bytes]) -> dict[bytes, bytes]:
        known: dict[bytes, bytes] = {}
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            known |= dict(self._db.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", some))  # noqa: S608 - marks only
        return known
