"""What the columns of somebody else's table mean, told by their headers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.resources.model import CONTENT, LABELS

IGNORED, EXTRA, ROOM, PREFECTURE, HOURS_FROM, HOURS_TO, ID = (
    "-",  # says nothing about the resource (running numbers, instructions)
    "+",  # kept in 内容 with its header
    "room",  # 方書
    "prefecture",
    "hours_from",  # opening time on one weekday
    "hours_to",
    "id",
)
_MEANS = {
    "name": "名称|名前|施設名|施設名称|事業所名|事業所名称|介護サービス事業所名称|イベント名|資源名|サービス名|title",
    "kana": "名称カナ|名称かな|カナ|フリガナ|施設名カナ|イベント名カナ|介護サービス事業所名称カナ|alternatename",
    "offers": "説明|内容|相談内容|サービス内容|実施サービス|備考|概要|note|notes|service|description|摘要",
    "provider": "団体名|施設管理者名|主催者|運営主体|運営|法人の名称|法人名|設置者|実施主体|organization",
    "audience": "対象者|受入年齢|利用対象|eligibilitydescription",
    "when": "利用可能日時特記事項|利用可能時間特記事項|利用可能曜日特記事項|開始日時特記事項|availabledatenote|time|"
    "開催日時|利用時間|"
    "開館時間|営業時間|受付時間",
    "weekdays": "利用可能曜日|availabledate|開催曜日|営業日",
    "starts_at": "開始時間|starttime|opensat",
    "ends_at": "終了時間|endtime|closesat",
    "on_date": "開始日|開催日",
    "place": "会場|場所名称|開催場所|場所/担当課|location",
    "address": "所在地|address|address1|設置場所|場所住所",
    "postal_code": "〒|postalcode|zip|zipcode",
    "municipality": "市区町村名|市町村名|cityname|city",
    "municipality_code": "都道府県コード又は市区町村コード|全国地方公共団体コード|市町村コード|code",
    "latitude": "latitude|lat",
    "longitude": "longitude|lon|lng",
    "cost": "料金(基本)|料金(詳細)|料金|参加費|利用料|feesdescription|fees",
    "contact": "連絡先名称|問合せ先|問い合わせ先|担当課|担当",
    "phones": "電話番号|連絡先電話番号|telephonenumber|tel|phone|telno|電話番号(代表)",
    "email": "連絡先メールアドレス|メールアドレス|電子メール|e-mail|mail",
    "url": "url|referenceobject|web|ホームページurl|website|webサイト",
    "how_to_join": "参加申込方法|申込方法|申込み方法|applicationprocess",
    ROOM: "方書",
    PREFECTURE: "都道府県名|prefname",
    IGNORED: "#property|no|番号|通番|連番|poiコード|地方公共団体名|整理番号|no.",
}
_DAY_HOURS = re.compile(r"([月火水木金土日])曜日?.*?(開始|終了)(?:時刻|時間)")
_INSTRUCTION = re.compile(r"^[←↑→※]|入力して|を入力$|記入して")
_NAME_END = re.compile(r"(?:施設|事業所|団体|資源|店舗)の?名称?$")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header as written, and what it means (a field of a note or one of the words above).

    `day` is the weekday of a column of opening hours.
    """

    index: int
    header: str
    means: str
    day: str = ""

    @property
    def says(self) -> str:
        """How the column was understood, in plain words."""
        if self.means in LABELS:
            return LABELS[self.means]
        return {
            EXTRA: "内容に書き足します",
            ROOM: "場所",
            PREFECTURE: "住所の都道府県",
            HOURS_FROM: f"{self.day}曜日の開始時刻",
            HOURS_TO: f"{self.day}曜日の終了時刻",
        }.get(self.means, "使いません")


def folded(header: str) -> str:
    """A header in one spelling, without blanks, line breaks and underscores."""
    return re.sub(r"[\s_\ufeff\u200b]+", "", unicodedata.normalize("NFKC", header)).lower()


def understand(headers: Sequence[str], keys: Sequence[str] = ()) -> tuple[Column, ...]:
    """What each header means. `keys` are the names behind them where a file has both (JSON); the header counts first.

    Of several columns that mean one field all count; headers that nobody knows are kept in 内容.
    """
    columns = []
    for index, header in enumerate(headers):
        key = keys[index] if index < len(keys) else ""
        doubled = bool(key) and list(headers).count(header) > 1
        columns.append(_column(index, header, "" if doubled else header, key))
    return tuple(columns)


def recognised(columns: Sequence[Column]) -> int:
    """How many columns say something that a note has a field for."""
    return sum(column.means in LABELS or column.means in {HOURS_FROM, HOURS_TO, ROOM} for column in columns)


def _column(index: int, header: str, label: str, key: str) -> Column:
    for text in (label, key):
        plain = folded(text)
        if not plain:
            continue
        if match := _DAY_HOURS.match(plain):
            return Column(index, header, HOURS_FROM if match[2] == "開始" else HOURS_TO, match[1])
        if _INSTRUCTION.search(plain):
            return Column(index, header, IGNORED)
        if means := _KNOWN.get(plain) or ("name" if _NAME_END.search(plain) else ""):
            return Column(index, header, means)
    return Column(index, header or key, EXTRA if folded(header or key) else IGNORED)


_KNOWN = {folded(label): name for name, label in LABELS.items() if name in CONTENT or name == "id"}
_KNOWN |= {folded(name): name for name in (*CONTENT, "id")}
_KNOWN |= {folded(word): name for name, words in _MEANS.items() for word in words.split("|")}
_KNOWN |= {folded(LABELS[name]): IGNORED for name in ("team_id", "version", "created_by", "created_at", "updated_at")}
