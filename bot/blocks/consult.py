"""「担当に聞く」: a question that the documents leave open goes to a person, and the reply comes back."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.blocks import form_parts as forms
from bot.blocks import resource_parts as parts
from bot.blocks.answer import notice
from bot.blocks.message import SECTION_TEXT, Block, Message, context, fallback, packed, section
from bot.mrkdwn import escape, escaped_length, shortened, split_text

FORM, REPLY, REPLY_FORM = "consult_form", "consult_reply", "consult_reply_form"
QUESTION, PERSON, CHANNEL, TEXT = "question", "person", "channel", "text"
LONGEST = 2_000  # characters of a question or a reply
QUESTION_LENGTH = 300  # of a question that a button carries
TITLE, REPLY_TITLE = "担当に聞く", "返事を書く"
ONE_OF_BOTH = "人かチャンネルの、どちらか一つを選んでください。"
NO_WORDS = "言葉を書いてください。"
ON_ITS_WAY = "お送りします。返事が来たら、{where}にお知らせします。"
REPLY_ON_ITS_WAY = "返事をお届けします。ありがとうございます。"
NOT_THERE = (
    "選ばれたチャンネルに、つなぎがいないため送れませんでした。"
    "そのチャンネルで /invite @tsunagi と書いて招いてから、もう一度お試しください。"
)
HOW_TO_REPLY = "返事は、下のボタンからでも、このスレッドに書いても、質問した方に届きます。"
FILES_STAY = "（ファイルも付いていますが、ここには届きません。）"
_MENTIONED = re.compile(r"&lt;(@[UW][A-Z0-9]+)(?:\|[^&<>]*)?&gt;")
_HINT = "住民の方のお名前などは、消してから送ってください。"


class Origin(NamedTuple):
    """Where the question came from, and so where the reply goes: `asker` directly where `channel` is empty."""

    team: str
    asker: str
    channel: str
    thread: str
    question: str = ""

    def as_value(self) -> str:
        """What a button or a form carries."""
        return json.dumps([*self[:-1], shortened(self.question, QUESTION_LENGTH)], ensure_ascii=False)

    @staticmethod
    def of(value: str) -> Origin:
        """What `as_value` wrote."""
        return Origin(*json.loads(value))


def consult_form(origin: Origin, question: str, usual: str) -> Block:
    """Whom to ask, and what; `usual` is the member or channel that is asked unless somebody else is chosen."""
    person: Block = {"type": "users_select", "placeholder": parts.plain("人を選ぶ")}
    channel: Block = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"]},
        "placeholder": parts.plain("チャンネルを選ぶ"),
    }
    if usual.startswith(("U", "W")):
        person["initial_user"] = usual
    elif usual:
        channel["initial_conversation"] = usual
    text: Block = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST, "initial_value": question}
    fields = [
        forms.field(PERSON, "聞く人", person, optional=True),
        forms.field(CHANNEL, "またはチャンネル", channel, optional=True),
        forms.field(QUESTION, "ご質問", text, hint=_HINT),
    ]
    return forms.modal(FORM, TITLE, origin.as_value(), fields, submit="送る")


def target_in(view: Block) -> str:
    """The one member or channel that was chosen; empty where it was none, or both."""
    person, channel = (
        view["state"]["values"].get(block, {}).get(forms.GIVEN, {}).get(name) or ""
        for block, name in ((PERSON, "selected_user"), (CHANNEL, "selected_conversation"))
    )
    return str("" if person and channel else person or channel)


def told_view(title: str, words: str) -> Block:
    """What takes the place of a form once it is sent."""
    return forms.modal(FORM, title, "", [section(words)], submit="")


def consult_messages(answer: Sequence[Message], origin: Origin) -> tuple[Message, ...]:
    """What the one who is asked reads: who asks, what, and what the documents say of it to this reader."""
    asked = [section(f"<@{origin.asker}> さんからのご質問です。"), *_words(origin.question)]
    found = [[context(["つなぎが資料から見つけたこと"])], *([block] for each in answer for block in each.blocks)]
    reply = [
        context([HOW_TO_REPLY]),
        parts.actions(parts.button(REPLY_TITLE, REPLY, origin.as_value(), style="primary")),
    ]
    blocks = packed([asked, *found, reply])
    first = Message(fallback(f"ご質問: {origin.question}"), tuple(blocks[0]))
    return (first, *(Message(notice(each), tuple(each)) for each in blocks[1:]))


def reply_form(value: str, message: str, channel: str) -> Block:
    """A field for the reply; `value` is what the button carried, the rest where it stands."""
    origin = Origin.of(value)
    text: Block = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST, "focus_on_load": True}
    asked = context([f"ご質問: {escape(origin.question)}"])
    metadata = json.dumps([value, message, channel], ensure_ascii=False)
    return forms.modal(
        REPLY_FORM, REPLY_TITLE, metadata, [asked, forms.field(TEXT, "返事", text, hint=_HINT)], submit="送る"
    )


def reply_messages(origin: Origin, replier: str, text: str) -> tuple[Message, ...]:
    """The reply as the asker reads it, in as many messages as it takes; whom it mentions stays mentioned."""
    head = section(f"<@{origin.asker}> さん、<@{replier}> さんからの返事です。")
    words = [section(_MENTIONED.sub(r"<\1>", each["text"]["text"])) for each in _words(text)]
    first, *rest = packed([[context([f"ご質問: {escape(origin.question)}"]), head], *([each] for each in words)])
    return (Message(fallback(text), tuple(first)), *(Message(fallback(text), tuple(each)) for each in rest))


def replied_note(replier: str) -> Message:
    """What those read who were asked together."""
    return Message("返事をしました。", (context([f"<@{replier}> さんが返事をしました。"]),))


def _words(text: str) -> list[Block]:
    return [section(escape(piece)) for piece in split_text(text, SECTION_TEXT, escaped_length)]
