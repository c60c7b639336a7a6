"""Forms that people fill in, send and close, with a real Bolt app at the other end."""

import pytest
from slack_sdk import WebClient

from bot.sandbox.driver import Workspace
from bot.sandbox.errors import PersonError
from bot.sandbox.person import Person
from bot.sandbox.state import View
from tests.bot.sandbox.helpers import plain, trigger
from tests.bot.sandbox.notice_board import NOTE_FORM, NoticeBoard

TEXT = {"内容": "体操の会"}


def opened_form(workspace: Workspace, person: Person) -> View:
    person.shortcut("new_note")
    return workspace.wait_for_view(person)


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


def test_a_file_is_put_into_a_form(
    workspace: Workspace, board: NoticeBoard, client: WebClient, nakamura: Person
) -> None:
    field = {"type": "input", "block_id": "file", "label": plain("写真"), "element": {"type": "file_input"}}
    client.views_open(trigger_id=trigger(workspace, nakamura), view={**NOTE_FORM, "blocks": [field]})
    nakamura.submit(workspace.wait_for_view(nakamura), {"写真": [nakamura.attach(b"GIF89a", "町.gif")]})
    ((element,),) = (each.values() for each in board.submissions[0]["view"]["state"]["values"].values())
    (file,) = element["files"]
    assert client.files_info(file=file["id"])["file"]["name"] == "町.gif"


def test_somebody_elses_form_cannot_be_touched(
    workspace: Workspace, board: NoticeBoard, nakamura: Person, sato: Person
) -> None:
    with pytest.raises(PersonError, match="somebody else"):
        sato.submit(opened_form(workspace, nakamura), TEXT)
