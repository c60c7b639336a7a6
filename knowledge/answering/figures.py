"""The figures of a text in one spelling: 七つ = 7つ, 五分の一 = 1/5, 令和7年 = R7年 = 2025年, 午後1時半 = 13:30, 76百万円."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

_ERAS = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988, "昭和": 1925, "s": 1925}
_DIGITS = {each: n for n, each in enumerate("〇一二三四五六七八九")}
_TENS = {"十": 10, "百": 100, "千": 1_000}
_MYRIADS = {"万": 10_000, "億": 100_000_000}
# Units that are one unit; what follows a number and is no unit of these is counted as 「つ」 counts.
_UNITS: tuple[tuple[str, str], ...] = (
    ("か月", "か月|ヶ月|カ月|ケ月|ヵ月|箇月|ヶ月間|か月間"),
    ("か所", "か所|ヶ所|カ所|ケ所|ヵ所|箇所|個所"),
    ("回目", "回目|度目|次"),
    ("年度", "年度"),
    ("時間", "時間"),
    ("週間", "週間|週"),
    ("日間", "日間"),
    ("年間", "年間"),
    ("分", "分(?!の|野|か|け|担|野)"),
    ("円", "円"),
    ("%", "%|パーセント"),
    ("割", "割(?!り)"),
    ("歳", "歳|才"),
    ("人", "人|名(?!前|称|簿|刺)"),
    ("回", "回(?!る|り)|度(?!合|目)"),
    ("年", "年"),
    ("日", "日"),
    ("時", "時"),
    ("月", "月"),
    ("条", "条"),
    ("項", "項(?!目)"),
    ("号", "号"),
    ("章", "章"),
    ("層", "層"),
    ("期", "期"),
    ("件", "件"),
    ("倍", "倍"),
    ("つ", "つ|個|点|項目|種類|種|本|タイプ"),
)
_COUNTED = "つ"
_UNIT = "|".join(f"(?P<u{n}>{pattern})" for n, (_, pattern) in enumerate(_UNITS))
_KANJI = "〇一二三四五六七八九十百千万億"
_NUMBER = re.compile(r"(?P<n>[0-9]+(?:\.[0-9]+)?)(?P<scale>百万|千万|億|万|千)?")
_RANGE = r"\s*[〜~～]\s*|\s*[-–−]\s*(?=[0-9])"
# What bounds the number before it, and the one word that stands for it.
_BOUNDS: tuple[tuple[str, str], ...] = (
    (r"も?(?:たた|経た|過ぎ|すぎ)ない(?:うち|間)|(?<=[間日月])のうち(?=に|なら|は|で)", "以内"),
    (r"を(?:超え|上回ら)(?:ない|ません|ず|ては(?:なら|なり|いけ)|ることはでき(?:ない|ません))", "まで"),
    (r"を下(?:回)?ら(?:ない|ず)", "以上"),
    (r"より(?:も)?多|を上回|を超え|超(?!え)", "を超え"),
    (r"に満たない|より(?:も)?少な|を下回", "未満"),
    (r"から|より", "から"),
    *((each, each) for each in ("以上", "以下", "未満", "以内", "以降", "以前", "まで")),
)
_BOUND = re.compile(
    r"\s*(?:の間)?(?:ごろ|頃|ほど|くらい)?(?:"
    + "|".join(f"(?P<b{n}>{pattern})" for n, (pattern, _) in enumerate(_BOUNDS))
    + rf"|(?P<range>{_RANGE}))"
)
_ROUND = "①-⑳㈠-㈩"
# 一 in words that count nothing.
_WORDS = re.compile(
    r"(?<!第)一(?:般|部|緒|方|体|切|定|括|律|覧|致|番|歩|層|旦|環|貫|目|同|人ひとり|つひとつ|つずつ|人一人|つ一つ|件一件|軒一軒|件ずつ|挙|概|言|息)"
    r"|(?<=の)一つ(?![のず])|唯一|統一|均一|同一|第一線|もう一[つ度]|(?<!に)一度|十分|千差万別|万が一|百貨店|三者|二度手間|九州|四国|一人で"
)
_COUNTS = re.compile(
    rf"(?<![0-9.{_KANJI}])([{_KANJI}]+)(?=つ|個|点|項目|種類|種|本|タイプ|市町村|団体|要素|機能|役割|区分|分野|事業|柱|地区|{'|'.join(unit for _, unit in _UNITS)})"
)
# 「一月以内」 of a law is a month.
_MONTHS = re.compile("([一二三四五六七八九十]+)月(?=以内|以上|前|間|を超|を経|に満た)")
_FRACTION = re.compile(rf"(?P<of>[0-9]+|[{_KANJI}]+)\s*分の\s*(?P<n>[0-9]+|[{_KANJI}]+)")
_SCALES = {"百万": 1_000_000, "千万": 10_000_000, "億": 100_000_000, "万": 10_000, "千": 1_000}
_DATE = re.compile(r"(?P<m>[0-9]{1,2})\s*(?:月|/)\s*(?P<d>[0-9]{1,2})\s*日?(?![0-9年/])")
_YEAR = re.compile(
    r"(?P<era>令和|平成|昭和|(?<![a-z])[rhs](?=[0-9]))\s*(?P<n>元|[0-9]{1,2})\s*"
    r"(?:(?P<u>年度|年)|[./-](?P<m>[0-9]{1,2})[./-](?P<d>[0-9]{1,2})(?![0-9]))?"
)
_DOTTED = re.compile(r"(?P<y>(?:19|20)[0-9]{2})\s*[./-]\s*(?P<m>[0-9]{1,2})\s*[./-]\s*(?P<d>[0-9]{1,2})(?![0-9])")
_CLOCK = re.compile(
    r"(?P<half>午前|午後|am|pm)?\s*(?P<h>[0-2]?[0-9])\s*"
    r"(?:[:](?P<c>[0-5][0-9])|時(?!間)(?:(?P<half_past>半)|(?P<min>[0-9]{1,2})分)?)"
)
_ERA_RANGE = r"(令和|平成|昭和)([0-9]{1,2})(?:年度?)?([〜~-])([0-9]{1,2})(年度?)"
_HALF_A_DAY = 12


# 週に一度, 月2回, 毎年: how often in which span of time.
_OFTEN = re.compile(
    r"(?P<span>年|月|週|日)(?:間)?(?:に|あたり|当たり)?\s*(?P<times>[0-9]+)\s*(?:回|度)(?!目)"
    r"|毎(?P<every>年|月|週|日)(?:(?P<n>[0-9]+)(?:回|度))?"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit. `bound` is 以上, まで … where it is one end of a range; `start` is its place."""

    value: str
    unit: str
    bound: str
    start: int


def figures(text: str) -> list[Figure]:
    """The figures of `text` in reading order; numbers that only count the lines of a list are left out."""
    found = sorted(_found(normalised(text)), key=lambda each: each.start)
    return [_afternoon(before, each) for before, each in zip([None, *found], found, strict=False)]


def normalised(text: str) -> str:
    """`text` as the figures are read from it; their `start` counts in this."""
    bare = re.sub(rf"[{_ROUND}]", " ", text)
    folded = unicodedata.normalize("NFKC", bare).lower()
    folded = re.sub(r"(?m)^(\s*)(?:[(（]?[0-9]{1,2}[)）.．、](?![0-9])|#+\s*[0-9]+(?:-[0-9]+)*\s)", r"\1 ", folded)
    folded = re.sub(_ERA_RANGE, r"\1\2\5\3\1\4\5", folded)
    folded = re.sub(r"(?<=[0-9]),(?=[0-9]{3})", "", _WORDS.sub(lambda found: "\0" * len(found.group()), folded))
    folded = _MONTHS.sub(r"\1か月", re.sub("半[分額数]", "1/2", folded))
    folded = _FRACTION.sub(lambda found: f"{_digits(found['n'])}/{_digits(found['of'])}", folded)
    return _COUNTS.sub(lambda found: _written(_kanji(found.group(1))), folded)


def items(text: str) -> int:
    """How many lines of `text` are items of a list."""
    return len(re.findall(rf"(?m)^\s*(?:[-*・•●○◯]|[{_ROUND}]|[(（]?[0-9a-zA-Zア-ン]{{1,2}}[)）.．])", text))


def _afternoon(before: Figure | None, figure: Figure) -> Figure:
    """In 「午後1時から3時」 the second is in the afternoon too."""
    if before is None or (before.unit, before.bound, figure.unit) != ("時刻", "から", "時刻"):
        return figure
    (begin, _), (hour, minutes) = before.value.split(":"), figure.value.split(":")
    later = int(hour) + (_HALF_A_DAY if int(hour) < int(begin) else 0)
    return replace(figure, value=f"{later}:{minutes}")


def _found(text: str) -> Iterator[Figure]:
    """First what has a form of its own (dates, times, years of an era), then the plain numbers between."""
    taken = text
    for pattern, read in ((_DOTTED, _dotted), (_YEAR, _year), (_DATE, _date), (_CLOCK, _clock)):
        for match in pattern.finditer(taken):
            bound = _bound(text, match.start(), match.end())
            yield from (Figure(value, unit, bound, match.start()) for value, unit in read(match))
        taken = pattern.sub(lambda found: "\0" * len(found.group()) if read(found) else found.group(), taken)  # noqa: B023 - used within the turn
    for match in _NUMBER.finditer(taken):
        yield _plain(text, match)


def _plain(text: str, match: re.Match[str]) -> Figure:
    value = float(match["n"]) * _SCALES.get(match["scale"] or "", 1)
    unit, end = _unit(text, match.end())
    if unit == "割":
        value, unit = value * 10, "%"
    if unit == "回" and text[match.start() - 1 : match.start()] == "第":
        unit = "回目"
    return Figure(_written(value), unit, _bound(text, match.start(), end), match.start())


def _unit(text: str, start: int) -> tuple[str, int]:
    """The unit behind a number, and where it ends; of the first end of a range (4〜5人) that of the second."""
    if second := re.compile(rf"(?:{_RANGE})[0-9.]+").match(text, start):
        return _unit(text, second.end())[0], start
    match = re.compile(_UNIT).match(text, start)
    if match is None:
        return _COUNTED if re.match(r"[一-龥ァ-ヶ]", text[start:]) else "", start
    return _UNITS[int(str(match.lastgroup)[1:])][0], match.end()


def _bound(text: str, start: int, end: int) -> str:
    match = _BOUND.match(text, end)
    if match is None:
        return "まで" if re.search(r"[0-9日月年度時分人歳円回]\s*[〜~～]\s*$", text[:start]) else ""
    return "から" if match.lastgroup == "range" else _BOUNDS[int(str(match.lastgroup)[1:])][1]


def _kanji(number: str) -> float:
    """The number that is written in kanji: place by place (二〇二五), or with its tens and thousands."""
    if re.fullmatch(r"[〇一二三四五六七八九]{2,}", number):
        return float("".join(str(_DIGITS[each]) for each in number))
    total, section, digit = 0, 0, 0
    for each in number:
        if each in _MYRIADS:
            total, section, digit = total + (section + digit or 1) * _MYRIADS[each], 0, 0
        elif each in _TENS:
            section, digit = section + (digit or 1) * _TENS[each], 0
        else:
            digit = _DIGITS[each]
    return total + section + digit


def _digits(number: str) -> str:
    return number if number.isdecimal() else _written(_kanji(number))


def _written(value: float) -> str:
    return f"{value:g}" if value != int(value) else str(int(value))


def _year(match: re.Match[str]) -> Sequence[tuple[str, str]]:
    year = str(_ERAS[match["era"]] + (1 if match["n"] == "元" else int(match["n"])))
    return [(year, match["u"] or "年"), *(_day(match["m"], match["d"]) if match["m"] else [])]


def _dotted(match: re.Match[str]) -> Sequence[tuple[str, str]]:
    return [(match["y"], "年"), *_day(match["m"], match["d"])]


def _date(match: re.Match[str]) -> Sequence[tuple[str, str]]:
    return _day(match["m"], match["d"])


def _day(month: str, day: str) -> Sequence[tuple[str, str]]:
    real = 1 <= int(month) <= 12 and 1 <= int(day) <= 31
    return [(f"{int(month)}/{int(day)}", "月日")] if real else []


def _clock(match: re.Match[str]) -> Sequence[tuple[str, str]]:
    hour = int(match["h"]) + (_HALF_A_DAY if match["half"] in ("午後", "pm") and int(match["h"]) < _HALF_A_DAY else 0)
    minutes = 30 if match["half_past"] else int(match["c"] or match["min"] or 0)
    return [(f"{hour}:{minutes:02}", "時刻")]


def frequencies(text: str) -> frozenset[tuple[str, str]]:
    """How often things are done, as (年, 月, 週 or 日; times): 週に一度 and 毎週 are ("週", "1").

    >>> sorted(frequencies("週に一度の会と、月2回の会"))
    [('月', '2'), ('週', '1')]
    """
    plain = re.sub(r"一度", "1度", normalised(text))
    return frozenset(
        (each["span"] or each["every"], each["times"] or each["n"] or "1") for each in _OFTEN.finditer(plain)
    )
