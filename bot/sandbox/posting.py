"""Messages come into being, change and go; each change is announced and told to the app."""

from bot.sandbox import events
from bot.sandbox.core import WorkspaceCore
from bot.sandbox.shapes import message_json
from bot.sandbox.state import Channel, Message


def post(core: WorkspaceCore, channel: Channel, message: Message) -> Message:
    """Add a message to its channel; one that only one person sees causes no event."""
    with core.change("message_posted", channel=channel.id, ts=message.ts):
        channel.messages.append(message)
        if message.ephemeral_to is None:
            events.message_posted(core, channel, message)
            for file_id in message.files:
                _share(core, channel, message, file_id)
    return message


def _share(core: WorkspaceCore, channel: Channel, message: Message, file_id: str) -> None:
    file = core.state.files[file_id]
    if channel.id not in file.shared_in:
        file.shared_in.append(channel.id)
    events.file_shared(core, channel, message.user, file_id)


def edit(core: WorkspaceCore, channel: Channel, message: Message, **changes: object) -> Message:
    """Change fields of a message, mark it as edited, and tell the app."""
    with core.change("message_changed", channel=channel.id, ts=message.ts):
        previous = message_json(core, message)
        for name, value in changes.items():
            setattr(message, name, value)
        message.edited_ts = core.timestamps.next()
        if message.ephemeral_to is None:
            events.message_changed(core, channel, message, previous)
    return message


def remove(core: WorkspaceCore, channel: Channel, message: Message) -> None:
    """Take a message away and tell the app."""
    with core.change("message_deleted", channel=channel.id, ts=message.ts):
        previous = message_json(core, message)
        channel.messages.remove(message)
        if message.ephemeral_to is None:
            events.message_deleted(core, channel, previous)


def bot_message(core: WorkspaceCore, channel: Channel, text: str) -> Message:
    """Return a message by the app's bot, not yet posted."""
    return Message(core.timestamps.next(), channel.id, core.bot.id, text, bot_id=core.config.bot_id)
