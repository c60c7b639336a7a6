"""Which file goes to which loader: decided here and nowhere else. A new format is a line in the table.

A loader's module is imported when a file of its format comes, so that reading Markdown does not wait for PDF.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import PurePath
from typing import cast

from ingest.loaders.ocr import Ocr, RapidOcr, ocr_is_installed
from ingest.loaders.port import Loader
from knowledge.errors import DocumentUnreadable

_TABLE = (
    ("markdown", "MarkdownLoader", (".md", ".markdown")),
    ("plain_text", "PlainTextLoader", (".txt", ".text")),
    ("pdf", "PdfLoader", (".pdf",)),
    ("slides", "SlidesLoader", (".pptx", ".pptm", ".ppsx")),
    ("word", "WordLoader", (".docx",)),
    ("sheets", "SheetsLoader", (".xlsx", ".xlsm")),
    ("sheets", "TableFileLoader", (".csv", ".tsv")),
    ("web_page", "WebPageLoader", (".html", ".htm", ".xhtml")),
    ("photo", "PhotoLoader", (".png", ".jpg", ".jpeg")),
)
# These read pictures too, where OCR is installed.
_READ_PICTURES = frozenset({".pdf", ".png", ".jpg", ".jpeg"})
_LOADERS: Mapping[str, tuple[str, str]] = {
    suffix: (module, name) for module, name, suffixes in _TABLE for suffix in suffixes
}


def readable_suffixes() -> frozenset[str]:
    """The endings of the files that can be read."""
    return frozenset(_LOADERS)


def reading_of(path: PurePath) -> str:
    """What besides the bytes decides what is read from a file: OCR that was installed meanwhile reads more."""
    return "ocr" if path.suffix.lower() in _READ_PICTURES and ocr_is_installed() else ""


def loader_for(path: PurePath) -> Loader:
    """The loader for a file's ending. Raises DocumentUnreadable for an ending nobody reads."""
    suffix = path.suffix.lower()
    if suffix not in _LOADERS:
        raise DocumentUnreadable(
            f"「{path.name}」の形式（{path.suffix or '拡張子なし'}）は読めません。",
            f"{'、'.join(sorted(_LOADERS))} のどれかにしてください。",
        )
    return _loader(suffix)


@cache
def _loader(suffix: str) -> Loader:
    module, name = _LOADERS[suffix]
    make = getattr(import_module(f"ingest.loaders.{module}"), name)
    return cast(Loader, make(_ocr()) if suffix in _READ_PICTURES else make())


@cache
def _ocr() -> Ocr | None:
    """One engine for all: its models take 0.6 GB."""
    return RapidOcr() if ocr_is_installed() else None
