"""Keeps a workspace in a file, so that it is there again after a restart."""

import contextlib
import json
import os
import tempfile
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.sandbox.core import Credentials, WorkspaceCore
from bot.sandbox.errors import SandboxError
from bot.sandbox.manifest import Manifest
from bot.sandbox.state import (
    AssistantThread,
    Channel,
    Json,
    Message,
    ResponseHook,
    StoredFile,
    Team,
    Trigger,
    User,
    View,
    WorkspaceState,
)

FORMAT = 1
REST_SECONDS = 0.5  # a burst of changes is written once
_TABLES = {
    "users": User,
    "views": View,
    "files": StoredFile,
    "triggers": Trigger,
    "hooks": ResponseHook,
    "assistant_threads": AssistantThread,
}


@dataclass(frozen=True)
class Kept:
    """What a state file holds: the workspace, the app's credentials, how many events there were."""

    state: WorkspaceState
    credentials: Credentials
    events: int


def restored(path: Path, manifest: Manifest) -> Kept | None:
    """Return what is in the file, the bot named as the manifest says now; None when there is no file.

    Raises SandboxError for a file that cannot be read or that another version has written.
    """
    if not path.exists():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if content["format"] != FORMAT:
            raise ValueError(f"format {content['format']}")
        state = state_from(content["state"])
        kept = Kept(state, Credentials(**content["credentials"]), int(content["events"]))
    except OSError as error:
        raise SandboxError(f"The state file {path} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SandboxError(f"The state file {path} is not of this version; choose another or remove it.") from error
    state.bot_user.real_name, state.bot_user.name = manifest.bot_name, manifest.bot_name.lower()
    return kept


def state_from(content: Json) -> WorkspaceState:
    """Return the workspace that `WorkspaceState.to_dict` described. Raises TypeError or KeyError."""
    tables: dict[str, Any] = {
        name: {key: kind(**value) for key, value in content[name].items()} for name, kind in _TABLES.items()
    }
    return WorkspaceState(
        team=Team(**content["team"]),
        other_team=Team(**content["other_team"]),
        bot_user=User(**content["bot_user"]),
        channels={key: _channel(value) for key, value in content["channels"].items()},
        view_stacks=content["view_stacks"],
        homes=content["homes"],
        last_read=content["last_read"],
        **tables,
    )


def _channel(content: Json) -> Channel:
    return Channel(**{**content, "messages": [Message(**message) for message in content["messages"]]})


class Keeper:
    """Writes the workspace to its file soon after each change, and at the end."""

    def __init__(self, core: WorkspaceCore, path: Path) -> None:
        self._core = core
        self._path = path
        self._dirty = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="sandbox-keeper", daemon=True)

    def start(self) -> None:
        """Write the file once, so that a path that cannot be written is known at once, then follow changes.

        Raises SandboxError when the file cannot be written.
        """
        self.write()
        self._core.subscribe(lambda _kind, _detail: self._dirty.set())
        self._thread.start()

    def stop(self) -> None:
        """Write what is not written yet."""
        self._over.set()
        self._dirty.set()
        if self._thread.is_alive():
            self._thread.join()
            self.write()

    def write(self) -> None:
        """Replace the file as a whole, readable by its owner only. Raises SandboxError."""
        with self._core.lock:
            content = {
                "format": FORMAT,
                "events": self._core.event_ids.given,
                "credentials": asdict(self._core.credentials),
                "state": self._core.state.to_dict(),
            }
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _replace(self._path, json.dumps(content, ensure_ascii=False))
        except OSError as error:
            raise SandboxError(f"The state file {self._path} cannot be written: {error.strerror}.") from error

    def _run(self) -> None:
        while not self._over.is_set():
            self._dirty.wait()
            self._over.wait(REST_SECONDS)
            self._dirty.clear()
            # A full disk must not end the workspace; the next change tries again, the end raises.
            with contextlib.suppress(SandboxError):
                self.write()


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
