from __future__ import annotations

import pytest

from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from tests.bot.conftest import ROLE, ROLE_ANSWER
from tests.bot.fakes import ScriptedAnswerer, answer_of
from tests.bot.running import reply_by_bot, said_by_bot, settled, words

pytestmark = pytest.mark.usefixtures("inbox")


def test_a_mention_is_answered_in_a_thread_under_it(workspace: Workspace, coordinator: Person) -> None:
    asked = coordinator.mention("協議体", ROLE)
    reply = reply_by_bot(workspace, asked)
    assert ROLE_ANSWER in words(reply)
    assert reply.thread_ts == asked.ts


def test_the_answer_names_its_source(workspace: Workspace, coordinator: Person) -> None:
    reply = reply_by_bot(workspace, coordinator.mention("協議体", ROLE))
    assert "出典: 生活支援コーディネーター手引き（令和7年度版）第2章 &gt; 協議体 p.12" in words(reply)


def test_a_mention_in_a_thread_is_answered_in_that_thread(workspace: Workspace, coordinator: Person) -> None:
    root = workspace.person("colleague").say("協議体", "来月の協議体について")
    coordinator.mention("協議体", ROLE, thread_ts=root.ts)
    assert ROLE_ANSWER in words(reply_by_bot(workspace, root))


def test_a_direct_message_is_answered_in_the_conversation_itself(
    workspace: Workspace, coordinator: Person, inbox: Inbox
) -> None:
    coordinator.dm(ROLE)
    (reply,) = said_by_bot(workspace, inbox, workspace.direct_channel(coordinator))
    assert ROLE_ANSWER in words(reply)
    assert reply.thread_ts is None


def test_a_direct_message_in_a_thread_is_answered_in_that_thread(
    workspace: Workspace, coordinator: Person, inbox: Inbox
) -> None:
    root = coordinator.dm("こんにちは")
    coordinator.dm(ROLE, thread_ts=root.ts)
    first, second = said_by_bot(workspace, inbox, workspace.direct_channel(coordinator), 2)
    assert {first.thread_ts, second.thread_ts} == {None, root.ts}


@pytest.mark.parametrize("text", ["", "　", "？", "<@U0SANDBOXB>"])
def test_a_mention_without_a_question_gets_the_usage(
    workspace: Workspace, coordinator: Person, answerer: ScriptedAnswerer, text: str
) -> None:
    reply = reply_by_bot(workspace, coordinator.mention("協議体", text))
    assert "ご質問を続けて書いてください" in words(reply)
    assert answerer.asked == []


def test_the_answerer_gets_the_question_alone(
    workspace: Workspace, coordinator: Person, answerer: ScriptedAnswerer
) -> None:
    reply_by_bot(workspace, coordinator.say("協議体", f"<@{workspace.bot_user_id}>協議体の\u00a0役割は？　"))
    assert answerer.asked == ["協議体の 役割は？"]


def test_what_the_documents_do_not_say_is_told_with_the_nearest_headings(
    workspace: Workspace, coordinator: Person
) -> None:
    said = words(reply_by_bot(workspace, coordinator.mention("協議体", "宇宙旅行の費用は?")))
    assert "資料には見つかりませんでした。" in said
    assert "近い見出し: 第1章 &gt; はじめに" in said


def test_a_long_answer_comes_in_several_messages_in_order_and_whole(
    workspace: Workspace, coordinator: Person, answerer: ScriptedAnswerer, inbox: Inbox
) -> None:
    text = "\n".join(f"{number}番目の活動は、住民と進める「通いの場」です。" for number in range(1, 1_501))
    answerer.answers["長い答えは?"] = answer_of("長い答えは?", text)
    asked = coordinator.mention("協議体", "長い答えは?")
    replies = said_by_bot(workspace, inbox, "協議体", 5)
    shown = [block["text"] for reply in replies for block in reply.blocks if block["type"] == "markdown"]
    assert "".join(shown) == text
    assert all(piece.endswith("\n") for piece in shown[:-1])
    assert {reply.thread_ts for reply in replies} == {asked.ts}


def test_an_edited_message_is_not_answered_again(workspace: Workspace, coordinator: Person, inbox: Inbox) -> None:
    asked = coordinator.dm(ROLE)
    said_by_bot(workspace, inbox, workspace.direct_channel(coordinator))
    coordinator.edit(asked, ROLE + "?")
    coordinator.dm("つぎの質問")
    assert len(said_by_bot(workspace, inbox, workspace.direct_channel(coordinator), 2)) == 2


def test_talk_that_is_not_for_the_bot_is_left_alone(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    coordinator.say("協議体", ROLE)
    reply_by_bot(workspace, coordinator.mention("協議体", "つぎの質問"))
    settled(workspace, inbox)
    assert answerer.asked == ["つぎの質問"]


def test_the_home_tab_says_how_to_use_the_bot(workspace: Workspace, coordinator: Person) -> None:
    coordinator.open_home()
    view = workspace.wait_for(lambda: workspace.home(coordinator), 60, "a Home tab")
    assert "使い方" in str(view.content)


def test_tsunagi_alone_explains_itself(workspace: Workspace, coordinator: Person, inbox: Inbox) -> None:
    delivery = coordinator.slash("/tsunagi", channel="協議体")
    assert delivery.acked
    (said,) = said_by_bot(workspace, inbox, "協議体", viewer=coordinator)
    assert "/ask 質問" in words(said)
    assert said.ephemeral_to == coordinator.id
