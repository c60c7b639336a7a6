"""Messages, threads, reactions, streams and files through the official client."""

import threading
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from tests.bot.sandbox.helpers import refused, section
from tests.bot.sandbox.raw_http import request

CHANNEL = "協議体"


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
