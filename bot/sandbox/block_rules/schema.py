"""Small rules that combine: each takes a value and its JSON pointer and yields what is wrong.

The wording follows the API's own complaints, so that an app sees here what it would see there.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fault:
    """One broken rule and the JSON pointer of the value that breaks it."""

    pointer: str
    problem: str

    def __str__(self) -> str:
        return f"{self.problem} [json-pointer:{self.pointer}]"


Rule = Callable[[Any, str], Iterator[Fault]]


def string(longest: int, shortest: int = 1, pattern: str | None = None) -> Rule:
    """Accept a string of `shortest` to `longest` characters, fully matching `pattern` when given."""

    def check(value: Any, pointer: str) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield Fault(pointer, "must provide a string")
            return
        if len(value) > longest:
            yield Fault(pointer, f"must be less than {longest + 1} characters")
        if len(value) < shortest:
            yield Fault(pointer, f"must be more than {shortest - 1} characters")
        elif pattern is not None and not re.fullmatch(pattern, value):
            yield Fault(pointer, "does not match the required format")

    return check


def integer(lowest: int, highest: int) -> Rule:
    """Accept a whole number from `lowest` to `highest`."""

    def check(value: Any, pointer: str) -> Iterator[Fault]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Fault(pointer, "must provide an integer")
        elif value < lowest:
            yield Fault(pointer, f"must be greater than {lowest - 1}")
        elif value > highest:
            yield Fault(pointer, f"must be less than {highest + 1}")

    return check


def boolean(value: Any, pointer: str) -> Iterator[Fault]:
    """Accept true and false only."""
    if not isinstance(value, bool):
        yield Fault(pointer, "must provide a boolean")


def anything(_value: Any, _pointer: str) -> Iterator[Fault]:
    """Accept any value: for parts whose inside Slack does not check."""
    yield from ()


def one_of(*allowed: str) -> Rule:
    """Accept exactly the listed strings."""

    def check(value: Any, pointer: str) -> Iterator[Fault]:
        if value not in allowed:
            yield Fault(pointer, f"must be one of: {', '.join(allowed)}")

    return check


def items(rule: Rule, most: int, least: int = 1) -> Rule:
    """Accept a list of `least` to `most` values that each pass `rule`."""

    def check(value: Any, pointer: str) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield Fault(pointer, "must provide an array")
            return
        if len(value) > most:
            yield Fault(pointer, f"no more than {most} items allowed")
        if len(value) < least:
            yield Fault(pointer, f"no less than {least} items allowed")
        for index, item in enumerate(value):
            yield from rule(item, f"{pointer}/{index}")

    return check


def record(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None) -> Rule:
    """Accept an object with all `required` fields, perhaps `optional` ones, and no others."""
    known = {**required, **(optional or {})}

    def check(value: Any, pointer: str) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(pointer, "must provide an object")
            return
        for name in required:
            if name not in value:
                yield Fault(pointer, f"missing required field: {name}")
        for name, inner in value.items():
            if name in known:
                yield from known[name](inner, f"{pointer}/{name}")
            else:
                yield Fault(pointer, f"invalid additional property: {name}")

    return check


def variants(rules: Mapping[str, Rule]) -> Rule:
    """Accept an object whose `type` names one of `rules`, and that passes it."""

    def check(value: Any, pointer: str) -> Iterator[Fault]:
        if not isinstance(value, dict):
            yield Fault(pointer, "must provide an object")
        elif "type" not in value:
            yield Fault(pointer, "missing required field: type")
        elif not isinstance(value["type"], str) or value["type"] not in rules:
            yield Fault(f"{pointer}/type", f"unsupported type: {value['type']}")
        else:
            yield from rules[value["type"]](value, pointer)

    return check


def exactly_one(*names: str) -> Rule:
    """Accept an object that has one, and only one, of the named fields."""
    listed = " or ".join(f"`{name}`" for name in names)

    def check(value: Any, pointer: str) -> Iterator[Fault]:
        present = [name for name in names if isinstance(value, dict) and name in value]
        if not present:
            yield Fault(pointer, f"must define either {listed}")
        elif len(present) > 1:
            yield Fault(pointer, f"must define only one of {listed}")

    return check


def every(*rules: Rule) -> Rule:
    """Accept a value that passes all of `rules`; faults come in their order."""

    def check(value: Any, pointer: str) -> Iterator[Fault]:
        for rule in rules:
            yield from rule(value, pointer)

    return check
