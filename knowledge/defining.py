"""What a question asks the meaning of, and where a text says it."""

from __future__ import annotations

import re
from functools import lru_cache

from knowledge.japanese import fold
from knowledge.question import Kind, kinds_of, noun_runs
from knowledge.question_words import FORMS

_IN_QUOTES = re.compile(r"「([^」]+)」")
_ASKED = re.compile(
    r"(?:^|の|でいう|で言う|における|、)((?:(?!でいう|で言う|における)[^の、「」])+)(?:とは|って|の意味|の定義)"
)
_LETTER = re.compile(r"\w")
_SAYS_IT = re.compile(r"[」』]?\s*([（(][^）)]*[）)])?\s*(とは|は|＝|=|[：:])")


@lru_cache(maxsize=4_000)
def thing_to_define(core: str) -> str:
    """The thing whose meaning a folded question asks; empty for other questions, and for those that ask for more, as
    「Xとは何をする人」 does.

    >>> thing_to_define("社会福祉でいう資源とは"), thing_to_define("資源とは何をするもの")
    ('資源', '')
    """
    kinds = kinds_of(core)
    if Kind.DEFINITION not in kinds or Kind.LIST in kinds:
        return ""
    if found := _IN_QUOTES.search(core) or _ASKED.search(core):
        return found[1]
    runs = [run for run in noun_runs(core) if run not in FORMS and run[0] != "何"]
    return runs[-1] if runs else ""


def says_what_it_is(thing: str, sentence: str) -> bool:
    """Whether a sentence begins with a thing and goes on to say what it is: 「Xとは…」 「X（…）は…」 「X：…」."""
    folded, named = fold(sentence), thing[_opening(thing) :]
    start = _opening(folded)
    return bool(named) and folded.startswith(named, start) and _SAYS_IT.match(folded, start + len(named)) is not None


def _opening(text: str) -> int:
    """Where the first letter or figure of a text stands; its length where there is none."""
    first = _LETTER.search(text)
    return first.start() if first else len(text)
