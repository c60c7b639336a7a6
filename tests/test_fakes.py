from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from knowledge.passage_store import PassageStore
from knowledge.ports import Embedder
from tests.fakes import RememberingEmbedder, StoreFailure, StoreThatFails, VocabularyEmbedder


def test_the_vocabulary_embedder_counts_its_words_and_scales_to_length_one() -> None:
    embedder: Embedder = VocabularyEmbedder("資源", "協議体")
    assert embedder.question("資源と資源") == pytest.approx(np.array([2, 0, 1]) / 5**0.5)
    assert embedder.question("ほかの話") == pytest.approx(np.array([0, 0, 1]))


def test_the_vocabulary_embedder_writes_down_every_passage_it_embedded() -> None:
    embedder = VocabularyEmbedder("資源")
    assert embedder.passages([]).shape == (0, 2)
    assert embedder.passages(["資源", "町"]).shape == (2, 2)
    assert embedder.embedded == ["資源", "町"]


def test_the_remembering_embedder_asks_the_real_one_once_for_each_text(tmp_path: Path) -> None:
    real = VocabularyEmbedder("資源")
    first = RememberingEmbedder(real, tmp_path).passages(["資源", "町", "資源"])
    again = RememberingEmbedder(real, tmp_path).passages(["町", "資源", "川"])
    assert real.embedded == ["資源", "町", "川"]
    assert (again[1] == first[0]).all()
    assert (again[0] == first[1]).all()


def test_the_remembering_embedder_agrees_with_the_real_one(tmp_path: Path) -> None:
    real = VocabularyEmbedder("資源", model_name="name")
    remembering: Embedder = RememberingEmbedder(real, tmp_path)
    assert remembering.model_name == "name"
    assert remembering.passages([]).shape == (0, 2)
    for _ in range(2):
        assert (remembering.question("資源") == real.question("資源")).all()


def test_the_remembering_embedder_keeps_questions_and_passages_apart(tmp_path: Path) -> None:
    real = VocabularyEmbedder("資源")
    remembering = RememberingEmbedder(real, tmp_path)
    remembering.question("資源")
    remembering.passages(["資源"])
    assert real.embedded == ["資源"]


def test_the_store_that_fails_does_so_only_where_it_was_told_and_before_doing_anything(tmp_path: Path) -> None:
    store = PassageStore.embedded(tmp_path, "tsunagi-test")
    failing = StoreThatFails(store, "add")
    failing.delete([])
    with pytest.raises(StoreFailure, match="add"):
        failing.add([], [])
    with pytest.raises(StoreFailure, match="delete"):
        StoreThatFails(store, "delete").delete([])
    store.close()
