"""What it costs."""

from __future__ import annotations

import re

from knowledge.resources.line import EDGE, Line, Span

_LABEL = (
    "(?:年会費|月会費|参加費|会費|月謝|材料費|材料代|教材費|利用料金|利用料|手数料|入浴料|入場料|お茶代|茶菓代|茶菓子代|"
    "食事代|弁当代|実費|料金|費用|参加料|送料|運賃|ワンドリンク|コーヒー|大人|子ども|こども|会員|一般|お一人|おひとり|"
    "ひとり|出張費込み|参加|相談|入場|入館|利用|見学)"
)
_UNIT = "(?:回|食|人|名|時間|分|日|km|キロ|乗車|シーズン|kg|個|袋|枚|家族|世帯|か月|ヶ月|箇月|往復)"
_PER = rf"(?:(?:\d+|一|各)\s*{_UNIT}(?:あたり|につき)?|片道|往復|毎月|月額|年額|(?<![\d週・第])[月年](?=[\d約]))"
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+|[二三四五六七八九]?[百千](?:[二三四五六七八九]?百)?)"
_AFTER = rf"(?:\s*/\s*{_UNIT}|/月|/年|\s*(?:程度|前後|くらい|ぐらい|から|より|以内|[~〜])(?!\d))?"
_AMOUNT = re.compile(rf"(?:{_LABEL}\s*[:は]?\s*)?(?:{_PER}\s*)?(?:約\s*)?({_NUMBER})\s*円{_AFTER}(?:です)?")
_SIGN = re.compile(rf"(?:{_LABEL}\s*[:は]?\s*)?[¥\\]\s*({_NUMBER})")
_BARE = re.compile(rf"{_LABEL}\s*[:は]?\s*(\d{{2,5}})(?![\d円名人回歳%月日時分:/\-])")
_COIN = re.compile(rf"(?:{_LABEL}\s*[:は]?\s*)?(?<![一-龠])ワンコイン{EDGE}")
_FREE = re.compile(rf"(?:{_LABEL}\s*[:はが]?\s*)?(?:無料|タダ|ただ)(?:です)?(?={EDGE}|・)")
_FREE_INSIDE = re.compile("無料")
_AT_COST = re.compile(rf"(?:{_LABEL}\s*[:は]?\s*)(?:実費|自己負担|カンパ制?|お気持ち|必要|あり){EDGE}")
_KANJI = {each: value for value, each in enumerate("一二三四五六七八九", 1)}


def take_cost(line: Line) -> tuple[list[Span], int | None]:
    """The words about money, and the first amount among them in yen (0 where free, None where none is said)."""
    found: list[tuple[Span, int | None]] = [(span, _yen(match[1])) for span, match in line.take_all(_AMOUNT)]
    found += [(span, _yen(match[1])) for pattern in (_SIGN, _BARE) for span, match in line.take_all(pattern)]
    found += [(span, 500) for span, _ in line.take_all(_COIN)]
    found += [(span, 0) for span, _ in line.take_all(_FREE)]
    found += [(span, None) for span, _ in line.take_all(_AT_COST)]
    found.sort(key=lambda each: each[0].start)
    yen = next((amount for _, amount in found if amount is not None), None)
    if yen is None and _FREE_INSIDE.search(line.left):
        yen = 0
    return [span for span, _ in found], yen


def _yen(text: str) -> int:
    plain = text.replace(",", "")
    if plain.isdigit():
        return int(plain)
    amount = digit = 0
    for each in plain:
        if each in _KANJI:
            digit = _KANJI[each]
        else:
            amount += (digit or 1) * (1000 if each == "千" else 100)
            digit = 0
    return amount
