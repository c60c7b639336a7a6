"""The second voice of an answer: notes of the region that bear on a plain question, each with its last check."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.resources import showing
from knowledge.resources.about import topics_of
from knowledge.resources.listing import Filters
from knowledge.resources.model import ResourceNote, State
from knowledge.resources.privacy import Viewer
from knowledge.resources.search import FoundNote, NoteSearch
from knowledge.types import AnswerPart, Voice

AT_MOST = 3  # notes: an answer is read on a telephone, and 「/resource 検索」 shows more
_LOOKED_AT = 20  # notes among which those of an area are looked for
# What somebody says who looks for help or a place, rather than for what a handbook lays down.
_SEEKS = re.compile(
    r"どこ|ところ|場所|施設|お店|連絡先|電話|番号|何曜日|開館|やって(?:い|る)|ありますか|ある[？?]|あるか|いますか|いる[？?]"
    r"|行ける|使える|通える|集ま|参加でき|頼め|頼み|手伝|助けて|してくれ|できる(?:ところ|場所|人|施設|会)|たい(?:です|とき|の|$)"
    r"|探し|さがし|近く|地区で|町で|紹介"
)
# Scores of `NoteSearch`. Measured on the 40 questions and 537 notes of its tests beside 1,100 questions to handbooks.
_NAMED = 0.45  # the question all but names the note
_FITS = 0.2  # it holds the rarer words of the question
_FITS_ANOTHER_FIELD = 0.3  # the same, where the question asks for a field that is not the note's
_FITS_THE_FIELD = 0.1  # what belonging to the field asked for counts by itself


class NoteVoice:
    """Finds what the record has to say to a question."""

    def __init__(self, search: NoteSearch) -> None:
        self._search = search

    def part(self, question: str, viewer: Viewer, areas: Sequence[str] = ()) -> AnswerPart | None:
        """What to add to an answer that `viewer` will read; None where nothing bears on it.

        Notes of `areas` (names of 圏域 or municipalities) come before others.
        """
        notes = self.notes(question, viewer, areas)
        return AnswerPart(Voice.RESOURCES, "\n".join(map(_told, notes)), ()) if notes else None

    def notes(self, question: str, viewer: Viewer, areas: Sequence[str] = ()) -> tuple[ResourceNote, ...]:
        """At most three notes of those that can be used now or are at rest: those of `areas` first, best first."""
        usable = Filters(states=(State.AVAILABLE, State.PAUSED))
        topics = frozenset(topics_of(question))
        found = self._search.find(question, viewer, usable, _LOOKED_AT if areas else AT_MOST)
        seeks = bool(_SEEKS.search(question))
        notes = [each.note for each in found if _bears_on(each, topics, seeks)]
        near = Filters(areas=tuple(areas))
        return tuple(sorted(notes, key=lambda note: not near.match(note))[:AT_MOST])


def _bears_on(found: FoundNote, topics: frozenset[str], seeks: bool) -> bool:
    if found.score >= _NAMED:
        return True
    own = {*found.note.topics, *topics_of(f"{found.note.name} {found.note.offers}")}
    if topics and topics.isdisjoint(own):
        return seeks and found.score >= _FITS_ANOTHER_FIELD
    return seeks and found.score >= (_FITS_THE_FIELD if topics else _FITS)


def _told(note: ResourceNote) -> str:
    return f"- {'／'.join([note.name, *showing.facts(note), *showing.remarks(note)])}".replace("\n", " ")
