"""ZIP → the documents in it, one after the other, within bounds."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from ingest.loaders.office_package import checked_archive
from knowledge.errors import DocumentEmpty

MOST_MEMBERS = 500
MOST_MEMBER_BYTES = 100 * 2**20  # unpacked, one document
MOST_ALL_BYTES = 600 * 2**20  # unpacked, all documents together
_UTF8_NAME = 0x800  # flag of a name in UTF-8; Windows in Japan writes cp932 without it
_LOCKED = 0x1
_RUBBISH = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"}
_UNPACKING = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Member:
    """A document in an archive: its name with its folders, and either its bytes or why it was left out."""

    name: str
    data: bytes = b""
    left_out: str = ""


def members(data: bytes, name: str) -> Iterator[Member]:
    """The documents in the archive `name`, in its order; archives inside it are not opened.

    Nothing is written to disk, and one document at a time is in memory. Raises DocumentUnreadable where the archive
    is broken, locked as a whole or beyond all bounds, DocumentEmpty where there is no document in it.
    """
    with checked_archive(data, name) as archive:
        listed = [info for info in archive.infolist() if not info.is_dir() and not _is_rubbish(_name(info))]
        if not listed:
            raise DocumentEmpty(f"「{name}」には文書がありません。", "文書の入った ZIP を用意してください。")
        unpacked = 0
        for count, info in enumerate(listed):
            member = _member(archive, info, unpacked) if count < MOST_MEMBERS else _too_many(info)
            unpacked += len(member.data)
            yield member


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, unpacked: int) -> Member:
    name = _name(info)
    if PurePosixPath(name).suffix.lower() == ".zip":
        return Member(name, left_out=f"「{name}」は ZIP の中の ZIP のため、読みませんでした。")
    if info.flag_bits & _LOCKED:
        return Member(name, left_out=f"「{name}」はパスワードで守られているため、読めませんでした。")
    if info.file_size > MOST_MEMBER_BYTES or unpacked + info.file_size > MOST_ALL_BYTES:
        return Member(name, left_out=f"「{name}」は大きすぎるため、読みませんでした({info.file_size // 2**20:,} MB)。")
    try:
        with archive.open(info) as stream:
            content = stream.read(info.file_size + 1)  # never more than was announced and checked
    except _UNPACKING:
        return Member(name, left_out=f"「{name}」は壊れていて読めませんでした。")
    return Member(name, content)


def _too_many(info: zipfile.ZipInfo) -> Member:
    name = _name(info)
    return Member(name, left_out=f"「{name}」は {MOST_MEMBERS} 件を超えたため、読みませんでした。")


def _name(info: zipfile.ZipInfo) -> str:
    """The name as written; Python reads names without the UTF-8 flag as cp437."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    raw = info.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "cp932"):
        try:
            return raw.decode(encoding).replace("\\", "/")
        except UnicodeDecodeError:
            continue
    return info.filename


def _is_rubbish(name: str) -> bool:
    return any(part in _RUBBISH or part.startswith("._") for part in PurePosixPath(name).parts)
