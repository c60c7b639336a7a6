"""What the commands of the record say, and how they ask whether to go on."""

from __future__ import annotations

import sys

_YES = frozenset({"y", "yes", "はい", "ｙ"})


def say(text: str) -> None:
    """A line of output."""
    print(text, flush=True)  # noqa: T201 - the command's output


def warn(text: str) -> None:
    """A line beside the output."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - the command line's own voice


def agreed(question: str, option: str) -> bool:
    """Whether the person at the terminal says yes. Without a terminal the answer is no, and `option` is named."""
    if sys.stdin is None or not sys.stdin.isatty():  # it may be closed, as where cron starts the command
        warn(f"まだ何もしていません。進めるには {option} を付けてください。")
        return False
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() in _YES:
        return True
    warn("やめました。")
    return False
