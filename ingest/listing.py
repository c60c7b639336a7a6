"""`sources.toml`: a list of documents, each by path or address, with what the person knows of it."""

from __future__ import annotations

import os.path
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from ingest.loaders.address import is_address
from ingest.report import Given
from ingest.source import read_file
from knowledge.errors import DocumentUnreadable

LISTING = "sources.toml"
_FIELDS = ("path", "address", "title", "edition", "publisher")


@dataclass(frozen=True, slots=True)
class Listed:
    """One document of a list. Without a path it is fetched from its address; with both, the address is only cited."""

    given: Given
    path: Path | None = None
    address: str = ""


def read_listing(path: Path) -> list[Listed]:
    """The documents that the list at `path` names; paths in it begin at its own folder, addresses at its `site`.

    Raises DocumentUnreadable, naming the entry, where it is no such list.
    """
    try:
        listing = tomllib.loads(read_file(path).data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DocumentUnreadable(
            f"資料の一覧「{path}」を読めません（{error}）。", "書き方を確かめ、UTF-8 で保存してください。"
        ) from error
    entries, site = listing.get("document", []), str(listing.get("site", ""))
    if not isinstance(entries, list):
        raise _wrong(path, 1, "[[document]] のくり返しで書いてください。")
    return [_listed(path, number, entry, site) for number, entry in enumerate(entries, start=1)]


def _listed(listing: Path, number: int, entry: Any, site: str) -> Listed:
    if not isinstance(entry, dict) or not all(isinstance(value, str) for value in entry.values()):
        raise _wrong(listing, number, "どの項目も文字で書いてください。")
    strange = ", ".join(name for name in entry if name not in _FIELDS)
    if strange:
        raise _wrong(listing, number, f"{strange} は使えません。使えるのは {', '.join(_FIELDS)} です。")
    address = urljoin(site, entry["address"]) if entry.get("address") else ""
    if not entry.get("path") and not is_address(address):
        raise _wrong(listing, number, "path か、http で始まる address を書いてください。")
    given = Given(entry.get("title", ""), entry.get("edition", ""), entry.get("publisher", ""))
    if not entry.get("path"):
        return Listed(given, None, address)
    inside = os.path.abspath(listing.parent / Path(entry["path"]).expanduser())  # noqa: PTH100 - follows no links
    return Listed(given, Path(inside), address)


def _wrong(listing: Path, number: int, cure: str) -> DocumentUnreadable:
    return DocumentUnreadable(f"資料の一覧「{listing}」の{number}番目を読めません。", cure)
