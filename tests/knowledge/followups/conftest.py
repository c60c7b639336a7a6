from __future__ import annotations

import pytest

from knowledge.followups.evidence import IndexedDocuments
from knowledge.followups.rewriting import FollowUpRewriter
from knowledge.glossary import Glossary
from tests.conftest import Library


@pytest.fixture
def documents(handbook: Library, glossary: Glossary) -> IndexedDocuments:
    """The sample handbook."""
    return IndexedDocuments(handbook.retriever, glossary)


@pytest.fixture
def rewriter(documents: IndexedDocuments) -> FollowUpRewriter:
    """Over the sample handbook."""
    return FollowUpRewriter(documents)
