"""What the documents have on some words, by the search and the measure that answers are judged by."""

from __future__ import annotations

from knowledge.answering.support import best_support
from knowledge.errors import QuestionError
from knowledge.followups.turns import Looked
from knowledge.glossary import Glossary
from knowledge.japanese import fold
from knowledge.retrieval import HybridRetriever
from knowledge.types import EVERYTHING, Shelf

_LOOKED_AT = 5


class IndexedDocuments:
    """The documents of the index."""

    def __init__(self, retriever: HybridRetriever, glossary: Glossary) -> None:
        self._retriever = retriever
        self._glossary = glossary

    def look_up(self, words: str, shelf: Shelf = EVERYTHING) -> Looked:
        """See the port."""
        try:
            question = self._retriever.understand(words, shelf)
        except QuestionError:
            return Looked(0.0, ())
        found = self._retriever.weigh(question, _LOOKED_AT, shelf)
        certainty = best_support(question, found).certainty if found else 0.0
        return Looked(certainty, tuple(each.passage.passage for each in found))

    def names(self, name: str) -> tuple[str, ...]:
        """See the port."""
        return next((group for group in self._glossary.names if fold(name) in group), ())
