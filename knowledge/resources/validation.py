"""What is wrong with a note, field by field, in Japanese."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime

from knowledge.resources.model import LABELS, LAST_WEEK, TOPICS, WEEKDAYS, Kind, Problem, ResourceNote, Visibility

NAME_LIMIT = 200  # characters; longer ones are sentences that belong into 内容
TEXT_LIMIT = 3_000  # characters; what a text input of Slack takes at most
_POSTAL_CODE = re.compile(r"\d{3}-\d{4}")
_MUNICIPALITY_CODE = re.compile(r"\d{5,6}")
_PHONE = re.compile(r"[+(]?\d[\d() -]{3,}\d(?:\s?(?:内線|ext\.?)\s?\d+)?")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+")
_LONG_TEXTS = tuple(name for name in LABELS if name not in {"name"})


def problems(note: ResourceNote, topics: Collection[str] = TOPICS) -> tuple[Problem, ...]:
    """Every problem of `note`, in the order of its fields; empty where it can be saved.

    `topics` is the list of 分野 that the settings allow.
    """
    found = [*_text_problems(note), *_list_problems(note, topics), *_range_problems(note), *_pattern_problems(note)]
    found += _sharing_problems(note)
    order = list(LABELS)
    return tuple(
        Problem(name, LABELS[name], what) for name, what in sorted(found, key=lambda each: order.index(each[0]))
    )


def _text_problems(note: ResourceNote) -> Iterator[tuple[str, str]]:
    if not note.name.strip():
        yield "name", "を書いてください。"
    if len(note.name) > NAME_LIMIT:
        yield "name", f"は{NAME_LIMIT}文字までです（いま{len(note.name)}文字）。"
    for name in _LONG_TEXTS:
        value = getattr(note, name)
        if isinstance(value, str) and len(value) > TEXT_LIMIT:
            yield name, f"は{TEXT_LIMIT}文字までです（いま{len(value)}文字）。"


def _list_problems(note: ResourceNote, topics: Collection[str]) -> Iterator[tuple[str, str]]:
    for topic in note.topics:
        if topic not in topics:
            yield "topics", f"に「{topic}」はありません。{'、'.join(topics)}から選んでください。"
    for day in note.weekdays:
        if day not in WEEKDAYS:
            yield "weekdays", f"の「{day}」は、月火水木金土日のどれかにしてください。"
    for week in note.weeks:
        if week not in {1, 2, 3, 4, 5, LAST_WEEK}:
            yield "weeks", f"の「{week}」は、1から5までにしてください。"


def _range_problems(note: ResourceNote) -> Iterator[tuple[str, str]]:
    if note.latitude is not None and not -90 <= note.latitude <= 90:
        yield "latitude", f"の「{note.latitude}」は、-90から90までの度で書いてください。"
    if note.longitude is not None and not -180 <= note.longitude <= 180:
        yield "longitude", f"の「{note.longitude}」は、-180から180までの度で書いてください。"
    if note.cost_yen is not None and note.cost_yen < 0:
        yield "cost_yen", "は0円以上で書いてください。"
    for name in ("verified_at", "created_at", "updated_at"):
        moment = getattr(note, name)
        if isinstance(moment, datetime) and moment.tzinfo is None:
            yield name, "には時差（例：+09:00）も必要です。"


def _pattern_problems(note: ResourceNote) -> Iterator[tuple[str, str]]:
    if note.postal_code and not _POSTAL_CODE.fullmatch(note.postal_code):
        yield "postal_code", f"の「{note.postal_code}」は、080-0010 のように7けたで書いてください。"
    if note.municipality_code and not _MUNICIPALITY_CODE.fullmatch(note.municipality_code):
        yield "municipality_code", f"の「{note.municipality_code}」は、5けたか6けたの数字で書いてください。"
    for phone in note.phones:
        if not _PHONE.fullmatch(phone):
            yield "phones", f"の「{phone}」は、0155-12-3456 のように書いてください。"
    if note.email and not _EMAIL.fullmatch(note.email):
        yield "email", f"の「{note.email}」は、名前@example.jp のように書いてください。"
    if note.url and not _URL.fullmatch(note.url):
        yield "url", f"の「{note.url}」は、https:// で始めて書いてください。"


def _sharing_problems(note: ResourceNote) -> Iterator[tuple[str, str]]:
    personal = note.about_person or note.kind is Kind.INNER
    if personal and note.visibility is not Visibility.INTERNAL and not note.consent:
        yield (
            "visibility",
            f"を「{note.visibility}」にするには、本人の同意が必要です。同意があれば「同意あり」を選んでください。",
        )
