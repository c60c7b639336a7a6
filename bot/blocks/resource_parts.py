"""What every message and form about resources is made of, and the names by which Slack tells of a press."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.blocks.message import Block, context, section
from bot.mrkdwn import bold, escape, escaped_length, shortened
from knowledge.resources import showing
from knowledge.resources.duplicates import Twin
from knowledge.resources.model import ResourceNote

SAVE, FIX, DROP, MERGE = "resource_save", "resource_fix", "resource_drop", "resource_merge"
EDIT, WITHDRAW = "resource_edit", "resource_withdraw"
STEPS = {"verify": "変わりなし", "pause": "休止", "resume": "再開", "end": "終了"}
STEP_ACTIONS = {f"resource_{step}": step for step in STEPS}
OPEN, MORE, FORGET, TAKE = "resource_open", "resource_more", "resource_forget", "resource_take"
GO_ON = "resource_go_on"  # a draft, by its slot: 書きかけを続ける
FORM, CHECK, CONFLICT = "resource_form", "resource_check", "resource_conflict"
SHORTCUT, MESSAGE_SHORTCUT = "resource_new", "resource_from_message"

LINE_LENGTH = 300  # characters of one line of a card; the rest is in the form
OPTION_TEXT = 75  # Block Kit reference
SHORT_ID = 8  # characters of an id that people read out


def plain(text: str) -> Block:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def option(text: str, value: str) -> Block:
    """A choice."""
    return {"text": plain(shortened(text, OPTION_TEXT)), "value": value}


def button(label: str, action: str, value: str, *, style: str = "", confirm: Block | None = None) -> Block:
    """A button."""
    made: Block = {"type": "button", "action_id": action, "text": plain(label), "value": value}
    return {**made, **({"style": style} if style else {}), **({"confirm": confirm} if confirm else {})}


def confirmation(title: str, text: str, yes: str) -> Block:
    """The question before something that is hard to take back."""
    return {"title": plain(title), "text": plain(text), "confirm": plain(yes), "deny": plain("やめる")}


def actions(*buttons: Block) -> Block:
    """A row of buttons."""
    return {"type": "actions", "elements": list(buttons)}


def card(note: ResourceNote) -> list[Block]:
    """A note to be read at a glance: its name, what one needs to go there, and what one must know."""
    kinds = "・".join([note.kind.value, *note.topics])
    title = f"{bold(fitted(note.name, LINE_LENGTH))}（{fitted(kinds, LINE_LENGTH)}）"
    return [
        section("\n".join([title, *lines(showing.facts(note))])),
        context(
            [
                escape(
                    "／".join(
                        [*showing.remarks(note), f"ID {note.id[:SHORT_ID]}"] if note.id else ["まだ保存していません"]
                    )
                )
            ]
        ),
    ]


def twin_text(twin: Twin) -> str:
    """A likely twin: its name, its facts in one line, and why it is taken for one."""
    why = "、".join(each.says for each in twin.reasons)
    return "\n".join(
        lines([f"似た記録があります: 「{twin.note.name}」", "／".join(showing.facts(twin.note)), f"（{why}）"])
    )


def lines(texts: Iterable[str]) -> list[str]:
    """Each text as one line of mrkdwn, at most 300 characters as sent."""
    return [fitted(text, LINE_LENGTH) for text in texts]


def fitted(text: str, limit: int) -> str:
    """`text` in one line, escaped, at most `limit` characters as sent: escaping makes up to five of one."""
    line = shortened(text, limit)
    while escaped_length(line) > limit:
        line = shortened(line, len(line) - (escaped_length(line) - limit + 4) // 5 - 1)
    return escape(line)


def paragraphs(texts: Sequence[str]) -> list[Block]:
    """Lines of text in sections that Slack takes."""
    shown = lines(texts)
    return [section("\n".join(shown[start : start + 8])) for start in range(0, len(shown), 8)]
