"""What one row of a table or one service says, with what could not be read of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from knowledge.resources import codec
from knowledge.resources.model import ResourceNote

_NEVER_EMPTY = frozenset({"kind", "state", "visibility"})  # nothing written there says nothing


@dataclass
class Record:
    """What a row says: the `note`, and `remarks` on what could not be read and where it went instead.

    `given` are the fields that the file has and that could be read, also those it leaves empty; `unread` could not be
    read. For `cut` the row has no cell, though the table has a column.
    """

    where: str
    note: ResourceNote
    own_id: str = ""
    remarks: list[str] = field(default_factory=list)
    given: frozenset[str] = frozenset()
    unread: frozenset[str] = frozenset()
    cut: frozenset[str] = frozenset()


@dataclass
class Fields:
    """The fields of a file of ours, taken at their word: nothing is guessed, so that nothing changes on its way.

    `more` are lines for 内容, of columns that a note has no field for.
    """

    values: dict[str, Any] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)
    more: list[str] = field(default_factory=list)

    def take(self, name: str, header: str, text: str) -> None:
        """Reads `text` as field `name`, which the file calls `header`; leaves a remark where that cannot be."""
        if not text and name in _NEVER_EMPTY:
            return
        try:
            self.values[name] = codec.read(name, text)
        except ValueError as unreadable:
            self.unread.add(name)
            self.remarks.append(f"「{header}」{unreadable}この項目は取り込みません。")

    def record(self, where: str, team_id: str, own_id: str) -> Record:
        """The record that they make."""
        offers = "\n".join(filter(None, (self.values.get("offers", ""), *self.more)))
        note = ResourceNote(**{**self.values, "offers": offers}, team_id=team_id)
        return Record(where, note, own_id, self.remarks, frozenset(self.values), frozenset(self.unread))
