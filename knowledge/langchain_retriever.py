"""The search for users of LangChain: a `BaseRetriever` that goes where any retriever goes."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import SkipValidation

from knowledge.ports import Retriever
from knowledge.types import Found


class HandbookRetriever(BaseRetriever):
    """Passages as LangChain documents, best first, with their source in the metadata.

    `retriever` is the product's search; `limit` the most documents a question brings.
    """

    # The port is a promise, not a class that pydantic could check.
    retriever: SkipValidation[Retriever]
    limit: int = 5

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:  # noqa: ARG002 - LangChain's shape
        return [_document(found) for found in self.retriever.find(query, self.limit)]


def _document(found: Found) -> Document:
    passage = found.passage
    return Document(
        page_content=passage.text,
        metadata={
            "id": passage.id,
            "title": passage.title,
            "edition": passage.edition,
            "section": passage.section_path,
            "locator": passage.locator,
            "score": found.score,
        },
    )
