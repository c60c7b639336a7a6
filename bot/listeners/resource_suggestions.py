"""What a language model finds in a typed line beside what the rules read: shown below, to be confirmed or left."""

from __future__ import annotations

import time
from collections.abc import Callable
from collections.abc import Set as AbstractSet

from bot.blocks import resource_messages as messages
from bot.inbox import Inbox, Job
from bot.listeners.delivery import Delivery
from bot.listeners.resource_drafts import Draft, Drafts
from bot.listeners.resource_place import Place
from knowledge.resources import privacy
from knowledge.resources.desk import NoteDesk
from knowledge.resources.model import ResourceNote
from knowledge.resources.privacy import Viewer

SUGGEST = "resource-suggest"
SUFFIX = ":more"  # behind the slot of the line: a draft of its own, so that no button saves what it did not show
Suggest = Callable[[str, ResourceNote], tuple[ResourceNote, tuple[str, ...]]]


def accept_suggestion(inbox: Inbox, line: str, slot: str, viewer: Viewer, url: str) -> None:
    """Has a line read once more, after its answer is on the screen."""
    payload = {
        "line": line,
        "slot": slot,
        "team": viewer.team_id,
        "user": viewer.user_id,
        "within": ",".join(sorted(viewer.groups)),
        "response_url": url,
        "channel": viewer.user_id,
        "thread": "",
        "since": f"{time.time():.6f}",
    }
    inbox.accept(f"suggest:{slot}", SUGGEST, payload)


class SuggestWork:
    """Looks for candidates and shows them to who wrote the line."""

    def __init__(self, desk: NoteDesk, delivery: Delivery, admins: AbstractSet[str], suggest: Suggest) -> None:
        self._desk = desk
        self._delivery = delivery
        self._place = Place(admins)
        self._drafts = Drafts(desk.drafts)
        self._suggest = suggest

    def suggest(self, job: Job) -> None:
        """Nothing is said where nothing was found, or the line has been recorded or dropped meanwhile."""
        payload = job.payload
        viewer = self._place.viewer(payload["team"], payload["user"], payload["within"])
        draft = self._drafts.load(viewer, payload["slot"])
        if draft is None or draft.done:
            return
        note, added = self._suggest(payload["line"], draft.base)
        still = self._drafts.load(viewer, payload["slot"])
        if not added or still is None or still.done:
            return
        slot = payload["slot"] + SUFFIX
        # Under the key of the line: whichever of the two is saved, there is one record.
        self._drafts.keep(viewer, slot, Draft(note, key=draft.key))
        twins, problems = self._desk.twins(note, viewer), self._desk.problems(note)
        shown = messages.understood(note, slot, problems, privacy.warnings(note), twins, added)
        self._delivery.whisper(job, shown, replace_original=False)
