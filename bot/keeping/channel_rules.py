"""What a channel has settled: what is searched first, who sees answers, whether follow-ups are heard, who decides."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

from bot.sqlite_file import SqliteFile
from knowledge.editions import same_work
from knowledge.types import DocumentInfo

SCHEMA = """
CREATE TABLE IF NOT EXISTS channel_rules (
    channel TEXT NOT NULL, version INTEGER NOT NULL, rules TEXT NOT NULL, changed_by TEXT NOT NULL,
    changed_at REAL NOT NULL, PRIMARY KEY (channel, version)
) WITHOUT ROWID;
"""


class Editors(StrEnum):
    """Who may change the settings of a channel. The value is the label that people see."""

    EVERYBODY = "このチャンネルのみんな"
    NAMED = "選んだ人"
    ADMINS = "管理者だけ"


@dataclass(frozen=True, slots=True)
class Preferred:
    """A document that is asked first. Title and publisher tell its later editions, which come under other ids."""

    id: str
    title: str
    publisher: str = ""

    def is_edition(self, document: DocumentInfo) -> bool:
        """Whether `document` is the chosen one, or an edition of the same work."""
        chosen = DocumentInfo(self.id, "", self.title, publisher=self.publisher)
        return document.id == self.id or same_work(chosen, document)


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings of one channel; as they are here where nobody has chosen.

    `areas` are names of 圏域. `private` answers mentions for the eyes of their asker. `people` are the ids of those who
    may change the settings where `editors` is NAMED.
    """

    documents: tuple[Preferred, ...] = ()
    areas: tuple[str, ...] = ()
    private: bool = False
    follow_ups: bool = True
    editors: Editors = Editors.EVERYBODY
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """The rules that hold; `version` counts the changes, 0 where there was none, `by` made the last."""

    rules: Rules
    version: int = 0
    by: str = ""


class RulesChanged(Exception):
    """Somebody else changed the rules meanwhile: `before` is what both began with, `now` what the other settled.

    `both` has what was wanted over that, but for what was not touched: there the other's choice stands.
    """

    def __init__(self, before: Rules, now: Settled, wanted: Rules) -> None:
        super().__init__(now.version)
        self.before = before
        self.now = now
        touched = {each.name for each in fields(Rules) if getattr(wanted, each.name) != getattr(before, each.name)}
        self.both = replace(now.rules, **{name: getattr(wanted, name) for name in touched})


class ChannelRules:
    """The rules of all channels. Callable from any thread. Ids of channels are unique over all workspaces."""

    def __init__(self, file: SqliteFile, clock: Callable[[], float]) -> None:
        """`file` was opened with SCHEMA; `clock` gives seconds since 1970."""
        self._file = file
        self._clock = clock

    def of(self, channel: str) -> Settled:
        """What holds in a channel."""
        return self._settled("channel = ? ORDER BY version DESC LIMIT 1", channel)

    def change(self, channel: str, rules: Rules, by: str, seen: int) -> Settled:
        """What holds from now on, on disk. `seen` is the version that who changes it has seen.

        Changing to the same changes nothing. Raises RulesChanged where somebody else has changed them since.
        """
        with self._file.transaction():
            before = self.of(channel)
            if before.rules == rules:
                return before
            if before.version != seen:
                raise RulesChanged(self._settled("channel = ? AND version = ?", channel, seen).rules, before, rules)
            made = Settled(rules, before.version + 1, by)
            kept = json.dumps(asdict(rules), ensure_ascii=False)
            sql = "INSERT INTO channel_rules VALUES (?, ?, ?, ?, ?)"
            self._file.write(sql, channel, made.version, kept, by, self._clock())
            return made

    def _settled(self, where: str, *values: object) -> Settled:
        sql = f"SELECT rules, version, changed_by FROM channel_rules WHERE {where}"  # noqa: S608 - constants only
        rows = self._file.read(sql, *values)
        return Settled(_rules(json.loads(rows[0][0])), *rows[0][1:]) if rows else Settled(Rules())

    def follow_ups_allowed(self, _team: str, channel: str) -> bool:
        """See FollowUpRules. Where answers are private there is no common talk to go on with."""
        rules = self.of(channel).rules
        return rules.follow_ups and not rules.private

    def areas(self, _team: str, channel: str) -> Sequence[str]:
        """See Areas."""
        return self.of(channel).rules.areas

    def answers_privately(self, channel: str) -> bool:
        """Whether a mention is answered for the eyes of who asked."""
        return self.of(channel).rules.private

    def first(self, channel: str, documents: Callable[[], Sequence[DocumentInfo]]) -> frozenset[str]:
        """The ids of those of `documents` that the channel asks first, later editions included."""
        chosen = self.of(channel).rules.documents
        every = documents() if chosen else ()
        return frozenset(each.id for each in every if any(one.is_edition(each) for one in chosen))


def _rules(kept: dict[str, Any]) -> Rules:
    documents = tuple(Preferred(**each) for each in kept["documents"])
    lists = {name: tuple(kept[name]) for name in ("areas", "people")}
    return Rules(**{**kept, **lists, "documents": documents, "editors": Editors(kept["editors"])})
