"""Payloads of commands, shortcuts, buttons and forms, as Slack sends them to an app."""

from bot.sandbox.core import WorkspaceCore
from bot.sandbox.hooks import new_hook
from bot.sandbox.inputs import state_values
from bot.sandbox.modals import new_trigger
from bot.sandbox.shapes import message_json, short_channel, view_json
from bot.sandbox.state import Channel, Json, Message, User, View


def _base(core: WorkspaceCore, kind: str, user: User) -> Json:
    return {
        "type": kind,
        "team": {"id": core.state.team.id, "domain": core.state.team.domain},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": core.config.app_id,
        "token": core.credentials.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def slash_command(core: WorkspaceCore, user: User, channel: Channel, command: str, text: str) -> Json:
    """Return what a typed slash command sends; every value is a string, as in a web form."""
    place = short_channel(channel)
    return {
        "token": core.credentials.verification_token,
        "team_id": core.state.team.id,
        "team_domain": core.state.team.domain,
        "channel_id": place["id"],
        "channel_name": place["name"],
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": core.config.app_id,
        "is_enterprise_install": "false",
        "response_url": new_hook(core, channel, user.id),
        "trigger_id": new_trigger(core, user.id),
    }


def message_action(core: WorkspaceCore, user: User, channel: Channel, message: Message, action: Json) -> Json:
    """Return what pressing or picking something in a message sends."""
    payload: Json = {
        **_base(core, "block_actions", user),
        "container": _message_container(message),
        "trigger_id": new_trigger(core, user.id),
        "channel": short_channel(channel),
        "state": {"values": state_values(message.blocks, message.inputs)},
        "response_url": new_hook(core, channel, user.id, message.ts),
        "actions": [action],
    }
    if message.ephemeral_to is None:
        payload["message"] = message_json(core, message)
    return payload


def _message_container(message: Message) -> Json:
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    return container | ({"thread_ts": message.thread_ts} if message.thread_ts else {})


def view_action(core: WorkspaceCore, user: User, view: View, action: Json) -> Json:
    """Return what pressing or picking something in a modal or on Home sends."""
    return {
        **_base(core, "block_actions", user),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": new_trigger(core, user.id, view.id),
        "view": view_json(core, view),
        "actions": [action],
    }


def view_submission(core: WorkspaceCore, user: User, view: View) -> Json:
    """Return what sending a form sends, with a response URL for each conversation it asked for."""
    shown = view_json(core, view)
    return {
        **_base(core, "view_submission", user),
        "trigger_id": new_trigger(core, user.id, view.id),
        "view": shown,
        "response_urls": _response_urls(core, user, view, shown["state"]["values"]),
    }


def _response_urls(core: WorkspaceCore, user: User, view: View, values: Json) -> list[Json]:
    urls: list[Json] = []
    for block in view.content["blocks"]:
        element = block.get("element") or {}
        if not element.get("response_url_enabled"):
            continue
        value = values[block["block_id"]][element["action_id"]]
        chosen = value.get("selected_conversation") or value.get("selected_channel")
        if chosen:
            channel = core.channel(chosen)
            urls.append(
                {
                    "block_id": block["block_id"],
                    "action_id": element["action_id"],
                    "channel_id": channel.id,
                    "response_url": new_hook(core, channel, user.id),
                }
            )
    return urls


def view_closed(core: WorkspaceCore, user: User, view: View, is_cleared: bool) -> Json:
    """Return what closing a form sends; `is_cleared` means the whole stack went."""
    return {**_base(core, "view_closed", user), "view": view_json(core, view), "is_cleared": is_cleared}


def global_shortcut(core: WorkspaceCore, user: User, callback_id: str) -> Json:
    """Return what choosing a global shortcut sends."""
    return {
        **_base(core, "shortcut", user),
        "action_ts": core.timestamps.next(),
        "callback_id": callback_id,
        "trigger_id": new_trigger(core, user.id),
    }


def message_shortcut(core: WorkspaceCore, user: User, channel: Channel, message: Message, callback_id: str) -> Json:
    """Return what choosing a shortcut from a message's menu sends."""
    return {
        **_base(core, "message_action", user),
        "action_ts": core.timestamps.next(),
        "channel": short_channel(channel),
        "callback_id": callback_id,
        "trigger_id": new_trigger(core, user.id),
        "response_url": new_hook(core, channel, user.id, message.ts),
        "message_ts": message.ts,
        "message": message_json(core, message),
    }


def block_suggestion(core: WorkspaceCore, user: User, target: Message | View, ids: tuple[str, str], typed: str) -> Json:
    """Return what typing in an external select sends; `ids` are its block and action id."""
    payload: Json = {
        **_base(core, "block_suggestion", user),
        "block_id": ids[0],
        "action_id": ids[1],
        "value": typed,
    }
    if isinstance(target, View):
        return payload | {"container": {"type": "view", "view_id": target.id}, "view": view_json(core, target)}
    place = {
        "container": _message_container(target),
        "channel": short_channel(core.state.channels[target.channel]),
    }
    return payload | place | ({} if target.ephemeral_to else {"message": message_json(core, target)})
