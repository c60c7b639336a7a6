"""Human Services Data Specification 3.0 (Open Referral): services with their place, schedule, phones and cost.

Fields that the specification has no place for travel as attributes named `tsunagi:<field>`, so that what was taken
out comes back whole.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from knowledge.resources import codec
from knowledge.resources.exchange.parts import Part
from knowledge.resources.exchange.record import Fields, Record
from knowledge.resources.model import CONTENT, LABELS, LAST_WEEK, WEEKDAYS, ResourceNote, State

_PREFIX = "tsunagi:"
_STATUS = {State.AVAILABLE: "active", State.PAUSED: "temporarily closed", State.ENDED: "defunct"}
_DAYS = dict(zip(WEEKDAYS, ("MO", "TU", "WE", "TH", "FR", "SA", "SU"), strict=True))
_SPACE = uuid.UUID("6f1b6f0e-5d0c-4c7a-9a58-0f6f2f5e7a11")  # ours alone, so that parts keep their ids between exports
_TEXTS = {
    "name": "name",
    "kana": "alternate_name",
    "offers": "description",
    "url": "url",
    "email": "email",
    "how_to_join": "application_process",
    "cost": "fees_description",
    "audience": "eligibility_description",
}
_ELSEWHERE = frozenset({*_TEXTS, "state", "phones"})


def export(notes: Sequence[ResourceNote]) -> bytes:
    """`notes` as a page of HSDS services in JSON (UTF-8). Whoever calls has chosen what may be seen."""
    contents = [service(note) for note in notes]
    page = {
        "total_items": len(contents),
        "total_pages": 1,
        "page_number": 1,
        "size": len(contents),
        "first_page": True,
        "last_page": True,
        "empty": not contents,
        "contents": contents,
    }
    return json.dumps(page, ensure_ascii=False, indent=2).encode()


def service(note: ResourceNote) -> dict[str, Any]:
    """One note as an HSDS service."""
    own_id = _own(note)
    made: dict[str, Any] = {"id": own_id, "status": _STATUS[note.state]}
    made |= {theirs: getattr(note, ours) for ours, theirs in _TEXTS.items() if getattr(note, ours)}
    if note.verified_at:
        made["assured_date"] = note.verified_at.date().isoformat()
    if note.provider:
        made["organization"] = {
            "id": _part(note.provider, "organization"),
            "name": note.provider,
            "description": note.provider,
        }
    parts = {
        "phones": [{"id": _part(own_id, f"phone{phone}"), "number": phone, "type": "voice"} for phone in note.phones],
        "contacts": [{"id": _part(own_id, "contact"), "name": note.contact}] if note.contact else [],
        "schedules": [_schedule(note, own_id)] if note.when or note.weekdays else [],
        "cost_options": _cost(note, own_id),
        "service_areas": [{"id": _part(own_id, area), "name": area} for area in (note.area1, note.area2) if area],
        "service_at_locations": [_location(note, own_id)] if note.place or note.address else [],
        "attributes": _attributes(note, own_id),
    }
    return made | {name: part for name, part in parts.items() if part}


def services(content: Any) -> list[dict[str, Any]] | None:
    """The services in the content of a JSON file, None where it is no HSDS."""
    found = content.get("contents") if isinstance(content, dict) else content
    if not isinstance(found, list) or not found:
        return None
    known = all(isinstance(each, dict) and {"id", "name", "status"} <= each.keys() for each in found)
    return found if known else None


def records(found: Iterable[dict[str, Any]], team_id: str, file_name: str) -> list[Record]:
    """The services as records; ids of ours are recognised. Raises ExchangeUnreadable for what is not as specified."""
    return [_record(Part(each, file_name, f"{number}件目"), team_id) for number, each in enumerate(found, 1)]


def _record(found: Part, team_id: str) -> Record:
    fields = Fields({ours: found.text(theirs) for ours, theirs in _TEXTS.items() if theirs in found})
    fields.values |= _from_parts(found)
    for attribute in found.parts("attributes"):
        before, mark, name = attribute.text("link_type").partition(_PREFIX)
        if mark and not before and name in CONTENT:
            fields.take(name, LABELS[name], attribute.text("value"))
    status = found.text("status")
    fields.values["state"] = next((ours for ours, theirs in _STATUS.items() if theirs == status), State.PAUSED)
    return fields.record(found.where, team_id, found.text("id").replace("-", ""))


def _from_parts(found: Part) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if "phones" in found:
        values["phones"] = tuple(filter(None, (each.text("number") for each in found.parts("phones"))))
    if "organization" in found:
        values["provider"] = found.part("organization").text("name")
    for theirs, ours, key in (("contacts", "contact", "name"), ("schedules", "when", "description")):
        if theirs in found:
            values[ours] = "、".join(filter(None, (each.text(key) for each in found.parts(theirs))))
    for at in found.parts("service_at_locations")[:1]:
        values |= _from_place(at.part("location"))
    return values


def _from_place(place: Part) -> dict[str, Any]:
    values: dict[str, Any] = {name: place.number(name) for name in ("latitude", "longitude") if name in place}
    if "name" in place:
        values["place"] = place.text("name")
    for address in place.parts("addresses")[:1]:
        theirs = {"address": "address_1", "postal_code": "postal_code", "municipality": "city"}
        values |= {ours: address.text(key) for ours, key in theirs.items() if key in address}
    return values


def _schedule(note: ResourceNote, own_id: str) -> dict[str, Any]:
    made: dict[str, Any] = {"id": _part(own_id, "schedule"), "description": note.when, "timezone": 9}
    if note.weekdays:
        made["freq"] = "MONTHLY" if note.weeks else "WEEKLY"
        weeks = ["-1" if week == LAST_WEEK else str(week) for week in note.weeks] or [""]
        made["byday"] = ",".join(f"{week}{_DAYS[day]}" for week in weeks for day in note.weekdays)
    for ours, theirs in (("starts_at", "opens_at"), ("ends_at", "closes_at")):
        if (moment := getattr(note, ours)) is not None:
            made[theirs] = f"{moment:%H:%M}+09:00"
    if note.on_date:
        made["dtstart"] = note.on_date.isoformat()
    return made


def _cost(note: ResourceNote, own_id: str) -> list[dict[str, Any]]:
    if note.cost_yen is None:
        return []
    return [{"id": _part(own_id, "cost"), "currency": "JPY", "amount": note.cost_yen, "amount_description": note.cost}]


def _location(note: ResourceNote, own_id: str) -> dict[str, Any]:
    place: dict[str, Any] = {"id": _part(own_id, "location"), "location_type": "physical", "name": note.place}
    if note.latitude is not None and note.longitude is not None:
        place |= {"latitude": note.latitude, "longitude": note.longitude}
    if note.address:
        address = {"address_1": note.address, "city": note.municipality, "state_province": prefecture(note.address)}
        address |= {"postal_code": note.postal_code, "country": "JP", "address_type": "physical"}
        place["addresses"] = [{"id": _part(own_id, "address"), **address}]
    return {"id": _part(own_id, "at"), "location": place}


def prefecture(address: str) -> str:
    """The prefecture that `address` begins with, empty where it names none."""
    for length in (3, 4):
        if address[:length].endswith(("都", "道", "府", "県")):
            return address[:length]
    return ""


def _attributes(note: ResourceNote, own_id: str) -> list[dict[str, Any]]:
    empty = ResourceNote()
    written = (name for name in CONTENT if name == "visibility" or getattr(note, name) != getattr(empty, name))
    rest = [name for name in written if name not in _ELSEWHERE]
    return [
        {
            "id": _part(own_id, name),
            "label": LABELS[name],
            "link_type": f"{_PREFIX}{name}",
            "link_entity": "service",
            "value": codec.show(name, getattr(note, name)),
        }
        for name in rest
    ]


def _own(note: ResourceNote) -> str:
    return str(uuid.UUID(note.id)) if len(note.id) == 32 else _part(note.name, note.id)


def _part(*names: str) -> str:
    return str(uuid.uuid5(_SPACE, "/".join(names)))
