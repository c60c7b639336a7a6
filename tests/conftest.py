"""Indexes that are made once a run, with the real embedding model; its vectors are kept between runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as of_hypothesis

from ingest.sync import Outcome, Synchroniser
from knowledge.answering.extractive import ExtractiveAnswerer
from knowledge.embedding import BUNDLED, embedder
from knowledge.glossary import BUNDLED_GLOSSARY, Glossary, read_glossary
from knowledge.passage_index import PassageIndex
from knowledge.ports import Embedder
from knowledge.retrieval import HybridRetriever
from tests.fakes import RememberingEmbedder

ROOT = Path(__file__).resolve().parents[1]
HANDBOOK = ROOT / "ingest" / "handbook" / "handbook.md"
SHARED = ROOT.parent / "shared"

# How long an example takes says how busy the machine is, not whether the law holds. A change is tried with the examples
# of the one before it, so that what fails is the change; `make laws` looks for others.
of_hypothesis.register_profile("same", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
of_hypothesis.register_profile("others", deadline=None, suppress_health_check=[HealthCheck.too_slow])
of_hypothesis.load_profile(os.environ.get("LAWS", "same"))


@dataclass(frozen=True)
class Library:
    """An index with its search and its answers."""

    index: PassageIndex
    retriever: HybridRetriever
    answerer: ExtractiveAnswerer

    def take_in(self, *paths: Path) -> None:
        """Ingests files, all of which must go well."""
        reports = Synchroniser(self.index).ingest([str(path) for path in paths])
        failed = [report for report in reports if report.outcome is Outcome.FAILED]
        assert not failed, failed


@contextmanager
def library_in(home: Path, embedder: Embedder, glossary: Glossary) -> Iterator[Library]:
    """A library in `home`, given free at the end."""
    index = PassageIndex.open(home, embedder)
    retriever = HybridRetriever(index.catalogue, index.store, embedder, glossary)
    try:
        yield Library(index, retriever, ExtractiveAnswerer(retriever))
    finally:
        index.close()


@pytest.fixture(scope="session")
def bundled(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    """The bundled model. Its vectors are kept between runs, for one version of the model, where pytest may keep any."""
    cache = pytestconfig.cache
    name = f"vectors-{BUNDLED}-{version(BUNDLED)}"
    return RememberingEmbedder(embedder(BUNDLED), cache.mkdir(name) if cache else tmp_path_factory.mktemp(name))


@pytest.fixture(scope="session")
def glossary() -> Glossary:
    """The glossary that ships with the product."""
    return read_glossary(BUNDLED_GLOSSARY)


@pytest.fixture(scope="session")
def handbook(tmp_path_factory: pytest.TempPathFactory, bundled: Embedder, glossary: Glossary) -> Iterator[Library]:
    """The sample handbook, not to be changed by a test."""
    with library_in(tmp_path_factory.mktemp("handbook"), bundled, glossary) as library:
        library.take_in(HANDBOOK)
        yield library


@pytest.fixture(scope="session")
def training_deck() -> Path:
    """The training deck of the shared material."""
    path = SHARED / "corpus" / "training_deck_r7_hokkaido.md"
    if not path.exists():
        pytest.skip(f"the training deck is absent: {path}")
    return path


@pytest.fixture(scope="session")
def deck(
    tmp_path_factory: pytest.TempPathFactory, bundled: Embedder, glossary: Glossary, training_deck: Path
) -> Iterator[Library]:
    """The training deck alone, not to be changed by a test."""
    with library_in(tmp_path_factory.mktemp("deck"), bundled, glossary) as library:
        library.take_in(training_deck)
        yield library
