"""The numbers that Word shows before headings and list items, which are not in the text of a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ingest.loaders.japanese_text import one_form
from ingest.loaders.word_text import W

_KANJI = "〇一二三四五六七八九"
_AIUEO = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class Label:
    """What stands before a paragraph, and how deep the paragraph is in its list (0 outermost)."""

    text: str
    level: int
    is_bullet: bool


@dataclass(frozen=True, slots=True)
class _Level:
    style: str
    pattern: str
    start: int


class Numbering:
    """Counts as Word does while a document is read from its beginning."""

    def __init__(self, root: Any | None) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._of_number: dict[str, str] = {}
        self._restart: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[str] = set()
        if root is not None:
            self._read(root)

    def label(self, number: str, level: int) -> Label | None:
        """The label of the next paragraph in list `number` at `level`; None where the list is not defined."""
        abstract = self._of_number.get(number)
        levels = self._abstract.get(abstract or "", {})
        if abstract is None or level not in levels:
            return None
        counts = self._counts.setdefault(abstract, {})
        if number not in self._started:
            self._started.add(number)
            for restarted, start in self._restart.get(number, {}).items():
                counts[restarted] = start - 1
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        if levels[level].style in {"bullet", "none"}:
            return Label("・" if levels[level].style == "bullet" else "", level, True)
        return Label(one_form(_filled(levels, counts, level)).strip(), level, False)

    def _read(self, root: Any) -> None:
        for abstract in root.iter(f"{W}abstractNum"):
            levels = {int(each.get(f"{W}ilvl", 0)): _level(each) for each in abstract.findall(f"{W}lvl")}
            self._abstract[abstract.get(f"{W}abstractNumId", "")] = levels
        for number in root.iter(f"{W}num"):
            key = number.get(f"{W}numId", "")
            self._of_number[key] = _value(number, "abstractNumId", "")
            for override in number.findall(f"{W}lvlOverride"):
                start = _value(override, "startOverride", "")
                if start.isdigit():
                    self._restart.setdefault(key, {})[int(override.get(f"{W}ilvl", 0))] = int(start)


def _level(element: Any) -> _Level:
    start = _value(element, "start", "1")
    return _Level(
        _value(element, "numFmt", "decimal"), _value(element, "lvlText", ""), int(start) if start.isdigit() else 1
    )


def _value(element: Any, tag: str, default: str) -> str:
    found = element.find(f"{W}{tag}")
    return str(found.get(f"{W}val", default)) if found is not None else default


def _filled(levels: dict[int, _Level], counts: dict[int, int], level: int) -> str:
    text = levels[level].pattern
    for each in range(level + 1):
        if f"%{each + 1}" in text and each in levels:
            style = levels[each].style
            text = text.replace(f"%{each + 1}", numeral(counts.get(each, levels[each].start), style))
    return text


def numeral(number: int, style: str) -> str:
    """`number` as Word writes it in a numbering `style` (ST_NumberFormat); decimal where the style is rare."""
    if style == "decimalEnclosedCircle" and 1 <= number <= 20:
        return _CIRCLED[number - 1]
    for names, letters in (({"aiueo", "aiueoFullWidth"}, _AIUEO), ({"iroha", "irohaFullWidth"}, _IROHA)):
        if style in names and 1 <= number <= len(letters):
            return letters[number - 1]
    if style in {"lowerLetter", "upperLetter"} and 1 <= number <= 26:
        return chr(ord("a" if style == "lowerLetter" else "A") + number - 1)
    if style in {"lowerRoman", "upperRoman"} and 1 <= number <= 39:
        return _roman(number) if style == "lowerRoman" else _roman(number).upper()
    if style.startswith(("japaneseCounting", "ideographDigital", "japaneseDigital")) and 1 <= number <= 99:
        return _in_kanji(number)
    return str(number)


def _roman(number: int) -> str:
    text = ""
    for value, letters in _ROMAN:
        while number >= value:
            text, number = text + letters, number - value
    return text


def _in_kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    text = ("" if tens == 1 else _KANJI[tens]) + "十" if tens else ""
    return text + (_KANJI[ones] if ones else "")
