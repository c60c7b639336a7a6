"""The manifest declares what the app listens to, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.blocks.help import prompts
from bot.inbox import Inbox
from bot.keeping.keeping import Keeping
from bot.slack_app import SlackServices, create_app, slack_client
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.resource_record import open_record
from tests.bot.running import MANIFEST

SCOPES_OF_EVENTS = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "member_joined_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
}
OLDER = {"assistant_thread_started"}  # apps made before the agent view hear of it; a new manifest may not name it


@pytest.fixture
def manifest() -> dict[str, Any]:
    return dict(yaml.safe_load(MANIFEST.read_text(encoding="utf-8")))


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, list[str]]:
    """What `create_app` registers, by kind, as Bolt is told."""
    calls: dict[str, list[str]] = {"event": [], "command": [], "action": [], "shortcut": []}
    for kind, names in calls.items():
        monkeypatch.setattr(f"slack_bolt.App.{kind}", recorder(names))
    inbox = Inbox(tmp_path / "inbox.db", lambda: 0.0)
    with open_record(tmp_path) as record:
        keeping = Keeping.open(tmp_path / "keeping.db", lambda: 0.0)
        services = SlackServices(ScriptedAnswerer(), inbox, resources=record, keeping=keeping)
        create_app(services, client=slack_client("xoxb-none"))
        keeping.close()
    inbox.close()
    return calls


def recorder(names: list[str]) -> Any:
    def register(app: object, name: str, **_options: object) -> Any:
        names.append(name)
        return lambda listener: listener

    return register


def test_every_command_is_declared_and_every_declared_command_is_heard(
    manifest: dict[str, Any], registered: dict[str, list[str]]
) -> None:
    declared = [each["command"] for each in manifest["features"]["slash_commands"]]
    assert sorted(declared) == sorted(registered["command"])


def test_every_shortcut_is_declared_and_every_declared_shortcut_is_heard(
    manifest: dict[str, Any], registered: dict[str, list[str]]
) -> None:
    declared = [each["callback_id"] for each in manifest["features"]["shortcuts"]]
    assert sorted(declared) == sorted(registered["shortcut"])


def test_every_event_is_declared_and_every_declared_event_is_heard(
    manifest: dict[str, Any], registered: dict[str, list[str]]
) -> None:
    declared = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert {event.partition(".")[0] for event in declared} == set(registered["event"]) - OLDER


def test_the_agent_view_offers_what_the_bot_offers(manifest: dict[str, Any]) -> None:
    assert manifest["features"]["agent_view"]["suggested_prompts"] == prompts()
    assert "assistant:write" in manifest["oauth_config"]["scopes"]["bot"]


def test_interactivity_is_on_since_there_are_buttons(
    manifest: dict[str, Any], registered: dict[str, list[str]]
) -> None:
    assert registered["action"]
    assert manifest["settings"]["interactivity"]["is_enabled"]


def test_every_event_has_the_scope_it_needs(manifest: dict[str, Any]) -> None:
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    declared = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert {SCOPES_OF_EVENTS[event] for event in declared} - {None} <= set(scopes)


def test_the_descriptions_are_within_what_slack_takes(manifest: dict[str, Any]) -> None:
    information = manifest["display_information"]
    assert len(information["description"]) <= 140
    assert 174 <= len(information["long_description"]) <= 4_000
    assert len(information["name"]) <= 35


def test_commands_are_described_in_japanese(manifest: dict[str, Any]) -> None:
    for command in manifest["features"]["slash_commands"]:
        assert any("ぁ" <= char <= "ん" for char in command["description"] + command["usage_hint"])


def test_the_app_runs_over_socket_mode_with_tokens_that_stay(manifest: dict[str, Any]) -> None:
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert manifest["settings"]["token_rotation_enabled"] is False
    assert manifest["features"]["app_home"]["messages_tab_enabled"] is True
    assert manifest["features"]["app_home"]["messages_tab_read_only_enabled"] is False
