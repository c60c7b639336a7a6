"""「資料を開く」 under an answer, over the local workspace, with the sample handbook behind it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.blocks import opened
from bot.blocks.under import OPEN, OPEN_LABEL
from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from bot.sandbox.state import Message, View
from knowledge.excerpts import Excerpts
from knowledge.glossary import Glossary
from knowledge.resources.privacy import Viewer
from knowledge.types import EVERYTHING, Shelf
from tests.bot.running import running_bot, said_by_bot, words
from tests.bot.surfaces import labels
from tests.conftest import Library

ROLE = "協議体の役割は?"
LONG = "介護給付と予防給付は対象の人がどう違う？"  # one quotation over two passages


class ShelfToSwitch:
    """Hides whole documents for everybody, once told to; a stand-in for limits that change."""

    def __init__(self) -> None:
        self.now = EVERYTHING

    def shelf(self, reader: Viewer, channel: str) -> Shelf:
        """The same for everybody."""
        return self.now


@pytest.fixture(scope="module")
def excerpts(handbook: Library, glossary: Glossary) -> Excerpts:
    return Excerpts(handbook.retriever, handbook.index.catalogue, glossary)


@pytest.fixture
def shelves() -> ShelfToSwitch:
    return ShelfToSwitch()


@pytest.fixture
def inbox(
    workspace: Workspace, handbook: Library, excerpts: Excerpts, shelves: ShelfToSwitch, inbox_path: Path
) -> Iterator[Inbox]:
    with running_bot(workspace, handbook.answerer, inbox_path, excerpts=excerpts, shelves=shelves) as inbox:
        yield inbox


@pytest.fixture
def answer(workspace: Workspace, coordinator: Person, inbox: Inbox) -> Message:
    coordinator.mention("協議体", ROLE)
    return said_by_bot(workspace, inbox, "協議体")[-1]


def shown(view: View) -> str:
    return json.dumps(view.content, ensure_ascii=False)


def test_the_source_opens_at_what_was_quoted_and_whole(
    workspace: Workspace, coordinator: Person, answer: Message, handbook: Library
) -> None:
    assert OPEN_LABEL in labels(answer)
    coordinator.press(answer, OPEN)
    view = workspace.wait_for_view(coordinator)
    assert opened.QUOTED in shown(view)
    assert "5-2 協議体の七つの役割" in shown(view)
    texts = [each["text"]["text"] for each in view.content["blocks"] if each["type"] == "section"][1:]
    found = handbook.answerer.answer(ROLE).parts[0].citations[0].passage_id
    (passage,) = Excerpts(handbook.retriever, handbook.index.catalogue, Glossary(())).by_ids([found])
    heading = "### 5-2 協議体の七つの役割\n\n"
    assert passage.text.startswith(heading)
    assert heading + "".join(texts) == passage.text


def test_one_leafs_to_the_neighbours_and_back(workspace: Workspace, coordinator: Person, answer: Message) -> None:
    coordinator.press(answer, OPEN)
    first = workspace.wait_for_view(coordinator)
    before = shown(first)
    coordinator.press(first, opened.AFTER)
    second = workspace.wait_for_view(coordinator)
    assert shown(second) != before
    assert opened.QUOTED not in shown(second)
    coordinator.press(second, opened.BEFORE)
    assert opened.QUOTED in shown(workspace.wait_for_view(coordinator))


def test_each_passage_of_a_long_quotation_is_marked(
    workspace: Workspace, coordinator: Person, inbox: Inbox, handbook: Library
) -> None:
    quotation = handbook.answerer.answer(LONG).citations[0]
    every = handbook.index.catalogue.by_ids(handbook.index.catalogue.passage_ids())
    assert not any(quotation.quote in each.passage.text for each in every)
    coordinator.mention("協議体", LONG)
    answer = said_by_bot(workspace, inbox, "協議体")[-1]
    coordinator.press(answer, OPEN)
    marked = [shown(workspace.wait_for_view(coordinator))]
    for _ in range(2):
        coordinator.press(workspace.wait_for_view(coordinator), opened.AFTER)
        marked.append(shown(workspace.wait_for_view(coordinator)))
    assert [opened.QUOTED in each for each in marked] == [True, True, False]


def test_what_was_limited_meanwhile_is_not_opened(
    workspace: Workspace, coordinator: Person, answer: Message, handbook: Library, shelves: ShelfToSwitch
) -> None:
    every = frozenset(each.id for each in handbook.index.catalogue.documents())
    shelves.now = dataclasses.replace(EVERYTHING, hidden=every)
    coordinator.press(answer, OPEN)
    said = shown(workspace.wait_for_view(coordinator))
    assert opened.GONE in said
    assert "七つの役割" not in said


def test_an_answer_that_is_no_longer_kept_says_so(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answer: Message, inbox_path: Path
) -> None:
    gone = [json.loads(json.dumps(block)) for block in answer.blocks]
    for block in gone:
        for element in block.get("elements", []):
            if element.get("action_id") == OPEN:
                element["value"] = "forgotten"
    answer.blocks = gone
    coordinator.press(answer, OPEN)
    assert opened.TOO_LATE in shown(workspace.wait_for_view(coordinator))


def test_an_answer_for_ones_own_eyes_opens_too(workspace: Workspace, coordinator: Person, inbox: Inbox) -> None:
    coordinator.slash("/ask", ROLE, channel="協議体")
    said = said_by_bot(workspace, inbox, "協議体", viewer=coordinator)[-1]
    assert "出典: " in words(said)
    coordinator.press(said, OPEN)
    assert opened.QUOTED in shown(workspace.wait_for_view(coordinator))
