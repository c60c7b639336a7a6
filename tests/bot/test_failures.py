"""What is tried again, and when."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest
from slack_sdk.errors import SlackApiError

from bot.blocks.phrases import APOLOGY
from bot.inbox import Inbox, Job
from bot.listeners.delivery import Delivery
from bot.listeners.failures import LONGEST_WAIT, ErrorHandler, sentence
from bot.listeners.questions import ASK, QUESTION, QuestionWork
from bot.listeners.signs import Signs
from bot.listeners.voices import Voices
from bot.listeners.workers import Pause
from bot.sandbox.driver import Workspace
from bot.slack_app import slack_client
from knowledge.errors import IndexBusy, QuestionError
from tests.bot.conftest import ROLE
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import words

FIRST = Job("k", QUESTION, {}, 1, 0.0)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Inbox]:
    inbox = Inbox(tmp_path / "inbox.db", lambda: 0.0)
    yield inbox
    inbox.close()


@pytest.fixture
def delivery(workspace: Workspace, store: Inbox) -> Delivery:
    return Delivery(slack_client(workspace.bot_token, workspace.api_url), store)


@pytest.fixture
def handler(store: Inbox, delivery: Delivery) -> ErrorHandler:
    return ErrorHandler(store, delivery)


def refusal(workspace: Workspace, channel: str) -> SlackApiError:
    with pytest.raises(SlackApiError) as refused:
        slack_client(workspace.bot_token, workspace.api_url).chat_postMessage(channel=channel, text="x")
    return refused.value


def test_a_rate_limit_is_waited_out_as_long_as_slack_asks(workspace: Workspace, handler: ErrorHandler) -> None:
    workspace.faults.rate_limit("chat.postMessage", retry_after=17)
    assert handler.pause_after(refusal(workspace, workspace.channel("協議体").id), FIRST) == Pause(17, counted=False)


def test_a_rate_limit_without_end_is_given_up(workspace: Workspace, delivery: Delivery, tmp_path: Path) -> None:
    workspace.faults.rate_limit("chat.postMessage")
    error = refusal(workspace, workspace.channel("協議体").id)
    later = Inbox(tmp_path / "later.db", lambda: LONGEST_WAIT)
    assert ErrorHandler(later, delivery).pause_after(error, FIRST) is None
    later.close()


def test_what_fails_here_is_tried_again_with_growing_pauses(handler: ErrorHandler) -> None:
    error = RuntimeError("broken")
    pauses = [handler.pause_after(error, Job("k", QUESTION, {}, attempt, 0.0)) for attempt in (1, 2, 3, 20)]
    assert pauses == [Pause(1), Pause(2), Pause(4), Pause(60)]


def test_a_slack_that_is_away_is_waited_for_and_that_is_no_attempt(
    workspace: Workspace, delivery: Delivery, tmp_path: Path
) -> None:
    workspace.faults.fail("chat.postMessage")
    broken, gone = refusal(workspace, workspace.channel("協議体").id), URLError("no network")
    now = [0.0]
    store = Inbox(tmp_path / "away.db", lambda: now[0])
    handler = ErrorHandler(store, delivery)
    for age, pause in ((0, 1), (10, 5), (600, 60)):
        now[0] = age
        assert [handler.pause_after(error, FIRST) for error in (broken, gone)] == [Pause(pause, counted=False)] * 2
    now[0] = LONGEST_WAIT
    assert handler.pause_after(broken, FIRST) is None
    store.close()


def test_what_slack_will_always_refuse_is_not_tried_again(workspace: Workspace, handler: ErrorHandler) -> None:
    assert handler.pause_after(refusal(workspace, "C0NOWHERE"), FIRST) is None


def test_a_question_that_cannot_be_worked_on_is_not_tried_again(handler: ErrorHandler) -> None:
    assert handler.pause_after(QuestionError("長すぎます。"), FIRST) is None


def test_only_errors_about_the_question_explain_themselves_to_its_asker() -> None:
    assert sentence(QuestionError("長すぎます。", "短くしてください。")) == "長すぎます。短くしてください。"
    assert sentence(IndexBusy("索引は使用中です。", "管理者が止めてください。")) == APOLOGY
    assert sentence(None) == APOLOGY


def test_no_sign_of_work_is_given_once_the_answer_is_on_its_way(
    workspace: Workspace, store: Inbox, delivery: Delivery
) -> None:
    channel = workspace.channel("協議体")
    store.accept("k", QUESTION, {"question": ROLE, "channel": channel.id, "thread": "", "since": "0"})
    job = store.take()
    assert job is not None
    store.note(job, messages="[]")
    Signs(store, delivery).show(job)
    assert workspace.messages("協議体") == []


@pytest.fixture
def late(workspace: Workspace, tmp_path: Path) -> Iterator[tuple[Inbox, Job, Delivery]]:
    """A command that was accepted half an hour ago, when its response_url was still good."""
    now = [0.0]
    store = Inbox(tmp_path / "late.db", lambda: now[0])
    me = workspace.person("coordinator")
    payload = {"question": ROLE, "user": me.id, "channel": "C1", "response_url": workspace.url + "/response_url/gone"}
    store.accept("k", ASK, payload)
    job = store.take()
    assert job is not None
    now[0] = 31 * 60
    yield store, job, Delivery(slack_client(workspace.bot_token, workspace.api_url), store)
    store.close()


def direct(workspace: Workspace) -> str:
    (message,) = workspace.messages(workspace.direct_channel(workspace.person("coordinator")))
    return words(message)


def test_a_command_whose_response_url_is_over_is_answered_by_direct_message(
    workspace: Workspace, late: tuple[Inbox, Job, Delivery]
) -> None:
    store, job, delivery = late
    QuestionWork(store, Voices(ScriptedAnswerer({ROLE: "場です。"})), delivery).tell(job)
    assert "場です。" in direct(workspace)


def test_a_command_whose_response_url_is_over_gets_its_apology_by_direct_message(
    workspace: Workspace, late: tuple[Inbox, Job, Delivery]
) -> None:
    store, job, delivery = late
    ErrorHandler(store, delivery).give_up(job, RuntimeError("broken"))
    assert APOLOGY in direct(workspace)
