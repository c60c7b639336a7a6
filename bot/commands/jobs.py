"""What the running bot does for other commands, and how a command does the same itself where no bot runs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import TypeAdapter

from bot.handoff import Job, Tell, bot_ended, hand_over
from bot.wiring import Services
from ingest.report import Abandoned, Given, Report, Step
from knowledge.errors import IndexBusy
from knowledge.types import Answer

INGEST, ASK = "ingest", "ask"


@dataclass(frozen=True)
class Order:
    """What `tsunagi ingest` was told. `places` are absolute: the bot runs in another folder."""

    places: tuple[str, ...]
    given: Given
    prune: bool = False


_ORDER, _STEP, _ANSWER = TypeAdapter(Order), TypeAdapter(Step), TypeAdapter(Answer)
_REPORTS = TypeAdapter(tuple[Report, ...])


def jobs(services: Services) -> Mapping[str, Job]:
    """The jobs that the bot takes from other commands."""

    def ingest(given: Any, tell: Tell) -> Any:
        order = _ORDER.validate_python(given)
        try:
            reports = take_in(services, order, lambda step: tell(_STEP.dump_python(step, mode="json")))
        except Abandoned as ended:
            raise bot_ended() from ended
        return _REPORTS.dump_python(tuple(reports), mode="json")

    def ask(given: Any, _tell: Tell) -> Any:
        return _ANSWER.dump_python(services.answerer.answer(given["question"], given["limit"]), mode="json")

    return {INGEST: ingest, ASK: ask}


def take_in(services: Services, order: Order, hear: Callable[[Step], None]) -> list[Report]:
    """Takes the documents in, in this process."""
    reports = services.synchroniser.ingest(order.places, order.given, prune=order.prune, progress=hear)
    return reports + services.retire_sample(reports)


def take_in_where_the_index_is(services: Services, order: Order, hear: Callable[[Step], None]) -> Sequence[Report]:
    """Takes the documents in here, or where a bot runs, there. Raises IndexBusy where neither can be."""
    try:
        return take_in(services, order, hear)
    except IndexBusy:
        given = _ORDER.dump_python(order, mode="json")
        home = services.settings.home
        said = hand_over(home, INGEST, given, lambda step: hear(_STEP.validate_python(step)))
        if said is None:
            raise
        return _REPORTS.validate_python(said)


def answering(services: Services) -> Callable[[str, int], Answer]:
    """What answers questions: this process, or where a bot runs, that. Raises IndexBusy where neither can."""
    try:
        services.ensure_documents(partial(print, file=sys.stderr, flush=True))
        return services.answerer.answer
    except IndexBusy as busy:
        return partial(_asked_of_the_bot, services, busy)


def _asked_of_the_bot(services: Services, busy: IndexBusy, question: str, limit: int) -> Answer:
    said = hand_over(services.settings.home, ASK, {"question": question, "limit": limit})
    if said is None:
        raise busy
    return _ANSWER.validate_python(said)
