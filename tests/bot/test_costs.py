"""What the language model costs, on the Home tab of those who look after the workspace."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from bot.blocks import costs
from bot.keeping.keeping import FILE, Keeping
from bot.sandbox.block_rules import view_faults
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import running_bot

SPENT = 12_345


def home_of(workspace: Workspace, person: Person) -> str:
    person.open_home()
    view = workspace.wait_for(lambda: person.home, 60, "the Home tab")
    assert view_faults(view.content) == []
    return json.dumps(view.content, ensure_ascii=False)


@pytest.mark.parametrize(
    ("limit", "said"),
    [(0, costs.UNLIMITED), (100_000, "上限 100,000 の 12%"), (15_000, costs.NEARLY), (SPENT, costs.USED_UP)],
)
def test_administrators_see_what_was_spent_and_what_follows(
    workspace: Workspace, answerer: ScriptedAnswerer, inbox_path: Path, limit: int, said: str
) -> None:
    admin, now = workspace.person("admin"), time.time()  # stands still: no month ends between spending and looking
    keeping = Keeping.open(inbox_path.with_name(FILE), lambda: now)
    keeping.tokens.add(workspace.core.state.team.id, SPENT)
    keeping.close()
    admins = frozenset({admin.id})
    with running_bot(workspace, answerer, inbox_path, admins=admins, monthly_tokens=limit, clock=lambda: now):
        shown = home_of(workspace, admin)
        assert costs.TITLE in shown
        assert "12,345" in shown
        assert said in shown
        assert costs.TITLE not in home_of(workspace, workspace.person("coordinator"))


def test_without_a_model_nothing_is_said_of_its_costs(
    workspace: Workspace, answerer: ScriptedAnswerer, inbox_path: Path
) -> None:
    admin = workspace.person("admin")
    with running_bot(workspace, answerer, inbox_path, admins=frozenset({admin.id})):
        assert costs.TITLE not in home_of(workspace, admin)
