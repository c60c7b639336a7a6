"""Editions: which of two documents is the newer edition of the same work. Pure, and silent when in doubt."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import Enum
from functools import lru_cache

from knowledge.types import DocumentInfo

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "R": 2018, "H": 1988, "S": 1925}
_YEAR = r"(?:(?P<era>令和|平成|昭和)\s?(?P<of_era>\d{1,2}|元)|(?P<west>(?:19|20)\d\d))\s?年"
_DATED = re.compile(
    rf"{_YEAR}(?:\([^()]{{2,8}}年度?\))?(?P<fiscal>度)?(?:\s?(?P<month>\d{{1,2}})\s?月(?:\s?(?P<day>\d{{1,2}})\s?日)?)?"
)
_SHORT = re.compile(r"(?<![A-Za-z0-9])(?P<era>[RHS])(?P<of_era>\d{1,2})[./](?P<month>\d{1,2})(?:[./](?P<day>\d{1,2}))?")
_WEST = re.compile(r"(?<!\d)(?P<west>(?:19|20)\d\d)[./-](?P<month>\d{1,2})(?:[./-](?P<day>\d{1,2}))?(?!\d)")
_VOLUME = re.compile(r"(?<![A-Za-z])(?:vol|ver(?:sion)?)\.?\s?(?P<number>\d+(?:\.\d+)*)", re.IGNORECASE)
_NUMBERED = re.compile(r"第\s?(?P<number>\d+(?:\.\d+)*)\s?版|(?P<first>初版)")
_REVISED = re.compile(r"(?:改訂|改定|増補|更新)版?")
_AROUND = re.compile(r"[\s()\[\]（）【】「」『』<>・,、:/_-]+|版$|版(?=[)\s])")
# Each number of these is a work of its own: last month's minutes are not an old edition of this month's.
_SERIES = re.compile(r"議事録|会議録|議事要旨|次第|だより|通信|ニュース|広報|日報|週報|月報|新聞|アンケート|決算|予算")
FISCAL_YEAR_BEGINS = 4  # April
Age = tuple[int, ...]


class Count(Enum):
    """What an edition counts by; only editions that count alike can be compared."""

    VOLUME = _VOLUME
    NUMBER = _NUMBERED
    DATE = _DATED


def superseded(documents: Iterable[DocumentInfo]) -> frozenset[str]:
    """The ids of the documents of which a newer edition is among `documents`.

    Two documents are editions of one work when their titles are the same but for words of editions, and so are their
    publishers, where both are known.
    """
    works: dict[str, list[DocumentInfo]] = defaultdict(list)
    for document in documents:
        works[bare(document.title)].append(document)
    return frozenset(
        older.id
        for title, editions in works.items()
        if title and len(editions) > 1 and not _SERIES.search(title)
        for older in editions
        if any(_replaces(newer, older) for newer in editions)
    )


def same_work(one: DocumentInfo, other: DocumentInfo) -> bool:
    """Whether two documents are editions, or numbers of a series, of one work: by title, and publisher where known."""
    title = bare(one.title)
    if not title or title != bare(other.title):
        return False
    return not (one.publisher and other.publisher) or bare(one.publisher) == bare(other.publisher)


@lru_cache(maxsize=10_000)
def bare(title: str) -> str:
    """A title, or a publisher, without the words that tell its edition, in one spelling.

    >>> bare("手引き（令和7年度版）") == bare("手引き vol.2")
    True
    """
    plain = unicodedata.normalize("NFKC", title)
    for pattern in (_DATED, _SHORT, _WEST, _VOLUME, _NUMBERED, _REVISED):
        plain = pattern.sub(" ", plain)
    return _AROUND.sub("", plain).casefold()


@lru_cache(maxsize=10_000)
def age(edition: str) -> Mapping[Count, Age]:
    """How new an edition is, by each thing it counts by; larger is newer, empty where nothing is said.

    >>> age("令和7年度")[Count.DATE] < age("R7.12.25")[Count.DATE]
    True
    """
    plain = unicodedata.normalize("NFKC", edition)
    found: dict[Count, Age] = {}
    for pattern in (_DATED, _SHORT, _WEST):
        if Count.DATE not in found and (date := pattern.search(plain)):
            found[Count.DATE] = _date(date)
    for count in (Count.VOLUME, Count.NUMBER):
        if number := count.value.search(plain):
            parts = (number.groupdict().get("number") or "1").split(".")
            found[count] = tuple(int(part) for part in parts)
    return found


def _replaces(newer: DocumentInfo, older: DocumentInfo) -> bool:
    if newer.publisher and older.publisher and bare(newer.publisher) != bare(older.publisher):
        return False
    mine, other = _age_of(newer), _age_of(older)
    shared = next((count for count in Count if count in mine and count in other), None)
    return shared is not None and mine[shared] > other[shared]


def _age_of(document: DocumentInfo) -> Mapping[Count, Age]:
    """What the edition says, over what the title says."""
    return {**age(document.title), **age(document.edition)}


def _date(found: re.Match[str]) -> Age:
    parts = found.groupdict()
    if parts.get("west"):
        year = int(parts["west"])
    else:
        year = _ERAS[parts["era"]] + (1 if parts["of_era"] == "元" else int(parts["of_era"]))
    begins = FISCAL_YEAR_BEGINS if parts.get("fiscal") else 0
    return year, int(parts.get("month") or begins), int(parts.get("day") or 0)


def shown_edition(edition: str, has_newer: bool) -> str:
    """An edition as a citation shows it: an older one says that it is."""
    if not has_newer:
        return edition
    return f"{edition}（新しい版があります）" if edition else "新しい版があります"


def shown_place(locator: str, address: str, fetched: str) -> str:
    """Where a person finds a passage: its place in the document, the document's address, and when that was fetched."""
    day = (
        "".join(f"{int(part)}{unit}" for part, unit in zip(fetched.split("-"), "年月日", strict=True))
        if fetched
        else ""
    )
    return " ".join(filter(None, [locator, address, f"（{day}取得）" if day else ""]))
