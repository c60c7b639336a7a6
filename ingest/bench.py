"""How fast documents come in: pages a second for each loader, and what reading, splitting and writing add to embedding.

`python -m ingest.bench [FILE ...]`; without files it takes the sample handbook and, where they are, the shared ones.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from ingest.loaders.registry import loader_for, readable_suffixes
from ingest.sync import Synchroniser
from knowledge.embedding import BUNDLED, embedder
from knowledge.errors import DocumentError
from knowledge.passage_index import PassageIndex
from knowledge.ports import Embedder, Vector

_HERE = Path(__file__).parent
_HANDBOOK = _HERE / "handbook" / "handbook.md"
_SHARED = _HERE.parents[1] / "shared" / "files"
# Where a format has no pages, what a printed one holds.
_CHARACTERS_ON_A_PAGE = 800
_SECONDS_AT_LEAST = 0.5


@dataclass(frozen=True, slots=True)
class Reading:
    """How one file was read: pages and seconds, of one reading."""

    name: str
    loader: str
    pages: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Intake:
    """How long the whole took, and how long of it the embedding, in seconds."""

    passages: int
    whole: float
    embedding: float

    @property
    def added(self) -> float:
        """What reading, splitting and writing add, as a share of the embedding."""
        return self.whole / self.embedding - 1


def readings(files: Sequence[Path]) -> Iterator[Reading]:
    """Reads each file until half a second is over; files that cannot be read are left out."""
    for file in files:
        data, loader = file.read_bytes(), loader_for(file)
        times, began = 0, time.perf_counter()
        try:
            while not times or time.perf_counter() - began < _SECONDS_AT_LEAST:
                document = loader.load(data, file.name)
                times += 1
        except DocumentError:
            continue
        seconds = (time.perf_counter() - began) / times
        places = {block.place for block in document.blocks if block.place.startswith(("p.", "スライド"))}
        pages = len(places) or sum(len(block.text) for block in document.blocks) / _CHARACTERS_ON_A_PAGE
        yield Reading(file.name, type(loader).__name__, pages, seconds)


class _Timed:
    """A model with the seconds it was at work.

    Embedding is measured inside the ingest and not beside it: on a machine that others use too, two runs of a minute
    differ by more than the share that is looked for. The calls are those of a bare embedding: texts by length, sixteen
    at once.
    """

    def __init__(self, model: Embedder) -> None:
        self._model = model
        self.model_name = model.model_name
        self.seconds = 0.0

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """See the port."""
        began = time.perf_counter()
        try:
            return self._model.passages(texts)
        finally:
            self.seconds += time.perf_counter() - began

    def question(self, text: str) -> Vector:
        """See the port."""
        return self._model.question(text)


def intake(files: Sequence[Path], model: Embedder) -> Intake:
    """Takes the files into a new index, with `model` loaded beforehand."""
    model.passages(["はじめ"])
    timed = _Timed(model)
    with TemporaryDirectory() as home:
        index = PassageIndex.open(Path(home), timed)
        began = time.perf_counter()
        reports = Synchroniser(index).ingest([str(file) for file in files])
        whole = time.perf_counter() - began
        index.close()
    return Intake(sum(report.passages for report in reports), whole, timed.seconds)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints both."""
    named = [Path(name) for name in (sys.argv[1:] if arguments is None else arguments)]
    files = named or [_HANDBOOK, *_shared()]
    if not named and len(files) == 1:
        _say(f"the shared files are absent: {_SHARED}")
    for each in readings(files):
        _say(f"{each.loader:15} {each.pages / each.seconds:8.1f} pages/s   {each.name} ({each.pages:.0f} pages)")
    took = intake(files if named else _moderate(files), embedder(BUNDLED))
    _say(
        f"intake of {took.passages} passages: {took.whole:.1f} s, embedding {took.embedding:.1f} s of it, "
        f"added {took.added:.1%} (aim: at most 15%)"
    )
    return 0


def _shared() -> list[Path]:
    return sorted(path for path in _SHARED.glob("*.*") if path.suffix.lower() in readable_suffixes())


def _moderate(files: Sequence[Path]) -> list[Path]:
    """One of each format: embedding all of them would take a quarter of an hour."""
    smallest: dict[str, Path] = {}
    for file in sorted(files, key=lambda path: path.stat().st_size):
        smallest.setdefault(file.suffix.lower(), file)
    return list(smallest.values())


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a bench speaks to its terminal


if __name__ == "__main__":
    sys.exit(main())
