"""Vectors of notes in a real Chroma: what a process leaves behind that dies while it writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from knowledge.passage_store import PassageStore
from knowledge.resources.vectors import NoteVectors

# Chroma writes its graph to disk after a thousand changes.
IDS = [f"note{number}" for number in range(1_100)]
VECTORS = list(np.random.default_rng(3).normal(size=(len(IDS), 8)).astype(np.float32))


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[], NoteVectors]]:
    """Opens the vectors as the next start of the program does."""
    stores: list[PassageStore] = []

    def open_again() -> NoteVectors:
        for store in stores:
            store.close()
        stores[:] = [PassageStore.embedded(tmp_path, "passages")]
        return NoteVectors(stores[0].client, "notes", "recipe")

    yield open_again
    for store in stores:
        store.close()


def on_disk(folder: Path) -> Path:
    (found,) = {path.parent for path in folder.glob("*/link_lists.bin")}
    return found


def test_what_was_put_is_there_after_a_restart(opened: Callable[[], NoteVectors]) -> None:
    opened().put(IDS, VECTORS, [1] * len(IDS))
    again = opened()
    assert again.versions() == dict.fromkeys(IDS, 1)
    assert again.nearest(VECTORS[7], 1)[0][0] == IDS[7]


def test_vectors_of_a_change_that_was_cut_off_are_given_up_unread(
    opened: Callable[[], NoteVectors], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = opened()
    vectors.put(IDS, VECTORS, [1] * len(IDS))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("knowledge.resources.vectors.np.stack", _cut_off)
        vectors.put(IDS[:1], VECTORS[:1], [2])
    # Chroma ends the whole process that reads such a file.
    torn = on_disk(tmp_path) / "data_level0.bin"
    torn.write_bytes(torn.read_bytes()[:50])
    again = opened()
    assert again.versions() == {}
    again.put(IDS[:3], VECTORS[:3], [2] * 3)
    assert again.nearest(VECTORS[1], 1)[0][0] == IDS[1]


def test_vectors_that_chroma_refuses_are_given_up(opened: Callable[[], NoteVectors], tmp_path: Path) -> None:
    opened().put(IDS, VECTORS, [1] * len(IDS))
    (on_disk(tmp_path) / "index_metadata.pickle").write_bytes(b"no index")
    again = opened()
    assert again.versions() == {}
    again.put(IDS[:3], VECTORS[:3], [1] * 3)
    assert opened().versions() == dict.fromkeys(IDS[:3], 1)


def _cut_off(_rows: object) -> None:
    raise KeyboardInterrupt
