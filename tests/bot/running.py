"""A bot that runs in this process: the real Bolt app over a real socket, with the knowledge side scripted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.blocks.phrases import LOOKING
from bot.inbox import Inbox
from bot.keeping.keeping import FILE, Keeping
from bot.keeping.shelves import KeptShelves
from bot.listeners.documents import Desk
from bot.listeners.follow_ups import FollowUpRules
from bot.listeners.resource_suggestions import Suggest
from bot.listeners.voices import Shelves
from bot.listeners.workers import Workers
from bot.sandbox.clock import Deadlines
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from bot.sandbox.state import Channel, Message
from bot.slack_app import SlackServices, create_app, create_workers, slack_client
from bot.slack_runner import run_socket_mode
from knowledge.excerpts import Excerpts
from knowledge.followups.meant_for import Addressee
from knowledge.ports import Answerer
from knowledge.resources.desk import NoteDesk

# Slack's three seconds, on a machine that is too busy to keep them: only what waits for ever takes so long.
PATIENT = Deadlines(acknowledge=30.0, trigger=30.0)
MANIFEST = Path(__file__).parents[2] / "bot" / "manifest.yaml"


@contextmanager
def running_bot(
    workspace: Workspace,
    answerer: Answerer,
    path: Path,
    threads: int = 4,
    *,
    desk: Desk | None = None,
    admins: frozenset[str] = frozenset(),
    resources: NoteDesk | None = None,
    shelves: Shelves | None = None,
    excerpts: Excerpts | None = None,
    addressee: Addressee | None = None,
    rules: FollowUpRules | None = None,
    consult: str = "",
    monthly_tokens: int | None = None,
    suggest: Suggest | None = None,
    clock: Callable[[], float] = time.time,
) -> Iterator[Inbox]:
    """The bot from connection to orderly stop; what it keeps goes by `clock`."""
    inbox = Inbox(path, time.time)
    keeping = Keeping.open(path.with_name(FILE), clock)
    library = KeptShelves(keeping.limits, desk.documents if desk else list, rules=keeping.rules)
    services = SlackServices(
        answerer,
        inbox,
        desk,
        admins,
        resources,
        shelves or library,
        keeping=keeping,
        excerpts=excerpts,
        library=library,
        addressee=addressee,
        rules=rules or keeping.rules,
        areas=keeping.rules,
        consult=consult,
        monthly_tokens=monthly_tokens,
        suggest=suggest,
    )
    client = slack_client(workspace.bot_token, workspace.api_url)
    app = create_app(services, client=client)
    workers = create_workers(services, client=client, threads=threads)
    stop, ready = threading.Event(), threading.Event()
    bot = threading.Thread(
        target=run_socket_mode,
        args=(app, workers),
        kwargs={"app_token": workspace.app_token, "stop": stop, "on_ready": ready.set, "patience": 5.0},
    )
    bot.start()
    try:
        assert ready.wait(60), "the bot did not come up"
        workspace.wait_until_connected()
        yield inbox
    finally:
        stop.set()
        hang_up(workspace, bot)
        keeping.close()
        inbox.close()


def hang_up(workspace: Workspace, bot: threading.Thread) -> None:
    """Ends the connection from the other side, or the client would sit out its 3 s of listening."""
    for _ in range(2_000):
        bot.join(0.05)
        if not bot.is_alive():
            return
        workspace.drop_connections()
    raise AssertionError("the bot did not stop")


@contextmanager
def working(workers: Workers) -> Iterator[None]:
    workers.start()
    try:
        yield
    finally:
        assert workers.stop(60)


def reply_by_bot(workspace: Workspace, message: Message) -> Message:
    """The bot's first reply in a message's thread, once it is more than a sign that work is under way."""

    def look() -> Message | None:
        replies = (each for each in workspace.replies(message) if each.user == workspace.bot_user_id)
        return next((each for each in replies if words(each) != LOOKING), None)

    return workspace.wait_for(look, 60, "an answer by the bot in the thread")


def said_by_bot(
    workspace: Workspace,
    inbox: Inbox,
    place: str | Channel,
    count: int = 1,
    viewer: Person | None = None,
    *,
    signs: bool = False,
) -> list[Message]:
    """What the bot has said in a place once it has said that much and all accepted work is over.

    What shows one person that work is under way stays in Slack, and comes only where the machine is slow: it is left
    out unless `signs` are asked for.
    """

    def look() -> list[Message]:
        said = [each for each in workspace.messages(place, viewer) if each.user == workspace.bot_user_id]
        return [each for each in said if signs or not (each.ephemeral_to and words(each) == LOOKING)]

    workspace.wait_for(lambda: len(look()) >= count, 60, f"{count} messages by the bot")
    settled(workspace, inbox)
    return look()


def settled(workspace: Workspace, inbox: Inbox) -> None:
    """Waits until the bot has heard all that was said and done so far, and has done what it accepted of it."""
    workspace.wait_for(lambda: workspace.undelivered == 0, 60, "everything heard")
    workspace.wait_for(lambda: inbox.unfinished() == 0, 60, "all accepted work done")


def words(message: Message) -> str:
    """All text a person sees in a message, as it was sent."""
    return "\n".join(_texts(message.blocks)) or message.text


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        text = value.get("text")
        if isinstance(text, str):
            yield text
        for name in ("text", "elements"):
            if not isinstance(value.get(name), str):
                yield from _texts(value.get(name))
