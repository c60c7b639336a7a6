"""What a follow-up was understood as, and the promise to keep quiet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.blocks.answer import notice
from bot.blocks.message import Message, context, packed, plain_message
from bot.mrkdwn import escape, shortened

HUSHED = "わかりました。このスレッドでは静かにしています。また聞きたいときは @tsunagi と呼んでください。"
_QUESTION_LENGTH = 300
_ROWS = frozenset({"section", "header", "context", "markdown", "rich_text_section", "rich_text_quote"})


def with_whole_question(messages: Sequence[Message], whole: str) -> tuple[Message, ...]:
    """The answer under the whole question that it answers: 「→ 伴走的支援の2回目は何をする？」."""
    line = context(["→ " + escape(shortened(whole, _QUESTION_LENGTH))])
    groups = [[line], *([block] for message in messages for block in message.blocks)]
    every = packed(groups)
    if len(every) == len(messages):  # the words of a notification stay what they were
        return tuple(Message(one.text, tuple(blocks)) for one, blocks in zip(messages, every, strict=True))
    return tuple(Message(notice(blocks), tuple(blocks)) for blocks in every)


def hushed() -> Message:
    """What the bot says last before it keeps quiet."""
    return plain_message(HUSHED)


def words_of(blocks: Iterable[Mapping[str, Any]]) -> str:
    """All words of a message as Slack gives it back, a line where a person sees one."""
    return "\n".join(row for block in blocks for row in _rows(block))


def _rows(block: Mapping[str, Any]) -> Iterator[str]:
    if block.get("type") in _ROWS:
        yield "".join(_leaves(block))
    elif block.get("type") == "rich_text_list":
        ordered = block.get("style") == "ordered"
        for number, element in enumerate(block.get("elements", []), start=1):
            yield (f"{number}. " if ordered else "- ") + "".join(_leaves(element))
    else:
        for element in block.get("elements", []):
            yield from _rows(element)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    elif isinstance(value, Mapping):
        yield from _leaves(value.get("text") or value.get("fields") or value.get("elements") or "")
