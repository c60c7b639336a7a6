"""Documents into the index: only what changed, each document whole or not at all."""

from __future__ import annotations

import hashlib
import os.path
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ingest.blocks import LoadedDocument
from ingest.loaders.registry import loader_for, readable_suffixes
from ingest.splitting import Draft, split
from knowledge.errors import DocumentEmpty, DocumentError, DocumentNotFound, DocumentUnreadable
from knowledge.passage_index import PassageIndex
from knowledge.types import DocumentInfo, Passage

# A new number makes every document be read again: raise it when reading or splitting changes.
_READING = "1"
_LARGEST = 200 * 1024 * 1024


class Outcome(StrEnum):
    """What became of one document."""

    ADDED = "追加"
    UNCHANGED = "変更なし"
    REPLACED = "更新"
    REMOVED = "削除"
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


class Synchroniser:
    """Takes documents into an index."""

    def __init__(self, index: PassageIndex) -> None:
        self._index = index

    def ingest(
        self,
        places: Sequence[str],
        given: Given | None = None,
        *,
        prune: bool = False,
        progress: Callable[[str], None] = lambda _: None,
    ) -> list[Report]:
        """Takes in the files at `places` (files or folders); one report each. With `prune`, documents whose file is
        gone leave the index. `progress` hears of each file before it is read.
        """
        reports: list[Report] = []
        for path, failure in _files(places):
            progress(str(path))
            reports.append(failure or self._one(path, given or Given()))
        if prune:
            reports += self._prune()
        return reports

    def _one(self, path: Path, given: Given) -> Report:
        try:
            return self._take_in(path, given)
        except DocumentError as error:
            return Report(str(path), Outcome.FAILED, reason=str(error))

    def _take_in(self, path: Path, given: Given) -> Report:
        data = _read(path)
        document_id = _document_id(path)
        fingerprint = hashlib.sha256(b"\0".join([_READING.encode(), repr(given).encode(), data])).hexdigest()
        before = self._index.catalogue.fingerprint(document_id)
        if before == fingerprint:
            return Report(str(path), Outcome.UNCHANGED, passages=len(self._index.catalogue.passage_ids(document_id)))
        loaded = loader_for(path).load(data, path.name)
        info = _info(document_id, path, loaded, given)
        passages = make_passages(info, split(loaded.blocks))
        if not passages:
            raise DocumentEmpty(f"「{path.name}」には文字がありません。", "中身のあるファイルを指定してください。")
        self._index.replace_document(info, passages, fingerprint)
        outcome = Outcome.ADDED if before is None else Outcome.REPLACED
        return Report(str(path), outcome, info.title, len(passages), " ".join(loaded.warnings))

    def _prune(self) -> Iterator[Report]:
        for document in self._index.catalogue.documents():
            if not Path(document.source).exists():
                count = self._index.remove_document(document.id)
                yield Report(document.source, Outcome.REMOVED, document.title, count)


def make_passages(info: DocumentInfo, drafts: Sequence[Draft]) -> list[Passage]:
    """Passages with their identity: the same words under the same headings keep their id when a document changes."""
    seen: dict[str, int] = {}
    passages = []
    for position, draft in enumerate(drafts):
        # The document's own title on top of every path would say nothing.
        section = tuple(heading for heading in draft.section if heading != info.title)
        content = "\0".join([info.title, info.edition, *section, draft.text])
        seen[content] = seen.get(content, 0) + 1
        digest = hashlib.sha256(f"{content}\0{seen[content]}".encode()).hexdigest()[:16]
        passages.append(
            Passage(
                id=f"{info.id}-{digest}",
                document_id=info.id,
                title=info.title,
                edition=info.edition,
                section=section,
                locator=draft.locator,
                text=draft.text,
                position=position,
                headings=draft.headings,
            )
        )
    return passages


def _files(places: Sequence[str]) -> Iterator[tuple[Path, Report | None]]:
    for place in places:
        # Without `..`: a document is known by its path.
        path = Path(os.path.abspath(Path(place).expanduser()))  # noqa: PTH100 - resolve() would follow links
        if path.is_dir():
            yield from _in_folder(path)
        elif path.exists():
            yield path, None
        else:
            missing = DocumentNotFound(
                f"「{place}」が見つかりません。", "ファイルやフォルダーの場所を確かめてください。"
            )
            yield path, Report(place, Outcome.FAILED, reason=str(missing))


def _in_folder(folder: Path) -> Iterator[tuple[Path, Report | None]]:
    paths = sorted(
        p
        for p in folder.rglob("*")
        if p.is_file() and not any(part.startswith(".") for part in p.relative_to(folder).parts)
    )
    readable = [path for path in paths if path.suffix.lower() in readable_suffixes()]
    if not readable:
        empty = f"フォルダー「{folder}」に読めるファイルがありません。読める形式は {_formats()} です。"
        yield folder, Report(str(folder), Outcome.FAILED, reason=empty)
    yield from ((path, None) for path in readable)


def _formats() -> str:
    return "、".join(sorted(readable_suffixes()))


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            raise DocumentUnreadable(
                f"「{path.name}」は大きすぎます（{size // 1024 // 1024} MB）。",
                f"{_LARGEST // 1024 // 1024} MB までのファイルに分けてください。",
            )
        return path.read_bytes()
    except OSError as error:
        raise DocumentUnreadable(
            f"「{path.name}」を開けません（{error.strerror}）。", "読み取りの権限を確かめてください。"
        ) from error


def _document_id(path: Path) -> str:
    return hashlib.sha256(str(path).encode("utf-8", "surrogateescape")).hexdigest()[:12]


def _info(document_id: str, path: Path, loaded: LoadedDocument, given: Given) -> DocumentInfo:
    return DocumentInfo(
        document_id,
        str(path),
        given.title or loaded.title or path.stem,
        given.edition or loaded.edition,
        given.publisher or loaded.publisher,
    )
