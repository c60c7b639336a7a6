"""files.*: uploading in three steps, asking about files, deleting them."""

import base64
from typing import Any

from bot.sandbox.core import WorkspaceCore
from bot.sandbox.errors import ApiError
from bot.sandbox.identifiers import random_id
from bot.sandbox.posting import bot_message, post
from bot.sandbox.shapes import file_json
from bot.sandbox.state import Channel, Json, StoredFile
from bot.sandbox.web_api.call import Call, Method, missing

LARGEST_FILE = 1_000_000_000  # bytes; Slack's limit for one file


def new_file(core: WorkspaceCore, user_id: str, name: str) -> StoredFile:
    """Return a new, still empty file that belongs to a user."""
    file = StoredFile(random_id("F"), name, name, user_id, int(core.clock.now()))
    core.state.files[file.id] = file
    return file


def fill(file: StoredFile, content: bytes) -> None:
    """Put the content into a file; this happens once."""
    file.content = base64.b64encode(content).decode()
    file.size = len(content)
    file.upload_open = False


def upload_url(call: Call) -> Json:
    """Promise a place for a file of a known length."""
    name, length = call.required("filename"), call.number("length", 0)
    if not 0 < length <= LARGEST_FILE:
        raise ApiError("invalid_arguments", messages=["[ERROR] length must be more than 0"])
    file = new_file(call.core, call.core.bot.id, name)
    file.size = length
    return {"file_id": file.id, "upload_url": f"{call.core.base_url}/upload/v1/{file.id}"}


def complete_upload(call: Call) -> Json:
    """Finish uploads, and share them in a conversation when one is named."""
    entries = call.structure("files")
    if not isinstance(entries, list) or not entries:
        raise missing("files")
    files = [_uploaded(call, entry) for entry in entries]
    channels = call.text("channel_id") or call.text("channels")
    for reference in filter(None, channels.split(",")):
        channel = _place(call, reference)
        _share(call, channel, files)
    for file in files:
        file.complete = True
    return {"files": [file_json(call.core, file) for file in files]}


def _uploaded(call: Call, entry: Any) -> StoredFile:
    file = call.core.state.files.get(str(entry.get("id"))) if isinstance(entry, dict) else None
    if file is None or file.upload_open or file.complete:
        raise ApiError("file_not_found")
    file.title = str(entry.get("title") or file.name)
    return file


def _place(call: Call, reference: str) -> Channel:
    return Call(call.core, call.method, {"channel": reference}).joined_channel()


def _share(call: Call, channel: Channel, files: list[StoredFile]) -> None:
    message = bot_message(call.core, channel, call.text("initial_comment"))
    message.thread_ts = call.text("thread_ts") or None
    message.files = [file.id for file in files]
    post(call.core, channel, message)


def _existing(call: Call) -> StoredFile:
    file = call.core.state.files.get(call.required("file"))
    if file is None or file.upload_open:
        raise ApiError("file_not_found")
    return file


def info(call: Call) -> Json:
    """Describe a file."""
    return {"file": file_json(call.core, _existing(call)), "comments": []}


def delete(call: Call) -> Json:
    """Delete an own file. Raises ApiError cant_delete_file for somebody else's."""
    file = _existing(call)
    if file.user != call.core.bot.id:
        raise ApiError("cant_delete_file")
    with call.core.change("file_deleted", file=file.id):
        del call.core.state.files[file.id]
        for channel in call.core.state.channels.values():
            for message in channel.messages:
                message.files = [one for one in message.files if one != file.id]
    return {}


METHODS = {
    "files.getUploadURLExternal": Method(upload_url, ("files:write",), 4),
    "files.completeUploadExternal": Method(complete_upload, ("files:write",), 4),
    "files.info": Method(info, ("files:read",), 4),
    "files.delete": Method(delete, ("files:write",), 3),
}
