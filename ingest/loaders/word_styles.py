"""What styles and direct formatting say of a Word paragraph: heading level, list, size, weight."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ingest.loaders.japanese_text import one_form
from ingest.loaders.word_text import W, is_hidden

_HEADING = re.compile(r"^(?:heading|見出し)\s?([1-9])$", re.IGNORECASE)
_TITLE = re.compile(r"^(?:title|表題|タイトル)$", re.IGNORECASE)
_CONTENTS = re.compile(r"^(?:toc|目次)\s?([1-9])$", re.IGNORECASE)
_CAPTION = re.compile(r"^(?:caption|図表番号)$", re.IGNORECASE)
_BODY_LEVEL = 9  # outlineLvl that Word gives to body text
_USUAL_SIZE = 10.5
_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Look:
    """How a paragraph looks: `level` of a heading (0 for none), `number` and `depth` of its list, size in points."""

    style: str
    level: int
    number: str
    depth: int
    size: float
    bold: bool

    @property
    def is_title(self) -> bool:
        """Whether it has the style of a document's title."""
        return bool(_TITLE.match(self.style))

    @property
    def is_caption(self) -> bool:
        """Whether it has the style of captions."""
        return bool(_CAPTION.match(self.style))

    @property
    def contents_level(self) -> int:
        """The depth of an entry of the table of contents, 0 for none."""
        found = _CONTENTS.match(self.style)
        return int(found.group(1)) if found else 0


class Styles:
    """The paragraph styles of one document."""

    def __init__(self, root: Any) -> None:
        self._styles = {each.get(f"{W}styleId"): each for each in root.iter(f"{W}style")}
        self._default = next(
            (
                key
                for key, each in self._styles.items()
                if each.get(f"{W}type") == "paragraph" and each.get(f"{W}default") in {"1", "true"}
            ),
            None,
        )
        size = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}sz")
        self._size = _half_points(size) or _USUAL_SIZE

    def look(self, paragraph: Any) -> Look:
        """The look of a `w:p`."""
        chain = self._chain(_attribute(paragraph.find(f"{W}pPr/{W}pStyle")) or self._default)
        direct = paragraph.find(f"{W}pPr")
        number, depth = _list_of([direct, *(style.find(f"{W}pPr") for style in chain)])
        size, bold = self._type(paragraph, chain)
        return Look(_name(chain), _level(direct, chain), number, depth, size, bold)

    def _chain(self, key: str | None) -> list[Any]:
        chain: list[Any] = []
        while key in self._styles and len(chain) < _LONGEST_CHAIN:
            chain.append(self._styles[key])
            key = _attribute(self._styles[key].find(f"{W}basedOn"))
        return chain

    def _type(self, paragraph: Any, chain: list[Any]) -> tuple[float, bool]:
        """Size and weight of most of the letters."""
        styled = next((size for s in chain if (size := _half_points(s.find(f"{W}rPr/{W}sz")))), self._size)
        styled_bold = next((is_on for s in chain if (is_on := _switch(s.find(f"{W}rPr/{W}b"))) is not None), False)
        weights: dict[float, int] = {}
        bold = letters = 0
        for run in paragraph.iter(f"{W}r"):
            count = sum(len(text.text or "") for text in run.findall(f"{W}t"))
            if not count or is_hidden(run):
                continue
            size = _half_points(run.find(f"{W}rPr/{W}sz")) or styled
            own = _switch(run.find(f"{W}rPr/{W}b"))
            weights[size] = weights.get(size, 0) + count
            bold += count if (styled_bold if own is None else own) else 0
            letters += count
        usual = max(weights, key=lambda each: weights[each]) if weights else styled
        return usual, letters > 0 and bold >= 0.8 * letters


def _attribute(element: Any) -> str | None:
    return None if element is None else element.get(f"{W}val")


def _half_points(element: Any) -> float:
    value = _attribute(element) or ""
    return int(value) / 2 if value.isdigit() else 0.0


def _switch(element: Any) -> bool | None:
    return None if element is None else _attribute(element) not in {"0", "false"}


def _name(chain: list[Any]) -> str:
    return one_form(_attribute(chain[0].find(f"{W}name")) or "") if chain else ""


def _level(direct: Any, chain: list[Any]) -> int:
    """The level of a heading, by the paragraph's own outline level, else by its styles' names and levels."""
    own = _attribute(direct.find(f"{W}outlineLvl")) if direct is not None else None
    if own is not None and own.isdigit():
        return 0 if int(own) >= _BODY_LEVEL else int(own) + 1
    for style in chain:
        named = _HEADING.match(one_form(_attribute(style.find(f"{W}name")) or ""))
        if named:
            return int(named.group(1))
        outline = _attribute(style.find(f"{W}pPr/{W}outlineLvl"))
        if outline is not None and outline.isdigit():
            return 0 if int(outline) >= _BODY_LEVEL else int(outline) + 1
    return 0


def _list_of(properties: list[Any]) -> tuple[str, int]:
    """The number of the list and the depth in it, from the nearest properties that name them; "" for none."""
    number, depth = None, None
    for each in properties:
        entry = each.find(f"{W}numPr") if each is not None else None
        if entry is None:
            continue
        number = number if number is not None else _attribute(entry.find(f"{W}numId"))
        depth = depth if depth is not None else _attribute(entry.find(f"{W}ilvl"))
    return (number if number not in {None, "0"} else "") or "", int(depth) if depth and depth.isdigit() else 0
