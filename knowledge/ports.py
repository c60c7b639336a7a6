"""What the parts promise each other. Adapters are built in one place only, the wiring of the bot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.types import EVERYTHING, Answer, Found, Shelf

Vector = NDArray[np.float32]


class Embedder(Protocol):
    """Turns text into vectors of length one. Callable from several threads at once."""

    @property
    def model_name(self) -> str:
        """A name that changes whenever the vectors would: two embedders of one name agree."""

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row a text, in order; shape (len(texts), dimensions)."""

    def question(self, text: str) -> Vector:
        """The vector of a question; shape (dimensions,)."""


class Retriever(Protocol):
    """Finds the passages that bear on a question."""

    def find(self, question: str, limit: int, shelf: Shelf = EVERYTHING) -> Sequence[Found]:
        """At most `limit` passages with what stands beside them, best first, no piece of a document twice.

        Empty where nothing is indexed. None of them is from a document that `shelf` hides.
        """

    def pick(self, question: str, limit: int, shelf: Shelf = EVERYTHING) -> Sequence[Found]:
        """The same without what stands beside them: each passage alone."""


class Reranker(Protocol):
    """Takes a second look at the passages found."""

    def scores(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        """How well each text answers the question, in order; higher is better."""


class Answerer(Protocol):
    """Answers a question from the documents, or says that they don't."""

    def answer(self, question: str, limit: int = 5, shelf: Shelf = EVERYTHING) -> Answer:
        """The answer with at most `limit` passages.

        Every quote of every citation is a substring of the text of one of `passages`. Nothing in the answer is from a
        document that `shelf` hides.
        Raises QuestionError for a question without words or over the length limit.
        """
