"""What one person sees, as JSON for the page. Call these under the workspace's lock."""

from typing import Any

from bot.sandbox import modals
from bot.sandbox.core import WorkspaceCore
from bot.sandbox.shapes import file_json
from bot.sandbox.state import Channel, Json, Message, User, View


def world(core: WorkspaceCore, viewer: User) -> Json:
    """Return everything but messages: people, conversations with unread counts, the app, open forms."""
    return {
        "me": viewer.id,
        "team": core.state.team.name,
        "timezone": core.config.timezone,
        "people": [person(core, user) for user in core.state.all_users().values()],
        "channels": [channel(core, one, viewer) for one in seen_channels(core, viewer)],
        "app": app(core, viewer),
        "views": views(core, viewer),
        "home": home(core, viewer),
    }


def person(core: WorkspaceCore, user: User) -> Json:
    """Return a person or the bot."""
    teams = {core.state.team.id: core.state.team.name, core.state.other_team.id: core.state.other_team.name}
    return {
        "id": user.id,
        "name": user.name,
        "realName": user.real_name,
        "isBot": user.is_bot,
        "team": teams.get(user.team_id, ""),
        "isGuest": user.team_id != core.state.team.id,
        "key": user.key,
    }


def app(core: WorkspaceCore, viewer: User) -> Json:
    """Return what the app offers a person, by its manifest."""
    manifest = core.manifest
    at_home = viewer.team_id == core.state.team.id
    return {
        "id": core.bot.id,
        "name": manifest.bot_name,
        "description": manifest.description,
        "commands": [{"name": one.name, "description": one.description, "hint": one.hint} for one in _commands(core)],
        "shortcuts": [
            {"id": one.callback_id, "kind": one.kind, "name": one.name, "description": one.description}
            for one in manifest.shortcuts
        ],
        "home": manifest.home_tab,
        "messages": manifest.messages_tab,
        "installed": at_home,
        "direct": core.direct_channel(viewer.id).id if at_home else "",
    }


def _commands(core: WorkspaceCore) -> list[Any]:
    return sorted(core.manifest.command_specs, key=lambda one: one.name)


def seen_channels(core: WorkspaceCore, viewer: User) -> list[Channel]:
    """Return the conversations a person is in."""
    return [one for one in core.state.channels.values() if viewer.id in one.members]


def channel(core: WorkspaceCore, place: Channel, viewer: User) -> Json:
    """Return a conversation with its unread count and, of each thread, what was read last."""
    read = core.state.last_read.get(viewer.id, {})
    fresh = [m for m in place.messages if is_fresh(m, viewer, read.get(place.id, ""))]
    return {
        "id": place.id,
        "name": place.name,
        "kind": place.kind,
        "members": list(place.members),
        "isShared": core.is_shared(place),
        "unread": len(fresh),
        "readUntil": read.get(place.id, ""),
        "mentions": sum(f"<@{viewer.id}" in message.text for message in fresh),
        "threadsRead": {key.partition(":")[2]: ts for key, ts in read.items() if key.startswith(f"{place.id}:")},
        "assistant": assistant(core, place),
    }


def is_fresh(message: Message, viewer: User, read: str) -> bool:
    """Tell whether a message counts as unread: somebody else's, visible, and not hidden in a thread."""
    in_thread = message.thread_ts not in (None, message.ts) and not message.reply_broadcast
    return message.ts > read and message.user != viewer.id and is_visible(message, viewer) and not in_thread


def is_visible(message: Message, viewer: User) -> bool:
    """Tell whether a person sees a message in a conversation they are in."""
    return message.ephemeral_to in (None, viewer.id)


def assistant(core: WorkspaceCore, place: Channel) -> Json:
    """Return status, title and prompts of a conversation's threads, by their timestamps ("" for none)."""
    found: Json = {}
    for key, thread in core.state.assistant_threads.items():
        channel_id, _, ts = key.partition(":")
        if channel_id == place.id:
            found[ts] = {
                "status": thread.status,
                "title": thread.title,
                "prompts": thread.prompts,
                "promptsTitle": thread.prompts_title,
            }
    return found


def messages(core: WorkspaceCore, place: Channel, viewer: User) -> list[Json]:
    """Return every message a person sees in a conversation, threads included, oldest first."""
    users = core.state.all_users()
    return [_message(core, one, users) for one in place.messages if is_visible(one, viewer)]


def message(core: WorkspaceCore, one: Message) -> Json:
    """Return a message as the page draws it."""
    return _message(core, one, core.state.all_users())


def _message(core: WorkspaceCore, one: Message, users: dict[str, User]) -> Json:
    """Leave out what the page works out by itself; thread counts would cost a look through the channel each."""
    return {
        "ts": one.ts,
        "user": one.user if one.user in users else "",
        "text": one.text,
        "blocks": one.blocks,
        "attachments": one.attachments,
        "thread": one.thread_ts if one.thread_ts != one.ts else None,
        "broadcast": one.reply_broadcast,
        "edited": bool(one.edited_ts) and not one.blocks and not one.is_markdown,
        "reactions": [{"name": name, "users": list(people)} for name, people in one.reactions.items()],
        "files": [page_file(core, file_id) for file_id in one.files if file_id in core.state.files],
        "ephemeral": one.ephemeral_to is not None,
        "streaming": one.streaming,
        "isMarkdown": one.is_markdown,
        "username": one.username,
        "icon": one.icon_emoji,
        "inputs": one.inputs,
    }


def page_file(core: WorkspaceCore, file_id: str) -> Json:
    """Return a file with the address under which the page may show it."""
    shape = file_json(core, core.state.files[file_id])
    kept = {name: shape[name] for name in ("id", "name", "title", "size", "mimetype")}
    return {**kept, "url": f"/page/file/{file_id}"}


def views(core: WorkspaceCore, viewer: User) -> list[Json]:
    """Return a person's open forms, the top one last."""
    return [view(one) for one in modals.open_views(core, viewer.id)]


def home(core: WorkspaceCore, viewer: User) -> Json | None:
    """Return what the app published on a person's Home tab."""
    found = core.state.views.get(core.state.homes.get(viewer.id, ""))
    return view(found) if found else None


def view(one: View) -> Json:
    """Return a form with what was filled in."""
    return {"id": one.id, "hash": one.hash, "content": one.content, "values": one.values, "errors": one.errors}


def log_entry(entry: Any) -> Json:
    """Return a line of the log, its tokens masked already."""
    return {"at": entry.at, "direction": entry.direction, "kind": entry.kind, "content": entry.content}


def message_in(place: Channel, ts: str) -> Message | None:
    """Return a message by its timestamp, the newest looked at first."""
    return next((one for one in reversed(place.messages) if one.ts == ts), None)
