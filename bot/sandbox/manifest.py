"""The Slack app manifest: what the app may do, hears of, and offers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.sandbox.errors import ManifestError

# Which scope an event needs, as Slack's event pages state it.
EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "file_shared": "files:read",
    "member_joined_channel": "channels:read",
}
_COMMAND = re.compile(r"/[a-z0-9_\-]{1,31}")


@dataclass(frozen=True)
class CommandSpec:
    """A declared slash command and what its completion shows."""

    name: str
    description: str
    hint: str
    escapes: bool


@dataclass(frozen=True)
class ShortcutSpec:
    """A declared shortcut: `kind` is "message" or "global"."""

    callback_id: str
    kind: str
    name: str
    description: str = ""


@dataclass(frozen=True)
class Manifest:
    """The parts of a manifest that change how the workspace behaves."""

    app_name: str
    bot_name: str
    scopes: frozenset[str]
    events: frozenset[str]
    command_specs: tuple[CommandSpec, ...]
    shortcuts: tuple[ShortcutSpec, ...]
    interactive: bool
    socket_mode: bool
    home_tab: bool
    messages_tab: bool
    description: str
    agent_view: bool = False

    @property
    def commands(self) -> frozenset[str]:
        """Return the names of the slash commands."""
        return frozenset(one.name for one in self.command_specs)

    @property
    def escaping_commands(self) -> frozenset[str]:
        """Return the commands whose text carries the ids of names."""
        return frozenset(one.name for one in self.command_specs if one.escapes)

    def shortcut(self, callback_id: str) -> ShortcutSpec | None:
        """Return the declared shortcut of that id, if there is one."""
        return next((one for one in self.shortcuts if one.callback_id == callback_id), None)


def load_manifest(path: Path) -> Manifest:
    """Read a manifest file (YAML or JSON). Raises ManifestError naming what is wrong and where."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ManifestError(f"The manifest {path} cannot be read: {error.strerror}.") from error
    except yaml.YAMLError as error:
        raise ManifestError(f"The manifest {path} is not valid YAML: {error}") from error
    if not isinstance(content, Mapping):
        raise ManifestError(f"The manifest {path} is not a mapping; it starts with display_information.")
    return parse_manifest(content)


def parse_manifest(content: Mapping[str, Any]) -> Manifest:
    """Turn a manifest's mapping into a `Manifest`, or raise ManifestError."""
    features = _part(content, "features")
    settings = _part(content, "settings")
    home = _part(features, "app_home")
    manifest = Manifest(
        app_name=_app_name(content),
        bot_name=str(_part(features, "bot_user").get("display_name") or "bot"),
        scopes=frozenset(_part(_part(content, "oauth_config"), "scopes").get("bot") or ()),
        events=frozenset(_part(settings, "event_subscriptions").get("bot_events") or ()),
        command_specs=tuple(_command(entry) for entry in features.get("slash_commands") or ()),
        shortcuts=tuple(_shortcut(entry) for entry in features.get("shortcuts") or ()),
        interactive=bool(_part(settings, "interactivity").get("is_enabled", False)),
        socket_mode=bool(settings.get("socket_mode_enabled", False)),
        home_tab=bool(home.get("home_tab_enabled", False)),
        messages_tab=bool(home.get("messages_tab_enabled", True)),
        description=str(_part(content, "display_information").get("description") or ""),
        agent_view=_agent_view(features),
    )
    _check_scopes(manifest)
    return manifest


def _part(content: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = content.get(key) or {}
    if not isinstance(value, Mapping):
        raise ManifestError(f"In the manifest, {key} has to be a mapping, not {type(value).__name__}.")
    return value


def _app_name(content: Mapping[str, Any]) -> str:
    name = str(_part(content, "display_information").get("name") or "")
    if not 1 <= len(name) <= 35:
        raise ManifestError(f"display_information.name has {len(name)} characters; Slack wants 1 to 35.")
    return name


def _agent_view(features: Mapping[str, Any]) -> bool:
    """Tell whether the app has the agent view, which the older assistant view excludes."""
    view = _part(features, "agent_view")
    if not view:
        return False
    if "assistant_view" in features:
        raise ManifestError("features has agent_view and assistant_view; an app has one of them.")
    if not view.get("agent_description"):
        raise ManifestError("features.agent_view has no agent_description; Slack requires one.")
    return True


def _command(entry: Mapping[str, Any]) -> CommandSpec:
    name = str(entry.get("command") or "")
    if not _COMMAND.fullmatch(name):
        raise ManifestError(f"The slash command {name!r} is not usable: a slash, then up to 31 of a-z, 0-9, _ and -.")
    if not entry.get("description"):
        raise ManifestError(f"The slash command {name} has no description; Slack requires one.")
    hint = str(entry.get("usage_hint") or "")
    return CommandSpec(name, str(entry["description"]), hint, bool(entry.get("should_escape")))


def _shortcut(entry: Mapping[str, Any]) -> ShortcutSpec:
    texts = (str(entry.get(field) or "") for field in ("callback_id", "type", "name", "description"))
    spec = ShortcutSpec(*texts)
    if spec.kind not in ("message", "global") or not spec.callback_id or not 1 <= len(spec.name) <= 24:
        raise ManifestError(
            f"The shortcut {spec.name!r} needs a callback_id, a type (message or global), "
            "and a name of 1 to 24 characters."
        )
    return spec


def _check_scopes(manifest: Manifest) -> None:
    for event in sorted(manifest.events):
        scope = EVENT_SCOPES.get(event)
        if scope is not None and scope not in manifest.scopes:
            raise ManifestError(f"The event {event} needs the bot scope {scope}; add it to oauth_config.")
    if manifest.commands and "commands" not in manifest.scopes:
        raise ManifestError("Slash commands need the bot scope commands; add it to oauth_config.")
