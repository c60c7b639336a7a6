"""The JSON shapes in which Slack shows users, channels, messages, files and views."""

import mimetypes

from bot.sandbox.core import WorkspaceCore
from bot.sandbox.inputs import state_values
from bot.sandbox.state import Channel, Json, Message, StoredFile, User, View


def user_json(core: WorkspaceCore, user: User) -> Json:
    """Return a user as users.info shows it."""
    return {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "real_name": user.real_name,
        "deleted": False,
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "is_stranger": user.team_id != core.state.team.id,
        "locale": core.config.locale,
        "tz": core.config.timezone,
        "profile": {
            "real_name": user.real_name,
            "display_name": user.name,
            "real_name_normalized": user.real_name,
            "display_name_normalized": user.name,
            "team": user.team_id,
        },
    }


def channel_json(core: WorkspaceCore, channel: Channel) -> Json:
    """Return a conversation as conversations.info shows it to the bot."""
    shape: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": False,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": channel.kind == "im",
        "is_mpim": False,
        "is_private": channel.kind != "channel",
        "context_team_id": core.state.team.id,
        "is_ext_shared": core.is_shared(channel),
    }
    if channel.kind == "im":
        return {**shape, "user": channel.name, "is_org_shared": False}
    return {
        **shape,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_member": core.bot.id in channel.members,
        "is_general": False,
        "creator": channel.creator,
        "num_members": len(channel.members),
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
    }


def short_channel(channel: Channel) -> Json:
    """Return the id and the name under which payloads mention a conversation."""
    names = {"im": "directmessage", "group": "privategroup"}
    return {"id": channel.id, "name": names.get(channel.kind, channel.name)}


def message_json(core: WorkspaceCore, message: Message) -> Json:
    """Return a message as histories, events and interactions show it."""
    users = core.state.all_users()
    shape: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": users[message.user].team_id if message.user in users else core.state.team.id,
    }
    for name in ("subtype", "client_msg_id", "thread_ts", "blocks", "attachments", "metadata", "username"):
        value = getattr(message, name)
        if value:
            shape[name] = value
    if message.bot_id:
        shape |= _bot_fields(core, message.bot_id)
    if message.edited_ts:
        shape["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.reactions:
        shape["reactions"] = [
            {"name": name, "users": list(people), "count": len(people)} for name, people in message.reactions.items()
        ]
    if message.files:
        shape["files"] = [file_json(core, core.state.files[file_id]) for file_id in message.files]
    return shape | _thread_fields(core, message)


def _bot_fields(core: WorkspaceCore, bot_id: str) -> Json:
    profile = {
        "id": bot_id,
        "app_id": core.config.app_id,
        "name": core.manifest.bot_name,
        "team_id": core.state.team.id,
        "deleted": False,
    }
    return {"bot_id": bot_id, "app_id": core.config.app_id, "bot_profile": profile}


def _thread_fields(core: WorkspaceCore, message: Message) -> Json:
    channel = core.state.channels.get(message.channel)
    if channel is None or message.ephemeral_to is not None:
        return {}
    if message.thread_ts and message.thread_ts != message.ts:
        parent = next((m for m in channel.messages if m.ts == message.thread_ts), None)
        return {"parent_user_id": parent.user} if parent else {}
    replies = replies_of(channel, message.ts)
    if not replies:
        return {}
    authors = list(dict.fromkeys(reply.user for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(authors),
        "reply_users": authors,
        "latest_reply": replies[-1].ts,
    }


def replies_of(channel: Channel, ts: str) -> list[Message]:
    """Return the visible replies in the thread that starts at `ts`, oldest first."""
    return [
        message
        for message in channel.messages
        if message.thread_ts == ts and message.ts != ts and message.ephemeral_to is None
    ]


def file_json(core: WorkspaceCore, file: StoredFile) -> Json:
    """Return a file as files.info shows it."""
    url = f"{core.base_url}/files-pri/{core.state.team.id}-{file.id}/{file.name}"
    suffix = file.name.rpartition(".")[2].lower() if "." in file.name else "binary"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "filetype": suffix,
        "mimetype": mimetypes.guess_type(file.name)[0] or "application/octet-stream",
        "user": file.user,
        "user_team": core.state.team.id,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "url_private": url,
        "url_private_download": f"{url}?download=1",
        "channels": [c for c in file.shared_in if c.startswith("C")],
        "ims": [c for c in file.shared_in if c.startswith("D")],
    }


def view_json(core: WorkspaceCore, view: View) -> Json:
    """Return a view as the views methods and interactions show it."""
    content = view.content
    shape: Json = {
        "id": view.id,
        "team_id": core.state.team.id,
        "app_id": core.config.app_id,
        "app_installed_team_id": core.state.team.id,
        "bot_id": core.config.bot_id,
        "state": {"values": state_values(content.get("blocks", []), view.values)},
        "hash": view.hash,
        "root_view_id": view.root_view_id,
        "previous_view_id": view.previous_view_id,
        "type": content["type"],
        "blocks": content.get("blocks", []),
    }
    for name, empty in (
        ("private_metadata", ""),
        ("callback_id", ""),
        ("external_id", ""),
        ("title", None),
        ("submit", None),
        ("close", None),
        ("clear_on_close", False),
        ("notify_on_close", False),
    ):
        shape[name] = content.get(name, empty)
    return shape
