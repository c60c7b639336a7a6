"""An answer from a direct message goes to a channel that is chosen: once, in the version for everybody."""

from __future__ import annotations

import pytest

from bot.blocks.asking import NOT_THERE, SHARE_CHANNEL, SHARE_LABEL
from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from bot.sandbox.state import Message
from tests.bot.conftest import ROLE, ROLE_ANSWER
from tests.bot.running import said_by_bot, words

pytestmark = pytest.mark.usefixtures("inbox")


def answered(workspace: Workspace, inbox: Inbox, person: Person, question: str = ROLE) -> Message:
    person.dm(question)
    return said_by_bot(workspace, inbox, workspace.direct_channel(person))[-1]


def test_the_answer_is_shared_in_the_channel_that_was_chosen_and_once(
    workspace: Workspace, coordinator: Person, inbox: Inbox
) -> None:
    answer = answered(workspace, inbox, coordinator)
    for _ in range(2):
        coordinator.press(answer, SHARE_LABEL)
        view = workspace.wait_for_view(coordinator)
        delivery = coordinator.submit(view, {SHARE_CHANNEL: workspace.channel("協議体").id})
        assert delivery.acked
        assert workspace.redeliver(delivery).acked
    (shared,) = said_by_bot(workspace, inbox, "協議体")
    assert f"<@{coordinator.id}> さんが共有しました" in words(shared)
    assert ROLE in words(shared)
    assert ROLE_ANSWER in words(shared)


def test_what_was_not_found_is_not_offered_to_be_shared(
    workspace: Workspace, coordinator: Person, inbox: Inbox
) -> None:
    assert SHARE_LABEL not in words(answered(workspace, inbox, coordinator, "宇宙旅行の費用は?"))


def test_where_the_bot_is_not_the_person_is_told_what_to_do(
    workspace: Workspace, coordinator: Person, inbox: Inbox
) -> None:
    answer = answered(workspace, inbox, coordinator)
    coordinator.press(answer, SHARE_LABEL)
    coordinator.submit(workspace.wait_for_view(coordinator), {SHARE_CHANNEL: workspace.channel("雑談").id})
    told = said_by_bot(workspace, inbox, workspace.direct_channel(coordinator), 2)[-1]
    assert words(told) == NOT_THERE
