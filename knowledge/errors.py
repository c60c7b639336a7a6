"""The error tree. A message is one or two Japanese sentences: what happened, with which value, and the cure.

TsunagiError
├── QuestionError            the question cannot be worked on (too long, no words in it)
├── SettingError             a setting is missing or has a value that cannot be used
├── DocumentError            one document cannot be taken in; the others go on
│   ├── DocumentNotFound     nothing is at the path or address
│   ├── DocumentUnreadable   it is there, but its content is not what the format promises
│   └── DocumentEmpty        it was read and holds no words
├── PassageIndexError        the index of passages as a whole
│   ├── IndexBusy            another process owns the embedded index
│   ├── IndexModelMismatch   it was made with another embedding model
│   └── IndexUnreachable     the Chroma server does not answer
└── ResourceError            a resource note or the record of them
    ├── NoteInvalid          its fields are not filled in rightly; says which and why
    ├── NoteNotFound         no such note in this workspace
    ├── NoteErased           the note was erased for good
    ├── NoteConflict         somebody else changed the note meanwhile; carries what it is now
    ├── RecordUnavailable    the database of the record cannot be used
    └── ExchangeUnreadable   a file of resources cannot be read as a table or list
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.resources.model import FieldChange, Problem, ResourceNote


class TsunagiError(Exception):
    """A failure that is explained to the person: `what` happened (naming the value) and its `cure`."""

    def __init__(self, what: str, cure: str = "") -> None:
        super().__init__(what + cure)
        self.what = what
        self.cure = cure


class QuestionError(TsunagiError):
    """The question cannot be worked on."""


class SettingError(TsunagiError):
    """A setting is missing or cannot be used."""


class DocumentError(TsunagiError):
    """One document cannot be taken in."""


class DocumentNotFound(DocumentError):
    """Nothing is at the path or address."""


class DocumentUnreadable(DocumentError):
    """The content is not what the format promises."""


class DocumentEmpty(DocumentError):
    """The document was read and holds no words."""


class PassageIndexError(TsunagiError):
    """The index of passages cannot be used as a whole."""


class IndexBusy(PassageIndexError):
    """Another process owns the embedded index."""


class IndexModelMismatch(PassageIndexError):
    """The index was made with another embedding model."""


class IndexUnreachable(PassageIndexError):
    """The Chroma server does not answer."""


class ResourceError(TsunagiError):
    """A resource note or the record of them cannot be worked with."""


class NoteInvalid(ResourceError):
    """The note's fields are not filled in rightly: `problems` says it field by field."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("".join(f"「{each.label}」{each.what}" for each in problems))
        self.problems = tuple(problems)


class NoteNotFound(ResourceError):
    """No note of this id is in this workspace."""


class NoteErased(ResourceError):
    """The note was erased for good; only that it was is kept."""


class NoteConflict(ResourceError):
    """Somebody else changed the note meanwhile: `current` is the note now, `changed` what they changed."""

    def __init__(self, current: ResourceNote, changed: Sequence[FieldChange]) -> None:
        super().__init__(
            f"「{current.name}」は、ほかの方が先に書きかえました。",
            "いまの内容を見て、もう一度なおすか、そのままにするかを選んでください。",
        )
        self.current = current
        self.changed = tuple(changed)


class RecordUnavailable(ResourceError):
    """The database of the record cannot be used."""


class ExchangeUnreadable(ResourceError):
    """A file of resources cannot be read as a table or list."""
