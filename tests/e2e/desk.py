"""A small app with what the bot does not have: forms of every kind, shortcuts, streaming, a Home that answers."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.sandbox.clock import Deadlines
from bot.sandbox.driver import Workspace
from bot.sandbox.manifest import parse_manifest
from tests.e2e.desk_blocks import ALL_FIELDS, EVERY_BLOCK, PARTNER_FORM, RESOURCE_FORM, SENT, home_view, plain

# Slack's 3 s are proved where the app keeps silent: there a test sets them.
PATIENT = Deadlines(acknowledge=60.0, trigger=60.0)
SCOPES = [
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "chat:write",
    "commands",
    "files:read",
    "im:history",
    "reactions:read",
]
MANIFEST = parse_manifest(
    {
        "display_information": {"name": "Desk", "description": "地域の資源を書きとめます"},
        "features": {
            "bot_user": {"display_name": "desk"},
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "slash_commands": [
                {"command": "/resource", "description": "資源を書きとめます", "usage_hint": "（そのまま送信）"},
                {"command": "/stuck", "description": "返事をしません"},
                {"command": "/stream", "description": "少しずつ話します"},
                {"command": "/blocks", "description": "部品を全部出します"},
                {"command": "/fields", "description": "項目を全部出します"},
            ],
            "shortcuts": [
                {"name": "資源を書きとめる", "type": "global", "callback_id": "new", "description": "記入欄を開きます"},
                {"name": "この発言を残す", "type": "message", "callback_id": "keep", "description": "控えます"},
            ],
        },
        "oauth_config": {"scopes": {"bot": SCOPES}},
        "settings": {
            "event_subscriptions": {"bot_events": ["app_home_opened", "message.im", "reaction_added", "file_shared"]},
            "interactivity": {"is_enabled": True},
            "socket_mode_enabled": True,
        },
    }
)


class Desk:
    """The app; `notes` are submitted forms, `heard` what was pressed, picked or kept."""

    def __init__(self, client: WebClient) -> None:
        self.notes: list[dict[str, Any]] = []
        self.heard: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []
        self.gate = threading.Event()  # closed, a form named 止まる waits; so does the second half of a stream
        self.app = App(client=client, token_verification_enabled=False)
        self._client = client
        self._commands()
        self._forms()
        self._rest()

    def _commands(self) -> None:
        app, client = self.app, self._client

        @app.command("/resource")
        @app.shortcut("new")
        def open_form(ack: Ack, body: dict[str, Any]) -> None:
            ack()
            client.views_open(trigger_id=body["trigger_id"], view=RESOURCE_FORM)

        @app.command("/fields")
        def open_fields(ack: Ack, body: dict[str, Any]) -> None:
            ack()
            client.views_open(trigger_id=body["trigger_id"], view=ALL_FIELDS)

        @app.command("/stuck")
        def stuck(ack: Ack) -> None:
            self.gate.wait(30)

        @app.command("/blocks")
        def blocks(ack: Ack, body: dict[str, Any]) -> None:
            ack()
            client.chat_postMessage(channel=body["channel_id"], text="部品", blocks=EVERY_BLOCK)

        @app.command("/stream")
        def stream(ack: Ack, body: dict[str, Any]) -> None:
            ack()
            threading.Thread(target=self._stream, args=(body,)).start()

    def _stream(self, body: dict[str, Any]) -> None:
        place = body["channel_id"]
        opening = self._client.chat_postMessage(channel=place, text="話します。")
        begun = self._client.chat_startStream(
            channel=place,
            thread_ts=opening["ts"],
            recipient_team_id=body["team_id"],
            recipient_user_id=body["user_id"],
            markdown_text="**はじめ**の話、",
        )
        self.gate.wait(30)
        self._client.chat_appendStream(channel=place, ts=begun["ts"], markdown_text="つづきの話。")
        self._client.chat_stopStream(channel=place, ts=begun["ts"])

    def _forms(self) -> None:
        app, client = self.app, self._client

        @app.view("resource")
        def noted(ack: Ack, body: dict[str, Any]) -> None:
            values = body["view"]["state"]["values"]
            name = values["name"]["value"]["value"]
            if name == "止まる":
                self.gate.wait(30)
                return
            if name == "既出":
                ack(response_action="errors", errors={"name": "同じ名前の資源があります。"})
                return
            self.notes.append(values)
            ack()
            client.chat_postMessage(channel=body["user"]["id"], text=f"「{name}」を書きとめました。")

        @app.view("fields")
        def filled(ack: Ack, body: dict[str, Any]) -> None:
            self.notes.append(body["view"]["state"]["values"])
            ack(response_action="update", view=SENT)

        @app.action("add_partner")
        def add_partner(ack: Ack, body: dict[str, Any]) -> None:
            ack()
            client.views_push(trigger_id=body["trigger_id"], view=PARTNER_FORM)

        @app.view("partner")
        def partner(ack: Ack, body: dict[str, Any]) -> None:
            self.heard.append(body)
            ack()

        @app.action("kind")
        def kind(ack: Ack, body: dict[str, Any]) -> None:
            ack()
            client.views_update(view_id=body["view"]["id"], view=_with_note(RESOURCE_FORM, "種類を選びました。"))

        @app.options("town")
        def towns(ack: Ack, payload: dict[str, Any]) -> None:
            found = [name for name in ("中央", "中川", "北") if name.startswith(payload["value"])]
            ack(options=[{"text": plain(name), "value": name} for name in found])

    def _rest(self) -> None:
        app, client = self.app, self._client

        @app.shortcut("keep")
        def keep(ack: Ack, body: dict[str, Any], respond: Respond) -> None:
            ack()
            self.heard.append(body)
            respond("控えました。")

        @app.action("wait_forever")
        def wait_forever() -> None:
            self.gate.wait(30)

        @app.action("hello")
        def hello(ack: Ack, body: dict[str, Any]) -> None:
            ack()
            client.views_publish(user_id=body["user"]["id"], view=home_view("押してくれてありがとうございます。"))

        @app.event("app_home_opened")
        def home(event: dict[str, Any]) -> None:
            if event["tab"] == "home":
                client.views_publish(user_id=event["user"], view=home_view("ようこそ。"))
                return
            prompts = [{"title": "使い方を知りたい", "message": "使い方を教えてください"}]
            client.assistant_threads_setSuggestedPrompts(
                channel_id=event["channel"], thread_ts="", title="たとえば", prompts=prompts
            )

        for name in ("message", "reaction_added", "file_shared"):
            app.event(name)(lambda event: self.events.append(event))

        # Bolt goes on to the next listener when one has not answered in time.
        @app.action(re.compile("^(?!wait_forever$)"))
        def anything(ack: Ack, body: dict[str, Any]) -> None:
            ack()
            self.heard.append(body)


def _with_note(form: dict[str, Any], note: str) -> dict[str, Any]:
    return {**form, "blocks": [*form["blocks"], {"type": "context", "elements": [plain(note)]}]}


@contextmanager
def open_desk() -> Iterator[tuple[Workspace, Desk]]:
    """A workspace with its page, and the app connected to it."""
    with Workspace(MANIFEST, page=True, deadlines=PATIENT) as workspace:
        desk = Desk(WebClient(workspace.bot_token, base_url=workspace.api_url))
        handler = SocketModeHandler(desk.app, workspace.app_token, ping_interval=1)
        handler.connect()  # type: ignore[no-untyped-call]  # Bolt's handlers carry no types here
        workspace.wait_until_connected()
        try:
            yield workspace, desk
        finally:
            desk.gate.set()
            # The client waits for its socket and its queue to speak; both ending now spares seconds.
            handler.client.auto_reconnect_enabled = False
            handler.client.closed = True
            handler.client.message_queue.put(None)
            workspace.drop_connections()
            handler.close()  # type: ignore[no-untyped-call]  # Bolt's handlers carry no types here
