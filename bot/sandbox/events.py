"""Events API payloads, and the rule which of them the app gets to hear."""

from bot.sandbox.core import WorkspaceCore
from bot.sandbox.outgoing import Outgoing
from bot.sandbox.shapes import message_json, view_json
from bot.sandbox.state import Channel, Json, Message, User

MESSAGE_EVENTS = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}
_CHANNEL_TYPES = {"channel": "C", "group": "G", "im": "D"}


def emit(core: WorkspaceCore, subscription: str, event: Json, channel: Channel | None = None) -> None:
    """Send an event when the manifest subscribes to it and the bot is where it happened."""
    heard = subscription in core.manifest.events
    present = channel is None or channel.kind == "im" or core.bot.id in channel.members
    if heard and present:
        core.dispatch(Outgoing("events_api", _wrapped(core, event, channel), accepts_response=False))


def _wrapped(core: WorkspaceCore, event: Json, channel: Channel | None) -> Json:
    team = core.state.team.id
    return {
        "token": core.credentials.verification_token,
        "team_id": team,
        "context_team_id": team,
        "context_enterprise_id": None,
        "api_app_id": core.config.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": core.event_ids.next(),
        "event_time": int(core.clock.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team,
                "user_id": core.bot.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": channel is not None and core.is_shared(channel),
        "event_context": f"4-{event['type']}-{core.timestamps.next()}",
    }


def _author_fields(core: WorkspaceCore, channel: Channel, user_id: str) -> Json:
    users = core.state.all_users()
    team = users[user_id].team_id if user_id in users else core.state.team.id
    fields: Json = {"team": team}
    if core.is_shared(channel):
        fields |= {"user_team": team, "source_team": team}
    return fields


def message_posted(core: WorkspaceCore, channel: Channel, message: Message) -> None:
    """Tell the app of a new message: as a message event and, where it is mentioned, as a mention."""
    shape = {
        **message_json(core, message),
        **_author_fields(core, channel, message.user),
        "channel": channel.id,
        "event_ts": message.ts,
    }
    emit(core, MESSAGE_EVENTS[channel.kind], {**shape, "channel_type": channel.kind}, channel)
    mentioned = f"<@{core.bot.id}>" in message.text or f"<@{core.bot.id}|" in message.text
    if mentioned and channel.kind != "im" and message.user != core.bot.id:
        emit(core, "app_mention", {**shape, "type": "app_mention"}, channel)


def message_changed(core: WorkspaceCore, channel: Channel, message: Message, previous: Json) -> None:
    """Tell the app that a message now reads differently."""
    event = {**_hidden(core, channel, "message_changed"), "message": message_json(core, message)}
    emit(core, MESSAGE_EVENTS[channel.kind], {**event, "previous_message": previous}, channel)


def message_deleted(core: WorkspaceCore, channel: Channel, previous: Json) -> None:
    """Tell the app that a message is gone."""
    event = {**_hidden(core, channel, "message_deleted"), "deleted_ts": previous["ts"]}
    emit(core, MESSAGE_EVENTS[channel.kind], {**event, "previous_message": previous}, channel)


def _hidden(core: WorkspaceCore, channel: Channel, subtype: str) -> Json:
    ts = core.timestamps.next()
    return {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "channel": channel.id,
        "ts": ts,
        "event_ts": ts,
        "channel_type": channel.kind,
    }


def reaction_changed(
    core: WorkspaceCore, channel: Channel, message: Message, user_id: str, name: str, added: bool
) -> None:
    """Tell the app that somebody added or removed a reaction."""
    kind = "reaction_added" if added else "reaction_removed"
    event = {
        "type": kind,
        "user": user_id,
        "reaction": name,
        "item_user": message.user,
        "item": {"type": "message", "channel": channel.id, "ts": message.ts},
        "event_ts": core.timestamps.next(),
    }
    emit(core, kind, event, channel)


def home_opened(core: WorkspaceCore, user: User, tab: str) -> None:
    """Tell the app that a person opened its Home or Messages tab."""
    event: Json = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": core.direct_channel(user.id).id,
        "tab": tab,
        "event_ts": core.timestamps.next(),
    }
    home = core.state.views.get(core.state.homes.get(user.id, ""))
    if tab == "home" and home is not None:
        event["view"] = view_json(core, home)
    emit(core, "app_home_opened", event)


def file_shared(core: WorkspaceCore, channel: Channel, user_id: str, file_id: str) -> None:
    """Tell the app that a file was shared in a conversation."""
    event = {
        "type": "file_shared",
        "file_id": file_id,
        "user_id": user_id,
        "file": {"id": file_id},
        "channel_id": channel.id,
        "event_ts": core.timestamps.next(),
    }
    emit(core, "file_shared", event, channel)


def member_joined(core: WorkspaceCore, channel: Channel, user_id: str, inviter: str | None = None) -> None:
    """Tell the app that somebody, perhaps its own bot, joined a channel."""
    event: Json = {
        "type": "member_joined_channel",
        "user": user_id,
        "channel": channel.id,
        "channel_type": _CHANNEL_TYPES[channel.kind],
        "team": core.state.team.id,
        "event_ts": core.timestamps.next(),
    }
    if inviter is not None:
        event["inviter"] = inviter
    emit(core, "member_joined_channel", event, channel)
