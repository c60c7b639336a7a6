"""Pages of notes, and which of them a filter lets through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from knowledge.resources import rows
from knowledge.resources.model import Kind, ResourceNote, State, Visibility
from knowledge.resources.privacy import Viewer, visible_to
from knowledge.resources.tables import NOTES

_Wanted = TypeVar("_Wanted")
_CHUNK = 4  # rows read at once, in pages: most viewers see most notes, so one read is enough


@dataclass(frozen=True, slots=True)
class Filters:
    """What a note must be. Empty means "any"; several values of one filter mean "one of them".

    `areas` are names of 第1層 or 第2層圏域 or municipalities; `authors` are the ids of those who recorded it.
    """

    areas: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    weekdays: tuple[str, ...] = ()
    states: tuple[State, ...] = ()
    visibilities: tuple[Visibility, ...] = ()
    authors: tuple[str, ...] = ()

    @property
    def narrow(self) -> bool:
        """Whether few of many notes may pass. Most can be used, so that a state alone leaves most of them."""
        return bool(self.areas or self.topics or self.kinds or self.weekdays or self.visibilities or self.authors)

    def match(self, note: ResourceNote) -> bool:
        """Whether `note` passes every filter."""
        return (
            _any(self.areas, lambda area: rows.folded(area) in rows.areas_of(note))
            and _any(self.topics, note.topics.__contains__)
            and _any(self.kinds, note.kind.__eq__)
            and _any(self.weekdays, note.weekdays.__contains__)
            and _any(self.states, note.state.__eq__)
            and _any(self.visibilities, note.visibility.__eq__)
            and _any(self.authors, note.created_by.__eq__)
        )


@dataclass(frozen=True, slots=True)
class Page:
    """Some notes; `next` is where the following page begins, None on the last one."""

    notes: tuple[ResourceNote, ...]
    next: int | None


def page(connection: Connection, viewer: Viewer, filters: Filters, after: int | None, limit: int) -> Page:
    """At most `limit` notes that `viewer` may see and `filters` lets through, latest changed first."""
    found: list[tuple[int, ResourceNote]] = []
    while len(found) <= limit:
        chunk = _chunk(connection, viewer, filters, after, limit * _CHUNK)
        notes = ((row.position, rows.note_of(row)) for row in chunk)
        found += [each for each in notes if visible_to(each[1], viewer) and filters.match(each[1])]
        if len(chunk) < limit * _CHUNK:
            break
        after = chunk[-1].position
    more = len(found) > limit
    return Page(tuple(note for _, note in found[:limit]), found[limit - 1][0] if more else None)


def by_ids(connection: Connection, team_id: str, note_ids: Sequence[str]) -> Sequence[ResourceNote]:
    """The notes of these ids in the same order; those not there any more are left out."""
    query = select(NOTES).where(_here(team_id), NOTES.c.id.in_(note_ids))
    found = {row.id: rows.note_of(row) for row in connection.execute(query)}
    return [found[each] for each in note_ids if each in found]


def _chunk(
    connection: Connection, viewer: Viewer, filters: Filters, after: int | None, size: int
) -> Sequence[rows.AnyRow]:
    query = select(NOTES).where(_here(viewer.team_id), _perhaps_visible(viewer))
    for column, wanted in (
        (NOTES.c.kind, filters.kinds),
        (NOTES.c.state, filters.states),
        (NOTES.c.visibility, filters.visibilities),
    ):
        if wanted:
            query = query.where(column.in_([each.value for each in wanted]))
    if filters.authors:
        query = query.where(NOTES.c.created_by.in_(filters.authors))
    areas = tuple(map(rows.folded, filters.areas))
    for column, names in (
        (NOTES.c.areas, areas),
        (NOTES.c.topics, filters.topics),
        (NOTES.c.weekdays, filters.weekdays),
    ):
        if names:
            query = query.where(or_(*(column.contains(rows.marked(each), autoescape=True) for each in names)))
    if after is not None:
        query = query.where(NOTES.c.position < after)
    return connection.execute(query.order_by(NOTES.c.position.desc()).limit(size)).all()


def _perhaps_visible(viewer: Viewer) -> ColumnElement[bool]:
    # Spares reading what nobody but its author sees; `visible_to` alone decides.
    public = NOTES.c.visibility == Visibility.PUBLIC.value
    if viewer.in_public:
        return public
    if viewer.is_admin:
        return NOTES.c.visibility.is_not(None)
    return or_(NOTES.c.visibility != Visibility.INTERNAL.value, NOTES.c.created_by == viewer.user_id)


def _here(team_id: str) -> ColumnElement[bool]:
    return and_(NOTES.c.team_id == team_id, NOTES.c.gone == rows.HERE)


def _any(wanted: Sequence[_Wanted], passes: Callable[[_Wanted], bool]) -> bool:
    return not wanted or any(passes(each) for each in wanted)
