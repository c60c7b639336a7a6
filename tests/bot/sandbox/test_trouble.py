"""Late answers, repeated events, broken connections, refused calls."""

import asyncio
import json
import time
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from bot.sandbox import clock
from bot.sandbox.clock import Deadlines
from bot.sandbox.driver import Workspace
from bot.sandbox.errors import SandboxError, ServerError
from bot.sandbox.person import Person
from tests.bot.sandbox.conftest import MANIFEST, QUICK, Connected
from tests.bot.sandbox.helpers import refused
from tests.bot.sandbox.notice_board import NoticeBoard

# --- events that come again ----------------------------------------------------------------


def test_a_redelivered_event_keeps_its_id_and_says_that_it_is_a_retry(
    workspace: Workspace, board: NoticeBoard, nakamura: Person
) -> None:
    nakamura.dm("一度だけ言いました")
    workspace.wait_for(lambda: workspace.deliveries and board.events)
    again = workspace.redeliver(workspace.deliveries[0])
    assert again.acked
    workspace.wait_for(lambda: len(board.events) == 2)
    assert board.events[0]["event_id"] == board.events[1]["event_id"]
    assert board.retries == ["0", "1"]


def test_an_event_can_also_come_again_in_another_envelope(
    workspace: Workspace, board: NoticeBoard, nakamura: Person
) -> None:
    nakamura.dm("一度だけ言いました")
    workspace.wait_for(lambda: workspace.deliveries)
    first = workspace.deliveries[0]
    same, other = workspace.redeliver(first), workspace.redeliver(first, new_envelope=True)
    assert same.outgoing.envelope_id == first.outgoing.envelope_id
    assert other.outgoing.envelope_id != first.outgoing.envelope_id
    assert other.outgoing.payload["event_id"] == first.outgoing.payload["event_id"]


def test_an_unacknowledged_event_is_tried_four_times_in_all(workspace: Workspace, nakamura: Person) -> None:
    nakamura.dm("だれもいない")
    (delivery,) = workspace.wait_for(lambda: workspace.deliveries)
    assert (delivery.acked, delivery.attempts, delivery.error) == (False, 4, "dispatch_failed")


def test_an_event_that_nobody_took_reaches_the_app_that_connects_later(workspace: Workspace, nakamura: Person) -> None:
    # Tried again and again, until the app has come up.
    workspace.core.deadlines = replace(QUICK, event_retries=(0.0, *[0.2] * 300))
    nakamura.dm("あとで聞いて")
    envelopes = asyncio.run(_first_envelopes(workspace, 1))
    assert envelopes[0]["payload"]["event"]["text"] == "あとで聞いて"
    assert envelopes[0]["retry_attempt"] >= 2
    assert envelopes[0]["retry_attempt"] == len(workspace.core.journal.entries("to_app", "message")) - 1


async def _connect(session: aiohttp.ClientSession, workspace: Workspace) -> aiohttp.ClientWebSocketResponse:
    headers = {"Authorization": f"Bearer {workspace.app_token}"}
    async with session.post(f"{workspace.api_url}apps.connections.open", headers=headers) as answer:
        url = (await answer.json())["url"]
    return await session.ws_connect(url)


async def _first_envelopes(workspace: Workspace, count: int) -> list[dict[str, Any]]:
    async with aiohttp.ClientSession() as session:
        socket = await _connect(session, workspace)
        hello = await socket.receive_json(timeout=60)
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        envelopes = []
        for _ in range(count):
            envelope = await socket.receive_json(timeout=60)
            envelopes.append(envelope)
            await socket.send_json({"envelope_id": envelope["envelope_id"]})
        await socket.close()
        return envelopes


# --- connections ---------------------------------------------------------------------------


def test_ten_connections_share_the_payloads_and_the_eleventh_is_sent_away(
    workspace: Workspace, nakamura: Person
) -> None:
    async def connect_eleven() -> tuple[list[int], dict[str, Any], list[int]]:
        async with aiohttp.ClientSession() as session:
            sockets = [await _connect(session, workspace) for _ in range(10)]
            numbers = [(await socket.receive_json())["num_connections"] for socket in sockets]
            eleventh = await _connect(session, workspace)
            goodbye = await eleventh.receive_json()
            for number in range(10):
                nakamura.dm(str(number))
            served = [len([await socket.receive_json()]) for socket in sockets]
            for socket in sockets:
                await socket.close()
            return numbers, goodbye, served

    numbers, goodbye, served = asyncio.run(connect_eleven())
    assert numbers == list(range(1, 11))
    assert (goodbye["type"], goodbye["reason"]) == ("disconnect", "too_many_websockets")
    assert served == [1] * 10


def test_a_ticket_connects_once(workspace: Workspace) -> None:
    async def connect_twice() -> None:
        async with aiohttp.ClientSession() as session:
            headers = {"Authorization": f"Bearer {workspace.app_token}"}
            async with session.post(f"{workspace.api_url}apps.connections.open", headers=headers) as answer:
                url = (await answer.json())["url"]
            first = await session.ws_connect(url)
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(url)
            await first.close()

    asyncio.run(connect_twice())


@pytest.mark.parametrize("trouble", ["warning", "refresh", "cut"])
def test_the_app_comes_back_after_its_connection_was_refreshed_or_cut(
    workspace: Workspace, connected: Connected, nakamura: Person, trouble: str
) -> None:
    before = connected.handler.client.session_id()
    if trouble == "cut":
        workspace.drop_connections()
    else:
        workspace.disconnect(warning=trouble == "warning")
    workspace.wait_for(
        lambda: connected.handler.client.session_id() != before and workspace.connections == 1, timeout=60
    )
    reply = workspace.wait_for_reply(nakamura.mention("協議体", "まだいますか?"))
    assert reply.text == "聞きました。"


def test_a_connection_that_ignores_its_warning_is_closed_in_the_end(workspace: Workspace) -> None:
    workspace.core.deadlines = Deadlines(disconnect_warning=0.1)

    async def listen() -> list[str]:
        async with aiohttp.ClientSession() as session:
            socket = await _connect(session, workspace)
            kinds = [(await socket.receive_json())["type"]]
            await asyncio.to_thread(workspace.disconnect, warning=True)
            kinds += [(await socket.receive_json())["reason"] for _ in range(2)]
            assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
            return kinds

    assert asyncio.run(listen()) == ["hello", "warning", "refresh_requested"]


def test_waits_can_be_shortened_but_not_what_follows_the_clock() -> None:
    assert Deadlines().scaled(0.5) == Deadlines(
        acknowledge=1.5, trigger=3.0, event_retries=(0.0, 30.0, 150.0), response_url=1800.0, disconnect_warning=5.0
    )


def test_refused_connections_are_refused_until_the_trouble_is_over(workspace: Workspace, client: WebClient) -> None:
    workspace.faults.refuse_connections = True
    assert refused(lambda: client.apps_connections_open(app_token=workspace.app_token))["ok"] is False
    workspace.faults.clear()
    assert client.apps_connections_open(app_token=workspace.app_token)["url"].startswith("ws://127.0.0.1:")


# --- the Web API ---------------------------------------------------------------------------


def test_a_planned_rate_limit_hits_the_next_calls_of_one_method(workspace: Workspace, client: WebClient) -> None:
    workspace.faults.rate_limit("chat.postMessage", calls=2, retry_after=30)
    for _ in range(2):
        answer = refused(lambda: client.chat_postMessage(channel="協議体", text="x"))
        assert (answer.status_code, answer["error"]) == (429, "ratelimited")
        assert answer.headers["Retry-After"] == "30"
        assert client.auth_test()["ok"]
    assert client.chat_postMessage(channel="協議体", text="x")["ok"]


def test_the_official_retry_handler_gets_a_message_through_a_rate_limit(workspace: Workspace) -> None:
    client = WebClient(workspace.bot_token, base_url=workspace.api_url, retry_handlers=[RateLimitErrorRetryHandler()])
    workspace.faults.rate_limit("chat.postMessage", retry_after=1)
    client.chat_postMessage(channel="協議体", text="届いた")
    assert [message.text for message in workspace.messages("協議体")] == ["届いた"]


def test_a_planned_failure_is_an_http_error(workspace: Workspace, client: WebClient) -> None:
    workspace.faults.fail("chat.postMessage")
    assert refused(lambda: client.chat_postMessage(channel="協議体", text="x")).status_code == 500
    assert client.chat_postMessage(channel="協議体", text="x")["ok"]


def test_a_slow_network_is_slow_enough_to_time_a_client_out(workspace: Workspace, client: WebClient) -> None:
    workspace.faults.delay = 3
    hasty = WebClient(workspace.bot_token, base_url=workspace.api_url, timeout=1)
    with pytest.raises(TimeoutError):
        hasty.auth_test()
    workspace.faults.clear()
    assert client.auth_test()["ok"]


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time in the workspace passes only where a test says so."""
    now = time.time()
    monkeypatch.setattr(clock, "time", SimpleNamespace(time=lambda: now))


@pytest.mark.usefixtures("still")
def test_strict_rates_allow_a_burst_then_one_message_a_second() -> None:
    with Workspace.from_manifest(MANIFEST, strict_rates=True) as workspace:
        client = WebClient(workspace.bot_token, base_url=workspace.api_url)
        sent = 0
        with pytest.raises(SlackApiError) as caught:
            for _ in range(50):
                client.chat_postMessage(channel="協議体", text="x")
                sent += 1
        assert sent >= 5
        assert caught.value.response.headers["Retry-After"] == "1"
        assert client.chat_postMessage(channel="第2層-中央", text="x")["ok"]
        workspace.clock.advance(1)
        assert client.chat_postMessage(channel="協議体", text="x")["ok"]


@pytest.mark.usefixtures("still")
def test_strict_rates_follow_the_tier_of_the_method() -> None:
    with Workspace.from_manifest(MANIFEST, strict_rates=True) as workspace:
        client = WebClient(workspace.bot_token, base_url=workspace.api_url)
        answers = []
        for _ in range(25):
            try:
                answers.append(client.users_list().status_code)
            except SlackApiError as error:
                answers.append(error.response.status_code)
        assert answers[:20] == [200] * 20
        assert 429 in answers[20:]


# --- the workspace itself ------------------------------------------------------------------


def test_a_port_in_use_is_said_plainly(workspace: Workspace) -> None:
    port = int(workspace.url.rpartition(":")[2])
    second = Workspace.from_manifest(MANIFEST, port=port)
    with pytest.raises(ServerError, match=f"Port {port} of 127.0.0.1 cannot be used"):
        second.start()
    second.stop()


def test_a_stopped_workspace_says_that_it_is_stopped(nakamura: Person, workspace: Workspace) -> None:
    workspace.stop()
    with pytest.raises(ServerError, match="not running"):
        nakamura.dm("聞こえますか")


def test_waiting_in_vain_says_for_what(workspace: Workspace) -> None:
    with pytest.raises(SandboxError, match="did not happen: a miracle"):
        workspace.wait_for(lambda: None, timeout=0.1, what="a miracle")


def test_the_whole_state_can_be_written_as_json(workspace: Workspace, nakamura: Person) -> None:
    nakamura.upload("雑談", b"\x00\xff", "list.bin", text="名簿")
    state = json.loads(json.dumps(workspace.core.state.to_dict()))
    assert any(message["text"] == "名簿" for c in state["channels"].values() for message in c["messages"])
