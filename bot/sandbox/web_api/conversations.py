"""conversations.*: channels, their members and what was said there."""

from bot.sandbox import events
from bot.sandbox.errors import ApiError
from bot.sandbox.shapes import channel_json, message_json, replies_of
from bot.sandbox.state import Channel, Json, Message
from bot.sandbox.web_api.call import Call, Method
from bot.sandbox.web_api.paging import page

_TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
_READ_SCOPES = {"channel": "channels:read", "group": "groups:read", "im": "im:read"}
_HISTORY_SCOPES = {"channel": "channels:history", "group": "groups:history", "im": "im:history"}
_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")


def require_scope(call: Call, scope: str) -> None:
    """Raise ApiError missing_scope unless the manifest asks for `scope`."""
    if scope not in call.core.manifest.scopes:
        provided = ",".join(sorted(call.core.manifest.scopes))
        raise ApiError("missing_scope", fields={"needed": scope, "provided": provided})


def _known(call: Call, channel: Channel) -> bool:
    return channel.kind == "channel" or call.core.bot.id in channel.members


def list_(call: Call) -> Json:
    """List the conversations the bot may know of, of the types asked for."""
    wanted = [name.strip() for name in call.text("types", "public_channel").split(",")]
    unknown = [name for name in wanted if name not in _TYPES]
    if unknown:
        raise ApiError("invalid_types")
    kinds = {_TYPES[name] for name in wanted}
    for kind in sorted(kinds & set(_READ_SCOPES)):
        require_scope(call, _READ_SCOPES[kind])
    found = [c for c in call.core.state.channels.values() if c.kind in kinds and _known(call, c)]
    part, metadata = page(call, found)
    return {"channels": [channel_json(call.core, channel) for channel in part], **metadata}


def info(call: Call) -> Json:
    """Describe one conversation."""
    channel = call.channel()
    require_scope(call, _READ_SCOPES[channel.kind])
    return {"channel": channel_json(call.core, channel)}


def members(call: Call) -> Json:
    """List the ids of a conversation's members."""
    channel = call.channel()
    require_scope(call, _READ_SCOPES[channel.kind])
    part, metadata = page(call, channel.members)
    return {"members": part, **metadata}


def _readable(call: Call) -> Channel:
    channel = call.joined_channel()
    require_scope(call, _HISTORY_SCOPES[channel.kind])
    return channel


def _within(call: Call, messages: list[Message]) -> list[Message]:
    oldest, latest = call.text("oldest"), call.text("latest")
    inclusive = call.flag("inclusive")

    def inside(message: Message) -> bool:
        ts = float(message.ts)
        if inclusive and message.ts in (oldest, latest):
            return True
        return (not oldest or ts > float(oldest)) and (not latest or ts < float(latest))

    try:
        return [message for message in messages if inside(message)]
    except ValueError:
        raise ApiError("invalid_ts_oldest") from None


def history(call: Call) -> Json:
    """Return a channel's messages, newest first; thread replies and ephemeral ones are not part of it."""
    channel = _readable(call)
    roots = [
        message
        for message in channel.messages
        if message.ephemeral_to is None and (message.thread_ts in (None, message.ts) or message.reply_broadcast)
    ]
    part, metadata = page(call, list(reversed(_within(call, roots))))
    more = bool(metadata["response_metadata"]["next_cursor"])
    shown = [message_json(call.core, message) for message in part]
    return {"messages": shown, "has_more": more, **metadata}


def replies(call: Call) -> Json:
    """Return a thread, its first message first. Raises ApiError thread_not_found."""
    channel = _readable(call)
    ts = call.required("ts")
    first = next((m for m in channel.messages if m.ts == ts and m.ephemeral_to is None), None)
    if first is None:
        raise ApiError("thread_not_found")
    root = first.thread_ts or first.ts
    thread = [first, *_within(call, replies_of(channel, root))] if root == ts else [first]
    part, metadata = page(call, thread)
    more = bool(metadata["response_metadata"]["next_cursor"])
    shown = [message_json(call.core, message) for message in part]
    return {"messages": shown, "has_more": more, **metadata}


def open_(call: Call) -> Json:
    """Open the direct conversation with one person."""
    if call.text("channel"):
        channel = call.channel()
    else:
        people = call.required("users").split(",")
        if len(people) != 1:
            raise ApiError("method_not_supported_for_channel_type")
        user = call.core.user(people[0])
        if user.team_id != call.core.state.team.id or user.is_bot:
            raise ApiError("user_not_found")
        channel = call.core.direct_channel(user.id)
    whole = call.flag("return_im")
    return {"channel": channel_json(call.core, channel) if whole else {"id": channel.id}}


def join(call: Call) -> Json:
    """Make the bot a member of a public channel."""
    channel = call.channel()
    if channel.kind != "channel":
        raise ApiError("method_not_supported_for_channel_type")
    if call.core.bot.id in channel.members:
        return {"channel": channel_json(call.core, channel), "warning": "already_in_channel"}
    with call.core.change("member_joined", channel=channel.id, user=call.core.bot.id):
        channel.members.append(call.core.bot.id)
        events.member_joined(call.core, channel, call.core.bot.id)
    return {"channel": channel_json(call.core, channel)}


METHODS = {
    "conversations.list": Method(list_, _READ, 2),
    "conversations.info": Method(info, _READ, 3),
    "conversations.members": Method(members, _READ, 4),
    "conversations.history": Method(history, _HISTORY, 3),
    "conversations.replies": Method(replies, _HISTORY, 3),
    "conversations.open": Method(open_, ("im:write", "mpim:write"), 3),
    "conversations.join": Method(join, ("channels:join",), 3),
}
