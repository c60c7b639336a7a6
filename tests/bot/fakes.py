"""Stand-ins for the knowledge side, so that the Slack side is tested with everything else real."""

from __future__ import annotations

import threading

from knowledge.types import EVERYTHING, Answer, AnswerPart, Citation, Found, Passage, Shelf, Voice

HANDBOOK = "生活支援コーディネーター手引き"


def citation_of(quote: str, *, section: str = "第2章 > 協議体", locator: str = "p.12") -> Citation:
    return Citation(HANDBOOK, "令和7年度版", section, locator, quote, "passage-1")


def answer_of(question: str, *texts: str, voice: Voice = Voice.HANDBOOK) -> Answer:
    """An answer of one part a text, each with its citation and the passage that holds it."""
    parts = tuple(AnswerPart(voice, text, (citation_of(text),)) for text in texts)
    passages = tuple(
        Found(Passage(f"passage-{n}", "doc", HANDBOOK, "令和7年度版", ("第2章", "協議体"), "p.12", text, n), 1.0)
        for n, text in enumerate(texts)
    )
    return Answer(question, parts, passages)


class ScriptedAnswerer:
    """Answers what it was told to, else that the documents do not say; `asked` and `shelves` are the transcript.

    `failures` are raised first, one a question. While `gate` is closed, every answer waits in `waiting`.
    """

    def __init__(self, answers: dict[str, Answer | str] | None = None) -> None:
        self.asked: list[str] = []
        self.shelves: list[Shelf] = []
        self.failures: list[Exception] = []
        self.gate = threading.Event()
        self.gate.set()
        self.waiting = threading.Semaphore(0)
        self.answers = dict(answers or {})
        self._lock = threading.Lock()

    def answer(self, question: str, limit: int = 5, shelf: Shelf = EVERYTHING) -> Answer:
        with self._lock:
            self.asked.append(question)
            self.shelves.append(shelf)
            failure = self.failures.pop(0) if self.failures else None
        self.waiting.release()
        if not self.gate.wait(120):
            raise TimeoutError("The test never opened the gate.")
        if failure is not None:
            raise failure
        scripted = self.answers.get(question)
        if isinstance(scripted, Answer):
            return scripted
        return answer_of(question, scripted) if scripted else Answer(question, nearest=("第1章 > はじめに",))
