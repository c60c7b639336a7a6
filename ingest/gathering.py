"""Places that a person names → the documents there: files, folders, archives, addresses, lists of these."""

from __future__ import annotations

import os.path
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath

from ingest.listing import LISTING, Listed, read_listing
from ingest.loaders import archive
from ingest.loaders.address import Fetched, fetch, is_address
from ingest.loaders.registry import loader_for, readable_suffixes
from ingest.report import Given, Outcome, Report
from ingest.source import MEMBER, Content, Source, read_file
from knowledge import system_errors
from knowledge.errors import DocumentError, DocumentNotFound, DocumentUnreadable

ARCHIVE = ".zip"
_RUBBISH = frozenset({"thumbs.db", "desktop.ini"})
_SKIPPED_SHOWN = 20  # lines: a folder of a thousand photographs is one line more
Gathered = Source | Report


class Gatherer:
    """Finds documents. `fetcher` goes to the web, `today` is the day that is noted of it."""

    def __init__(self, fetcher: Callable[[str], Fetched] = fetch, today: Callable[[], date] = date.today) -> None:
        self._fetch = fetcher
        self._today = today

    def gather(self, places: Sequence[str], given: Given) -> list[Gathered]:
        """What is at `places`, in their order; a report where there is nothing to read.

        Only names are looked at; the documents themselves are read later, one at a time.
        """
        found: list[Gathered] = []
        for place in places:
            try:
                found += self._at(place, given)
            except OSError as error:
                why = system_errors.reason(error)
                reason = f"「{place}」を開けません（{why}）。場所と読み取りの権限を確かめてください。"
                found.append(Report(place, Outcome.FAILED, reason=reason))
        return found

    def opened(self, source: Source) -> Iterator[Gathered]:
        """The document itself, or where it is an archive, the documents in it. Raises DocumentError."""
        content = source.read()
        if PurePosixPath(content.name).suffix.lower() != ARCHIVE:
            yield replace(source, read=_already_read(content))
            return
        for member in archive.members(content.data, content.name):
            place = source.place + MEMBER + member.name
            if member.left_out:
                yield Report(place, Outcome.FAILED, reason=member.left_out)
            elif not _is_readable(member.name):
                yield _skipped(place)
            else:
                name = PurePosixPath(member.name).name
                inner = Content(name, member.data, content.address, content.fetched)
                yield Source(place, _already_read(inner), source.given, source.listed)

    def _at(self, place: str, given: Given) -> Iterator[Gathered]:
        if is_address(place):
            yield self._on_the_web(place, given)
            return
        path = absolute(place)
        if path.is_dir():
            yield from self._in_folder(path, given)
        elif not path.exists():
            missing = DocumentNotFound(
                f"「{place}」が見つかりません。", "ファイルやフォルダーの場所を確かめてください。"
            )
            yield Report(place, Outcome.FAILED, reason=str(missing))
        elif path.suffix.lower() == ".toml":
            yield from self._in_listing(path, given)
        else:
            yield _file(path, given)

    def _in_folder(self, folder: Path, given: Given) -> Iterator[Gathered]:
        paths = sorted(path for path in folder.rglob("*") if path.is_file() and _is_meant(path.relative_to(folder)))
        listings = [path for path in paths if path.name == LISTING]
        listed = [each for path in listings for each in self._in_listing(path, given)]
        named = {_place(each) for each in listed} | set(map(str, listings))
        files = [path for path in paths if str(path) not in named]
        found = [*listed, *(_file(path, given) for path in files if _is_readable(path.name))]
        if found:
            yield from found
            yield from _passed_over(folder, [path for path in files if not _is_readable(path.name)])
        else:
            empty = f"フォルダー「{folder}」に読めるファイルがありません。読める形式は {_formats()} です。"
            yield Report(str(folder), Outcome.FAILED, reason=empty)

    def _in_listing(self, path: Path, given: Given) -> Iterator[Gathered]:
        try:
            for listed in read_listing(path):
                yield self._listed(listed, given)
        except DocumentError as error:
            yield Report(str(path), Outcome.FAILED, reason=str(error))

    def _listed(self, listed: Listed, given: Given) -> Gathered:
        if listed.path is None:
            return self._on_the_web(listed.address, given, listed.given)
        if not listed.path.exists():
            reason = f"一覧にある「{listed.path}」が見つかりません。一覧かファイルの場所を確かめてください。"
            return Report(str(listed.path), Outcome.FAILED, reason=reason)
        return _file(listed.path, given, listed.given, listed.address)

    def _on_the_web(self, address: str, given: Given, listed: Given | None = None) -> Source:
        def read() -> Content:
            fetched = self._fetch(address)
            return Content(fetched.name, fetched.data, address, self._today().isoformat())

        return Source(address, read, given, listed or Given())


def absolute(place: str) -> Path:
    """The path of `place` without `..`: a document is known by its path."""
    return Path(os.path.abspath(Path(place).expanduser()))  # noqa: PTH100 - resolve() would follow links


def _place(gathered: Gathered) -> str:
    return gathered.place if isinstance(gathered, Source) else gathered.source


def _already_read(content: Content) -> Callable[[], Content]:
    return lambda: content


def _file(path: Path, given: Given, listed: Given | None = None, address: str = "") -> Source:
    def read() -> Content:
        if path.suffix.lower() != ARCHIVE:
            loader_for(path)  # says of a format that nobody reads that it is one, before a large file is read
        return read_file(path, address)

    return Source(str(path), read, given, listed or Given())


def _is_meant(path: Path) -> bool:
    """Whether a person would call it a document of the folder: nothing hidden, no lock file of Office."""
    return not any(part.startswith((".", "~$")) for part in path.parts) and path.name.lower() not in _RUBBISH


def _is_readable(name: str) -> bool:
    suffix = PurePosixPath(name).suffix.lower()
    return suffix in readable_suffixes() or suffix == ARCHIVE


def _passed_over(folder: Path, paths: Sequence[Path]) -> Iterator[Report]:
    for path in paths[:_SKIPPED_SHOWN]:
        yield _skipped(str(path))
    if len(paths) > _SKIPPED_SHOWN:
        reason = f"ほかに {len(paths) - _SKIPPED_SHOWN} 件のファイルは、読める形式ではありません。"
        yield Report(str(folder), Outcome.SKIPPED, reason=reason)


def _skipped(place: str) -> Report:
    try:
        loader_for(Path(PurePosixPath(place).name))
    except DocumentUnreadable as error:
        return Report(place, Outcome.SKIPPED, reason=str(error))
    raise AssertionError(f"{place} can be read")


def _formats() -> str:
    return "、".join(sorted(readable_suffixes()))
