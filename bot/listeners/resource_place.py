"""Who asks and where, as Slack tells it; and the work that tells them what became of it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from bot.inbox import Inbox
from knowledge.resources.model import ResourceNote
from knowledge.resources.privacy import Viewer

RECEIPT, STEP = "resource-receipt", "resource-step"
SAVED, CHANGED, MERGED = "記録しました。", "書きかえました。", "前からの記録に統合しました。"


class Place:
    """Reads from payloads who is looking. `admins` are the member ids of the administrators."""

    def __init__(self, admins: AbstractSet[str]) -> None:
        self._admins = admins

    def of_command(self, command: Mapping[str, Any]) -> Viewer:
        """Who typed a command. What answers it, they alone see; in the channel they are themselves."""
        return self.viewer(command["team_id"], command["user_id"], command["channel_id"])

    def of_press(self, body: Mapping[str, Any], channel: str = "") -> Viewer:
        """Who pressed a button or sent a form; `channel` is where a form was opened."""
        user = body["user"]
        team = (body.get("team") or {}).get("id") or user["team_id"]
        return self.viewer(team, user["id"], channel or channel_of(body))

    def viewer(self, team: str, user: str, channel: str) -> Viewer:
        """The person, with what they may see where nobody looks over their shoulder."""
        groups = frozenset({channel} - {""})
        return Viewer(team, user, groups, is_admin=user in self._admins)


def channel_of(body: Mapping[str, Any]) -> str:
    """The channel of a press, empty where it was in a form or on the Home tab."""
    return str((body.get("channel") or {}).get("id", ""))


def accept_receipt(inbox: Inbox, note: ResourceNote, viewer: Viewer, said: str, url: str, *, replace: bool) -> None:
    """Has the person told that the note is recorded: at `url`, else by direct message. Once for each version."""
    payload = {**payload_for(note.id, viewer, url), "said": said, "replace": "yes" if replace else ""}
    inbox.accept(f"receipt:{note.id}:{note.version}:{said}", RECEIPT, payload)


def payload_for(note_id: str, viewer: Viewer, url: str) -> dict[str, str]:
    """What work about a note carries: ids only, no words of the note."""
    return {
        "note": note_id,
        "team": viewer.team_id,
        "user": viewer.user_id,
        "within": ",".join(sorted(viewer.groups)),
        "url": url,
        # Where a failure is told: directly.
        "channel": viewer.user_id,
        "thread": "",
        "since": f"{time.time():.6f}",
    }
