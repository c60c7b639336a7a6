"""What people gather to post together, and what each preview shows now. Ids only, no words; a day at most."""

from __future__ import annotations

from collections.abc import Callable

from bot.sqlite_file import SqliteFile

KEEP_SECONDS = 86_400.0

SCHEMA = """
CREATE TABLE IF NOT EXISTS gathered (
    owner TEXT NOT NULL, passage TEXT NOT NULL, inside INTEGER NOT NULL, pressed TEXT NOT NULL,
    taken TEXT NOT NULL DEFAULT '', kept_at REAL NOT NULL, PRIMARY KEY (owner, passage));
CREATE TABLE IF NOT EXISTS previews (
    preview TEXT PRIMARY KEY, open TEXT NOT NULL, pressed TEXT NOT NULL, kept_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS quoted (
    preview TEXT NOT NULL, passage TEXT NOT NULL, kept_at REAL NOT NULL, PRIMARY KEY (preview, passage));
"""
_PUT = """
INSERT INTO gathered (owner, passage, inside, pressed, kept_at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (owner, passage) DO UPDATE SET
    inside = excluded.inside, taken = '', pressed = excluded.pressed, kept_at = excluded.kept_at
    WHERE excluded.pressed > pressed
"""
_TURN = """
INSERT INTO previews (preview, open, pressed, kept_at) VALUES (?, ?, ?, ?)
ON CONFLICT (preview) DO UPDATE SET open = excluded.open, pressed = excluded.pressed, kept_at = excluded.kept_at
    WHERE excluded.pressed > pressed
"""


class Baskets:
    """One basket for each `owner`, a person in one place. Every method may be called from any thread.

    `pressed` is Slack's time of a press (`1764036000.123456`): of two presses that arrive in the wrong order, the later
    one counts.
    """

    def __init__(self, file: SqliteFile, clock: Callable[[], float]) -> None:
        """`file` holds the tables of SCHEMA; `clock` gives seconds since 1970."""
        self._file = file
        self._clock = clock

    def put(self, owner: str, passage: str, pressed: str, *, inside: bool) -> None:
        """Puts a passage into the basket, or takes it out."""
        self._file.write(_PUT, owner, passage, inside, pressed, self._clock())

    def empty(self, owner: str, pressed: str) -> None:
        """Takes out all that was put in before that press."""
        sql = "UPDATE gathered SET inside = 0, pressed = ? WHERE owner = ? AND taken = '' AND pressed < ?"
        self._file.write(sql, pressed, owner, pressed)

    def inside(self, owner: str) -> tuple[str, ...]:
        """The passages in the basket, in the order in which they were put in."""
        return self._passages("owner = ? AND taken = ''", owner)

    def take(self, owner: str, work: str) -> tuple[str, ...]:
        """Takes all that is in the basket out for `work`; asked again by the same work, the same again."""
        with self._file.transaction():
            mine = self._passages("owner = ? AND taken = ?", owner, work)
            if mine:
                return mine
            self._file.write("UPDATE gathered SET taken = ? WHERE owner = ? AND inside AND taken = ''", work, owner)
            return self._passages("owner = ? AND taken = ?", owner, work)

    def give_back(self, work: str) -> None:
        """Puts back what was taken for work that could not be done."""
        self._file.write("UPDATE gathered SET taken = '' WHERE taken = ?", work)

    def takers(self, owner: str) -> tuple[str, ...]:
        """The work that has taken passages out of this basket."""
        rows = self._file.read("SELECT DISTINCT taken FROM gathered WHERE owner = ? AND taken <> ''", owner)
        return tuple(row[0] for row in rows)

    def turn(self, preview: str, open_passage: str, pressed: str) -> str:
        """Notes which passage a preview shows since that press (empty: the list); which it shows by the latest one."""
        with self._file.transaction():
            self._file.write(_TURN, preview, open_passage, pressed, self._clock())
            return str(self._file.read("SELECT open FROM previews WHERE preview = ?", preview)[0][0])

    def note_quoted(self, preview: str, passage: str) -> None:
        """Notes that a passage was quoted from a preview."""
        self._file.write("INSERT OR IGNORE INTO quoted VALUES (?, ?, ?)", preview, passage, self._clock())

    def quoted(self, preview: str) -> frozenset[str]:
        """The passages that were quoted from a preview."""
        rows = self._file.read("SELECT passage FROM quoted WHERE preview = ?", preview)
        return frozenset(row[0] for row in rows)

    def tidy(self) -> None:
        """Forgets what is older than a day."""
        for table in ("gathered", "previews", "quoted"):
            self._file.write(f"DELETE FROM {table} WHERE kept_at < ?", self._clock() - KEEP_SECONDS)  # noqa: S608 - constants

    def _passages(self, where: str, *values: str) -> tuple[str, ...]:
        sql = f"SELECT passage FROM gathered WHERE inside AND {where} ORDER BY pressed, passage"  # noqa: S608 - constants only
        return tuple(row[0] for row in self._file.read(sql, *values))
