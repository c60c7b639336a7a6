"""The Web API through the official client: how it takes arguments and how it refuses."""

import json
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.sandbox.driver import Workspace
from bot.sandbox.manifest import parse_manifest
from bot.sandbox.person import Person
from bot.sandbox.web_api.gateway import METHODS
from tests.bot.sandbox.helpers import refused, section
from tests.bot.sandbox.raw_http import request

CHANNEL = "協議体"


def test_a_call_without_arguments_arrives_with_an_empty_json_body(client: WebClient) -> None:
    assert client.team_info()["team"]["domain"] == "tsunagi-cho"


def test_arguments_may_come_as_a_form_or_as_json(workspace: Workspace, place: str) -> None:
    for content_type, body in (
        ("application/json", json.dumps({"channel": place, "text": "一"})),
        ("application/x-www-form-urlencoded", f"channel={place}&text=%E4%B8%80&token={workspace.bot_token}"),
    ):
        headers = {"Content-Type": content_type}
        if content_type == "application/json":
            headers["Authorization"] = f"Bearer {workspace.bot_token}"
        url = f"{workspace.api_url}chat.postMessage"
        answer = request(url, method="POST", body=body.encode(), headers=headers)
        assert json.loads(answer.body)["ok"]
    assert [message.text for message in workspace.messages(place)] == ["一", "一"]


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("no.such.method", {}, "unknown_method"),
        ("chat.postMessage", {"channel": "nowhere", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "事務局", "text": ""}, "no_text"),
        ("chat.postMessage", {"channel": "雑談", "text": "x"}, "not_in_channel"),
        ("chat.postMessage", {"channel": CHANNEL, "text": "x" * 40001}, "msg_too_long"),
        ("chat.postMessage", {"channel": CHANNEL, "markdown_text": "x" * 12001}, "msg_too_long"),
        ("chat.postMessage", {"channel": CHANNEL, "text": "x", "thread_ts": "1.1"}, "thread_not_found"),
        ("chat.postMessage", {"channel": CHANNEL, "blocks": "[{"}, "invalid_blocks_format"),
        ("chat.postMessage", {"channel": CHANNEL, "blocks": "{}"}, "invalid_blocks_format"),
        ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
        (
            "chat.postMessage",
            {"channel": CHANNEL, "text": "x", "markdown_text": "y"},
            "markdown_text_conflict",
        ),
        ("chat.update", {"channel": CHANNEL, "ts": "1.1", "text": "x"}, "message_not_found"),
        ("chat.delete", {"channel": CHANNEL, "ts": "1.1"}, "message_not_found"),
        ("chat.getPermalink", {"channel": CHANNEL, "message_ts": "1.1"}, "message_not_found"),
        ("conversations.info", {"channel": "nowhere"}, "channel_not_found"),
        ("conversations.replies", {"channel": CHANNEL, "ts": "1.1"}, "thread_not_found"),
        ("conversations.history", {"channel": "雑談"}, "not_in_channel"),
        ("conversations.history", {"channel": CHANNEL, "limit": 0}, "invalid_limit"),
        ("conversations.history", {"channel": CHANNEL, "cursor": "!"}, "invalid_cursor"),
        ("conversations.list", {"types": "secret"}, "invalid_types"),
        ("conversations.join", {"channel": "事務局"}, "method_not_supported_for_channel_type"),
        ("users.info", {"user": "U0"}, "user_not_found"),
        ("bots.info", {"bot": "B0"}, "bot_not_found"),
        ("files.info", {"file": "F0"}, "file_not_found"),
        ("reactions.add", {"channel": CHANNEL, "timestamp": "1.1", "name": "eyes"}, "message_not_found"),
        ("views.open", {"trigger_id": "1.1", "view": "{}"}, "invalid_trigger_id"),
        ("views.open", {"trigger_id": "1.1"}, "invalid_arguments"),
        ("views.update", {"view_id": "V0", "view": "{}"}, "not_found"),
        ("api.test", {"error": "my_error"}, "my_error"),
    ],
)
def test_a_faulty_call_is_refused_by_its_proper_name(
    client: WebClient, method: str, arguments: dict[str, Any], error: str
) -> None:
    assert refused(lambda: client.api_call(method, params=arguments))["error"] == error


def test_tokens_are_checked(workspace: Workspace, client: WebClient) -> None:
    def answer(token: str | None) -> Any:
        stranger = WebClient(token, base_url=workspace.api_url)
        return refused(stranger.auth_test)["error"]

    assert answer(None) == "not_authed"
    assert answer("xoxb-wrong") == "invalid_auth"
    assert answer(workspace.app_token) == "not_allowed_token_type"
    opened = refused(lambda: client.apps_connections_open(app_token=workspace.bot_token))
    assert opened["error"] == "not_allowed_token_type"


def test_a_missing_scope_is_named() -> None:
    manifest = parse_manifest(
        {
            "display_information": {"name": "x"},
            "oauth_config": {"scopes": {"bot": ["chat:write", "channels:read"]}},
        }
    )
    with Workspace(manifest) as workspace:
        client = WebClient(workspace.bot_token, base_url=workspace.api_url)
        answer = refused(lambda: client.users_info(user="U1"))
        assert (answer["error"], answer["needed"]) == ("missing_scope", "users:read")
        assert answer["provided"] == "channels:read,chat:write"
        history = refused(lambda: client.conversations_list(types="private_channel"))
        assert history["needed"] == "groups:read"
        socket = refused(lambda: client.apps_connections_open(app_token=workspace.app_token))
        assert socket["error"] == "socket_mode_not_enabled"


def test_a_faulty_block_is_named_with_its_json_pointer(client: WebClient, place: str) -> None:
    answer = refused(lambda: client.chat_postMessage(channel=place, text="x", blocks=[section("あ" * 3001)]))
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]


def test_all_text_of_a_message_together_has_a_limit(client: WebClient, place: str) -> None:
    blocks = [section("あ" * 2640)] * 5
    assert client.chat_postMessage(channel=place, text="x", blocks=blocks)["ok"]
    answer = refused(lambda: client.chat_postMessage(channel=place, text="x", blocks=[*blocks, section("あ")]))
    assert answer["error"] == "msg_blocks_too_long"


def test_a_private_channel_without_the_bot_is_unknown_to_it(workspace: Workspace, client: WebClient) -> None:
    hidden = workspace.channel("事務局")
    hidden.members.remove(workspace.bot_user_id)
    assert refused(lambda: client.conversations_info(channel=hidden.id))["error"] == "channel_not_found"


def test_people_and_channels_can_be_listed(workspace: Workspace, client: WebClient, nakamura: Person) -> None:
    names = {channel["name"] for channel in client.conversations_list()["channels"]}
    assert names == {"協議体", "第2層-中央", "雑談"}
    joined = {channel["name"] for channel in client.users_conversations()["channels"]}
    assert joined == {"協議体", "第2層-中央"}
    assert nakamura.id in client.conversations_members(channel=CHANNEL)["members"]
    assert client.users_info(user=nakamura.id)["user"]["real_name"] == "中村"
    assert len(client.users_list()["members"]) == 5
    assert client.bots_info()["bot"]["user_id"] == workspace.bot_user_id
    visitor = workspace.person("visitor")
    assert client.users_info(user=visitor.id)["user"]["is_stranger"] is True


def test_joining_a_channel_lets_the_bot_write_there(client: WebClient) -> None:
    client.conversations_join(channel="雑談")
    assert client.chat_postMessage(channel="雑談", text="よろしく")["ok"]


ODD_VALUES = [0, -1, True, [], [1], {}, {"type": 1}, [{"id": []}], "x", "[", "{}", "[]", "\ud800"]
NAMES = [
    "channel",
    "channel_id",
    "users",
    "user",
    "user_id",
    "text",
    "blocks",
    "attachments",
    "metadata",
    "thread_ts",
    "ts",
    "message_ts",
    "timestamp",
    "name",
    "view",
    "view_id",
    "trigger_id",
    "limit",
    "cursor",
    "oldest",
    "latest",
    "types",
    "filename",
    "length",
    "files",
    "file",
    "prompts",
    "title",
    "status",
    "chunks",
    "markdown_text",
]


@pytest.mark.parametrize("method", sorted(METHODS))
def test_no_argument_however_odd_makes_the_server_stumble(
    workspace: Workspace, client: WebClient, nakamura: Person, method: str
) -> None:
    said = nakamura.say(CHANNEL, "x")
    sound = {"channel": CHANNEL, "channel_id": CHANNEL, "ts": said.ts, "thread_ts": said.ts, "user": nakamura.id}
    for base in ({}, sound):
        for value in ODD_VALUES:
            arguments = {**dict.fromkeys(NAMES, value), **base}
            headers = {"Authorization": f"Bearer {workspace.bot_token}", "Content-Type": "application/json"}
            body = json.dumps(arguments).encode()
            answer = request(f"{workspace.api_url}{method}", method="POST", body=body, headers=headers)
            assert (answer.status, "ok" in json.loads(answer.body)) == (200, True)
