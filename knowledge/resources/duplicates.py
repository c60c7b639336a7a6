"""Notes that are likely one and the same resource, with the reasons in plain words."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from knowledge.japanese import arabic
from knowledge.resources import names
from knowledge.resources.model import CONTENT, ResourceNote

Similarity = Callable[[ResourceNote, ResourceNote], float]  # 0 to 1: how close the two are in meaning

LIKELY = 0.6  # from here on a note is shown as a likely twin
_ALIKE = 0.8  # share of equal letters from which two names look alike
_SAME_MEANING = 0.9  # from here two notes say the same thing in other words
_OWN = frozenset({"visibility", "consent", "state", "about_person", "kind", "circle"})
_LEGAL = re.compile(
    r"社会福祉法人|医療法人(?:社団|財団)?|一般社団法人|公益社団法人|特定非営利活動法人|npo法人|株式会社|有限会社|合同会社|"
    r"\(株\)|\(有\)"
)
_CHOME = re.compile(r"([一二三四五六七八九十]+)(?=丁目|条|番)")
_BETWEEN = re.compile(r"(\d+)(?:丁目|番地の|番地|番|の|号)(?=\d)")
_TAIL = re.compile(r"(\d+)(?:丁目|番地|番|号)(?!\d)")
_PREFECTURE = re.compile(r"^(?:北海道|東京都|京都府|大阪府|[一-龠]{2,3}県)")
_DASH = re.compile(r"(?<=\d)[‐‑‒–—―−ー~〜](?=\d)")
# One building and one telephone serve several resources: without a name that is alike, they are enough only together
# with the same day and time.
_WEIGHTS = {
    "name": 0.55,
    "reading": 0.5,
    "alike": 0.35,
    "phone": 0.25,
    "address": 0.2,
    "place": 0.2,
    "when": 0.15,
    "meaning": 0.3,
    "nothing": 0.1,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two notes may be one: `says` is for people, `weight` what it adds (0 to 1)."""

    says: str
    weight: float


@dataclass(frozen=True, slots=True)
class Twin:
    """A note that is likely the same resource; `score` is 0 to 1."""

    note: ResourceNote
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class _Traits:
    name: str
    reading: str
    phones: frozenset[str]
    address: str
    place: str
    letters: frozenset[str]  # of the name

    def shared(self) -> Iterator[tuple[str, str]]:
        """What a likely twin has at least one of."""
        yield from (("phone", each) for each in self.phones)
        single = (("name", self.name), ("reading", self.reading), ("address", self.address), ("place", self.place))
        yield from (each for each in single if each[1])


class TwinFinder:
    """Looks for twins among `notes`, whose traits are worked out once.

    Notes are kept by what twins have in common, so that a look does not grow with their number but with how many share
    a telephone, a place or a name.
    """

    def __init__(self, notes: Iterable[ResourceNote], similarity: Similarity | None = None) -> None:
        self._known: list[tuple[ResourceNote, _Traits]] = []
        self._sharing: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        self._similarity = similarity
        for note in notes:
            self.add(note)

    def add(self, note: ResourceNote) -> None:
        """Looks among this one too from now on."""
        traits = _traits(note)
        for each in traits.shared():
            self._sharing[each].append(len(self._known))
        self._known.append((note, traits))

    def twins(self, note: ResourceNote, limit: int = 3) -> tuple[Twin, ...]:
        """At most `limit` likely twins of `note`, best first; never the note itself."""
        own = _traits(note)
        compared = (self._compare(note, own, *self._known[at]) for at in self._candidates(note, own))
        likely = [twin for twin in compared if twin.score >= LIKELY and (not note.id or twin.note.id != note.id)]
        return tuple(sorted(likely, key=lambda twin: (-twin.score, twin.note.id))[:limit])

    def _candidates(self, note: ResourceNote, own: _Traits) -> Iterable[int]:
        """The numbers of all notes that can come to LIKELY.

        What two notes that share no trait have in common at most, a name that looks alike and the same time, is too
        little (0.5); only where the meaning is the same, too, it is enough.
        """
        found = {at for each in own.shared() for at in self._sharing.get(each, ())}
        if self._similarity is not None:
            alike = (self._similarity(note, other) >= _SAME_MEANING for other, _ in self._known)
            found.update(at for at, same_meaning in enumerate(alike) if same_meaning)
        return sorted(found)

    def _compare(self, note: ResourceNote, own: _Traits, other: ResourceNote, traits: _Traits) -> Twin:
        reasons = _reasons(own, traits)
        if reasons and note.weekdays and (note.weekdays, note.starts_at) == (other.weekdays, other.starts_at):
            reasons.append(Reason("曜日と時刻が同じです", _WEIGHTS["when"]))
        if self._similarity is not None and self._similarity(note, other) >= _SAME_MEANING:
            reasons.append(Reason("内容がよく似ています", _WEIGHTS["meaning"]))
        return Twin(other, min(1.0, round(sum(each.weight for each in reasons), 2)), tuple(reasons))


def merged(kept: ResourceNote, other: ResourceNote) -> ResourceNote:
    """`kept` with what only `other` says; lists are joined, texts of 内容 put one after the other.

    Who may see it, the consent and the state stay those of `kept`.
    """
    empty = ResourceNote()
    values: dict[str, Any] = {}
    for name in CONTENT:
        mine, theirs = getattr(kept, name), getattr(other, name)
        if isinstance(mine, tuple) and name not in _OWN:
            values[name] = tuple(dict.fromkeys((*mine, *theirs)))
        elif mine == getattr(empty, name) and name not in _OWN:
            values[name] = theirs
    if kept.offers and other.offers and same(other.offers) not in same(kept.offers):
        values["offers"] = f"{kept.offers}\n{other.offers}"
    values["about_person"] = kept.about_person or other.about_person
    return dataclasses.replace(kept, **values)


def same(text: str) -> str:
    """`text` in one spelling, without blanks and marks."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\W_]+", "", _LEGAL.sub("", folded))


def same_address(address: str) -> str:
    """`address` in one spelling: 緑町三丁目5番地2号, 緑町３－５－２ and 緑町3丁目5-2 become 緑町3-5-2."""
    text = _PREFECTURE.sub("", _DASH.sub("-", unicodedata.normalize("NFKC", address)).strip())
    text = re.split(r"[\s(]", text)[0]
    text = _CHOME.sub(lambda match: str(arabic(match[1])), text)
    for pattern, put in ((_BETWEEN, r"\1-"), (_BETWEEN, r"\1-"), (_TAIL, r"\1")):
        text = pattern.sub(put, text)
    return text.replace("ケ", "ヶ").replace("字", "")


def same_phone(phone: str) -> str:
    """The digits of a telephone number, of an international one as dialled inside Japan."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", phone))
    return f"0{digits[2:]}" if digits.startswith("81") and len(digits) > 10 else digits


def _traits(note: ResourceNote) -> _Traits:
    name = same(note.name)
    return _Traits(
        name=name,
        reading=names.reading(note.kana) or names.reading(note.name),
        phones=frozenset(same_phone(each) for each in note.phones),
        address=same_address(note.address),
        place=same(note.place),
        letters=frozenset(name),
    )


def _reasons(own: _Traits, other: _Traits) -> list[Reason]:
    found = []
    if name := _name_reason(own, other):
        found.append(name)
        if name.weight >= _WEIGHTS["reading"] and not _differ(own, other):
            found.append(Reason("食い違うところがありません", _WEIGHTS["nothing"]))
    if own.phones & other.phones:
        found.append(Reason("電話番号が同じです", _WEIGHTS["phone"]))
    if own.address and own.address == other.address:
        found.append(Reason("住所が同じです", _WEIGHTS["address"]))
    elif own.place and own.place == other.place:
        found.append(Reason("場所が同じです", _WEIGHTS["place"]))
    return found


def _differ(own: _Traits, other: _Traits) -> bool:
    both = ((own.address, other.address), (own.place, other.place), (own.phones, other.phones))
    return any(mine and theirs and mine != theirs for mine, theirs in both)


def _name_reason(own: _Traits, other: _Traits) -> Reason | None:
    if not own.name or not other.name:
        return None
    if own.name == other.name:
        return Reason("名前が同じです", _WEIGHTS["name"])
    if own.reading and own.reading == other.reading:
        return Reason("名前の読みが同じです", _WEIGHTS["reading"])
    return Reason("名前がよく似ています", _WEIGHTS["alike"]) if _look_alike(own, other) else None


def _look_alike(own: _Traits, other: _Traits) -> bool:
    # Letters that only one of the names has are equal to none of the other's: this costs a tenth of a comparison.
    equal = min(len(own.name) - len(own.letters - other.letters), len(other.name) - len(other.letters - own.letters))
    if 2 * equal / (len(own.name) + len(other.name)) < _ALIKE:
        return False
    matcher = SequenceMatcher(None, own.name, other.name, autojunk=False)
    return matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE
