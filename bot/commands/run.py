"""`tsunagi run`: in Slack where there are tokens, else in the workspace on this machine."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from slack_bolt import App

from bot.adopting import PRACTICE, adopt, remember
from bot.commands.jobs import jobs
from bot.handoff import accepting, until_free
from bot.inbox import Inbox
from bot.keeping.document_limits import CLOSED, OPEN
from bot.keeping.shelves import KeptShelves
from bot.listeners.resource_suggestions import Suggest
from bot.listeners.workers import Workers
from bot.settings import NOBODY, Settings, required
from bot.slack_app import SlackServices, create_app, create_workers, slack_client
from bot.slack_runner import check_bot_token, run_http, run_socket_mode
from bot.wiring import Services, manifest, today
from knowledge.telling_apart import TellingApart

_WHERE = "README の「Use it in Slack」にある手順で取り、.env に書いてください。"


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Runs until told to stop; the demonstration ends with its input."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # Bolt finds SLACK_BOT_TOKEN in the environment too and warns that it goes by the client, which holds the same.
    logging.getLogger("slack_bolt.App").setLevel(logging.ERROR)
    team = _check_slack(settings, options)
    services = Services(settings, patience=until_free(settings.home))
    try:
        with _open_to_other_commands(services):
            services.ensure_documents(_say)
            if not settings.has_slack:
                return _in_local_workspace(services)
            _adopt(services, team)
            return _in_slack(services, options)
    finally:
        services.close()


def _check_slack(settings: Settings, options: argparse.Namespace) -> str:
    """The id of the workspace, "" for the practice one. Says what is missing or refused at once, not after a minute of
    reading documents.
    """
    if not settings.has_slack:
        return ""
    if options.http:
        required(settings.slack_signing_secret, "SLACK_SIGNING_SECRET", _WHERE)
    else:
        required(settings.slack_app_token, "SLACK_APP_TOKEN", _WHERE)
    return check_bot_token(slack_client(settings.slack_bot_token.get_secret_value(), settings.slack_api_url))


def _adopt(services: Services, team: str) -> None:
    """The notes that were recorded before the bot worked in Slack become those of its workspace."""
    remember(services.settings.home, team)
    if left := adopt(services.store, team):
        _say(
            f"資源メモが{left}件、どのワークスペースのものか分からずに残っています。"
            f"このワークスペースのものなら、`tsunagi resources --team {team} adopt` で引き取れます。"
        )


@contextmanager
def _open_to_other_commands(services: Services) -> Iterator[None]:
    """`tsunagi ingest` and `tsunagi ask` have their work done by this process, which owns the index."""
    services.prepare()
    with accepting(services.settings.home, jobs(services)):
        try:
            yield
        finally:
            services.end_taking_in()


def _in_slack(services: Services, options: argparse.Namespace) -> int:
    settings = services.settings
    bot_token = settings.slack_bot_token.get_secret_value()
    if options.http:
        secret = required(settings.slack_signing_secret, "SLACK_SIGNING_SECRET", _WHERE)
        with _bot(services, bot_token, settings.slack_api_url, secret) as bot:
            run_http(
                bot.app, bot.workers, port=options.port, on_ready=lambda port: _say(f"ポート {port} で動いています。")
            )
        return 0
    app_token = required(settings.slack_app_token, "SLACK_APP_TOKEN", _WHERE)
    with _bot(services, bot_token, settings.slack_api_url) as bot:
        run_socket_mode(bot.app, bot.workers, app_token=app_token, on_ready=lambda: _say("Slack につながりました。"))
    return 0


def _in_local_workspace(services: Services) -> int:
    import threading

    from bot.sandbox.driver import Workspace
    from bot.terminal import run_demo

    stop = threading.Event()
    with (
        Workspace.from_manifest(manifest(), page=True) as workspace,
        _bot(services, workspace.bot_token, workspace.api_url) as bot,
    ):
        _adopt(services, PRACTICE)
        how = {"app_token": workspace.app_token, "stop": stop}
        thread = threading.Thread(target=run_socket_mode, args=(bot.app, bot.workers), kwargs=how)
        thread.start()
        try:
            workspace.wait_until_connected()
            _say(f"ブラウザでも使えます: {workspace.url}/")
            return run_demo(workspace, is_idle=lambda: bot.inbox.unfinished() == 0)
        finally:
            stop.set()
            thread.join()


class _Bot(NamedTuple):
    app: App
    workers: Workers
    inbox: Inbox


@contextmanager
def _bot(services: Services, token: str, api_url: str, secret: str = "") -> Iterator[_Bot]:
    inbox = Inbox(services.settings.home / "inbox.sqlite3", time.time)
    keeping = services.keeping
    shelves = KeptShelves(
        keeping.limits,
        services.desk.documents,
        CLOSED if services.settings.new_documents == NOBODY else OPEN,
        keeping.rules,
    )
    slack = SlackServices(
        services.answerer,
        inbox,
        services.desk,
        services.settings.admins,
        services.notes,
        shelves,
        keeping=keeping,
        excerpts=services.excerpts,
        apart=TellingApart(services.index.catalogue.documents),
        library=shelves,
        origin=services.origin,
        addressee=services.addressee,
        areas=keeping.rules,
        rules=keeping.rules,
        consult=services.settings.consult,
        monthly_tokens=services.settings.chat_monthly_tokens if services.settings.chat_model else None,
        suggest=_suggest(services),
    )
    client = slack_client(token, api_url)
    try:
        app = create_app(slack, client=client, signing_secret=secret)
        yield _Bot(app, create_workers(slack, client=client, threads=services.settings.workers), inbox)
    finally:
        inbox.close()


def _suggest(services: Services) -> Suggest | None:
    """Who looks for candidates in the lines of notes: the model of the answers, where the settings ask for it."""
    settings = services.settings
    if not (settings.chat_notes and settings.chat_model):
        return None
    from knowledge.answering.generative import GenerativeAnswerer
    from knowledge.resources.suggesting import NoteSuggestions

    answerer = services.answerer
    if not isinstance(answerer, GenerativeAnswerer):
        return None
    return NoteSuggestions(answerer.model, services.keeping.tokens, today, monthly_tokens=settings.chat_monthly_tokens)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - the command line's own voice
