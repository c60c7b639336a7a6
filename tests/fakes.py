"""Stand-ins for the slow parts of the knowledge side. Each is small enough to be computed in the head."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.followups.turns import Looked
from knowledge.passage_store import PassageStore
from knowledge.ports import Embedder, Vector
from knowledge.types import EVERYTHING, Passage, Shelf


class VocabularyEmbedder:
    """One dimension a word: how often it stands in the text; the last dimension is always 1; scaled to length one.

    With the words (資源, 協議体), 「資源と資源」 points to (2, 0, 1). `embedded` is the transcript of all passages.
    """

    def __init__(self, *vocabulary: str, model_name: str = "vocabulary") -> None:
        self.vocabulary = vocabulary
        self.model_name = model_name
        self.embedded: list[str] = []

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See the port."""
        self.embedded += texts
        rows = [self.question(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, len(self.vocabulary) + 1), dtype=np.float32)

    def question(self, text: str) -> Vector:
        """See the port."""
        counts = np.array([*(text.count(word) for word in self.vocabulary), 1], dtype=np.float32)
        vector: Vector = counts / np.linalg.norm(counts)
        return vector


class RememberingEmbedder:
    """A real embedder that is asked for each text once, over all runs of the tests: its vectors lie in `folder`."""

    def __init__(self, real: Embedder, folder: Path) -> None:
        self._real = real
        self._folder = folder
        self.model_name = real.model_name

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See the port."""
        unknown = [text for text in dict.fromkeys(texts) if not self._file("passage", text).exists()]
        for text, vector in zip(unknown, self._real.passages(unknown), strict=True):
            _keep(self._file("passage", text), vector)
        rows = [np.load(self._file("passage", text)) for text in texts]
        return np.stack(rows) if rows else self._real.passages([])

    def question(self, text: str) -> Vector:
        """See the port."""
        file = self._file("question", text)
        if not file.exists():
            _keep(file, self._real.question(text))
        vector: Vector = np.load(file)
        return vector

    def _file(self, kind: str, text: str) -> Path:
        return self._folder / f"{kind}-{hashlib.sha256(text.encode()).hexdigest()}.npy"


def _keep(file: Path, vector: Vector) -> None:
    unfinished = file.with_name(f"{uuid.uuid4().hex}.npy")
    np.save(unfinished, vector)
    unfinished.replace(file)


class StoreThatFails(PassageStore):
    """A passage store whose calls of the names in `failing` raise StoreFailure, before they do anything."""

    def __init__(self, store: PassageStore, *failing: str) -> None:
        self._client = store._client
        self._collection = store._collection
        self.dies_with_us = store.dies_with_us
        self._failing = failing

    def add(self, passages: Sequence[Passage], vectors: Sequence[Vector]) -> None:
        """Adds, or fails."""
        self._fail("add")
        super().add(passages, vectors)

    def delete(self, ids: Sequence[str]) -> None:
        """Deletes, or fails."""
        self._fail("delete")
        super().delete(ids)

    def _fail(self, name: str) -> None:
        if name in self._failing:
            raise StoreFailure(name)


class StoreFailure(Exception):
    """What StoreThatFails raises."""


class KnowingDocuments:
    """Documents that have something on all words but those with one of `nothing_on`; each look is in `looked_up`."""

    def __init__(self, *nothing_on: str) -> None:
        self._nothing_on = nothing_on
        self.looked_up: list[str] = []

    def look_up(self, words: str, shelf: Shelf = EVERYTHING) -> Looked:
        """See the port."""
        self.looked_up.append(words)
        return Looked(0.0 if any(word in words for word in self._nothing_on) else 1.0, ())

    def names(self, name: str) -> tuple[str, ...]:
        """See the port. They know no names."""
        return ()
