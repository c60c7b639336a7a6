from __future__ import annotations

import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from slack_bolt import App
from slack_sdk.socket_mode.builtin.client import SocketModeClient

from bot.inbox import Inbox
from bot.listeners.workers import Workers
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from bot.slack_app import SlackServices, create_app, create_workers, slack_client
from bot.slack_runner import check_bot_token, run_http, run_socket_mode
from knowledge.errors import SettingError
from tests.bot.conftest import ROLE, ROLE_ANSWER
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import reply_by_bot, said_by_bot, words

Bot = tuple[App, Workers, Inbox]


@pytest.fixture
def bot(workspace: Workspace, answerer: ScriptedAnswerer, inbox_path: Path) -> Iterator[Bot]:
    inbox = Inbox(inbox_path, time.time)
    services = SlackServices(answerer, inbox)
    client = slack_client(workspace.bot_token, workspace.api_url)
    app = create_app(services, client=client, signing_secret=workspace.signing_secret)
    yield app, create_workers(services, client=client), inbox
    inbox.close()


@contextmanager
def serving(app: App, workers: Workers) -> Iterator[int]:
    """The HTTP server on a free port."""
    stop, ready = threading.Event(), threading.Event()
    ports: list[int] = []

    def on_ready(port: int) -> None:
        ports.append(port)
        ready.set()

    options = {"port": 0, "host": "127.0.0.1", "stop": stop, "on_ready": on_ready}
    server = threading.Thread(target=run_http, args=(app, workers), kwargs=options)
    server.start()
    try:
        assert ready.wait(60)
        yield ports[0]
    finally:
        stop.set()
        server.join(60)
        assert not server.is_alive()


def test_over_http_a_mention_and_a_command_are_answered(workspace: Workspace, coordinator: Person, bot: Bot) -> None:
    app, workers, inbox = bot
    with serving(app, workers) as port:
        workspace.deliver_to(f"http://127.0.0.1:{port}/slack/events")
        assert ROLE_ANSWER in words(reply_by_bot(workspace, coordinator.mention("協議体", ROLE)))
        assert coordinator.slash("/ask", ROLE, channel="第2層-中央").acked
        (answer,) = said_by_bot(workspace, inbox, "第2層-中央", viewer=coordinator)
        assert ROLE_ANSWER in words(answer)


def test_over_http_a_request_with_a_bad_signature_is_refused(bot: Bot) -> None:
    app, workers, inbox = bot
    body = b'{"type":"event_callback","event":{"type":"app_mention","channel":"C1","user":"U1","ts":"1.1","text":"x"}}'
    headers = {"X-Slack-Request-Timestamp": str(int(time.time())), "X-Slack-Signature": "v0=" + "0" * 64}
    with serving(app, workers) as port:
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/slack/events", body, {**headers, "Content-Type": "application/json"}
        )
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=60)  # noqa: S310 - an http address
        refused.value.close()
        assert refused.value.code == 401
        assert inbox.unfinished() == 0


def test_over_http_the_health_is_told(bot: Bot) -> None:
    app, workers, _ = bot
    with serving(app, workers) as port, urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
        assert answer.read() == b"ok"


def test_a_port_that_is_taken_is_named(bot: Bot) -> None:
    app, workers, _ = bot
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SettingError, match=rf"ポート {port} .*--port"):
            run_http(app, workers, port=port, host="127.0.0.1")


def test_a_wrong_bot_token_is_explained_by_its_setting_and_never_shown(workspace: Workspace) -> None:
    with pytest.raises(SettingError, match=r"SLACK_BOT_TOKEN .*invalid_auth.*設定し直して") as told:
        check_bot_token(slack_client("xoxb-wrong", workspace.api_url))
    assert "xoxb" not in str(told.value)


def test_a_wrong_app_token_is_explained_by_its_setting_and_never_shown(bot: Bot) -> None:
    app, workers, _ = bot
    with pytest.raises(SettingError, match=r"SLACK_APP_TOKEN .*設定し直して") as told:
        run_socket_mode(app, workers, app_token="xapp-wrong")
    assert "xapp" not in str(told.value)


def test_a_silent_slack_is_explained(workspace: Workspace) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}/api/"
        with pytest.raises(SettingError, match=r"接続ができませんでした。.*ネットワーク"):
            check_bot_token(slack_client(workspace.bot_token, address))


def test_work_under_way_ends_before_the_bot_stops(
    workspace: Workspace, coordinator: Person, bot: Bot, answerer: ScriptedAnswerer
) -> None:
    app, workers, inbox = bot
    stop, ready = threading.Event(), threading.Event()
    options = {"app_token": workspace.app_token, "stop": stop, "on_ready": ready.set, "patience": 60.0}
    running = threading.Thread(target=run_socket_mode, args=(app, workers), kwargs=options)
    running.start()
    assert ready.wait(60)
    answerer.gate.clear()
    coordinator.mention("協議体", ROLE)
    assert answerer.waiting.acquire(timeout=60)
    stop.set()
    workspace.wait_for(lambda: workspace.connections == 0, 60, "the connection closed")
    answerer.gate.set()
    running.join(60)
    assert inbox.unfinished() == 0
    assert any(ROLE_ANSWER in words(message) for message in workspace.messages("協議体"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_bot_in_order(workspace: Workspace, inbox_path: Path, number: signal.Signals) -> None:
    secrets = {"BOT_TOKEN": workspace.bot_token, "APP_TOKEN": workspace.app_token, "API_URL": workspace.api_url}
    command = [sys.executable, "-m", "tests.bot.doomed", str(inbox_path), "never"]
    child = subprocess.Popen(command, cwd=Path(__file__).parents[2], env=secrets)
    workspace.wait_until_connected()
    child.send_signal(number)
    assert child.wait(60) == 0


def test_a_connection_that_does_not_end_does_not_keep_the_bot(
    workspace: Workspace, bot: Bot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app, workers, _ = bot
    over, close = threading.Event(), SocketModeClient.close

    def stuck(client: SocketModeClient) -> None:
        over.wait(300)
        close(client)

    monkeypatch.setattr(SocketModeClient, "close", stuck)
    stop, ready = threading.Event(), threading.Event()
    how = {"app_token": workspace.app_token, "stop": stop, "on_ready": ready.set, "patience": 0.5}
    running = threading.Thread(target=run_socket_mode, args=(app, workers), kwargs=how)
    running.start()
    assert ready.wait(60)
    stop.set()
    running.join(60)
    ended = not running.is_alive()
    over.set()
    running.join(60)
    assert ended, "it waited for the connection"
    assert "did not end" in caplog.text
