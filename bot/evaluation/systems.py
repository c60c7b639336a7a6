"""What is compared: our search, and three plain ones built from the same documents and the same embeddings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from bot.evaluation.measures import Hit
from bot.evaluation.question_sets import Source
from ingest.loaders.plain_text import text_blocks
from ingest.loaders.registry import loader_for
from ingest.splitting import split
from ingest.sync import make_passages
from knowledge.glossary import Glossary
from knowledge.lexical import WORD
from knowledge.passage_index import PassageIndex
from knowledge.question import read_question
from knowledge.retrieval import HybridRetriever
from knowledge.types import DocumentInfo

# The splitter's settings in LangChain's own tutorial.
_RECIPE_SIZE, _RECIPE_OVERLAP = 500, 50


class System(Protocol):
    """Something that finds."""

    @property
    def name(self) -> str:
        """What the report calls it."""

    def find(self, question: str, limit: int) -> list[Hit]:
        """At most `limit` places, best first."""


class Ours:
    """The search of the product."""

    name = "ours"

    def __init__(self, retriever: HybridRetriever) -> None:
        self._retriever = retriever

    def find(self, question: str, limit: int) -> list[Hit]:
        """See System."""
        return [Hit(found.passage.document_id, found.passage.text) for found in self._retriever.find(question, limit)]


class VectorsOnly:
    """Our passages, by nearness in meaning alone."""

    name = "vectors only"

    def __init__(self, index: PassageIndex) -> None:
        self._index = index

    def find(self, question: str, limit: int) -> list[Hit]:
        """See System."""
        near = self._index.store.nearest(self._index.embedder.question(question), limit)
        found = sorted(self._index.catalogue.by_ids(list(near)), key=lambda each: -near[each.passage.id])
        return [Hit(each.passage.document_id, each.passage.text) for each in found]


class WordsOnly:
    """Our passages, by BM25 of their words alone."""

    name = "words only"

    def __init__(self, index: PassageIndex, glossary: Glossary) -> None:
        self._index = index
        self._glossary = glossary

    def find(self, question: str, limit: int) -> list[Hit]:
        """See System."""
        catalogue = self._index.catalogue
        terms = dict.fromkeys(read_question(question, self._glossary).subject, 1.0)
        scores, _ = catalogue.words_index.scores(WORD, terms, catalogue.highest_number())
        best = [int(number) for number in np.argsort(-scores, kind="stable")[:limit] if scores[number] > 0]
        passages = {each.no: each.passage for each in catalogue.by_numbers(best)}
        return [Hit(passages[number].document_id, passages[number].text) for number in best]


class PlainRecipe:
    """LangChain as its tutorial has it: the recursive splitter, Chroma, the same embeddings."""

    name = "LangChain recipe"

    def __init__(self, sources: Sequence[Source], index: PassageIndex) -> None:
        from langchain_chroma import Chroma
        from langchain_core.documents import Document
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        from knowledge.langchain_embeddings import HandbookEmbeddings

        splitter = RecursiveCharacterTextSplitter(chunk_size=_RECIPE_SIZE, chunk_overlap=_RECIPE_OVERLAP)
        whole = [Document(f"{source.title}\n{source.text}", metadata={"id": source.id}) for source in sources]
        self._store = Chroma(f"recipe-{id(self)}", HandbookEmbeddings(index.embedder))
        pieces = splitter.split_documents(whole)
        for start in range(0, len(pieces), 1_000):
            self._store.add_documents(pieces[start : start + 1_000])

    def find(self, question: str, limit: int) -> list[Hit]:
        """See System."""
        found = self._store.similarity_search(question, k=limit)
        return [Hit(document.metadata["id"], document.page_content) for document in found]


def take_in(index: PassageIndex, sources: Sequence[Source]) -> None:
    """Takes the documents of a set in, split as any other text is."""
    for source in sources:
        info = DocumentInfo(source.id, source.id, source.title)
        drafts = split(tuple(text_blocks(source.text)))
        index.replace_document(info, make_passages(info, drafts), "evaluation")


def as_sources(paths: Sequence[Path]) -> list[Source]:
    """Files as the recipe sees them: their text without any structure."""
    sources = []
    for path in paths:
        loaded = loader_for(path).load(path.read_bytes(), path.name)
        sources.append(Source(str(path), loaded.title, "\n".join(block.text for block in loaded.blocks)))
    return sources
