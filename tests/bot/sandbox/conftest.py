from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.sandbox.clock import Deadlines
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from tests.bot.sandbox.notice_board import NoticeBoard

MANIFEST = Path(__file__).parent / "manifest.yaml"
# What fails comes again soon, so that it does not hold the tests up; what goes well has its time on a busy machine.
QUICK = Deadlines(acknowledge=30.0, trigger=30.0, event_retries=(0.0, 0.1, 0.2))
# For what is never acknowledged.
HASTY = replace(QUICK, acknowledge=0.3)


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace.from_manifest(MANIFEST, deadlines=QUICK) as workspace:
        yield workspace


@pytest.fixture
def client(workspace: Workspace) -> WebClient:
    return WebClient(workspace.bot_token, base_url=workspace.api_url)


@pytest.fixture
def nakamura(workspace: Workspace) -> Person:
    return workspace.person("coordinator")


@pytest.fixture
def sato(workspace: Workspace) -> Person:
    return workspace.person("colleague")


@pytest.fixture
def place(workspace: Workspace) -> str:
    """The id of a channel where everybody is."""
    return workspace.channel("協議体").id


@dataclass
class Connected:
    """A Bolt app that listens over Socket Mode."""

    board: NoticeBoard
    handler: SocketModeHandler


@pytest.fixture
def connected(workspace: Workspace) -> Iterator[Connected]:
    board = NoticeBoard(workspace.api_url, workspace.bot_token, workspace.signing_secret)
    handler = SocketModeHandler(board.app, workspace.app_token, ping_interval=1)
    handler.connect()  # type: ignore[no-untyped-call]  # Bolt's handlers carry no types here
    workspace.wait_until_connected()
    yield Connected(board, handler)
    board.release.set()
    # The client waits for its socket and its queue to speak; both ending now spares seconds a test.
    handler.client.auto_reconnect_enabled = False
    handler.client.closed = True
    handler.client.message_queue.put(None)
    workspace.drop_connections()
    handler.close()  # type: ignore[no-untyped-call]  # Bolt's handlers carry no types here


@pytest.fixture
def board(connected: Connected) -> NoticeBoard:
    return connected.board
