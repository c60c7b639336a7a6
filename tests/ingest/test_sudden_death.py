"""kill -9 at any moment of an ingest: each document is wholly there or wholly not, and the next run makes it good.

`make crash` kills fifty times, `make test` a few; CRASHES says how often.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import sqlite3
import subprocess
import time
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from knowledge.lexical import _POSTING
from knowledge.passage_index import PassageIndex
from tests.bot.commands import HANDBOOK, command, environment, tsunagi
from tests.ingest.ingesting import embedder, ingest, write_after, write_before

CRASHES = int(os.environ.get("CRASHES", "8"))
Documents = dict[str, tuple[tuple[Any, ...], ...]]


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Starts real processes that have Chroma loaded already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["chromadb", "tests.ingest.ingesting"])
    return context


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "資料"


class Run(NamedTuple):
    """How many steps an ingest had, and how many seconds each took."""

    steps: int
    seconds: float


class Death(NamedTuple):
    """To be killed that many seconds after a step has begun, or, None, at its very beginning.

    By steps, not by seconds from the start: a machine that is busy for a while would be through, or not have begun.
    """

    step: int
    seconds: float | None


IN_PEACE = Death(0, 0.0)


def run(processes: ForkServerContext, home: Path, folder: Path, death: Death = IN_PEACE) -> Run:
    """Takes the folder in with a process of its own."""
    hears, says = processes.Pipe(duplex=False)
    child = processes.Process(target=ingest, args=(home, folder, says, death.step, death.seconds is None))
    child.start()
    says.close()
    assert hears.recv() == "open"
    began, steps = time.monotonic(), 0
    said = hears.recv()
    if said == "here":
        time.sleep(death.seconds or 0.0)
        child.kill()
    else:
        steps = said
    child.join()
    hears.close()
    return Run(steps, (time.monotonic() - began) / max(steps, 1))


def documents(index: PassageIndex) -> Documents:
    """Every document whole: what its passages are, say and lie at, and their vectors."""
    return {
        info.source: (
            (info.title, info.edition, info.publisher, index.catalogue.fingerprint(info.id)),
            *(
                (each.passage, each.words, each.vector.tobytes())
                for each in index.catalogue.by_ids(index.catalogue.passage_ids(info.id))
            ),
        )
        for info in index.catalogue.documents()
    }


def everything(home: Path) -> tuple[Documents, dict[str, Any], dict[str, Any]]:
    """The whole index: documents, the words index by passage, the vectors in the store."""
    index = PassageIndex.open(home, embedder())
    kept = index.store._collection.get(include=["embeddings"])
    rows = np.asarray(kept["embeddings"], np.float32)
    vectors = {id_: row.tobytes() for id_, row in zip(kept["ids"], rows, strict=True)}
    found = documents(index), terms(home), vectors
    assert not index.disagreement()
    index.close()
    return found


def terms(home: Path) -> dict[str, Any]:
    """Which passages hold each term, how often; the numbers of passages may differ from run to run, their ids not."""
    with sqlite3.connect(home / "catalogue.sqlite3") as db:
        ids = dict(db.execute("SELECT no, id FROM passages"))
        rows = {
            term: {(ids[int(no)], int(times), int(length)) for no, times, length in np.frombuffer(blob, _POSTING)}
            for term, blob in db.execute("SELECT term, postings FROM terms")
        }
        rows["totals"] = set(db.execute("SELECT * FROM term_totals"))
    db.close()
    return rows


def test_a_killed_ingest_leaves_each_document_whole_and_the_next_run_makes_it_good(
    processes: ForkServerContext, tmp_path: Path, folder: Path
) -> None:
    begin, home = tmp_path / "begin", tmp_path / "home"
    write_before(folder)
    run(processes, begin, folder)
    before = everything(begin)
    write_after(folder)
    shutil.copytree(begin, tmp_path / "undisturbed")
    usual = run(processes, tmp_path / "undisturbed", folder)
    after = everything(tmp_path / "undisturbed")
    chance = random.Random(11)  # noqa: S311 - moments to kill at, not secrets
    between = 0
    for number in range(CRASHES):
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(begin, home)
        step = chance.randrange(1, usual.steps + 1)
        run(processes, home, folder, Death(step, chance.uniform(0, 2 * usual.seconds) if number % 4 else None))
        index = PassageIndex.open(home, embedder())
        left = documents(index)
        assert not index.disagreement()
        index.close()
        for source in before[0] | after[0]:
            assert left.get(source) in (before[0].get(source), after[0].get(source)), source
        between += left not in (before[0], after[0])
        run(processes, home, folder)
        assert everything(home) == after
    assert between, "no run was killed between two documents"


def test_a_first_ingest_killed_again_and_again_ends_as_one_left_in_peace(
    processes: ForkServerContext, tmp_path: Path, folder: Path
) -> None:
    write_before(folder)
    usual = run(processes, tmp_path / "undisturbed", folder)
    expected = everything(tmp_path / "undisturbed")
    home = tmp_path / "home"
    chance = random.Random(12)  # noqa: S311 - moments to kill at, not secrets
    for _ in range(max(2, CRASHES // 4)):
        run(processes, home, folder, Death(chance.randrange(1, usual.steps // 2), chance.uniform(0, usual.seconds)))
    run(processes, home, folder)
    assert everything(home) == expected


def test_the_doctor_finds_a_killed_ingest_consistent(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "資料"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.md").write_text(HANDBOOK.replace("みほん町", f"{number}番町"), encoding="utf-8")
    chance = random.Random(13)  # noqa: S311 - moments to kill at, not secrets
    for _ in range(max(1, CRASHES // 10)):
        with subprocess.Popen(
            command("ingest", str(folder)), stdout=subprocess.DEVNULL, cwd=tmp_path, env=environment(home)
        ) as doomed:
            time.sleep(chance.uniform(1.0, 6.0))
            doomed.kill()
        said = tsunagi("doctor", home=home)
        assert "記録と索引は一致しています" in said.stdout, said
    assert tsunagi("ingest", str(folder), home=home).returncode == 0
    healthy = tsunagi("doctor", home=home)
    assert healthy.returncode == 0
    assert "資料: 3件" in healthy.stdout
