"""What somebody is writing about a resource: kept from the first word to the receipt."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from knowledge.resources import codec, filling, suggesting
from knowledge.resources.drafts import DraftStore
from knowledge.resources.model import ResourceNote
from knowledge.resources.privacy import Viewer

CANDIDATES = ":more"  # behind the slot of a draft: what a model would add, a draft of its own
NEW = "form"  # the form that `/resource` alone opens; each person has one
LINE, MESSAGE, EDIT = "line:", "message:", "edit:"  # a typed line, a message in Slack, a note that is there


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being written: the note it began with, what was typed over it, and the key of its one record.

    `done` is the id of the note once it is recorded; nothing else is kept from then on.
    """

    base: ResourceNote = field(default_factory=ResourceNote)
    typed: Mapping[str, str | list[str]] = field(default_factory=dict)
    key: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A draft that its writer may go on with: `slot` opens it, `name` is empty where none was written yet."""

    slot: str
    name: str
    saved_at: datetime


class Drafts:
    """The drafts of everybody, each seen only by its writer."""

    def __init__(self, store: DraftStore) -> None:
        self._store = store

    def load(self, viewer: Viewer, slot: str) -> Draft | None:
        """What was kept, None where nothing was."""
        kept = self._store.get(viewer.team_id, viewer.user_id, slot)
        return None if kept is None else _draft(kept, viewer)

    def waiting(self, viewer: Viewer) -> tuple[Waiting, ...]:
        """What the person has begun and not finished, latest first. An edit that was only opened is none."""
        kept = ((each, _draft(each.form, viewer)) for each in self._store.of(viewer.team_id, viewer.user_id))
        return tuple(
            Waiting(each.key, str(draft.typed.get("name", draft.base.name)), each.saved_at)
            for each, draft in kept
            if not draft.done and not each.key.endswith(CANDIDATES) and (draft.typed or not each.key.startswith(EDIT))
        )

    def candidates(self, viewer: Viewer, slot: str, draft: Draft) -> dict[str, str]:
        """What a model found for the form at `slot` and the draft's note did not say, by the form's field."""
        fuller = slot.endswith(CANDIDATES)
        other = self.load(viewer, slot.removesuffix(CANDIDATES) if fuller else slot + CANDIDATES)
        if other is None or other.done or other.key != draft.key:
            return {}
        before, after = (other.base, draft.base) if fuller else (draft.base, other.base)
        names = dict.fromkeys(filling.FOUND_IN.get(field, field) for field in suggesting.FIELDS)
        shown = {name: (filling.shown(before, name), filling.shown(after, name)) for name in names}
        return {name: str(found) for name, (had, found) in shown.items() if found != had}

    def keep(self, viewer: Viewer, slot: str, draft: Draft) -> None:
        """Keeps `draft` in place of an earlier one."""
        base = draft.base
        kept: dict[str, Any] = {
            "base": codec.to_json(base),
            "identity": {"id": base.id, "version": base.version, "created_by": base.created_by},
            "typed": dict(draft.typed),
            "key": draft.key,
            "done": draft.done,
        }
        self._store.save(viewer.team_id, viewer.user_id, slot, kept)

    def finish(self, viewer: Viewer, slot: str, note_id: str) -> None:
        """Forgets the words of a line that has been recorded; a second press learns what became of it."""
        self.keep(viewer, slot, Draft(done=note_id))

    def drop(self, viewer: Viewer, slot: str) -> None:
        """Forgets it; not what a model would add to it, which may be shown in a message of its own."""
        self._store.discard(viewer.team_id, viewer.user_id, slot)


def _draft(kept: Mapping[str, Any], viewer: Viewer) -> Draft:
    base = dataclasses.replace(codec.from_json(kept["base"]), **kept["identity"], team_id=viewer.team_id)
    return Draft(base, kept["typed"], kept["key"], kept["done"])


def new_key() -> str:
    """A key that no other note has."""
    return uuid.uuid4().hex
