"""One document where it lies: a file, a member of an archive, or a page on the web."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from ingest.report import Given
from knowledge.errors import DocumentUnreadable
from knowledge.system_errors import reason

MEMBER = "!/"  # between an archive and what is in it
LARGEST = 200 * 2**20  # bytes of one file
_READINGS = 3
_BETWEEN_READINGS = 0.2  # seconds: a program that saves is done by then, or writes for longer


@dataclass(frozen=True, slots=True)
class Content:
    """The bytes of a document; the ending of `name` tells the format. `address` and `fetched` as in DocumentInfo."""

    name: str
    data: bytes
    address: str = ""
    fetched: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A document to take in. `place` is its absolute path, `archive.zip!/member`, or its address.

    `read` gives the content and raises DocumentError where it cannot be had. `given` is what is said of it by hand,
    `listed` what the list that names it says.
    """

    place: str
    read: Callable[[], Content]
    given: Given = field(default_factory=Given)
    listed: Given = field(default_factory=Given)


def read_file(path: Path, address: str = "") -> Content:
    """A file whole, as it was at one moment.

    Raises DocumentUnreadable where it is no file, may not be read, is too large, or does not hold still.
    """
    try:
        for _ in range(_READINGS):
            before = _looked_at(path)
            data = path.read_bytes()
            if _state(path.stat()) == before and len(data) == before[1]:
                return Content(path.name, data, address)
            time.sleep(_BETWEEN_READINGS)
    except OSError as error:
        raise DocumentUnreadable(
            f"「{path.name}」を開けません（{reason(error)}）。", "読み取りの権限を確かめてください。"
        ) from error
    raise DocumentUnreadable(
        f"「{path.name}」は読んでいる間に書きかえられました。", "保存が終わってから、もう一度取り込んでください。"
    )


def _looked_at(path: Path) -> tuple[int, int, int]:
    """The state of a regular file of bearable size."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise DocumentUnreadable(f"「{path.name}」はファイルではありません。", "文書のファイルを指定してください。")
    if found.st_size > LARGEST:
        raise DocumentUnreadable(
            f"「{path.name}」は大きすぎます（{found.st_size // 2**20} MB）。",
            f"{LARGEST // 2**20} MB までのファイルに分けてください。",
        )
    return _state(found)


def _state(found: os.stat_result) -> tuple[int, int, int]:
    return found.st_mtime_ns, found.st_size, found.st_ino
