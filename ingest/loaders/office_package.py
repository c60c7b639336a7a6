"""Office files are ZIP archives of XML: what is looked at before a library may open one."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]  # the wheel carries no types

from knowledge.errors import DocumentUnreadable

MOST_PARTS = 20_000
MOST_BYTES = 600 * 2**20  # unpacked, pictures included; decks of a hundred photographs have 200 MB
MOST_XML = 50 * 2**20  # of XML in all, where it is read as a tree: that takes up to ten times as much, and 1 GB must do
_MOST_RATIO = 300  # a part larger than 20 MB that shrinks more than this is made to fill a memory
_RATIO_FROM = 20 * 2**20
_UNPACKING = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)  # what a bad part raises
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Package:
    """An Office file that may be opened: its bytes, and the parts that were broken and are now empty."""

    data: bytes
    broken: tuple[str, ...]


def checked_archive(data: bytes, name: str, most_xml: int = MOST_XML) -> zipfile.ZipFile:
    """The archive in `data`.

    Raises DocumentUnreadable where it is none, is locked, or would unpack beyond all bounds.
    """
    if data.startswith(_OLE):
        raise _locked_or_old(data, name)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise DocumentUnreadable(
            f"「{name}」は開けませんでした(途中で切れているか、壊れています)。",
            "もう一度ダウンロードするか、作成元から受け取りなおしてください。",
        ) from error
    parts = archive.infolist()
    xml = sum(part.file_size for part in parts if _is_xml(part.filename))
    swollen = any(p.file_size > _RATIO_FROM and p.file_size > _MOST_RATIO * max(p.compress_size, 1) for p in parts)
    if len(parts) > MOST_PARTS or sum(p.file_size for p in parts) > MOST_BYTES or xml > most_xml or swollen:
        size = sum(part.file_size for part in parts) // 2**20
        raise DocumentUnreadable(
            f"「{name}」は展開すると {size:,} MB になり、安全に読める大きさを超えています。",
            "内容を分けるか、不要なデータを消して保存しなおしてください。",
        )
    return archive


def office_package(data: bytes, name: str, main: str, *, most_xml: int = MOST_XML) -> Package:
    """The package with every broken XML part emptied; `main` is the part without which there is no document.

    `most_xml` is how many bytes of XML there may be, unpacked.

    Raises DocumentUnreadable as `checked_archive`, and where `main` is missing or broken.
    """
    with checked_archive(data, name, most_xml) as archive:
        names = archive.namelist()
        if main not in names:
            raise _not_this_format(name)
        broken = [part for part in names if _is_xml(part) and not _is_sound(archive, part)]
        if main in broken or "[Content_Types].xml" in broken:
            raise _broken(name)
        unpackable = [
            part for part in names if not _is_xml(part) and not part.endswith("/") and _is_corrupt(archive, part)
        ]
        if not broken and not unpackable:
            return Package(data, ())
        return Package(_mended(archive, set(broken), set(unpackable)), tuple(broken))


def _is_xml(part: str) -> bool:
    return part.lower().endswith((".xml", ".rels", ".vml"))


def _is_sound(archive: zipfile.ZipFile, part: str) -> bool:
    """Whether the part is XML without a document type, which Office never writes and attacks need."""
    if part.lower().endswith(".vml"):
        return True
    try:
        check = _Check()
        parser = etree.XMLParser(target=check, resolve_entities=False, no_network=True, load_dtd=False)
        with archive.open(part) as stream:
            while chunk := stream.read(2**20):
                parser.feed(chunk)
                if check.has_doctype:
                    return False
        return bool(parser.close())
    except (etree.XMLSyntaxError, ValueError, *_UNPACKING):
        return False


class _Check:
    """Sees XML go by without keeping it."""

    def __init__(self) -> None:
        self.has_doctype = False

    def doctype(self, *_: str | None) -> None:
        self.has_doctype = True

    def close(self) -> bool:
        return not self.has_doctype


def _is_corrupt(archive: zipfile.ZipFile, part: str) -> bool:
    try:
        with archive.open(part) as stream:
            while stream.read(2**20):
                pass
    except _UNPACKING:
        return True
    return False


def _mended(archive: zipfile.ZipFile, broken: set[str], unpackable: set[str]) -> bytes:
    mended = io.BytesIO()
    with zipfile.ZipFile(mended, "w", zipfile.ZIP_DEFLATED) as target:
        for part in dict.fromkeys(archive.namelist()):
            if part in unpackable:
                target.writestr(part, b"")
            else:
                target.writestr(part, _empty(part) if part in broken else archive.read(part))
    return mended.getvalue()


_DRAWING = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_SLIDES = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
_TREE = "<p:cSld><p:spTree><p:nvGrpSpPr/><p:grpSpPr/></p:spTree></p:cSld>"
_EMPTY = {
    "ppt/slides": f"<p:sld {_SLIDES} {_DRAWING}>{_TREE}</p:sld>",
    "ppt/notesSlides": f"<p:notes {_SLIDES} {_DRAWING}>{_TREE}</p:notes>",
    "ppt/slideLayouts": f"<p:sldLayout {_SLIDES} {_DRAWING}>{_TREE}</p:sldLayout>",
}


def _empty(part: str) -> str:
    if part.endswith(".rels"):
        return '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
    return _EMPTY.get(posixpath.dirname(part), "<empty/>")


def _locked_or_old(data: bytes, name: str) -> DocumentUnreadable:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return DocumentUnreadable(
            f"「{name}」はパスワードで守られているため、読めませんでした。",
            "パスワードを外して保存しなおしてください。",
        )
    return DocumentUnreadable(
        f"「{name}」は古い形式のファイルのため、読めませんでした。",
        "Word・Excel・PowerPoint で開き、新しい形式(docx・xlsx・pptx)か PDF で保存しなおしてください。",
    )


def _not_this_format(name: str) -> DocumentUnreadable:
    return DocumentUnreadable(
        f"「{name}」の中身は、名前の示す形式ではありませんでした。", "元のソフトで開き、保存しなおしてください。"
    )


def _broken(name: str) -> DocumentUnreadable:
    return DocumentUnreadable(
        f"「{name}」は壊れているか、安全に読めない部分があるため、開けませんでした。",
        "元のソフトで開き、保存しなおしてください。",
    )
