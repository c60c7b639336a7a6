"""What surrounds an answer that only one person sees, and what the channel sees once it is shared."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from bot.blocks import form_parts as forms
from bot.blocks.answer import notice
from bot.blocks.message import Block, Message, context, fallback, packed
from bot.blocks.resource_parts import button, plain
from bot.blocks.under import Under, under_blocks, with_under
from bot.mrkdwn import escape, shortened

SHARE_ACTION = "share_answer"
SHARE_LABEL = "チャンネルに共有"
SHARE_TO_ACTION, SHARE_FORM, SHARE_CHANNEL = "share_answer_to", "share_form", "channel"
SHARE_INTO = "載せるチャンネル"
NOT_CHOSEN = "チャンネルを選んでください。"
NOT_THERE = (
    "選ばれたチャンネルに、つなぎがいないため載せられませんでした。"
    "そのチャンネルで /invite @tsunagi と書いて招いてから、もう一度お試しください。"
)
SHARED_NOTE = "チャンネルに共有しました。"
QUESTION_LENGTH = 300


class ShareRequest(NamedTuple):
    """What the share button carries: the key of the kept answer, and the question it answers."""

    key: str
    question: str

    def as_value(self) -> str:
        """The button's value. The question waits there, with Slack, so that it need not wait with us."""
        return json.dumps([self.key, shortened(self.question, QUESTION_LENGTH)], ensure_ascii=False)

    @staticmethod
    def from_value(value: str) -> ShareRequest:
        """The request that `as_value` wrote."""
        key, question = json.loads(value)
        return ShareRequest(str(key), str(question))


def asked_messages(answer: Sequence[Message], question: str, under: Under) -> tuple[Message, ...]:
    """The answer under its question, which Slack does not show of a command; what is offered with it at the end."""
    return with_under(_repacked([[_asked(question)], *_groups(answer)]), under)


def shared_messages(answer: Sequence[Message], question: str, user: str, under: Under) -> tuple[Message, ...]:
    """The answer for the channel, under a line saying who shared it and what was asked."""
    groups = [[context([f"<@{user}> さんが共有しました"]), _asked(question)], *_groups(answer)]
    return with_under(_repacked(groups), under)


def after_sharing(answer: Sequence[Message], question: str, under: Under) -> Message:
    """What takes the place of the message with the button, so that it cannot tempt a second time."""
    blocks = list(answer[-1].blocks)
    if len(answer) == 1:
        blocks.insert(0, _asked(question))
    return Message(fallback(SHARED_NOTE), (*blocks, context([SHARED_NOTE]), *under_blocks(under)))


def share_button(request: ShareRequest) -> Block:
    """The button that shares an answer with the channel it was asked from."""
    return button(SHARE_LABEL, SHARE_ACTION, request.as_value())


def share_to_button(request: ShareRequest) -> Block:
    """The button under an answer in a direct message: which channel shall see it is asked next."""
    return button(SHARE_LABEL, SHARE_TO_ACTION, request.as_value())


def share_form(value: str) -> Block:
    """Asks for the channel; `value` is what the button carried."""
    question = ShareRequest.from_value(value).question
    menu: Block = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"]},
        "placeholder": plain("チャンネルを選ぶ"),
    }
    fields = [context([f"ご質問: {escape(question)}"]), forms.field(SHARE_CHANNEL, SHARE_INTO, menu)]
    return forms.modal(SHARE_FORM, SHARE_LABEL, value, fields, submit="載せる")


def _asked(question: str) -> Block:
    return context(["ご質問: " + escape(shortened(question, QUESTION_LENGTH))])


def _groups(messages: Sequence[Message]) -> list[list[Block]]:
    return [[block] for message in messages for block in message.blocks]


def _repacked(groups: Sequence[Sequence[Block]]) -> tuple[Message, ...]:
    return tuple(Message(notice(blocks), tuple(blocks)) for blocks in packed(groups))
