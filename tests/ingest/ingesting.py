"""A process to be killed: takes a folder in. And a folder in two states for it."""

from __future__ import annotations

import time
import zipfile
from multiprocessing.connection import Connection
from pathlib import Path

from ingest.report import Step
from ingest.sync import Synchroniser
from knowledge.passage_index import PassageIndex
from tests.fakes import VocabularyEmbedder

WORDS = ("資源", "協議体", "送迎", "買い物")


def embedder() -> VocabularyEmbedder:
    """The embedder of both sides."""
    return VocabularyEmbedder(*WORDS)


def ingest(home: Path, folder: Path, ready: Connection, halt: int, stay: bool) -> None:
    """Opens the index, says so, takes the folder in, and says in how many steps. Says also when it comes to step number
    `halt`, and goes on then or, to be killed there, stays.
    """
    index = PassageIndex.open(home, embedder())
    ready.send("open")
    steps = 0

    def hear(_step: Step) -> None:
        nonlocal steps
        steps += 1
        if steps == halt:
            ready.send("here")
            while stay:
                time.sleep(60)

    Synchroniser(index).ingest([str(folder)], prune=True, progress=hear)
    ready.send(steps)


def write_before(folder: Path) -> None:
    """Six documents as they are at first."""
    folder.mkdir(exist_ok=True)
    for name in ("変わらない", "伸びる", "書きかわる", "縮む", "消える"):
        (folder / f"{name}.md").write_text(_text(name, 12, "はじめ"), "utf-8")
    _pack(folder / "束.zip", {"甲.md": _text("甲", 6, "はじめ"), "乙.md": _text("乙", 6, "はじめ")})


def write_after(folder: Path) -> None:
    """The same folder later: something of everything that can happen to a document."""
    (folder / "伸びる.md").write_text(_text("伸びる", 30, "はじめ"), "utf-8")
    (folder / "書きかわる.md").write_text(_text("書きかわる", 12, "あと"), "utf-8")
    (folder / "縮む.md").write_text(_text("縮む", 4, "はじめ"), "utf-8")
    (folder / "新しい.md").write_text(_text("新しい", 15, "あと"), "utf-8")
    (folder / "消える.md").unlink()
    _pack(folder / "束.zip", {"甲.md": _text("甲", 6, "あと"), "丙.md": _text("丙", 6, "あと")})


def _text(name: str, sections: int, state: str) -> str:
    told = (
        f"## {number}番 {WORDS[number % 4]}\n\n{name}の{number}番目の話は{state}のものです。"
        f"{WORDS[(number + 1) % 4]}と{WORDS[(number + 2) % 4]}について、集いで{number}回話しました。\n"
        f"その場で出た意見を、係の者が{number}枚の紙に書きとめ、次の集いの初めに読み上げました。\n"
        for number in range(sections)
    )
    return f"# {name}\n\n" + "\n".join(told)


def _pack(path: Path, members: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 4, 1, 0, 0, 0)), text)
