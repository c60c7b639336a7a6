"""The second voice of an answer: notes of the region that bear on a plain question, each with its last check."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from collections.abc import Set as AbstractSet

from knowledge.resources import showing
from knowledge.resources.about import topics_of
from knowledge.resources.listing import Filters
from knowledge.resources.model import ResourceNote, State
from knowledge.resources.privacy import Viewer
from knowledge.resources.search import NoteSearch
from knowledge.types import AnswerPart, Voice

AT_MOST = 3  # notes: an answer is read on a telephone, and 「/resource 検索」 shows more
_LOOKED_AT = 20  # notes among which those of an area are looked for
# (question, viewer) → the names of the areas that the question names.
NamedAreas = Callable[[str, Viewer], Sequence[str]]
# What somebody says who looks for help or a place, rather than for what a handbook lays down.
_SEEKS = re.compile(
    r"どこ|ところ|場所|施設|お店|連絡先|電話|番号|何曜日|開館|やって(?:い|る)|ありますか|ある[？?]|あるか|いますか|いる[？?]"
    r"|行ける|使える|通える|集ま|参加でき|頼め|頼み|手伝|助けて|してくれ|できる(?:ところ|場所|人|施設|会|$|の|もの)|たい(?:です|とき|の|$)"
    r"|探し|さがし|近く|地区で|町で|紹介|て(?:ほしい|欲しい|もら|くれる|くださる|いただ)|で(?:くれる|もら)|もらえる|困[っる]|大変"
    r"|[がも]ない(?:$|です|ので)|なく(?:て|なっ)|られない|[るう](?:会|店|教室)$|仲間"
)
# What somebody says who asks what is laid down, counted or done: a handbook's matter, whatever it is about.
_NUMBER = "[0-9０-９一二三四五六七八九十]+"
_ASKS_A_BOOK = re.compile(
    r"とは|って(?:何|なに|なん)|何です|意味|定義|違い|役割|(?<!多)機能|目的|ねらい|趣旨|根拠|要綱|条例|法律?第|条文|基準|要件|規程|定款"
    rf"|第{_NUMBER}[条回種]|{_NUMBER}回目|手順|進め方|マニュアル|ルール|様式|書類|更新|任期|資格|人数|件数|割合|会員数|予算|補助|単価"
    r"|給料|報酬|保険料|締切|受講|申込(?:締|期)|申請|類型|事業|なぜ|どうして|どのように|どうやって|どうすれば|べき|例は|例(?:が|は)?あ|取組"
    r"|事例|構成|メンバー|誰[がをの]|何(?:人|件|回|市|日分|種|という|を)"
)
# Scores of `NoteSearch`, from which a note bears on a question. Seen on 84 questions to two records (537 notes of open
# data, 319 written by hand) beside 90 questions to a handbook.
_SOUGHT = 0.5  # by somebody who looks for something of the kind
_MEANT = 0.9  # the question is about such a thing
_NAMED = 1.6  # it all but names this one
_OF_MEANING = 0.3  # what meaning gives at least to a note that bears on a question: words alone must do without
_OF_THE_FIELD = 0.1
_BESIDE_THE_BEST = 0.7  # share of the best note's score that another one needs


class NoteVoice:
    """Finds what the record has to say to a question; of an area that it names, where there is anything."""

    def __init__(self, search: NoteSearch, named_areas: NamedAreas = lambda _question, _viewer: ()) -> None:
        self._search = search
        self._named_areas = named_areas

    def part(self, question: str, viewer: Viewer, areas: Sequence[str] = ()) -> AnswerPart | None:
        """What to add to an answer that `viewer` will read; None where nothing bears on it.

        Notes of `areas` (names of 圏域 or municipalities) come before others.
        """
        notes = self.notes(question, viewer, areas)
        told = "\n".join(map(_told, notes))
        return AnswerPart(Voice.RESOURCES, told, (), tuple(note.id for note in notes)) if notes else None

    def may_see(self, notes: Collection[str], viewer: Viewer) -> bool:
        """Whether `viewer` may see all of these notes, by their ids, as they are now."""
        return not notes or set(notes) <= {note.id for note in self._search.notes(viewer)}

    def notes(self, question: str, viewer: Viewer, areas: Sequence[str] = ()) -> tuple[ResourceNote, ...]:
        """At most three notes of those that can be used now or are at rest: those of `areas` first, best first."""
        usable = Filters(states=(State.AVAILABLE, State.PAUSED))
        named = self._named_areas(question, viewer)
        found = self._search.find(question, viewer, usable, _LOOKED_AT if named or areas else AT_MOST)
        beside = _BESIDE_THE_BEST * found[0].score if found else 0
        fields, least = set(topics_of(question)), _least(question)
        notes = [
            each.note
            for each in found
            if each.score >= beside and each.score >= least - self._excused(each.note, fields)
        ]
        there = [note for note in notes if named and Filters(areas=tuple(named)).match(note)]
        near = Filters(areas=tuple(areas))
        return tuple(sorted(there or notes, key=lambda note: not near.match(note))[:AT_MOST])

    def _excused(self, note: ResourceNote, fields: AbstractSet[str]) -> float:
        """What the score of a note lacks where meaning is not looked at; more where its field is the one asked for."""
        if self._search.knows_meaning:
            return 0.0
        return _OF_MEANING + (_OF_THE_FIELD if fields & set(note.topics) else 0.0)


def _least(question: str) -> float:
    """The score from which a note bears on `question`."""
    if _ASKS_A_BOOK.search(question):
        return _NAMED
    return _SOUGHT if _SEEKS.search(question) else _MEANT


def _told(note: ResourceNote) -> str:
    return f"- {'／'.join([note.name, *showing.facts(note), *showing.remarks(note)])}".replace("\n", " ")
