"""The database under the record: opened by URL, its tables brought up to date, transactions that last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from knowledge.errors import RecordUnavailable, SettingError
from knowledge.write_ahead import write_ahead

_BUSY_SECONDS = 30  # one writer at a time; a write takes a few milliseconds, so a queue of many is still served
_MIGRATION_LOCK = 7_261_505  # any number, the same in every process
_WRITING = "tsunagi_writing"


class Database:
    """A SQLite file (`sqlite:///path`) or a PostgreSQL database (`postgresql://…`) with the tables of the record.

    Callable from several threads and processes at once. Raises SettingError for an URL that is none of the two,
    RecordUnavailable where the database cannot be reached or used.
    """

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)
        self._readers = _readers(self._engine)
        with self.writing() as connection:
            _bring_up_to_date(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the record."""
        with _explained(), self._readers.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is on disk when the block has ended, or not at all where it raised."""
        engine = self._engine.execution_options(**{_WRITING: True})
        with _explained(), engine.begin() as connection:
            yield connection

    def forget_traces(self) -> None:
        """Overwrites what erased rows left behind in SQLite's journal; other databases do it in their own time."""
        if self._engine.dialect.name == "sqlite":
            with _explained():
                raw = self._engine.raw_connection()
                try:
                    raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
                finally:
                    raw.close()

    def close(self) -> None:
        """Gives the connections back."""
        self._engine.dispose()


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError as cause:
        raise _bad_url(url) from cause
    if parsed.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    if parsed.drivername != "sqlite" or not parsed.database:
        raise _bad_url(parsed.drivername)
    Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": _BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _readers(engine: Engine) -> Engine:
    """The same connections, for transactions of which all statements see what the first one saw.

    In SQLite each transaction does; in PostgreSQL each statement sees what is on disk by then, unless told otherwise.
    """
    if engine.dialect.name != "postgresql":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ")


def _bad_url(url: str) -> SettingError:
    return SettingError(
        f"DATABASE_URL の「{url.split('@')[-1]}」は使えません。",
        "sqlite:///tsunagi.sqlite か postgresql://… の形で書いてください。",
    )


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves: the driver begins them too late
    write_ahead(connection)
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA secure_delete=ON")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later can fail with "locked"; one that says so at once waits.
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _bring_up_to_date(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except (OperationalError, NoSuchModuleError) as cause:
        raise RecordUnavailable(
            "資源メモの保存先が使えませんでした。",
            "少し待ってからもう一度お試しください。続くときは管理者に知らせてください。",
        ) from cause
    except DBAPIError as cause:
        raise RecordUnavailable("資源メモを保存先とやりとりできませんでした。", "管理者に知らせてください。") from cause
