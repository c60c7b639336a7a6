"""After an apology the same can be asked once more with one press: where it was asked, and once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.blocks.again import AGAIN_ACTION, AGAIN_LABEL, with_again
from bot.blocks.phrases import APOLOGY, LOOKING
from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from bot.sandbox.state import Channel, Message
from knowledge.errors import QuestionError
from tests.bot.conftest import ROLE, ROLE_ANSWER
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import running_bot, said_by_bot, words

GIVEN_UP = 6  # attempts

Way = Callable[[Workspace, Person], str | Channel]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.listeners.failures.LONGEST_PAUSE", 0.01)


def by_mention(_workspace: Workspace, person: Person) -> str | Channel:
    person.mention("協議体", ROLE)
    return "協議体"


def in_a_thread(workspace: Workspace, person: Person) -> str | Channel:
    root = workspace.person("colleague").say("協議体", "来月の協議体について")
    person.mention("協議体", ROLE, thread_ts=root.ts)
    return "協議体"


def directly(workspace: Workspace, person: Person) -> str | Channel:
    person.dm(ROLE)
    return workspace.direct_channel(person)


def by_command(_workspace: Workspace, person: Person) -> str | Channel:
    person.slash("/ask", ROLE, channel="協議体")
    return "協議体"


def apology(workspace: Workspace, inbox: Inbox, person: Person, place: str | Channel) -> Message:
    said = said_by_bot(workspace, inbox, place, viewer=person)
    return next(each for each in said if APOLOGY in words(each))


def standing(workspace: Workspace, inbox: Inbox, person: Person, place: str | Channel) -> Message:
    """The one thing the bot has said; below a command, also its sign of work, which Slack lets nobody take away."""
    said = said_by_bot(workspace, inbox, place, viewer=person)
    (found,) = [each for each in said if words(each) != LOOKING]
    return found


@pytest.mark.parametrize("way", [by_mention, in_a_thread, directly, by_command])
def test_the_answer_takes_the_place_of_the_apology(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer, way: Way
) -> None:
    answerer.failures = [RuntimeError("broken")] * GIVEN_UP
    place = way(workspace, coordinator)
    said = apology(workspace, inbox, coordinator, place)
    assert AGAIN_LABEL in words(said)
    coordinator.press(said, AGAIN_ACTION)
    answer = standing(workspace, inbox, coordinator, place)
    assert ROLE_ANSWER in words(answer)
    assert AGAIN_LABEL not in words(answer)
    assert (answer.ts, answer.thread_ts, answer.ephemeral_to) == (said.ts, said.thread_ts, said.ephemeral_to)


def test_in_a_thread_of_a_direct_conversation_the_answer_stays_in_the_thread(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    root, place = coordinator.dm(ROLE), workspace.direct_channel(coordinator)
    said_by_bot(workspace, inbox, place)
    answerer.failures = [RuntimeError("broken")] * GIVEN_UP
    coordinator.dm(ROLE, thread_ts=root.ts)
    said_by_bot(workspace, inbox, place, 2)
    coordinator.press(apology(workspace, inbox, coordinator, place), AGAIN_ACTION)
    _, answer = said_by_bot(workspace, inbox, place, 2)
    assert ROLE_ANSWER in words(answer)
    assert answer.thread_ts == root.ts


@pytest.mark.parametrize("way", [by_mention, directly, by_command])
def test_ten_presses_ask_once(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer, way: Way
) -> None:
    answerer.failures = [RuntimeError("broken")] * GIVEN_UP
    place = way(workspace, coordinator)
    said = apology(workspace, inbox, coordinator, place)
    answerer.gate.clear()
    assert all(coordinator.press(said, AGAIN_ACTION).acked for _ in range(5))
    workspace.wait_for(lambda: LOOKING in words(said), 60, "the sign in place of the apology")
    answerer.gate.set()
    answer = standing(workspace, inbox, coordinator, place)
    assert ROLE_ANSWER in words(answer)
    assert len(answerer.asked) == GIVEN_UP + 1


def test_a_second_failure_can_be_asked_again_too(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    answerer.failures = [RuntimeError("broken") for _ in range(2 * GIVEN_UP)]
    coordinator.mention("協議体", ROLE)
    for _ in range(2):
        coordinator.press(apology(workspace, inbox, coordinator, "協議体"), AGAIN_ACTION)
        (said,) = said_by_bot(workspace, inbox, "協議体")
    assert ROLE_ANSWER in words(said)


def test_a_question_that_cannot_be_worked_on_is_not_offered_again(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    answerer.failures = [QuestionError("質問が長すぎます。", "短くしてください。")]
    coordinator.mention("協議体", ROLE)
    (said,) = said_by_bot(workspace, inbox, "協議体")
    assert AGAIN_LABEL not in words(said)


def test_no_question_stays_on_disk_for_the_button(
    workspace: Workspace, coordinator: Person, answerer: ScriptedAnswerer, inbox_path: Path
) -> None:
    answerer.failures = [RuntimeError("broken")] * GIVEN_UP
    with running_bot(workspace, answerer, inbox_path) as inbox:
        coordinator.mention("協議体", ROLE)
        apology(workspace, inbox, coordinator, "協議体")
    assert ROLE.encode() not in b"".join(file.read_bytes() for file in inbox_path.parent.iterdir())


def test_a_question_too_long_for_a_button_gets_the_apology_without_one() -> None:
    assert len(with_again(APOLOGY, "k", "question", {"question": "あ" * 500}).blocks) == 2
    assert len(with_again(APOLOGY, "k", "question", {"question": "あ" * 2_000}).blocks) == 1
