"""HTTP mode: a real Bolt app behind its own web server."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from slack_bolt import BoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.sandbox.driver import Workspace
from bot.sandbox.errors import DeliveryError
from bot.sandbox.http_delivery import signature
from bot.sandbox.person import Person
from tests.bot.sandbox.conftest import HASTY, MANIFEST, QUICK
from tests.bot.sandbox.notice_board import NoticeBoard


class BoltServer(ThreadingHTTPServer):
    """Serves a Bolt app; `failures` answers are spoiled with 503 first, `patience` asks for no retry."""

    def __init__(self, board: NoticeBoard) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.board = board
        self.failures = 0
        self.no_retry = False
        self.requests_seen: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/slack/events"


class _Handler(BaseHTTPRequestHandler):
    server: BoltServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.requests_seen.append(headers)
        if self.server.failures:
            self.server.failures -= 1
            self.send_response(503)
            if self.server.no_retry:
                self.send_header("x-slack-no-retry", "1")
            self.end_headers()
            return
        answer = self.server.board.app.dispatch(
            BoltRequest(body=body, headers={name: [value] for name, value in headers.items()})
        )
        self.send_response(answer.status)
        for name, values in answer.headers.items():
            for value in values:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write((answer.body or "").encode())

    def log_message(self, *_: object) -> None:
        """Keep the tests' output quiet."""


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace.from_manifest(MANIFEST, deadlines=QUICK) as workspace:
        yield workspace


@pytest.fixture
def server(workspace: Workspace) -> Iterator[BoltServer]:
    board = NoticeBoard(workspace.api_url, workspace.bot_token, workspace.signing_secret)
    server = BoltServer(board)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    workspace.deliver_to(server.url)
    yield server
    board.release.set()
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_official_verifier_accepts_the_signature_and_no_other_body() -> None:
    now = str(int(time.time()))
    verifier = SignatureVerifier("a secret")
    signed = signature("a secret", now, "text=協議体")
    assert verifier.is_valid("text=協議体", now, signed)
    assert not verifier.is_valid("text=協議会", now, signed)


def test_events_commands_and_forms_work_over_signed_requests(
    workspace: Workspace, server: BoltServer, nakamura: Person
) -> None:
    assert workspace.wait_for_reply(nakamura.mention("協議体", "はい")).text == "聞きました。"
    assert nakamura.slash("/echo", "やまびこ & こだま").response == {"text": "やまびこ & こだま"}
    nakamura.slash("/note")
    result = nakamura.submit(workspace.wait_for_view(nakamura), {"内容": "体操の会"})
    assert result.error is None
    assert workspace.views(nakamura) == []


def test_a_failed_event_comes_again_with_its_number_and_reason(
    workspace: Workspace, server: BoltServer, nakamura: Person
) -> None:
    server.failures = 2
    nakamura.dm("もう一度")
    workspace.wait_for(lambda: server.board.events)
    retries = [
        (headers.get("x-slack-retry-num"), headers.get("x-slack-retry-reason")) for headers in server.requests_seen[1:]
    ]
    assert retries == [(None, None), ("1", "http_error"), ("2", "http_error")]


def test_an_app_can_ask_for_no_retries(workspace: Workspace, server: BoltServer, nakamura: Person) -> None:
    server.failures, server.no_retry = 1, True
    nakamura.dm("一度だけ")
    (delivery,) = workspace.wait_for(lambda: workspace.deliveries)
    assert (delivery.acked, delivery.attempts) == (False, 1)


def test_a_late_command_is_an_operation_timeout(workspace: Workspace, server: BoltServer, nakamura: Person) -> None:
    workspace.core.deadlines = HASTY
    assert nakamura.slash("/stuck").error == "operation_timeout"


def test_an_app_with_another_signing_secret_fails_the_verification(workspace: Workspace) -> None:
    server = BoltServer(NoticeBoard(workspace.api_url, workspace.bot_token, "another secret"))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    with pytest.raises(DeliveryError, match="did not return the challenge"):
        workspace.deliver_to(server.url)
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_unreachable_request_url_is_said_plainly(workspace: Workspace) -> None:
    with pytest.raises(DeliveryError, match="cannot be reached"):
        workspace.deliver_to("http://127.0.0.1:9/slack/events")
