"""What a question wants, beside its words, and a passage has: a list, a date, both sides, the number that is cited."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from knowledge.about_itself import (
    asks_what_comes,
    asks_who_made_it,
    bears_number,
    is_agenda,
    is_first_page,
    numbers_cited,
)
from knowledge.articles import cited, is_cited
from knowledge.counting import counts, listed_in_brackets, things_listed
from knowledge.defining import says_what_it_is, thing_to_define
from knowledge.headings import words_of
from knowledge.indexed import IndexedPassage
from knowledge.japanese import fold, sentences
from knowledge.question import Kind, Question, compared, noun_runs
from knowledge.question_words import FORMS, FRAME

Check = Callable[[IndexedPassage], float]
ITEM = re.compile(r"^\s*(?:[-*+・●○◯■◆◇✓✔]|[①-⑳]|[(（]?[0-9a-zA-Zア-ン]{1,2}[)）.．])", re.MULTILINE)
# Where things are counted, which is not what is counted.
_WHERE_IT_COUNTS = frozenset(("全国", "国内", "道内", "県内", "市内", "町内", "村内", "地域"))
_A_LIST = 3
_DATE = re.compile(r"[0-9０-９一二三四五六七八九十]\s*(?:年|月|日|時)|[上中下]旬|曜")
_ADDRESS = re.compile(r"https?:|www\.|[0-9]{2,4}-[0-9]{2,4}-[0-9]{3,4}")
_DIFFERS = re.compile("違い|違う|異なる|比べ|区別")
_ASKS_ADDRESS = re.compile(r"どこ|url|リンク|ページ|サイト|pdf|ダウンロード|問い合わせ|連絡先|電話")


def wanted(question: Question) -> dict[str, Check]:
    """How much a passage has (0 to 1) of each thing that a question wants, by the names of the signs that it is weighed
    by. Worked out once for a question: most want little, and each is held against thirty passages.
    """
    return dict([*_by_its_kind(question), *_by_its_things(question), *_by_what_it_cites(question)])


def _by_its_kind(question: Question) -> Iterator[tuple[str, Check]]:
    """A list, a date, an address, a difference with both its sides."""
    if Kind.LIST in question.kinds:
        yield "list", _lists
    if Kind.DATE in question.kinds:
        yield "date", lambda each: _DATE.search(each.passage.text) is not None
    if Kind.DIFFERENCE in question.kinds:
        yield "differs", _is_headed_by_a_difference
    if sides := compared(question):
        yield "sides", partial(_sides, sides)
    if _ASKS_ADDRESS.search(question.core):
        yield "address", lambda each: _ADDRESS.search(each.passage.text) is not None


def _by_its_things(question: Question) -> Iterator[tuple[str, Check]]:
    """As many of them as it says, an amount of them, the longest one as it is written, what one of them is."""
    if question.how_many:
        yield "as_many", lambda each: question.how_many in things_listed(each.passage.text)
    if question.counted:
        yield "counts", partial(_counts, question.counted, _things(question))
    if question.phrase:
        yield "phrase", lambda each: question.phrase in each.folded
    if thing := thing_to_define(question.core):
        yield "defines", partial(_defines, question.names_for(thing))


def _by_what_it_cites(question: Question) -> Iterator[tuple[str, Check]]:
    """An article, a section, a document or a talk itself."""
    core = question.core
    if cited(core):
        yield "article", lambda each: is_cited(each.passage, core)
    if numbers := numbers_cited(core):
        yield "numbered", lambda each: bears_number(each.passage, numbers)
    if asks_who_made_it(core):
        yield "front", lambda each: is_first_page(each.passage)
    if asks_what_comes(core):
        yield "agenda", lambda each: is_agenda(each.passage)


def _lists(passage: IndexedPassage) -> bool:
    text = passage.passage.text
    return len(ITEM.findall(text)) >= _A_LIST or listed_in_brackets(text) >= _A_LIST


def _is_headed_by_a_difference(passage: IndexedPassage) -> bool:
    headings = (*passage.passage.section[-1:], *passage.passage.headings)
    return any(_DIFFERS.search(fold(heading)) for heading in headings)


def _things(question: Question) -> list[str]:
    """The things that a question names, under each of their names."""
    things = (run for run in noun_runs(question.core) if len(run) > 1 and run not in FORMS | FRAME | _WHERE_IT_COUNTS)
    return [name for thing in things for name in question.names_for(thing)]


def _counts(counted: re.Pattern[str], things: Sequence[str], passage: IndexedPassage) -> bool:
    return counts(counted, things, passage.folded)


def _defines(names: Sequence[str], passage: IndexedPassage) -> bool:
    here = [name for name in names if name in passage.folded]
    return bool(here) and any(
        says_what_it_is(name, sentence) for sentence in sentences(passage.passage.text) for name in here
    )


def _sides(sides: Sequence[str], passage: IndexedPassage) -> float:
    """How many of the things compared have a heading here."""
    headings = (*passage.passage.section, *passage.passage.headings)
    headed = frozenset().union(*(words_of(heading) for heading in headings))
    return sum(side in headed for side in sides) / len(sides)
