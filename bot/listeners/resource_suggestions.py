"""What a language model finds beside what the rules read: below a typed line or in an open form, to be confirmed."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blocks import resource_messages as messages
from bot.blocks.message import Block
from bot.blocks.resource_form import Sheet, form_view
from bot.inbox import Inbox, Job
from bot.listeners.delivery import Delivery, slack_code
from bot.listeners.resource_drafts import CANDIDATES, Draft, Drafts
from bot.listeners.resource_place import Place
from knowledge.resources import privacy
from knowledge.resources.desk import NoteDesk
from knowledge.resources.model import ResourceNote
from knowledge.resources.privacy import Viewer

SUGGEST, OFFER = "resource-suggest", "resource-offer"
Suggest = Callable[[str, ResourceNote], tuple[ResourceNote, tuple[str, ...]]]
HASH_CONFLICT = "hash_conflict"  # Slack: the view has been changed since

log = logging.getLogger(__name__)


def accept_suggestion(inbox: Inbox, line: str, slot: str, viewer: Viewer, url: str) -> None:
    """Has a line read once more, after its answer is on the screen."""
    inbox.accept(f"suggest:{slot}", SUGGEST, {**_payload(line, slot, viewer), "response_url": url})


def accept_offer(inbox: Inbox, line: str, sheet: Sheet, viewer: Viewer, view: Mapping[str, Any]) -> None:
    """Has the words behind an open form read once more; `view` is the form as Slack opened it."""
    opened = {"view": view["id"], "hash": view["hash"], "sheet": sheet.as_metadata()}
    inbox.accept(f"offer:{view['id']}", OFFER, {**_payload(line, sheet.slot, viewer), **opened})


def _payload(line: str, slot: str, viewer: Viewer) -> dict[str, str]:
    return {
        "line": line,
        "slot": slot,
        "team": viewer.team_id,
        "user": viewer.user_id,
        "within": ",".join(sorted(viewer.groups)),
        "channel": viewer.user_id,
        "thread": "",
        "since": f"{time.time():.6f}",
    }


class SuggestWork:
    """Looks for candidates and shows them to who wrote the line or opened the form."""

    def __init__(
        self, desk: NoteDesk, delivery: Delivery, client: WebClient, admins: AbstractSet[str], suggest: Suggest
    ) -> None:
        self._desk = desk
        self._delivery = delivery
        self._client = client
        self._place = Place(admins)
        self._drafts = Drafts(desk.drafts)
        self._suggest = suggest

    def suggest(self, job: Job) -> None:
        """Nothing is said where nothing was found, or the line has been recorded or dropped meanwhile."""
        viewer = self._viewer(job)
        if found := self._found(job, viewer):
            note, added, _ = found
            twins, problems = self._desk.twins(note, viewer), self._desk.problems(note)
            slot = job.payload["slot"] + CANDIDATES
            shown = messages.understood(note, slot, problems, privacy.warnings(note), twins, added)
            self._delivery.whisper(job, shown, replace_original=False)

    def offer(self, job: Job) -> None:
        """Puts candidates above the fields of a form, where it is still open; what is typed there stays."""
        viewer, sheet = self._viewer(job), Sheet(*json.loads(job.payload["sheet"]))
        if found := self._found(job, viewer):
            draft = found[2]
            try:
                self._renew(job, sheet, draft, viewer)
            except SlackApiError as error:  # closed meanwhile, most likely: they are there when it is opened again
                log.info("candidates were not put into a form: %s", slack_code(error))

    def _renew(self, job: Job, sheet: Sheet, draft: Draft, viewer: Viewer) -> None:
        view, opened = job.payload["view"], job.payload["hash"]
        try:
            self._client.views_update(view_id=view, hash=opened, view=self._form(sheet, draft, viewer))
        except SlackApiError as error:
            if slack_code(error) != HASH_CONFLICT:
                raise
            # くわしく was pressed meanwhile; an emptied form has another key, and its draft is gone.
            whole = self._form(sheet._replace(whole=True), draft, viewer)
            self._client.views_update(view_id=view, view=whole)

    def _form(self, sheet: Sheet, draft: Draft, viewer: Viewer) -> Block:
        candidates = self._drafts.candidates(viewer, sheet.slot, draft)
        return form_view(sheet, draft.base, draft.typed, self._desk.topics, candidates)

    def _viewer(self, job: Job) -> Viewer:
        return self._place.viewer(job.payload["team"], job.payload["user"], job.payload["within"])

    def _found(self, job: Job, viewer: Viewer) -> tuple[ResourceNote, tuple[str, ...], Draft] | None:
        """The note with candidates, their fields, and the draft as it is by now; they are kept beside it."""
        slot = job.payload["slot"]
        draft = self._drafts.load(viewer, slot)
        if draft is None or draft.done:
            return None
        note, added = self._suggest(job.payload["line"], draft.base)
        still = self._drafts.load(viewer, slot)
        if not added or still is None or still.done or still.key != draft.key:
            return None
        # A draft of its own, so that no button saves what it did not show; under the key of the first, so that
        # whichever of the two is saved, there is one record.
        self._drafts.keep(viewer, slot + CANDIDATES, Draft(note, key=draft.key))
        return note, added, still
