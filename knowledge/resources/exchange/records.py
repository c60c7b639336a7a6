"""Rows of somebody else's table as notes; what no field can hold is kept in 内容 with its header."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from knowledge.resources import codec, where
from knowledge.resources.about import topics_of
from knowledge.resources.contact import phones_in
from knowledge.resources.cost import take_cost
from knowledge.resources.exchange import columns as col
from knowledge.resources.exchange.columns import Column
from knowledge.resources.exchange.record import Fields, Record
from knowledge.resources.exchange.tables import Row, Table
from knowledge.resources.line import Line
from knowledge.resources.model import CONTENT, LABELS, WEEKDAYS, Kind, ResourceNote
from knowledge.resources.when import take_when

_OUR_ID = re.compile(r"[0-9a-f]{32}")
_TRANSLATED = {"capacity": "定員"}
_NOTHING = re.compile(r"[-‐‑–—―−ー－・/／*＊]*")
_CLOSED_FROM = re.compile(r"【?\s*(?:休館|休業|定休|閉館|閉所|休み)")
_URL = re.compile(r"https?://[!-~]+")
_NUMBERS_ONLY = re.compile(r"[\d\s()（）\-‐−ー～〜、,;/+]*")
_JOINED = frozenset({"offers", "contact", "when", "cost", "provider", "how_to_join"})
# Days named in these tell when something is open; in other columns they tell exceptions.
_SAYS_WHEN = frozenset({"time", "日時", "開催日時", "利用時間", "開館時間", "営業時間", "受付時間"})


def record(table: Table, row: Row, team_id: str, kind: Kind, today: date) -> Record | None:
    """The record in `row`, None where the row has no name and nothing else that counts (a numbered empty line).

    `kind` is what the note is where the table does not say.
    """
    cells = [(column, row.cells[column.index].strip()) for column in table.columns if column.index < len(row.cells)]
    own_id = next((text for column, text in cells if column.means == col.ID), "")
    ours = table.own or bool(_OUR_ID.fullmatch(own_id))
    filled = [(column, text) for column, text in cells if text and (ours or not _NOTHING.fullmatch(text))]
    if not any(column.means not in {col.IGNORED, col.ID} for column, _ in filled):
        return None
    if ours:
        found = _own(row.where, cells, team_id, own_id)
        found.cut = frozenset(column.means for column in table.columns if column.index >= len(row.cells)) - found.given
        return found
    made = _Making({"team_id": team_id, "kind": kind}, today)
    for column, text in filled:
        made.take(column, text)
    given = frozenset(made.values)
    made.settle(filled, table.group)
    unread = frozenset(made.unread) - {
        "kind"
    }  # others sort by kinds of their own; the caller has said which it is here
    return Record(row.where, ResourceNote(**made.values), "", made.remarks, given, unread)


def _own(where_it_is: str, cells: Sequence[tuple[Column, str]], team_id: str, own_id: str) -> Record:
    fields = Fields()
    # Our own columns first: others that mean the same, and those that nobody knows, were added by somebody.
    for column, text in sorted(cells, key=lambda each: each[0].header != LABELS.get(each[0].means)):
        name = column.means
        if name in CONTENT and name not in fields.values and name not in fields.unread:
            fields.take(name, column.header, text)
        elif text and name not in {col.IGNORED, col.ID}:
            fields.more.append(f"{''.join(column.header.split())}：{text}")
    return fields.record(where_it_is, team_id, own_id)


@dataclass
class _Making:
    values: dict[str, Any]
    today: date
    remarks: list[str] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    def take(self, column: Column, text: str) -> None:
        name = column.means
        if name == col.EXTRA:
            self._extra(column.header, text)
        elif name == col.ROOM:
            self.values.setdefault("place", text)
        elif name in _SPECIAL:
            _SPECIAL[name](self, column, text)
        elif name in CONTENT:
            self._plain(column, text)

    def settle(self, filled: Sequence[tuple[Column, str]], group: str) -> None:
        self._hours(filled)
        if group:
            self.values["tags"] = (*self.values.get("tags", ()), group)
        if not self.values.get("address") and self.values.get("place"):
            self.values["address"] = where.take_address(Line(self.values["place"].split("\n")[0]))
        town, code = where.municipality(self.values.get("address", ""), self.values.get("postal_code", ""))
        self.values.setdefault("municipality", town)
        self.values.setdefault("municipality_code", code)
        if "topics" not in self.values:
            self.values["topics"] = topics_of(f"{self.values.get('name', '')} {group} {self.values.get('offers', '')}")

    def _plain(self, column: Column, text: str) -> None:
        name = column.means
        try:
            value = codec.read(name, text)
        except ValueError as unreadable:
            self.unread.add(name)
            self.remarks.append(f"「{column.header}」{unreadable}内容に残しました。")
            self._extra(column.header, text)
            return
        if name in _JOINED and self.values.get(name):
            value = f"{self.values[name]}\n{value}"
        if name == "name":
            value = re.sub(r"\s+", " ", value)
        if name in _JOINED or not self.values.get(name) or name == "kind":
            self.values[name] = value
        else:
            self._extra(column.header, text)

    def _extra(self, header: str, text: str) -> None:
        if text == "なし":
            return  # a box that was not ticked
        title = _TRANSLATED.get(header, "".join(header.split()))
        line = f"{title}：{text}"
        self.values["offers"] = f"{self.values['offers']}\n{line}" if self.values.get("offers") else line

    def _phones(self, column: Column, text: str) -> None:
        numbers = phones_in(text)
        self.values["phones"] = tuple(dict.fromkeys((*self.values.get("phones", ()), *numbers)))
        if not numbers:
            self._extra(column.header, text)
        elif not _NUMBERS_ONLY.fullmatch(text):
            said = re.sub(r"\s+", " ", text)
            self.values["contact"] = "\n".join(filter(None, (self.values.get("contact"), said)))

    def _url(self, _column: Column, text: str) -> None:
        found = _URL.search(text)
        if found:
            self.values.setdefault("url", found[0])
        if not found or found[0] != text:
            self._extra(LABELS["url"], re.sub(r"\s+", " ", text))

    def _weekdays(self, column: Column, text: str) -> None:
        plain = re.sub(r"曜日?|[・、,;/\s]", "", unicodedata.normalize("NFKC", text))
        days = [each for each in plain if each in WEEKDAYS]
        if len(days) == len(plain):
            self.values["weekdays"] = tuple(day for day in WEEKDAYS if day in days)
        else:
            self._when(dataclasses.replace(column, header="日時"), text)

    def _when(self, column: Column, text: str) -> None:
        said = re.sub(r"[ \t　]+", " ", text)
        self.values["when"] = "\n".join(filter(None, (self.values.get("when"), said)))
        if col.folded(column.header) not in _SAYS_WHEN and "開館時間" not in text:
            return
        read = take_when(Line(_CLOSED_FROM.split(re.sub(r"\s+", " ", text))[0]), self.today)
        for name in ("weekdays", "weeks", "starts_at", "ends_at"):
            if not self.values.get(name):
                self.values[name] = getattr(read, name)

    def _cost(self, _column: Column, text: str) -> None:
        plain = unicodedata.normalize("NFKC", text).replace(",", "")
        said = f"{plain}円" if plain.isdigit() else text
        self.values["cost"] = "\n".join(filter(None, (self.values.get("cost"), said)))
        if self.values.get("cost_yen") is None:
            self.values["cost_yen"] = take_cost(Line(said))[1]

    def _time(self, column: Column, text: str) -> None:
        read = take_when(Line(text if ":" in text or "時" in text else f"{text}時"), self.today)
        if read.starts_at is None:
            self._extra(column.header, text)
        else:
            self.values[column.means] = read.starts_at

    def _hours(self, filled: Sequence[tuple[Column, str]]) -> None:
        begins = {column.day: text for column, text in filled if column.means == col.HOURS_FROM}
        ends = {column.day: text for column, text in filled if column.means == col.HOURS_TO}
        days = tuple(day for day in WEEKDAYS if day in begins)
        if not days:
            return
        spans: dict[str, str] = {}
        for day in days:
            hours = f"{begins[day]}〜{ends.get(day, '')}"
            spans[hours] = spans.get(hours, "") + day
        self.values["weekdays"] = days
        self.values["when"] = "、".join(f"{named} {hours}" for hours, named in spans.items())
        if len(spans) == 1:
            self.values["starts_at"] = _clock(begins[days[0]])
            self.values["ends_at"] = _clock(ends.get(days[0], ""))


def _clock(text: str) -> time | None:
    try:
        return time.fromisoformat(unicodedata.normalize("NFKC", text).zfill(5))
    except ValueError:
        return None


_SPECIAL = {
    "phones": _Making._phones,
    "url": _Making._url,
    "weekdays": _Making._weekdays,
    "when": _Making._when,
    "cost": _Making._cost,
    "starts_at": _Making._time,
    "ends_at": _Making._time,
}
