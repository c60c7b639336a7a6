"""Makes a question whole that leans on the one before, by its build and by what the documents know.

`readings` says what it may stand for. The documents decide: they know which words are things of their own (those that
headings and definitions begin with), which compounds exist, and which question they can answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.followups.phrases import is_aspect, read_sentence
from knowledge.followups.reading import read_follow_up
from knowledge.followups.readings import Case, Reading, readings
from knowledge.followups.turns import Documents, Looked, Rewritten, Turn
from knowledge.japanese import fold, sentences
from knowledge.types import EVERYTHING, Passage, Shelf

# How much the documents' certainty counts against the build.
_CERTAINTY = 0.5
_MARKS = re.compile(
    r"^[\s#>*_【「『■●◆○・\-]*(?:第?[0-9.\-]+[章節項条]?\s*|q\.?\s*|[(（][0-9a-z]{1,2}[)）]\s*)*[\s*_【「『]*"
)
_AFTER_A_HEADING = re.compile(r"[はのとがをにで（(::】」』\s]|$")
_DEFINED = re.compile(r"とは|[（(::】\s*]|$")


class FollowUpRewriter:
    """Rewrites by rules and documents."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def rewritten(self, question: str, turns: Sequence[Turn], shelf: Shelf = EVERYTHING) -> Rewritten:
        """See the port."""
        if not turns:
            return Rewritten(question, changed=False)
        said, asked = read_follow_up(question), read_sentence(turns[-1].question.strip())
        if not asked.phrases:
            return Rewritten(question, changed=False)
        desk = _Desk(self._documents, shelf, (asked.text(), said.text))
        best = desk.best(list(readings(Case(said, asked, turns, desk))))
        if fold(best.text) == fold(said.text):
            return Rewritten(question, changed=False)
        return Rewritten(best.text, changed=True)


class _Desk:
    """The documents during one rewriting: everything is looked up once, and only what can still change the choice."""

    def __init__(self, documents: Documents, shelf: Shelf, about: Sequence[str]) -> None:
        """`about` is what is asked: what the documents have on that tells which names there are."""
        self._documents = documents
        self._shelf = shelf
        self._about = about
        self._looked: dict[str, Looked] = {}

    def best(self, every: Sequence[Reading]) -> Reading:
        """The reading that most speaks for; the first of equals."""
        ranked = sorted(every, key=lambda each: -each.build)
        best, most = ranked[0], 0.0
        for reading in ranked if len(ranked) > 1 else ():
            if reading.build + _CERTAINTY <= most:
                break
            weight = self._weight(reading)
            if weight > most:
                best, most = reading, weight
        return best

    def is_thing(self, name: str) -> bool:
        """Whether the documents treat a name as a thing of its own: a heading, a list's item or a definition of it."""
        if is_aspect(name):
            return False
        return any(self._is_headed(fold(each)) for each in (name, *self._documents.names(name)))

    def is_name(self, name: str) -> bool:
        """Whether it is one of the names that a thing of the field is known by."""
        return not is_aspect(name) and bool(self._documents.names(name))

    def _is_headed(self, name: str) -> bool:
        for passage in self._look_up(name).passages:
            if any(_begins_with(line, name, _AFTER_A_HEADING) for line in (*passage.section, *passage.headings)):
                return True
            if any(_begins_with(line, name, _DEFINED) for line in sentences(passage.text)):
                return True
        return False

    def stands(self, words: str) -> bool:
        """Whether `words` stand, to the letter, in what the documents have on what is asked."""
        wanted = fold(words)
        return any(wanted in self._text(passage) for each in self._about for passage in self._look_up(each).passages)

    def _weight(self, reading: Reading) -> float:
        """How much speaks for a reading, build and documents together."""
        return reading.build + _CERTAINTY * self._look_up(reading.text).certainty

    @staticmethod
    def _text(passage: Passage) -> str:
        return fold("\n".join((passage.title, *passage.section, passage.text)))

    def _look_up(self, words: str) -> Looked:
        if words not in self._looked:
            self._looked[words] = self._documents.look_up(words, self._shelf)
        return self._looked[words]


def _begins_with(line: str, name: str, then: re.Pattern[str]) -> bool:
    found = _MARKS.match(fold(line))
    bare = fold(line)[found.end() if found else 0 :]
    return bare.startswith(name) and then.match(bare, len(name)) is not None
