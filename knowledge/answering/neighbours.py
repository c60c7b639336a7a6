"""Short passages are quoted with their neighbours, where these have something to add.

A line alone seldom says what was asked: the town stands above the name of its adviser. A passage under the very
heading that was asked for is whole, be it as short as it likes; so is an entry of a glossary, whose neighbours speak of
other things.
"""

from __future__ import annotations

from knowledge.answering.looks import looked_for, shows
from knowledge.headings import words_of
from knowledge.indexed import IndexedPassage
from knowledge.japanese import plain, words
from knowledge.question import Question
from knowledge.question_words import FORMS
from knowledge.surroundings import Window, same_chapter
from knowledge.types import Passage

# What is quoted grows while it is below _LITTLE characters, to _MUCH at most; a phone shows about 400.
_LITTLE = 200
_MUCH = 400
# Below this it is a fragment: what stands beside it belongs to it, whether or not it has words of the question.
_FRAGMENT = 150
# An entry of a glossary, or the answer to a frequent question, is seldom shorter with its heading.
_ENTRY = 100


def with_neighbours(question: Question, window: Window, size: int) -> Passage | None:
    """What to quote whole in place of `size` characters of the passage found; None where these are enough."""
    passage = window.found.passage.passage
    looks = looked_for(question)
    unseen = bool(looks) and not shows(looks, passage.text)
    whole = size >= _LITTLE or _headed(question, window.found.passage)
    if whole and not unseen:
        return None
    lacking = frozenset(question.subject) - window.found.passage.vocabulary - window.found.passage.above
    count, length = 1, len(passage.text)
    begins = _begins_something(question, passage)
    for each in window.grown[1:]:
        text = each.passage.text
        if not same_chapter(each.passage, passage) or (begins and each.passage.position < passage.position):
            break
        needed = not whole and length < _LITTLE
        needed = needed and ((length < _FRAGMENT and not begins) or not lacking.isdisjoint(words(plain(text))))
        if length + len(text) > _MUCH or not (needed or (unseen and shows(looks, text))):
            break
        count, length = count + 1, length + len(text)
    return window.some(count) if count > 1 else None


def _headed(question: Question, passage: IndexedPassage) -> bool:
    """Whether one heading in the passage or above it names all that was asked about; its meaning it need not name."""
    things = frozenset(question.subject) - FORMS
    return any(heading >= things for heading in passage.headings)


def _begins_something(question: Question, passage: Passage) -> bool:
    """Whether what stands above it is another matter: it has a heading of its own, which the question names or which
    has an entry of whole sentences below it.
    """
    opening = next((each for each in passage.headings if passage.text.startswith(each)), "")
    named = words_of(opening) - FORMS
    is_entry = len(passage.text) >= _ENTRY and passage.text.rstrip().endswith("。")
    return bool(named) and (named <= frozenset(question.words) or is_entry)
