"""An answer without a language model: the lines of the documents that say it, to the letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from knowledge.answering.apart import Told, told_apart
from knowledge.answering.citing import citation, readable
from knowledge.answering.neighbours import with_neighbours
from knowledge.answering.quoting import Span, quoted
from knowledge.answering.support import SAYS, support
from knowledge.question import Question, compared
from knowledge.retrieval import HybridRetriever, Looked
from knowledge.surroundings import Window
from knowledge.types import EVERYTHING, Answer, AnswerPart, Citation, Found, Passage, Shelf, Voice
from knowledge.weighing import Evidence

# The chance from which on a further passage is worth its place.
_SAYS_CLEARLY = 0.85
# How far behind the best passage a further one may lie, in the search's own measure.
_BEHIND = 0.2
_MOST_QUOTED_PASSAGES = 2
_LOOKED_AT = 3
_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Considered:
    """A question, its answer in quotations, the chance (0 to 1) that the documents say it, and the nearest headings.

    `found` are the best passages alone, as they were weighed; `answer` shows them with what stands beside them.
    """

    question: Question
    answer: Answer
    certainty: float
    nearest: tuple[str, ...]
    found: tuple[Passage, ...]


class ExtractiveAnswerer:
    """Answers with quotations."""

    def __init__(self, retriever: HybridRetriever) -> None:
        self._retriever = retriever

    def answer(self, question: str, limit: int = 5, shelf: Shelf = EVERYTHING) -> Answer:
        """See the port."""
        return self.considered(question, limit, shelf).answer

    def considered(self, question: str, limit: int = 5, shelf: Shelf = EVERYTHING) -> Considered:
        """The answer, with how sure the rules are that the documents say it. Raises what `answer` does."""
        asked = self._retriever.understand(question, shelf)
        if shelf.first - shelf.hidden:
            preferred = self._considered(asked, limit, self._retriever.only(shelf.first - shelf.hidden, shelf))
            if preferred.answer.answered:
                return preferred
        return self._considered(asked, limit, shelf)

    def _considered(self, asked: Question, limit: int, shelf: Shelf) -> Considered:
        looked = self._retriever.look(asked, max(limit, _LOOKED_AT), shelf)
        certain = [support(asked, each).certainty for each in looked.found[: min(limit, _LOOKED_AT)]]
        sure = max(certain, default=0.0)
        told: Sequence[Told] = [Told(asked, each) for each in _saying(asked, looked.found, certain)]
        missing: Sequence[str] = ()
        if told and (apart := told_apart(self._retriever, asked, looked, shelf)):
            looked = self._retriever.shown(apart.found, looked, limit)
            told, missing = apart.told or told, apart.missing
            if apart.unsaid:
                told, sure = (), 0.0
        answer = _answer(asked, told, looked, limit, missing)
        alone = tuple(each.passage.passage for each in looked.found[:limit])
        return Considered(asked, answer, sure, _nearest(looked.found), alone)


def _answer(asked: Question, told: Sequence[Told], looked: Looked, limit: int, missing: Sequence[str] = ()) -> Answer:
    around = looked.windows[:limit]
    passages = tuple(window.shown for window in around)
    citations = _each_once(
        citation
        for each in told
        for window in around
        if each.passage_id in window.ids
        for citation in _citations(each.question, each.evidence, window)
    )
    note = _note(asked, missing)
    if not citations:
        return Answer(asked.text, passages=passages, nearest=_nearest(looked.found), note=note)
    text = "\n\n".join(readable(citation.quote) for citation in citations)
    return Answer(asked.text, (AnswerPart(Voice.HANDBOOK, text, citations),), passages, note=note)


def _each_once(citations: Iterable[Citation]) -> tuple[Citation, ...]:
    """`citations` without those that stand in another one before them, which went on into their passage."""
    kept: list[Citation] = []
    for each in citations:
        if not any(each.quote in other.quote for other in kept):
            kept.append(each)
    return tuple(kept)


def as_shown(given: Citation, passages: Sequence[Found]) -> Citation:
    """`given`, which names the passage that was found, under the id of the shown one that holds its quote."""
    holding = [each.passage.id for each in passages if given.quote in each.passage.text]
    return given if given.passage_id in holding else _under(given, holding[0])


def _note(asked: Question, missing: Sequence[str]) -> str:
    """Which words were taken for others, and which things no document names; empty where there is neither."""
    taken = "、".join(f"「{each.written}」を「{each.meant}」" for each in asked.mended)
    unnamed = "".join(f"「{name}」" for name in missing)
    return (f"{taken}と読んで探しました。" if taken else "") + (
        f"{unnamed}のことは資料に見つかりませんでした。" if unnamed else ""
    )


def _saying(question: Question, found: Sequence[Evidence], certain: Sequence[float]) -> list[Evidence]:
    """The passages that answer, best first; empty where none does. `certain` is how sure that is of the first ones."""
    if max(certain, default=0.0) < SAYS:
        return []
    # A difference may stand in two places; any other answer is short.
    behind = 2 * _BEHIND if compared(question) else _BEHIND
    best = found[0]
    looked_at = list(zip(found, certain, strict=False))
    more = [each for each, sure in looked_at[1:] if sure >= _SAYS_CLEARLY and best.total - each.total <= behind]
    if certain[0] < SAYS:
        more = more or [max(looked_at, key=lambda pair: pair[1])[0]]
    return [best, *more][:_MOST_QUOTED_PASSAGES]


def _citations(question: Question, evidence: Evidence, window: Window) -> Iterable[Citation]:
    shown = window.found.passage.passage.id
    spans = quoted(question, evidence)
    size = sum(span.end - span.start for span in spans)
    if window.found is evidence and (whole := with_neighbours(question, window, size)):
        given = citation(whole, Span(0, len(whole.text)))
        yield _under(replace(given, section=whole.section_path), shown)
        return
    for span in spans:
        yield _under(citation(evidence.passage.passage, span), shown)


def _under(given: Citation, shown_id: str) -> Citation:
    """`given` under the id of the shown passage that holds its quote."""
    return given if given.passage_id == shown_id else replace(given, passage_id=shown_id, begins_in=given.passage_id)


def _nearest(found: Sequence[Evidence]) -> tuple[str, ...]:
    """Where it comes nearest, as a person would look for it: each document once, with its headings."""
    places = dict.fromkeys((each.passage.passage.title, each.passage.passage.section[-1:]) for each in found)
    under: dict[str, str] = {}
    for title, heading in list(places)[:_NEAREST]:
        under[title] = under.get(title, "") + "".join(f"「{each}」" for each in heading)
    return tuple(title + headings for title, headings in under.items())
