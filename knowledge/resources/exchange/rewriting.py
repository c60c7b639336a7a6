"""What a row that carries the ID of a note makes of that note."""

from __future__ import annotations

import dataclasses
from typing import Any

from knowledge.resources.exchange.record import Record
from knowledge.resources.model import CONTENT, LABELS, ResourceNote


def rewritten(own: ResourceNote, found: Record) -> tuple[ResourceNote, list[str]]:
    """`own` with the fields that the row gives, and remarks on what could not be taken over.

    What the file does not have, or has in a way that cannot be read, stays as it is in the record.
    """
    values: dict[str, Any] = {name: getattr(found.note, name) for name in found.given}
    if "offers" not in found.given:
        values["offers"] = _with_lines(own.offers, found.note.offers)
    return dataclasses.replace(own, **values), [*found.remarks, *_cut(own, found)]


def _with_lines(text: str, lines: str) -> str:
    there = text.split("\n")
    return "\n".join(filter(None, (text, *(line for line in lines.split("\n") if line not in there))))


def _cut(own: ResourceNote, found: Record) -> list[str]:
    empty = ResourceNote()
    names = [name for name in CONTENT if name in found.cut and getattr(own, name) != getattr(empty, name)]
    labels = "".join(f"「{LABELS[name]}」" for name in names)
    return [f"この行には{labels}の欄がないので、記録のままにします。"] if names else []
