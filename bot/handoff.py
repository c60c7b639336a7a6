"""While the bot runs, it alone may open the index: other commands hand their work to it through here.

The bot listens on a socket that only its owner can reach: of the file system (Unix), or of the loopback interface
with a token in a file that only the owner can read (Windows). One connection carries one job, as lines of JSON:

    → {"token": …, "do": "ingest", "with": {…}}
    ← {"step": {…}}    any number of times
    ← {"done": …}      or {"error": {"kind": …, "what": …, "cure": …}}
"""

from __future__ import annotations

import contextlib
import hmac
import json
import logging
import os
import secrets
import shutil
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from knowledge import errors
from knowledge.errors import TsunagiError

ADDRESS_FILE = "running.json"
HAS_UNIX_SOCKETS = hasattr(socket, "AF_UNIX")
LONGEST_REQUEST = 2**20  # bytes of the one line that asks
PATIENCE = 30.0  # seconds for one line to come or to go; a suspended client must not hold the bot up
# Seconds that a command waits for the index. Another tsunagi ask has it for one or two, on a busy machine for five; who
# takes documents in has it for minutes, which nobody wants to wait without a word.
UNTIL_FREE = 10.0
_LONGEST_SOCKET_PATH = 100  # bytes; systems take 104 to 108
_ACCEPT_EVERY = 0.2

Json = Any
Tell = Callable[[Json], None]
Job = Callable[[Json, Tell], Json]

log = logging.getLogger(__name__)


class HandoffBroken(TsunagiError):
    """The bot ended, or went silent, in the middle of a job."""


class ClientGone(Exception):
    """Whoever handed the job over has gone; raised where the job tells of its progress, so that it ends."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the bot listens, and the word that opens: `place` is a path or a port."""

    place: str | int
    token: str

    def connect(self) -> socket.socket:
        """A connection. Raises OSError where nobody listens."""
        where: Any = self.place if isinstance(self.place, str) else ("127.0.0.1", self.place)
        family = socket.AF_UNIX if isinstance(self.place, str) else socket.AF_INET
        link = socket.socket(family, socket.SOCK_STREAM)
        try:
            link.settimeout(PATIENCE)
            link.connect(where)
        except BaseException:
            link.close()
            raise
        return link


@contextmanager
def accepting(home: Path, jobs: Mapping[str, Job], *, unix: bool = HAS_UNIX_SOCKETS) -> Iterator[None]:
    """Takes jobs, each on a thread of its own, until the block ends; then waits for those under way.

    The caller must own the index in `home`, and make jobs end soon once the program does.
    """
    file = home / ADDRESS_FILE
    with _socket(home, unix) as (listener, place):
        address = Address(place, secrets.token_urlsafe(32))
        _write_privately(file, json.dumps({"place": address.place, "token": address.token}))
        server = _Server(listener, address.token, jobs)
        try:
            yield
        finally:
            file.unlink(missing_ok=True)
            server.stop()


def hand_over(home: Path, do: str, given: Json, hear: Tell = lambda _step: None) -> Json:
    """What the running bot says to a job; `hear` gets its progress. None where no bot takes jobs in `home`.

    Raises the error that the job ended with, HandoffBroken where the bot ended first.
    """
    found = _reached(home)
    if found is None:
        return None
    token, link = found
    with link, link.makefile("rb") as lines:
        try:
            link.sendall(_line({"token": token, "do": do, "with": given}))
            link.settimeout(None)  # a job may wait for another
            for line in lines:
                said = json.loads(line)
                if "step" not in said:
                    return _result(said)
                hear(said["step"])
        except OSError as error:
            raise bot_ended() from error
    raise bot_ended()


def until_free(home: Path) -> float:
    """How many seconds to wait for the index in `home`: none where a bot keeps it, which takes the work itself."""
    found = _reached(home)
    if found is None:
        return UNTIL_FREE
    found[1].close()
    return 0.0


def _reached(home: Path) -> tuple[str, socket.socket] | None:
    """The word that opens, and a connection; None where no bot takes jobs."""
    try:
        known = json.loads((home / ADDRESS_FILE).read_text(encoding="utf-8"))
        return known["token"], Address(known["place"], known["token"]).connect()
    except (OSError, ValueError, KeyError):
        return None


def bot_ended() -> HandoffBroken:
    """The error of a job that the end of the bot cuts short."""
    return HandoffBroken(
        "作業を頼んだボットが、途中で終わりました。", "終わった資料はそのまま残っています。もう一度実行してください。"
    )


class _Server:
    """Accepts connections on a thread, and does each one's job on another."""

    def __init__(self, listener: socket.socket, token: str, jobs: Mapping[str, Job]) -> None:
        self._listener = listener
        self._token = token
        self._jobs = jobs
        self._ended = threading.Event()
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept, name="handoff", daemon=True)
        self._accepting.start()

    def stop(self) -> None:
        """Accepts no more, and waits for what is under way."""
        self._ended.set()
        self._accepting.join()
        for thread in self._threads:
            thread.join(PATIENCE)

    def _accept(self) -> None:
        self._listener.settimeout(_ACCEPT_EVERY)
        while not self._ended.is_set():
            try:
                link, _ = self._listener.accept()
            except TimeoutError:
                continue
            thread = threading.Thread(target=self._serve, args=(link,), name="handed-job", daemon=True)
            self._threads = [each for each in self._threads if each.is_alive()] + [thread]
            thread.start()

    def _serve(self, link: socket.socket) -> None:
        link.settimeout(PATIENCE)
        with link, link.makefile("rb") as lines, contextlib.suppress(OSError, ClientGone):
            request = _request(lines)
            if request is None or not hmac.compare_digest(str(request.get("token")).encode(), self._token.encode()):
                return
            link.sendall(_line(self._answer(request, link)))

    def _answer(self, request: Json, link: socket.socket) -> Json:
        def tell(step: Json) -> None:
            try:
                link.sendall(_line({"step": step}))
            except OSError as error:
                raise ClientGone from error

        try:
            return {"done": self._jobs[request["do"]](request.get("with"), tell)}
        except TsunagiError as error:
            return {"error": {"kind": type(error).__name__, "what": error.what, "cure": error.cure}}
        except ClientGone:
            raise
        except Exception as error:
            log.error("a job that was handed over failed: %s", type(error).__name__)
            what = "動いているボットが、作業の途中でつまずきました。"
            return {"error": {"kind": "TsunagiError", "what": what, "cure": "もう一度実行してください。"}}


@contextmanager
def _socket(home: Path, unix: bool) -> Iterator[tuple[socket.socket, str | int]]:
    if not unix:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            yield listener, listener.getsockname()[1]
        return
    # mkdtemp makes folders that only the owner may enter, so nobody else reaches the socket, from its first moment.
    for left_by_a_killed_bot in home.glob("run-*"):
        shutil.rmtree(left_by_a_killed_bot, ignore_errors=True)
    near = len(bytes(home.absolute())) < _LONGEST_SOCKET_PATH - 20
    with (
        tempfile.TemporaryDirectory(prefix="run-", dir=home.absolute() if near else None) as folder,
        socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener,
    ):
        place = str(Path(folder) / "socket")
        listener.bind(place)
        listener.listen()
        yield listener, place


def _write_privately(file: Path, text: str) -> None:
    """Only the owner may read it, from its first moment."""
    unfinished = file.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    unfinished.replace(file)


def _request(lines: BinaryIO) -> Json:
    try:
        request = json.loads(lines.readline(LONGEST_REQUEST))
    except ValueError:
        return None
    return request if isinstance(request, dict) else None


def _result(said: Json) -> Json:
    if "done" in said:
        return said["done"]
    error = said["error"]
    kind = getattr(errors, error["kind"], TsunagiError)
    simple = isinstance(kind, type) and issubclass(kind, TsunagiError) and kind.__init__ is TsunagiError.__init__
    raise (kind if simple else TsunagiError)(error["what"], error["cure"])


def _line(value: Json) -> bytes:
    return json.dumps(value).encode("ascii") + b"\n"
