"""Reactions, by people and by the bot alike."""

import re

from bot.sandbox import events
from bot.sandbox.core import WorkspaceCore
from bot.sandbox.errors import ApiError
from bot.sandbox.state import Channel, Message

_NAME = re.compile(r"[\w+'\-]+(::skin-tone-[2-6])?")


def react(core: WorkspaceCore, channel: Channel, message: Message, user_id: str, name: str) -> None:
    """Add a reaction. Raises ApiError invalid_name or already_reacted."""
    if not _NAME.fullmatch(name):
        raise ApiError("invalid_name")
    people = message.reactions.get(name, [])
    if user_id in people:
        raise ApiError("already_reacted")
    with core.change("reaction_added", channel=channel.id, ts=message.ts):
        message.reactions[name] = [*people, user_id]
        events.reaction_changed(core, channel, message, user_id, name, added=True)


def unreact(core: WorkspaceCore, channel: Channel, message: Message, user_id: str, name: str) -> None:
    """Take a reaction back. Raises ApiError invalid_name or no_reaction."""
    if not _NAME.fullmatch(name):
        raise ApiError("invalid_name")
    people = message.reactions.get(name, [])
    if user_id not in people:
        raise ApiError("no_reaction")
    with core.change("reaction_removed", channel=channel.id, ts=message.ts):
        left = [person for person in people if person != user_id]
        message.reactions.pop(name)
        if left:
            message.reactions[name] = left
        events.reaction_changed(core, channel, message, user_id, name, added=False)
