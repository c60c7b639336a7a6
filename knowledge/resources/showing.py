"""A note in the words that people read: as lines of a list, and as pairs of label and value."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta, timezone

from knowledge.resources import codec
from knowledge.resources.model import CONTENT, LABELS, ResourceNote, State, Visibility

_JAPAN = timezone(timedelta(hours=9))
_NEVER = "未確認"
# Read from `when`, which is shown as said, or of no use to the eye.
_READ_FROM_TEXT = frozenset(
    {"weekdays", "weeks", "starts_at", "ends_at", "on_date", "cost_yen", "latitude", "longitude", "municipality_code"}
)
_FALSE_SAYS_NOTHING = frozenset({"about_person", "consent"})


def day(moment: datetime | None) -> str:
    """The day of a moment in Japan, 2026-11-24; empty where there is none."""
    return moment.astimezone(_JAPAN).date().isoformat() if moment else ""


def last_checked(note: ResourceNote) -> str:
    """「最終確認日 2026-11-24」, or that nobody has checked it since it was recorded."""
    if note.verified_at:
        return f"{LABELS['verified_at']} {day(note.verified_at)}"
    return f"{LABELS['verified_at']} {_NEVER}（{LABELS['created_at'][:2]} {day(note.created_at)}）"


def where(note: ResourceNote) -> str:
    """Place and address."""
    return " ".join(filter(None, [note.place, note.address]))


def contact(note: ResourceNote) -> str:
    """Who answers, and the ways to reach them."""
    return " ".join(filter(None, [note.contact, *note.phones, note.email]))


def pairs(note: ResourceNote, without: Collection[str] = ()) -> tuple[tuple[str, str], ...]:
    """Label and value of everything that is written, but for the fields `without`."""
    shown = []
    for name in CONTENT:
        value = getattr(note, name)
        text = day(value) if isinstance(value, datetime) else codec.show(name, value)
        if text and name not in {*_READ_FROM_TEXT, *without} and not (name in _FALSE_SAYS_NOTHING and not value):
            shown.append((LABELS[name], text))
    return tuple(shown)


def facts(note: ResourceNote) -> tuple[str, ...]:
    """What one needs to go there, in short: what, when, where, cost, whom to call."""
    return tuple(filter(None, [note.offers, note.when, where(note), note.cost, contact(note)]))


def remarks(note: ResourceNote) -> tuple[str, ...]:
    """What one must know before handing it on: the day of the last check, a pause, who may see it."""
    state = "" if note.state is State.AVAILABLE else note.state.value
    reach = "" if note.visibility is Visibility.PUBLIC else note.visibility.value
    return tuple(filter(None, [last_checked(note), state, reach]))
