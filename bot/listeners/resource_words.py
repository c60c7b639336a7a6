"""What is typed after `/resource 検索`: words, and filters like 「分野:買い物」 among them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from knowledge.resources.listing import Filters
from knowledge.resources.model import WEEKDAYS, Kind, State, Visibility

_NAMES: dict[str, tuple[str, Callable[[str], Any]]] = {
    "圏域": ("areas", str),
    "地区": ("areas", str),
    "分野": ("topics", str),
    "種類": ("kinds", Kind),
    "曜日": ("weekdays", lambda text: WEEKDAYS[WEEKDAYS.index(text[:1])]),
    "状態": ("states", State),
    "公開": ("visibilities", Visibility),
    "公開範囲": ("visibilities", Visibility),
}


def filters_in(text: str) -> tuple[str, Filters]:
    """The words without the filters, and the filters. What names no filter stays among the words."""
    rest: list[str] = []
    found: dict[str, tuple[Any, ...]] = {}
    for word in text.split():
        label, mark, value = unicodedata.normalize("NFKC", word).partition(":")
        field, read = _NAMES.get(label, ("", str))
        try:
            if not (field and mark and value):
                raise ValueError(word)
            found[field] = (*found.get(field, ()), read(value))
        except ValueError:
            rest.append(word)
    return " ".join(rest), Filters(**found)
