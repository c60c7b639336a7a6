"""The embedding models for users of LangChain: `Embeddings` that go into any of its stores.

Apart from the models themselves, since a question from the command line should not wait for LangChain to be loaded.
"""

from __future__ import annotations

from langchain_core.embeddings import Embeddings

from knowledge.ports import Embedder


class HandbookEmbeddings(Embeddings):
    """An embedder of ours in LangChain's words; each vector is a list of floats of length one."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One vector a text, in order."""
        return [[float(value) for value in row] for row in self._embedder.passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return [float(value) for value in self._embedder.question(text)]
