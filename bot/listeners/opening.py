"""「資料を開く」 under an answer: what it quotes, in its document, for the eyes of who presses."""

from __future__ import annotations

from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blocks import opened as blocks
from bot.blocks.opened import Opened
from bot.keeping.answer_log import AnswerLog
from bot.listeners.delivery import slack_code
from bot.listeners.resource_place import Place
from bot.listeners.voices import Shelves
from knowledge.excerpts import Excerpts
from knowledge.types import EVERYTHING, Shelf

Body = dict[str, Any]
OVERTAKEN = frozenset({"hash_conflict", "not_found"})  # a later press has drawn already, or the view is closed


class OpenListener:
    """Opens and turns. Only reads: nothing is kept of what somebody looks at."""

    def __init__(self, answers: AnswerLog, excerpts: Excerpts, place: Place, shelves: Shelves | None) -> None:
        self._answers = answers
        self._excerpts = excerpts
        self._place = place
        self._shelves = shelves

    def pressed(self, ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        """`block_actions` under an answer: its first source."""
        opened = Opened(str(action["value"]), str(body["container"].get("channel_id", "")))
        client.views_open(trigger_id=body["trigger_id"], view=self._view(opened, body))
        ack()

    def turned(self, ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        """前へ, 次へ, or another source, in the opened view."""
        view = body["view"]
        shown = self._view(Opened.of(view), body, str(action["value"]))
        try:
            client.views_update(view_id=view["id"], hash=view["hash"], view=shown)
        except SlackApiError as error:
            if slack_code(error) not in OVERTAKEN:
                raise
        ack()

    def _view(self, opened: Opened, body: Body, wanted: str = "") -> Body:
        given = self._answers.find(opened.answer)
        if given is None:
            return blocks.told_view(blocks.TOO_LATE)
        shelf = self._shelf(body, opened.channel)
        begins = dict.fromkeys(each.begins_in or each.passage_id for each in given.citations)
        cited = self._excerpts.by_ids(list(begins), shelf)
        around = self._excerpts.around(wanted or (cited[0].id if cited else ""), shelf)
        if around is None:
            return blocks.told_view(blocks.GONE)
        quoted = any(each.quotes(around.passage) for each in given.citations)
        return blocks.opened_view(opened, cited, around, quoted=quoted)

    def _shelf(self, body: Body, channel: str) -> Shelf:
        """What this person may read where nobody reads along."""
        return self._shelves.shelf(self._place.of_press(body, channel), channel) if self._shelves else EVERYTHING
