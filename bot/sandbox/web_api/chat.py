"""chat.*: posting, changing and deleting messages."""

from bot.sandbox.core import WorkspaceCore
from bot.sandbox.errors import ApiError
from bot.sandbox.posting import bot_message, edit, post, remove
from bot.sandbox.shapes import message_json
from bot.sandbox.state import Channel, Json, Message
from bot.sandbox.web_api.call import Call, Method
from bot.sandbox.web_api.content import MESSAGE_TEXT, UPDATE_TEXT, message_blocks, message_text


def post_message(call: Call) -> Json:
    """Post as the bot: into a joined channel, a direct conversation, or, with chat:write.public, any."""
    channel = _writable(call)
    message = _composed(call, channel)
    post(call.core, channel, message)
    _end_status(call.core, channel, message.thread_ts)
    return {"channel": channel.id, "ts": message.ts, "message": message_json(call.core, message)}


def _end_status(core: WorkspaceCore, channel: Channel, thread_ts: str | None) -> None:
    """Take the status of a thread away once the app has replied in it."""
    thread = core.state.assistant_threads.get(f"{channel.id}:{thread_ts}")
    if thread and thread.status:
        with core.change("status", channel=channel.id, status=""):
            thread.status = ""


def _writable(call: Call) -> Channel:
    channel = call.channel()
    open_to_all = channel.kind == "channel" and "chat:write.public" in call.core.manifest.scopes
    if call.core.bot.id not in channel.members and not open_to_all:
        raise ApiError("not_in_channel")
    wait = call.core.rates.wait_for_message(channel.id, call.core.clock.now())
    if wait:
        raise ApiError("ratelimited", retry_after=wait)
    return channel


def _composed(call: Call, channel: Channel) -> Message:
    text, markdown = message_text(call, MESSAGE_TEXT)
    blocks = message_blocks(call) or markdown
    attachments = call.structure("attachments") or []
    if not text.strip() and not blocks and not attachments:
        raise ApiError("no_text")
    message = bot_message(call.core, channel, text)
    message.blocks = blocks
    message.attachments = attachments
    message.metadata = call.structure("metadata")
    message.thread_ts = _thread(call, channel)
    message.username = call.text("username") or None
    message.icon_emoji = call.text("icon_emoji") or None
    if message.username and "chat:write.customize" not in call.core.manifest.scopes:
        message.username = None
    message.reply_broadcast = call.flag("reply_broadcast")
    return message


def _thread(call: Call, channel: Channel) -> str | None:
    thread_ts = call.text("thread_ts")
    if not thread_ts:
        return None
    parent = next((m for m in channel.messages if m.ts == thread_ts), None)
    if parent is None:
        raise ApiError("thread_not_found")
    return parent.thread_ts or parent.ts


def post_ephemeral(call: Call) -> Json:
    """Post for one person's eyes. Raises ApiError user_not_in_channel for one who is not there."""
    channel = call.joined_channel()
    user = call.required("user")
    if user not in channel.members:
        raise ApiError("user_not_in_channel")
    message = _composed(call, channel)
    message.ephemeral_to = user
    post(call.core, channel, message)
    return {"message_ts": message.ts}


def _own_message(call: Call, refusal: str) -> tuple[Channel, Message]:
    channel = call.channel()
    message = call.core.message(channel, call.required("ts"))
    if message.user != call.core.bot.id:
        raise ApiError(refusal)
    return channel, message


def update(call: Call) -> Json:
    """Change an own message; blocks that are not sent stay, an empty list takes them away."""
    channel, message = _own_message(call, "cant_update_message")
    if message.streaming:
        raise ApiError("streaming_state_conflict")
    text, markdown = message_text(call, UPDATE_TEXT)
    blocks = markdown or message_blocks(call)
    attachments = call.structure("attachments")
    if not text.strip() and not blocks and not attachments:
        raise ApiError("no_text")
    changes: Json = {"text": text}
    changes |= {"blocks": blocks} if blocks is not None else {}
    changes |= {"attachments": attachments} if attachments is not None else {}
    edit(call.core, channel, message, **changes)
    shown = message_json(call.core, message)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def delete(call: Call) -> Json:
    """Delete an own message. Raises ApiError cant_delete_message for somebody else's."""
    channel, message = _own_message(call, "cant_delete_message")
    remove(call.core, channel, message)
    return {"channel": channel.id, "ts": message.ts}


def permalink(core: WorkspaceCore, channel: Channel, message: Message) -> str:
    """Return the link people copy from a message's menu."""
    link = f"https://{core.state.team.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts and message.thread_ts != message.ts:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return link


def get_permalink(call: Call) -> Json:
    """Return the link to a message."""
    channel = call.channel()
    message = call.core.message(channel, call.required("message_ts"))
    return {"channel": channel.id, "permalink": permalink(call.core, channel, message)}


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",), 4),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",), 4),
    "chat.update": Method(update, ("chat:write",), 3),
    "chat.delete": Method(delete, ("chat:write",), 3),
    "chat.getPermalink": Method(get_permalink, (), 4),
}
