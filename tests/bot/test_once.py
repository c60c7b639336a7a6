"""Each question is answered once: not twice after a redelivery, not never after a crash."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.blocks.phrases import APOLOGY, LOOKING
from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from bot.sandbox.outgoing import Delivery
from bot.sandbox.person import Person
from knowledge.errors import QuestionError
from tests.bot.conftest import ROLE, ROLE_ANSWER
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import MANIFEST, PATIENT, running_bot, said_by_bot, words

REPOSITORY = Path(__file__).parents[2]


def delivered(workspace: Workspace, name: str) -> Delivery:
    def look() -> Delivery | None:
        return next((each for each in workspace.deliveries if each.outgoing.name == name), None)

    return workspace.wait_for(look, 60, name)


def test_an_event_delivered_three_times_is_answered_once(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    coordinator.mention("協議体", ROLE)
    delivery = delivered(workspace, "app_mention")
    assert workspace.redeliver(delivery).acked
    assert workspace.redeliver(delivery).acked
    assert len(said_by_bot(workspace, inbox, "協議体")) == 1
    assert answerer.asked == [ROLE]


def test_a_command_delivered_again_is_answered_once(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    delivery = coordinator.slash("/ask", ROLE, channel="協議体")
    assert workspace.redeliver(delivery).acked
    assert len(said_by_bot(workspace, inbox, "協議体", viewer=coordinator)) == 1
    assert answerer.asked == [ROLE]


def test_an_event_delivered_again_after_a_restart_is_answered_once(
    workspace: Workspace, coordinator: Person, answerer: ScriptedAnswerer, inbox_path: Path
) -> None:
    with running_bot(workspace, answerer, inbox_path) as inbox:
        coordinator.mention("協議体", ROLE)
        said_by_bot(workspace, inbox, "協議体")
        delivery = delivered(workspace, "app_mention")
    with running_bot(workspace, answerer, inbox_path) as inbox:
        assert workspace.redeliver(delivery).acked
        assert len(said_by_bot(workspace, inbox, "協議体")) == 1


@pytest.mark.parametrize("moment", ["before the answer", "after the post"])
@pytest.mark.parametrize("way", ["mention", "dm"])
def test_a_bot_killed_at_work_leaves_nothing_unanswered_and_nothing_said_twice(
    workspace: Workspace, coordinator: Person, answerer: ScriptedAnswerer, inbox_path: Path, moment: str, way: str
) -> None:
    child = doomed_bot(workspace, inbox_path, moment)
    workspace.wait_until_connected()
    place = workspace.channel("協議体") if way == "mention" else workspace.direct_channel(coordinator)
    coordinator.mention("協議体", ROLE) if way == "mention" else coordinator.dm(ROLE)
    if moment == "after the post":
        workspace.wait_for(lambda: ROLE_ANSWER in words(workspace.messages(place)[-1]), what="the post")
    killed(workspace, child)
    with running_bot(workspace, answerer, inbox_path) as inbox:
        (answer,) = said_by_bot(workspace, inbox, place)
    assert ROLE_ANSWER in words(answer)


def test_a_command_accepted_by_a_killed_bot_is_answered_by_the_next(
    workspace: Workspace, coordinator: Person, answerer: ScriptedAnswerer, inbox_path: Path
) -> None:
    child = doomed_bot(workspace, inbox_path, "before the answer")
    workspace.wait_until_connected()
    assert coordinator.slash("/ask", ROLE, channel="協議体").acked
    killed(workspace, child)
    with running_bot(workspace, answerer, inbox_path) as inbox:
        (answer,) = said_by_bot(workspace, inbox, "協議体", viewer=coordinator)
    assert ROLE_ANSWER in words(answer)


def doomed_bot(workspace: Workspace, inbox_path: Path, moment: str) -> subprocess.Popen[bytes]:
    """A bot in a process of its own, which kills itself at that moment of its first answer."""
    secrets = {"BOT_TOKEN": workspace.bot_token, "APP_TOKEN": workspace.app_token, "API_URL": workspace.api_url}
    command = [sys.executable, "-m", "tests.bot.doomed", str(inbox_path), moment]
    return subprocess.Popen(command, stdin=subprocess.PIPE, cwd=REPOSITORY, env={**os.environ, **secrets})


def killed(workspace: Workspace, child: subprocess.Popen[bytes]) -> None:
    """Lets it die of what it was asked, once it has acknowledged that."""
    workspace.wait_for(lambda: workspace.undelivered == 0, what="everything acknowledged")
    assert child.stdin is not None
    child.stdin.close()
    assert child.wait(60) == -signal.SIGKILL


def test_ten_slow_answers_do_not_hold_up_the_acknowledgement_of_the_eleventh(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    answerer.gate.clear()
    for number in range(10):
        assert coordinator.slash("/ask", f"{ROLE}{number}", channel="協議体").acked
    assert answerer.waiting.acquire(timeout=60)
    eleventh = coordinator.slash("/ask", ROLE, channel="協議体")
    assert eleventh.acked
    assert eleventh.attempts == 1
    assert inbox.unfinished() == 11
    answerer.gate.set()


def test_a_rate_limit_delays_the_answer_and_does_not_double_it(
    workspace: Workspace, coordinator: Person, inbox: Inbox
) -> None:
    workspace.faults.rate_limit("chat.postMessage", calls=2, retry_after=1)
    coordinator.mention("協議体", ROLE)
    (answer,) = said_by_bot(workspace, inbox, "協議体")
    assert ROLE_ANSWER in words(answer)


def test_a_busy_channel_gets_all_its_answers_at_the_pace_slack_allows(
    answerer: ScriptedAnswerer, inbox_path: Path
) -> None:
    with Workspace.from_manifest(MANIFEST, strict_rates=True, deadlines=PATIENT) as workspace:
        with running_bot(workspace, answerer, inbox_path) as inbox:
            asked = [workspace.person("coordinator").mention("協議体", ROLE) for _ in range(14)]
            replies = said_by_bot(workspace, inbox, "協議体", 14)
        assert sorted(str(reply.thread_ts) for reply in replies) == sorted(message.ts for message in asked)
        assert all(ROLE_ANSWER in words(reply) for reply in replies)


def test_a_slack_that_is_away_for_longer_than_all_attempts_still_gets_the_answer(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.listeners.failures.LONGEST_PAUSE", 0.05)
    workspace.faults.fail("chat.postMessage", calls=20)
    coordinator.mention("協議体", ROLE)
    (answer,) = said_by_bot(workspace, inbox, "協議体")
    assert ROLE_ANSWER in words(answer)
    assert answerer.asked == [ROLE]


def test_a_broken_slack_answers_late_and_once(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    workspace.faults.fail("chat.postMessage", calls=2)
    coordinator.mention("協議体", ROLE)
    (answer,) = said_by_bot(workspace, inbox, "協議体")
    assert ROLE_ANSWER in words(answer)
    assert answerer.asked == [ROLE]


def test_a_failing_answer_ends_in_one_apology_in_the_thread(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.listeners.failures.LONGEST_PAUSE", 0.01)
    answerer.failures = [RuntimeError("broken")] * 20
    asked = coordinator.mention("協議体", ROLE)
    (apology,) = said_by_bot(workspace, inbox, "協議体")
    assert APOLOGY in words(apology)
    assert apology.thread_ts == asked.ts


def test_an_answer_that_fails_once_is_tried_again(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    answerer.failures = [RuntimeError("broken")]
    coordinator.mention("協議体", ROLE)
    (answer,) = said_by_bot(workspace, inbox, "協議体")
    assert ROLE_ANSWER in words(answer)


def test_an_error_about_the_question_explains_itself(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    answerer.failures = [QuestionError("質問が長すぎます。", "200字までにしてください。")]
    coordinator.mention("協議体", ROLE)
    (said,) = said_by_bot(workspace, inbox, "協議体")
    assert words(said) == "質問が長すぎます。200字までにしてください。"
    assert answerer.asked == [ROLE]


def test_a_sign_of_work_becomes_the_answer(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    answerer.gate.clear()
    sign = workspace.wait_for_reply(coordinator.mention("協議体", ROLE))
    assert words(sign) == LOOKING
    answerer.gate.set()
    workspace.wait_for(lambda: ROLE_ANSWER in words(sign), 60, "the answer in place of the sign")
    assert len(said_by_bot(workspace, inbox, "協議体")) == 1


def test_no_question_stays_with_the_accepted_work_once_it_is_answered(
    workspace: Workspace, coordinator: Person, answerer: ScriptedAnswerer, inbox_path: Path
) -> None:
    with running_bot(workspace, answerer, inbox_path) as inbox:
        coordinator.mention("協議体", ROLE)
        said_by_bot(workspace, inbox, "協議体")
    # The log of answers keeps it for some days: tests/bot/keeping/test_answer_log.py counts them.
    files = list(inbox_path.parent.glob(f"{inbox_path.name}*"))
    assert files
    assert ROLE.encode() not in b"".join(file.read_bytes() for file in files)


def test_no_question_and_no_token_is_logged(
    workspace: Workspace,
    coordinator: Person,
    inbox: Inbox,
    answerer: ScriptedAnswerer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("bot.listeners.failures.LONGEST_PAUSE", 0.01)
    answerer.failures = [RuntimeError(ROLE)] * 20
    with caplog.at_level("INFO"):
        coordinator.mention("協議体", ROLE)
        said_by_bot(workspace, inbox, "協議体")
    assert "RuntimeError" in caplog.text
    assert ROLE not in caplog.text
    assert workspace.bot_token not in caplog.text
    assert workspace.app_token not in caplog.text
