"""users.*, team.*, bots.*, auth.*, api.* and apps.*: who is who."""

from collections.abc import Callable

from bot.sandbox.errors import ApiError
from bot.sandbox.shapes import channel_json, user_json
from bot.sandbox.state import Json
from bot.sandbox.web_api.call import Call, Method
from bot.sandbox.web_api.paging import page


def api_test(call: Call) -> Json:
    """Give back the arguments, or fail with the error asked for."""
    wanted = call.text("error")
    if wanted:
        raise ApiError(wanted, fields={"args": dict(call.arguments)})
    return {"args": dict(call.arguments)}


def auth_test(call: Call) -> Json:
    """Say which workspace and bot the token stands for."""
    team = call.core.state.team
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": call.core.bot.name,
        "team_id": team.id,
        "user_id": call.core.bot.id,
        "bot_id": call.core.config.bot_id,
        "is_enterprise_install": False,
    }


def team_info(call: Call) -> Json:
    """Describe the workspace."""
    team = call.core.state.team
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": ""}}


def bots_info(call: Call) -> Json:
    """Describe the app's bot. Raises ApiError bot_not_found for any other."""
    config = call.core.config
    if call.text("bot", config.bot_id) != config.bot_id:
        raise ApiError("bot_not_found")
    return {
        "bot": {
            "id": config.bot_id,
            "deleted": False,
            "name": call.core.manifest.bot_name,
            "app_id": config.app_id,
            "user_id": call.core.bot.id,
            "icons": {},
        }
    }


def users_info(call: Call) -> Json:
    """Describe a person or the bot."""
    return {"user": user_json(call.core, call.core.user(call.required("user")))}


def users_list(call: Call) -> Json:
    """List the people of the workspace, and the bot."""
    part, metadata = page(call, list(call.core.state.all_users().values()))
    return {"members": [user_json(call.core, user) for user in part], "cache_ts": 0, **metadata}


def users_conversations(call: Call) -> Json:
    """List the channels of which a user (by default the bot) is a member."""
    member = call.core.user(call.text("user", call.core.bot.id)).id
    types = call.text("types", "public_channel")
    kinds = {"public_channel": "channel", "private_channel": "group", "im": "im"}
    wanted = {kinds.get(name.strip(), "") for name in types.split(",")}
    found = [
        channel
        for channel in call.core.state.channels.values()
        if channel.kind in wanted and member in channel.members and call.core.bot.id in channel.members
    ]
    part, metadata = page(call, found)
    return {"channels": [channel_json(call.core, channel) for channel in part], **metadata}


def connections_open(ticket_url: Callable[[], str]) -> Method:
    """Return apps.connections.open, which hands out what `ticket_url` makes."""

    def handler(call: Call) -> Json:
        if not call.core.manifest.socket_mode:
            raise ApiError("socket_mode_not_enabled")
        return {"url": ticket_url()}

    return Method(handler, (), 1, token="app")  # noqa: S106 - a kind of token, not a token


_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
METHODS = {
    "api.test": Method(api_test, (), 4, token="none"),  # noqa: S106 - a kind of token, not a token
    "auth.test": Method(auth_test, (), 4),
    "team.info": Method(team_info, ("team:read",), 3),
    "bots.info": Method(bots_info, ("users:read",), 3),
    "users.info": Method(users_info, ("users:read",), 4),
    "users.list": Method(users_list, ("users:read",), 2),
    "users.conversations": Method(users_conversations, _READ, 3),
}
