"""What a model said, held against the lines it gave as proof. Rules decide, and when in doubt a statement goes.

A statement stays only where its quote stands in its own passage, and says all that the statement says: the figures with
their units, the names, yes or no, and nothing more. What stays is shown with the quote as the document has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.answering.addressing import addresses_a_machine, rests_on_orders
from knowledge.answering.bindings import labels, may_mix, mixes, topic, words_of
from knowledge.answering.bodies import exchanges_parts, names_another
from knowledge.answering.citing import section_of
from knowledge.answering.figures import Figure, figures, frequencies, items, normalised
from knowledge.answering.force import of_another_force
from knowledge.answering.polarity import contradicts, denies_more
from knowledge.answering.proof import place
from knowledge.answering.quoting import Span
from knowledge.answering.sequence import of_another_order
from knowledge.answering.statements import Statement
from knowledge.answering.wording import (
    Held,
    content,
    held,
    in_the_words_of,
    lists_more,
    says_more,
    too_strong,
    turns_round,
    unheld,
)
from knowledge.glossary import Glossary
from knowledge.japanese import sentences, tokens
from knowledge.question import Question
from knowledge.question_words import FORMS, FRAME
from knowledge.types import Passage

_STRICT_BOUNDS = frozenset({"以上", "以下", "未満", "以内", "を超え"})
_AT_MOST = frozenset({"まで", "以内", "以下"})
_COUNTED = "つ"
_YEARS = frozenset({"年", "年間"})


class Fault(StrEnum):
    """Why a statement was dropped."""

    NO_PASSAGE = "no such passage"
    NO_QUOTE = "the quote is not in its passage"
    ORDERS = "it rests on words that address a machine"
    EMPTY = "it says nothing"
    FIGURES = "figures differ"
    DENIAL = "yes and no differ"
    MORE = "it says more than the quote"
    STRONGER = "it says it more strongly than the quote"
    FORCE = "it makes another of a duty, a chance, a plan or a deed"
    ORDER = "it may put first what the quote puts last"
    WHO = "it may say of somebody what the quote says of somebody else"
    MIXED = "it says of one thing what the quote says of another"
    MAYBE_MIXED = "it may say of one thing what the quote says of another"

    @property
    def is_doubt(self) -> bool:
        """Whether the quote may be right and the statement only goes beyond what the rules can follow."""
        return self in (Fault.MORE, Fault.STRONGER, Fault.FORCE, Fault.ORDER, Fault.WHO, Fault.MAYBE_MIXED)


@dataclass(frozen=True, slots=True)
class Grounded:
    """A statement that its quote carries: `span` is where the quote stands in the passage's text.

    `replaced` says that the quote itself has taken the statement's place.
    """

    text: str
    passage: Passage
    span: Span
    replaced: bool = False

    @property
    def quote(self) -> str:
        """The quote, as the document has it."""
        return self.passage.text[self.span.start : self.span.end]


def ground(statement: Statement, passages: Sequence[Passage], glossary: Glossary) -> Grounded | Fault:
    """The statement with its proof, or why it goes. `passages` are those that the model was shown, in order."""
    if not 1 <= statement.passage <= len(passages):
        return Fault.NO_PASSAGE
    passage = passages[statement.passage - 1]
    span = place(statement.quote, passage.text)
    if span is None:
        return Fault.NO_QUOTE
    if rests_on_orders(passage.text, span.start, span.end) or addresses_a_machine(statement.text):
        return Fault.ORDERS
    found = Grounded(statement.text, passage, span)
    return _fault(found, glossary) or found


def own_words(statement: Statement, passages: Sequence[Passage]) -> Grounded | None:
    """The quote of a statement in place of what was made of it; None where it is no quote of whole sentences."""
    passage = passages[statement.passage - 1]
    span = place(statement.quote, passage.text)
    if span is None or not _whole(passage.text, span):
        return None
    return Grounded(passage.text[span.start : span.end], passage, span, replaced=True)


def bears_on(question: Question, found: Grounded, glossary: Glossary) -> bool:
    """Whether all that the question names stands in the quote or above it; a true line may be no answer to it."""
    above = headings(found.passage, found.span)
    asked = in_the_words_of(question.core, f"{found.quote}\n{above}", glossary)
    named = [each for each in content(asked) if each.normal not in FRAME | FORMS and each.surface not in FRAME | FORMS]
    return bool(named) and not unheld(named, held(found.quote), held(above))


def headings(passage: Passage, span: Span) -> str:
    """What stands above the quote: it may name what the quote is about. What addresses a machine is left out."""
    lines = (*section_of(passage, span), passage.title, passage.edition)
    return "\n".join(line for line in lines if not addresses_a_machine(line))


def _whole(text: str, span: Span) -> bool:
    """Whether the span begins and ends where a sentence or a line does."""
    before, after = text[: span.start].rstrip(" \t-*・>"), text[span.end :]
    return (not before or before[-1] in "。\n") and (text[span.end - 1] == "。" or not after or after[0] in "。\n")


def _fault(found: Grounded, glossary: Glossary) -> Fault | None:
    quote, above = found.quote, headings(found.passage, found.span)
    said = in_the_words_of(found.text, f"{quote}\n{above}", glossary)
    if not content(said) and not figures(said):
        return Fault.EMPTY
    if not _figures_agree(said, quote, above) or not frequencies(said) <= frequencies(quote):
        return Fault.FIGURES
    if contradicts(said, quote) or turns_round(said, quote):
        return Fault.DENIAL
    around = _around(found.passage, quote, above).beside(held(_spoken_of(found)))
    if any(says_more(content(each), held(quote), around) for each in sentences(said)):
        return Fault.MORE
    if denies_more(said, quote) or lists_more(said, held(f"{quote}\n{above}")):
        return Fault.MORE
    if too_strong(said, quote):
        return Fault.STRONGER
    if mixes(said, quote):
        return Fault.MIXED
    return _told_otherwise(said, quote, f"{quote}\n{above}\n{_spoken_of(found)}")


def _told_otherwise(said: str, quote: str, named: str) -> Fault | None:
    """Whether words that all stand in the quote may make something else of it; `named` is whom it may speak of."""
    if names_another(said, named) or exchanges_parts(said, quote):
        return Fault.WHO
    if of_another_force(said, quote):
        return Fault.FORCE
    if of_another_order(said, quote):
        return Fault.ORDER
    return Fault.MAYBE_MIXED if may_mix(said, quote) else None


def _spoken_of(found: Grounded) -> str:
    """What the sentences before the quote, in its paragraph, said last that they are about: it need not be repeated."""
    text = found.passage.text
    paragraph = max(text.rfind("\n", 0, found.span.start), 0)
    return topic(text[paragraph : found.span.start])


def _around(passage: Passage, quote: str, above: str) -> Held:
    """What the headings name, without what other lines of the passage are about: 互助 does not stand above 自助."""
    mine = words_of(quote)
    others = frozenset().union(*labels(passage.text)) - mine
    about = held(above)
    kept = (
        frozenset(form for form in about.forms if form not in others) if len(labels(passage.text)) > 1 else about.forms
    )
    text = about.text
    for other in others if kept is not about.forms else ():
        text = text.replace(other, "\0")
    return Held(kept, text, about.groups)


def _figures_agree(said: str, quote: str, above: str) -> bool:
    there = [*figures(quote), *_counted(quote)]
    given = _given_above(above, f"{said}\n{quote}")
    mine = figures(said)
    return all(_stands_in(each, there, mine) or _stands_in(each, given, mine, bare=True) for each in mine)


def _given_above(above: str, spoken_of: str) -> list[Figure]:
    """The figures of headings that are about the same thing: not the four of 「四つの仕事」 for 「四つの機能」."""
    known = held(spoken_of).forms
    return [
        figure
        for line in above.split("\n")
        for figure in figures(line)
        if _only_one(figure, line) and ((about := _named_after(figure, line)) & known or not about)
    ]


def _only_one(figure: Figure, line: str) -> bool:
    """「第1層・第2層・第3層の違い」 does not say which."""
    return len({each.value for each in figures(line) if each.unit == figure.unit}) == 1


def _named_after(figure: Figure, line: str) -> set[str]:
    found = tokens(normalised(line)[figure.start :])
    return {
        each.normal
        for each in found
        if each.part[0] == "名詞" and "数詞" not in each.part and each.part[2] != "助数詞可能"
    }


def _counted(quote: str) -> list[Figure]:
    """「次の三つ」 may be counted in the list itself."""
    return [Figure(str(items(quote)), _COUNTED, "", 0)] if items(quote) > 1 else []


def _stands_in(figure: Figure, there: Sequence[Figure], mine: Sequence[Figure], *, bare: bool = False) -> bool:
    """Whether the figure is there with its unit and the same bounds, as often as said; a heading gives no bounds."""
    alike = [each for each in there if each.value == figure.value and _one_unit(each.unit, figure.unit)]
    said = sum((each.value, each.unit) == (figure.value, figure.unit) for each in mine)
    if bare:
        return bool(alike)
    return said <= max(len(alike), 1) and any(_one_bound(figure, each) for each in alike)


def _one_unit(one: str, other: str) -> bool:
    """A bare number goes with what can be counted: 25の質問 are 25問, 3市町村 are 三つ."""
    return one == other or {one, other} <= {"", _COUNTED} or {one, other} == _YEARS


def _one_bound(said: Figure, there: Figure) -> bool:
    if said.bound == there.bound or {said.bound, there.bound} <= _AT_MOST:
        return True
    return not {said.bound, there.bound} & _STRICT_BOUNDS and not (said.bound and there.bound)
