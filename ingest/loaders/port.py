"""What a loader promises."""

from __future__ import annotations

from typing import Protocol

from ingest.blocks import LoadedDocument


class Loader(Protocol):
    """Reads one format."""

    @property
    def suffixes(self) -> frozenset[str]:
        """The endings of file names it reads, lower case with the dot: `.md`."""

    def load(self, data: bytes, name: str) -> LoadedDocument:
        """The document in `data`; `name` is the file's name, used in messages and as the last resort for a title.

        Raises DocumentUnreadable where the bytes are not what the format promises, DocumentEmpty where there
        is no text at all. Does no other I/O, keeps no state, and may be called from several threads.
        """
