"""A real Bolt app over a real WebSocket, and people who talk with it."""

from slack_sdk import WebClient

from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from tests.bot.sandbox.notice_board import NoticeBoard


def test_a_mention_is_answered_in_its_thread(workspace: Workspace, board: NoticeBoard, nakamura: Person) -> None:
    question = nakamura.mention("協議体", "聞こえますか?")
    reply = workspace.wait_for_reply(question)
    assert reply.text == "聞きました。"
    assert reply.thread_ts == question.ts


def test_a_slash_command_answered_in_its_acknowledgement_is_seen_by_that_person_only(
    workspace: Workspace, board: NoticeBoard, nakamura: Person, sato: Person
) -> None:
    result = nakamura.slash("/echo", "やまびこ", channel="第2層-中央")
    assert result.acked
    assert [m.text for m in workspace.messages("第2層-中央", viewer=nakamura)] == ["やまびこ"]
    assert workspace.messages("第2層-中央", viewer=sato) == []


def test_a_form_is_opened_filled_in_and_sent(workspace: Workspace, board: NoticeBoard, nakamura: Person) -> None:
    nakamura.slash("/note", channel="協議体")
    form = workspace.wait_for_view(nakamura)
    result = nakamura.submit(form, {"内容": "体操の会", "種類": "居場所"})
    assert result.error is None
    values = board.submissions[0]["view"]["state"]["values"]
    assert values["text"]["value"] == {"type": "plain_text_input", "value": "体操の会"}
    assert values["kind"]["value"]["selected_option"]["value"] == "place"
    assert workspace.views(nakamura) == []


def test_a_pressed_button_reaches_the_app_and_its_response_is_ephemeral(
    workspace: Workspace, board: NoticeBoard, nakamura: Person, sato: Person
) -> None:
    reply = workspace.wait_for_reply(nakamura.mention("協議体", "はい"))
    nakamura.press(reply, "もっと")
    workspace.wait_for(lambda: "つづきです。" in [m.text for m in workspace.messages("協議体", nakamura)])
    assert "つづきです。" not in [m.text for m in workspace.messages("協議体", sato)]
    assert board.actions[0]["actions"][0]["value"] == "page-2"


def test_the_home_tab_shows_what_the_app_published(workspace: Workspace, board: NoticeBoard, nakamura: Person) -> None:
    nakamura.open_home()
    home = workspace.wait_for(lambda: workspace.home(nakamura))
    assert home.content["blocks"][0]["text"]["text"] == "ようこそ"


def test_the_web_client_can_ask_who_it_is(workspace: Workspace, client: WebClient) -> None:
    assert client.auth_test()["user_id"] == workspace.bot_user_id
