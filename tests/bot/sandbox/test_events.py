"""Which events an app hears, and what is in them."""

from typing import Any

from slack_sdk import WebClient

from bot.sandbox.driver import Workspace
from bot.sandbox.manifest import parse_manifest
from bot.sandbox.outgoing import Delivery
from bot.sandbox.person import Person
from tests.bot.sandbox.notice_board import NoticeBoard


def heard(workspace: Workspace, board: NoticeBoard, kind: str, subtype: str | None = None) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        for body in board.events:
            event = body["event"]
            if event["type"] == kind and event.get("subtype") == subtype:
                return body
        return None

    return workspace.wait_for(look, what=f"the event {kind}")


def sent(workspace: Workspace, kind: str) -> list[Delivery]:
    return [delivery for delivery in workspace.deliveries if delivery.outgoing.name == kind]


def test_a_mention_carries_what_slack_puts_around_it(
    workspace: Workspace, board: NoticeBoard, nakamura: Person
) -> None:
    said = nakamura.mention("第2層-中央", "役割は?")
    body = heard(workspace, board, "app_mention")
    assert body["type"] == "event_callback"
    assert body["event_id"].startswith("Ev")
    assert body["authorizations"][0]["user_id"] == workspace.bot_user_id
    assert body["is_ext_shared_channel"] is False
    event = body["event"]
    assert (event["ts"], event["event_ts"], event["user"]) == (said.ts, said.ts, nakamura.id)
    assert event["text"] == f"<@{workspace.bot_user_id}> 役割は?"
    assert event["client_msg_id"] == said.client_msg_id
    assert "channel_type" not in event
    assert "thread_ts" not in event


def test_a_message_event_says_what_kind_of_place_it_comes_from(
    workspace: Workspace, board: NoticeBoard, nakamura: Person
) -> None:
    nakamura.dm("こんにちは")
    nakamura.say("事務局", "内輪の話")
    nakamura.say("第2層-中央", "みなさん")
    workspace.wait_for(lambda: len(board.events) == 3)
    kinds = {body["event"]["text"]: body["event"]["channel_type"] for body in board.events}
    assert kinds == {"こんにちは": "im", "内輪の話": "group", "みなさん": "channel"}


def test_a_mention_in_a_direct_conversation_is_a_message_only(
    workspace: Workspace, board: NoticeBoard, nakamura: Person
) -> None:
    nakamura.dm(f"<@{workspace.bot_user_id}> 役割は?")
    heard(workspace, board, "message")
    workspace.wait_for(lambda: workspace.undelivered == 0)
    assert sent(workspace, "app_mention") == []


def test_nothing_is_heard_from_a_channel_without_the_bot(
    workspace: Workspace, board: NoticeBoard, nakamura: Person
) -> None:
    nakamura.mention("雑談", "聞こえない")
    nakamura.dm("聞こえる")
    heard(workspace, board, "message")
    workspace.wait_for(lambda: workspace.undelivered == 0)
    assert [delivery.outgoing.payload["event"]["text"] for delivery in workspace.deliveries] == ["聞こえる"]


def test_only_subscribed_events_are_sent() -> None:
    manifest = parse_manifest(
        {
            "display_information": {"name": "x"},
            "features": {"app_home": {"home_tab_enabled": True}},
            "oauth_config": {"scopes": {"bot": ["app_mentions:read"]}},
            "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}, "socket_mode_enabled": True},
        }
    )
    with Workspace(manifest) as workspace:
        person = workspace.person("coordinator")
        message = person.mention("協議体", "はい")
        person.react(message, "eyes")
        person.open_home()
        person.mention("協議体", "最後に")
        workspace.wait_for(lambda: len(workspace.core.journal.entries("to_app", "app_mention")) >= 2)
        assert {entry.kind for entry in workspace.core.journal.entries("to_app")} == {"app_mention"}


def test_the_bots_own_messages_are_events_too_with_its_bot_id(
    workspace: Workspace, board: NoticeBoard, client: WebClient
) -> None:
    client.chat_postMessage(channel="協議体", text="お知らせ")
    (delivery,) = workspace.wait_for(lambda: sent(workspace, "message"))
    event = delivery.outgoing.payload["event"]
    assert event["bot_id"] == workspace.core.config.bot_id
    assert event["user"] == workspace.bot_user_id
    workspace.person("coordinator").dm("聞こえますか")
    heard(workspace, board, "message")
    # Bolt drops what its own bot wrote.
    assert [body["event"]["text"] for body in board.events] == ["聞こえますか"]


def test_edits_and_deletions_are_told_with_what_was_before(
    workspace: Workspace, board: NoticeBoard, nakamura: Person
) -> None:
    message = nakamura.say("第2層-中央", "まちがい")
    nakamura.edit(message, "なおした")
    changed = heard(workspace, board, "message", "message_changed")["event"]
    assert (changed["previous_message"]["text"], changed["message"]["text"]) == ("まちがい", "なおした")
    assert changed["message"]["edited"]["user"] == nakamura.id
    nakamura.delete(message)
    deleted = heard(workspace, board, "message", "message_deleted")["event"]
    assert (deleted["deleted_ts"], deleted["hidden"]) == (message.ts, True)


def test_opening_home_and_messages_are_told_apart(workspace: Workspace, board: NoticeBoard, nakamura: Person) -> None:
    nakamura.open_home("messages")
    nakamura.open_home()
    workspace.wait_for(lambda: workspace.home(nakamura))
    nakamura.open_home()
    workspace.wait_for(lambda: len(board.events) == 3)
    by_order = sorted(board.events, key=lambda body: str(body["event"]["event_ts"]))
    assert [body["event"]["tab"] for body in by_order] == ["messages", "home", "home"]
    assert ["view" in body["event"] for body in by_order] == [False, False, True]


def test_reactions_files_and_newcomers_are_told(
    workspace: Workspace, board: NoticeBoard, nakamura: Person, sato: Person
) -> None:
    message = sato.say("第2層-中央", "できました")
    nakamura.react(message, "tada")
    item = heard(workspace, board, "reaction_added")["event"]
    assert (item["item"]["ts"], item["item_user"], item["reaction"]) == (message.ts, sato.id, "tada")
    file = nakamura.upload("第2層-中央", b"x", "list.csv", text="名簿です")
    assert heard(workspace, board, "file_shared")["event"]["file_id"] == file.id
    shared = heard(workspace, board, "message", "file_share")["event"]
    assert shared["files"][0]["name"] == "list.csv"
    nakamura.invite("雑談", workspace.core.bot)
    joined = heard(workspace, board, "member_joined_channel")["event"]
    assert (joined["user"], joined["inviter"]) == (workspace.bot_user_id, nakamura.id)


def test_a_guest_from_another_workspace_is_recognisable(workspace: Workspace, board: NoticeBoard) -> None:
    workspace.person("visitor").say("協議体", "となり町から")
    body = heard(workspace, board, "message")
    assert body["is_ext_shared_channel"] is True
    assert body["team_id"] == "T0SANDBOX1"
    assert body["event"]["user_team"] == "T0SANDBOX2"


def test_typed_text_arrives_as_slack_sends_it(
    workspace: Workspace, board: NoticeBoard, nakamura: Person, sato: Person
) -> None:
    nakamura.dm(f"<@{sato.id}> A & B <!channel> @here https://example.org/a?b=1&c=2 <@U0NOBODY>")
    text = heard(workspace, board, "message")["event"]["text"]
    assert text == (
        f"<@{sato.id}> A &amp; B &lt;!channel&gt; <!here> <https://example.org/a?b=1&amp;c=2> &lt;@U0NOBODY&gt;"
    )
