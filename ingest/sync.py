"""Documents into the index: only what changed, each document whole or not at all."""

from __future__ import annotations

import hashlib
import logging
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path, PurePosixPath

from ingest.blocks import LoadedDocument
from ingest.gathering import Gatherer, absolute
from ingest.loaders.address import is_address
from ingest.loaders.registry import loader_for, reading_of
from ingest.pages_read import listening
from ingest.report import Abandoned, Given, Outcome, Phase, Report, Step
from ingest.source import MEMBER, Content, Source
from ingest.splitting import Draft, split
from knowledge.errors import DocumentEmpty, DocumentError, DocumentUnreadable
from knowledge.passage_index import PassageIndex
from knowledge.types import DocumentInfo, Passage

__all__ = ["Abandoned", "Given", "Outcome", "Report", "Step", "Synchroniser", "make_passages"]

# A new number makes every document be read again: raise it when reading or splitting changes.
_READING = "8"
log = logging.getLogger(__name__)

_NO_TEXT = "ファイル名に文字として読めない部分があります。名前をつけなおしてから、取り込んでください。"
_Hear = Callable[[Step], None]


@dataclass
class _Run:
    """What one call has seen: the documents that are there, and the archives that were looked into."""

    hear: _Hear
    step: Step = field(default_factory=lambda: Step(""))
    seen: set[str] = field(default_factory=set)
    opened: set[str] = field(default_factory=set)

    def at(self, source: str, number: int) -> None:
        self.step = replace(self.step, source=source, number=number, done=0, all=0)
        self.hear(self.step)

    def pages(self, done: int, every: int) -> None:
        self.hear(replace(self.step, done=done, all=every))

    def passages(self, done: int, every: int) -> None:
        self.hear(replace(self.step, done=done, all=every, phase=Phase.EMBEDDING))


class Synchroniser:
    """Takes documents into an index. Callable from several threads; one at a time has its turn."""

    def __init__(
        self, index: PassageIndex, gatherer: Gatherer | None = None, today: Callable[[], date] = date.today
    ) -> None:
        self._index = index
        self._today = today
        self._gatherer = gatherer or Gatherer()
        self._turn = threading.Lock()
        self._ending = threading.Event()

    def ingest(
        self,
        places: Sequence[str],
        given: Given | None = None,
        *,
        prune: bool = False,
        progress: _Hear = lambda _step: None,
    ) -> list[Report]:
        """Takes in the documents at `places` (files, folders, archives, addresses, lists of these); one report each.

        With `prune`, documents whose file is gone leave the index; those from the web stay. `progress` hears of each
        document before it is read, and then of its parts; what it raises ends the work between two changes of the
        index. Raises Abandoned once the program ends.
        """
        with self._turn:
            gathered = self._gatherer.gather(places, given or Given())
            run = _Run(self._guarded(progress), Step("", documents=len(gathered)))
            reports: list[Report] = []
            for number, each in enumerate(gathered, start=1):
                reports += self._reports(each, number, run)
            if prune:
                absent = [str(path) for path in map(absolute, places) if not path.exists()]
                reports += self._prune(run, absent)
            return reports

    def take_in(self, place: str, content: Content, progress: _Hear = lambda _step: None) -> list[Report]:
        """Takes in one document, or the documents of one archive, whose bytes are at hand already."""
        with self._turn:
            source = Source(place, lambda: content)
            return list(self._reports(source, 1, _Run(self._guarded(progress), Step("", documents=1))))

    def remove(self, document_id: str) -> Report | None:
        """Takes a document out of the index; None where it is not there. Raises Abandoned once the program ends."""
        with self._turn:
            self._guarded(lambda _step: None)(Step(""))
            documents = {document.id: document for document in self._index.catalogue.documents()}
            if document_id not in documents:
                return None
            return self._removed(documents[document_id])

    def end(self, patience: float) -> bool:
        """Ends work under way at its next step, and lets none begin; whether that came about within the seconds."""
        self._ending.set()
        ended = self._turn.acquire(timeout=patience)
        if ended:
            self._turn.release()
        return ended

    def _guarded(self, progress: _Hear) -> _Hear:
        def hear(step: Step) -> None:
            if self._ending.is_set():
                raise Abandoned
            progress(step)

        return hear

    def _reports(self, gathered: Source | Report, number: int, run: _Run) -> Iterator[Report]:
        """What becomes of one place: a report, or one for each member where it is an archive."""
        if isinstance(gathered, Report):
            yield gathered
            return
        if not _is_text(gathered.place):
            yield Report(ascii(gathered.place), Outcome.FAILED, reason=_NO_TEXT)
            return
        run.seen.add(gathered.place)
        run.at(gathered.place, number)
        try:
            for each in self._gatherer.opened(gathered):
                if isinstance(each, Report):
                    run.seen.add(each.source)
                    yield each
                else:
                    yield self._one(each, number, run)
            run.opened.add(gathered.place)
        except DocumentError as error:
            yield Report(gathered.place, Outcome.FAILED, reason=str(error))

    def _one(self, source: Source, number: int, run: _Run) -> Report:
        if source.place not in run.seen:
            run.seen.add(source.place)
            run.at(source.place, number)
        try:
            return self._take_in(source, run)
        except DocumentError as error:
            return Report(source.place, Outcome.FAILED, reason=str(error))

    def _take_in(self, source: Source, run: _Run) -> Report:
        content = source.read()
        document_id = _document_id(source.place)
        by_hand = source.given.after(Given.read(self._index.catalogue.given(document_id)), source.listed)
        given = by_hand.over(source.listed)
        fingerprint = _fingerprint(content, given)
        before = self._index.catalogue.fingerprint(document_id)
        if before == fingerprint:
            return self._unchanged(source.place, document_id, content, by_hand.written())
        with listening(run.pages):
            loaded = _loaded(content)
        info = _info(document_id, source.place, content, given, loaded)
        info = replace(info, taken_in=self._today().isoformat(), given=by_hand.written())
        passages = make_passages(info, split(loaded.blocks))
        if not passages:
            raise DocumentEmpty(f"「{content.name}」には文字がありません。", "中身のあるファイルを指定してください。")
        self._index.replace_document(info, passages, fingerprint, run.passages)
        outcome = Outcome.ADDED if before is None else Outcome.REPLACED
        return Report(source.place, outcome, info.title, len(passages), " ".join(loaded.warnings))

    def _unchanged(self, place: str, document_id: str, content: Content, by_hand: str) -> Report:
        catalogue = self._index.catalogue
        if content.fetched or by_hand != catalogue.given(document_id):
            with catalogue.transaction():
                catalogue.set_seen(document_id, content.fetched, by_hand)
        return Report(place, Outcome.UNCHANGED, passages=len(catalogue.passage_ids(document_id)))

    def _prune(self, run: _Run, absent: Sequence[str]) -> Iterator[Report]:
        """Below a named place that is not there, nothing goes: a shared drive may only be away."""
        for document in self._index.catalogue.documents():
            source = document.source
            away = any(source == place or source.startswith(place + "/") for place in absent)
            if not is_address(source) and not away and _is_gone(source, run):
                yield self._removed(document)

    def _removed(self, document: DocumentInfo) -> Report:
        count = self._index.remove_document(document.id)
        return Report(document.source, Outcome.REMOVED, document.title, count)


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
                joint=draft.joint,
                speaker=draft.speaker,
            )
        )
    return passages


def _is_text(name: str) -> bool:
    """Not so where the name of a file is bytes of another encoding."""
    return name.encode("utf-8", "replace").decode() == name


def _loaded(content: Content) -> LoadedDocument:
    """The document read. A file that breaks a library in a way nobody foresaw must not take the others along."""
    try:
        return loader_for(PurePosixPath(content.name)).load(content.data, content.name)
    except (DocumentError, Abandoned):
        raise
    except Exception as error:
        # Never the message: it may hold what stands in the document.
        log.error("reading failed: %s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
        raise DocumentUnreadable(
            f"「{content.name}」を読んでいる途中で問題が起きました（{type(error).__name__}）。",
            "別の形式（PDF など）で保存しなおしてみてください。",
        ) from error


def _is_gone(source: str, run: _Run) -> bool:
    """Whether the file of a document is no more, or the archive it was in holds it no more."""
    if Path(source).exists():
        return False
    archive = next((opened for opened in run.opened if source.startswith(opened + MEMBER)), None)
    if archive is not None:
        return source not in run.seen
    cuts = (source[:at] for at in range(len(source)) if source.startswith(MEMBER, at))
    return not any(Path(cut).is_file() for cut in cuts)


def _fingerprint(content: Content, given: Given) -> str:
    """Changes with the content, with what is said of the document, and with how documents are read."""
    reading = f"{_READING} {reading_of(PurePosixPath(content.name))} {content.address}"
    return hashlib.sha256(b"\0".join([reading.encode(), repr(given).encode(), content.data])).hexdigest()


def _document_id(place: str) -> str:
    return hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()[:12]


def _info(document_id: str, place: str, content: Content, given: Given, loaded: LoadedDocument) -> DocumentInfo:
    title = given.title or loaded.title or PurePosixPath(content.name).stem
    edition, publisher = given.edition or loaded.edition, given.publisher or loaded.publisher
    return DocumentInfo(document_id, place, title, edition, publisher, content.address, content.fetched)
