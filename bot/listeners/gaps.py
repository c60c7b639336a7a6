"""The list of what the documents lack: `/tsunagi 気づき`, its buttons there and on the Home tab, and its file."""

from __future__ import annotations

import time
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from typing import Any

from slack_bolt import Ack
from slack_sdk.errors import SlackApiError

from bot.blocks import gaps as blocks
from bot.blocks.message import plain_message
from bot.inbox import Inbox, Job
from bot.keeping.answer_log import AnswerLog
from bot.listeners.delivery import Delivery, slack_code
from bot.listeners.home import renew
from bot.listeners.resource_place import Place
from bot.listeners.telling import accept_telling
from bot.mrkdwn import question_in
from bot.slack_files import SlackFiles

GAP_LIST, GAP_SETTLE, GAP_CSV = "gap-list", "gap-settle", "gap-csv"
GAP_WORD = "気づき"

Body = dict[str, Any]


class GapListener:
    """Accepts the command and the presses. Who may see the list is asked when it is drawn."""

    def __init__(self, inbox: Inbox, admins: AbstractSet[str], otherwise: Callable[[Ack, Body], None]) -> None:
        """`otherwise` hears of `/tsunagi` with other words."""
        self._inbox = inbox
        self._place = Place(admins)
        self._otherwise = otherwise

    def commanded(self, ack: Ack, command: Body) -> None:
        """`/tsunagi 気づき`."""
        if question_in(command.get("text", "")).strip() != GAP_WORD:
            self._otherwise(ack, command)
            return
        where = {"team": command["team_id"], "user": command["user_id"], "response_url": command["response_url"]}
        self._inbox.accept(f"gaps:{command['trigger_id']}", GAP_LIST, where)
        ack()

    def settle_pressed(self, ack: Ack, body: Body, action: Body) -> None:
        """対応済み. To settle what is settled changes nothing, so every press may be one piece of work."""
        payload = {**self._pressed(body), "gap": str(action["value"])}
        self._inbox.accept(f"gap-settle:{body['trigger_id']}", GAP_SETTLE, payload)
        ack()

    def csv_pressed(self, ack: Ack, body: Body, action: Body) -> None:
        """CSVで受け取る: one file for one state of the list in one place, however often it is pressed."""
        at = body.get("view") or body["container"]
        place = at.get("hash") or at.get("message_ts", "")
        self._inbox.accept(f"gap-csv:{body['user']['id']}:{action['value']}:{place}", GAP_CSV, self._pressed(body))
        ack()

    def _pressed(self, body: Body) -> dict[str, str]:
        viewer = self._place.of_press(body)
        # Where a failure is told: directly.
        direct = {"channel": viewer.user_id, "thread": "", "since": f"{time.time():.6f}"}
        where = {"response_url": body["response_url"]} if body.get("response_url") else {}
        return {"team": viewer.team_id, "user": viewer.user_id, **direct, **where}


class GapWork:
    """Draws the list, settles, and sends the file."""

    def __init__(
        self, inbox: Inbox, delivery: Delivery, answers: AnswerLog, admins: AbstractSet[str], files: SlackFiles
    ) -> None:
        self._inbox = inbox
        self._delivery = delivery
        self._answers = answers
        self._admins = admins
        self._files = files

    def list(self, job: Job) -> None:
        """Shows the list to an administrator; everybody else is told whose it is."""
        message = plain_message(blocks.NOT_FOR_YOU)
        if self._may(job):
            message = blocks.gaps_message(self._answers.gaps(job.payload["team"]))
        self._delivery.to_one_person(job, [message])

    def settle(self, job: Job) -> None:
        """Takes a gap off the list and shows what is left, where the button was."""
        if not self._may(job):
            self._tell(job, blocks.NOT_FOR_YOU)
            return
        settled = self._answers.settle(job.payload["team"], job.payload["gap"])
        told = blocks.SETTLED.format(question=settled.questions[0]) if settled else blocks.SETTLED_ALREADY
        if "response_url" in job.payload:
            message = blocks.gaps_message(self._answers.gaps(job.payload["team"]), told)
            self._delivery.whisper(job, message, replace_original=True)
        renew(self._inbox, job.payload["user"], job.key)

    def csv(self, job: Job) -> None:
        """Sends the whole list as a file, by direct message."""
        if not self._may(job):
            self._tell(job, blocks.NOT_FOR_YOU)
            return
        gaps = self._answers.gaps(job.payload["team"])
        direct = (self._inbox.notes(job.key) or {}).get("direct")
        if direct is None:
            direct = self._files.announce(job.payload["user"], blocks.CSV_SENT.format(count=len(gaps)))
            self._inbox.note(job, direct=direct)
        try:
            self._files.send(str(direct), blocks.FILE_NAME, blocks.gaps_csv(gaps))
        except SlackApiError as error:
            if slack_code(error) != "missing_scope":
                raise
            self._tell(job, blocks.CSV_FORBIDDEN)

    def _may(self, job: Job) -> bool:
        return job.payload["user"] in self._admins

    def _tell(self, job: Job, words: str) -> None:
        accept_telling(self._inbox, job.key, job.payload["user"], words, job.payload.get("response_url", ""))
