"""`tsunagi run` as a person starts it: a process of its own, at a terminal, with the sample handbook."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bot.commands import environment

_PAGE = re.compile(rb"(http://127\.0\.0\.1:\d+)/")


@contextmanager
def whole_bot(home: Path) -> Iterator[str]:
    """The address of the local workspace's page. The first start in a `home` reads the handbook, for about a minute."""
    keyboard, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "run"],
        stdin=terminal,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=home.parent,
        env=environment(home),
    )
    try:
        yield _address(process)
    finally:
        os.write(keyboard, b"exit\n")
        process.wait(60)
        os.close(keyboard)
        os.close(terminal)


def _address(process: subprocess.Popen[bytes]) -> str:
    assert process.stderr
    said = b""
    for line in process.stderr:
        said += line
        if found := _PAGE.search(line):
            # What is said later must not fill the pipe.
            threading.Thread(target=process.stderr.read, daemon=True).start()
            return found[1].decode()
    raise RuntimeError(f"tsunagi run did not come up: {said.decode()}")
