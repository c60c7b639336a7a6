"""Excerpts over the real workspace: what one person previews, and what everybody reads once it is quoted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.blocks import excerpts as pages
from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from bot.sandbox.state import Message
from knowledge.excerpts import Excerpts
from knowledge.glossary import Glossary
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import running_bot, words
from tests.conftest import Library

PLACE = "第2層-中央"
WORDS = "協議体 構成"


@dataclass(frozen=True)
class Table:
    """The bot at work with the sample handbook, and people around it."""

    workspace: Workspace
    inbox: Inbox
    answerer: ScriptedAnswerer
    nakamura: Person
    sato: Person

    def seen(self, person: Person | None, place: str = PLACE) -> list[Message]:
        """What the bot has said to a person in a channel; without one, what it said to everybody."""
        self.workspace.wait_for(lambda: self.inbox.unfinished() == 0, 30, "all accepted work done")
        return [each for each in self.workspace.messages(place, person) if each.user == self.workspace.bot_user_id]

    def preview(self, person: Person, place: str = PLACE) -> Message:
        """The latest that only this person sees."""
        return [each for each in self.seen(person, place) if each.ephemeral_to][-1]

    def cards(self, place: str = PLACE) -> list[Message]:
        return self.seen(None, place)


@pytest.fixture(scope="module")
def excerpts(handbook: Library, glossary: Glossary) -> Excerpts:
    return Excerpts(handbook.retriever, handbook.index.catalogue, glossary)


@pytest.fixture
def table(workspace: Workspace, excerpts: Excerpts, answerer: ScriptedAnswerer, tmp_path: Path) -> Iterator[Table]:
    people = [workspace.person(key) for key in ("coordinator", "colleague")]
    with running_bot(workspace, answerer, tmp_path / "inbox.db", excerpts=excerpts) as inbox:
        yield Table(workspace, inbox, answerer, *people)


def test_a_command_shows_its_asker_alone_up_to_five_passages_with_their_places(table: Table) -> None:
    assert table.nakamura.slash("/excerpt", WORDS, channel=PLACE).acked
    preview = table.preview(table.nakamura)
    shown = words(preview)
    assert "5-1 協議体とは" in shown
    assert "行目" in shown
    assert 1 <= shown.count("引用する") <= 5
    assert table.seen(table.sato) == []


def test_one_tap_quotes_a_passage_with_its_source_under_the_name_of_who_did(table: Table) -> None:
    table.nakamura.slash("/excerpt", WORDS, channel=PLACE)
    table.nakamura.press(table.preview(table.nakamura), pages.QUOTE)
    (card,) = table.cards()
    assert f"<@{table.nakamura.id}> さんが引用" in words(card)
    assert "出典: 生活支援コーディネーターの手引き（見本）" in words(card)
    assert card.thread_ts is None
    assert pages.QUOTED in words(table.preview(table.nakamura))
