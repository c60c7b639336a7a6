"""Makes the state of a new workspace from its config and the app's manifest."""

import time

from bot.sandbox.config import PersonSpec, WorkspaceConfig
from bot.sandbox.errors import SandboxError
from bot.sandbox.identifiers import random_id
from bot.sandbox.manifest import Manifest
from bot.sandbox.state import Channel, Team, User, WorkspaceState


def found_workspace(config: WorkspaceConfig, manifest: Manifest) -> WorkspaceState:
    """Return a workspace with its people, channels and direct conversations, and no messages.

    Raises SandboxError when a channel lists a person whom the config does not have.
    """
    bot_name = manifest.bot_name
    state = WorkspaceState(
        team=Team(config.team_id, config.team_name, config.team_domain),
        other_team=Team(config.other_team_id, config.other_team_name, "other"),
        bot_user=User(config.bot_user_id, bot_name.lower(), bot_name, config.team_id, is_bot=True),
    )
    for person in config.people:
        user = _user(person, config)
        state.users[user.id] = user
    _add_channels(state, config)
    for user in state.users.values():
        if user.team_id == config.team_id:
            channel = Channel(random_id("D"), user.id, "im", [user.id, state.bot_user.id])
            state.channels[channel.id] = channel
    return state


def _user(person: PersonSpec, config: WorkspaceConfig) -> User:
    team = config.team_id if person.home_team else config.other_team_id
    return User(random_id("U"), person.handle, person.real_name, team, person.key, person.is_admin)


def _add_channels(state: WorkspaceState, config: WorkspaceConfig) -> None:
    by_key = {user.key: user.id for user in state.users.values()}
    for spec in config.channels:
        unknown = [key for key in spec.people if key not in by_key]
        if unknown:
            raise SandboxError(f"The channel {spec.name} lists unknown people: {', '.join(unknown)}.")
        members = [by_key[key] for key in spec.people]
        if spec.bot:
            members.append(state.bot_user.id)
        kind = "group" if spec.private else "channel"
        channel = Channel(random_id("C"), spec.name, kind, members, creator=members[0] if members else "")
        channel.created = int(time.time())
        state.channels[channel.id] = channel
