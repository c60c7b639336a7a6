"""Triggers and views: opened once, stacked, updated, found again."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.clock import Deadlines
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from tests.bot.sandbox.helpers import plain, refusal, trigger
from tests.bot.sandbox.notice_board import NOTE_FORM

TEXT = {"内容": "体操の会"}


def test_a_trigger_works_once_and_for_three_seconds(workspace: Workspace, client: WebClient, nakamura: Person) -> None:
    used = trigger(workspace, nakamura)
    client.views_open(trigger_id=used, view=NOTE_FORM)
    assert refusal(lambda: client.views_open(trigger_id=used, view=NOTE_FORM)) == "exchanged_trigger_id"
    workspace.core.deadlines = Deadlines()
    old = trigger(workspace, nakamura)
    workspace.clock.advance(3.1)
    assert refusal(lambda: client.views_open(trigger_id=old, view=NOTE_FORM)) == "expired_trigger_id"


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


def test_three_views_can_be_stacked_and_no_more(workspace: Workspace, client: WebClient, nakamura: Person) -> None:
    first = client.views_open(trigger_id=trigger(workspace, nakamura), view=NOTE_FORM)["view"]
    for _ in range(2):
        top = client.views_push(trigger_id=trigger(workspace, nakamura), view=NOTE_FORM)["view"]
        assert top["root_view_id"] == first["id"]
    fourth = trigger(workspace, nakamura)
    assert refusal(lambda: client.views_push(trigger_id=fourth, view=NOTE_FORM)) == "push_limit_reached"
    assert len(workspace.views(nakamura)) == 3


def test_a_view_update_with_an_old_hash_is_refused(workspace: Workspace, client: WebClient, nakamura: Person) -> None:
    shown = client.views_open(trigger_id=trigger(workspace, nakamura), view=NOTE_FORM)["view"]
    client.views_update(view_id=shown["id"], hash=shown["hash"], view=NOTE_FORM)
    answer = refusal(lambda: client.views_update(view_id=shown["id"], hash=shown["hash"], view=NOTE_FORM))
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
    assert refusal(lambda: client.views_open(trigger_id=other, view=named)) == "duplicate_external_id"


def test_a_view_of_more_than_250_kilobytes_is_refused(
    workspace: Workspace, client: WebClient, nakamura: Person
) -> None:
    text = {"type": "section", "text": {"type": "mrkdwn", "text": "あ" * 2900}}
    huge = {"type": "home", "blocks": [text] * 100}
    assert refusal(lambda: client.views_publish(user_id=nakamura.id, view=huge)) == "view_too_large"
