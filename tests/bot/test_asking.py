from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.blocks.asking import SHARE_ACTION
from bot.blocks.phrases import APOLOGY, LOOKING, NO_LONGER_KEPT
from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from bot.sandbox.errors import PersonError
from bot.sandbox.person import Person
from bot.sandbox.state import Message
from tests.bot.conftest import ROLE, ROLE_ANSWER
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import said_by_bot, words

pytestmark = pytest.mark.usefixtures("inbox")


def ask(workspace: Workspace, inbox: Inbox, person: Person, channel: str = "協議体") -> Message:
    assert person.slash("/ask", ROLE, channel=channel).acked
    (answer,) = said_by_bot(workspace, inbox, channel, viewer=person)
    return answer


def test_ask_is_answered_for_the_asker_alone_with_question_source_and_button(
    workspace: Workspace, coordinator: Person, inbox: Inbox
) -> None:
    answer = ask(workspace, inbox, coordinator)
    assert answer.ephemeral_to == coordinator.id
    assert all(text in words(answer) for text in (ROLE, ROLE_ANSWER, "出典: ", "チャンネルに共有"))


@pytest.mark.parametrize("text", ["", "　", "？"])
def test_ask_without_a_question_gets_the_usage_at_once(
    workspace: Workspace, coordinator: Person, inbox: Inbox, text: str
) -> None:
    coordinator.slash("/ask", text, channel="協議体")
    (said,) = said_by_bot(workspace, inbox, "協議体", viewer=coordinator)
    assert said.text == "ご質問を続けて書いてください。例: /ask 協議体の役割は?"


def test_an_answer_that_was_not_found_offers_nothing_to_share(
    workspace: Workspace, coordinator: Person, inbox: Inbox
) -> None:
    coordinator.slash("/ask", "宇宙旅行の費用は?", channel="協議体")
    (said,) = said_by_bot(workspace, inbox, "協議体", viewer=coordinator)
    assert "チャンネルに共有" not in words(said)


def test_ten_presses_share_once_under_the_name_of_who_shared(
    workspace: Workspace, coordinator: Person, inbox: Inbox
) -> None:
    answer = ask(workspace, inbox, coordinator)
    for _ in range(10):
        assert pressed(coordinator, answer)
    (shared,) = said_by_bot(workspace, inbox, "協議体")
    assert f"<@{coordinator.id}> さんが共有しました" in words(shared)
    assert ROLE in words(shared)
    assert ROLE_ANSWER in words(shared)


def pressed(person: Person, answer: Message) -> bool:
    """Presses as long as there is a button; without one, nobody can press any more, which is as good."""
    try:
        return person.press(answer, SHARE_ACTION).acked
    except PersonError:
        return SHARE_ACTION not in str(answer.blocks)


def test_a_press_delivered_again_after_the_sharing_shares_nothing(
    workspace: Workspace, coordinator: Person, inbox: Inbox
) -> None:
    delivery = coordinator.press(ask(workspace, inbox, coordinator), SHARE_ACTION)
    said_by_bot(workspace, inbox, "協議体")
    for _ in range(9):
        assert workspace.redeliver(delivery).acked
    assert len(said_by_bot(workspace, inbox, "協議体")) == 1


def test_once_shared_the_button_is_gone_and_the_answer_stays(
    workspace: Workspace, coordinator: Person, inbox: Inbox
) -> None:
    answer = ask(workspace, inbox, coordinator)
    coordinator.press(answer, SHARE_ACTION)
    said_by_bot(workspace, inbox, "協議体")
    assert "チャンネルに共有しました。" in words(answer)
    assert ROLE_ANSWER in words(answer)
    assert SHARE_ACTION not in str(answer.blocks)


def test_sharing_works_where_the_bot_is_no_member(workspace: Workspace, coordinator: Person, inbox: Inbox) -> None:
    coordinator.press(ask(workspace, inbox, coordinator, "雑談"), SHARE_ACTION)
    (shared,) = said_by_bot(workspace, inbox, "雑談")
    assert ROLE_ANSWER in words(shared)


def test_sharing_repeats_the_answer_that_was_seen_without_asking_again(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    coordinator.press(ask(workspace, inbox, coordinator), SHARE_ACTION)
    said_by_bot(workspace, inbox, "協議体")
    assert answerer.asked == [ROLE]


def test_an_answer_that_is_no_longer_kept_is_explained(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer, tmp_path: Path
) -> None:
    answer = ask(workspace, inbox, coordinator)
    with sqlite3.connect(tmp_path / "inbox.db") as other:
        other.execute("UPDATE work SET kept = NULL")
    other.close()
    coordinator.press(answer, SHARE_ACTION)
    _, explanation = said_by_bot(workspace, inbox, "協議体", 2, viewer=coordinator)
    assert words(explanation) == NO_LONGER_KEPT


def test_a_failing_answer_ends_in_one_apology(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.listeners.failures.LONGEST_PAUSE", 0.01)
    answerer.failures = [RuntimeError("broken")] * 20
    coordinator.slash("/ask", ROLE, channel="協議体")
    (said,) = said_by_bot(workspace, inbox, "協議体", viewer=coordinator)
    assert APOLOGY in words(said)


def test_an_answer_that_takes_long_is_announced(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    answerer.gate.clear()
    coordinator.slash("/ask", ROLE, channel="協議体")
    workspace.wait_for(lambda: workspace.messages("協議体", coordinator), 60, "a sign of work")
    answerer.gate.set()
    sign, answer = said_by_bot(workspace, inbox, "協議体", 2, viewer=coordinator, signs=True)
    assert words(sign) == LOOKING
    assert ROLE_ANSWER in words(answer)
