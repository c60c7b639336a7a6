"""What is said to, and heard from, whoever takes documents in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What became of one document. Only a failure is one; what is passed over was not asked for by name."""

    ADDED = "追加"
    UNCHANGED = "変更なし"
    REPLACED = "更新"
    REMOVED = "削除"
    SKIPPED = "対象外"
    FAILED = "失敗"


@dataclass(frozen=True, slots=True)
class Report:
    """One line of the table that a person sees. `reason` says what failed and the cure, or what was left out."""

    source: str
    outcome: Outcome
    title: str = ""
    passages: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """What the person says of the documents, over what they say of themselves; empty where she says nothing."""

    title: str = ""
    edition: str = ""
    publisher: str = ""

    def over(self, other: Given) -> Given:
        """These words, and where they are silent those of `other`."""
        return Given(self.title or other.title, self.edition or other.edition, self.publisher or other.publisher)


class Phase(StrEnum):
    """What is being done with a document."""

    READING = "ページ"
    EMBEDDING = "箇所"


# Of the time for a document; measured between 0.02 (PDF) and 0.1 (a sheet of short rows).
_READING_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Step:
    """How far the work has come: document `number` of `documents`, and `done` of its `all` parts.

    Parts are pages while a document is read, then passages while they are made findable; 0 of 0 where unknown.
    """

    source: str
    number: int = 0
    documents: int = 0
    done: int = 0
    all: int = 0
    phase: Phase = Phase.READING

    @property
    def share(self) -> float:
        """How much of the document is done, 0 to 1."""
        part = self.done / self.all if self.all else 0.0
        return part * _READING_SHARE if self.phase is Phase.READING else _READING_SHARE + part * (1 - _READING_SHARE)


class Abandoned(Exception):
    """Whoever waits for the work has gone, or the program ends. What is finished stays, the rest was not begun."""
