"""Two things whose difference is asked for (「AとBの違い」「AはBと何が違う」), and what is asked of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.defining import says_what_it_is
from knowledge.japanese import Token, fold, sentences, tokens, words
from knowledge.question import Kind, Question, noun_runs
from knowledge.question_words import FORMS, FRAME
from knowledge.types import Passage

_TOPIC = ("は", "って", "が", "で", "、", ",")
# What follows 「と」 where it joins no two things: 「目的とする」 「という」 「とは」.
_NO_JOINT = re.compile(r"(?:は|い[うわっ]|言|し[てた]|す[るれ]|な[るりっ]|も|か$)")
_DIFFER = re.compile(r"(?:どう|どこ|何|なに|どの|どんな|どれ)|違|ちが|異な|差[はがを]?$|比べ|比較|区別|どちら|どっち")
_KATAKANA = re.compile("[ァ-ヶ]")
_BEHIND = re.compile(r"^と?(?:では|って|[はがでのを、,])+")


@dataclass(frozen=True, slots=True)
class Side:
    """One of two things: `name` as it was asked about, the question that is asked of it alone, and what that asks of it
    (「費用」), empty where its meaning is enough; `beside` is the name of the other one.
    """

    name: str
    question: str
    aspect: str = ""
    beside: str = ""


def two_things(question: Question) -> tuple[Side, Side] | None:
    """The two things that a question compares, in its order; None for other questions.

    >>> from knowledge.glossary import Glossary
    >>> from knowledge.question import read_question
    >>> [side.question for side in two_things(read_question("開発と調整は費用がどう違う", Glossary(())))]
    ['開発は費用', '調整は費用']
    """
    if Kind.DIFFERENCE not in question.kinds:
        return None
    said = tokens(question.core)
    for place in range(len(said)):
        if _joins(said, place):
            before, behind = said[:place], said[place + 1 :]
            one, (other, rest) = _last(before), _first(behind)
            if not other and len(chunks := _chunks(before)) > 1:  # 「AはBと何が違う」
                one, other, rest = chunks[-2], chunks[-1], ""
            if _names(one) and _names(other):
                mine, its = _sides(one, other, rest)
                return replace(mine, beside=other), replace(its, beside=one)
    return None


def _sides(one: str, other: str, rest: str) -> tuple[Side, Side]:
    """The two things, with what both of them are: it is named with each (1回目の訪問と2回目の訪問), or once
    (第1層と第2層の協議体).
    """
    of_one, of_other = (name.partition("の")[2] for name in (one, other))
    if of_other and of_one == of_other:
        return _side(one, one, rest, of_one), _side(other, other, rest, of_other)
    if of_other and noun_runs(one) == [one]:
        return _side(one, f"{one}の{of_other}", rest, of_other), _side(other, other, rest, of_other)
    return _side(one, one, rest), _side(other, other, rest)


def tells_of(side: Side, question: Question, passage: Passage) -> bool:
    """Whether a passage is about one of the things: by a heading, or by a sentence that begins with it.

    A heading over both counts only where the passage names the thing below it too: what it heads may be the other one.
    """
    names = names_of(side, question)
    headings = _headings(passage)
    below = [fold(line) for line in sentences(passage.text) if fold(line) not in headings]
    over_both = any(stands_in(name, heading) for heading in headings for name in names)
    return (
        heads(side, question, passage)
        or any(says_what_it_is(name, line) for name in names for line in below)
        or (over_both and any(stands_in(name, line) for name in names for line in below))
    )


def heads(side: Side, question: Question, passage: Passage) -> bool:
    """Whether a passage has a heading for one of the things alone."""
    names = names_of(side, question)
    own = [heading for heading in _headings(passage) if not stands_in(side.beside, heading)]
    return any(stands_in(name, heading) for heading in own for name in names)


def speaks_of(side: Side, question: Question, passage: Passage) -> bool:
    """Whether a passage names one of the things at all."""
    text = fold("\n".join((*passage.section, passage.text)))
    return any(stands_in(name, text) for name in names_of(side, question))


def names_of(side: Side, question: Question) -> list[str]:
    """All that a thing may be called, folded."""
    return [name for each in _forms(side) for name in question.names_for(each)]


def _headings(passage: Passage) -> list[str]:
    return [fold(heading) for heading in (*passage.section, *passage.headings)]


def _joins(said: Sequence[Token], place: int) -> bool:
    following = "".join(token.surface for token in said[place + 1 : place + 3])
    return said[place].surface == "と" and said[place].part[0] == "助詞" and not _NO_JOINT.match(following)


def _chunks(said: Sequence[Token]) -> list[str]:
    chunks = [""]
    for token in said:
        if token.surface in _TOPIC and token.part[0] in ("助詞", "補助記号"):
            chunks.append("")
        else:
            chunks[-1] += token.surface
    return [chunk.strip() for chunk in chunks if chunk.strip()]


def _last(said: Sequence[Token]) -> str:
    return next(reversed(_chunks(said)), "")


def _first(said: Sequence[Token]) -> tuple[str, str]:
    """The thing that the words begin with, empty where they ask at once, and what comes after it."""
    name = ""
    for place, token in enumerate(said):
        rest = "".join(each.surface for each in said[place:])
        ends = token.surface in (*_TOPIC, "と", "の") and token.part[0] in ("助詞", "補助記号")
        if _DIFFER.match(rest) or (ends and _DIFFER.match(_BEHIND.sub("", rest))):
            return name, ""
        if ends and (token.surface in _TOPIC or rest.startswith("とで")):
            return name, rest
        name += token.surface
    return name, ""


def _side(name: str, whole: str, rest: str, of_both: str = "") -> Side:
    """A thing, asked for what is asked of both in the rest of the question, or for its meaning."""
    behind = _DIFFER.split(_BEHIND.sub("", rest))[0].rstrip("はがをの、, ")
    asked = behind if any(len(run) > 1 and _names(run) for run in noun_runs(behind)) else ""
    return Side(name, f"{whole}は{asked}" if asked else f"{whole}とは", asked or of_both)


def _names(text: str) -> bool:
    return any(word not in FRAME | FORMS for word in words(text))


def _forms(side: Side) -> tuple[str, ...]:
    """A thing as it was named, and without what only says what is asked of it: 第2層 of 「第2層の協議体」, 協議体 of
    「協議体の役割」; a 「会議の記録」 is no 会議.
    """
    thing, _, asked = side.name.partition("の")
    return (side.name, thing) if asked and (asked == side.aspect or not _names(asked)) else (side.name,)


def stands_in(name: str, text: str) -> bool:
    """Whether a name stands in a text, and not as the end of another: フォーマル in インフォーマル, 5次 in 1.5次."""
    before = "[ァ-ヶー]" if _KATAKANA.match(name) else "[0-9.]"
    return re.search(rf"(?<!{before}){re.escape(name)}", text) is not None if name else False
