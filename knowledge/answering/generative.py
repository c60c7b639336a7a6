"""An answer in plain words from a language model, each statement with the line that proves it; else the quotations.

The passages are found, and the quotations made, before the model is asked: whatever happens to it, they stand.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from knowledge.answering.citing import citation
from knowledge.answering.extractive import Considered, ExtractiveAnswerer, as_shown
from knowledge.answering.grounding import Fault, Grounded, bears_on, ground, own_words
from knowledge.answering.model import Json, LanguageModel, Ledger, ModelFailed, Reason, Spoken, Turn
from knowledge.answering.prompt import question_prompt
from knowledge.answering.statements import SCHEMA, Statement, read_reply, read_statement
from knowledge.glossary import Glossary
from knowledge.ports import Answerer
from knowledge.types import EVERYTHING, Answer, AnswerPart, Citation, Passage, Shelf, Voice

ANSWER_WITHIN = 10.0  # seconds from asking: what a person waits for without asking again
_OURS = 1.0  # seconds of these that are kept for everything but the model
_TOO_SHORT = 0.5  # seconds in which no model says anything: it is not asked, nor blamed for it
# Where the rules see less than this chance that the documents say it, nobody is asked; from the second on, they are so
# sure that a model which finds nothing is not believed.
_WORTH_ASKING = 0.15
_SAYS_CLEARLY = 0.85
_LONGEST_SHOWN = 200

PUT_INTO_WORDS = "AI が資料をもとにまとめました。各文の下が根拠の原文です。"
AS_IT_STANDS = "うまくまとめられなかったため、資料の言葉をそのまま示します。"
NO_ANSWER_SEEN = "はっきりした答えは見つからなかったため、近い箇所をそのまま示します。"
USED_UP = "AI の今月の上限に達したため、資料の言葉をそのまま示します。"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who asks, and after what. `team` is the workspace that the tokens are counted for, `before` the conversation.

    `waited` are the seconds since the question was asked. `hear` gets each statement as soon as it is proved.
    """

    team: str = ""
    before: tuple[Turn, ...] = ()
    waited: float = 0.0
    hear: Callable[[str], None] = field(default=lambda _: None)


class GenerativeAnswerer:
    """Answers by a model what the rules find proof for, with the quotations behind it."""

    def __init__(
        self,
        quotations: ExtractiveAnswerer,
        model: LanguageModel,
        glossary: Glossary,
        ledger: Ledger,
        *,
        seconds: float = 8.0,
        monthly_tokens: int = 0,
    ) -> None:
        """`seconds` is what a model is given; `monthly_tokens` what a workspace may spend, 0 for no limit."""
        self.quotations = quotations
        self._model = model
        self._glossary = glossary
        self._ledger = ledger
        self._seconds = seconds
        self._monthly_tokens = monthly_tokens

    @property
    def model(self) -> LanguageModel:
        """Who is asked: others that ask the same share its patience."""
        return self._model

    def answer(self, question: str, limit: int = 5, shelf: Shelf = EVERYTHING) -> Answer:
        """See the port."""
        return self.on(Occasion()).answer(question, limit, shelf)

    def on(self, occasion: Occasion) -> Answerer:
        """The answerer for one occasion."""
        return _OnOccasion(self, occasion)

    def answer_on(self, occasion: Occasion, question: str, limit: int, shelf: Shelf) -> Answer:
        """The answer on this occasion."""
        begun = time.monotonic()
        considered = self.quotations.considered(question, limit, shelf)
        if considered.certainty < _WORTH_ASKING or not considered.answer.passages:
            return considered.answer
        if self._monthly_tokens and self._ledger.spent(occasion.team) >= self._monthly_tokens:
            return _quoted(considered.answer, USED_UP)
        seconds = self._left(occasion) - (time.monotonic() - begun)
        if seconds < _TOO_SHORT:
            return _quoted(considered.answer, AS_IT_STANDS)
        try:
            spoken = self._spoken(considered, occasion, seconds)
        except ModelFailed as failure:
            return _quoted(considered.answer, AS_IT_STANDS if failure.reason is not Reason.REFUSED else NO_ANSWER_SEEN)
        return self._proved(considered, spoken)

    def _left(self, occasion: Occasion) -> float:
        """The seconds that a model has; a clock that was put back takes nothing away and gives nothing."""
        within = max(ANSWER_WITHIN, self._seconds) - _OURS
        return min(self._seconds, within - max(0.0, occasion.waited))

    def _spoken(self, considered: Considered, occasion: Occasion, seconds: float) -> Spoken:
        passages = _passages(considered)
        proving = _Proving(lambda statement: self._grounded(statement, considered), occasion.hear)
        prompt = question_prompt(considered.answer.question, passages, occasion.before)
        try:
            spoken = self._model.ask(prompt, SCHEMA, seconds, proving.hear)
        except ModelFailed as failure:
            log.warning("the language model did not answer: %s", failure.reason)
            self._ledger.add(occasion.team, failure.tokens)
            raise
        self._ledger.add(occasion.team, spoken.tokens)
        return spoken

    def _proved(self, considered: Considered, spoken: Spoken) -> Answer:
        reply = read_reply(spoken.value)
        if reply is None:
            return _quoted(considered.answer, AS_IT_STANDS)
        if reply.not_in_documents:
            return _not_found(considered)
        found = [self._grounded(statement, considered) for statement in reply.statements]
        grounded = _different([each for each in found if each])
        log.info("%d of %d statements were proved", len(grounded), len(reply.statements))
        if all(each.replaced for each in grounded):  # and where there are none
            return _quoted(considered.answer, AS_IT_STANDS)
        text = "\n\n".join(map(shown, grounded))
        citations = tuple(as_shown(_citation(each), considered.answer.passages) for each in grounded)
        part = AnswerPart(Voice.HANDBOOK, text, citations)
        return replace(considered.answer, parts=(part,), nearest=(), note=considered.answer.note + PUT_INTO_WORDS)

    def _grounded(self, statement: Statement, considered: Considered) -> Grounded | None:
        """The statement with its proof. Where the rules found no answer, its quote must hold all that was asked.

        Where the statement cannot be followed, but nothing in it is wrong, the document's own words take its place, if
        they hold all that was asked.
        """
        found = ground(statement, _passages(considered), self._glossary)
        doubted = isinstance(found, Fault) and found.is_doubt
        said = own_words(statement, _passages(considered)) if doubted else found
        if not isinstance(said, Grounded):
            return None
        if (doubted or not considered.answer.answered) and not bears_on(considered.question, said, self._glossary):
            return None
        return said


def on_occasion(answerer: Answerer, occasion: Occasion) -> Answerer:
    """`answerer` for one occasion; one that answers always alike stays as it is."""
    return answerer.on(occasion) if isinstance(answerer, GenerativeAnswerer) else answerer


def in_quotations(answerer: Answerer) -> Answerer:
    """`answerer` without its model, where it has one."""
    return answerer.quotations if isinstance(answerer, GenerativeAnswerer) else answerer


@dataclass(frozen=True, slots=True)
class _OnOccasion:
    answerer: GenerativeAnswerer
    occasion: Occasion

    def answer(self, question: str, limit: int = 5, shelf: Shelf = EVERYTHING) -> Answer:
        return self.answerer.answer_on(self.occasion, question, limit, shelf)


class _Proving:
    """Hears the JSON while it is being written, and tells of each statement once it is whole and proved."""

    def __init__(self, prove: Callable[[Statement], Grounded | None], tell: Callable[[str], None]) -> None:
        self._prove = prove
        self._tell = tell
        self._seen = 0

    def hear(self, value: Json) -> None:
        """Takes what there is; the last statement may still be growing, so it is left for later."""
        statements = value.get("statements") if isinstance(value, dict) else None
        whole = statements[:-1] if isinstance(statements, list) else []
        for each in whole[self._seen :]:
            self._seen += 1
            statement = read_statement(each)
            grounded = self._prove(statement) if statement else None
            if grounded and not grounded.replaced:  # these stand beside proved ones only
                self._tell(shown(grounded))


def shown(grounded: Grounded) -> str:
    """The statement as people read it, with the line that proves it below; the line alone where it took its place."""
    text = [] if grounded.replaced else [re.sub(r"\s+", " ", grounded.text)]
    quote = grounded.quote if len(grounded.quote) <= _LONGEST_SHOWN else grounded.quote[: _LONGEST_SHOWN - 1] + "…"
    return "\n".join([*text, *(f"> {line}" for line in quote.split("\n") if line.strip())])


def _passages(considered: Considered) -> Sequence[Passage]:
    return considered.found


def _different(found: Sequence[Grounded]) -> list[Grounded]:
    """Each thing once; no quote on its own that proves something as well."""
    proving = {each.quote for each in found if not each.replaced}
    kept = [each for each in found if not each.replaced or each.quote not in proving]
    return list({each.text: each for each in reversed(kept)}.values())[::-1]


def _citation(grounded: Grounded) -> Citation:
    return citation(grounded.passage, grounded.span)


def _quoted(answer: Answer, note: str) -> Answer:
    """The quotations, with a small sign that they are what is left; that nothing was found needs none."""
    return replace(answer, note=answer.note + note) if answer.answered else answer


def _not_found(considered: Considered) -> Answer:
    """The model says that the documents do not hold it. The rules have a word in that where they are sure."""
    if considered.certainty >= _SAYS_CLEARLY:
        return _quoted(considered.answer, NO_ANSWER_SEEN)
    return replace(considered.answer, parts=(), nearest=considered.nearest)
