"""What becomes of the form: what is wrong is shown field by field, what was typed is kept, and a note is on disk
before the form closes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from functools import wraps
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.blocks import resource_checks as checks
from bot.blocks.message import Block
from bot.blocks.resource_form import Sheet, field_for, form_view, typed_into
from bot.inbox import Inbox
from bot.listeners.resource_drafts import CANDIDATES, EDIT, LINE, Draft, Drafts, new_key
from bot.listeners.resource_place import CHANGED, MERGED, SAVED, Place, accept_receipt
from knowledge.errors import NoteConflict, ResourceError
from knowledge.resources import codec, filling, privacy
from knowledge.resources.desk import NoteDesk
from knowledge.resources.model import Problem, ResourceNote, Visibility, same_content
from knowledge.resources.privacy import Viewer

Body = dict[str, Any]
_KEPT_WORDS = "書いた内容は残してあります。"


def _told_in_the_form(listen: Callable[..., None]) -> Callable[..., None]:
    """A failure of the record is told in the form, which stays open with all that was typed."""

    @wraps(listen)
    def listener(self: Any, ack: Ack, body: Body, view: Body) -> None:
        try:
            listen(self, ack, body, view)
        except ResourceError as error:
            ack(response_action="errors", errors={checks.place_of_errors(view): f"{error}{_KEPT_WORDS}"})

    return listener


class ResourceFormListener:
    """Hears of forms that are sent, closed and turned to the next page."""

    def __init__(self, desk: NoteDesk, inbox: Inbox, admins: AbstractSet[str]) -> None:
        self._desk = desk
        self._inbox = inbox
        self._place = Place(admins)
        self._drafts = Drafts(desk.drafts)

    def more_pressed(self, ack: Ack, body: Body, client: WebClient) -> None:
        """くわしく: the same form with every field; what was typed stays."""
        view = body["view"]
        sheet, viewer, draft = self._opened(body, view)
        self._drafts.keep(viewer, sheet.slot, draft)
        client.views_update(view_id=view["id"], hash=view["hash"], view=self._whole(sheet, draft, viewer))
        ack()

    def take_pressed(self, ack: Ack, body: Body, client: WebClient) -> None:
        """空いた欄に入れる: the whole form with the candidates in it, marked; what was typed stays."""
        view = body["view"]
        sheet, viewer, draft = self._opened(body, view)
        found = self._drafts.candidates(viewer, sheet.slot, draft)
        taken = {name: value for name, value in found.items() if not draft.typed.get(name)}
        fuller = dataclasses.replace(draft, typed={**draft.typed, **taken})
        self._drafts.keep(viewer, sheet.slot, fuller)
        client.views_update(view_id=view["id"], hash=view["hash"], view=self._whole(sheet, fuller, viewer))
        ack()

    def _whole(self, sheet: Sheet, draft: Draft, viewer: Viewer) -> Block:
        found = self._drafts.candidates(viewer, sheet.slot, draft)
        return form_view(sheet._replace(whole=True), draft.base, draft.typed, self._desk.topics, found)

    def forget_pressed(self, ack: Ack, body: Body, client: WebClient) -> None:
        """消して新しく書く: an empty form, or for an edit what the note says now."""
        view = body["view"]
        sheet, viewer, draft = self._opened(body, view)
        self._forget(viewer, sheet.slot)
        base = self._desk.see(draft.base.id, viewer) if draft.base.id else ResourceNote()
        fresh = Draft(base, key=new_key())
        if base.id:
            self._drafts.keep(viewer, sheet.slot, fresh)
        empty = form_view(sheet._replace(key=fresh.key), base, {}, self._desk.topics)
        client.views_update(view_id=view["id"], hash=view["hash"], view=empty)
        ack()

    def closed(self, ack: Ack, body: Body, view: Body) -> None:
        """A form that was closed: what was typed waits for the next time."""
        sheet, viewer, draft = self._opened(body, view)
        changed = any(given != filling.shown_or_default(draft.base, name) for name, given in draft.typed.items())
        if changed:
            self._drafts.keep(viewer, sheet.slot, draft)
        ack()

    @_told_in_the_form
    def submitted(self, ack: Ack, body: Body, view: Body) -> None:
        """保存 on the form."""
        sheet, viewer, now = self._opened(body, view)
        draft = self._sent_before(sheet, viewer, now)
        if draft is None:
            ack(response_action="clear")
            return
        self._drafts.keep(viewer, sheet.slot, draft)  # first of all: whatever happens, nothing typed is lost
        note, unread = self._filled(draft, viewer)
        problems = [*unread, *self._desk.problems(note)]
        if problems:
            ack(response_action="errors", errors=_by_field(problems, view))
            return
        warned, twins = self._noticed(note, draft.base, viewer)
        if warned or twins:
            ack(response_action="push", view=checks.check_view(sheet, note, warned, twins))
            return
        self._record(ack, sheet, viewer, draft, note)

    @_told_in_the_form
    def checked(self, ack: Ack, body: Body, view: Body) -> None:
        """保存 on the questions that followed the form."""
        sheet, viewer, draft = self._kept(body, view)
        if draft is None:
            ack(response_action="clear")  # sent twice: the first one recorded it
            return
        note, _ = self._filled(draft, viewer)
        if checks.agrees_in(view):
            note = dataclasses.replace(note, consent=True, visibility=Visibility.PUBLIC)
        if twin := checks.twin_in(view):
            merged = self._desk.merge(note, twin, viewer)
            self._told(ack, sheet, viewer, merged, MERGED)
            return
        self._record(ack, sheet, viewer, draft, note)

    @_told_in_the_form
    def decided(self, ack: Ack, body: Body, view: Body) -> None:
        """The choice after somebody else had changed the note."""
        sheet, viewer, draft = self._kept(body, view)
        if draft is None or checks.choice_in(view) == checks.THEIRS:
            self._forget(viewer, sheet.slot)
            ack(response_action="clear")
            return
        mine, _ = self._filled(draft, viewer)
        names = [each.field for each in codec.differences(draft.base, mine)]
        current = self._desk.see(draft.base.id, viewer)
        again = dataclasses.replace(current, **{name: getattr(mine, name) for name in names})
        self._record(ack, sheet, viewer, draft, again)

    def _record(self, ack: Ack, sheet: Sheet, viewer: Viewer, draft: Draft, note: ResourceNote) -> None:
        try:
            if note.id:
                self._told(ack, sheet, viewer, self._desk.edit(note, viewer), CHANGED)
            else:
                self._told(ack, sheet, viewer, self._desk.record(note, viewer, draft.key), SAVED)
        except NoteConflict as conflict:
            by = self._desk.history(note.id, viewer)[-1].by
            asked = checks.conflict_view(sheet, conflict.current, conflict.changed, by)
            ack(response_action="update", view=asked)

    def _told(self, ack: Ack, sheet: Sheet, viewer: Viewer, note: ResourceNote, said: str) -> None:
        accept_receipt(self._inbox, note, viewer, said, sheet.url, replace=sheet.slot.startswith(LINE))
        self._forget(viewer, sheet.slot)
        ack(response_action="clear")

    def _forget(self, viewer: Viewer, slot: str) -> None:
        self._drafts.drop(viewer, slot)
        if not slot.startswith(LINE):  # the candidates of a line stand in a message of their own
            self._drafts.drop(viewer, slot + CANDIDATES)

    def _sent_before(self, sheet: Sheet, viewer: Viewer, draft: Draft) -> Draft | None:
        """The draft over what an earlier sending of this form has recorded; None where that settles it.

        Slack tells people to try again where our yes came too late: what they have changed by then is an edit.
        """
        if draft.base.id or sheet.slot.startswith(EDIT):
            return draft if draft.base.id else None
        earlier = self._desk.store.added_with(viewer.team_id, sheet.key)
        if earlier is None:
            return draft
        again = Draft(earlier, draft.typed, draft.key)
        note, _ = self._filled(again, viewer)
        return None if earlier.version > 1 or same_content(note, earlier) else again

    def _noticed(
        self, note: ResourceNote, base: ResourceNote, viewer: Viewer
    ) -> tuple[Sequence[privacy.Warned], Sequence[Any]]:
        if note.id:
            known = set(privacy.warnings(base))
            return [each for each in privacy.warnings(note) if each not in known and not note.consent], ()
        warned = () if note.consent else privacy.warnings(note)
        return warned, self._desk.twins(note, viewer)

    def _filled(self, draft: Draft, viewer: Viewer) -> tuple[ResourceNote, tuple[Problem, ...]]:
        base = draft.base
        if not base.id:
            base = dataclasses.replace(base, team_id=viewer.team_id, found_by=viewer.user_id)
        return filling.filled(base, draft.typed, self._desk.today())

    def _opened(self, body: Body, view: Body) -> tuple[Sheet, Viewer, Draft]:
        """The form as it stands: what it began with, and what is typed now."""
        sheet, viewer, kept = self._kept(body, view)
        began = kept or Draft()
        return sheet, viewer, Draft(began.base, typed_into(view), sheet.key)

    def _kept(self, body: Body, view: Body) -> tuple[Sheet, Viewer, Draft | None]:
        sheet = Sheet.of(view)
        viewer = self._place.of_press(body, sheet.channel)
        draft = self._drafts.load(viewer, sheet.slot)
        return sheet, viewer, draft if draft and draft.key == sheet.key else None


def _by_field(problems: Sequence[Problem], view: Body) -> dict[str, str]:
    """Each problem under its field; those of fields that are not there name themselves."""
    errors: dict[str, str] = {}
    for each in problems:
        field = field_for(each.field, view)
        errors[field] = errors.get(field, "") + f"「{each.label}」{each.what}"
    return errors
