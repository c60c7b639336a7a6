"""使い方: for whoever asks, once for whoever is new, with something to tap."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.blocks.help import (
    EXAMPLES,
    PROMISE,
    WELCOME,
    asks_for_help,
    greeting,
    help_message,
    reply_without_documents,
    try_actions,
)
from bot.blocks.help import HELLO as HELLO_BACK
from bot.blocks.message import plain_message
from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from bot.sandbox.state import Message
from tests.bot.conftest import ROLE, ROLE_ANSWER
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import reply_by_bot, running_bot, said_by_bot, words

HELLO = "はじめまして"
FIRST_TRY = try_actions()[0]


def met(workspace: Workspace, inbox: Inbox, person: Person) -> list[Message]:
    """What the bot has said to somebody who opened the conversation with it."""
    person.open_home("messages")
    return said_by_bot(workspace, inbox, workspace.direct_channel(person))


@pytest.mark.parametrize(
    "text",
    [
        *("使い方", "つかいかた", "使い方は?", "使い方を教えて", "使い方を教えてください。", "つなぎの使い方"),
        *("ヘルプ", "ﾍﾙﾌﾟ", "help", "HELP", "Help!", "ｈｅｌｐ", "使い方が知りたいです"),
    ],
)
def test_the_word_for_help_is_known_in_the_ways_people_write_it(text: str) -> None:
    assert asks_for_help(text)


@pytest.mark.parametrize(
    "text",
    ["", "？", "車いすの使い方", "補助金の使い方を教えて", "ヘルパーとは", "使い方の説明会はいつ", "ホームヘルプ"],
)
def test_a_question_that_only_holds_the_word_is_a_question(text: str) -> None:
    assert not asks_for_help(text)


@pytest.mark.parametrize("text", ["ありがとう", "ありがとうございました！", "どうもありがとう。", "助かりました"])
def test_thanks_are_answered_as_such(text: str) -> None:
    assert reply_without_documents(text) == plain_message(WELCOME)


@pytest.mark.parametrize("text", ["こんにちは", "おはようございます。", "お疲れさまです", "hello"])
def test_a_greeting_is_answered_as_such(text: str) -> None:
    said = reply_without_documents(text)
    assert said
    assert said.text == HELLO_BACK


@pytest.mark.parametrize(
    "text",
    ["ありがとうの伝え方は?", "こんにちは赤ちゃん事業とは", "はい会とは", "ありがとう。2回目は?"],
)
def test_a_question_that_begins_like_a_greeting_is_a_question(text: str) -> None:
    assert reply_without_documents(text) is None


def test_a_greeting_and_thanks_do_not_go_to_the_documents(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    coordinator.dm("こんにちは")
    (hello,) = said_by_bot(workspace, inbox, workspace.direct_channel(coordinator))
    thanked = reply_by_bot(workspace, coordinator.mention("協議体", "ありがとう"))
    assert HELLO_BACK in words(hello)
    assert words(thanked) == WELCOME
    assert answerer.asked == []


@pytest.mark.parametrize("word", ["使い方", "ヘルプ", "help"])
def test_the_word_for_help_is_answered_by_mention_and_directly(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer, word: str
) -> None:
    assert PROMISE in words(reply_by_bot(workspace, coordinator.mention("協議体", word)))
    coordinator.dm(word)
    (said,) = said_by_bot(workspace, inbox, workspace.direct_channel(coordinator))
    assert PROMISE in words(said)
    assert answerer.asked == []


def test_the_commands_explain_themselves_too(workspace: Workspace, coordinator: Person, inbox: Inbox) -> None:
    for count, (command, text) in enumerate([("/ask", "使い方"), ("/tsunagi", ""), ("/tsunagi", "使い方")], 1):
        assert coordinator.slash(command, text, channel="協議体").acked
        said = said_by_bot(workspace, inbox, "協議体", count, viewer=coordinator)[-1]
        assert PROMISE in words(said)
        assert said.ephemeral_to == coordinator.id


def test_a_person_is_greeted_once(workspace: Workspace, coordinator: Person, inbox: Inbox) -> None:
    (hello,) = met(workspace, inbox, coordinator)
    assert HELLO in words(hello)
    for _ in range(3):
        assert met(workspace, inbox, coordinator) == [hello]
    assert HELLO in words(met(workspace, inbox, workspace.person("colleague"))[0])


def test_a_greeting_is_not_repeated_after_a_restart(
    workspace: Workspace, coordinator: Person, answerer: ScriptedAnswerer, inbox_path: Path
) -> None:
    with running_bot(workspace, answerer, inbox_path) as inbox:
        met(workspace, inbox, coordinator)
    inbox_path.unlink()  # as after three days, when the inbox has forgotten
    with running_bot(workspace, answerer, inbox_path) as inbox:
        coordinator.dm(ROLE)
        said_by_bot(workspace, inbox, workspace.direct_channel(coordinator), 2)
        assert len(met(workspace, inbox, coordinator)) == 2


def test_whoever_was_answered_directly_needs_no_introduction(
    workspace: Workspace, coordinator: Person, inbox: Inbox
) -> None:
    coordinator.dm(ROLE)
    (answer,) = said_by_bot(workspace, inbox, workspace.direct_channel(coordinator))
    assert met(workspace, inbox, coordinator) == [answer]


def test_a_channel_that_invites_the_bot_is_greeted_once(
    workspace: Workspace, coordinator: Person, inbox: Inbox
) -> None:
    channel = workspace.channel("雑談")
    coordinator.invite("雑談", workspace.core.bot)
    (hello,) = said_by_bot(workspace, inbox, channel)
    assert HELLO in words(hello)
    channel.members.remove(workspace.bot_user_id)
    coordinator.invite("雑談", workspace.core.bot)
    coordinator.mention("雑談", ROLE)
    assert said_by_bot(workspace, inbox, channel, 2)[0] == hello


def test_others_who_join_are_not_greeted(workspace: Workspace, coordinator: Person, inbox: Inbox) -> None:
    channel = workspace.channel("協議体")
    newcomer = workspace.person("admin")
    channel.members.remove(newcomer.id) if newcomer.id in channel.members else None
    coordinator.invite("協議体", newcomer)
    coordinator.mention("協議体", ROLE)
    (answer,) = said_by_bot(workspace, inbox, "協議体")
    assert ROLE_ANSWER in words(answer)


def test_an_example_tapped_in_the_greeting_is_answered_below_it_under_its_question(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    answerer.answers[EXAMPLES[0]] = ROLE_ANSWER
    (hello,) = met(workspace, inbox, coordinator)
    assert all(coordinator.press(hello, FIRST_TRY).acked for _ in range(5))
    _, answer = said_by_bot(workspace, inbox, workspace.direct_channel(coordinator), 2)
    assert ROLE_ANSWER in words(answer)
    assert f"ご質問: {EXAMPLES[0]}" in words(answer)
    assert answer.thread_ts is None
    assert answerer.asked == [EXAMPLES[0]]


def test_an_example_tapped_in_a_channel_opens_a_thread(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    shown = reply_by_bot(workspace, coordinator.mention("協議体", "使い方"))
    coordinator.press(shown, FIRST_TRY)
    _, answer = said_by_bot(workspace, inbox, "協議体", 2)
    assert answer.thread_ts == shown.thread_ts
    assert answerer.asked == [EXAMPLES[0]]


def test_an_example_tapped_below_the_command_is_answered_for_ones_own_eyes(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    coordinator.slash("/tsunagi", channel="協議体")
    (shown,) = said_by_bot(workspace, inbox, "協議体", viewer=coordinator)
    coordinator.press(shown, FIRST_TRY)
    _, answer = said_by_bot(workspace, inbox, "協議体", 2, viewer=coordinator)
    assert answer.ephemeral_to == coordinator.id
    assert answerer.asked == [EXAMPLES[0]]


def test_what_introduces_the_bot_is_short_and_has_two_or_three_things_to_tap() -> None:
    for message in (help_message(), greeting(in_channel=True), greeting(in_channel=False)):
        (row,) = [block for block in message.blocks if block["type"] == "actions"]
        assert 2 <= len(row["elements"]) <= 3
    for message in (greeting(in_channel=True), greeting(in_channel=False)):
        assert len(words_of(message.blocks)) <= 160


def words_of(blocks: tuple[dict[str, object], ...]) -> str:
    texts = [block["text"] for block in blocks if block["type"] == "section"]
    return "".join(str(text["text"]) for text in texts if isinstance(text, dict))
