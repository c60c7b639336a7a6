"""Reads a conversation out of Slack: the questions the bot answered, and what people have said since.

The thread is its own memory. The bot keeps no words of it: what is needed is read when it is needed, and what Slack has
deleted is gone for the bot, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blocks.follow_up import words_of
from bot.blocks.help import asks_for_help
from bot.listeners.delivery import MAY_NOT_LOOK, METADATA_EVENT, slack_code
from bot.mrkdwn import question_in
from knowledge.followups.meant_for import Said, Talk
from knowledge.followups.people import asks
from knowledge.followups.turns import Turn

_PAGE = 200
_PAGES = 5  # of a thread of more than a thousand messages the first thousand are read
DIRECT_SECONDS = 15 * 60.0  # in a direct message, what was asked longer ago is over
_DIRECT_MESSAGES = 15

NOTHING_SAID = Talk((), "")


class TalkReader:
    """Reads with one client."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def thread(self, channel: str, thread: str, before: str, *, alone: bool = False) -> Talk:
        """What was said in a thread before that time, `alone` with the bot. Without the right to look, nothing."""
        return self._talk(self._replies(channel, thread, before), alone=alone)

    def direct(self, channel: str, before: str) -> Talk:
        """What was said in a direct message in the quarter of an hour before that time."""
        since = f"{float(before) - DIRECT_SECONDS:.6f}"
        page = self._page("conversations_history", channel=channel, latest=before, oldest=since, limit=_DIRECT_MESSAGES)
        return self._talk(reversed(page.get("messages", [])), alone=True)

    def _talk(self, messages: Iterable[Mapping[str, Any]], *, alone: bool) -> Talk:
        heard = _Heard(self._bot, alone)
        for message in messages:
            heard.hear(message)
        return Talk(tuple(heard.turns[-3:]), heard.asker, tuple(heard.since))

    def _replies(self, channel: str, thread: str, before: str) -> Iterator[Mapping[str, Any]]:
        cursor: str | None = None
        for _ in range(_PAGES):
            page = self._page(
                "conversations_replies", channel=channel, ts=thread, latest=before, limit=_PAGE, cursor=cursor
            )
            # Slack gives the first message of a thread whatever the time asked for.
            yield from (each for each in page.get("messages", []) if each["ts"] < before)
            cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
            if not cursor:
                return

    def _page(self, method: str, **options: Any) -> dict[str, Any]:
        try:
            response = getattr(self._client, method)(include_all_metadata=True, **options)
        except SlackApiError as error:
            if slack_code(error) not in MAY_NOT_LOOK:
                raise
            return {}
        return dict(response.data)

    @cached_property
    def _bot(self) -> str:
        return str(self._client.auth_test()["user_id"])


@dataclass
class _Heard:
    """A conversation while it is read, oldest message first. Alone with the bot, all that asks is asked of it."""

    bot: str
    alone: bool
    turns: list[Turn] = field(default_factory=list)
    asker: str = ""
    since: list[Said] = field(default_factory=list)
    work: str = ""

    def hear(self, message: Mapping[str, Any]) -> None:
        metadata = message.get("metadata") or {}
        if message.get("user") == self.bot or message.get("bot_id"):
            if metadata.get("event_type") == METADATA_EVENT:
                self._answered(metadata.get("event_payload") or {}, message)
            return
        text = message.get("text", "")
        if asks_for_help(question_in(text)):
            return
        if f"<@{self.bot}>" in text or f"<@{self.bot}|" in text or (self.alone and asks(text)):
            self._turn(Turn(question_in(text)), message.get("user", ""))
        else:
            self.since.append(Said(message.get("user", ""), text))

    def _answered(self, about: Mapping[str, Any], message: Mapping[str, Any]) -> None:
        if asks_for_help(str(about.get("question", ""))):
            return
        words = words_of(message.get("blocks", [])) or message.get("text", "")
        if "question" in about:
            self._turn(Turn(str(about["question"]), words), str(about.get("asker", "")))
            self.work = about.get("work", "")
        elif self.turns and about.get("work") == self.work and str(about.get("part", "")).isdigit():
            last = self.turns[-1]
            self.turns[-1] = Turn(last.question, f"{last.answer}\n{words}")

    def _turn(self, turn: Turn, asker: str) -> None:
        self.turns.append(turn)
        self.asker, self.since, self.work = asker, [], ""
