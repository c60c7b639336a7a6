"""Whose are the notes that were recorded before the bot first worked in Slack: docs/decisions tells why."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.jobs import OWNER
from bot.sandbox.config import WorkspaceConfig

if TYPE_CHECKING:  # a question on the command line asks for no database where there is no record
    from knowledge.resources.store import NoteStore

_FILE = "workspace.txt"
PRACTICE = WorkspaceConfig().team_id  # the workspace on this machine


def adopt(store: NoteStore, team: str) -> int:
    """Takes the notes of the command line over into the workspace in which the bot starts; how many are left out.

    Only where they can be nobody else's: where the record knows another workspace too, they stay where they are.
    What people wrote in the practice workspace stays there.
    """
    teams = store.teams()
    waiting = [source for source in (OWNER, PRACTICE) if source in teams and source != team]
    if set(teams) - {OWNER, PRACTICE, team}:
        return len(store.versions(OWNER))
    if waiting:
        store.move(OWNER, waiting, team)
    return 0


def remember(home: Path, team: str) -> None:
    """Writes down in which workspace the bot of `home` works; practice does not take the place of a real one."""
    if team != PRACTICE or not (home / _FILE).exists():
        (home / _FILE).write_text(team, encoding="utf-8")


def meant(home: Path, store: NoteStore) -> tuple[str, ...]:
    """The workspace that a command means which names none: the bot's own, else each that has notes, practice last."""
    with suppress(FileNotFoundError):
        return ((home / _FILE).read_text(encoding="utf-8"),)
    teams = store.teams()
    return tuple(each for each in teams if each != PRACTICE) or teams
