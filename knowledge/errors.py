"""The error tree. A message is one or two Japanese sentences: what happened, with which value, and the cure.

TsunagiError
├── QuestionError            the question cannot be worked on (too long, no words in it)
├── SettingError             a setting is missing or has a value that cannot be used
├── DocumentError            one document cannot be taken in; the others go on
│   ├── DocumentNotFound     nothing is at the path or address
│   ├── DocumentUnreadable   it is there, but its content is not what the format promises
│   └── DocumentEmpty        it was read and holds no words
└── PassageIndexError        the index of passages as a whole
    ├── IndexBusy            another process owns the embedded index
    ├── IndexModelMismatch   it was made with another embedding model
    └── IndexUnreachable     the Chroma server does not answer
"""

from __future__ import annotations


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
