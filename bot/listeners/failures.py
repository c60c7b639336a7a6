"""The one error handler: what is logged, what is tried again, and the one sentence that the person gets."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from slack_bolt import BoltResponse
from slack_sdk.errors import SlackApiError

from bot.blocks.again import with_again
from bot.blocks.excerpts import NOT_POSTED
from bot.blocks.message import Message, plain_message
from bot.blocks.phrases import APOLOGY
from bot.inbox import Inbox, Job
from bot.listeners.agent_view import PROMPTS
from bot.listeners.consult import REPLIED
from bot.listeners.delivery import TOO_MANY, Delivery, ReplyRefused, retry_after, slack_code
from bot.listeners.excerpts import EXCERPT, QUOTE, QUOTE_ALL, in_private
from bot.listeners.follow_ups import FOLLOW_UP
from bot.listeners.help import GREETING
from bot.listeners.home import HOME
from bot.listeners.questions import ASK, QUESTION
from bot.listeners.resource_suggestions import SUGGEST
from bot.listeners.workers import Pause
from knowledge.errors import QuestionError

LONGEST_PAUSE = 60.0  # seconds between two attempts, unless Slack asks for more
LONGEST_WAIT = 15 * 60.0  # seconds of rate limits, or without Slack, after which nobody waits for the answer any more
SERVER_ERROR = 500  # HTTP: from here on it is not the request that is wrong
HOPELESS = frozenset({
    "account_inactive", "channel_not_found", "invalid_auth", "invalid_blocks", "is_archived", "missing_scope",
    "msg_blocks_too_long", "not_authed", "not_in_channel", "restricted_action", "token_revoked", "user_not_found",
})  # fmt: skip  # Slack says these again however often one asks
SILENT = frozenset(
    {HOME, GREETING, PROMPTS, FOLLOW_UP, REPLIED, SUGGEST}
)  # nobody asked for these, so nobody waits for them
ASKED_AGAIN = frozenset({QUESTION, ASK, EXCERPT})  # what the button under the apology can ask once more

log = logging.getLogger(__name__)


class ErrorHandler:
    """Failures of listeners and of work end here, and nowhere else."""

    def __init__(
        self, inbox: Inbox, delivery: Delivery, endings: Mapping[str, Callable[[Job], None]] | None = None
    ) -> None:
        """`endings` clear away what work of a kind leaves behind that is given up."""
        self._inbox = inbox
        self._delivery = delivery
        self._endings = endings or {}

    def in_listener(self, error: Exception, body: dict[str, Any]) -> BoltResponse:
        """Bolt's `error`: a command gets the sentence; an event gets 500, on which Slack delivers it again."""
        _log("listener", error)
        if "command" in body:
            return BoltResponse(status=200, body={"response_type": "ephemeral", "text": sentence(error)})
        return BoltResponse(status=500, body="")

    def pause_after(self, error: Exception, job: Job) -> Pause | None:
        """When work is tried again; None where that would change nothing.

        A rate limit says nothing about the work, and neither does a Slack that is away: they are no attempts. A busy
        channel gets all its answers, and nobody is left without one because Slack was not there for some minutes.
        """
        if isinstance(error, QuestionError):
            return None
        wished, age = _asked_to_wait(error), self._inbox.age(job)
        if wished is None and _is_away(error):
            wished = min(LONGEST_PAUSE, max(1.0, age / 2))
        if wished is not None:
            return Pause(wished, counted=False) if age < LONGEST_WAIT else None
        if isinstance(error, SlackApiError) and slack_code(error) in HOPELESS:
            return None
        return Pause(min(LONGEST_PAUSE, 2.0 ** (job.attempt - 1)))

    def give_up(self, job: Job, error: Exception | None) -> None:
        """One plain sentence, where the answer would have stood."""
        _log(job.key, error)
        if job.kind in SILENT:
            return
        message = _apology(job, error)
        if in_private(job):
            self._delivery.apologise_in_private(job, message, job.payload["channel"], job.payload["thread"] or None)
        elif "response_url" in job.payload:
            self._delivery.apologise_to_one(job, message)
        else:
            self._delivery.apologise(job, message, job.payload["channel"], job.payload["thread"] or None)
        if job.kind in self._endings:
            self._endings[job.kind](job)


def sentence(error: Exception | None) -> str:
    """What the person reads. Only errors about the question itself explain themselves to its asker."""
    return str(error) if isinstance(error, QuestionError) else APOLOGY


def _apology(job: Job, error: Exception | None) -> Message:
    """With the button where asking the same again may go better."""
    if job.kind in (QUOTE, QUOTE_ALL):
        return plain_message(NOT_POSTED)
    if job.kind not in ASKED_AGAIN or isinstance(error, QuestionError):
        return plain_message(sentence(error))
    # What only one person sees is put in place by the response_url of their press.
    payload = {**job.payload, "response_url": ""} if in_private(job) else job.payload
    return with_again(sentence(error), job.key, job.kind, payload)


def _is_away(error: Exception) -> bool:
    """Whether Slack could not be reached, or something before it answered in its place."""
    if isinstance(error, ReplyRefused):
        return error.status >= SERVER_ERROR
    if isinstance(error, SlackApiError):
        return int(getattr(error.response, "status_code", 0) or 0) >= SERVER_ERROR
    return isinstance(error, URLError | HTTPException | ConnectionError | TimeoutError)


def _asked_to_wait(error: Exception) -> float | None:
    """The seconds of a rate limit; None for any other error."""
    if isinstance(error, ReplyRefused) and error.status == TOO_MANY:
        return error.retry_after
    if isinstance(error, SlackApiError) and slack_code(error) == "ratelimited":
        return retry_after(error.response.headers)
    return None


def _log(where: str, error: Exception | None) -> None:
    """The kind of the error and the way it took, never its message: that may hold what people wrote."""
    if isinstance(error, QuestionError):
        log.info("%s: the question cannot be worked on", where)
        return
    way = "".join(traceback.format_tb(error.__traceback__)) if error else ""
    code = slack_code(error) if isinstance(error, SlackApiError) else ""
    log.error("%s failed: %s %s\n%s", where, type(error).__name__ if error else "too many attempts", code, way)
