"""Where people hand files in while the bot runs: each is kept in a folder of its own, and taken in under its name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from ingest.report import Outcome, Report
from ingest.source import LARGEST, MEMBER, Content
from ingest.sync import Synchroniser
from knowledge.catalogue import Catalogue
from knowledge.editions import shown_edition
from knowledge.errors import DocumentUnreadable
from knowledge.types import DocumentInfo

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
_LONGEST_NAME = 80  # characters: three bytes each stay below what file systems take


class Desk:
    """Takes files in, lists what is there, and takes documents out again. Callable from several threads."""

    def __init__(
        self,
        synchroniser: Synchroniser,
        catalogue: Catalogue,
        folder: Path,
        afterwards: Callable[[Sequence[Report]], Sequence[Report]] = lambda _reports: (),
    ) -> None:
        """`folder` keeps the files; `afterwards` hears what was taken in and may say what went in exchange."""
        self._synchroniser = synchroniser
        self._catalogue = catalogue
        self._folder = folder
        self._afterwards = afterwards

    def take_in(self, name: str, data: bytes) -> list[Report]:
        """Takes a file in under its name; a file of the same name that was handed in before is replaced.

        The file is kept only if something in it could be read. Raises DocumentUnreadable for one that is too large,
        Abandoned when the program ends.
        """
        if len(data) > LARGEST:
            raise DocumentUnreadable(
                f"「{name}」は大きすぎます（{len(data) // 2**20} MB）。",
                f"{LARGEST // 2**20} MB までのファイルに分けてください。",
            )
        path = self._folder.absolute() / file_name(name)
        reports = self._synchroniser.take_in(str(path), Content(path.name, data))
        if any(report.outcome is not Outcome.FAILED for report in reports):
            self._keep(path, data)
        return [*reports, *self._afterwards(reports)]

    def documents(self) -> list[DocumentInfo]:
        """All documents, by title; the edition of an older one says that there is a newer."""
        old = self._catalogue.superseded()
        return [
            replace(document, edition=shown_edition(document.edition, document.id in old))
            for document in self._catalogue.documents()
        ]

    def remove(self, document_id: str) -> Report | None:
        """Takes a document out, and its file too where it was handed in; None where it is not there."""
        report = self._synchroniser.remove(document_id)
        if report is not None and MEMBER not in report.source and Path(report.source).parent == self._folder.absolute():
            Path(report.source).unlink(missing_ok=True)
        return report

    def _keep(self, path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f".{path.name}.part")
        unfinished.write_bytes(data)
        unfinished.replace(path)


def file_name(name: str) -> str:
    """`name` as a file can bear it on every system, its ending kept.

    >>> file_name("../町の/手引き.pdf")
    '_町の_手引き.pdf'
    """
    plain = _NOT_IN_NAMES.sub("_", unicodedata.normalize("NFC", name)).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot or not stem or len(ending) > 10:
        return plain[:_LONGEST_NAME] or "資料"
    return f"{stem[: _LONGEST_NAME - len(ending) - 1]}.{ending}"
