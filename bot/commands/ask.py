"""`tsunagi ask`: a question on the command line, or a question a line."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bot.adopting import meant
from bot.blocks.answer import NOT_FOUND
from bot.commands.jobs import answering
from bot.commands.resources_terminal import warn
from bot.handoff import until_free
from bot.settings import Settings
from bot.wiring import Services
from knowledge.errors import QuestionError, RecordUnavailable, SettingError
from knowledge.types import Answer, AnswerPart, Citation, Found, Voice

_STREAM = "-"  # in place of a question: they come from standard input, one a line


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Prints the answer, or with --json an object a line; 1 where a question could not be worked on."""
    given = " ".join(options.question)
    questions = _questions(given)
    services = Services(settings, patience=until_free(settings.home))
    try:
        answer = answering(services, _team(services, options.team))
        print_text = _print_below_its_question if given == _STREAM else _print_text
        print_answer = _print_json if options.json else print_text
        return max((_ask(answer, line, options.limit, print_answer) for line in questions), default=0)
    finally:
        services.close()


def _team(services: Services, given: str) -> str:
    """The workspace whose notes have their say: the one that has any, unless told; none where there are several.

    Raises SettingError where there is no such workspace.
    """
    if not services.has_record:
        return _known(given, ())
    try:
        teams = meant(services.settings.home, services.store)
        if given:
            return _known(given, sorted({*teams, *services.store.teams()}))
    except RecordUnavailable as error:
        warn(f"{error}資料からだけ答えます。")
        return ""
    return teams[0] if len(teams) == 1 else ""


def _known(team: str, teams: Sequence[str]) -> str:
    if not team or team in teams:
        return team
    there = f"あるのは {'、'.join(teams)} です。" if teams else "資源メモは、まだひとつもありません。"
    raise SettingError(f"ワークスペース「{team}」の資源メモはありません。", f"{there}--team を確かめてください。")


def _questions(given: str) -> Iterable[str]:
    if given != _STREAM:
        return [given]
    if sys.stdin is None:
        raise QuestionError("標準入力が閉じているので、質問を読めません。", "1行に1問ずつ、標準入力に渡してください。")
    return (line.rstrip("\n") for line in sys.stdin)


def _ask(answering: Callable[[str, int], Answer], question: str, limit: int, print_answer: Any) -> int:
    start = time.perf_counter()
    try:
        answer = answering(question, limit)
    except QuestionError as error:
        # In a stream every question keeps its line, so the failure is an answer of its own.
        print_answer(Answer(question), str(error), time.perf_counter() - start)
        return 1
    print_answer(answer, _answer_text(answer), time.perf_counter() - start)
    return 0


def _answer_text(answer: Answer) -> str:
    if answer.answered:
        return "\n\n".join(map(_part_text, answer.parts))
    nearest = f"近い見出し: {'、'.join(answer.nearest)}" if answer.nearest else ""
    return "\n".join(filter(None, [NOT_FOUND, nearest]))


def _part_text(part: AnswerPart) -> str:
    """Without a label it is the handbook that speaks."""
    return part.text if part.voice is Voice.HANDBOOK else f"{part.voice.value}\n{part.text}"


def _print_json(answer: Answer, text: str, seconds: float) -> None:
    line = {
        "question": answer.question,
        "answered": answer.answered,
        "answer": text,
        "citations": [_citation(citation) for citation in answer.citations],
        "passages": [_passage(found) for found in answer.passages],
        "elapsed_ms": round(seconds * 1000, 1),
    }
    print(json.dumps(line, ensure_ascii=False), flush=True)  # noqa: T201 - the command's output


def _print_text(answer: Answer, text: str, seconds: float) -> None:  # noqa: ARG001 - the shape of both printers
    if not answer.answered:
        print(text)  # noqa: T201 - the command's output
    for number, part in enumerate(answer.parts):
        sources = dict.fromkeys(f"出典: {source_of(citation)}" for citation in part.citations)
        gap = [""] if number else []
        print("\n".join([*gap, _part_text(part), *sources]))  # noqa: T201 - the command's output
    if answer.note:
        print(f"\n{answer.note}")  # noqa: T201 - the command's output


def _print_below_its_question(answer: Answer, text: str, seconds: float) -> None:
    print(f"ご質問: {answer.question}")  # noqa: T201 - the command's output
    _print_text(answer, text, seconds)
    print(flush=True)  # noqa: T201 - the command's output


def source_of(citation: Citation) -> str:
    """資料名（版） 章 > 節 p.12, without what the document does not have."""
    edition = f"（{citation.edition}）" if citation.edition else ""
    return " ".join(filter(None, [citation.title + edition, citation.section, citation.locator]))


def _citation(citation: Citation) -> dict[str, str]:
    return {
        "title": citation.title,
        "edition": citation.edition,
        "section": citation.section,
        "locator": citation.locator,
        "quote": citation.quote,
        "passage_id": citation.passage_id,
    }


def _passage(found: Found) -> dict[str, str | float]:
    passage = found.passage
    return {
        "id": passage.id,
        "title": passage.title,
        "section": passage.section_path,
        "locator": passage.locator,
        "text": passage.text,
        "score": round(found.score, 4),
    }
