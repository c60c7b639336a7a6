"""What people had typed into a form that did not get through, kept for them alone and for a while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, select

from knowledge.resources.database import Database
from knowledge.resources.store import Clock, now
from knowledge.resources.tables import DRAFTS

KEPT = timedelta(days=14)  # long enough for a holiday, short enough for what may concern a person


@dataclass(frozen=True, slots=True)
class KeptForm:
    """What was kept under a key, and when."""

    key: str
    form: Mapping[str, Any]
    saved_at: datetime


class DraftStore:
    """Kept form input by workspace, person and `key` (which form or note it is for)."""

    def __init__(self, database: Database, clock: Clock = now, kept: timedelta = KEPT) -> None:
        self._database = database
        self._clock = clock
        self._kept = kept

    def save(self, team_id: str, user_id: str, key: str, form: Mapping[str, Any]) -> None:
        """Keeps `form` (values that JSON knows) in place of an earlier one; drafts that expired are removed."""
        moment = self._clock()
        row = {"form": dict(form), "saved_at": moment, "expires_at": moment + self._kept}
        with self._database.writing() as connection:
            connection.execute(delete(DRAFTS).where(_one(team_id, user_id, key) | (DRAFTS.c.expires_at <= moment)))
            connection.execute(insert(DRAFTS).values(team_id=team_id, user_id=user_id, key=key, **row))

    def get(self, team_id: str, user_id: str, key: str) -> dict[str, Any] | None:
        """What was kept, None where nothing was or where it has expired."""
        with self._database.reading() as connection:
            query = select(DRAFTS.c.form).where(_one(team_id, user_id, key), DRAFTS.c.expires_at > self._clock())
            form: dict[str, Any] | None = connection.execute(query).scalar_one_or_none()
        return form

    def of(self, team_id: str, user_id: str) -> tuple[KeptForm, ...]:
        """All that is kept for a person, latest first."""
        mine = (DRAFTS.c.team_id == team_id, DRAFTS.c.user_id == user_id, DRAFTS.c.expires_at > self._clock())
        query = select(DRAFTS.c.key, DRAFTS.c.form, DRAFTS.c.saved_at).where(*mine)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(DRAFTS.c.saved_at.desc(), DRAFTS.c.key)).all()
        return tuple(KeptForm(row.key, row.form, row.saved_at) for row in rows)

    def discard(self, team_id: str, user_id: str, key: str) -> None:
        """Forgets it; nothing happens where there is none."""
        with self._database.writing() as connection:
            connection.execute(delete(DRAFTS).where(_one(team_id, user_id, key)))


def _one(team_id: str, user_id: str, key: str) -> ColumnElement[bool]:
    return and_(DRAFTS.c.team_id == team_id, DRAFTS.c.user_id == user_id, DRAFTS.c.key == key)
