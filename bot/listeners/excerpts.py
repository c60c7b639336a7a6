"""Excerpts in the discussion: `/excerpt`, 「抜粋 …」, the message shortcut, and the buttons of the preview.

A preview is seen by one person. What they quote from it, everybody in that channel or thread reads.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt import Ack

from bot.blocks import excerpts as blocks
from bot.blocks.excerpts import Preview
from bot.inbox import Inbox, Job
from bot.listeners.delivery import REPLACES
from bot.listeners.questions import PEOPLES_OWN, PRIVATE
from bot.mrkdwn import has_words, question_in

EXCERPT, TURN, GATHER, QUOTE, QUOTE_ALL = (
    "excerpt",
    "excerpt-turn",
    "excerpt-gather",
    "excerpt-quote",
    "excerpt-quote-all",
)

Body = dict[str, Any]
_ASKED = re.compile(r"(?:抜粋|/excerpt)(?:して|を)?(?=[\s:、]|$)[\s:、]*")


class ExcerptListener:
    """Accepts what asks for excerpts. Everything in here ends in one write to the inbox."""

    def __init__(self, inbox: Inbox, mentioned: Callable[[Body], None], said: Callable[[Body], None]) -> None:
        """`mentioned` and `said` hear the mentions and the messages that do not ask for excerpts."""
        self._inbox = inbox
        self._mentioned = mentioned
        self._said = said

    def commanded(self, ack: Ack, command: Body) -> None:
        """`/excerpt`, with words to look for."""
        words = question_in(command.get("text", ""))
        if not has_words(words):
            ack(text=blocks.COMMAND_USAGE)
            return
        payload = {
            "words": words,
            "user": command["user_id"],
            "team": command["team_id"],
            "channel": command["channel_id"],
            "thread": "",
            "response_url": command["response_url"],
        }
        self._inbox.accept(f"excerpt:{command['trigger_id']}", EXCERPT, payload)
        ack()

    def mentioned(self, event: Body) -> None:
        """`app_mention`: 「@tsunagi 抜粋 …」 in a channel or thread; all other mentions go on."""
        if not self._accepted(event, event.get("thread_ts", ""), alone=False):
            self._mentioned(event)

    def said(self, event: Body) -> None:
        """`message`: 「抜粋 …」 in a direct message; all other messages go on."""
        direct = event.get("channel_type") == "im"
        if not (direct and self._accepted(event, event.get("thread_ts", ""), alone=True)):
            self._said(event)

    def message_shortcut(self, ack: Ack, body: Body) -> None:
        """「関連する資料を探す」 on a message: its words are what is looked for."""
        message = body["message"]
        thread = message.get("thread_ts", "")
        payload = {
            "words": question_in(message.get("text", "")),
            **_presser(body),
            "channel": body["channel"]["id"],
            # The first message of a thread stands in the channel, and so does who looks at it there.
            "thread": thread if thread != message["ts"] else "",
            "since": message["ts"],
            "response_url": body["response_url"],
            "from": "message",
        }
        self._inbox.accept(f"excerpt:{body['trigger_id']}", EXCERPT, payload)
        ack()

    def turned(self, ack: Ack, body: Body, action: Body) -> None:
        """前後を見る, 前へ, 次へ, 一覧に戻る."""
        self._inbox.accept(f"excerpt-turn:{body['trigger_id']}", TURN, _pressed(body, action))
        ack()

    def gathered(self, ack: Ack, body: Body, action: Body) -> None:
        """まとめに加える, まとめから外す, まとめを空にする."""
        self._inbox.accept(f"excerpt-gather:{body['trigger_id']}", GATHER, _pressed(body, action))
        ack()

    def quoted(self, ack: Ack, body: Body, action: Body) -> None:
        """引用する. Ten presses quote once; who wants it again looks for it again. What failed is pressed again."""
        preview, at = Preview.from_value(action["value"])
        key = f"excerpt-quote:{preview.key}:{at}"
        while not self._inbox.accept(key, QUOTE, _pressed(body, action)) and self._inbox.has_failed(key):
            key += ":again"
        ack()

    def all_quoted(self, ack: Ack, body: Body, action: Body) -> None:
        """まとめて投稿. What ten presses gather is posted once: the first of them takes it all."""
        self._inbox.accept(f"excerpt-all:{body['trigger_id']}", QUOTE_ALL, _pressed(body, action))
        ack()

    def _accepted(self, event: Mapping[str, Any], thread: str, *, alone: bool) -> bool:
        if event.get("subtype") not in PEOPLES_OWN or event.get("bot_id") or not event.get("user"):
            return False
        words = words_asked_for(question_in(event.get("text", "")))
        if words is None:
            return False
        payload = {
            "words": words,
            "user": event["user"],
            "team": event.get("team", ""),
            "channel": event["channel"],
            "thread": thread,
            "since": event["ts"],
            "alone": "yes" if alone else "",
        }
        self._inbox.accept(f"said:{event['channel']}:{event['ts']}", EXCERPT, payload)
        return True


def words_asked_for(text: str) -> str | None:
    """What 「抜粋 …」 looks for, perhaps empty; None where it is something else (「抜粋とは何ですか」).

    >>> words_asked_for("抜粋：協議体 構成")
    '協議体 構成'
    """
    folded = unicodedata.normalize("NFKC", text)
    found = _ASKED.match(folded)
    return folded[found.end() :].strip() if found else None


def in_private(job: Job) -> bool:
    """Whether only one person sees what is found, and no response_url leads to where they are: in a thread it leads to
    the channel. The press of a button leads to its message.
    """
    if job.payload.get("alone") or REPLACES in job.payload:
        return False
    if job.kind != EXCERPT:
        return PRIVATE in job.payload
    return bool(job.payload["thread"]) or "response_url" not in job.payload


def _presser(body: Body) -> dict[str, str]:
    user = body["user"]
    return {"user": user["id"], "team": (body.get("team") or {}).get("id") or user.get("team_id", "")}


def _pressed(body: Body, action: Body) -> dict[str, str]:
    """What work about a press carries. The values of buttons hold ids, and the words that were looked for."""
    preview, _ = Preview.from_value(action["value"])
    return {
        **_presser(body),
        "action": action["action_id"],
        "value": action["value"],
        "pressed": action["action_ts"],
        # A preview that had to come by direct message still speaks of the channel where it was asked for.
        "channel": preview.channel,
        "thread": preview.thread,
        "since": body["container"]["message_ts"],
        "response_url": body["response_url"],
    }
