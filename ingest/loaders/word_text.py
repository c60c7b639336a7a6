"""The words of a Word paragraph: fields, ruby, revisions and boxes taken as the reader sees them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.loaders.japanese_text import tidy

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_UNSEEN = {
    f"{W}{tag}" for tag in ("del", "moveFrom", "instrText", "delText", "rt", "pPr", "rPr", "txbxContent", "sdtPr")
}
_UNSEEN |= {f"{_MC}Fallback"}


def paragraph_text(paragraph: Any) -> str:
    """The text of a `w:p`, without deleted and hidden words, without ruby and without the boxes anchored in it."""
    return tidy("".join(_pieces(paragraph)))


def _pieces(element: Any) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag in _UNSEEN or (tag == f"{W}r" and is_hidden(child)):
            continue
        if tag == f"{W}t":
            yield child.text or ""
        elif tag in {f"{W}tab", f"{W}ptab"}:
            yield " "
        elif tag in {f"{W}br", f"{W}cr"}:
            yield "\n" if child.get(f"{W}type") in {None, "textWrapping"} else ""
        elif tag == f"{W}noBreakHyphen":
            yield "-"
        elif tag == f"{W}sym":
            yield _symbol(child)
        elif tag in {f"{W}footnoteReference", f"{W}endnoteReference"}:
            yield note_mark(child)
        else:
            yield from _pieces(child)


def _symbol(element: Any) -> str:
    try:
        return chr(int(element.get(f"{W}char", ""), 16))
    except (ValueError, OverflowError):
        return ""


def note_mark(reference: Any) -> str:
    """The small number of a foot- or endnote."""
    return str(reference.get(f"{W}id", "")).translate(_SUPERSCRIPT)


def is_hidden(run: Any) -> bool:
    """Whether a run is formatted as hidden."""
    hidden = run.find(f"{W}rPr/{W}vanish")
    return hidden is not None and hidden.get(f"{W}val") not in {"0", "false"}


def boxes_in(paragraph: Any) -> Iterator[Any]:
    """The contents of text boxes anchored in a paragraph, each once though Word writes it for two renderers."""
    for box in paragraph.iter(f"{W}txbxContent"):
        if not any(parent.tag in {f"{_MC}Fallback", f"{W}txbxContent"} for parent in box.iterancestors()):
            yield box


def references_in(paragraph: Any) -> Iterator[Any]:
    """The references to footnotes in a paragraph."""
    yield from paragraph.iter(f"{W}footnoteReference")
