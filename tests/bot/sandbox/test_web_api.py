"""The Web API through the official client: what it answers and how it refuses."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.driver import Workspace
from bot.sandbox.manifest import parse_manifest
from bot.sandbox.person import Person
from bot.sandbox.web_api.gateway import METHODS
from tests.bot.sandbox.raw_http import request

CHANNEL = "協議体"


def refused(call: Callable[[], object]) -> Any:
    with pytest.raises(SlackApiError) as caught:
        call()
    return caught.value.response


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


@pytest.fixture
def place(workspace: Workspace) -> str:
    return workspace.channel(CHANNEL).id


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


def test_only_own_messages_can_be_changed(client: WebClient, nakamura: Person, place: str) -> None:
    theirs = nakamura.say(CHANNEL, "わたしの発言")
    changed = refused(lambda: client.chat_update(channel=place, ts=theirs.ts, text="x"))
    deleted = refused(lambda: client.chat_delete(channel=place, ts=theirs.ts))
    assert (changed["error"], deleted["error"]) == ("cant_update_message", "cant_delete_message")


def test_an_update_keeps_blocks_that_it_does_not_mention(workspace: Workspace, client: WebClient, place: str) -> None:
    sent = client.chat_postMessage(channel=place, text="前", blocks=[section("前")])
    client.chat_update(channel=place, ts=sent["ts"], text="後")
    (message,) = workspace.messages(place)
    assert (message.text, len(message.blocks)) == ("後", 1)
    client.chat_update(channel=place, ts=sent["ts"], text="後", blocks=[])
    assert workspace.messages(place)[0].blocks == []
    long = refused(lambda: client.chat_update(channel=place, ts=sent["ts"], text="x" * 4001))
    assert long["error"] == "msg_too_long"
    client.chat_delete(channel=place, ts=sent["ts"])
    assert workspace.messages(place) == []


def test_an_ephemeral_message_is_seen_by_one_person_and_by_no_history(
    workspace: Workspace, client: WebClient, nakamura: Person, sato: Person, place: str
) -> None:
    client.chat_postEphemeral(channel=place, user=nakamura.id, text="こっそり")
    assert [m.text for m in workspace.messages(place, viewer=nakamura)] == ["こっそり"]
    assert workspace.messages(place, viewer=sato) == []
    assert client.conversations_history(channel=place)["messages"] == []
    absent = workspace.person("admin")
    second = workspace.channel("第2層-中央").id
    answer = refused(lambda: client.chat_postEphemeral(channel=second, user=absent.id, text="x"))
    assert answer["error"] == "user_not_in_channel"


def test_a_thread_reads_from_its_first_message_and_stays_out_of_the_history(
    client: WebClient, nakamura: Person, place: str
) -> None:
    first = nakamura.say(CHANNEL, "はじめ")
    client.chat_postMessage(channel=place, text="返事", thread_ts=first.ts)
    thread = client.conversations_replies(channel=place, ts=first.ts)["messages"]
    assert [message["text"] for message in thread] == ["はじめ", "返事"]
    assert (thread[0]["reply_count"], thread[1]["parent_user_id"]) == (1, nakamura.id)
    history = client.conversations_history(channel=place)["messages"]
    assert [message["text"] for message in history] == ["はじめ"]


def test_a_reply_to_a_reply_joins_the_same_thread(client: WebClient, nakamura: Person, place: str) -> None:
    first = nakamura.say(CHANNEL, "はじめ")
    reply = client.chat_postMessage(channel=place, text="返事", thread_ts=first.ts)
    second = client.chat_postMessage(channel=place, text="つづき", thread_ts=reply["ts"])
    assert second["message"]["thread_ts"] == first.ts


def test_histories_come_newest_first_and_in_pages(client: WebClient, nakamura: Person, place: str) -> None:
    said = [nakamura.say(CHANNEL, str(number)) for number in range(5)]
    pages = [
        [message["text"] for message in page["messages"]]
        for page in client.conversations_history(channel=place, limit=2)
    ]
    assert pages == [["4", "3"], ["2", "1"], ["0"]]
    newer = client.conversations_history(channel=place, oldest=said[3].ts)["messages"]
    assert [message["text"] for message in newer] == ["4"]
    both = client.conversations_history(channel=place, oldest=said[3].ts, inclusive=True)["messages"]
    assert [message["text"] for message in both] == ["4", "3"]


def test_a_message_to_a_person_lands_in_the_direct_conversation(
    workspace: Workspace, client: WebClient, nakamura: Person
) -> None:
    opened = client.conversations_open(users=nakamura.id)["channel"]["id"]
    assert client.chat_postMessage(channel=nakamura.id, text="直接")["channel"] == opened
    assert workspace.messages(workspace.direct_channel(nakamura))[0].text == "直接"


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


def test_reactions_are_added_once_and_removed_once(client: WebClient, nakamura: Person, place: str) -> None:
    said = nakamura.say(CHANNEL, "やりました")
    client.reactions_add(channel=place, timestamp=said.ts, name="eyes")
    again = refused(lambda: client.reactions_add(channel=place, timestamp=said.ts, name="eyes"))
    odd = refused(lambda: client.reactions_add(channel=place, timestamp=said.ts, name="no such!"))
    shown = client.reactions_get(channel=place, timestamp=said.ts)["message"]["reactions"]
    assert [(one["name"], one["count"]) for one in shown] == [("eyes", 1)]
    client.reactions_remove(channel=place, timestamp=said.ts, name="eyes")
    gone = refused(lambda: client.reactions_remove(channel=place, timestamp=said.ts, name="eyes"))
    assert [answer["error"] for answer in (again, odd, gone)] == [
        "already_reacted",
        "invalid_name",
        "no_reaction",
    ]


def test_a_permalink_names_channel_message_and_thread(client: WebClient, nakamura: Person, place: str) -> None:
    first = nakamura.say(CHANNEL, "はじめ")
    reply = nakamura.say(CHANNEL, "返事", thread_ts=first.ts)
    link = client.chat_getPermalink(channel=place, message_ts=reply.ts)["permalink"]
    path = f"/archives/{place}/p{reply.ts.replace('.', '')}?thread_ts={first.ts}&cid={place}"
    assert link == f"https://tsunagi-cho.slack.com{path}"


def test_the_official_streamer_writes_a_growing_message(
    workspace: Workspace, client: WebClient, nakamura: Person, place: str
) -> None:
    asked = nakamura.say(CHANNEL, "教えて")
    team = workspace.core.state.team.id
    streamer = client.chat_stream(
        channel=place,
        thread_ts=asked.ts,
        recipient_user_id=nakamura.id,
        recipient_team_id=team,
        buffer_size=1,
    )
    streamer.append(markdown_text="はじめに、")
    streamer.append(markdown_text="つぎに。")
    streaming = workspace.replies(asked)[0]
    assert (streaming.text, streaming.streaming) == ("はじめに、つぎに。", True)
    locked = refused(lambda: client.chat_update(channel=place, ts=streaming.ts, text="x"))
    streamer.stop(blocks=[section("出典")])
    assert (streaming.streaming, len(streaming.blocks)) == (False, 1)
    over = refused(lambda: client.chat_appendStream(channel=place, ts=streaming.ts, markdown_text="x"))
    assert (locked["error"], over["error"]) == ("streaming_state_conflict", "message_not_in_streaming_state")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({}, "missing_recipient_team_id"),
        ({"recipient_team_id": "T0SANDBOX1"}, "missing_recipient_user_id"),
        ({"recipient_team_id": "T0SANDBOX1", "recipient_user_id": "U0"}, "user_not_found"),
    ],
)
def test_a_stream_in_a_channel_needs_its_recipient(
    client: WebClient, nakamura: Person, place: str, arguments: dict[str, Any], error: str
) -> None:
    asked = nakamura.say(CHANNEL, "教えて")
    answer = refused(lambda: client.chat_startStream(channel=place, thread_ts=asked.ts, **arguments))
    assert answer["error"] == error


def test_a_streaming_call_takes_twelve_thousand_characters(client: WebClient, nakamura: Person) -> None:
    asked = nakamura.dm("教えて")
    started = client.chat_startStream(channel=asked.channel, thread_ts=asked.ts, markdown_text="あ" * 12000)
    channel, ts = started["channel"], started["ts"]
    answer = refused(lambda: client.chat_appendStream(channel=channel, ts=ts, markdown_text="あ" * 12001))
    assert answer["error"] == "msg_too_long"


def test_a_thread_can_carry_a_status_a_title_and_prompts(
    workspace: Workspace, client: WebClient, nakamura: Person
) -> None:
    asked = nakamura.dm("教えて")
    place: dict[str, Any] = {"channel_id": asked.channel, "thread_ts": asked.ts}
    client.assistant_threads_setStatus(**place, status="調べています")
    client.assistant_threads_setTitle(**place, title="質問")
    prompt = {"title": "役割", "message": "協議体の役割は?"}
    client.assistant_threads_setSuggestedPrompts(**place, prompts=[prompt])
    thread = workspace.core.state.assistant_threads[f"{asked.channel}:{asked.ts}"]
    assert (thread.status, thread.title, thread.prompts) == ("調べています", "質問", [prompt])
    many = refused(lambda: client.assistant_threads_setSuggestedPrompts(**place, prompts=[prompt] * 5))
    assert many["error"] == "invalid_arguments"


def test_a_file_goes_up_with_the_official_helper_and_comes_down_with_the_token(
    workspace: Workspace, client: WebClient, place: str
) -> None:
    content = "名簿\n".encode()
    sent = client.files_upload_v2(
        content=content, filename="list.csv", title="名簿", channel=place, initial_comment="どうぞ"
    )
    file = client.files_info(file=sent["files"][0]["id"])["file"]
    assert (file["size"], file["title"], file["channels"]) == (len(content), "名簿", [place])
    assert workspace.messages(place)[0].text == "どうぞ"
    assert request(file["url_private_download"]).status == 403
    answer = request(file["url_private_download"], headers={"Authorization": f"Bearer {workspace.bot_token}"})
    assert answer.body == content
    client.files_delete(file=file["id"])
    assert refused(lambda: client.files_info(file=file["id"]))["error"] == "file_not_found"


def test_somebody_elses_file_cannot_be_deleted(client: WebClient, nakamura: Person) -> None:
    file = nakamura.upload(CHANNEL, b"x", "note.txt")
    assert refused(lambda: client.files_delete(file=file.id))["error"] == "cant_delete_file"


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


def test_people_who_write_at_the_same_time_get_different_timestamps(workspace: Workspace) -> None:
    def write(key: str) -> None:
        for number in range(50):
            workspace.person(key).say("雑談", f"{key} {number}")

    writers = [threading.Thread(target=write, args=(key,)) for key in ("coordinator", "colleague")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    stamps = [message.ts for message in workspace.messages("雑談")]
    assert len(set(stamps)) == 100
    assert stamps == sorted(stamps)
