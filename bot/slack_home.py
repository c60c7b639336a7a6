"""The table of contents of first steps and of the Home tab: which payload goes to which listener."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from slack_bolt import App

from bot.blocks import home as tab
from bot.blocks.channel_rules import RULES_FORM
from bot.blocks.costs import cost_blocks
from bot.blocks.gaps import gap_blocks
from bot.blocks.help import try_actions
from bot.blocks.message import Block
from bot.listeners.agent_view import AgentListener, in_messages
from bot.listeners.channel_rules import Command, RulesListener
from bot.listeners.help import GreetingListener, TryListener
from bot.listeners.home import HomeListener, HomeParts
from knowledge.resources.privacy import Viewer

if TYPE_CHECKING:
    from bot.slack_app import SlackServices


def hear_of_first_steps(app: App, services: SlackServices) -> None:
    """The agent view, the greeting, the examples to tap. Bolt takes the first listener that matches an event."""
    first = GreetingListener(services.inbox, services.keeping.greetings) if services.keeping else None
    agent = AgentListener(services.inbox, first.met if first else None)
    app.event("app_home_opened", matchers=[in_messages])(agent.opened)
    app.event("assistant_thread_started")(agent.started)
    if first:
        app.event("member_joined_channel")(first.joined)
    for action in try_actions():
        app.action(action)(TryListener(services.inbox).pressed)


def home_parts(services: SlackServices) -> HomeParts:
    """Where the Home tab has its contents from."""
    keeping = services.keeping

    def office(viewer: Viewer) -> Sequence[Block]:
        if keeping is None:
            return ()
        limit = services.monthly_tokens
        costs = [] if limit is None else cost_blocks(keeping.tokens.spent(viewer.team_id), limit)
        return [*gap_blocks(keeping.answers.gaps(viewer.team_id)), *costs]

    return HomeParts(services.admins, services.resources, services.library, services.excerpts, office)


def hear_of_home(app: App, home: HomeListener) -> None:
    """The Home tab and its buttons."""
    app.event("app_home_opened")(home.opened)
    app.action(tab.ASK)(home.ask_pressed)
    app.action(tab.SEARCH)(home.search_pressed)
    app.action(tab.VERIFY)(home.verify_pressed)
    app.action(tab.DROP)(home.drop_pressed)
    app.view(tab.ASK_FORM)(home.asked)
    app.view(tab.SEARCH_FORM)(home.searched)


def hear_of_rules(app: App, services: SlackServices, otherwise: Command) -> None:
    """`/tsunagi`: the settings of a channel, and `otherwise` all other words."""
    if services.keeping is None:
        app.command("/tsunagi")(otherwise)
        return
    keeping, library = services.keeping, services.library
    rules = RulesListener(keeping.rules, services.inbox, services.admins, library, services.resources, otherwise)
    app.command("/tsunagi")(rules.commanded)
    app.view(RULES_FORM)(rules.submitted)
