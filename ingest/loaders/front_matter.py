"""What a document says of itself on its first page: title, edition and publisher. Pure, and silent when in doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from ingest.loaders.japanese_text import tidy

_YEAR = r"(?:\d{1,2}|元)"
_ERA = rf"(?:(?:令和|平成|昭和)\s?{_YEAR}\s?年|20\d\d\s?年)"
_EDITIONS = tuple(
    re.compile(pattern)
    for pattern in (
        r"第\s?\d+(?:\.\d+)*\s?版|(?:改訂|増補|初)版",
        r"(?:[vV]ol|[vV]er(?:sion)?)\.?\s?\d+(?:\.\d+)*",
        rf"{_ERA}度(?:版|改訂版)?",
        rf"{_ERA}\s?(?:\({_ERA}\)\s?)?\d{{1,2}}\s?月\s?\d{{1,2}}\s?日",
        rf"{_ERA}\s?\d{{1,2}}\s?月",
        r"[RHS]\d{1,2}[./]\d{1,2}[./]\d{1,2}",
        r"(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}",
    )
)
_BODIES = (
    r"[省庁局]|[都道府県市区町村]|協議会|委員会|会議|センター|研究所|機構|協会|財団"
    r"|法人\S*|連合会|大学|株式会社|支援部|\S*課"
)
_PUBLISHER = re.compile(
    rf"^(?:[^\s、。:()/]{{1,24}}(?:{_BODIES})|(?:一般|公益)?(?:社団|財団)法人\s?\S{{2,24}}|株式会社\s?\S{{2,20}})$"
)
_NO_TITLE = re.compile(
    r"^(?:untitled|無題|powerpoint\b.*|microsoft\b.*|スライド\s?\d*|slide\s?\d*|presentation\d*|document\d*|文書\s?\d*|タイトル"
    r"|book\d*|sheet\d*|.*\.(?:docx?|pptx?|xlsx?|pdf|txt|html?|jtd))$",
    re.IGNORECASE,
)


def edition_in(lines: Iterable[str]) -> str:
    """The edition as printed (第1.0版, vol.2, 令和7年度, 令和7年12月25日, R7.12.25); empty where there is none."""
    plain = [tidy(line) for line in lines]
    for pattern in _EDITIONS:
        for line in plain:
            found = pattern.search(line)
            if found and len(line) <= 80:
                return re.sub(r"\s", "", found.group())
    return ""


def publisher_in(lines: Iterable[str]) -> str:
    """The office or body that stands on a line of its own; several in a row are joined by 「・」."""
    found: list[str] = []
    for line in lines:
        for part in tidy(line).split("\n"):
            if _PUBLISHER.match(part) and not edition_in([part]) and part not in found:
                found.append(part)
            elif found:
                return "・".join(found[:3])
    return "・".join(found[:3])


def stated_title(title: str | None) -> str:
    """A title from a document's properties, empty where it is only what a program left there."""
    plain = " ".join(tidy(title or "").split())
    return "" if _NO_TITLE.match(plain) or len(plain) > 120 else plain


def title_from(candidates: Sequence[str | None], name: str) -> str:
    """The first usable of `candidates`, else the file's name without its ending."""
    return next((plain for each in candidates if (plain := stated_title(each))), "") or tidy(PurePath(name).stem)
