"""The table in docs/surfaces.md, cell by cell: what it quotes is what stands on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.blocks.help import EXAMPLES
from bot.keeping.keeping import FILE
from bot.sandbox.driver import Workspace
from knowledge.excerpts import Excerpts
from knowledge.followups.meant_for import Addressee
from knowledge.followups.rewriting import FollowUpRewriter
from knowledge.glossary import Glossary
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import MANIFEST, PATIENT, running_bot
from tests.bot.scenes import WAYS, InterruptedRetriever, Scene
from tests.conftest import Library
from tests.fakes import KnowingDocuments

TABLE = Path(__file__).parents[2] / "docs" / "surfaces.md"
OUTCOMES = ("asked", "found", "not found", "slow", "failed")
QUESTION = EXAMPLES[0]
NOWHERE = "ゾウリムシの宇宙遊泳"
ANSWER = "①住民の声を聞く場\n②資源をつくる場"
ATTEMPTS = 6
OPENED_FIRST = ("agent view", "button 「担当に聞く」", "Home, 「質問する」")  # something to see before one asks
LONG = 60.0  # seconds; no cell takes that long


class Cell(NamedTuple):
    """One cell: the way, what became of it, what it says, and whether a colleague sees it too."""

    way: str
    outcome: str
    says: str
    private: bool

    @property
    def quoted(self) -> list[str]:
        return re.findall(r"「(.+?)」", self.says)


def rows() -> Iterator[tuple[str, str, list[str]]]:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("|") and not line.startswith("|---"):
            surface, who, *outcomes = (cell.strip() for cell in line.strip("|").split("|"))
            yield surface, who, outcomes


def cells() -> list[Cell]:
    head, *body = rows()
    assert head == ("surface", "who sees it", list(OUTCOMES))
    return [
        Cell(surface, outcome, says, who == "the asker")
        for surface, who, told in body
        for outcome, says in zip(OUTCOMES, told, strict=True)
    ]


@pytest.fixture(scope="module")
def scene(handbook: Library, glossary: Glossary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    answerer, retriever = ScriptedAnswerer(), InterruptedRetriever(handbook.retriever)
    excerpts = Excerpts(retriever, handbook.index.catalogue, glossary)
    documents = KnowingDocuments()
    addressee = Addressee(FollowUpRewriter(documents), documents)
    path = tmp_path_factory.mktemp("surfaces") / "inbox.db"
    with (
        Workspace.from_manifest(MANIFEST, deadlines=PATIENT) as workspace,
        running_bot(workspace, answerer, path, excerpts=excerpts, addressee=addressee) as inbox,
    ):
        nakamura, sato = workspace.person("coordinator"), workspace.person("colleague")
        yield Scene(workspace, inbox, answerer, retriever, nakamura, sato, path.with_name(FILE))
        answerer.gate.set()
        retriever.gate.set()


@pytest.mark.parametrize("cell", cells(), ids=lambda cell: f"{cell.way}: {cell.outcome}")
def test_what_the_table_quotes_is_what_stands_on_the_screen(
    cell: Cell, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.listeners.failures.LONGEST_PAUSE", 0.01)
    monkeypatch.setattr("bot.listeners.workers.SIGN_AFTER", 0.0 if cell.outcome == "slow" else LONG)
    question = NOWHERE if cell.outcome == "not found" else QUESTION
    scene.answerer.answers = {} if cell.outcome == "not found" else {QUESTION: ANSWER}
    way, prepare = WAYS[cell.way]
    prepare(scene, question)
    scene.begin()
    if cell.outcome in ("asked", "slow"):
        scene.hold()
    scene.break_down(ATTEMPTS if cell.outcome == "failed" else 0)
    try:
        only_opened = cell.outcome == "asked" and cell.way in OPENED_FIRST
        way(scene, "" if only_opened else question)
        shows(scene, cell)
    finally:
        scene.let_go()
        scene.settle()
        scene.break_down(0)


def shows(scene: Scene, cell: Cell) -> None:
    """Waits for what the cell quotes; where it quotes nothing, nothing may be there."""
    if not cell.quoted:
        scene.workspace.wait_for(lambda: scene.inbox.unfinished() > 0, 60, "accepted work")
        assert scene.screen(scene.nakamura) == ""
    for words in cell.quoted:
        scene.workspace.wait_for(partial(_with, scene, words), 60, f"{words} for who asked")
    theirs = [words for words in cell.quoted if words in scene.screen(scene.sato)]
    assert theirs == ([] if cell.private else cell.quoted)


def _with(scene: Scene, words: str) -> str:
    """The asker's screen once `words` stand on it."""
    screen = scene.screen(scene.nakamura)
    return screen if words in screen else ""


def test_every_way_to_ask_that_is_tried_stands_in_the_table_and_the_other_way_round() -> None:
    assert [surface for surface, _, _ in rows()][1:] == list(WAYS)


def test_a_cell_that_is_not_so_is_noticed(scene: Scene) -> None:
    scene.begin()
    wrong = Cell("mention in a channel", "found", "「出典: 」", private=False)
    assert not _with(scene, wrong.quoted[0])
    scene.answerer.answers = {QUESTION: ANSWER}
    WAYS[wrong.way][0](scene, QUESTION)
    scene.settle()
    shows(scene, wrong)
    with pytest.raises(AssertionError):
        shows(scene, wrong._replace(private=True))
