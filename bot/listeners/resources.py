"""`/resource`, the shortcuts and the buttons under notes. What is recorded here is on disk before Slack hears yes."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from functools import wraps
from typing import Any

from slack_bolt import Ack, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blocks import resource_messages as messages
from bot.blocks.message import Message
from bot.blocks.resource_form import Sheet, form_view
from bot.blocks.resource_parts import STEP_ACTIONS, WITHDRAW
from bot.inbox import Inbox
from bot.listeners.resource_drafts import EDIT, LINE, MESSAGE, NEW, Draft, Drafts, new_key
from bot.listeners.resource_place import (
    MERGED,
    SAVED,
    STEP,
    Place,
    accept_receipt,
    channel_of,
    payload_for,
)
from bot.listeners.resource_suggestions import accept_offer, accept_suggestion
from bot.listeners.resource_words import filters_in
from bot.mrkdwn import escape, has_words, question_in
from knowledge.errors import ResourceError
from knowledge.resources import privacy
from knowledge.resources.desk import NoteDesk
from knowledge.resources.model import ResourceNote
from knowledge.resources.privacy import Viewer

Body = dict[str, Any]
_SEARCH = re.compile(rf"(?:{messages.SEARCH_WORD}|{messages.LIST_WORD}|探す|さがす)(?=\s|[:：]|$)[\s:：]*")
_NAME_AT_MOST = 60  # characters; what begins a message with more is no name


def _explained(listen: Callable[..., None]) -> Callable[..., None]:
    """A failure of the record is told to who pressed, in its own sentence."""

    @wraps(listen)
    def listener(self: Any, ack: Ack, body: Body, action: Body, respond: Respond) -> None:
        try:
            listen(self, ack, body, action, respond)
        except ResourceError as error:
            ack()
            respond(text=str(error), response_type="ephemeral", replace_original=False)

    return listener


class ResourceListener:
    """Hears the command, the shortcuts and the buttons."""

    def __init__(self, desk: NoteDesk, inbox: Inbox, admins: AbstractSet[str], *, suggests: bool = False) -> None:
        """`suggests` says that a typed line, or a message, is read once more by a language model."""
        self._desk = desk
        self._inbox = inbox
        self._suggests = suggests
        self._place = Place(admins)
        self._drafts = Drafts(desk.drafts)

    def commanded(self, ack: Ack, command: Body, client: WebClient) -> None:
        """`/resource`: alone it opens the form; with 検索 it searches; with a line it shows what it understood."""
        try:
            self._commanded(ack, command, client)
        except ResourceError as error:
            ack(text=str(error))

    def _commanded(self, ack: Ack, command: Body, client: WebClient) -> None:
        viewer = self._place.of_command(command)
        words = question_in(command.get("text", ""))
        if not has_words(words):
            self._open_new(client, command["trigger_id"], viewer, command["channel_id"], command["response_url"])
            ack()
        elif search := _SEARCH.match(words):
            self._say(ack, self._found(words[search.end() :], viewer))
        else:
            slot = f"{LINE}{command['trigger_id']}"
            self._say(ack, self._understood(words, viewer, slot))
            if self._suggests:
                accept_suggestion(self._inbox, words, slot, viewer, command["response_url"])

    def shortcut(self, ack: Ack, body: Body, client: WebClient) -> None:
        """The global shortcut."""
        self._open_new(client, body["trigger_id"], self._place.of_press(body), "", "")
        ack()

    def message_shortcut(self, ack: Ack, body: Body, client: WebClient) -> None:
        """「資源メモに記録」 on a message: the form, filled from its words, its photos and its place."""
        viewer = self._place.of_press(body)
        message = body["message"]
        slot = f"{MESSAGE}{channel_of(body)}:{message['ts']}"
        earlier = self._drafts.load(viewer, slot)
        draft = earlier or Draft(self._from_message(message, viewer, _link(client, body)), key=new_key())
        self._drafts.keep(viewer, slot, draft)
        sheet = Sheet(slot, draft.key, channel_of(body), _url(body))
        opened = self._open(client, body["trigger_id"], sheet, draft, viewer, kept=False)
        if self._suggests and earlier is None:
            accept_offer(self._inbox, question_in(message.get("text", "")), sheet, viewer, opened)
        ack()

    def open_pressed(self, ack: Ack, body: Body, client: WebClient) -> None:
        """The button on the Home tab."""
        self._open_new(client, body["trigger_id"], self._place.of_press(body), "", "")
        ack()

    def go_on_pressed(self, ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        """A draft on the Home tab, by its slot: the form with all that was typed."""
        viewer, slot = self._place.of_press(body), action["value"]
        draft = self._drafts.load(viewer, slot)
        if draft is None or draft.done:
            client.chat_postMessage(channel=viewer.user_id, text=messages.GONE)
        else:
            sheet = Sheet(slot, draft.key, channel_of(body), _url(body), whole=slot != NEW)
            self._open(client, body["trigger_id"], sheet, draft, viewer, kept=True)
        ack()

    @_explained
    def save_pressed(self, ack: Ack, body: Body, action: Body, respond: Respond) -> None:
        """保存 under a line. Ten presses record one note."""
        slot = action["value"]

        def save(draft: Draft, viewer: Viewer) -> ResourceNote:
            return self._desk.record(draft.base, viewer, draft.key)

        self._finish(ack, body, respond, slot, save, SAVED)

    @_explained
    def merge_pressed(self, ack: Ack, body: Body, action: Body, respond: Respond) -> None:
        """これに統合 under a line."""
        slot, _, twin = action["value"].partition(" ")

        def merge(draft: Draft, viewer: Viewer) -> ResourceNote:
            return self._desk.merge(draft.base, twin, viewer)

        self._finish(ack, body, respond, slot, merge, MERGED)

    def fix_pressed(self, ack: Ack, body: Body, action: Body, client: WebClient, respond: Respond) -> None:
        """修正 under a line: the form, filled with what was understood."""
        viewer, slot = self._place.of_press(body), action["value"]
        draft = self._drafts.load(viewer, slot)
        if draft is None or draft.done:
            respond(text=messages.GONE, response_type="ephemeral", replace_original=False)
        else:
            sheet = Sheet(slot, draft.key, channel_of(body), body["response_url"], whole=True)
            self._open(client, body["trigger_id"], sheet, draft, viewer, kept=False)
        ack()

    @_explained
    def drop_pressed(self, ack: Ack, body: Body, action: Body, respond: Respond) -> None:
        """やめる under a line."""
        self._drafts.drop(self._place.of_press(body), action["value"])
        ack()
        respond(text=messages.DROPPED, response_type="ephemeral", replace_original=True)

    def edit_pressed(self, ack: Ack, body: Body, action: Body, client: WebClient, respond: Respond) -> None:
        """修正 under a note: the whole form with what it says, or with an edit that was not finished."""
        viewer = self._place.of_press(body)
        slot = f"{EDIT}{action['value']}"
        try:
            note = self._desk.see(action["value"], viewer)
        except ResourceError as error:
            if _url(body):
                respond(text=str(error), response_type="ephemeral", replace_original=False)
            else:
                client.chat_postMessage(channel=viewer.user_id, text=escape(str(error)))
        else:
            kept = self._drafts.load(viewer, slot)
            draft = kept if kept and kept.typed else Draft(note, key=new_key())
            self._drafts.keep(viewer, slot, draft)
            sheet = Sheet(slot, draft.key, channel_of(body), _url(body), whole=True)
            self._open(client, body["trigger_id"], sheet, draft, viewer, kept=bool(draft.typed))
        ack()

    def step_pressed(self, ack: Ack, body: Body, action: Body) -> None:
        """変わりなし, 休止, 再開, 終了 and 取消 under a note: one piece of work, however often pressed."""
        viewer = self._place.of_press(body)
        step = STEP_ACTIONS.get(action["action_id"], "withdraw")
        note_id, _, version = action["value"].partition(":")
        payload = {**payload_for(note_id, viewer, _url(body)), "step": step}
        payload["replace"] = "yes" if action["action_id"] == WITHDRAW else ""
        where = body["container"].get("message_ts") or body["container"].get("view_id", "")
        self._inbox.accept(f"step:{step}:{note_id}:{version}:{where}:{viewer.user_id}", STEP, payload)
        ack()

    def _open_new(self, client: WebClient, trigger: str, viewer: Viewer, channel: str, url: str) -> None:
        kept = self._drafts.load(viewer, NEW)
        draft = kept or Draft(key=new_key())
        self._open(client, trigger, Sheet(NEW, draft.key, channel, url), draft, viewer, kept=kept is not None)

    def _open(
        self, client: WebClient, trigger: str, sheet: Sheet, draft: Draft, viewer: Viewer, *, kept: bool
    ) -> Mapping[str, Any]:
        candidates = self._drafts.candidates(viewer, sheet.slot, draft)
        form = form_view(sheet, draft.base, draft.typed, self._desk.topics, candidates, kept=kept)
        opened: Mapping[str, Any] = client.views_open(trigger_id=trigger, view=form)["view"]
        return opened

    def _say(self, ack: Ack, message: Message) -> None:
        ack(text=message.text, blocks=list(message.blocks), response_type="ephemeral")

    def _found(self, words: str, viewer: Viewer) -> Message:
        rest, filters = filters_in(words)
        return messages.results(self._desk.find(rest, viewer, filters, messages.SHOWN), words.strip())

    def _understood(self, words: str, viewer: Viewer, slot: str) -> Message:
        note = self._desk.understood(words, viewer)
        self._drafts.keep(viewer, slot, Draft(note, key=slot))
        problems = self._desk.problems(note)
        return messages.understood(note, slot, problems, privacy.warnings(note), self._desk.twins(note, viewer))

    def _from_message(self, message: Mapping[str, Any], viewer: Viewer, link: str) -> ResourceNote:
        text = question_in(message.get("text", ""))
        note = self._desk.understood(text, viewer)
        if len(note.name) > _NAME_AT_MOST:
            note = dataclasses.replace(note, name="", offers=text)
        photos = [each.get("permalink") or each["id"] for each in message.get("files", []) if _is_photo(each)]
        return dataclasses.replace(note, links=(link,) if link else (), photos=tuple(photos))

    def _finish(
        self,
        ack: Ack,
        body: Body,
        respond: Respond,
        slot: str,
        act: Callable[[Draft, Viewer], ResourceNote],
        said: str,
    ) -> None:
        viewer = self._place.of_press(body)
        draft = self._drafts.load(viewer, slot)
        if draft is None:
            ack()
            respond(text=messages.GONE, response_type="ephemeral", replace_original=False)
        elif draft.done:
            ack()  # a second press: the receipt is on its way or there
        else:
            note = act(draft, viewer)
            accept_receipt(self._inbox, note, viewer, said, body["response_url"], replace=True)
            self._drafts.finish(viewer, slot, note.id)
            ack()


def _url(body: Body) -> str:
    """Where to answer a press; empty for one on the Home tab, where only a direct message is left."""
    return str(body.get("response_url", ""))


def _is_photo(file: Mapping[str, Any]) -> bool:
    return str(file.get("mimetype", "")).startswith("image/")


def _link(client: WebClient, body: Body) -> str:
    """The address of a message; empty where the bot may not look: the note is worth keeping without it."""
    try:
        response = client.chat_getPermalink(channel=channel_of(body), message_ts=body["message"]["ts"])
    except SlackApiError:
        return ""
    return str(response["permalink"])
