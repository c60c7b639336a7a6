"""圏域: which of the areas that a town has named an address lies in, and which of them a question names."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import yaml

from knowledge.errors import SettingError
from knowledge.resources.duplicates import same_address
from knowledge.resources.model import ResourceNote

_POSTAL = re.compile(r"(\d{3})-?(\d{4})?")
_KIND_OF_AREA = re.compile(r"(?:日常生活圏域|圏域|地区|地域|エリア)$")
_CALLED = "(?:日常生活圏域|圏域|地区|地域|エリア)"
# What may stand before the name of a quarter in an address, so that 東緑町 is not taken for 緑町.
_BEFORE = r"(?:^|(?<=[都道府県市区町村郡字\d\s]))"
# A name that ends so is whole whatever follows; after any other one no letter of a longer name may come.
_WHOLE = re.compile(r"(?:[町村区条字線]|丁目|番地|地区|団地|通)$")
_SECTION = re.compile(r"(?<=[市区町村])(?:大字|字)")
_EXAMPLE = "「中央地区: [大通, 西1条, 080-0010]」のように、圏域の名前に町名か郵便番号を並べてください。"


class _Rule(NamedTuple):
    says: str
    area1: str
    area2: str


@dataclass(frozen=True, slots=True)
class AreaMap:
    """The areas of a town with the quarters and postal codes that lie in them; without any it places nothing."""

    rules: tuple[_Rule, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All areas, in the order in which they were named."""
        return tuple(dict.fromkeys(name for rule in self.rules for name in (rule.area1, rule.area2) if name))

    def placed(self, note: ResourceNote) -> ResourceNote:
        """`note` with its areas, where it names none itself and its address or postal code lies in one."""
        rule = self._rule_for(note)
        if rule is None or note.area2 or (note.area1 and rule.area1 not in ("", note.area1)):
            return note
        return dataclasses.replace(note, area1=note.area1 or rule.area1, area2=rule.area2)

    def _rule_for(self, note: ResourceNote) -> _Rule | None:
        code = unicodedata.normalize("NFKC", note.postal_code)
        address = same_address(_SECTION.sub("", note.address))
        fitting = [rule for rule in self.rules if _lies_in(rule.says, code, address)]
        # The longest says most: 西1条南 before 西1条. A postal code is no longer than a name and as good as one.
        return max(fitting, key=lambda rule: len(rule.says), default=None)


def read_areas(path: Path) -> AreaMap:
    """The areas of a YAML file: 第2層 → quarters and postal codes, or 第1層 → 第2層 → these.

    Raises SettingError naming what cannot be used.
    """
    try:
        given = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise SettingError(f"圏域のファイル「{path}」を読めません。", "場所と書き方を確かめてください。") from error
    if not isinstance(given, Mapping):
        raise SettingError(f"圏域のファイル「{path}」の書き方が違います。", _EXAMPLE)
    return AreaMap(tuple(_rules(given, path, "")))


def named_in(text: str, areas: Iterable[str]) -> tuple[str, ...]:
    """Those of `areas` that a question names: 中央圏域 is also called 中央地区 or 中央エリア."""
    said = unicodedata.normalize("NFKC", text)
    return tuple(area for area in dict.fromkeys(areas) if _called(area, said))


def called(name: str, areas: Iterable[str]) -> tuple[str, ...]:
    """The areas that somebody means by a name: 中央 and 中央圏域 mean 中央地区 where nothing is called just so."""
    said = unicodedata.normalize("NFKC", name).strip()
    known = tuple(dict.fromkeys(areas))
    stem = _KIND_OF_AREA.sub("", said)
    alike = tuple(area for area in known if stem and _KIND_OF_AREA.sub("", area) == stem)
    return (said,) if said in known or not alike else alike


def _called(area: str, said: str) -> bool:
    stem = _KIND_OF_AREA.sub("", area)
    alone = r"(?:(?<![一-龠々])|(?<=[都道府県市区町村]))"  # 川東地区 is not 東地区
    whole = area != stem or len(stem) > 2
    names = [re.escape(area)] * whole + [f"{re.escape(stem)}{_CALLED}"] * bool(stem)
    return any(re.search(alone + name, said) for name in names)


def _rules(given: Mapping[object, object], path: Path, area1: str) -> Iterator[_Rule]:
    for name, inside in given.items():
        area = unicodedata.normalize("NFKC", str(name)).strip()
        if isinstance(inside, Mapping) and not area1:
            yield from _rules(inside, path, area)
        elif isinstance(inside, Sequence) and not isinstance(inside, str):
            yield from (_Rule(_plain(str(each)), area1, area) for each in inside)
        else:
            raise SettingError(f"圏域のファイル「{path}」の「{area}」の書き方が違います。", _EXAMPLE)


def _plain(given: str) -> str:
    """A quarter as addresses are compared, or a postal code as 080-0010, its beginning as 080."""
    text = unicodedata.normalize("NFKC", given).strip().removeprefix("〒").strip()
    if code := _POSTAL.fullmatch(text):
        return "-".join(filter(None, code.groups()))
    return same_address(text)


def _lies_in(says: str, code: str, address: str) -> bool:
    if _POSTAL.fullmatch(says):
        return code.startswith(says)
    after = "" if _WHOLE.search(says) else r"(?![一-龠々ヶァ-ヴー])"
    digits = r"(?!\d)" if says[-1:].isdigit() else ""
    return bool(says and re.search(rf"{_BEFORE}{re.escape(says)}{digits}{after}", address))
