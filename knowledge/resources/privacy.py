"""Who may see a note."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.resources.model import Kind, ResourceNote, Visibility


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who asks, and where the answer will stand.

    `groups` are the ids of groups and channels that the person belongs to, as notes name them in their circle.
    `in_public` is True wherever others than this person can read what is shown: in a public channel, and in a
    private one as long as nobody has checked its members.
    """

    team_id: str
    user_id: str
    groups: frozenset[str] = frozenset()
    is_admin: bool = False
    in_public: bool = False


def visible_to(note: ResourceNote, viewer: Viewer) -> bool:
    """Whether `viewer` may see `note`. The one rule for lists, search, answers and exports."""
    if not viewer.team_id or note.team_id != viewer.team_id:
        return False
    reach = effective_visibility(note)
    if viewer.in_public or reach is Visibility.PUBLIC:
        return reach is Visibility.PUBLIC
    if viewer.is_admin or (viewer.user_id != "" and viewer.user_id == note.created_by):
        return True
    return reach is Visibility.CIRCLE and not ({viewer.user_id, *viewer.groups} - {""}).isdisjoint(note.circle)


def effective_visibility(note: ResourceNote) -> Visibility:
    """The reach of `note`: what concerns a person who has not agreed goes no further than its author."""
    if (note.about_person or note.kind is Kind.INNER) and not note.consent:
        return Visibility.INTERNAL
    return note.visibility
