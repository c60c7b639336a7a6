"""Is a message in a thread a question to the bot? Quiet when unsure: a mention is always heard.

Three things must speak for it: it asks, and has none of the signs of talk between people (`people`); the thread's last
word is the bot's, or the one who asked goes on; and the documents have something on the question that it stands for,
the more the less sure the rest is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.followups.people import asks, calls_the_bot, is_between_people, is_nod, is_plain
from knowledge.followups.reading import read_follow_up
from knowledge.followups.turns import Documents, Rewriter, Rewritten, Turn
from knowledge.types import EVERYTHING, Shelf

# How sure the documents must be, for the one who asked and for others who join in.
_ASKER, _OTHERS = 0.6, 0.87
# A bare name from the one who asked, right under the answer (「座長は？」), leans on it whatever the documents say.
_UNDER_THE_ANSWER = 0.02


@dataclass(frozen=True, slots=True)
class Said:
    """A message: who wrote it (an id) and what."""

    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A thread that the bot takes part in.

    `turns` are its questions and the bot's answers, `asker` is who asked the last one, `since` is what people said
    after its answer, oldest first.
    """

    turns: Sequence[Turn]
    asker: str
    since: Sequence[Said] = ()


def may_be_meant(text: str) -> bool:
    """Whether `text` alone does not rule out that the bot is asked. Costs no look into anything."""
    return asks(text) and (calls_the_bot(text) or not is_between_people(text))


class Addressee:
    """Decides whether the bot is asked, and what."""

    def __init__(self, rewriter: Rewriter, documents: Documents) -> None:
        self._rewriter = rewriter
        self._documents = documents

    def whole(self, question: str, turns: Sequence[Turn], shelf: Shelf = EVERYTHING) -> Rewritten:
        """A question that is meant for the bot anyway, made whole."""
        return self._rewriter.rewritten(question, turns, shelf)

    def asked(self, said: Said, talk: Talk, shelf: Shelf = EVERYTHING) -> Rewritten | None:
        """The whole question, or None where the message is not for the bot."""
        if not talk.turns or not may_be_meant(said.text):
            return None
        if calls_the_bot(said.text):
            return self._rewriter.rewritten(said.text, talk.turns, shelf)
        if _people_talk(said, talk):
            return None
        if said.speaker != talk.asker and is_plain(said.text):
            return None
        whole = self._rewriter.rewritten(said.text, talk.turns, shelf)
        needed = _needed(said, talk)
        return whole if self._documents.look_up(whole.text, shelf).certainty >= needed else None


def _needed(said: Said, talk: Talk) -> float:
    if said.speaker != talk.asker:
        return _OTHERS
    return _UNDER_THE_ANSWER if not talk.since and read_follow_up(said.text).bare else _ASKER


def _people_talk(said: Said, talk: Talk) -> bool:
    """Whether somebody else has spoken since the bot's answer, more than a nod."""
    return any(each.speaker != said.speaker and not is_nod(each.text) for each in talk.since)
