"""The ways to ask, so that what must hold under every answer is tried with each of them."""

from __future__ import annotations

from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from bot.sandbox.state import Message
from tests.bot.running import said_by_bot

SURFACES = ("mention", "thread", "dm", "dm thread", "ask")


def asked_by(surface: str, person: Person, workspace: Workspace, inbox: Inbox, question: str) -> Message:
    """Asks that way in a fresh workspace; the last message of the answer."""
    if surface == "ask":
        assert person.slash("/ask", question, channel="協議体").acked
        return said_by_bot(workspace, inbox, "協議体", viewer=person)[-1]
    if surface in ("mention", "thread"):
        root = person.say("協議体", "来月の協議体について") if surface == "thread" else None
        person.mention("協議体", question, thread_ts=root.ts if root else None)
        return said_by_bot(workspace, inbox, "協議体")[-1]
    root = None
    if surface == "dm thread":
        root = person.dm("こんにちは")
        said_by_bot(workspace, inbox, workspace.direct_channel(person))
    person.dm(question, thread_ts=root.ts if root else None)
    return said_by_bot(workspace, inbox, workspace.direct_channel(person), 2 if root else 1)[-1]


def labels(message: Message) -> list[str]:
    """What can be pressed in a message, in the order it is seen."""
    found = []
    for block in message.blocks:
        for element in block.get("elements", []):
            if element["type"] == "button":
                found.append(element["text"]["text"])
            if element["type"] == "feedback_buttons":
                found += [element[name]["text"]["text"] for name in ("positive_button", "negative_button")]
    return found
