"""Who may see a note, and what in it concerns a person."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledge.resources import codec, names
from knowledge.resources.model import LABELS, Kind, Problem, ResourceNote, Visibility, with_default_visibility


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who asks, and where the answer will stand.

    `groups` are the ids of groups and channels that the person belongs to, as notes name them in their circle.
    `in_public` is True wherever others than this person can read what is shown: in a public channel, and in a
    private one as long as nobody has checked its members.
    """

    team_id: str
    user_id: str
    groups: frozenset[str] = frozenset()
    is_admin: bool = False
    in_public: bool = False


def visible_to(note: ResourceNote, viewer: Viewer) -> bool:
    """Whether `viewer` may see `note`. The one rule for lists, search, answers and exports."""
    if not viewer.team_id or note.team_id != viewer.team_id:
        return False
    reach = effective_visibility(note)
    if viewer.in_public or reach is Visibility.PUBLIC:
        return reach is Visibility.PUBLIC
    if viewer.is_admin or (viewer.user_id != "" and viewer.user_id == note.created_by):
        return True
    return reach is Visibility.CIRCLE and not ({viewer.user_id, *viewer.groups} - {""}).isdisjoint(note.circle)


def effective_visibility(note: ResourceNote) -> Visibility:
    """The reach of `note`: what concerns a person who has not agreed goes no further than its author."""
    if (note.about_person or note.kind is Kind.INNER) and not note.consent:
        return Visibility.INTERNAL
    return note.visibility


class Personal(StrEnum):
    """What was found, as people call it."""

    MY_NUMBER = "マイナンバー（個人番号）"
    MOBILE = "携帯電話の番号"
    HOME = "自宅の住所や場所"
    BIRTH = "生年月日"
    NAME = "個人のお名前"


@dataclass(frozen=True, slots=True)
class Warned:
    """Something personal in a field. `found` are the words themselves, for who typed them and never for logs."""

    kind: Personal
    field: str
    label: str
    found: str

    @property
    def says(self) -> str:
        """The warning in plain words, without the words that were found."""
        if self.kind is Personal.MY_NUMBER:
            return (
                f"「{self.label}」に{self.kind}のような12けたの数字があります。資源メモには書けません。消してください。"
            )
        return (
            f"「{self.label}」に{self.kind}のようなものがあります。"
            "ほかの人にも見せるときは、本人の同意を確かめてください。"
        )


_MOBILE = re.compile(r"(?<!\d)0[789]0[- (]?\d{4}[-) ]?\d{4}(?!\d)")
_TWELVE = re.compile(r"(?<!\d)\d{4}[- ]?\d{4}[- ]?\d{4}(?!\d)")
_YEAR = r"(?:(?:明治|大正|昭和|平成|令和|[MTSHR])\s*(?:元|\d{1,2})|(?:19|20)\d\d)"
_DAY = rf"{_YEAR}\s*[年./-]\s*\d{{1,2}}\s*[月./-]\s*\d{{1,2}}\s*日?"
_BIRTH = re.compile(
    rf"(?:生年月日|誕生日)\s*[:は]?\s*(?:{_DAY}|\d{{1,2}}月\d{{1,2}}日)|{_DAY}\s*(?:生まれ|生れ|生(?![一-龠]))"
)
_ROOM = re.compile(r"\d+号室")
_HOME_WORD = re.compile(r"(?:自宅|本人宅|ご自宅|実家)")
_STREET = re.compile(r"\d+丁目|\d+番地?|\d+-\d+")
_DASHES = re.compile(r"[‐‑‒–—―−ー](?=\d)")
_WRITTEN = (
    *("name", "kana", "offers", "provider", "audience", "when", "place", "address", "cost", "contact", "phones"),
    *("email", "how_to_join", "idea", "told_by", "tags"),
)
_NAMES_PEOPLE = frozenset({"contact", "told_by"})


def warnings(note: ResourceNote) -> tuple[Warned, ...]:
    """Everything in `note` that may concern a person, by kind and field."""
    found: list[Warned] = []
    for field in _WRITTEN:
        text = _DASHES.sub("-", unicodedata.normalize("NFKC", codec.show(field, getattr(note, field))))
        if text:
            found += [Warned(kind, field, LABELS[field], words) for kind, words in _personal(field, text)]
    if note.address and _STREET.search(note.address) and _is_home(note):
        found.append(Warned(Personal.HOME, "address", LABELS["address"], note.address))
    return tuple(dict.fromkeys(found))


def masked(text: str) -> str:
    """`text` with ＊＊ for whatever in it may concern a person; as it is where nothing does."""
    read = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    found = dict.fromkeys(words for _, words in _personal("offers", read))
    if not found:
        return text
    for words in sorted(found, key=len, reverse=True):
        read = read.replace(words, "＊＊")
    return read


def sharing_problems(note: ResourceNote) -> tuple[Problem, ...]:
    """Why `note` may not be saved as it is: マイナンバー at all, other personal data where it is shown to others."""
    found = warnings(note)
    forbidden = [
        Problem(each.field, each.label, each.says.removeprefix(f"「{each.label}」"))
        for each in found
        if each.kind is Personal.MY_NUMBER
    ]
    if note.consent or note.visibility is Visibility.INTERNAL:
        return tuple(forbidden)
    kinds = list(dict.fromkeys(each.kind.value for each in found if each.kind is not Personal.MY_NUMBER))
    if not kinds:
        return tuple(forbidden)
    what = (
        f"を「{note.visibility}」にするには、本人の同意が必要です（{'・'.join(kinds)}があるため）。"
        "同意があれば「同意あり」を選び、なければ「内部メモ」にしてください。"
    )
    return (*forbidden, Problem("visibility", LABELS["visibility"], what))


def concerns_a_person(note: ResourceNote) -> bool:
    """Whether `note` is about somebody, rather than only naming whom to call."""
    if note.kind is Kind.INNER:
        return True
    told = (note.name, note.place, note.offers)
    return any(names.people_in(text) for text in told if text) or bool(_HOME_WORD.search(note.place))


def guarded(note: ResourceNote) -> ResourceNote:
    """`note` with the reach that the rules give where nobody chose.

    What may concern a person is kept to its author until somebody who can tell has said that the person agrees.
    """
    note = with_default_visibility(dataclasses.replace(note, about_person=concerns_a_person(note)))
    return dataclasses.replace(note, visibility=Visibility.INTERNAL) if warnings(note) else note


def is_my_number(digits: str) -> bool:
    """Whether twelve digits end in the check digit that the ordinance on the Number Act prescribes.

    The eleven digits before it are weighed 2 to 7 and 2 to 6 from the right; 11 less the remainder of their sum by
    11 is the check digit, 0 where the remainder is 0 or 1.
    """
    if len(digits) != 12 or not digits.isascii() or not digits.isdigit():
        return False
    weights = (2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6)
    rest = sum(weight * int(digit) for weight, digit in zip(weights, digits[10::-1], strict=True)) % 11
    return int(digits[11]) == (0 if rest <= 1 else 11 - rest)


def _personal(field: str, text: str) -> Iterator[tuple[Personal, str]]:
    for match in _TWELVE.finditer(text):
        if is_my_number(re.sub(r"\D", "", match[0])):
            yield Personal.MY_NUMBER, match[0]
    for kind, pattern in ((Personal.MOBILE, _MOBILE), (Personal.BIRTH, _BIRTH), (Personal.HOME, _ROOM)):
        for match in pattern.finditer(text):
            yield kind, match[0]
    people = names.people_in(text)
    for person in people:
        yield (Personal.HOME if person.endswith(("宅", "邸")) else Personal.NAME), person
    if field in _NAMES_PEOPLE and not people:
        for surname in names.surnames_in(text):
            yield Personal.NAME, surname


def _is_home(note: ResourceNote) -> bool:
    at_home = _HOME_WORD.search(note.place) or any(
        person.endswith(("宅", "邸")) for person in names.people_in(note.place)
    )
    return bool(at_home) or note.about_person or note.kind is Kind.INNER
