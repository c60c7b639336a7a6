"""Where the meaning of a thing is asked, a passage that says what it is comes before others that only speak of it."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import knowledge.defining
from knowledge.defining import says_what_it_is, thing_to_define
from knowledge.glossary import Glossary
from knowledge.ports import Embedder
from tests.conftest import library_in


def test_the_examples_in_its_docstrings() -> None:
    assert doctest.testmod(knowledge.defining) == (0, 1)


@pytest.mark.parametrize(
    ("core", "thing"),
    [
        ("見守りとは", "見守り"),
        ("町でいう「見守り」の意味", "見守り"),
        ("見守りって何", "見守り"),
        ("町の見守りの定義", "見守り"),
        ("見守りの役割とは何を指す", ""),
        ("見守りはいつ", ""),
    ],
)
def test_the_thing_whose_meaning_is_asked_is_read_out_of_the_question(core: str, thing: str) -> None:
    assert thing_to_define(core) == thing


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("- 見守り：離れて様子を見ること", True),
        ("見守り（声かけを含む）は、様子を見ることです。", True),
        ("「見守り」とは離れて様子を見ることです。", True),
        ("町の見守りは大切です。", False),
        ("見守りの会は火曜です。", False),
    ],
)
def test_a_sentence_says_what_a_thing_is_where_it_begins_with_it(sentence: str, says: bool) -> None:
    assert says_what_it_is("見守り", sentence) is says


def test_the_passage_that_says_what_it_is_comes_first(tmp_path: Path, bundled: Embedder) -> None:
    document = tmp_path / "手引き.md"
    others = "町の見守りの会の見守りの当番は、見守りの名簿を見て見守りの家を回り、見守りの帳面に書きます。" * 4
    document.write_text(
        f"# 町の手引き\n\n## 見守りについて\n\n{others}\n\n## 言葉\n\n- 声かけ：ひとこと話すこと\n"
        "- 見守り：離れた所から様子に気を配ること\n- 付き添い：一緒に歩くこと\n",
        "utf-8",
    )
    with library_in(tmp_path / "home", bundled, Glossary()) as library:
        library.take_in(document)
        found = library.retriever.pick("町でいう見守りの意味", 2)
    assert "気を配ること" in found[0].passage.text
