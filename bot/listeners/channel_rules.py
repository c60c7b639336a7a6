"""`/tsunagi 設定`: a channel settles what is searched first, who sees the answers, and who may change that."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.blocks import channel_rules as blocks
from bot.blocks.channel_rules import Choices, RulesSheet
from bot.blocks.message import Message
from bot.inbox import Inbox, Job
from bot.keeping.channel_rules import ChannelRules, Editors, Rules, RulesChanged, Settled
from bot.keeping.shelves import KeptShelves
from bot.listeners.delivery import Delivery
from bot.mrkdwn import question_in
from knowledge.errors import RecordUnavailable
from knowledge.resources.desk import NoteDesk
from knowledge.resources.privacy import Viewer

Body = dict[str, Any]
Command = Callable[[Ack, Body], None]
SETTLED = "channel-settled"


class RulesListener:
    """Opens the form, and keeps what is settled in it before Slack hears yes."""

    def __init__(
        self,
        rules: ChannelRules,
        inbox: Inbox,
        admins: AbstractSet[str],
        library: KeptShelves | None,
        notes: NoteDesk | None,
        otherwise: Command,
    ) -> None:
        """`otherwise` hears `/tsunagi` with another word."""
        self._rules = rules
        self._inbox = inbox
        self._admins = admins
        self._library = library
        self._notes = notes
        self._otherwise = otherwise

    def commanded(self, ack: Ack, command: Body, client: WebClient) -> None:
        """`/tsunagi 設定`: the form, or how things are settled for those who may not change it."""
        if question_in(command.get("text", "")).split()[:1] != [blocks.RULES_WORD]:
            self._otherwise(ack, command)
            return
        channel, settled = command["channel_id"], self._rules.of(command["channel_id"])
        if channel.startswith("D"):
            ack(text=blocks.IN_A_CHANNEL)
        elif not self._may_change(command["user_id"], settled.rules):
            message = blocks.not_yours(settled, self._named(channel))
            ack(text=message.text, blocks=list(message.blocks))
        else:
            sheet = RulesSheet(channel, settled.version, command["response_url"])
            form = blocks.rules_form(sheet, settled.rules, self._choices(command["team_id"], channel))
            client.views_open(trigger_id=command["trigger_id"], view=form)
            ack()

    def submitted(self, ack: Ack, body: Body, view: Body) -> None:
        """保存. Who changes something later than somebody else is shown that first."""
        sheet, user = RulesSheet.of(view), body["user"]["id"]
        before, choices = self._rules.of(sheet.channel), self._choices(_team(body), sheet.channel)
        wanted = blocks.rules_in(view, choices)
        if not self._may_change(user, before.rules):
            ack(response_action="errors", errors=blocks.refused(view))
        elif errors := blocks.errors_in(view, choices, self._admins):
            ack(response_action="errors", errors=errors)
        else:
            try:
                settled = self._rules.change(sheet.channel, wanted, user, sheet.seen)
            except RulesChanged as changed:
                told = blocks.changed_meanwhile(changed.before, changed.now, choices.named)
                again = sheet._replace(seen=changed.now.version)
                ack(response_action="update", view=blocks.rules_form(again, changed.both, choices, told))
                return
            if settled.version > before.version:
                self._tell(before.rules, settled, sheet)
            ack()

    def _may_change(self, user: str, rules: Rules) -> bool:
        named = rules.editors is Editors.NAMED and user in rules.people
        return user in self._admins or named or rules.editors is Editors.EVERYBODY

    def _choices(self, team: str, channel: str) -> Choices:
        """What everybody in the channel may know of: the receipt is for all of them."""
        everybody = Viewer(team, "", in_public=True)
        documents = self._library.seen(everybody, channel) if self._library else []
        try:
            areas = (*self._notes.areas.names, *self._notes.search.areas(everybody)) if self._notes else ()
        except RecordUnavailable:
            areas = ()
        return Choices(documents, tuple(dict.fromkeys(areas)), self._named(channel))

    def _named(self, channel: str) -> blocks.Named:
        """Whether a chosen document may be named in the channel: it may have been limited to others since."""
        library = self._library
        return lambda chosen: library is None or library.may_be_named(chosen, channel)

    def _tell(self, before: Rules, settled: Settled, sheet: RulesSheet) -> None:
        message = blocks.settled_message(before, settled, self._named(sheet.channel))
        payload = {
            "message": json.dumps(message.as_json(), ensure_ascii=False),
            "user": settled.by,
            "channel": sheet.channel,
            "thread": "",
            "since": f"{time.time():.6f}",
            "response_url": sheet.url,
        }
        self._inbox.accept(f"settled:{sheet.channel}:{settled.version}", SETTLED, payload)


class RulesWork:
    """Tells a channel what was settled."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery

    def tell(self, job: Job) -> None:
        """In the channel, where everybody reads whom it concerns."""
        self._delivery.to_channel(job, [Message.from_json(json.loads(job.payload["message"]))])


def _team(body: Body) -> str:
    return str((body.get("team") or {}).get("id") or body["user"].get("team_id", ""))
