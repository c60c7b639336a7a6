"""The sign that work is under way, for who would look at nothing otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.blocks.message import plain_message
from bot.blocks.phrases import LOOKING
from bot.inbox import Inbox, Job
from bot.listeners.delivery import APOLOGY_AT, Delivery, is_told
from bot.listeners.excerpts import EXCERPT, in_private
from bot.listeners.questions import ASK, QUESTION

_SIGNED = frozenset({QUESTION, ASK, EXCERPT})


class Signs:
    """Shows a status line in the agent view, a message elsewhere.

    Slack takes a status line away after two minutes, and a telephone may show it in the thread only. So where the
    answer still is not there after some seconds, a message takes its place.
    """

    def __init__(
        self, inbox: Inbox, delivery: Delivery, others: Mapping[str, Callable[[Job], None]] | None = None
    ) -> None:
        """`others` show the signs for further kinds of work in their own way."""
        self._inbox = inbox
        self._delivery = delivery
        self._others = others or {}

    def show(self, job: Job) -> None:
        """Says that the question is being looked at, unless its answer is already on the way."""
        if job.kind in self._others:
            self._others[job.kind](job)
        if job.kind not in _SIGNED:
            return
        with self._delivery.lock(job):
            notes = self._inbox.notes(job.key)
            if notes is None or is_told(notes) or "grown" in notes:
                return
            if "messages" in notes and "ready" not in notes:
                # On its way: only where Slack does not take it, somebody would look at nothing.
                self._inbox.note(job, ready=True)
                self._inbox.sign_again(job)
            else:
                self._show(job, in_line="status" in notes)

    def _show(self, job: Job, *, in_line: bool) -> None:
        message, channel, thread = plain_message(LOOKING), job.payload["channel"], job.payload.get("thread") or None
        if in_private(job):
            self._delivery.private_sign(job, message, channel, thread)
        elif "response_url" in job.payload:
            self._delivery.whisper_sign(job, message)
        elif _in_agent_view(job) and not in_line and self._delivery.status.show(job, LOOKING):
            self._inbox.sign_again(job)
        else:
            self._delivery.sign(job, message, channel, thread)
            self._delivery.status.take_away(job)


def _in_agent_view(job: Job) -> bool:
    """Whether Slack has a status line there; an apology that is asked again shows the sign in its own place."""
    return bool(job.payload.get("alone")) and APOLOGY_AT not in job.payload
