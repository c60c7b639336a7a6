"""What a row that carries the ID of a note makes of that note."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from knowledge.resources.exchange.record import Record
from knowledge.resources.model import CONTENT, LABELS, ResourceNote, Visibility
from knowledge.resources.privacy import effective_visibility

_WIDEST_FIRST = tuple(Visibility)
_VERIFIED = ("verified_at", "verified_by")


def rewritten(own: ResourceNote, found: Record) -> tuple[ResourceNote, list[str]]:
    """`own` with the fields that the row gives, and remarks on what is not taken over.

    What the file does not have, or has in a way that cannot be read, stays as it is in the record. Nobody sees the
    note who could not see it before, since a file may be older than what people have settled in the record meanwhile.
    """
    values: dict[str, Any] = {name: getattr(found.note, name) for name in found.given}
    if "offers" not in found.given:
        values["offers"] = _with_lines(own.offers, found.note.offers)
    said = dataclasses.replace(own, **values)
    wider = [name for name in ("visibility", "about_person", "consent", "circle") if _widens(name, own, said)]
    older = _VERIFIED if _verified_later(own, said) else ()
    note = dataclasses.replace(said, **{name: getattr(own, name) for name in (*wider, *older)})
    if _wider(effective_visibility(note), reach := effective_visibility(own)):
        note = dataclasses.replace(note, visibility=reach)
    return note, [*found.remarks, *_cut(own, found), *_kept(wider), *_kept_verified(older)]


def _widens(name: str, own: ResourceNote, said: ResourceNote) -> bool:
    if name == "visibility":
        return _wider(said.visibility, own.visibility)
    if name == "about_person":
        return own.about_person and not said.about_person
    if name == "consent":
        return said.consent and not own.consent
    return effective_visibility(own) is not Visibility.PUBLIC and not set(said.circle) <= set(own.circle)


def _wider(one: Visibility, other: Visibility) -> bool:
    return _WIDEST_FIRST.index(one) < _WIDEST_FIRST.index(other)


def _verified_later(own: ResourceNote, said: ResourceNote) -> bool:
    if own.verified_at is None or said.verified_at is None:
        return own.verified_at is not None
    return said.verified_at.tzinfo is not None and said.verified_at < own.verified_at


def _with_lines(text: str, lines: str) -> str:
    there = text.split("\n")
    return "\n".join(filter(None, (text, *(line for line in lines.split("\n") if line not in there))))


def _cut(own: ResourceNote, found: Record) -> Iterator[str]:
    empty = ResourceNote()
    names = [name for name in CONTENT if name in found.cut and getattr(own, name) != getattr(empty, name)]
    if names:
        yield f"この行には{_labels(names)}の欄がないので、記録のままにします。"


def _kept(wider: list[str]) -> Iterator[str]:
    if wider:
        yield (
            f"{_labels(wider)}は、見る人が広がるので記録のままにします。"
            "広げてよければ、資源メモをひとつずつ「修正」してください。"
        )


def _kept_verified(older: tuple[str, ...]) -> Iterator[str]:
    if older:
        yield f"{_labels(older)}は、記録のほうが新しいのでそのままにします。"


def _labels(names: list[str] | tuple[str, ...]) -> str:
    return "".join(f"「{LABELS[name]}」" for name in names)
