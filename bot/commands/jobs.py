"""What the running bot does for other commands, and how a command does the same itself where no bot runs."""

from __future__ import annotations

import dataclasses
import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import TypeAdapter

from bot.handoff import Job, Tell, bot_ended, hand_over
from bot.wiring import Services
from ingest.report import Abandoned, Given, Report, Step
from knowledge.errors import IndexBusy, RecordUnavailable
from knowledge.resources.privacy import Viewer
from knowledge.telling_apart import TellingApart
from knowledge.types import Answer

INGEST, ASK, NEAR = "ingest", "ask", "near"
WHILE_SOMEBODY_WAITS = 64  # notes whose vectors are made first; some seconds with the bundled model
OWNER = "local"  # who works on the command line of this machine, and the workspace of what they record without one

log = logging.getLogger(__name__)


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
        answer = answered(services, given["team"], given["question"], given["limit"])
        return _ANSWER.dump_python(answer, mode="json")

    def near(given: Any, _tell: Tell) -> Any:
        found = services.meaning(given["team"], given["question"], given["limit"])
        return [[note_id, float(score)] for note_id, score in found]

    return {INGEST: ingest, ASK: ask, NEAR: near}


def answered(services: Services, team: str, question: str, limit: int) -> Answer:
    """The answer from the documents, and from the record as the owner of this machine sees `team`; "" for none."""
    apart = TellingApart(services.index.catalogue.documents)
    answer = apart.answer(services.answerer.answer(question, limit))
    try:
        part = services.second_voice.part(question, owner(team)) if team else None
    except RecordUnavailable:
        log.warning("the record of resources cannot be read; answering from the documents alone")
        part = None
    return dataclasses.replace(answer, parts=(*answer.parts, part)) if part else answer


def owner(team: str) -> Viewer:
    """Whoever can start a command can read the files: nothing of a workspace is hidden from them."""
    return Viewer(team, OWNER, is_admin=True)


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


def answering(services: Services, team: str) -> Callable[[str, int], Answer]:
    """What answers questions: this process, or where a bot runs, that. Raises IndexBusy where neither can.

    `team` is the workspace whose notes have their say too, "" for none.
    """
    try:
        services.ensure_documents(partial(print, file=sys.stderr, flush=True))
        if team:
            services.meaning.follow(WHILE_SOMEBODY_WAITS)
        return partial(answered, services, team)
    except IndexBusy as busy:
        return partial(_asked_of_the_bot, services, busy, team)


def _asked_of_the_bot(services: Services, busy: IndexBusy, team: str, question: str, limit: int) -> Answer:
    said = hand_over(services.settings.home, ASK, {"question": question, "limit": limit, "team": team})
    if said is None:
        raise busy
    return _ANSWER.validate_python(said)
