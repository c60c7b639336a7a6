"""Lines as people type them with what they say, and how many fields the rules get right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

import yaml

from knowledge.resources.model import Kind, ResourceNote
from knowledge.resources.parsing import parse

TODAY = date(2026, 11, 24)
SCORED = re.split(
    " ",
    "name kind topics provider audience weekdays weeks starts_at ends_at on_date place address postal_code cost_yen "
    "contact phones email url how_to_join told_by",
)


@dataclass(frozen=True)
class Line:
    text: str
    expected: dict[str, Any]
    offers: str


@dataclass(frozen=True)
class Miss:
    line: str
    field: str
    expected: object
    got: object


def lines(name: str) -> list[Line]:
    entries = yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))
    return [_line(entry) for entry in entries]


def score(found: list[Line]) -> tuple[int, list[Miss]]:
    """How many fields count, and those that are wrong. A field counts where it is expected or was filled."""
    counted, misses = 0, []
    for line in found:
        for name, expected, got in _fields(line, parse(line.text, TODAY)):
            counted += 1
            if expected != got:
                misses.append(Miss(line.text, name, expected, got))
    return counted, misses


def _fields(line: Line, note: ResourceNote) -> Iterator[tuple[str, object, object]]:
    empty = ResourceNote()
    for name in SCORED:
        got, expected = getattr(note, name), line.expected.get(name, getattr(empty, name))
        if name == "topics":
            got = tuple(sorted(got))
        if name in line.expected or got != getattr(empty, name):
            yield name, expected, got
    if line.offers:
        yield "offers", line.offers, line.offers if line.offers in note.offers else note.offers


def _line(entry: dict[str, Any]) -> Line:
    given = {name: _value(name, value) for name, value in entry.items() if name not in {"line", "offers"}}
    return Line(entry["line"], given, entry.get("offers", ""))


def _value(name: str, value: Any) -> Any:
    if name == "weekdays":
        return tuple(value)
    if name == "weeks":
        return tuple(int(each) for each in value.split(","))
    if name in {"phones", "topics"}:
        return tuple(sorted(value.split())) if name == "topics" else tuple(value.split())
    if name in {"starts_at", "ends_at"}:
        return time.fromisoformat(value)
    if name == "on_date":
        return date.fromisoformat(value)
    return Kind(value) if name == "kind" else value
