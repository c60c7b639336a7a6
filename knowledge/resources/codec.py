"""A note as JSON and as the text of a cell or an input, and back. Both go by the types of the fields."""

from __future__ import annotations

import re
import types
import typing
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta, timezone
from enum import Enum
from typing import Any

from knowledge.resources.model import CONTENT, LABELS, LAST_WEEK, FieldChange, ResourceNote

LIST_MARK = "、"
FIELD_NAMES = frozenset(LABELS)
_TYPES: dict[str, Any] = typing.get_type_hints(ResourceNote)
# Typed in full width on a phone, they are the same numbers and addresses.
_IN_ASCII = frozenset({"phones", "email", "postal_code", "municipality_code"})
_SPLIT = re.compile(r"[、,，;；\n]+")
_HERE = timezone(timedelta(hours=9))  # what names no zone is meant in Japan's
_YES = frozenset({"あり", "有", "はい", "yes", "true", "1", "同意あり", "○"})
_NO = frozenset({"なし", "無", "いいえ", "no", "false", "0", "", "×"})


def to_json(note: ResourceNote) -> dict[str, Any]:
    """The content of `note` in types JSON knows, without what is not written."""
    empty = ResourceNote()
    written = (name for name in CONTENT if getattr(note, name) != getattr(empty, name))
    return {name: _plain(getattr(note, name)) for name in written}


def from_json(content: Mapping[str, Any]) -> ResourceNote:
    """The note of `content` as `to_json` gave it; keys of later versions are passed over."""
    known = {name: _typed(name, value) for name, value in content.items() if name in _TYPES}
    return ResourceNote(**known)


def show(name: str, value: object) -> str:
    """The value of field `name` as people read it; `read` takes it back."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "あり" if value else "なし"
    if name == "weeks" and isinstance(value, tuple):
        return LIST_MARK.join("最終" if week == LAST_WEEK else str(week) for week in value)
    if isinstance(value, tuple):
        mark = "\n" if name in {"links", "photos"} else LIST_MARK
        return mark.join(str(each) for each in value)
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date):  # a datetime is a date
        return value.isoformat()
    return str(value)


def read(name: str, text: str) -> Any:
    """The value of field `name` that `text` says. Raises ValueError with the end of a Japanese sentence."""
    text = unicodedata.normalize("NFKC", text).strip() if name in _IN_ASCII else text.strip()
    kind, optional = _kind(name)
    if kind is str:
        return text
    if kind is tuple:
        return _items(name, text)
    if kind is bool:
        return _truth(text)
    if not text:
        return None if optional else getattr(ResourceNote(), name)
    return _parsed(kind, unicodedata.normalize("NFKC", text))


def differences(old: ResourceNote, new: ResourceNote) -> tuple[FieldChange, ...]:
    """What changed in the content, field by field, in the words people see."""
    return tuple(
        FieldChange(name, LABELS[name], show(name, getattr(old, name)), show(name, getattr(new, name)))
        for name in CONTENT
        if getattr(old, name) != getattr(new, name)
    )


def _kind(name: str) -> tuple[Any, bool]:
    hint = _TYPES[name]
    if isinstance(hint, types.UnionType):
        return next(each for each in hint.__args__ if each is not types.NoneType), True
    return typing.get_origin(hint) or hint, False


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    return value


def _typed(name: str, value: Any) -> Any:
    kind, _ = _kind(name)
    if value is None or kind in {str, bool, int, float}:
        return value
    return tuple(value) if kind is tuple else _parsed(kind, value)


def _items(name: str, text: str) -> tuple[Any, ...]:
    mark = re.compile(r"\s+") if name in {"links", "photos"} else _SPLIT
    items = tuple(item.strip() for item in mark.split(text) if item.strip())
    if name != "weeks":
        return items
    return tuple(LAST_WEEK if "最" in item else int(_parsed(int, item.strip("第週"))) for item in items)


def _truth(text: str) -> bool:
    folded = unicodedata.normalize("NFKC", text).lower()
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    raise ValueError(f"の「{text}」は、あり・なしのどちらかにしてください。")


_EXAMPLES: dict[Any, str] = {
    int: "数字で 100",
    float: "数字で 34.5",
    date: "2026-04-01",
    time: "13:30",
    datetime: "2026-04-01",
}


def _parsed(kind: Any, text: str) -> Any:
    try:
        if kind in {date, datetime, time}:
            moment = kind.fromisoformat(text.zfill(5) if kind is time else text)
            return moment.replace(tzinfo=_HERE) if kind is datetime and moment.tzinfo is None else moment
        return kind(text)
    except ValueError as cause:
        example = _EXAMPLES.get(kind) or "・".join(str(each) for each in kind)
        raise ValueError(f"の「{text}」は読めません。{example} のように書いてください。") from cause
