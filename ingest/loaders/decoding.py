"""Bytes → text, whatever encoding a Japanese office saved it in."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from knowledge.errors import DocumentEmpty, DocumentUnreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_JAPANESE = ["cp932", "euc_jp", "iso2022_jp", "utf_16_le", "utf_16_be"]
_TO_KANJI = re.compile(rb"\x1b\$[@B]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_KANA_SHARE = 0.15
# What Japanese text consists of, but for a sign here and there (×, ℡) and half-width kana.
_USUAL = re.compile(r"[\x20-\x7e\s\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e①-⑳]")
_USUAL_SHARE = 0.8
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffe]")


def decode(data: bytes, name: str) -> str:
    """The text in `data`, line ends as newlines, without byte order marks (also doubled ones).

    Reads UTF-8, UTF-16, UTF-32, Shift_JIS, EUC-JP and ISO-2022-JP. Raises DocumentEmpty where there is nothing but
    white space, DocumentUnreadable where the bytes are no text in any of these.
    """
    text = _marked(data) or _utf8(data) or _escaped(data) or _utf16(data) or _shift_jis_or_euc(data) or _guessed(data)
    if text is None or _CONTROL.search(text):
        raise DocumentUnreadable(
            f"「{name}」は文字のファイルとして読めませんでした。",
            "中身が文書かどうかを確かめ、UTF-8 で保存しなおしてください。",
        )
    text = text.replace("\ufeff", "").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise DocumentEmpty(f"「{name}」には文字がありません。", "中身のあるファイルを指定してください。")
    return text


def _marked(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    return None


def _utf8(data: bytes) -> str | None:
    # ISO-2022-JP is pure ASCII with escapes, and UTF-16 of Latin text has NULs: both are valid UTF-8.
    if b"\x1b$" in data or b"\x00" in data:
        return None
    return _strictly(data, "utf-8")


def _escaped(data: bytes) -> str | None:
    """ISO-2022-JP, told by its escapes: nothing is left to be guessed."""
    return _strictly(data, "iso2022_jp") if _TO_KANJI.search(data) else None


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark, told by its kana: bytes of no other encoding give as many."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _strictly(data, encoding)
        if text and len(_KANA.findall(text)) >= _KANA_SHARE * len(text) and not _CONTROL.search(text):
            return text
    return None


def _shift_jis_or_euc(data: bytes) -> str | None:
    """The one of the two in which it reads as Japanese: bytes of EUC-JP are half-width kana in Shift_JIS."""
    both = (_strictly(data, encoding) for encoding in ("cp932", "euc_jp"))
    read = {text: len(_USUAL.findall(text)) / len(text) for text in both if text}
    text = max(read, key=read.__getitem__, default=None)
    return text if text and read[text] >= _USUAL_SHARE and not _CONTROL.search(text) else None


def _guessed(data: bytes) -> str | None:
    best = from_bytes(data, cp_isolation=_JAPANESE).best()
    return None if best is None else str(best)


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
