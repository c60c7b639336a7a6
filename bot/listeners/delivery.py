"""Brings messages to people: each part of an answer once, also when the process dies between two steps.

Slack has no way to say "post this once". So each post carries the key of its work in its metadata, and before
work is taken up a second time, the thread is searched for what the first attempt had already said.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient, WebhookResponse

from bot.blocks.message import Message
from bot.inbox import Inbox, Job, Notes
from bot.keeping.greetings import Greetings
from bot.listeners.status_line import StatusLine
from bot.mrkdwn import shortened

METADATA_EVENT = "tsunagi_answer"
RESPONSE_URL_SECONDS = 30 * 60  # Slack: a response_url works for 30 minutes
PAGE = 200
_STRIPES = 64
QUESTION_LENGTH = 1_000  # ours: of a longer question its beginning says what it is about
# In the payload of work that is done once more: where its apology stands, or that it is the pressed message.
APOLOGY_AT, REPLACES = "apology_at", "replaces"
HTTP_OK, HTTP_GONE = 200, 404  # Slack answers 404 for a response_url that expired or was used five times
TOO_MANY = 429
NOT_A_MEMBER = frozenset({"not_in_channel", "channel_not_found"})
NOT_THERE = NOT_A_MEMBER | {"user_not_in_channel"}
MAY_NOT_LOOK = frozenset({"missing_scope", "not_in_channel", "channel_not_found", "thread_not_found"})


class ReplyRefused(Exception):
    """A response_url answered with an error: `status` is its HTTP code, `retry_after` its wish in seconds."""

    def __init__(self, response: WebhookResponse) -> None:
        super().__init__(response.status_code)
        self.status = response.status_code
        self.retry_after = retry_after(response.headers)


def retry_after(headers: Mapping[str, Any]) -> float:
    """The seconds Slack asks to wait, 1 where it does not say."""
    wished = next((value for name, value in headers.items() if name.lower() == "retry-after"), "1")
    return float(wished[0] if isinstance(wished, list) else wished)


def slack_code(error: SlackApiError) -> str:
    """Slack's name of the error; empty where something between here and Slack answered."""
    return str(error.response.get("error", ""))


class Delivery:
    """Posts for the work in one inbox, with one client that does not repeat posts by itself."""

    def __init__(self, client: WebClient, inbox: Inbox, greetings: Greetings | None = None) -> None:
        self._client = client
        self._inbox = inbox
        self.status = StatusLine(client, inbox, greetings)
        self._locks = tuple(threading.Lock() for _ in range(_STRIPES))

    def lock(self, job: Job) -> threading.Lock:
        """Keeps the sign of one piece of work apart from what ends it."""
        return self._locks[hash(job.key) % _STRIPES]

    def to_conversation(self, job: Job, messages: Sequence[Message], channel: str, thread: str | None) -> None:
        """Posts what of `messages` is not there yet, in order; the first takes the place of a sign of work."""
        with self.lock(job):
            posted = self._posted(job, channel, thread)
            for number, message in enumerate(messages):
                self._say(job, message, str(number), channel, thread, posted)
        self.status.take_away(job)

    def apologise(self, job: Job, message: Message, channel: str, thread: str | None) -> None:
        """Posts one apology, whatever of the answer is there already."""
        self.no_more_signs(job)
        self._say(job, message, "apology", channel, thread, self._posted(job, channel, thread))
        self.status.take_away(job)

    def apologise_to_one(self, job: Job, message: Message) -> None:
        """Tells one person of a failure; by direct message once the response_url is over."""
        self.no_more_signs(job)
        if not self.whisper(job, message, replace_original=_replaces(job)):
            self._post(job, message, "apology", job.payload["user"], None)

    def sign(self, job: Job, message: Message, channel: str, thread: str | None) -> None:
        """Posts the sign that work is under way, or puts it where the apology of an earlier time stands."""
        apology = job.payload.get(APOLOGY_AT)
        if apology:
            self._client.chat_update(channel=channel, ts=apology, **_content(job, message, "sign"))
        self._inbox.note(job, posted={"sign": apology or self._post(job, message, "sign", channel, thread)})

    def grow(self, job: Job, message: Message, channel: str, thread: str | None) -> None:
        """Puts the beginning of an answer where the sign stands, or where it would; no other sign comes after it.

        The caller holds the job's lock.
        """
        sign = (self._inbox.notes(job.key) or {}).get("posted", {}).get("sign")
        if sign:
            self._client.chat_update(channel=channel, ts=sign, **_content(job, message, "sign"))
        else:
            self.sign(job, message, channel, thread)
        self._inbox.note(job, grown=True)

    def whisper_sign(self, job: Job, message: Message) -> None:
        """Shows the sign to the one person who asked."""
        self.whisper(job, message, replace_original=_replaces(job))

    def to_one_person(self, job: Job, messages: Sequence[Message]) -> None:
        """Answers a command for its asker's eyes only; by direct message once its response_url is over."""
        for number, message in self._untold(job, messages):
            if not self.whisper(job, message, replace_original=_replaces(job) and number == 0):
                self._post(job, message, str(number), job.payload["user"], None)

    def in_private(self, job: Job, messages: Sequence[Message], channel: str, thread: str | None) -> None:
        """Shows `messages` to the person of the job alone, in the conversation or thread where they are.

        Where the bot is no member, by the job's response_url; where there is none, by direct message.
        """
        for number, message in self._untold(job, messages):
            self._privately(job, message, str(number), channel, thread)

    def apologise_in_private(self, job: Job, message: Message, channel: str, thread: str | None) -> None:
        """Tells one person of a failure in the conversation or thread where they are."""
        self.no_more_signs(job)
        self._privately(job, message, "apology", channel, thread)

    def private_sign(self, job: Job, message: Message, channel: str, thread: str | None) -> None:
        """Shows the sign to one person in the conversation or thread where they are."""
        self._privately(job, message, "sign", channel, thread)

    def _privately(self, job: Job, message: Message, part: str, channel: str, thread: str | None) -> None:
        person = job.payload["user"]
        try:
            self._client.chat_postEphemeral(
                channel=channel, user=person, thread_ts=thread, text=message.text, blocks=list(message.blocks)
            )
        except SlackApiError as error:
            if slack_code(error) not in NOT_THERE:
                raise
            if not self.whisper(job, message):
                self._post(job, message, part, person, None)

    def to_channel(self, job: Job, messages: Sequence[Message], thread: str | None = None) -> None:
        """Posts into the channel of the job, or a thread of it; also where the bot is no member."""
        try:
            self.to_conversation(job, messages, job.payload["channel"], thread)
        except SlackApiError as error:
            if slack_code(error) not in NOT_A_MEMBER:
                raise
            for _, message in self._untold(job, messages):
                if not self.whisper(job, message, response_type="in_channel", replace_original=False):
                    raise

    def whisper(self, job: Job, message: Message, **how: bool | str) -> bool:
        """Sends to the job's response_url, in the job's thread; False when there is none, or it is over.

        Raises ReplyRefused otherwise.
        """
        if not job.payload.get("response_url") or self._inbox.age(job) > RESPONSE_URL_SECONDS:
            return False
        response = WebhookClient(job.payload["response_url"], retry_handlers=[]).send_dict(
            {
                "text": message.text,
                "blocks": list(message.blocks),
                "response_type": "ephemeral",
                **_in_thread(job),
                **how,
            }
        )
        if response.status_code not in (HTTP_OK, HTTP_GONE):
            raise ReplyRefused(response)
        return response.status_code == HTTP_OK

    def no_more_signs(self, job: Job) -> None:
        """What is said next ends the work: a sign after it would say the opposite."""
        with self.lock(job):
            self._inbox.note(job, over=True)

    def _untold(self, job: Job, messages: Sequence[Message]) -> Iterator[tuple[int, Message]]:
        """The messages an earlier attempt did not send; each is noted as told once the caller has sent it."""
        told = int((self._inbox.notes(job.key) or {}).get("told", 0))
        for number in range(told, len(messages)):
            yield number, messages[number]
            self._inbox.note(job, told=number + 1)

    def _say(
        self, job: Job, message: Message, part: str, channel: str, thread: str | None, posted: dict[str, str]
    ) -> None:
        if part in posted:
            return
        if set(posted) == {"sign"}:
            self._client.chat_update(channel=channel, ts=posted["sign"], **_content(job, message, part))
            posted[part] = posted["sign"]
        else:
            posted[part] = self._post(job, message, part, channel, thread)
        self._inbox.note(job, posted=posted)

    def _post(self, job: Job, message: Message, part: str, channel: str, thread: str | None) -> str:
        content = _content(job, message, part)
        response = self._client.chat_postMessage(
            channel=channel, thread_ts=thread, unfurl_links=False, unfurl_media=False, **content
        )
        return str(response["ts"])

    def _posted(self, job: Job, channel: str, thread: str | None) -> dict[str, str]:
        """The parts that are already there, with their timestamps."""
        apology = {"sign": job.payload[APOLOGY_AT]} if APOLOGY_AT in job.payload else {}
        noted = {**apology, **(self._inbox.notes(job.key) or {}).get("posted", {})}
        if job.attempt == 1:
            return noted
        return {**self._found(job, channel, thread), **noted}

    def _found(self, job: Job, channel: str, thread: str | None) -> dict[str, str]:
        """What of this work stands in the conversation, also if the process died before noting it."""
        found: dict[str, str] = {}
        cursor: str | None = None
        while cursor != "":
            page = self._page(channel, thread, job.payload["since"], cursor)
            for message in page.get("messages", []):
                payload = message.get("metadata", {}).get("event_payload", {})
                if payload.get("work") == _fingerprint(job):
                    found[str(payload["part"])] = str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
        return found

    def _page(self, channel: str, thread: str | None, oldest: str, cursor: str | None) -> dict[str, Any]:
        """Without the right to look, saying it twice is better than not at all."""
        options: dict[str, Any] = {"oldest": oldest, "limit": PAGE, "include_all_metadata": True, "cursor": cursor}
        try:
            if thread:
                response = self._client.conversations_replies(channel=channel, ts=thread, **options)
            else:
                response = self._client.conversations_history(channel=channel, **options)
        except SlackApiError as error:
            if slack_code(error) not in MAY_NOT_LOOK:
                raise
            return {}
        return dict(response.data) if isinstance(response.data, dict) else {}


def is_told(notes: Notes) -> bool:
    """Whether some of the answer, or the apology, is there."""
    return bool("over" in notes or notes.get("told") or set(notes.get("posted", {})) - {"sign"})


def _replaces(job: Job) -> bool:
    """Whether the first thing said takes the place of the message whose button was pressed."""
    return REPLACES in job.payload


def _in_thread(job: Job) -> dict[str, str]:
    """By itself, a response_url leads to the channel."""
    thread = job.payload.get("thread")
    return {"thread_ts": thread} if thread else {}


def _fingerprint(job: Job) -> str:
    return hashlib.sha256(job.key.encode()).hexdigest()[:32]


def _about(job: Job, part: str) -> dict[str, str]:
    """Which question an answer is to, and whose: what is asked next in that conversation may lean on it."""
    question = job.payload.get("question", "")
    if part != "0" or not question:
        return {}
    return {"question": shortened(question, QUESTION_LENGTH), "asker": job.payload.get("user", "")}


def _content(job: Job, message: Message, part: str) -> dict[str, Any]:
    payload = {"work": _fingerprint(job), "part": part, **_about(job, part)}
    metadata = {"event_type": METADATA_EVENT, "event_payload": payload}
    return {"text": message.text, "blocks": list(message.blocks), "metadata": metadata}
