"""What a question wants, beside its words, and a passage has: a list, a date, both sides, the number that is cited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from knowledge.about_itself import (
    asks_what_comes,
    asks_who_made_it,
    bears_number,
    is_agenda,
    is_first_page,
    numbers_cited,
)
from knowledge.articles import is_cited
from knowledge.counting import counts, listed_in_brackets, things_listed
from knowledge.defining import says_what_it_is, thing_to_define
from knowledge.indexed import IndexedPassage
from knowledge.japanese import fold, plain, sentences, words
from knowledge.question import Kind, Question, compared, noun_runs
from knowledge.question_words import FORMS, FRAME
from knowledge.types import Passage

ITEM = re.compile(r"^\s*(?:[-*+・●○◯■◆◇✓✔]|[①-⑳]|[(（]?[0-9a-zA-Zア-ン]{1,2}[)）.．])", re.MULTILINE)
# Where things are counted, which is not what is counted.
_WHERE_IT_COUNTS = frozenset(("全国", "国内", "道内", "県内", "市内", "町内", "村内", "地域"))
_A_LIST = 3
_DATE = re.compile(r"[0-9０-９一二三四五六七八九十]\s*(?:年|月|日|時)|[上中下]旬|曜")
_ADDRESS = re.compile(r"https?:|www\.|[0-9]{2,4}-[0-9]{2,4}-[0-9]{3,4}")
_DIFFERS = re.compile("違い|違う|異なる|比べ|区別")
_ASKS_ADDRESS = re.compile(r"どこ|url|リンク|ページ|サイト|pdf|ダウンロード|問い合わせ|連絡先|電話")


def offers(question: Question, indexed: IndexedPassage) -> dict[str, float]:
    """What the kind of question wants and the passage has, by the names of the signs that it is weighed by."""
    passage, text = indexed.passage, indexed.passage.text
    return {
        "sides": _sides(compared(question), passage),
        "list": float(
            Kind.LIST in question.kinds and (len(ITEM.findall(text)) >= _A_LIST or listed_in_brackets(text) >= _A_LIST)
        ),
        "as_many": float(question.how_many in things_listed(text) if question.how_many else 0),
        "counts": float(_counts(question, indexed)),
        "date": float(Kind.DATE in question.kinds and _DATE.search(text) is not None),
        "address": float(_ASKS_ADDRESS.search(question.core) is not None and _ADDRESS.search(text) is not None),
        "phrase": float(bool(question.phrase) and question.phrase in indexed.folded),
        "article": is_cited(passage, question.core),
        "defines": float(_defines(question, indexed)),
        "numbered": float(_bears_the_number(question, passage)),
        "front": float(asks_who_made_it(question.core) and is_first_page(passage)),
        "agenda": float(asks_what_comes(question.core) and is_agenda(passage)),
        "differs": float(Kind.DIFFERENCE in question.kinds and _is_headed_by_a_difference(passage)),
    }


def _bears_the_number(question: Question, passage: Passage) -> bool:
    numbers = numbers_cited(question.core)
    return bool(numbers) and bears_number(passage, numbers)


def _is_headed_by_a_difference(passage: Passage) -> bool:
    return any(_DIFFERS.search(fold(heading)) for heading in (*passage.section[-1:], *passage.headings))


def _counts(question: Question, passage: IndexedPassage) -> bool:
    if question.counted is None:
        return False
    things = (run for run in noun_runs(question.core) if len(run) > 1 and run not in FORMS | FRAME | _WHERE_IT_COUNTS)
    return counts(question.counted, [name for thing in things for name in question.names_for(thing)], passage.folded)


def _defines(question: Question, passage: IndexedPassage) -> bool:
    thing = thing_to_define(question.core)
    names = [name for name in (question.names_for(thing) if thing else ()) if name in passage.folded]
    return bool(names) and any(
        says_what_it_is(name, sentence) for sentence in sentences(passage.passage.text) for name in names
    )


def _sides(sides: Sequence[str], passage: Passage) -> float:
    """How many of the things compared have a heading here."""
    if not sides:
        return 0.0
    headed = frozenset().union(*(words_of(heading) for heading in (*passage.section, *passage.headings)))
    return sum(side in headed for side in sides) / len(sides)


@lru_cache(maxsize=20_000)
def words_of(heading: str) -> frozenset[str]:
    """The content words of a heading; many passages stand under the same ones."""
    return frozenset(words(plain(heading)))
