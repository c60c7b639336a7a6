"""「役に立った」 and 「違う」 under every answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.blocks.feedback import THANKS, THANKS_FOR_WHY, TOO_LATE
from bot.inbox import Inbox
from bot.keeping.answer_log import AnswerLog
from bot.keeping.keeping import FILE, Keeping
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from bot.sandbox.state import Channel, Message
from tests.bot.conftest import ROLE
from tests.bot.fakes import ScriptedAnswerer, answer_of
from tests.bot.running import said_by_bot, words
from tests.bot.surfaces import SURFACES, asked_by, labels
from tests.bot.verdicts import verdicts


@pytest.fixture
def log(inbox: Inbox, inbox_path: Path) -> Iterator[AnswerLog]:
    """The log of the bot that runs, seen from beside it."""
    keeping = Keeping.open(inbox_path.with_name(FILE), lambda: 0.0)
    yield keeping.answers
    keeping.close()


def team(workspace: Workspace) -> str:
    return workspace.core.state.team.id


def place(workspace: Workspace, message: Message) -> Channel:
    return workspace.core.state.channels[message.channel]


def told(workspace: Workspace, inbox: Inbox, message: Message, person: Person, sentence: str) -> int:
    """How often the person was told so, once all work is over."""
    said = said_by_bot(workspace, inbox, place(workspace, message), viewer=person)
    return sum(words(each) == sentence for each in said)


@pytest.mark.parametrize("surface", SURFACES)
def test_an_answer_can_be_judged_wherever_it_was_asked(
    workspace: Workspace, coordinator: Person, inbox: Inbox, log: AnswerLog, surface: str
) -> None:
    answer = asked_by(surface, coordinator, workspace, inbox, ROLE)
    for _ in range(10):
        assert coordinator.press(answer, "役に立った").acked
    assert told(workspace, inbox, answer, coordinator, THANKS) == 1
    assert verdicts(log, team(workspace)) == (1, 0)
    assert coordinator.press(answer, "違う").acked
    view = workspace.wait_for_view(coordinator)
    assert verdicts(log, team(workspace)) == (0, 1)
    assert coordinator.submit(view, {"why": "今年からは八つです"}).acked
    assert THANKS_FOR_WHY in str(coordinator.views[-1].content)
    gap = next(gap for gap in log.gaps(team(workspace)) if ROLE in gap.questions)
    assert (gap.wrong, gap.unanswered, gap.why) == (1, 0, ("今年からは八つです",))


@pytest.mark.parametrize("surface", SURFACES)
def test_where_nothing_was_found_there_is_no_source_to_judge(
    workspace: Workspace, coordinator: Person, inbox: Inbox, log: AnswerLog, surface: str
) -> None:
    answer = asked_by(surface, coordinator, workspace, inbox, "宇宙旅行の費用は?")
    assert not {"役に立った", "違う", "資料を開く", "チャンネルに共有"} & set(labels(answer))
    assert any("宇宙旅行の費用は?" in gap.questions for gap in log.gaps(team(workspace)))


def test_a_form_closed_without_a_word_leaves_the_judgement(
    workspace: Workspace, coordinator: Person, inbox: Inbox, log: AnswerLog
) -> None:
    answer = asked_by("mention", coordinator, workspace, inbox, ROLE)
    coordinator.press(answer, "違う")
    coordinator.submit(workspace.wait_for_view(coordinator))
    (gap,) = log.gaps(team(workspace))
    assert (gap.wrong, gap.why) == (1, ())


def test_everybody_who_reads_along_counts_once(
    workspace: Workspace, coordinator: Person, inbox: Inbox, log: AnswerLog
) -> None:
    answer = asked_by("mention", coordinator, workspace, inbox, ROLE)
    for person in (coordinator, workspace.person("colleague"), coordinator):
        assert person.press(answer, "役に立った").acked
    assert verdicts(log, team(workspace)) == (2, 0)


def test_a_press_delivered_again_counts_nothing_more(
    workspace: Workspace, coordinator: Person, inbox: Inbox, log: AnswerLog
) -> None:
    answer = asked_by("mention", coordinator, workspace, inbox, ROLE)
    delivery = coordinator.press(answer, "役に立った")
    for _ in range(3):
        assert workspace.redeliver(delivery).acked
    assert told(workspace, inbox, answer, coordinator, THANKS) == 1
    assert verdicts(log, team(workspace)) == (1, 0)


@pytest.mark.parametrize("button", ["役に立った", "違う"])
def test_an_answer_that_is_no_longer_kept_says_so(
    workspace: Workspace, coordinator: Person, inbox: Inbox, log: AnswerLog, button: str
) -> None:
    answer = asked_by("mention", coordinator, workspace, inbox, ROLE)
    log._file.write("DELETE FROM answers")
    assert coordinator.press(answer, button).acked
    assert told(workspace, inbox, answer, coordinator, TOO_LATE) == 1
    assert coordinator.views == []


def test_a_reason_for_an_answer_that_went_meanwhile_is_told_in_the_form(
    workspace: Workspace, coordinator: Person, inbox: Inbox, log: AnswerLog
) -> None:
    coordinator.press(asked_by("mention", coordinator, workspace, inbox, ROLE), "違う")
    view = workspace.wait_for_view(coordinator)
    log._file.write("DELETE FROM answers")
    coordinator.submit(view, {"why": "今年からは八つです"})
    assert TOO_LATE in str(coordinator.views[-1].content)


def test_only_the_last_message_of_a_long_answer_carries_the_buttons(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    text = "\n".join(f"{number}番目の活動は、住民と進める「通いの場」です。" for number in range(1, 1_501))
    answerer.answers["長い答えは?"] = answer_of("長い答えは?", text)
    coordinator.mention("協議体", "長い答えは?")
    *earlier, last = said_by_bot(workspace, inbox, "協議体", 5)
    assert not any(labels(message) for message in earlier)
    assert labels(last)[-2:] == ["役に立った", "違う"]


def test_a_shared_answer_can_be_judged_by_those_who_read_it(
    workspace: Workspace, coordinator: Person, inbox: Inbox, log: AnswerLog
) -> None:
    coordinator.press(asked_by("ask", coordinator, workspace, inbox, ROLE), "チャンネルに共有")
    (shared,) = said_by_bot(workspace, inbox, "協議体")
    workspace.person("colleague").press(shared, "役に立った")
    coordinator.press(shared, "役に立った")
    assert verdicts(log, team(workspace)) == (2, 0)


def test_neither_question_nor_reason_is_logged(
    workspace: Workspace, coordinator: Person, inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG", "bot"):
        answer = asked_by("mention", coordinator, workspace, inbox, ROLE)
        workspace.faults.fail("views.open", calls=1)
        coordinator.press(answer, "違う")
        coordinator.press(answer, "違う")
        coordinator.submit(workspace.wait_for_view(coordinator), {"why": "今年からは八つです"})
    assert ROLE not in caplog.text
    assert "八つ" not in caplog.text
