"""What people do with notes, each within what that person may see and with every check before the record."""

from __future__ import annotations

import dataclasses
import heapq
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.errors import NoteInvalid, NoteNotFound
from knowledge.resources import parsing, privacy, rows, showing, validation
from knowledge.resources.areas import AreaMap, called, named_in
from knowledge.resources.drafts import DraftStore
from knowledge.resources.duplicates import Twin, TwinFinder, merged
from knowledge.resources.history import Change
from knowledge.resources.listing import Filters
from knowledge.resources.model import Problem, ResourceNote, State
from knowledge.resources.privacy import Viewer, visible_to
from knowledge.resources.search import NoteSearch
from knowledge.resources.store import NoteStore

_WHOLE_ID = re.compile(r"[0-9a-f]{32}")
_SHORTEST_ID = 4  # characters: fewer are a slip of the finger, not an id

_BESIDE_THE_BEST = 0.35  # share of the best note's score that another needs: what follows has nothing to do with it


@dataclass(frozen=True, slots=True)
class NoteDesk:
    """The record as it is used from Slack and from the command line.

    `topics` is the list of 分野 that the settings allow; `today` is the day that 「来週」 counts from; `areas` are the
    圏域 that the settings name.
    """

    store: NoteStore
    drafts: DraftStore
    search: NoteSearch
    topics: Sequence[str]
    today: Callable[[], date]
    areas: AreaMap = AreaMap()  # noqa: RUF009 -- frozen and empty, so that all may share it

    def understood(self, line: str, viewer: Viewer) -> ResourceNote:
        """The note that one freely written line tells, in the area of its address; nothing is recorded."""
        note = self.areas.placed(parsing.parse(line, self.today()))
        return dataclasses.replace(note, team_id=viewer.team_id, found_by=viewer.user_id)

    def problems(self, note: ResourceNote) -> tuple[Problem, ...]:
        """Why `note` cannot be recorded as it is, each field once; empty where it can."""
        found = [*validation.problems(note, self.topics), *privacy.sharing_problems(note)]
        return tuple({each.field: each for each in reversed(found)}.values())[::-1]

    def twins(self, note: ResourceNote, viewer: Viewer) -> tuple[Twin, ...]:
        """Notes `viewer` may see that are likely the same resource."""
        return TwinFinder(self.search.notes(viewer), self.search.similarity_to(note, viewer.team_id)).twins(note)

    def record(self, note: ResourceNote, viewer: Viewer, client_key: str = "") -> ResourceNote:
        """The note, on disk. Of several calls with one `client_key` the first counts. Raises NoteInvalid."""
        self._check(note)
        placed = self.areas.placed(note)
        return self.store.add(
            dataclasses.replace(placed, team_id=viewer.team_id, found_on=note.found_on or self.today()),
            viewer.user_id,
            client_key,
        )

    def see(self, note_id: str, viewer: Viewer) -> ResourceNote:
        """The note. Raises NoteNotFound also where `viewer` may not see it, so that nobody learns of it."""
        note = self.store.get(viewer.team_id, note_id)
        if not visible_to(note, viewer):
            raise rows.not_found(note_id)
        return note

    def whole_id(self, beginning: str, viewer: Viewer) -> str:
        """The id that begins so. Raises NoteNotFound where none or several of the notes at hand do."""
        if _WHOLE_ID.fullmatch(beginning):
            return beginning
        found = [note.id for note in self.search.notes(viewer) if note.id.startswith(beginning)]
        if len(beginning) >= _SHORTEST_ID and len(found) == 1:
            return found[0]
        if len(beginning) < _SHORTEST_ID or not found:
            raise rows.not_found(beginning)
        raise NoteNotFound(f"「{beginning}」で始まる ID が{len(found)}件あります。", "もう少し長く書いてください。")

    def edit(self, note: ResourceNote, viewer: Viewer) -> ResourceNote:
        """The note with its new content. Raises NoteInvalid, NoteNotFound, NoteConflict."""
        before = self.see(note.id, viewer)
        self._check(note)
        moved = (note.address, note.postal_code) != (before.address, before.postal_code)
        return self.store.edit(self.areas.placed(note) if moved else note, viewer.user_id)

    def unplaced(self, viewer: Viewer) -> tuple[ResourceNote, ...]:
        """Notes without an area whose address lies in one of those the settings name, as they would be with it."""
        notes = self.search.notes(viewer)
        return tuple(placed for note in notes if (placed := self.areas.placed(note)) != note)

    def named_areas(self, question: str, viewer: Viewer) -> tuple[str, ...]:
        """The areas that a question names, of the settings and of the notes that `viewer` may see."""
        return named_in(question, (*self.areas.names, *self.search.areas(viewer)))

    def merge(self, note: ResourceNote, into: str, viewer: Viewer) -> ResourceNote:
        """The note `into` with what only `note` says. Merging twice changes nothing more."""
        return self.edit(merged(self.see(into, viewer), note), viewer)

    def verify(self, note_id: str, viewer: Viewer) -> ResourceNote:
        """The note, found unchanged today."""
        self.see(note_id, viewer)
        return self.store.verify(viewer.team_id, note_id, viewer.user_id)

    def pause(self, note_id: str, viewer: Viewer) -> ResourceNote:
        """The note, at rest."""
        self.see(note_id, viewer)
        return self.store.pause(viewer.team_id, note_id, viewer.user_id)

    def end(self, note_id: str, viewer: Viewer) -> ResourceNote:
        """The note, over; it stays in the record."""
        self.see(note_id, viewer)
        return self.store.end(viewer.team_id, note_id, viewer.user_id)

    def resume(self, note_id: str, viewer: Viewer) -> ResourceNote:
        """The note, to be used again."""
        self.see(note_id, viewer)
        return self.store.resume(viewer.team_id, note_id, viewer.user_id)

    def withdraw(self, note_id: str, viewer: Viewer) -> ResourceNote:
        """Takes out a note that was recorded by mistake, and returns what it said. Its author and 管理者 may.

        Raises NoteNotFound for everybody else.
        """
        note = self.see(note_id, viewer)
        if not (viewer.is_admin or note.created_by == viewer.user_id):
            raise NoteNotFound(
                "取り消せるのは、記録した方と管理者だけです。", "使えなくなった資源は「終了」にしてください。"
            )
        self.store.withdraw(viewer.team_id, note_id, viewer.user_id)
        return note

    def history(self, note_id: str, viewer: Viewer) -> tuple[Change, ...]:
        """Every change of the note, oldest first."""
        self.see(note_id, viewer)
        return self.store.history(viewer.team_id, note_id)

    def find(self, words: str, viewer: Viewer, filters: Filters, limit: int) -> tuple[ResourceNote, ...]:
        """The notes that fit best; without words the latest changed that the filters let through."""
        filters = self._spelled(filters, viewer)
        if not words.strip():
            return self.store.page(viewer, filters, limit=limit).notes
        found = self.search.find(words, viewer, filters, limit)
        if not filters.areas and (areas := self.named_areas(words, viewer)):
            # What lies there comes before all others; where nothing does, the others are better than nothing.
            there = self.search.find(words, viewer, dataclasses.replace(filters, areas=areas), limit)
            found = tuple({each.note.id: each for each in (*there, *found)}.values())[:limit]
        best = max((each.score for each in found), default=0.0)
        return tuple(each.note for each in found if each.score >= _BESIDE_THE_BEST * best)

    def latest_by(self, viewer: Viewer, limit: int) -> tuple[ResourceNote, ...]:
        """The notes that `viewer` has recorded, latest changed first."""
        return self.store.page(viewer, Filters(authors=(viewer.user_id,)), limit=limit).notes

    def due(self, viewer: Viewer, months: int, limit: int) -> tuple[ResourceNote, ...]:
        """Notes not over that nobody has looked after for so many months (of 30 days), longest ago first."""
        since = (self.today() - timedelta(days=30 * months)).isoformat()
        open_ones = (note for note in self.search.notes(viewer) if note.state is not State.ENDED)
        checked = ((showing.day(note.verified_at or note.created_at), note) for note in open_ones)
        waiting = [(day, note.id, note) for day, note in checked if day < since]
        return tuple(note for _, _, note in heapq.nsmallest(limit, waiting))

    def _spelled(self, filters: Filters, viewer: Viewer) -> Filters:
        """`filters` with areas as they are called, where people leave 地区 or 圏域 away."""
        if not filters.areas:
            return filters
        known = (*self.areas.names, *self.search.areas(viewer))
        meant = [area for given in filters.areas for area in called(given, known)]
        return dataclasses.replace(filters, areas=tuple(dict.fromkeys(meant)))

    def _check(self, note: ResourceNote) -> None:
        if problems := self.problems(note):
            raise NoteInvalid(problems)
