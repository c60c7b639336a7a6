"""Commands, buttons, menus and shortcuts, with a real Bolt app at the other end."""

import threading
from typing import Any

import pytest
from slack_sdk import WebClient

from bot.sandbox.driver import Workspace
from bot.sandbox.errors import PersonError
from bot.sandbox.outgoing import Delivery
from bot.sandbox.person import Person
from bot.sandbox.state import Message
from tests.bot.sandbox.conftest import HASTY
from tests.bot.sandbox.helpers import plain
from tests.bot.sandbox.notice_board import BUTTONS, NoticeBoard


def test_a_command_cannot_be_used_in_a_thread(workspace: Workspace, board: NoticeBoard, nakamura: Person) -> None:
    root = nakamura.say("協議体", "話題")
    with pytest.raises(PersonError, match="not supported in threads"):
        nakamura.slash("/echo", "x", channel="協議体", thread_ts=root.ts)


def test_a_command_must_be_declared(board: NoticeBoard, nakamura: Person) -> None:
    with pytest.raises(PersonError, match="/other is not a valid command"):
        nakamura.slash("/other")


def test_a_guest_from_another_workspace_has_neither_commands_nor_shortcuts(
    workspace: Workspace, board: NoticeBoard
) -> None:
    visitor = workspace.person("visitor")
    for gesture in (
        lambda: visitor.slash("/echo", "x", channel="協議体"),
        lambda: visitor.shortcut("new_note"),
        lambda: visitor.dm("x"),
        visitor.open_home,
    ):
        with pytest.raises(PersonError, match="another workspace"):
            gesture()


def test_a_command_that_is_not_acknowledged_in_time_shows_an_operation_timeout(
    workspace: Workspace, board: NoticeBoard, nakamura: Person
) -> None:
    workspace.core.deadlines = HASTY
    result = nakamura.slash("/stuck")
    assert (result.acked, result.error) == (False, "operation_timeout")


def test_a_command_without_a_connected_app_fails_at_once(workspace: Workspace, nakamura: Person) -> None:
    assert nakamura.slash("/echo", "x").error == "dispatch_failed"


def test_a_press_in_a_thread_says_where_it_happened(
    workspace: Workspace, board: NoticeBoard, nakamura: Person, sato: Person
) -> None:
    reply = workspace.wait_for_reply(nakamura.mention("協議体", "はい"))
    assert sato.press(reply, "more").acked
    workspace.wait_for(lambda: board.actions)
    body = board.actions[0]
    assert body["container"] == {
        "type": "message",
        "message_ts": reply.ts,
        "channel_id": reply.channel,
        "is_ephemeral": False,
        "thread_ts": reply.thread_ts,
    }
    assert body["message"]["ts"] == reply.ts
    assert body["user"]["id"] == sato.id
    assert body["actions"][0]["block_id"] == "choices"


def test_a_press_in_an_ephemeral_message_brings_no_message(
    workspace: Workspace, board: NoticeBoard, client: WebClient, nakamura: Person, sato: Person
) -> None:
    client.chat_postEphemeral(channel="協議体", user=nakamura.id, text="x", blocks=BUTTONS)
    (message,) = workspace.messages("協議体", viewer=nakamura)
    with pytest.raises(PersonError, match="somebody else sees"):
        sato.press(message, "もっと")
    nakamura.press(message, "もっと")
    workspace.wait_for(lambda: board.actions)
    assert "message" not in board.actions[0]
    assert board.actions[0]["container"]["is_ephemeral"] is True


def test_a_missing_button_is_answered_with_those_that_are_there(
    workspace: Workspace, client: WebClient, nakamura: Person
) -> None:
    client.chat_postMessage(channel="協議体", text="x", blocks=BUTTONS)
    with pytest.raises(PersonError, match="no button 'やめる'; there are: もっと"):
        nakamura.press(workspace.messages("協議体")[0], "やめる")


def choices_message(workspace: Workspace, client: WebClient) -> Message:
    choice = {"text": plain("居場所"), "value": "place"}
    elements = [
        {"type": "overflow", "action_id": "rest", "options": [choice]},
        {"type": "datepicker", "action_id": "day"},
        {"type": "users_select", "action_id": "who"},
        {"type": "checkboxes", "action_id": "ticks", "options": [choice]},
    ]
    client.chat_postMessage(channel="協議体", text="x", blocks=[{"type": "actions", "elements": elements}])
    return workspace.messages("協議体")[0]


def action_of(delivery: Delivery) -> dict[str, Any]:
    action: dict[str, Any] = delivery.outgoing.payload["actions"][0]
    return action


def test_menus_and_pickers_report_what_was_chosen(
    workspace: Workspace, client: WebClient, nakamura: Person, sato: Person
) -> None:
    message = choices_message(workspace, client)
    assert action_of(nakamura.select(message, "rest", "居場所"))["selected_option"]["value"] == "place"
    assert action_of(nakamura.select(message, "day", "2026-11-23"))["selected_date"] == "2026-11-23"
    assert action_of(nakamura.select(message, "who", sato))["selected_user"] == sato.id
    ticked = action_of(nakamura.select(message, "ticks", ["place"]))["selected_options"]
    assert [option["value"] for option in ticked] == ["place"]


def test_what_was_chosen_before_comes_along_with_the_next_choice(
    workspace: Workspace, client: WebClient, nakamura: Person, sato: Person
) -> None:
    message = choices_message(workspace, client)
    nakamura.select(message, "day", "2026-11-23")
    values = nakamura.select(message, "who", sato).outgoing.payload["state"]["values"]
    (block,) = values.values()
    assert block["day"]["selected_date"] == "2026-11-23"
    assert block["ticks"]["selected_options"] == []


def test_a_picker_takes_no_other_words(workspace: Workspace, client: WebClient, nakamura: Person) -> None:
    message = choices_message(workspace, client)
    with pytest.raises(PersonError, match="does not take '明日'"):
        nakamura.select(message, "day", "明日")
    with pytest.raises(PersonError, match="no field 'nowhere'"):
        nakamura.select(message, "nowhere", "x")


def test_feedback_buttons_report_which_side_was_pressed(
    workspace: Workspace, client: WebClient, nakamura: Person
) -> None:
    yes, no = ({"text": plain(text), "value": text} for text in ("はい", "いいえ"))
    feedback = {"type": "feedback_buttons", "positive_button": yes, "negative_button": no}
    blocks = [{"type": "context_actions", "elements": [feedback]}]
    client.chat_postMessage(channel="協議体", text="x", blocks=blocks)
    action = action_of(nakamura.press(workspace.messages("協議体")[0], "いいえ"))
    assert (action["type"], action["value"]) == ("feedback_buttons", "いいえ")


def test_an_external_select_in_a_message_asks_too(
    workspace: Workspace, board: NoticeBoard, client: WebClient, nakamura: Person
) -> None:
    select = {"type": "external_select", "action_id": "town"}
    client.chat_postMessage(channel="協議体", text="x", blocks=[{"type": "actions", "elements": [select]}])
    (message,) = workspace.messages("協議体")
    with pytest.raises(PersonError, match="at least 3 characters"):
        nakamura.suggest(message, "town", "中")
    assert nakamura.suggest(message, "town", "中央区") == []


def test_a_message_shortcut_brings_the_message_and_can_answer_privately(
    workspace: Workspace, board: NoticeBoard, nakamura: Person
) -> None:
    message = nakamura.say("協議体", "大事な話")
    nakamura.message_shortcut("keep", message)
    workspace.wait_for(lambda: [m for m in workspace.messages("協議体", nakamura) if m.text == "残しました。"])
    assert board.actions[0]["message"]["text"] == "大事な話"
    with pytest.raises(PersonError, match="declares no global shortcut"):
        nakamura.shortcut("keep")


def test_changes_are_announced_to_whoever_subscribed(workspace: Workspace, nakamura: Person) -> None:
    seen: list[str] = []
    told = threading.Event()

    def listener(kind: str, detail: dict[str, Any]) -> None:
        seen.append(kind)
        told.set()

    end = workspace.subscribe(listener)
    nakamura.say("雑談", "一")
    assert told.wait(60)
    end()
    nakamura.say("雑談", "二")
    assert seen == ["message_posted"]
