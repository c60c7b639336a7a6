"""Runs the app until it is told to stop: over Socket Mode, or as an HTTP server."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from types import FrameType

from aiohttp import web
from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.listeners.delivery import slack_code
from bot.listeners.workers import Workers
from knowledge.errors import SettingError

EVENTS_PATH = "/slack/events"
HEALTH_PATH = "/healthz"
LISTENERS = 10  # requests at once; each is one short write to disk
PATIENCE = 10.0  # seconds that work under way, or a connection, may take to end

BOT_TOKEN = "SLACK_BOT_TOKEN"  # noqa: S105 - the name of the setting
APP_TOKEN = "SLACK_APP_TOKEN"  # noqa: S105 - the name of the setting

log = logging.getLogger(__name__)


def run_socket_mode(
    app: App,
    workers: Workers,
    *,
    app_token: str,
    stop: threading.Event | None = None,
    on_ready: Callable[[], None] = lambda: None,
    patience: float = PATIENCE,
) -> None:
    """Connects, works until `stop` is set or SIGTERM or SIGINT comes, and ends what is under way.

    Raises SettingError, naming the setting, when Slack refuses a token or cannot be reached.
    """
    with _stopped_by_signals(stop or threading.Event()) as stopped:
        check_bot_token(app.client)
        handler = SocketModeHandler(app, app_token)
        try:
            with _explained(APP_TOKEN):
                handler.connect()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
            workers.start()
            on_ready()
            stopped.wait()
        finally:
            _close(handler, patience)
            workers.stop(patience)


def run_http(
    app: App,
    workers: Workers,
    *,
    port: int,
    host: str = "0.0.0.0",  # noqa: S104 - Slack comes from outside; every request is checked for its signature
    stop: threading.Event | None = None,
    on_ready: Callable[[int], None] = lambda _port: None,
    patience: float = PATIENCE,
) -> None:
    """Serves `/slack/events` and `/healthz` until `stop` is set or SIGTERM or SIGINT comes.

    `on_ready` gets the port that was taken, which differs from `port` when that is 0.
    Raises SettingError, naming the setting, when Slack refuses the token or the port is taken.
    """
    with _stopped_by_signals(stop or threading.Event()) as stopped:
        check_bot_token(app.client)
        workers.start()
        try:
            asyncio.run(_serve(app, host, port, stopped, on_ready))
        finally:
            workers.stop(patience)


def check_bot_token(client: WebClient) -> str:
    """The id of the workspace that the bot token is for. Raises SettingError when it is wrong, or Slack is silent."""
    with _explained(BOT_TOKEN):
        return str(client.auth_test()["team_id"])


@contextmanager
def _explained(setting: str) -> Iterator[None]:
    """Turns what Slack or the network says into a sentence that names the setting, never its value."""
    try:
        yield
    except SlackApiError as error:
        what = f"Slack が {setting} を受け付けませんでした（{slack_code(error) or '応答なし'}）。"
        cure = f"Slack のアプリ管理画面でトークンを確認し、{setting} を設定し直してください。"
        raise SettingError(what, cure) from error
    except (OSError, SlackClientError) as error:
        what = f"{setting} を確かめるための Slack への接続ができませんでした。"
        cure = "ネットワークと SLACK_API_URL を確認して、もう一度起動してください。"
        raise SettingError(what, cure) from error


@contextmanager
def _stopped_by_signals(stop: threading.Event) -> Iterator[threading.Event]:
    """Lets SIGTERM and SIGINT set `stop`; only the main thread may ask for signals."""
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _close(handler: SocketModeHandler, patience: float) -> None:
    """Ends the connection. slack_sdk joins threads of its own for it, without end: after `patience` seconds they are
    left to the end of the process, as daemons.
    """
    closing = threading.Thread(target=_closed, args=(handler,), name="slack-closing", daemon=True)
    closing.start()
    closing.join(patience)
    if closing.is_alive():
        log.warning("the connection to Slack did not end; leaving it to the end of the process")


def _closed(handler: SocketModeHandler) -> None:
    """slack_sdk 3.47 may raise when it is closed right after it has reconnected; nothing is lost then.

    Its reader of messages looks only once a second whether it is over, unless something arrives: here nothing (None).
    """
    try:
        handler.client.closed = True
        handler.client.message_queue.put(None)
        handler.close()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
    except Exception as error:
        log.warning("closing the connection: %s", type(error).__name__)


async def _serve(app: App, host: str, port: int, stop: threading.Event, on_ready: Callable[[int], None]) -> None:
    pool = ThreadPoolExecutor(LISTENERS, thread_name_prefix="slack-http")
    runner = web.AppRunner(_web_app(app, pool), access_log=None)
    await runner.setup()
    try:
        await _listen(runner, host, port)
        on_ready(runner.addresses[0][1])
        await asyncio.to_thread(stop.wait)
    finally:
        await runner.cleanup()
        pool.shutdown()


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        what = f"ポート {port} で待ち受けを始められませんでした。"
        raise SettingError(what, "ほかの番号を --port で指定してください。") from error


def _web_app(app: App, pool: ThreadPoolExecutor) -> web.Application:
    """Bolt's own app is synchronous, so each request has a thread of the pool for its one write to disk."""

    async def events(request: web.Request) -> web.Response:
        headers = {name: request.headers.getall(name) for name in request.headers}
        bolt_request = BoltRequest(body=await request.text(), query=request.query_string, headers=dict(headers))
        answer = await asyncio.get_running_loop().run_in_executor(pool, app.dispatch, bolt_request)
        return _web_response(answer)

    async def health(_request: web.Request) -> web.Response:
        return web.Response(text="ok")

    server = web.Application()
    server.router.add_post(EVENTS_PATH, events)
    server.router.add_get(HEALTH_PATH, health)
    return server


def _web_response(answer: BoltResponse) -> web.Response:
    content_type = answer.headers.get("content-type", ["text/plain"])[0].partition(";")[0]
    return web.Response(status=answer.status, text=answer.body or "", content_type=content_type)
