"""A process to be killed: swaps two editions of a document without end."""

from __future__ import annotations

from multiprocessing.connection import Connection
from pathlib import Path

from knowledge.passage_index import PassageIndex
from knowledge.types import DocumentInfo, Passage
from tests.fakes import VocabularyEmbedder

SIZE = 25


def edition(number: int, size: int = SIZE) -> tuple[DocumentInfo, list[Passage]]:
    """The passages of edition `number`: each fifth is in both editions."""
    info = DocumentInfo("doc", "/手引き.md", "手引き", f"第{number}版")
    return info, [_passage(info, position, 0 if position % 5 == 0 else number) for position in range(size)]


def _passage(info: DocumentInfo, position: int, of: int) -> Passage:
    text = f"{position}番目の資源を第{of}の順に訪ねます。"
    return Passage(f"p{of}-{position}", info.id, info.title, info.edition, ("資源",), f"{position}行目", text, position)


def swap_for_ever(home: Path, ready: Connection) -> None:
    """Opens the index, says so, and swaps until it is killed; says so each time."""
    index = PassageIndex.open(home, VocabularyEmbedder("資源", "順"))
    ready.send(index.disagreement())
    while True:
        for number in (1, 2):
            info, passages = edition(number)
            index.replace_document(info, passages, str(number))
            ready.send([])


def try_to_open(home: Path, said: Connection) -> None:
    """Opens the index and says what came of it."""
    try:
        PassageIndex.open(home, VocabularyEmbedder("資源", "順"))
    except Exception as error:
        said.send(f"{type(error).__name__}: {error}")
    else:
        said.send("opened")
