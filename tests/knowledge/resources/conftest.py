from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from knowledge.resources.database import Database
from knowledge.resources.store import NoteStore

BINARIES = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[str], str]]:
    """A real PostgreSQL of our own; gives the address of a database by its name.

    It listens in a folder of its own: a port that was found free may be another's by the time it starts.
    """
    if not (BINARIES / "initdb").exists():
        pytest.skip(f"PostgreSQL absent: no {BINARIES}/initdb")
    # Not in pytest's own directory: another run of pytest may clear that away under the server.
    with tempfile.TemporaryDirectory(prefix="tsunagi-postgres-", ignore_cleanup_errors=True) as directory:
        process = _started(Path(directory))
        yield lambda name: f"postgresql://tsunagi@/{name}?host={directory}"
        os.kill(process, signal.SIGQUIT)
        while Path(f"/proc/{process}").exists():
            time.sleep(0.05)


def _started(directory: Path) -> int:
    data = f"{directory}/data"
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_postgres:
        subprocess.run(["chown", "postgres", str(directory)], check=True)
    options = f"-k {directory} -c listen_addresses='' -c max_connections=60"
    initdb = f"{BINARIES}/initdb -D {data} -U tsunagi -A trust -E UTF8 --locale=C"
    start = [f"{BINARIES}/pg_ctl", "-D", data, "-w", "-t", "300", "-o", options, "-l", f"{directory}/log", "start"]
    for command in (initdb.split(), start):
        done = subprocess.run([*as_postgres, *command], capture_output=True, text=True, cwd="/")
        if done.returncode:
            pytest.skip(f"PostgreSQL does not start here: {done.stderr.strip()}")
    return int(Path(f"{data}/postmaster.pid").read_text().split()[0])


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/record.sqlite"
    address: Callable[[str], str] = request.getfixturevalue("postgres")
    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(address("postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return address(name)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> NoteStore:
    return NoteStore(database)
