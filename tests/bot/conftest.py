from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import MANIFEST, PATIENT, running_bot

ROLE = "協議体の役割は?"
ROLE_ANSWER = "①地域の**情報共有**の場\n②資源開発の場"


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace.from_manifest(MANIFEST, deadlines=PATIENT) as workspace:
        yield workspace


@pytest.fixture
def coordinator(workspace: Workspace) -> Person:
    return workspace.person("coordinator")


@pytest.fixture
def answerer() -> Iterator[ScriptedAnswerer]:
    answerer = ScriptedAnswerer({ROLE: ROLE_ANSWER})
    yield answerer
    answerer.gate.set()


@pytest.fixture
def inbox_path(tmp_path: Path) -> Path:
    return tmp_path / "inbox.db"


@pytest.fixture
def inbox(workspace: Workspace, answerer: ScriptedAnswerer, inbox_path: Path) -> Iterator[Inbox]:
    """The inbox of a bot that runs."""
    with running_bot(workspace, answerer, inbox_path) as inbox:
        yield inbox
