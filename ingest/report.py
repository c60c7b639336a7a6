"""What is said to, and heard from, whoever takes documents in."""

from __future__ import annotations

import json
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
    """What the person says of the documents, over what they say of themselves; None where she says nothing.

    Said by hand, an empty word takes back what was said before.
    """

    title: str | None = None
    edition: str | None = None
    publisher: str | None = None

    def over(self, other: Given) -> Given:
        """These words, and where they are silent those of `other`; empty where both are."""
        return Given(*(mine or theirs or "" for mine, theirs in zip(self._words, other._words, strict=True)))

    def after(self, before: Given, listed: Given) -> Given:
        """What holds of what is said by hand: these words, and where there are none those said `before`, unless the
        list of documents says something of its own since; empty where nobody does.
        """
        every = zip(self._words, before._words, listed._words, strict=True)
        return Given(*((("" if theirs else old or "") if mine is None else mine) for mine, old, theirs in every))

    def written(self) -> str:
        """These words as they are kept; empty where there are none."""
        return json.dumps(self._words, ensure_ascii=False) if any(self._words) else ""

    @classmethod
    def read(cls, written: str) -> Given:
        """The words that were `written`."""
        return cls(*json.loads(written)) if written else cls()

    @property
    def _words(self) -> tuple[str | None, str | None, str | None]:
        return self.title, self.edition, self.publisher


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
