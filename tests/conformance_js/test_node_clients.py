"""Slack's own Node clients and a Bolt-JS app, unmodified, against the local workspace.

Needs `npm install` in this folder once; without its `node_modules` the tests are skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person

HERE = Path(__file__).parent
MANIFEST = HERE.parent / "bot" / "sandbox" / "manifest.yaml"

pytestmark = [
    pytest.mark.skipif(shutil.which("node") is None, reason="node is absent"),
    pytest.mark.skipif(
        not (HERE / "node_modules" / "@slack" / "bolt").is_dir(), reason="run `npm install` in tests/conformance_js"
    ),
]


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace.from_manifest(MANIFEST) as workspace:
        yield workspace


@pytest.fixture
def nakamura(workspace: Workspace) -> Person:
    return workspace.person("coordinator")


@contextmanager
def node(workspace: Workspace, script: str, **more: str) -> Iterator[subprocess.Popen[str]]:
    """Runs a script that ends with its input."""
    settings = {
        **os.environ,
        "SLACK_API_URL": workspace.api_url,
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_APP_TOKEN": workspace.app_token,
        **more,
    }
    process = subprocess.Popen(
        ["node", script], cwd=HERE, env=settings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process
    finally:
        process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def line(process: subprocess.Popen[str]) -> dict[str, Any]:
    """The next line of a script; a script that says nothing for half a minute is ended, and the test fails."""
    assert process.stdout is not None
    silence = threading.Timer(30, process.kill)
    silence.start()
    try:
        found: dict[str, Any] = json.loads(process.stdout.readline())
    finally:
        silence.cancel()
    return found


@pytest.fixture
def app(workspace: Workspace) -> Iterator[None]:
    with node(workspace, "app.js"):
        workspace.wait_until_connected(timeout=30)
        yield


def test_a_form_is_opened_refused_and_accepted(workspace: Workspace, app: None, nakamura: Person) -> None:
    assert nakamura.slash("/note", channel="協議体").acked
    form = workspace.wait_for_view(nakamura)
    assert nakamura.submit(form, {"内容": "既出"}).errors == {"text": "もうあります。"}
    assert nakamura.suggest(form, "town", "中")[1]["value"] == "中川"
    assert nakamura.submit(form, {"内容": "体操の会"}).error is None
    workspace.wait_for(lambda: [m for m in workspace.messages("協議体") if m.text == "メモ: 体操の会"])
    assert nakamura.views == []


def test_a_command_is_answered_in_its_acknowledgement(workspace: Workspace, app: None, nakamura: Person) -> None:
    assert nakamura.slash("/echo", "こだま", channel="協議体").response == {"text": "こだま"}
    assert [m.text for m in workspace.messages("協議体", nakamura)] == ["こだま"]


def test_a_home_answers_its_button(workspace: Workspace, app: None, nakamura: Person) -> None:
    nakamura.open_home()
    home = workspace.wait_for(lambda: nakamura.home)
    nakamura.press(home, "あいさつ")
    workspace.wait_for(lambda: "こんにちは" in json.dumps(home.content, ensure_ascii=False))


def test_shortcuts_work_on_a_message_and_everywhere(workspace: Workspace, app: None, nakamura: Person) -> None:
    assert nakamura.message_shortcut("keep", nakamura.say("協議体", "大事")).acked
    workspace.wait_for(lambda: [m for m in workspace.messages("協議体", nakamura) if m.text == "控えました: 大事"])
    assert nakamura.shortcut("new_note").acked
    assert workspace.wait_for_view(nakamura).content["callback_id"] == "note"


def test_a_mention_is_answered_in_its_thread(workspace: Workspace, app: None, nakamura: Person) -> None:
    assert workspace.wait_for_reply(nakamura.mention("協議体", "どうも")).text == "聞きました。"


def test_the_web_api_client_understands_every_answer(workspace: Workspace) -> None:
    place = workspace.channel("協議体").id
    with node(workspace, "calls.js", CHANNEL=place) as client:
        found = line(client)
        workspace.faults.rate_limit("chat.postMessage", calls=1, retry_after=1)
        assert client.stdin is not None
        client.stdin.write("go\n")
        client.stdin.flush()
        assert line(client) == {"ok": True, "waits": [1]}
    assert found["user"] == "board"
    assert (found["posted"], found["updated"]) == ("ひとこと & <b>", "なおしました")
    assert found["twice"]["error"] == "already_reacted"
    assert found["badBlocks"]["error"] == "invalid_blocks"
    assert "[json-pointer:/blocks/0/text/text]" in found["badBlocks"]["messages"][0]
    assert found["badChannel"]["error"] == "channel_not_found"
    assert found["badScope"]["error"] == "unknown_method"
    assert found["badToken"]["error"] == "invalid_auth"
    assert found["file"] == "記録.txt"
    assert found["pages"] == [2, 2, 1]
    assert found["history"] == ["どうぞ", "なおしました"]


def test_the_socket_mode_client_acknowledges_and_reconnects(workspace: Workspace, nakamura: Person) -> None:
    with node(workspace, "socket.js") as client:
        workspace.wait_until_connected(timeout=30)
        assert nakamura.slash("/echo", "一", channel="協議体").response == {"text": "/echo 一"}
        workspace.disconnect(warning=False)
        workspace.wait_for(lambda: workspace.connections == 0, what="the connection gone")
        workspace.wait_until_connected(timeout=30)
        assert nakamura.slash("/echo", "二", channel="協議体").response == {"text": "/echo 二"}
        nakamura.mention("協議体", "三")
        assert line(client)["text"].endswith("三")
