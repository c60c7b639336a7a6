"""A community resource as coordinators write it down. Frozen values; nothing here does I/O."""

# ruff: noqa: RUF009 -- _labelled is dataclasses.field with a label, not a call for a default
from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """種類. The value is the label that people see, here and below."""

    FORMAL = "フォーマル"
    INFORMAL = "インフォーマル"
    INNER = "内的資源"


class State(StrEnum):
    """状態."""

    AVAILABLE = "利用可"
    PAUSED = "休止"
    ENDED = "終了"


class Visibility(StrEnum):
    """公開範囲, widest first: everybody of the workspace, the circle of the note, its author."""

    PUBLIC = "公開"
    CIRCLE = "関係者限り"
    INTERNAL = "内部メモ"


class LegalClass(StrEnum):
    """社会福祉法の区分. The two kinds of 社会福祉事業 are those of its second article."""

    FIRST = "第一種社会福祉事業"
    SECOND = "第二種社会福祉事業"
    BENEFIT = "公益事業"
    OTHER = "その他"


class IdeaKind(StrEnum):
    """Whether the idea is to make something new or to bring together what is there."""

    DEVELOP = "開発"
    COORDINATE = "調整"


TOPICS = (
    "見守り",
    "居場所・通いの場",
    "移動・外出",
    "買い物",
    "配食・会食",
    "家事",
    "除雪",
    "相談",
    "健康・体操",
    "趣味・学び",
    "多世代",
    "その他",
)
WEEKDAYS = ("月", "火", "水", "木", "金", "土", "日")
LAST_WEEK = -1


def _labelled(label: str, default: object = "") -> Any:
    return dataclasses.field(default=default, metadata={"label": label})


@dataclass(frozen=True, slots=True)
class ResourceNote:
    """One resource. Empty text, an empty tuple or None means "not written".

    `when` is kept as said; `weekdays` to `on_date` are what could be read from it. `weeks` holds 1–5 and LAST_WEEK.
    `cost_yen` is the price of one time in yen, 0 where it is free. Latitude and longitude are degrees, WGS 84.
    `circle` names those a 関係者限り note is for: ids of people or of groups and channels. `photos` and `links` are
    addresses or Slack ids. `id` to `updated_at` belong to the record and are set by it; times carry their zone.
    """

    name: str = _labelled("名前")
    kana: str = _labelled("ふりがな")
    kind: Kind = _labelled("種類", Kind.INFORMAL)
    offers: str = _labelled("内容")
    topics: tuple[str, ...] = _labelled("分野", ())
    provider: str = _labelled("主体")
    audience: str = _labelled("対象")
    when: str = _labelled("日時")
    weekdays: tuple[str, ...] = _labelled("曜日", ())
    weeks: tuple[int, ...] = _labelled("第何週", ())
    starts_at: time | None = _labelled("開始時刻", None)
    ends_at: time | None = _labelled("終了時刻", None)
    on_date: date | None = _labelled("日付", None)
    place: str = _labelled("場所")
    address: str = _labelled("住所")
    postal_code: str = _labelled("郵便番号")
    municipality: str = _labelled("市区町村")
    municipality_code: str = _labelled("市区町村コード")
    area1: str = _labelled("第1層圏域")
    area2: str = _labelled("第2層圏域")
    latitude: float | None = _labelled("緯度", None)
    longitude: float | None = _labelled("経度", None)
    cost: str = _labelled("費用")
    cost_yen: int | None = _labelled("金額（円）", None)
    contact: str = _labelled("連絡先")
    phones: tuple[str, ...] = _labelled("電話", ())
    email: str = _labelled("メール")
    url: str = _labelled("ホームページ")
    how_to_join: str = _labelled("参加のしかた")
    legal_class: LegalClass | None = _labelled("社会福祉法の区分", None)
    idea_kind: IdeaKind | None = _labelled("開発・調整", None)
    idea: str = _labelled("開発・調整の案")
    told_by: str = _labelled("教えてくれた人")
    found_by: str = _labelled("見つけた人")
    found_on: date | None = _labelled("見つけた日", None)
    verified_at: datetime | None = _labelled("最終確認日", None)
    verified_by: str = _labelled("確認した人")
    state: State = _labelled("状態", State.AVAILABLE)
    visibility: Visibility = _labelled("公開範囲", Visibility.INTERNAL)
    about_person: bool = _labelled("個人に関する記録", False)
    consent: bool = _labelled("本人の同意", False)
    circle: tuple[str, ...] = _labelled("関係者", ())
    photos: tuple[str, ...] = _labelled("写真", ())
    links: tuple[str, ...] = _labelled("リンク", ())
    tags: tuple[str, ...] = _labelled("タグ", ())
    id: str = _labelled("ID")
    team_id: str = _labelled("ワークスペース")
    version: int = _labelled("版", 0)
    created_by: str = _labelled("記録した人")
    created_at: datetime | None = _labelled("記録した日時", None)
    updated_at: datetime | None = _labelled("更新した日時", None)


LABELS: dict[str, str] = {each.name: each.metadata["label"] for each in dataclasses.fields(ResourceNote)}
IDENTITY = ("id", "team_id", "version", "created_by", "created_at", "updated_at")
CONTENT = tuple(name for name in LABELS if name not in IDENTITY)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field, as the end of a sentence that begins with its label."""

    field: str
    label: str
    what: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, in the words people see; empty where nothing was written."""

    field: str
    label: str
    old: str
    new: str


def default_visibility(kind: Kind, about_person: bool) -> Visibility:
    """Who sees a note when nobody chose: what concerns a person stays with its author."""
    if kind is Kind.INNER or (kind is Kind.INFORMAL and about_person):
        return Visibility.INTERNAL
    return Visibility.PUBLIC


def with_default_visibility(note: ResourceNote) -> ResourceNote:
    """`note` seen by whom the rule says."""
    return dataclasses.replace(note, visibility=default_visibility(note.kind, note.about_person))


def same_content(one: ResourceNote, other: ResourceNote, ignoring: Iterable[str] = ()) -> bool:
    """Whether both say the same, wherever and whenever they were recorded."""
    left_out = set(ignoring)
    return all(getattr(one, name) == getattr(other, name) for name in CONTENT if name not in left_out)
