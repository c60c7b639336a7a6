from __future__ import annotations

import threading

import pytest
import sudachipy

from knowledge import tokenizer as module
from knowledge.japanese import words
from knowledge.resources.names import people_in

AT_ONCE = 8


def test_threads_that_begin_at_once_share_one_dictionary_and_no_tokenizer(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[object] = []
    load = sudachipy.Dictionary

    def noted() -> object:
        loaded.append(load())
        return loaded[-1]

    monkeypatch.setattr(sudachipy, "Dictionary", noted)
    monkeypatch.setattr(module, "_local", threading.local())
    module._dictionary.cache_clear()
    together = threading.Barrier(AT_ONCE)
    found: list[tuple[object, object, list[str], list[str]]] = []

    def read() -> None:
        together.wait(60)
        first = module.tokenizer()
        found.append((first, module.tokenizer(), words("協議体の役割"), people_in("田中さんに聞く")))

    threads = [threading.Thread(target=read) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(loaded) == 1
    assert len({id(first) for first, *_ in found}) == AT_ONCE
    assert all(first is again for first, again, *_ in found)
    assert [said for _, _, *said in found] == [[words("協議体の役割"), ["田中さん"]]] * AT_ONCE
