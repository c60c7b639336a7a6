from __future__ import annotations

import os
import socket
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from knowledge.resources.database import Database
from knowledge.resources.store import NoteStore

BINARIES = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL of our own; gives the address of its server without a database name."""
    if not (BINARIES / "initdb").exists():
        pytest.skip(f"PostgreSQL absent: no {BINARIES}/initdb")
    directory = tmp_path_factory.mktemp("postgres")
    for each in (directory, *directory.parents[:2]):
        each.chmod(0o755)
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_postgres:
        subprocess.run(["chown", "postgres", str(directory)], check=True)
    port = free_port()
    data = str(directory / "data")
    initdb = [
        *as_postgres,
        f"{BINARIES}/initdb",
        "-D",
        data,
        "-U",
        "tsunagi",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
    ]
    control = [*as_postgres, f"{BINARIES}/pg_ctl", "-D", data]
    options = f"-p {port} -k {directory} -c listen_addresses=127.0.0.1 -c max_connections=60"
    for command in (initdb, [*control, "-w", "-o", options, "-l", f"{directory}/log", "start"]):
        done = subprocess.run(command, capture_output=True, text=True, cwd="/")
        if done.returncode:
            pytest.skip(f"PostgreSQL does not start here: {done.stderr.strip()}")
    yield f"postgresql://tsunagi@127.0.0.1:{port}"
    subprocess.run([*control, "-m", "immediate", "stop"], check=True, capture_output=True, cwd="/")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/record.sqlite"
    server: str = request.getfixturevalue("postgres")
    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return f"{server}/{name}"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> NoteStore:
    return NoteStore(database)
