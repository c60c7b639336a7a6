"""公開範囲 of documents: who one is for is decided by administrators, in a form."""

from __future__ import annotations

import json
from collections.abc import Set as AbstractSet
from typing import Any

from slack_bolt import Ack, Respond
from slack_sdk import WebClient

from bot.blocks import document_limits as blocks
from bot.blocks.documents import GONE_ALREADY
from bot.blocks.message import Message
from bot.inbox import Inbox, Job
from bot.keeping.document_limits import Decision, DocumentLimits, LimitsChanged
from bot.keeping.shelves import KeptShelves
from bot.listeners.delivery import Delivery

Body = dict[str, Any]
LIMITED = "document-limited"


class LimitListener:
    """Opens the form and keeps what is decided in it, before Slack hears yes."""

    def __init__(self, limits: DocumentLimits, shelves: KeptShelves, inbox: Inbox, admins: AbstractSet[str]) -> None:
        self._limits = limits
        self._shelves = shelves
        self._inbox = inbox
        self._admins = admins

    def chosen(self, ack: Ack, body: Body, action: Body, client: WebClient, respond: Respond) -> None:
        """A document chosen in the list: its form."""
        decision = self._decision(action["selected_option"]["value"])
        if body["user"]["id"] not in self._admins or decision is None:
            ack()
            told = GONE_ALREADY if decision is None else blocks.ONLY_ADMINS_DECIDE
            respond(text=told, response_type="ephemeral", replace_original=False)
            return
        channel = (body.get("channel") or {}).get("id", "")
        sheet = blocks.LimitSheet(decision.document.id, decision.version, channel, body.get("response_url", ""))
        client.views_open(trigger_id=body["trigger_id"], view=blocks.limit_view(sheet, decision, decision.reach))
        ack()

    def submitted(self, ack: Ack, body: Body, view: Body) -> None:
        """保存. Who decided later than somebody else is shown that first."""
        sheet, wanted = blocks.LimitSheet.of(view), blocks.reach_in(view)
        decision = self._decision(sheet.document)
        if body["user"]["id"] not in self._admins or decision is None:
            told = GONE_ALREADY if decision is None else blocks.ONLY_ADMINS_DECIDE
            ack(response_action="errors", errors={"who": told})
        elif errors := blocks.errors_in(wanted):
            ack(response_action="errors", errors=errors)
        else:
            try:
                made = self._limits.decide(decision.document, wanted, body["user"]["id"], sheet.seen)
            except LimitsChanged as changed:
                again = sheet._replace(seen=changed.now.version)
                told = blocks.decided_meanwhile(changed.now)
                ack(response_action="update", view=blocks.limit_view(again, decision, wanted, told))
                return
            self._tell(made, sheet, body["user"]["id"])
            ack()

    def _decision(self, document_id: str) -> Decision | None:
        return next((each for each in self._shelves.all() if each.document.id == document_id), None)

    def _tell(self, made: Decision, sheet: blocks.LimitSheet, user: str) -> None:
        payload = {
            "message": json.dumps(blocks.limited(made).as_json(), ensure_ascii=False),
            "user": user,
            "channel": user,
            "response_url": sheet.url,
        }
        self._inbox.accept(f"limited:{made.document.id}:{made.version}", LIMITED, payload)


class LimitWork:
    """Says what was decided, to who decided it."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery

    def tell(self, job: Job) -> None:
        """The receipt, for their eyes only."""
        self._delivery.to_one_person(job, [Message.from_json(json.loads(job.payload["message"]))])
