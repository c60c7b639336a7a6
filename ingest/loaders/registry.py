"""Which file goes to which loader: decided here and nowhere else. A new format is a line in the table."""

from __future__ import annotations

from pathlib import Path

from ingest.loaders.markdown import MarkdownLoader
from ingest.loaders.plain_text import PlainTextLoader
from ingest.loaders.port import Loader
from knowledge.errors import DocumentUnreadable

_LOADERS: tuple[Loader, ...] = (MarkdownLoader(), PlainTextLoader())


def readable_suffixes() -> frozenset[str]:
    """The endings of the files that can be read."""
    return frozenset().union(*(loader.suffixes for loader in _LOADERS))


def loader_for(path: Path) -> Loader:
    """The loader for a file's ending. Raises DocumentUnreadable for an ending nobody reads."""
    for loader in _LOADERS:
        if path.suffix.lower() in loader.suffixes:
            return loader
    raise DocumentUnreadable(
        f"「{path.name}」の形式（{path.suffix or '拡張子なし'}）はまだ読めません。",
        f"{'、'.join(sorted(readable_suffixes()))} のどれかにしてください。",
    )
