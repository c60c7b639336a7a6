"""Response URLs, used with the official webhook client."""

import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from bot.sandbox.driver import Workspace
from bot.sandbox.hooks import new_hook
from bot.sandbox.person import Person


def hook(workspace: Workspace, person: Person, message_ts: str | None = None) -> WebhookClient:
    with workspace.core.lock:
        return WebhookClient(new_hook(workspace.core, workspace.channel("協議体"), person.id, message_ts))


def texts(workspace: Workspace, viewer: Person) -> list[str]:
    return [message.text for message in workspace.messages("協議体", viewer=viewer)]


def test_a_response_url_serves_five_times(workspace: Workspace, nakamura: Person) -> None:
    webhook = hook(workspace, nakamura)
    answers = [webhook.send(text=str(number)) for number in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[5].body
    assert texts(workspace, nakamura) == ["0", "1", "2", "3", "4"]


def test_a_response_url_lives_half_an_hour(workspace: Workspace, nakamura: Person) -> None:
    webhook = hook(workspace, nakamura)
    workspace.clock.advance(1740)
    assert webhook.send(text="間に合った").status_code == 200
    workspace.clock.advance(70)
    answer = webhook.send(text="遅い")
    assert (answer.status_code, "expired_url" in answer.body) == (404, True)


def test_a_response_is_private_unless_it_says_otherwise(workspace: Workspace, nakamura: Person, sato: Person) -> None:
    webhook = hook(workspace, nakamura)
    webhook.send(text="あなたに")
    webhook.send(text="みんなに", response_type="in_channel")
    assert texts(workspace, nakamura) == ["あなたに", "みんなに"]
    assert texts(workspace, sato) == ["みんなに"]


def test_a_response_can_replace_and_delete_the_original(
    workspace: Workspace, client: WebClient, nakamura: Person
) -> None:
    sent = client.chat_postMessage(channel="協議体", text="前")
    webhook = hook(workspace, nakamura, sent["ts"])
    webhook.send(text="後", replace_original=True)
    assert texts(workspace, nakamura) == ["後"]
    webhook.send(delete_original=True)
    assert texts(workspace, nakamura) == []


def test_an_ephemeral_original_can_be_replaced_and_deleted_too(
    workspace: Workspace, client: WebClient, nakamura: Person
) -> None:
    sent = client.chat_postEphemeral(channel="協議体", user=nakamura.id, text="前")
    webhook = hook(workspace, nakamura, sent["message_ts"])
    webhook.send(text="後", replace_original=True)
    assert texts(workspace, nakamura) == ["後"]
    webhook.send(delete_original=True)
    assert texts(workspace, nakamura) == []


def test_a_response_can_go_into_a_thread(workspace: Workspace, nakamura: Person) -> None:
    first = nakamura.say("協議体", "話題")
    hook(workspace, nakamura).send_dict({"text": "つづき", "thread_ts": first.ts, "response_type": "in_channel"})
    assert [message.text for message in workspace.replies(first)] == ["つづき"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"blocks": [{"type": "marquee"}]}, "invalid_blocks"),
        ({"delete_original": True}, "message_not_found"),
    ],
)
def test_a_faulty_response_is_refused_and_does_not_count(
    workspace: Workspace, nakamura: Person, body: dict[str, object], error: str
) -> None:
    webhook = hook(workspace, nakamura)
    for _ in range(6):
        answer = webhook.send_dict(body)
        assert (answer.status_code, error in answer.body) == (400, True)
    assert webhook.send(text="まだ使える").status_code == 200
