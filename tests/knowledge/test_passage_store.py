"""One contract for both ways to keep vectors: embedded in this process, and on a real Chroma server."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import numpy as np
import pytest

from ingest.sync import Synchroniser
from knowledge.errors import IndexUnreachable
from knowledge.passage_index import PassageIndex
from knowledge.passage_store import PassageStore
from knowledge.ports import Vector
from knowledge.types import Passage
from tests.fakes import VocabularyEmbedder

Opener = Callable[[str], PassageStore]


def passage(id_: str, document: str = "doc") -> Passage:
    return Passage(id_, document, "手引き", "", (), "1行目", f"{id_}の話", 0)


def vector(*values: float) -> Vector:
    return np.array(values, dtype=np.float32)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Chroma server that runs for this module."""
    with ExitStack() as running:
        folder = tmp_path_factory.mktemp("server")
        yield next(url for _ in range(10) if (url := running.enter_context(_serving(folder))))


@contextmanager
def _serving(folder: Path) -> Iterator[str]:
    """The address of a server; "" where somebody took the port between its being found free and the start."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).parent / "chroma"), "run", "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(
        [*command, "--path", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder
    ) as process:
        try:
            while process.poll() is None and not _is_chroma(port):
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}" if process.poll() is None else ""
        finally:
            process.terminate()


def _is_chroma(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/api/v2/heartbeat", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture(params=["embedded", "server"])
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opener]:
    """Opens a store of a name, as often as asked; all are closed at the end."""
    url = request.getfixturevalue("server") if request.param == "server" else ""
    opened: list[PassageStore] = []

    def open_store(name: str) -> PassageStore:
        here = tmp_path / "chroma"
        store = PassageStore.on_server(url, name + here.parent.name) if url else PassageStore.embedded(here, name)
        opened.append(store)
        return store

    yield open_store
    for store in opened:
        store.close()


def test_the_nearest_passages_come_with_their_cosine(opener: Opener) -> None:
    store = opener("near")
    store.add([passage("a"), passage("b"), passage("c")], [vector(1, 0), vector(0.6, 0.8), vector(0, 1)])
    nearest = store.nearest(vector(1, 0), 2)
    assert list(nearest) == ["a", "b"]
    assert list(nearest.values()) == pytest.approx([1, 0.6], abs=1e-5)


def test_an_empty_store_has_nothing_near(opener: Opener) -> None:
    assert opener("empty").nearest(vector(1, 0), 5) == {}


def test_adding_a_passage_again_overwrites_it(opener: Opener) -> None:
    store = opener("again")
    store.add([passage("a")], [vector(1, 0)])
    store.add([passage("a")], [vector(0, 1)])
    assert store.count() == 1
    assert store.nearest(vector(0, 1), 1) == pytest.approx({"a": 1}, abs=1e-5)


def test_deleting_passes_over_unknown_passages_and_nothing_at_all(opener: Opener) -> None:
    store = opener("delete")
    store.add([passage("a"), passage("b")], [vector(1, 0), vector(0, 1)])
    store.delete(["a", "unknown"])
    store.delete([])
    store.add([], [])
    assert store.ids() == {"b"}


def test_what_was_added_is_there_when_the_store_is_opened_again(opener: Opener) -> None:
    opener("stays").add([passage("a")], [vector(1, 0)])
    assert opener("stays").ids() == {"a"}


def test_a_renewed_store_is_empty_takes_other_dimensions_and_leaves_nothing_of_the_old(opener: Opener) -> None:
    old = opener("old")
    old.add([passage("a")], [vector(1, 0)])
    new = old.renewed(f"new-{id(old)}")
    assert new.count() == 0
    new.add([passage("a")], [vector(1, 0, 0)])
    assert opener("old").count() == 0


def test_more_passages_than_one_batch_are_all_kept(opener: Opener) -> None:
    store = opener("many")
    passages = [passage(f"p{n}") for n in range(4_100)]
    store.add(passages, [vector(1, n) for n in range(len(passages))])
    assert store.count() == 4_100
    store.delete([each.id for each in passages[1:]])
    assert store.ids() == {"p0"}


@pytest.mark.parametrize("nearer", [1, 3, 30], ids=["behind one", "behind a few", "behind more than are sifted"])
def test_what_is_off_the_shelf_is_passed_over_however_much_of_it_is_nearer(opener: Opener, nearer: int) -> None:
    store = opener(f"shelf-{nearer}")
    near, far = [f"n{n}" for n in range(nearer)], [f"f{n}" for n in range(30)]
    store.add([passage(id_, f"near {id_}") for id_ in near], [vector(1, n / 1000) for n in range(len(near))])
    store.add([passage(id_, f"far {id_}") for id_ in far], [vector(1, 1 + n / 10) for n in range(len(far))])
    off = frozenset(f"near {id_}" for id_ in near)
    documents = off | {f"far {id_}" for id_ in far}
    assert list(store.nearest(vector(1, 0), 2, off, lambda: documents)) == ["f0", "f1"]
    only = documents - {"far f7", "far f20"}
    assert list(store.nearest(vector(1, 0), 3, only, lambda: documents)) == ["f7", "f20"]
    assert store.nearest(vector(1, 0), 3, documents, lambda: documents) == {}


def test_two_homes_on_one_server_do_not_see_each_other(server: str, tmp_path: Path) -> None:
    file = tmp_path / "手引き.md"
    file.write_text("# 手引き\n\n資源を探します。", "utf-8")
    one, other = (PassageIndex.open(tmp_path / home, VocabularyEmbedder("資源"), server) for home in ("a", "b"))
    Synchroniser(one).ingest([str(file)])
    assert (one.store.count(), other.store.count()) == (1, 0)
    assert not one.disagreement()
    assert not other.disagreement()
    one.close()
    other.close()


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://no-such-host.invalid:8000", "http://127.0.0.1:99999"])
def test_a_server_that_is_not_there_is_named_with_its_address(url: str, tmp_path: Path) -> None:
    with pytest.raises(IndexUnreachable) as refusal:
        PassageIndex.open(tmp_path, VocabularyEmbedder(), url)
    assert url in refusal.value.what
    assert "CHROMA_URL" in refusal.value.cure


def test_an_index_whose_server_was_away_can_be_opened_when_it_is_back(server: str, tmp_path: Path) -> None:
    with pytest.raises(IndexUnreachable):
        PassageIndex.open(tmp_path, VocabularyEmbedder(), "http://127.0.0.1:9")
    PassageIndex.open(tmp_path, VocabularyEmbedder(), server).close()


def test_a_server_that_takes_the_call_and_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.passage_store._PATIENCE", 0.2)
    refused: list[Exception] = []

    def open_store(url: str) -> None:
        try:
            PassageStore.on_server(url, "tsunagi-mute")
        except IndexUnreachable as error:
            refused.append(error)

    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"http://127.0.0.1:{mute.getsockname()[1]}"
        waiting = threading.Thread(target=open_store, args=(url,), daemon=True)
        waiting.start()
        waiting.join(60)
    assert refused
