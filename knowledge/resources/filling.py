"""What people put into a form → a note. The short page has few fields, so some of them hold several things."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from knowledge.resources import codec, contact, cost, privacy, showing, when, where
from knowledge.resources.about import topics_of
from knowledge.resources.line import Line
from knowledge.resources.model import LABELS, Problem, ResourceNote

WHERE, CONTACT, VISIBILITY, PEOPLE, PLACES = "where", "reach", "visibility", "circle_people", "circle_places"
BY_THE_RULES = "おまかせ"  # the reach follows from what the note says
# The field of the form in which a field of the note is found, where it has no field of its own.
FOUND_IN = {
    **dict.fromkeys(("place", "address", "postal_code", "municipality", "municipality_code"), WHERE),
    **dict.fromkeys(("contact", "phones", "email"), CONTACT),
    **dict.fromkeys(("weekdays", "weeks", "starts_at", "ends_at", "on_date"), "when"),
    "circle": PEOPLE,
}
Typed = Mapping[str, str | Sequence[str]]


def shown(note: ResourceNote, field: str) -> str | list[str]:
    """What a field of the form shows of `note`; `filled` takes it back without a change."""
    if field == WHERE:
        return showing.where(note)
    if field == CONTACT:
        return showing.contact(note)
    if field in {PEOPLE, PLACES}:
        return [each for each in note.circle if each.startswith(("U", "W")) == (field == PEOPLE)]
    value = getattr(note, field)
    return list(value) if field == "topics" else codec.show(field, value)


def filled(base: ResourceNote, typed: Typed, today: date) -> tuple[ResourceNote, tuple[Problem, ...]]:
    """`base` with what was typed, and what could not be read of it.

    Fields that say what they said before leave the note as it is; those not in the form stay.
    """
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for field, given in typed.items():
        if given == shown_or_default(base, field):
            continue
        try:
            values |= dict(_read(field, given, today))
        except ValueError as error:
            problems.append(Problem(field, LABELS[field], str(error)))
    if {PEOPLE, PLACES} & set(typed):
        values["circle"] = tuple(each for field in (PEOPLE, PLACES) for each in typed.get(field, ()))
    note = dataclasses.replace(base, **values)
    if not note.topics and not note.id:
        note = dataclasses.replace(note, topics=topics_of(f"{note.name} {note.offers}"))
    return (privacy.guarded(note) if _by_the_rules(note, typed) else note), tuple(problems)


def follows(field: str, said: str, today: date) -> dict[str, Any]:
    """What a field says beside its words, by the names of the fields that keep it: weekdays and times, an amount."""
    if field == "when":
        found = when.take_when(Line(said), today)
        return {name: getattr(found, name) for name, home in FOUND_IN.items() if home == "when"}
    return {"cost_yen": cost.take_cost(Line(said))[1]} if field == "cost" else {}


def shown_or_default(note: ResourceNote, field: str) -> str | list[str]:
    """What a new form shows: as `shown`, but who may see a new note is left to the rules."""
    if field == VISIBILITY and not note.id:
        return BY_THE_RULES
    return shown(note, field)


def _by_the_rules(note: ResourceNote, typed: Typed) -> bool:
    return typed.get(VISIBILITY, "" if note.id else BY_THE_RULES) == BY_THE_RULES


def _read(field: str, given: str | Sequence[str], today: date) -> Iterator[tuple[str, Any]]:
    if field in {PEOPLE, PLACES} or given == BY_THE_RULES:
        return
    if not isinstance(given, str):
        yield field, tuple(given)
    elif field == WHERE:
        yield from _where(given)
    elif field == CONTACT:
        yield from _contact(given)
    else:
        yield from follows(field, given, today).items()
        yield field, codec.read(field, given)


def _where(given: str) -> Iterator[tuple[str, Any]]:
    line = Line(given)
    code, address = where.take_postal_code(line), where.take_address(line)
    town, town_code = where.municipality(address, code)
    yield "place", _left(line)
    yield from (("address", address), ("postal_code", code), ("municipality", town), ("municipality_code", town_code))


def _contact(given: str) -> Iterator[tuple[str, Any]]:
    line = Line(given)
    _, email = contact.take_addresses(line)
    phones = contact.take_phones(line)
    yield from (("email", email), ("phones", tuple(dict.fromkeys(phones))), ("contact", _left(line)))


def _left(line: Line) -> str:
    return " ".join(span.text for span in line.segments())
