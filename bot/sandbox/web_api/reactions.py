"""reactions.*: the bot's own reactions, and everybody's on a message."""

from bot.sandbox.reacting import react, unreact
from bot.sandbox.shapes import message_json
from bot.sandbox.state import Channel, Json, Message
from bot.sandbox.web_api.call import Call, Method


def _target(call: Call) -> tuple[Channel, Message]:
    channel = call.joined_channel()
    return channel, call.core.message(channel, call.required("timestamp"))


def add(call: Call) -> Json:
    """Add the bot's reaction."""
    react(call.core, *_target(call), call.core.bot.id, call.required("name").strip(":"))
    return {}


def remove(call: Call) -> Json:
    """Take the bot's reaction back."""
    unreact(call.core, *_target(call), call.core.bot.id, call.required("name").strip(":"))
    return {}


def get(call: Call) -> Json:
    """Return a message with everybody's reactions."""
    channel, message = _target(call)
    return {"type": "message", "channel": channel.id, "message": message_json(call.core, message)}


METHODS = {
    "reactions.add": Method(add, ("reactions:write",), 3),
    "reactions.remove": Method(remove, ("reactions:write",), 2),
    "reactions.get": Method(get, ("reactions:read",), 3),
}
