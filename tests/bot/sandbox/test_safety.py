"""The server answers only this machine, and keeps secrets out of its log."""

import json

import pytest

from bot.sandbox.config import ChannelSpec, PersonSpec, WorkspaceConfig
from bot.sandbox.driver import Workspace
from bot.sandbox.errors import ManifestError, SandboxError, ServerError
from bot.sandbox.manifest import load_manifest, parse_manifest
from bot.sandbox.person import Person
from bot.sandbox.server import Server
from tests.bot.sandbox.conftest import MANIFEST
from tests.bot.sandbox.notice_board import NoticeBoard
from tests.bot.sandbox.raw_http import request


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Host", "evil.example"),
        ("Host", "127.0.0.1.evil.example"),
        ("Host", "127.0.0.1:1"),
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
        ("Origin", "http://127.0.0.1:1"),
        ("Sec-Fetch-Site", "cross-site"),
    ],
)
def test_a_foreign_web_page_gets_nothing(workspace: Workspace, header: str, value: str) -> None:
    assert request(f"{workspace.api_url}api.test", method="POST", headers={header: value}).status == 403


def test_a_page_of_its_own_would_be_answered(workspace: Workspace) -> None:
    headers = {"Origin": workspace.url, "Sec-Fetch-Site": "same-origin"}
    assert request(f"{workspace.api_url}api.test", method="POST", headers=headers).status == 200


def test_it_cannot_be_opened_to_the_network(workspace: Workspace) -> None:
    with pytest.raises(ServerError, match="this machine only"):
        Server(workspace.core, host="0.0.0.0")  # noqa: S104 - that this is refused is the test


def test_no_secret_can_be_read_in_the_log(workspace: Workspace, board: NoticeBoard, nakamura: Person) -> None:
    workspace.wait_for_reply(nakamura.mention("協議体", f"トークンは {workspace.bot_token} です"))
    log = json.dumps([entry.content for entry in workspace.log])
    secrets = vars(workspace.core.credentials).values()
    assert [secret for secret in secrets if secret in log] == []
    assert "ticket=***" in log


def test_the_log_shows_both_directions_in_order(workspace: Workspace, board: NoticeBoard, nakamura: Person) -> None:
    workspace.wait_for_reply(nakamura.mention("第2層-中央", "はい"))
    kinds = [(entry.direction, entry.kind) for entry in workspace.log]
    assert kinds.index(("to_app", "app_mention")) < kinds.index(("from_app", "chat.postMessage"))


def test_people_and_channels_can_be_renamed() -> None:
    config = WorkspaceConfig(
        people=(PersonSpec("leader", "yamada", "山田"),), channels=(ChannelSpec("地域づくり", ("leader",)),)
    )
    with Workspace.from_manifest(MANIFEST, config=config) as workspace:
        workspace.person("leader").say("地域づくり", "はじめまして")
        assert workspace.messages("地域づくり")[0].text == "はじめまして"
        with pytest.raises(SandboxError, match="no person 'coordinator'; there are: leader"):
            workspace.person("coordinator")


def test_a_channel_with_an_unknown_member_is_refused() -> None:
    config = WorkspaceConfig(people=(), channels=(ChannelSpec("x", ("nobody",)),))
    with pytest.raises(SandboxError, match="lists unknown people: nobody"):
        Workspace.from_manifest(MANIFEST, config=config)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ({"display_information": {"name": ""}}, "has 0 characters"),
        ({"display_information": {"name": "x" * 36}}, "has 36 characters"),
        ({"features": {"slash_commands": [{"command": "/質問", "description": "x"}]}}, "'/質問' is not usable"),
        (
            {"features": {"slash_commands": [{"command": "/" + "a" * 32, "description": "x"}]}},
            "is not usable",
        ),
        ({"features": {"slash_commands": [{"command": "/ask"}]}}, "/ask has no description"),
        (
            {"features": {"slash_commands": [{"command": "/ask", "description": "x"}]}},
            "need the bot scope commands",
        ),
        ({"features": {"shortcuts": [{"name": "x", "type": "other", "callback_id": "y"}]}}, "needs a callback"),
        (
            {"settings": {"event_subscriptions": {"bot_events": ["message.im"]}}},
            "message.im needs the bot scope im:history",
        ),
        ({"settings": []}, None),
        ({"settings": ["x"]}, "settings has to be a mapping, not list"),
    ],
)
def test_a_manifest_that_slack_would_refuse_is_refused_with_its_cause(
    content: dict[str, object], complaint: str | None
) -> None:
    whole = {"display_information": {"name": "x"}, **content}
    if complaint is None:
        assert parse_manifest(whole).app_name == "x"
        return
    with pytest.raises(ManifestError, match=complaint):
        parse_manifest(whole)


def test_a_missing_manifest_file_is_named() -> None:
    with pytest.raises(ManifestError, match=r"nowhere\.yaml cannot be read"):
        load_manifest(MANIFEST.with_name("nowhere.yaml"))


def test_a_manifest_that_is_not_yaml_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("manifest")
    broken, listed = folder / "broken.yaml", folder / "list.yaml"
    broken.write_text("a: [", encoding="utf-8")
    listed.write_text("- a", encoding="utf-8")
    with pytest.raises(ManifestError, match="not valid YAML"):
        load_manifest(broken)
    with pytest.raises(ManifestError, match="not a mapping"):
        load_manifest(listed)
