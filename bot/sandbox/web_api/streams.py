"""chat.startStream and friends: a message that grows while it is being written."""

from bot.sandbox.errors import ApiError
from bot.sandbox.inputs import with_ids
from bot.sandbox.posting import bot_message, edit, post
from bot.sandbox.shapes import message_json
from bot.sandbox.state import Channel, Json, Message
from bot.sandbox.web_api.call import Call, Method
from bot.sandbox.web_api.content import MARKDOWN_TEXT, checked_blocks, message_blocks

_CHUNKS = ("markdown_text", "task_update", "plan_update", "blocks")


def start(call: Call) -> Json:
    """Begin a streaming message; a channel needs the recipient, a direct conversation the thread."""
    channel = call.joined_channel()
    if channel.kind != "im":
        _check_recipient(call)
    thread_ts = call.text("thread_ts") if channel.kind != "im" else call.required("thread_ts")
    if thread_ts and not any(message.ts == thread_ts for message in channel.messages):
        raise ApiError("thread_not_found")
    message = bot_message(call.core, channel, _markdown(call))
    message.thread_ts = thread_ts or None
    message.blocks = _block_chunks(call)
    message.streaming = message.is_markdown = True
    post(call.core, channel, message)
    return {"channel": channel.id, "ts": message.ts}


def _check_recipient(call: Call) -> None:
    if not call.text("recipient_team_id"):
        raise ApiError("missing_recipient_team_id")
    if not call.text("recipient_user_id"):
        raise ApiError("missing_recipient_user_id")
    call.core.user(call.text("recipient_user_id"))


def append(call: Call) -> Json:
    """Add text, blocks or task updates to a message that is being streamed."""
    channel, message = _streaming(call)
    text, blocks = _markdown(call), _block_chunks(call)
    if not text and not _chunks(call):
        raise ApiError("no_text")
    with call.core.change("message_streamed", channel=channel.id, ts=message.ts):
        message.text += text
        message.blocks += blocks
    return {"channel": channel.id, "ts": message.ts}


def stop(call: Call) -> Json:
    """End a stream, perhaps with last words and with blocks below the text."""
    channel, message = _streaming(call)
    blocks = message.blocks + _block_chunks(call) + (message_blocks(call) or [])
    text = message.text + _markdown(call)
    message.streaming = False
    edit(call.core, channel, message, text=text, blocks=blocks, metadata=call.structure("metadata"))
    shown = message_json(call.core, message)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


def _streaming(call: Call) -> tuple[Channel, Message]:
    channel = call.channel()
    message = call.core.message(channel, call.required("ts"))
    if message.user != call.core.bot.id or not message.streaming:
        raise ApiError("message_not_in_streaming_state")
    return channel, message


def _chunks(call: Call) -> list[Json]:
    chunks = call.structure("chunks") or []
    if not isinstance(chunks, list):
        raise ApiError("invalid_chunks")
    if not all(isinstance(chunk, dict) and chunk.get("type") in _CHUNKS for chunk in chunks):
        raise ApiError("invalid_chunks")
    return chunks


def _markdown(call: Call) -> str:
    pieces = [str(chunk.get("text", "")) for chunk in _chunks(call) if chunk["type"] == "markdown_text"]
    text = "".join([call.text("markdown_text"), *pieces])
    if len(text) > MARKDOWN_TEXT:
        raise ApiError("msg_too_long")
    return text


def _block_chunks(call: Call) -> list[Json]:
    blocks = [block for chunk in _chunks(call) if chunk["type"] == "blocks" for block in chunk.get("blocks", [])]
    return with_ids(checked_blocks(blocks))


METHODS = {
    "chat.startStream": Method(start, ("chat:write",), 2),
    "chat.appendStream": Method(append, ("chat:write",), 4),
    "chat.stopStream": Method(stop, ("chat:write",), 2),
}
