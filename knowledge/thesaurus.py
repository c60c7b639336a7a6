"""Everyday words beside those that documents use: who asks about お金 may be answered by a text on 費用.

`thesaurus.txt` is for people, `thesaurus.json` the same in the normal forms that words are compared in, so that nothing
has to be read as Japanese when a question comes. `python -m knowledge.thesaurus` makes the one from the other.

Looser than the glossary, whose entries are names for one thing: what stands here only helps a passage, at a discount.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from knowledge.japanese import fold, tokens, words
from knowledge.question_words import FRAME

SOURCE = Path(__file__).with_name("thesaurus.txt")
COMPILED = Path(__file__).with_name("thesaurus.json")
_LISTED = re.compile("[,、]")
# Words of FRAME that a term may lose and still mean the same.
_EMPTY = frozenset({"する", "為る", "為さる", "下さる", "お", "ご", "御"})

Term = frozenset[str]


def written_for(asked: Iterable[str]) -> list[tuple[Term, tuple[Term, ...]]]:
    """For each term of the thesaurus whose words all stand among `asked` (in normal form): it, and what documents may
    write for it; each term is the set of its words.
    """
    known = frozenset(asked)
    table = _table()
    return [(term, others) for word in sorted(known) for term, others in table.get(word, ()) if term <= known]


@cache
def _table() -> Mapping[str, list[tuple[Term, tuple[Term, ...]]]]:
    """The terms by one of their words."""
    table: dict[str, list[tuple[Term, tuple[Term, ...]]]] = {}
    for term, others in json.loads(COMPILED.read_text("utf-8")).items():
        first, *_ = term.split(" ")
        entry = (frozenset(term.split(" ")), tuple(frozenset(other.split(" ")) for other in others))
        table.setdefault(first, []).append(entry)
    return table


def compiled(source: str) -> dict[str, list[str]]:
    """The thesaurus in normal forms: for each term that may be asked with, the terms that may be written; each is its
    words, parted by blanks. Raises ValueError naming a line that is none, or a term with a word that no question is
    searched by.

    >>> compiled("掃除 = 清掃"), compiled("給料 > 報酬, 人件費")
    ({'掃除': ['清掃'], '清掃': ['掃除']}, {'給料': ['報酬', '人件費 人件 費']})
    """
    table: dict[str, dict[str, None]] = {}
    for line in source.splitlines():
        for asked, written in _pairs(line.partition("#")[0].strip()):
            if asked != written:
                table.setdefault(asked, {})[written] = None
    return {asked: list(written) for asked, written in table.items()}


def _pairs(line: str) -> Iterator[tuple[str, str]]:
    """What may be asked, and what may be written for it."""
    if not line:
        return
    asked, to, written = line.partition(">")
    same = line.split("=")
    if to and asked.strip() and written.strip() and "=" not in line:
        yield from ((_normal(one), _normal(other)) for one in _LISTED.split(asked) for other in _LISTED.split(written))
    elif not to and len(same) > 1:
        yield from ((_normal(one), _normal(other)) for one in same for other in same)
    else:
        raise ValueError(f"「{line}」: write `A = B` or `A, B > C, D`.")


def _normal(term: str) -> str:
    telling = list(dict.fromkeys(word for word in words(fold(term)) if word not in FRAME))
    lost = {token.normal for token in tokens(fold(term))} & FRAME - _EMPTY
    if lost or not telling:
        raise ValueError(f"「{term.strip()}」: no question is searched by {'、'.join(lost) or 'any word of it'}.")
    return " ".join(telling)


if __name__ == "__main__":
    table = compiled(SOURCE.read_text("utf-8"))
    COMPILED.write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n", "utf-8")
