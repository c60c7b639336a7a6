"""The values that everything else hands around. All are frozen; none of them does any I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

SECTION_SEPARATOR = " > "


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What a document says of itself, and where it came from.

    `id` is stable for one `source` (an absolute path, also into an archive, or an address). `edition` is as people
    write it (令和7年度, R7.12.25, vol.2), empty where the document has none. `address` is where it stands on the web,
    `fetched` the day it was fetched from there (2026-11-23), `taken_in` the day its present content came into the
    index; each is empty where that is unknown. `given` is what a person said of it by hand, as `ingest` writes it down.
    """

    id: str
    source: str
    title: str
    edition: str = ""
    publisher: str = ""
    address: str = ""
    fetched: str = ""
    taken_in: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document that can be found and quoted.

    `id` begins with that of its document and a hyphen. `text` is verbatim, its lines parted by newlines as in the
    document. `section` is the path of headings above it, outermost first. `locator` is where a person finds it
    (`p.12`, `スライド3`, `34〜52行目`). `position` counts the passages of one document from 0, in reading order.
    `headings` are the lines of the text that are headings, as they stand in it. `joint` is what parts the text from
    that of the passage before it in the document; None where the passage stands for itself: the first one, an
    article of a law. `speaker` is who gives the talk that it is from, empty where it is from none.
    """

    id: str
    document_id: str
    title: str
    edition: str
    section: tuple[str, ...]
    locator: str
    text: str
    position: int
    headings: tuple[str, ...] = ()
    joint: str | None = None
    speaker: str = ""

    @property
    def section_path(self) -> str:
        """The headings above the passage as one line, empty where there are none."""
        return SECTION_SEPARATOR.join(self.section)


@dataclass(frozen=True, slots=True)
class Found:
    """A passage with how well it bears on a question: `score` is 0 to 1, comparable within one question.

    Where the passage is short, its text goes on into what stands beside it in the document.
    """

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Citation:
    """What a person quotes in a meeting: the words, to the letter, and where they stand.

    `passage_id` names the passage of the answer that holds them, `begins_in` the passage of the document where they
    begin, where that is another one.
    """

    title: str
    edition: str
    section: str
    locator: str
    quote: str
    passage_id: str
    begins_in: str = ""

    def quotes(self, passage: Passage) -> bool:
        """Whether words of a passage of the document are in the quote: it begins in it, or goes over all of it."""
        begins = passage.id == (self.begins_in or self.passage_id)
        same_document = self.passage_id.startswith(f"{passage.document_id}-")
        return begins or (same_document and passage.text.strip() in self.quote)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Which documents somebody is answered from, by id.

    Nothing of the `hidden` ones is ever shown, not even their headings, and a word that only they have is unknown. The
    `first` ones are asked before all others: only where they do not say, the rest is looked at. Those `aside` are no
    secret, but not asked this time.
    """

    hidden: frozenset[str] = frozenset()
    first: frozenset[str] = frozenset()
    aside: frozenset[str] = frozenset()

    @property
    def off(self) -> frozenset[str]:
        """The documents in which nothing is looked for."""
        return self.hidden | self.aside


EVERYTHING = Shelf()


class Voice(StrEnum):
    """Who speaks in one part of an answer. The value is the label that people see."""

    HANDBOOK = "手引き"
    RESOURCES = "この地域の資源"


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """One voice of an answer: `text` in Japanese and the citations that carry it, in reading order.

    `notes` are the ids of the notes that it tells of.
    """

    voice: Voice
    text: str
    citations: tuple[Citation, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot says to a question.

    `parts` is empty exactly when the documents do not say. `passages` are the best found, best first, in
    either case; `nearest` names the documents and headings that come closest, offered when nothing was
    found. `note` is small print about how the answer came about, empty where there is nothing to say.
    """

    question: str
    parts: tuple[AnswerPart, ...] = ()
    passages: tuple[Found, ...] = ()
    nearest: tuple[str, ...] = field(default=())
    note: str = ""

    @property
    def answered(self) -> bool:
        """Whether the documents say anything about the question."""
        return bool(self.parts)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The citations of all parts, in order."""
        return tuple(citation for part in self.parts for citation in part.citations)
