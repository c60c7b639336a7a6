"""A bot that is killed at a given moment, as by a power cut: `python -m tests.bot.doomed INBOX MOMENT`.

At that moment it halts until its standard input is closed: by then its acknowledgements have got out, which another
thread sends.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from bot.inbox import Inbox, Job
from bot.slack_app import SlackServices, create_app, create_workers, slack_client
from bot.slack_runner import run_socket_mode
from knowledge.types import EVERYTHING, Answer, Shelf
from tests.bot.conftest import ROLE, ROLE_ANSWER
from tests.bot.fakes import ScriptedAnswerer


def die() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGKILL)


class DyingAnswerer:
    """Dies of the first question."""

    def answer(self, question: str, limit: int = 5, shelf: Shelf = EVERYTHING) -> Answer:
        die()
        raise AssertionError("a killed process goes on")


class ForgetfulInbox(Inbox):
    """Dies between the post of an answer and the note of it."""

    def note(self, job: Job, **news: object) -> None:
        if "posted" in news:
            die()
        super().note(job, **news)


def main(path: str, moment: str) -> None:
    before = moment == "before the answer"
    inbox = (ForgetfulInbox if moment == "after the post" else Inbox)(Path(path), time.time)
    answerer = DyingAnswerer() if before else ScriptedAnswerer({ROLE: ROLE_ANSWER})
    services = SlackServices(answerer, inbox)
    client = slack_client(os.environ["BOT_TOKEN"], os.environ["API_URL"])
    app = create_app(services, client=client)
    run_socket_mode(app, create_workers(services, client=client), app_token=os.environ["APP_TOKEN"])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
