"""A tiny Bolt app for the tests: it answers mentions, keeps notes, and remembers what it heard."""

import threading
from typing import Any

from slack_bolt import Ack, App, Respond, Say
from slack_sdk import WebClient

NOTE_FORM: dict[str, Any] = {
    "type": "modal",
    "callback_id": "note",
    "title": {"type": "plain_text", "text": "メモ"},
    "submit": {"type": "plain_text", "text": "保存"},
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "text",
            "label": {"type": "plain_text", "text": "内容"},
            "element": {"type": "plain_text_input", "action_id": "value", "max_length": 20},
        },
        {
            "type": "input",
            "block_id": "kind",
            "optional": True,
            "label": {"type": "plain_text", "text": "種類"},
            "element": {
                "type": "static_select",
                "action_id": "value",
                "options": [
                    {"text": {"type": "plain_text", "text": "居場所"}, "value": "place"},
                    {"text": {"type": "plain_text", "text": "移動"}, "value": "transport"},
                ],
            },
        },
        {
            "type": "input",
            "block_id": "town",
            "optional": True,
            "label": {"type": "plain_text", "text": "地区"},
            "element": {"type": "external_select", "action_id": "town", "min_query_length": 1},
        },
    ],
}
BUTTONS: list[dict[str, Any]] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "聞きました。"}},
    {
        "type": "actions",
        "block_id": "choices",
        "elements": [
            {
                "type": "button",
                "action_id": "more",
                "text": {"type": "plain_text", "text": "もっと"},
                "value": "page-2",
            }
        ],
    },
]


class NoticeBoard:
    """The app with its listeners; `events` and `actions` hold the payloads it was given."""

    def __init__(self, api_url: str, bot_token: str, signing_secret: str) -> None:
        self.events: list[dict[str, Any]] = []
        self.retries: list[str | None] = []
        self.actions: list[dict[str, Any]] = []
        self.submissions: list[dict[str, Any]] = []
        self.closed_views: list[dict[str, Any]] = []
        self.release = threading.Event()
        self.form_answer: dict[str, Any] = {}
        self.app = App(client=WebClient(bot_token, base_url=api_url), token=bot_token, signing_secret=signing_secret)
        self._listen_to_events()
        self._listen_to_people()
        self._listen_to_forms()
        for listener in self.app._listeners:
            listener.ack_timeout = (
                60  # Bolt waits three seconds, has no setting for them, and acknowledges no more then
            )

    def _listen_to_events(self) -> None:
        @self.app.event("app_mention")
        def mentioned(body: dict[str, Any], say: Say, request: Any) -> None:
            self._heard(body, request)
            event = body["event"]
            say("聞きました。", blocks=BUTTONS, thread_ts=event.get("thread_ts") or event["ts"])

        @self.app.event("app_home_opened")
        def home(body: dict[str, Any], client: WebClient, request: Any) -> None:
            self._heard(body, request)
            greeting = {"type": "section", "text": {"type": "plain_text", "text": "ようこそ"}}
            user = body["event"]["user"]
            if body["event"]["tab"] == "home":
                client.views_publish(user_id=user, view={"type": "home", "blocks": [greeting]})

        for name in ("message", "reaction_added", "file_shared", "member_joined_channel"):
            self.app.event(name)(self._heard)

    def _heard(self, body: dict[str, Any], request: Any) -> None:
        self.retries.append((request.headers.get("x-slack-retry-num") or [None])[0])
        self.events.append(body)

    def _listen_to_people(self) -> None:
        @self.app.command("/echo")
        def echo(ack: Ack, command: dict[str, Any]) -> None:
            ack(command["text"])

        @self.app.command("/stuck")
        def stuck(ack: Ack) -> None:
            self.release.wait(60)
            ack()

        @self.app.action("more")
        def more(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
            ack()
            self.actions.append(body)
            respond(text="つづきです。", replace_original=False)

        @self.app.shortcut("keep")
        def keep(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
            ack()
            self.actions.append(body)
            respond("残しました。")

    def _listen_to_forms(self) -> None:
        @self.app.command("/note")
        @self.app.shortcut("new_note")
        def open_form(ack: Ack, body: dict[str, Any], client: WebClient) -> None:
            ack()
            client.views_open(trigger_id=body["trigger_id"], view=NOTE_FORM)

        @self.app.view("note")
        def submitted(ack: Ack, body: dict[str, Any]) -> None:
            self.submissions.append(body)
            ack(**self.form_answer)

        @self.app.view_closed("note")
        def closed(ack: Ack, body: dict[str, Any]) -> None:
            ack()
            self.closed_views.append(body)

        @self.app.options("town")
        def towns(ack: Ack, payload: dict[str, Any]) -> None:
            found = [town for town in ("中央", "中川", "北") if town.startswith(payload["value"])]
            ack(options=[{"text": {"type": "plain_text", "text": t}, "value": t} for t in found])
