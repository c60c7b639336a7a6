"""Which documents are not for everybody: for which channels and members each of them is."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.sqlite_file import SqliteFile
from knowledge.editions import bare, same_work
from knowledge.types import DocumentInfo

SCHEMA = """
CREATE TABLE IF NOT EXISTS document_limits (
    document TEXT PRIMARY KEY, title TEXT NOT NULL, publisher TEXT NOT NULL, for_everybody INTEGER NOT NULL,
    channels TEXT NOT NULL, members TEXT NOT NULL, version INTEGER NOT NULL, decided_by TEXT NOT NULL,
    decided_at REAL NOT NULL
);
"""
_COLUMNS = "document, title, publisher, for_everybody, channels, members, version, decided_by"


@dataclass(frozen=True, slots=True)
class Reach:
    """Who a document is for: everybody, or those who ask in one of `channels` and the `members` when they ask alone."""

    for_everybody: bool = True
    channels: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()

    def admits(self, channel: str, member: str) -> bool:
        """Whether what is asked in `channel` may be answered from the document; `member` empty where others look on."""
        return self.for_everybody or channel in self.channels or (member != "" and member in self.members)


OPEN = Reach()
CLOSED = Reach(for_everybody=False)


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody has decided about a document, which has this id, title and publisher.

    `version` counts the decisions about it from 1; 0 where there is none and `reach` is what holds without one.
    """

    document: DocumentInfo
    reach: Reach
    version: int = 0
    by: str = ""


class LimitsChanged(Exception):
    """Somebody else decided meanwhile: `now` is their decision."""

    def __init__(self, now: Decision) -> None:
        super().__init__(now.version)
        self.now = now


class DocumentLimits:
    """The decisions about all documents, kept also while a document is away. Callable from any thread."""

    def __init__(self, file: SqliteFile, clock: Callable[[], float]) -> None:
        """`file` was opened with SCHEMA; `clock` gives seconds since 1970."""
        self._file = file
        self._clock = clock

    def decisions(self) -> Sequence[Decision]:
        """All of them, the latest first."""
        # Two decisions in one tick of the clock are told apart by who was written last.
        sql = f"SELECT {_COLUMNS} FROM document_limits ORDER BY decided_at DESC, rowid DESC"  # noqa: S608 - constants
        return [_decision(row) for row in self._file.read(sql)]

    def decide(self, document: DocumentInfo, reach: Reach, by: str, seen: int) -> Decision:
        """The decision, on disk. `seen` is the version that who decides has seen, 0 where there was none.

        Deciding the same again changes nothing. Raises LimitsChanged where there is another decision by now.
        """
        with self._file.transaction():
            before = self._of(document.id)
            if before is not None and (before.reach, before.by) == (reach, by):
                return before
            version = before.version if before else 0
            if before is not None and version != seen:
                raise LimitsChanged(before)
            made = Decision(document, reach, version + 1, by)
            self._write(made)
            return made

    def _of(self, document_id: str) -> Decision | None:
        sql = f"SELECT {_COLUMNS} FROM document_limits WHERE document = ?"  # noqa: S608 - constants only
        rows = self._file.read(sql, document_id)
        return _decision(rows[0]) if rows else None

    def _write(self, made: Decision) -> None:
        document, reach = made.document, made.reach
        lists = (json.dumps(sorted(reach.channels)), json.dumps(sorted(reach.members)))
        self._file.write(
            "INSERT OR REPLACE INTO document_limits VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            *(document.id, document.title, document.publisher, reach.for_everybody, *lists),
            *(made.version, made.by, self._clock()),
        )


class Reaches:
    """Who each document is for: by the decision about it, else by the latest about another edition, else `without`.

    A question asks it of every document, and each may have been decided about: so decisions are looked up.
    """

    def __init__(self, decisions: Sequence[Decision], without: Reach) -> None:
        """`decisions` come latest first."""
        self._without = without
        self._own: dict[str, Decision] = {}
        # By title and publisher, which are all that tells a work from another.
        self._works: dict[str, dict[str, Decision]] = {}
        for each in decisions:
            self._own.setdefault(each.document.id, each)
            self._works.setdefault(bare(each.document.title), {}).setdefault(each.document.publisher, each)

    def of(self, document: DocumentInfo) -> Decision:
        """What holds for `document`. The version is that of its own decision, 0 where it has none."""
        own = self._own.get(document.id)
        if own is not None:
            return replace(own, document=document)
        alike = self._works.get(bare(document.title), {}).values()
        kin = next((each for each in alike if same_work(each.document, document)), None)
        return Decision(document, kin.reach if kin else self._without, 0, kin.by if kin else "")


def _decision(row: Sequence[object]) -> Decision:
    document, title, publisher, for_everybody, channels, members, version, by = row
    reach = Reach(bool(for_everybody), _ids(channels), _ids(members))
    info = DocumentInfo(str(document), "", str(title), publisher=str(publisher))
    return Decision(info, reach, int(str(version)), str(by))


def _ids(kept: object) -> frozenset[str]:
    return frozenset(json.loads(str(kept)))
