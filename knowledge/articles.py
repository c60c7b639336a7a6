"""Articles of laws: which one a question cites (「社会福祉法第109条第2項」), and which one a passage is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from knowledge.japanese import fold
from knowledge.types import Passage

_ARTICLE = r"(\d+)条((?:の\d+)*)(?:第?(\d+)項)?"
# What is below a paragraph is read over, since passages go by paragraphs. Nothing is given back: 第5条の2第1号 is not
# 第5条.
_DOWN_TO_AN_ITEM = rf"(?>{_ARTICLE}(?:第?\d+号(?:の\d+)*[イロハニホヘト]?)?)"
_SUPPLEMENT = "附則"
_LAW = "[一-龥々ァ-ヶーぁ-ん]*?(?:法|政令|省令|施行令|規則|条例|要綱)"
# What follows an article that only says where something else comes from: 「第5条に規定する省令」.
_ELSEWHERE = r"(?:に規定|において準用|の規定|に基づ|により|に定め|の\S{0,8}令で定め)"
# In towns laid out by streets, 「北3条西」 and 「5条通」 are addresses.
_CITED = re.compile(
    rf"({_LAW})?[のはで、]*({_SUPPLEMENT})?の?(?<![東西南北\d])第?{_DOWN_TO_AN_ITEM}(?![\d第東西南北通丁]|{_ELSEWHERE})"
)
_AT_ITS_PLACE = re.compile(rf"(?:{_SUPPLEMENT})?第{_ARTICLE}(?:[〜~](?:第\d+条(?:の\d+)*)?第?(\d+)項)?(?=\W|$)")
_AT_A_LINE = re.compile(rf"^\W*第{_ARTICLE}(?=\W|$)", re.MULTILINE)
# They name no law: this law, the same law.
_NO_NAME = re.compile(r"^(?:この|本|同|その|当該|各)?(?:法|法律|規則|条例|要綱|政令|省令)?$")
# Where another paragraph of the article is cited than the passage has.
_ANOTHER_PARAGRAPH = 0.7
_EVERY_PARAGRAPH = 999


@dataclass(frozen=True, slots=True)
class Article:
    """An article that is cited: the name of its law, empty where none is named, its number (`109`, `5の2`), its
    paragraph (0 for none), and whether it is one of the supplementary provisions, which count from one again.
    """

    law: str
    number: str
    paragraph: int = 0
    in_supplement: bool = False


@lru_cache(maxsize=4_000)
def cited(core: str) -> tuple[Article, ...]:
    """The articles that a folded question asks of; not those that it only cites for something else.

    >>> [(each.law, each.number, each.paragraph) for each in cited("社会福祉法第109条の2第3項第1号、憲法13条")]
    [('社会福祉法', '109の2', 3), ('憲法', '13', 0)]
    """
    return tuple(
        Article("" if _NO_NAME.match(law or "") else law, number + parts, int(paragraph or 0), bool(supplement))
        for law, supplement, number, parts, paragraph in (found.groups() for found in _CITED.finditer(core))
    )


def is_cited(passage: Passage, core: str) -> float:
    """How much a passage is one of the articles that a folded question asks of, 0 to 1; 0 where it asks of none."""
    return max((is_article(passage, article) for article in cited(core)), default=0.0)


def is_article(passage: Passage, article: Article) -> float:
    """How much a passage is the article that is cited: 1 where it is, 0.7 where another paragraph of it, else 0."""
    if article.law and article.law not in fold(passage.title) and article.law not in fold(passage.text):
        return 0.0
    if article.in_supplement != fold(passage.locator).startswith(_SUPPLEMENT):
        return 0.0
    return max((_is_paragraph(article, place) for place in _places(passage)), default=0.0)


def speaks_of(passage: Passage, article: Article) -> bool:
    """Whether a passage is the article that is cited, or names it."""
    base, *parts = article.number.split("の")
    name = f"{base}条" + "".join(f"の{part}" for part in parts)
    before = f"{_SUPPLEMENT}(?:の|、)?第?" if article.in_supplement else rf"(?<!\d)(?<!{_SUPPLEMENT}第)"
    text = fold("\n".join((passage.title, *passage.section, passage.text)))
    named = re.search(rf"{before}{name}(?!の\d)", text) is not None and article.law in text
    return named or is_article(passage, article) > 0


def _is_paragraph(article: Article, place: tuple[str, int, int]) -> float:
    number, first, last = place
    if number != article.number:
        return 0.0
    return 1.0 if not article.paragraph or first <= article.paragraph <= last else _ANOTHER_PARAGRAPH


def _places(passage: Passage) -> Iterator[tuple[str, int, int]]:
    """The articles that a passage is or has, each with its first and last paragraph."""
    place = _AT_ITS_PLACE.match(fold(passage.locator))
    number = place[1] + place[2] if place else ""
    if place:
        first = int(place[3] or 1)
        yield number, first, int(place[4] or first)
    for begun in _AT_A_LINE.finditer(fold(passage.text)):
        if begun[1] + begun[2] != number:
            yield begun[1] + begun[2], 1, _EVERY_PARAGRAPH
