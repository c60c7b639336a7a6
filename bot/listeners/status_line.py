"""What Slack shows in the agent view while the bot works, and how a conversation there is called."""

from __future__ import annotations

import logging
from collections.abc import Callable

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.inbox import Inbox, Job
from bot.keeping.greetings import Greetings
from bot.mrkdwn import shortened

TITLE_LENGTH = 60  # ours: what a telephone shows in one line; Slack takes 200

log = logging.getLogger(__name__)


class StatusLine:
    """The status line of a direct conversation. Nothing here is worth failing for: an answer matters more."""

    def __init__(self, client: WebClient, inbox: Inbox, greetings: Greetings | None = None) -> None:
        """Without `greetings` conversations get no names."""
        self._client = client
        self._inbox = inbox
        self._greetings = greetings

    def show(self, job: Job, words: str) -> bool:
        """Shows what is being done; False where Slack refuses, as in a workspace without the agent view."""
        try:
            self._set(job, words)
        except SlackApiError as error:
            log.info("work %s: no status line (%s)", job.key, error.response.get("error"))
            return False
        self._inbox.note(job, status="shown")
        return True

    def take_away(self, job: Job) -> None:
        """Ends what `show` began. Slack does so by itself only where the answer stands in a thread."""
        if (self._inbox.notes(job.key) or {}).get("status"):
            _leniently(job, lambda: self._set(job, ""))

    def name(self, job: Job, question: str) -> None:
        """Names the conversation that a question opened by its beginning; later questions leave the name."""
        if self._greetings and self._greetings.name(job.payload["channel"], _root(job)):
            title = shortened(question, TITLE_LENGTH)
            _leniently(
                job,
                lambda: self._client.assistant_threads_setTitle(
                    channel_id=job.payload["channel"], thread_ts=_root(job), title=title
                ),
            )

    def met(self, job: Job) -> None:
        """Whoever has been answered directly needs no introduction any more."""
        if self._greetings and job.payload.get("user"):
            self._greetings.greeted(job.payload["user"])

    def _set(self, job: Job, words: str) -> None:
        self._client.assistant_threads_setStatus(channel_id=job.payload["channel"], thread_ts=_root(job), status=words)


def _root(job: Job) -> str:
    """The first message of the thread; what is said in the conversation itself is one of its own."""
    return job.payload["thread"] or job.payload["since"]


def _leniently(job: Job, step: Callable[[], object]) -> None:
    try:
        step()
    except Exception as error:
        log.info("work %s: the agent view stays as it is (%s)", job.key, type(error).__name__)
