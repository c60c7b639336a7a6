"""Commands, buttons, forms and shortcuts, with a real Bolt app at the other end."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox import modals
from bot.sandbox.driver import Workspace
from bot.sandbox.errors import PersonError
from bot.sandbox.person import Person
from bot.sandbox.state import View
from tests.bot.sandbox.notice_board import BUTTONS, NOTE_FORM, NoticeBoard

TEXT = {"内容": "体操の会"}


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(SlackApiError) as caught:
        call()
    return str(caught.value.response["error"])


def opened_form(workspace: Workspace, person: Person) -> View:
    person.shortcut("new_note")
    return workspace.wait_for_view(person)


def trigger(workspace: Workspace, person: Person) -> str:
    with workspace.core.lock:
        return modals.new_trigger(workspace.core, person.id)


# --- commands ------------------------------------------------------------------------------


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
    workspace.core.deadlines = workspace.core.deadlines.scaled(0.1)
    result = nakamura.slash("/stuck")
    assert (result.acked, result.error) == (False, "operation_timeout")


def test_a_command_without_a_connected_app_fails_at_once(workspace: Workspace, nakamura: Person) -> None:
    assert nakamura.slash("/echo", "x").error == "dispatch_failed"


# --- triggers ------------------------------------------------------------------------------


def test_a_trigger_works_once_and_for_three_seconds(workspace: Workspace, client: WebClient, nakamura: Person) -> None:
    used, old = trigger(workspace, nakamura), trigger(workspace, nakamura)
    client.views_open(trigger_id=used, view=NOTE_FORM)
    assert refused(lambda: client.views_open(trigger_id=used, view=NOTE_FORM)) == "exchanged_trigger_id"
    workspace.clock.advance(3.1)
    assert refused(lambda: client.views_open(trigger_id=old, view=NOTE_FORM)) == "expired_trigger_id"


def test_a_faulty_view_names_its_place_and_leaves_the_trigger_usable(
    workspace: Workspace, client: WebClient, nakamura: Person
) -> None:
    fresh = trigger(workspace, nakamura)
    with pytest.raises(SlackApiError) as caught:
        client.views_open(trigger_id=fresh, view={**NOTE_FORM, "title": plain("題" * 25)})
    assert caught.value.response["error"] == "invalid_arguments"
    assert caught.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]
    assert client.views_open(trigger_id=fresh, view=NOTE_FORM)["ok"]


# --- views ---------------------------------------------------------------------------------


def test_three_views_can_be_stacked_and_no_more(workspace: Workspace, client: WebClient, nakamura: Person) -> None:
    first = client.views_open(trigger_id=trigger(workspace, nakamura), view=NOTE_FORM)["view"]
    for _ in range(2):
        top = client.views_push(trigger_id=trigger(workspace, nakamura), view=NOTE_FORM)["view"]
        assert top["root_view_id"] == first["id"]
    fourth = trigger(workspace, nakamura)
    assert refused(lambda: client.views_push(trigger_id=fourth, view=NOTE_FORM)) == "push_limit_reached"
    assert len(workspace.views(nakamura)) == 3


def test_a_view_update_with_an_old_hash_is_refused(workspace: Workspace, client: WebClient, nakamura: Person) -> None:
    shown = client.views_open(trigger_id=trigger(workspace, nakamura), view=NOTE_FORM)["view"]
    client.views_update(view_id=shown["id"], hash=shown["hash"], view=NOTE_FORM)
    answer = refused(lambda: client.views_update(view_id=shown["id"], hash=shown["hash"], view=NOTE_FORM))
    assert answer == "hash_conflict"


def test_an_update_keeps_what_the_person_has_filled_in(
    workspace: Workspace, client: WebClient, nakamura: Person
) -> None:
    shown = client.views_open(trigger_id=trigger(workspace, nakamura), view=NOTE_FORM)["view"]
    nakamura.fill(workspace.views(nakamura)[0], TEXT)
    later = client.views_update(view_id=shown["id"], view={**NOTE_FORM, "title": plain("新しい題")})
    assert later["view"]["state"]["values"]["text"]["value"]["value"] == "体操の会"


def test_a_view_can_be_found_by_its_external_id_which_serves_once(
    workspace: Workspace, client: WebClient, nakamura: Person, sato: Person
) -> None:
    named = {**NOTE_FORM, "external_id": "note-1"}
    client.views_open(trigger_id=trigger(workspace, nakamura), view=named)
    assert client.views_update(external_id="note-1", view=named)["ok"]
    other = trigger(workspace, sato)
    assert refused(lambda: client.views_open(trigger_id=other, view=named)) == "duplicate_external_id"


def test_a_view_of_more_than_250_kilobytes_is_refused(
    workspace: Workspace, client: WebClient, nakamura: Person
) -> None:
    text = {"type": "section", "text": {"type": "mrkdwn", "text": "あ" * 2900}}
    huge = {"type": "home", "blocks": [text] * 100}
    assert refused(lambda: client.views_publish(user_id=nakamura.id, view=huge)) == "view_too_large"


# --- sending forms -------------------------------------------------------------------------


def test_errors_keep_the_form_open_beside_their_fields(
    workspace: Workspace, board: NoticeBoard, nakamura: Person
) -> None:
    board.form_answer = {"response_action": "errors", "errors": {"text": "短く書いてください"}}
    form = opened_form(workspace, nakamura)
    result = nakamura.submit(form, TEXT)
    assert result.errors == {"text": "短く書いてください"}
    assert workspace.views(nakamura)[0].errors == {"text": "短く書いてください"}


def test_errors_for_a_field_that_is_not_there_are_a_fault_of_the_app(
    workspace: Workspace, board: NoticeBoard, nakamura: Person
) -> None:
    board.form_answer = {"response_action": "errors", "errors": {"nowhere": "?"}}
    result = nakamura.submit(opened_form(workspace, nakamura), TEXT)
    assert result.error == "invalid_response"


@pytest.mark.parametrize(("action", "titles"), [("update", ["済み"]), ("push", ["メモ", "済み"]), ("clear", [])])
def test_a_sent_form_may_change_stack_or_close_everything(
    workspace: Workspace, board: NoticeBoard, nakamura: Person, action: str, titles: list[str]
) -> None:
    done = {"type": "modal", "title": plain("済み"), "blocks": []}
    board.form_answer = {"response_action": action} | ({} if action == "clear" else {"view": done})
    nakamura.submit(opened_form(workspace, nakamura), TEXT)
    assert [view.content["title"]["text"] for view in workspace.views(nakamura)] == titles


def test_a_required_field_must_be_filled_in_before_sending(
    workspace: Workspace, board: NoticeBoard, nakamura: Person
) -> None:
    form = opened_form(workspace, nakamura)
    with pytest.raises(PersonError, match="required field: 内容"):
        nakamura.submit(form)
    with pytest.raises(PersonError, match="0 to 20 characters, not 21"):
        nakamura.fill(form, {"内容": "長" * 21})
    with pytest.raises(PersonError, match="no option '病院'; offered: 居場所, 移動"):
        nakamura.fill(form, {"種類": "病院"})
    assert board.submissions == []


def test_closing_a_form_is_told_when_the_app_asked_for_it(
    workspace: Workspace, board: NoticeBoard, nakamura: Person
) -> None:
    form = opened_form(workspace, nakamura)
    result = nakamura.close(form)
    assert result is not None
    assert result.acked
    workspace.wait_for(lambda: board.closed_views)
    assert board.closed_views[0]["is_cleared"] is False
    assert workspace.views(nakamura) == []
    with pytest.raises(PersonError, match="closed"):
        nakamura.submit(form, TEXT)


def test_an_external_select_asks_the_app_for_its_options(
    workspace: Workspace, board: NoticeBoard, nakamura: Person
) -> None:
    form = opened_form(workspace, nakamura)
    offered = nakamura.suggest(form, "地区", "中")
    assert [option["value"] for option in offered] == ["中央", "中川"]
    nakamura.submit(form, {**TEXT, "地区": offered[0]})
    values = board.submissions[0]["view"]["state"]["values"]
    assert values["town"]["town"]["selected_option"]["value"] == "中央"


def test_an_external_select_in_a_message_asks_too(
    workspace: Workspace, board: NoticeBoard, client: WebClient, nakamura: Person
) -> None:
    select = {"type": "external_select", "action_id": "town"}
    client.chat_postMessage(channel="協議体", text="x", blocks=[{"type": "actions", "elements": [select]}])
    (message,) = workspace.messages("協議体")
    with pytest.raises(PersonError, match="at least 3 characters"):
        nakamura.suggest(message, "town", "中")
    assert nakamura.suggest(message, "town", "中央区") == []


def test_a_form_that_asks_for_a_conversation_brings_its_response_url(
    workspace: Workspace, board: NoticeBoard, client: WebClient, nakamura: Person
) -> None:
    select = {"type": "conversations_select", "action_id": "where", "response_url_enabled": True}
    field = {"type": "input", "block_id": "where", "label": plain("場所"), "element": select}
    client.views_open(trigger_id=trigger(workspace, nakamura), view={**NOTE_FORM, "blocks": [field]})
    place = workspace.channel("協議体").id
    nakamura.submit(workspace.wait_for_view(nakamura), {"場所": place})
    (entry,) = board.submissions[0]["response_urls"]
    assert (entry["channel_id"], entry["block_id"]) == (place, "where")
    assert entry["response_url"].startswith(workspace.url)


def test_somebody_elses_form_cannot_be_touched(
    workspace: Workspace, board: NoticeBoard, nakamura: Person, sato: Person
) -> None:
    with pytest.raises(PersonError, match="somebody else"):
        sato.submit(opened_form(workspace, nakamura), TEXT)


# --- buttons, menus, shortcuts -------------------------------------------------------------


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


def test_menus_pickers_and_feedback_report_what_was_chosen(
    workspace: Workspace, client: WebClient, nakamura: Person, sato: Person
) -> None:
    choice = {"text": plain("居場所"), "value": "place"}
    yes, no = ({"text": plain(text), "value": text} for text in ("はい", "いいえ"))
    elements = [
        {"type": "overflow", "action_id": "rest", "options": [choice]},
        {"type": "datepicker", "action_id": "day"},
        {"type": "users_select", "action_id": "who"},
        {"type": "checkboxes", "action_id": "ticks", "options": [choice]},
    ]
    feedback = {
        "type": "feedback_buttons",
        "action_id": "fb",
        "positive_button": yes,
        "negative_button": no,
    }
    blocks: list[dict[str, Any]] = [
        {"type": "actions", "elements": elements},
        {"type": "context_actions", "elements": [feedback]},
    ]
    client.chat_postMessage(channel="協議体", text="x", blocks=blocks)
    (message,) = workspace.messages("協議体")
    chosen = [
        nakamura.select(message, "rest", "居場所"),
        nakamura.select(message, "day", "2026-11-23"),
        nakamura.select(message, "who", sato),
        nakamura.select(message, "ticks", ["place"]),
        nakamura.press(message, "いいえ"),
    ]
    actions: list[dict[str, Any]] = [delivery.outgoing.payload["actions"][0] for delivery in chosen]
    assert actions[0]["selected_option"]["value"] == "place"
    assert actions[1]["selected_date"] == "2026-11-23"
    assert actions[2]["selected_user"] == sato.id
    assert [option["value"] for option in actions[3]["selected_options"]] == ["place"]
    assert (actions[4]["type"], actions[4]["value"]) == ("feedback_buttons", "いいえ")
    with pytest.raises(PersonError, match="does not take '明日'"):
        nakamura.select(message, "day", "明日")


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
    assert told.wait(5)
    end()
    nakamura.say("雑談", "二")
    assert seen == ["message_posted"]
