"""Who speaks in an answer: the handbooks, and after them the notes of the region that its reader may see."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Protocol

from bot.mrkdwn import has_words
from knowledge.errors import RecordUnavailable
from knowledge.ports import Answerer
from knowledge.resources.privacy import Viewer
from knowledge.types import Answer, AnswerPart

log = logging.getLogger(__name__)


class SecondVoice(Protocol):
    """Speaks after the handbooks."""

    def part(self, question: str, viewer: Viewer) -> AnswerPart | None:
        """What it adds to an answer that `viewer` reads; None where it has nothing to say."""


class Voices:
    """Puts answers together for those who read them."""

    def __init__(self, answerer: Answerer, second: SecondVoice | None = None, admins: AbstractSet[str] = frozenset()):
        self._answerer = answerer
        self._second = second
        self._admins = admins

    def answers(self, asked: Mapping[str, str], *, alone: bool) -> tuple[Answer | None, Answer | None]:
        """The answer for the asker, and the one that everybody may read; None where nothing is asked.

        `asked` is what a listener accepted; `alone` says that nobody but the asker reads the first one.
        """
        question = asked["question"]
        if not has_words(question):
            return None, None
        answer = self._answerer.answer(question)
        reader = self._reader(asked)
        public = self._with_notes(answer, dataclasses.replace(reader, in_public=True))
        return (self._with_notes(answer, reader) if alone else public), public

    def _reader(self, asked: Mapping[str, str]) -> Viewer:
        """The asker. What was accepted without naming them is answered as to a stranger."""
        user = asked.get("user", "")
        return Viewer(asked.get("team", ""), user, frozenset({asked["channel"]}), is_admin=user in self._admins)

    def _with_notes(self, answer: Answer, reader: Viewer) -> Answer:
        try:
            part = self._second.part(answer.question, reader) if self._second else None
        except RecordUnavailable:
            log.warning("the record of resources cannot be read; answering from the documents alone")
            part = None
        return dataclasses.replace(answer, parts=(*answer.parts, part)) if part else answer
