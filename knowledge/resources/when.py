"""When something takes place: weekdays, weeks of the month, times and dates as people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, time

from knowledge.resources.line import EDGE, REACH, START, TAKEN, Line, Span
from knowledge.resources.model import LAST_WEEK, WEEKDAYS

_TO = r"\s*(?:[~〜\-–—―ー−‐]|から|より)\s*"
_D = "[月火水木金土日]"
_DAY = f"{_D}(?:曜日?)?"
_SEP = r"\s*(?:[・･、,/と&]|や|および|及び)?\s*"
_DAYS = rf"{_DAY}{_TO}{_DAY}|{_DAY}(?:{_SEP}{_DAY})*"
_NUMBER = "[1-5一二三四五]"
_NTH = rf"第\s*{_NUMBER}(?:\s*(?:[・･、,.と&~〜\-]\s*第?|第)\s*{_NUMBER})*"
_AFTER = r"(?=[\s、。,/・()☀-➿\x00\x01]|$|\d|午|は|に|夜|朝|昼|夕|終日|am|pm|AM|PM|(?<=[月火水木金土日・、]{2})の)"
_OFTEN = r"(?:毎月|偶数月|奇数月|月\s*\d\s*回|年\s*\d+\s*回)\s*[(の]?\s*"
_REST = "(?:が|は)?(?:定休日?|休館日?|お?休み?|を?除く|以外)"

_CLOSED = re.compile(rf"(?:{START}|(?<=毎週))({_DAYS}){_REST}|(?:定休日?|休館日?|お?休み)[:は]?\s*({_DAYS}){EDGE}")
_WEEKS = re.compile(rf"(?:{_OFTEN})?(?:({_NTH})|(最終|最後の))\s*(?:週の?)?\s*({_DAYS})")
_WEEKLY = re.compile(rf"(?:毎週|隔週)の?\s*({_DAYS})")
_NAMED = re.compile(rf"(?<![今本明昨毎\d])({_DAY}{_TO}{_D}曜日?|(?:{_DAY}{_SEP})*{_D}曜日?)(?!大工)")
_IN_NAME = re.compile(r"[ァ-ヶ一-龠]")  # 火曜サロン: the day belongs to the name
_NO_NAME = re.compile("午前|午後|夜|朝|昼|夕|正午|定休|休|隔週|以外|限定|開催|集合")
_BARE = re.compile(rf"{START}({_D}{_TO}{_D}|{_D}(?:[・･、,/]?{_D})*)(?:曜日?)?(?!\d{{1,2}}[日回]){_AFTER}")
_WORDS = {
    "平日": "月火水木金",
    "土日祝日": "土日",
    "土日祝": "土日",
    "土日": "土日",
    "週末": "土日",
    "毎日": "月火水木金土日",
    "毎朝": "月火水木金土日",
    "毎晩": "月火水木金土日",
    "毎夕": "月火水木金土日",
    "年中無休": "月火水木金土日",
}
_WORD = re.compile("|".join(_WORDS))
_IN_SENTENCE = re.compile(rf"(?<=[がはもを])({'|'.join(_WORDS)})(?=[\w])")  # …さんが毎朝…してくれる
_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925, "大正": 1911, "T": 1911}
_ERA = "|".join(_ERAS)
_OF_WEEK = (
    rf"(?:\s*\(({_D})(?:曜日?)?(?:・祝)?\)|\s*({_D})曜日?)?"
    rf"(?:\s*[・、,と~〜]\s*(?:\d{{1,2}}月)?\d{{1,2}}日(?:\({_D}(?:曜日?)?\))?)*"
)
_ERA_DATE = re.compile(
    rf"(?<![A-Za-z])({_ERA})\s*(元|\d{{1,2}})[年.\-/]\s*(\d{{1,2}})[月.\-/]\s*(\d{{1,2}})日?{_OF_WEEK}", re.IGNORECASE
)
_FULL_DATE = re.compile(rf"(?<!\d)((?:19|20)\d\d)[年.\-/]\s*(\d{{1,2}})[月.\-/]\s*(\d{{1,2}})日?(?!\d){_OF_WEEK}")
_SHORT_DATE = re.compile(rf"(?<![\d年/毎])(\d{{1,2}})(?:月\s*(\d{{1,2}})日|/(\d{{1,2}})(?![\d/])){_OF_WEEK}")
_SEASON = re.compile(
    rf"(?:(?:{_ERA}|20)\s*(?:元|\d{{1,2}})年)?\d{{1,2}}月?{_TO}(?:翌年?)?\d{{1,2}}月(?!\d)(?:まで|の間|頃|ごろ)?"
    rf"|(?:(?:{_ERA})\s*(?:元|\d{{1,2}})年|(?:19|20)\d\d年)\d{{1,2}}月(?:から|より|〜|~)?(?!\d)"
    rf"|{START}\d{{1,2}}月(?:頃|ごろ|上旬|中旬|下旬){EDGE}"
)
_DAYS_OF_MONTH = re.compile(r"毎月\s*\d{1,2}日(?:\s*[・、,と]\s*\d{1,2}日)*")
_NOW_AND_THEN = re.compile(
    rf"{START}(?:月\s*\d\s*回|年\s*\d+\s*回|週\s*\d\s*回|不定期|随時|24時間(?:対応)?){EDGE}"
    rf"|(?<=\x00)の?(?:午前中?|午後|夕方|夜間?|昼間?|日中|朝夕){EDGE}"
)
_PART = "午前|午後|am|pm|早朝|朝|お昼|昼|夕方|夕|夜|晩"
_CLOCK = rf"(?:({_PART})の?\s*)?(\d{{1,2}})(?::(\d\d)|時(?!間|期|代)(?:(半)|(\d{{1,2}})分)?)\s*(am|pm)?|(正午)"
_TIMES = re.compile(
    rf"(?:({_PART})の?\s*)?(?<![\d\-])(\d{{1,2}})(?:{_TO})(\d{{1,2}})時(?!間)(半)?"
    rf"|(?<![\d\-])(?P<first>{_CLOCK})(?:(?:頃|ごろ)?{_TO}(?P<last>{_CLOCK})(?:まで)?(?:頃|ごろ)?"
    rf"|(?P<open>(?:頃|ごろ)?\s*(?:[~〜]|から|より|スタート|開始|開場|集合|発)?(?!\s*(?:まで|頃まで|ごろまで|締))))",
    re.IGNORECASE,
)
# Hours alone, right behind a day: 水 10-12.
_HOURS = re.compile(rf"(?<=\x00)\s*([89]|1\d|2[0-2])\s*[-−–~〜]\s*(\d{{1,2}})(?={EDGE})")
_AFTERNOON = {"午後", "pm", "夕方", "夕", "夜", "晩"}
_MORNING = {"午前", "am", "早朝", "朝"}


@dataclass
class When:
    """What was read of the time; `spans` are the words that said it."""

    weekdays: tuple[str, ...] = ()
    weeks: tuple[int, ...] = ()
    starts_at: time | None = None
    ends_at: time | None = None
    on_date: date | None = None
    spans: list[Span] = field(default_factory=list)


def take_when(line: Line, today: date) -> When:
    """Takes every statement of time from `line`. Days without a year are the next ones from `today` on."""
    found = When()
    _take_dates(line, found, today)
    found.spans += [span for pattern in (_SEASON, _DAYS_OF_MONTH) for span, _ in line.take_all(pattern)]
    _take_weekdays(line, found)
    _take_times(line, found)
    found.spans += [span for span, _ in line.take_all(_NOW_AND_THEN)]
    if found.weekdays:
        found.on_date = None  # the day on which something regular began is no day to go there
    return found


def _take_dates(line: Line, found: When, today: date) -> None:
    for pattern in (_ERA_DATE, _FULL_DATE, _SHORT_DATE):
        while match := next((each for each in pattern.finditer(line.left) if _date(pattern, each, today)), None):
            found.on_date = found.on_date or _date(pattern, match, today)
            found.spans.append(line.take_match(match))


def _date(pattern: re.Pattern[str], match: re.Match[str], today: date) -> date | None:
    groups = match.groups()
    try:
        if pattern is _ERA_DATE:
            first = _ERAS.get(groups[0]) or _ERAS[groups[0].upper()]
            return date(first + (1 if groups[1] == "元" else int(groups[1])), int(groups[2]), int(groups[3]))
        if pattern is _FULL_DATE:
            return date(int(groups[0]), int(groups[1]), int(groups[2]))
        return _next(int(groups[0]), int(groups[1] or groups[2]), groups[3] or groups[4], today)
    except ValueError:
        return None


def _next(month: int, day: int, weekday: str | None, today: date) -> date:
    coming = date(today.year, month, day)
    if coming < today:
        coming = date(today.year + 1, month, day)
    years = (date(year, month, day) for year in (today.year, today.year + 1, today.year - 1))
    fitting = [each for each in years if weekday and WEEKDAYS[each.weekday()] == weekday]
    return fitting[0] if fitting else coming


def _take_weekdays(line: Line, found: When) -> None:
    days: set[str] = set()
    closed: set[str] = set()
    for span, match in line.take_all(_CLOSED):
        closed |= _days(match[1] or match[2])
        found.spans.append(span)
    weeks: list[int] = []
    for span, match in line.take_all(_WEEKS):
        weeks += _weeks(match[1]) if match[1] else [LAST_WEEK]
        days |= _days(match[3])
        found.spans.append(span)
    days |= _days_in_names(line)
    for match in list(_IN_SENTENCE.finditer(line.left)):
        days |= set(_WORDS[match[1]])
        found.spans.append(Span(*match.span(1), match[1]))
        line.shield(*match.span(1))
    for pattern in (_WEEKLY, _NAMED, _BARE):
        for span, match in line.take_all(pattern):
            days |= _days(match[1])
            found.spans.append(span)
    for span, match in line.take_all(_WORD):
        days |= set(_WORDS[match[0]])
        found.spans.append(span)
    open_days = days or (set(WEEKDAYS) if closed else set())
    found.weekdays = tuple(day for day in WEEKDAYS if day in open_days - closed)
    found.weeks = tuple(dict.fromkeys(weeks))


def _days_in_names(line: Line) -> set[str]:
    days: set[str] = set()
    for segment in line.segments():
        match = _NAMED.match(segment.text)
        rest = segment.text[match.end() :] if match else ""
        glued = line.left[: segment.start].endswith((TAKEN, REACH))
        if match and not glued and _IN_NAME.match(rest) and not _NO_NAME.match(rest):
            days |= _days(match[1])
            line.shield(segment.start, segment.start + match.end())
    return days


def _days(text: str) -> set[str]:
    plain = re.sub("曜日?", "", text)
    named = [each for each in plain if each in WEEKDAYS]
    if len(named) == 2 and re.search(_TO, plain):
        first, last = (WEEKDAYS.index(each) for each in named)
        return {WEEKDAYS[(first + step) % 7] for step in range((last - first) % 7 + 1)}
    return set(named)


def _weeks(text: str) -> list[int]:
    numbers = [int(each) if each.isdigit() else "一二三四五".index(each) + 1 for each in re.findall(_NUMBER, text)]
    if len(numbers) == 2 and re.search(r"[~〜\-]", text):
        return list(range(numbers[0], numbers[1] + 1))
    return numbers


def _take_times(line: Line, found: When) -> None:
    morning = "朝" in line.text
    for span, match in line.take_all(_TIMES):
        first, last = _range(match, morning)
        if first is not None and found.starts_at is None:
            found.starts_at, found.ends_at = first, last
        found.spans.append(span)
    if found.weekdays and found.starts_at is None:
        for span, match in line.take_all(_HOURS):
            found.starts_at, found.ends_at = time(int(match[1])), time(int(match[2]) % 24)
            found.spans.append(span)


def _range(match: re.Match[str], morning: bool) -> tuple[time | None, time | None]:
    if match[2]:
        first = _moment(match[1], match[2], None, None, morning)
        return first, _later(_moment(None, match[3], None, match[4], morning), first)
    groups = match.groups()
    begin = _clock(groups[5:12], morning)
    end = _clock(groups[13:20], morning) if match["last"] else None
    said = bool(match["last"]) and bool(groups[13] or groups[18])
    return begin, end if said else _later(end, begin)


def _clock(groups: tuple[str | None, ...], morning: bool) -> time | None:
    part, hour, minutes, half, spelled, suffix, noon = groups
    if noon:
        return time(12, 0)
    return _moment(part or suffix, hour or "", minutes or spelled, half, morning)


def _moment(part: str | None, hour: str, minutes: str | None, half: str | None, morning: bool) -> time | None:
    value, said = int(hour), (part or "").lower()
    early = said in _MORNING or (morning and not said)
    if value < 12 and (said in _AFTERNOON or (1 <= value <= 5 and not early and not hour.startswith("0"))):
        value += 12  # gatherings at one to five o'clock are in the afternoon, unless said otherwise
    minute = 30 if half else int(minutes or 0)
    return time(value % 24, minute) if value <= 24 and minute < 60 else None


def _later(end: time | None, begin: time | None) -> time | None:
    if end is None or begin is None or end > begin or end.hour >= 12 or end == time(0, 0):
        return end
    return end.replace(hour=end.hour + 12)
