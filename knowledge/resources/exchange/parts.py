"""Parts of a service in JSON, held to the kinds of values that HSDS says they have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from knowledge.errors import ExchangeUnreadable


@dataclass(frozen=True, slots=True)
class Part:
    """An object of a file; `where` says in which service it stands. What is missing or null is empty.

    Every method raises ExchangeUnreadable where a value is of another kind.
    """

    content: dict[str, Any]
    file_name: str
    where: str

    def __contains__(self, key: str) -> bool:
        return key in self.content

    def text(self, key: str) -> str:
        """The words of `key`; a number as it is written."""
        value = self.content.get(key)
        if isinstance(value, (list, dict)):
            raise self._unreadable(key, "文字")
        return "" if value is None else str(value)

    def number(self, key: str) -> float | None:
        """The number of `key`."""
        value = self.content.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
            raise self._unreadable(key, "引用符のない数")
        return value

    def part(self, key: str) -> Part:
        """The object of `key`."""
        return self._part(key, self.content.get(key), "ひとつの組 { }")

    def parts(self, key: str) -> list[Part]:
        """The objects in the list of `key`."""
        value = self.content.get(key)
        if value is not None and not isinstance(value, list):
            raise self._unreadable(key, "組の並び [{ }]")
        return [self._part(key, each, "組の並び [{ }]") for each in value or []]

    def _part(self, key: str, value: Any, meant: str) -> Part:
        if value is not None and not isinstance(value, dict):
            raise self._unreadable(key, meant)
        return Part(value or {}, self.file_name, self.where)

    def _unreadable(self, key: str, meant: str) -> ExchangeUnreadable:
        return ExchangeUnreadable(
            f"「{self.file_name}」の{self.where}の「{key}」は、HSDS では{meant}で書くところです。",
            "なおして書き出しなおすか、CSV で書き出してください。",
        )
