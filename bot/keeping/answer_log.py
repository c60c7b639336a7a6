"""The answers that were given: what the buttons under them speak of, and what the documents failed to say.

For three days a row says who asked, where, and what. Then it goes, unless it shows a gap in the documents or somebody
has judged it: such a row loses who asked and where, and stays until settled, at most 180 days.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.sqlite_file import SqliteFile
from knowledge.likeness import grouped
from knowledge.resources.privacy import masked
from knowledge.types import Answer, Citation, Voice

SECONDS_A_DAY = 86_400
KEEP_DAYS = 3  # as the inbox: so long the buttons under an answer work
KEEP_GAP_DAYS = 180  # ours: half a year, in which a handbook is gone over at least once
WHY_LENGTH = 500  # characters of the reason somebody gives

SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    id TEXT PRIMARY KEY, team TEXT NOT NULL, channel TEXT NOT NULL, thread TEXT NOT NULL, asker TEXT NOT NULL,
    question TEXT NOT NULL, answered INTEGER NOT NULL, passages TEXT NOT NULL, citations TEXT NOT NULL,
    catalogue INTEGER NOT NULL, version TEXT NOT NULL, at REAL NOT NULL, settled INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS answers_by_time ON answers (at);
CREATE TABLE IF NOT EXISTS ratings (
    answer TEXT NOT NULL REFERENCES answers(id), rater TEXT NOT NULL, useful INTEGER NOT NULL,
    why TEXT NOT NULL DEFAULT '', at REAL NOT NULL, PRIMARY KEY (answer, rater)
);
"""
_COLUMNS = "id, team, channel, thread, asker, question, answered, passages, citations, catalogue, version, at"
_WRONG = "(SELECT COUNT(*) FROM ratings WHERE answer = answers.id AND NOT useful)"
_GAP = f"settled = 0 AND (NOT answered OR {_WRONG} > 0)"
_KEPT_LONGER = "settled = 0 AND (NOT answered OR EXISTS (SELECT 1 FROM ratings WHERE answer = answers.id))"


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a question came from. `thread` is empty where the answer stands in the conversation itself."""

    team: str
    channel: str
    thread: str
    asker: str


@dataclass(frozen=True, slots=True)
class Origin:
    """What made an answer: the generation of the index, and the version of the product."""

    catalogue: int = 0
    version: str = ""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer as it was given; what the notes of the region said in it is not here.

    `question` is without what looked personal. `passages` are the ids of those found, best first, `citations` what was
    quoted. `at` is in seconds since 1970. `asked` is empty in all its fields once three days are over.
    """

    id: str
    asked: Asked
    question: str
    answered: bool
    passages: tuple[str, ...]
    citations: tuple[Citation, ...]
    origin: Origin
    at: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Something the documents do not say, or say wrongly for those who asked.

    `id` is that of the last answer in it. `questions` are the different ways it was asked, the last one first;
    `count` says how often, `unanswered` how often nothing was found, `wrong` how many said 「違う」, `why` what they
    wrote about it. `sources` are the titles of what was quoted, `last_asked` is in seconds since 1970.
    """

    id: str
    questions: tuple[str, ...]
    count: int
    unanswered: int
    wrong: int
    why: tuple[str, ...]
    sources: tuple[str, ...]
    last_asked: float


@dataclass(frozen=True, slots=True)
class _Row:
    """An answer that shows a gap."""

    given: GivenAnswer
    wrong: int
    why: tuple[str, ...]


def answer_id(work: str) -> str:
    """The id of the answer that the work of this key gives; the same at a second attempt, and says nothing."""
    return hashlib.sha256(b"answer:" + work.encode()).hexdigest()[:24]


class AnswerLog:
    """The answers of one bot. Every method may be called from any thread."""

    def __init__(self, file: SqliteFile, clock: Callable[[], float]) -> None:
        """`file` was opened with SCHEMA; `clock` gives seconds since 1970."""
        self._file = file
        self._clock = clock

    def write(self, id_: str, asked: Asked, answer: Answer, origin: Origin) -> None:
        """Keeps an answer; one that is there already stays as it is."""
        citations = [asdict(each) for part in answer.parts if part.voice is Voice.HANDBOOK for each in part.citations]
        passages = [found.passage.id for found in answer.passages]
        where = (asked.team, asked.channel, asked.thread, asked.asker)
        what = (masked(answer.question), answer.answered, _json(passages), _json(citations))
        sql = f"INSERT OR IGNORE INTO answers ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - constants only
        self._file.write(sql, id_, *where, *what, origin.catalogue, origin.version, self._clock())

    def find(self, id_: str) -> GivenAnswer | None:
        """The answer; None where it was never given or is no longer kept."""
        rows = self._file.read(f"SELECT {_COLUMNS} FROM answers WHERE id = ?", id_)  # noqa: S608 - constants only
        return _given(rows[0]) if rows else None

    def rate(self, id_: str, person: str, *, useful: bool) -> bool:
        """Counts what a person thinks of an answer in place of what they thought before; False where it is gone.

        Thinking the same again changes nothing: a reason given for it stays.
        """
        sql = (
            "INSERT INTO ratings (answer, rater, useful, at) SELECT id, ?, ?, ? FROM answers WHERE id = ? "
            "ON CONFLICT (answer, rater) DO UPDATE SET at = excluded.at, useful = excluded.useful, "
            "why = CASE WHEN useful = excluded.useful THEN why ELSE '' END"
        )
        with self._file.transaction():
            counted = self._file.write(sql, _rater(id_, person), useful, self._clock(), id_) == 1
            if counted and not useful:
                self._file.write("UPDATE answers SET settled = 0 WHERE id = ?", id_)
        return counted

    def explain(self, id_: str, person: str, why: str) -> bool:
        """Keeps why a person said 「違う」, without what looks personal in it; False where the answer is gone."""
        if not self.rate(id_, person, useful=False):
            return False
        words = masked(" ".join(why.split()))[:WHY_LENGTH]
        self._file.write("UPDATE ratings SET why = ? WHERE answer = ? AND rater = ?", words, id_, _rater(id_, person))
        return True

    def gaps(self, team: str) -> tuple[Gap, ...]:
        """What is not settled yet, like questions together: the most asked first, of those the last asked first."""
        found = [_gap(group) for group in self._grouped(team)]
        return tuple(sorted(found, key=lambda gap: (-gap.count, -gap.last_asked, gap.id)))

    def settle(self, team: str, gap_id: str) -> Gap | None:
        """Takes a gap off the list, with all that was asked like it until then; None where there is no such gap."""
        for group in self._grouped(team):
            last = next((row.given.at for row in group if row.given.id == gap_id), None)
            if last is None:
                continue
            settled = [row for row in group if row.given.at <= last]
            with self._file.transaction():
                for row in settled:
                    self._file.write("UPDATE answers SET settled = 1 WHERE id = ?", row.given.id)
            return _gap(settled)
        return None

    def tidy(self) -> None:
        """Forgets who asked after three days, and what is no gap; after 180 days everything."""
        recent = self._clock() - KEEP_DAYS * SECONDS_A_DAY
        longest = self._clock() - KEEP_GAP_DAYS * SECONDS_A_DAY
        gone = f"SELECT id FROM answers WHERE at < ? OR (at < ? AND NOT ({_KEPT_LONGER}))"  # noqa: S608 - constants only
        with self._file.transaction():
            self._file.write(f"DELETE FROM ratings WHERE answer IN ({gone})", longest, recent)  # noqa: S608 - the same
            self._file.write(f"DELETE FROM answers WHERE id IN ({gone})", longest, recent)  # noqa: S608 - the same
            self._file.write("UPDATE answers SET channel = '', thread = '', asker = '' WHERE at < ?", recent)

    def _grouped(self, team: str) -> list[list[_Row]]:
        sql = f"SELECT {_COLUMNS}, {_WRONG} FROM answers WHERE team = ? AND {_GAP} ORDER BY at DESC, id"  # noqa: S608 - the same
        given = [(_given(row[:-1]), row[-1]) for row in self._file.read(sql, team)]
        rows = [_Row(each, wrong, self._why(each.id) if wrong else ()) for each, wrong in given]
        return [[rows[number] for number in group] for group in grouped([row.given.question for row in rows])]

    def _why(self, id_: str) -> tuple[str, ...]:
        sql = "SELECT why FROM ratings WHERE answer = ? AND NOT useful AND why != '' ORDER BY at"
        return tuple(why for (why,) in self._file.read(sql, id_))


def _gap(rows: Sequence[_Row]) -> Gap:
    """One gap from its answers, the last one first."""
    return Gap(
        id=rows[0].given.id,
        questions=tuple(dict.fromkeys(row.given.question for row in rows)),
        count=len(rows),
        unanswered=sum(not row.given.answered for row in rows),
        wrong=sum(row.wrong for row in rows),
        why=tuple(dict.fromkeys(why for row in rows for why in row.why)),
        sources=tuple(dict.fromkeys(each.title for row in rows for each in row.given.citations)),
        last_asked=rows[0].given.at,
    )


def _given(row: Sequence[Any]) -> GivenAnswer:
    id_, team, channel, thread, asker, question, answered, passages, citations, catalogue, version, at = row
    quoted = tuple(Citation(**each) for each in json.loads(citations))
    asked, origin = Asked(team, channel, thread, asker), Origin(catalogue, version)
    return GivenAnswer(id_, asked, question, bool(answered), tuple(json.loads(passages)), quoted, origin, at)


def _rater(id_: str, person: str) -> str:
    """Enough to count a person once; it names nobody."""
    return hashlib.sha256(f"{id_}:{person}".encode()).hexdigest()[:24]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
