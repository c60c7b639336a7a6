"""Follow-up questions over the local workspace: the bot, the socket, the stores and the rules are the real ones."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from bot.blocks.asking import SHARE_ACTION
from bot.blocks.follow_up import HUSHED
from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from bot.sandbox.state import Message
from knowledge.followups.meant_for import Addressee
from knowledge.followups.rewriting import FollowUpRewriter
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import MANIFEST, PATIENT, reply_by_bot, running_bot, said_by_bot, settled, words
from tests.fakes import KnowingDocuments

FIRST, SECOND = "伴走的支援の1回目は何をする？", "伴走的支援の2回目は何をする？"
THIRD = "伴走的支援の3回目は何をする？"


class NoFollowUps:
    """Channel rules that switch follow-ups off everywhere."""

    def follow_ups_allowed(self, team: str, channel: str) -> bool:
        """Never."""
        return False


def addressee() -> Addressee:
    documents = KnowingDocuments()
    return Addressee(FollowUpRewriter(documents), documents)


@pytest.fixture
def answerer() -> Iterator[ScriptedAnswerer]:
    answerer = ScriptedAnswerer(
        {FIRST: "現状と課題を話します。", SECOND: "役割を分けます。", THIRD: "残りを確かめます。"}
    )
    yield answerer
    answerer.gate.set()


@pytest.fixture
def inbox(workspace: Workspace, answerer: ScriptedAnswerer, inbox_path: Path) -> Iterator[Inbox]:
    with running_bot(workspace, answerer, inbox_path, addressee=addressee()) as inbox:
        yield inbox


@pytest.fixture
def asked(workspace: Workspace, coordinator: Person, inbox: Inbox) -> Message:
    """The first question, answered in its thread."""
    root = coordinator.mention("協議体", FIRST)
    reply_by_bot(workspace, root)
    settled(workspace, inbox)
    return root


def replied(workspace: Workspace, inbox: Inbox, count: int) -> list[Message]:
    return said_by_bot(workspace, inbox, "協議体", count)


def test_a_second_question_needs_no_second_mention(
    workspace: Workspace, coordinator: Person, inbox: Inbox, asked: Message, answerer: ScriptedAnswerer
) -> None:
    coordinator.say("協議体", "2回目は？", thread_ts=asked.ts)
    reply = replied(workspace, inbox, 2)[1]
    assert answerer.asked == [FIRST, SECOND]
    assert words(reply).startswith(f"→ {SECOND}")
    assert "役割を分けます。" in words(reply)
    assert reply.thread_ts == asked.ts


def test_asking_how_the_bot_is_used_is_no_topic_to_ask_on(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    place = workspace.direct_channel(coordinator)
    for count, text in enumerate([FIRST, "使い方", "2回目は？"], 1):
        coordinator.dm(text)
        said_by_bot(workspace, inbox, place, count)
    assert answerer.asked == [FIRST, SECOND]


def test_a_third_question_leans_on_the_second_as_it_was_understood(
    workspace: Workspace, coordinator: Person, inbox: Inbox, asked: Message, answerer: ScriptedAnswerer
) -> None:
    coordinator.say("協議体", "2回目は？", thread_ts=asked.ts)
    replied(workspace, inbox, 2)
    coordinator.say("協議体", "じゃあ3回目は？", thread_ts=asked.ts)
    replied(workspace, inbox, 3)
    assert answerer.asked == [FIRST, SECOND, THIRD]


def test_mentioned_again_the_bot_knows_what_the_thread_is_about(
    workspace: Workspace, coordinator: Person, inbox: Inbox, asked: Message, answerer: ScriptedAnswerer
) -> None:
    coordinator.mention("協議体", "2回目は？", thread_ts=asked.ts)
    replied(workspace, inbox, 2)
    assert answerer.asked == [FIRST, SECOND]


def test_a_whole_question_is_asked_as_it_is_and_not_repeated_above_the_answer(
    workspace: Workspace, coordinator: Person, inbox: Inbox, asked: Message, answerer: ScriptedAnswerer
) -> None:
    coordinator.mention("協議体", THIRD, thread_ts=asked.ts)
    reply = replied(workspace, inbox, 2)[1]
    assert answerer.asked == [FIRST, THIRD]
    assert "→" not in words(reply)


@pytest.mark.parametrize(
    "text", ["ありがとう！", "田中さん、2回目はいつ行く？", "次の会議で配りましょうか？", "2回目は来週です"]
)
def test_what_people_say_to_each_other_is_left_alone_and_not_kept(
    workspace: Workspace,
    coordinator: Person,
    inbox: Inbox,
    asked: Message,
    answerer: ScriptedAnswerer,
    caplog: pytest.LogCaptureFixture,
    inbox_path: Path,
    text: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    coordinator.say("協議体", text, thread_ts=asked.ts)
    coordinator.mention("協議体", THIRD)
    replied(workspace, inbox, 2)
    assert answerer.asked == [FIRST, THIRD]
    kept = b"".join(file.read_bytes() for file in inbox_path.parent.iterdir() if file.is_file())
    assert text.encode() not in kept
    assert text not in "".join(record.getMessage() for record in caplog.records if record.name.startswith("bot"))


def test_in_threads_without_the_bot_it_keeps_out(
    workspace: Workspace, coordinator: Person, inbox: Inbox, asked: Message, answerer: ScriptedAnswerer
) -> None:
    root = coordinator.say("協議体", FIRST)
    coordinator.say("協議体", "2回目は？", thread_ts=root.ts)
    coordinator.say("協議体", "2回目は？")
    coordinator.mention("協議体", THIRD)
    replied(workspace, inbox, 2)
    assert answerer.asked == [FIRST, THIRD]


def test_asked_to_keep_quiet_it_does_in_that_thread_until_it_is_mentioned_again(
    workspace: Workspace, coordinator: Person, inbox: Inbox, asked: Message, answerer: ScriptedAnswerer
) -> None:
    coordinator.say("協議体", "静かに", thread_ts=asked.ts)
    assert words(replied(workspace, inbox, 2)[1]) == HUSHED
    coordinator.say("協議体", "2回目は？", thread_ts=asked.ts)
    settled(workspace, inbox)
    coordinator.mention("協議体", THIRD, thread_ts=asked.ts)
    replied(workspace, inbox, 3)
    assert answerer.asked == [FIRST, THIRD]
    coordinator.say("協議体", "2回目は？", thread_ts=asked.ts)
    replied(workspace, inbox, 4)
    assert answerer.asked == [FIRST, THIRD, SECOND]


def test_silence_may_be_asked_for_by_mention_and_is_promised_once(
    workspace: Workspace, coordinator: Person, inbox: Inbox, asked: Message, answerer: ScriptedAnswerer
) -> None:
    coordinator.mention("協議体", "静かにしてください", thread_ts=asked.ts)
    assert words(replied(workspace, inbox, 2)[1]) == HUSHED
    assert answerer.asked == [FIRST]


def test_a_follow_up_delivered_again_is_answered_once(
    workspace: Workspace, coordinator: Person, inbox: Inbox, asked: Message, answerer: ScriptedAnswerer
) -> None:
    coordinator.say("協議体", "2回目は？", thread_ts=asked.ts)
    replied(workspace, inbox, 2)
    first, *_ = [each for each in workspace.deliveries if "2回目は？" in str(each.outgoing.payload)]
    for _ in range(3):
        workspace.redeliver(first)
    coordinator.mention("協議体", THIRD)
    assert len(replied(workspace, inbox, 3)) == 3
    assert answerer.asked == [FIRST, SECOND, THIRD]


def test_a_mention_is_one_question_though_it_arrives_as_a_message_too(
    workspace: Workspace, coordinator: Person, inbox: Inbox, asked: Message, answerer: ScriptedAnswerer
) -> None:
    coordinator.mention("協議体", "2回目は？", thread_ts=asked.ts)
    coordinator.mention("協議体", THIRD)
    assert len(replied(workspace, inbox, 3)) == 3


def test_it_still_takes_part_after_a_restart(
    workspace: Workspace, coordinator: Person, answerer: ScriptedAnswerer, inbox_path: Path
) -> None:
    with bot(workspace, answerer, inbox_path) as inbox:
        root = coordinator.mention("協議体", FIRST)
        replied(workspace, inbox, 1)
    with bot(workspace, answerer, inbox_path) as inbox:
        coordinator.say("協議体", "2回目は？", thread_ts=root.ts)
        replied(workspace, inbox, 2)
    assert answerer.asked == [FIRST, SECOND]


def test_where_a_channel_wants_no_follow_ups_a_mention_is_needed(
    workspace: Workspace, coordinator: Person, answerer: ScriptedAnswerer, inbox_path: Path
) -> None:
    with running_bot(workspace, answerer, inbox_path, addressee=addressee(), rules=NoFollowUps()) as inbox:
        root = coordinator.mention("協議体", FIRST)
        replied(workspace, inbox, 1)
        coordinator.say("協議体", "3回目は？", thread_ts=root.ts)
        coordinator.mention("協議体", "2回目は？", thread_ts=root.ts)
        replied(workspace, inbox, 2)
    assert answerer.asked == [FIRST, SECOND]


def test_under_an_answer_that_was_shared_people_ask_on_too(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    coordinator.slash("/ask", FIRST, channel="協議体")
    (answer,) = said_by_bot(workspace, inbox, "協議体", viewer=coordinator)
    coordinator.press(answer, SHARE_ACTION)
    (shared,) = replied(workspace, inbox, 1)
    coordinator.say("協議体", "2回目は？", thread_ts=shared.ts)
    assert replied(workspace, inbox, 2)[1].thread_ts == shared.ts
    assert answerer.asked == [FIRST, SECOND]


def test_while_two_people_talk_the_bot_keeps_quiet(
    workspace: Workspace, coordinator: Person, inbox: Inbox, asked: Message, answerer: ScriptedAnswerer
) -> None:
    workspace.person("colleague").say("協議体", "1回目の資料はわたしが作ります", thread_ts=asked.ts)
    coordinator.say("協議体", "2回目は？", thread_ts=asked.ts)
    coordinator.mention("協議体", THIRD)
    replied(workspace, inbox, 2)
    assert answerer.asked == [FIRST, THIRD]


def test_a_direct_message_leans_on_the_one_before(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    place = workspace.direct_channel(coordinator)
    coordinator.dm(FIRST)
    said_by_bot(workspace, inbox, place)
    coordinator.dm("2回目は？")
    reply = said_by_bot(workspace, inbox, place, 2)[1]
    assert answerer.asked == [FIRST, SECOND]
    assert words(reply).startswith(f"→ {SECOND}")


def test_a_direct_message_in_a_thread_leans_on_that_thread(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    place = workspace.direct_channel(coordinator)
    root = coordinator.dm(FIRST)
    said_by_bot(workspace, inbox, place)
    coordinator.dm("2回目は？", thread_ts=root.ts)
    said_by_bot(workspace, inbox, place, 2)
    coordinator.dm("3回目は？", thread_ts=root.ts)
    said_by_bot(workspace, inbox, place, 3)
    assert answerer.asked[2] == THIRD


def test_thanks_in_a_direct_message_are_no_follow_up(
    workspace: Workspace, coordinator: Person, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    place = workspace.direct_channel(coordinator)
    coordinator.dm(FIRST)
    said_by_bot(workspace, inbox, place)
    coordinator.dm("使い方")
    said_by_bot(workspace, inbox, place, 2)
    coordinator.dm("ありがとう")
    said_by_bot(workspace, inbox, place, 3)
    assert answerer.asked == [FIRST]


def bot(workspace: Workspace, answerer: ScriptedAnswerer, path: Path) -> AbstractContextManager[Inbox]:
    return running_bot(workspace, answerer, path, addressee=addressee())


def test_a_reading_that_slack_puts_off_is_waited_for(
    workspace: Workspace, coordinator: Person, inbox: Inbox, asked: Message, answerer: ScriptedAnswerer
) -> None:
    workspace.faults.rate_limit("conversations.replies", calls=2)
    coordinator.say("協議体", "2回目は？", thread_ts=asked.ts)
    assert len(replied(workspace, inbox, 2)) == 2
    assert answerer.asked == [FIRST, SECOND]


def test_what_could_not_be_decided_is_not_apologised_for(
    workspace: Workspace,
    coordinator: Person,
    inbox: Inbox,
    asked: Message,
    answerer: ScriptedAnswerer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.listeners.failures.LONGEST_WAIT", 0.0)
    workspace.faults.fail("conversations.replies", calls=100)
    coordinator.say("協議体", "2回目は？", thread_ts=asked.ts)
    coordinator.mention("協議体", THIRD)
    assert len(replied(workspace, inbox, 2)) == 2
    assert answerer.asked == [FIRST, THIRD]


def test_without_the_right_to_read_the_thread_a_mention_is_answered_as_it_was_written(
    answerer: ScriptedAnswerer, inbox_path: Path, tmp_path: Path
) -> None:
    manifest = tmp_path / "manifest.yaml"
    lines = MANIFEST.read_text(encoding="utf-8").splitlines(keepends=True)
    refused = ("- channels:history", "- groups:history", "- mpim:history", "- message.channels", "- message.groups")
    manifest.write_text(
        "".join(line for line in lines if not line.strip().startswith((*refused, "- message.mpim"))), encoding="utf-8"
    )
    with (
        Workspace.from_manifest(manifest, deadlines=PATIENT) as workspace,
        bot(workspace, answerer, inbox_path) as inbox,
    ):
        coordinator = workspace.person("coordinator")
        root = coordinator.mention("協議体", FIRST)
        replied(workspace, inbox, 1)
        coordinator.mention("協議体", "2回目は？", thread_ts=root.ts)
        replied(workspace, inbox, 2)
    assert answerer.asked == [FIRST, "2回目は？"]


def test_in_a_long_thread_the_last_question_counts(
    workspace: Workspace, coordinator: Person, inbox: Inbox, asked: Message, answerer: ScriptedAnswerer
) -> None:
    for number in range(205):
        coordinator.say("協議体", f"なるほど{number}", thread_ts=asked.ts)
    coordinator.mention("協議体", THIRD, thread_ts=asked.ts)
    replied(workspace, inbox, 2)
    coordinator.say("協議体", "その前は？", thread_ts=asked.ts)
    replied(workspace, inbox, 3)
    assert answerer.asked == [FIRST, THIRD, SECOND]


def test_many_follow_ups_at_once_are_each_answered_once(
    workspace: Workspace, coordinator: Person, inbox: Inbox, asked: Message, answerer: ScriptedAnswerer
) -> None:
    workspace.faults.repeat_events = True
    for text in ("2回目は？", "3回目は？", "静かに"):
        coordinator.say("協議体", text, thread_ts=asked.ts)
    replies = replied(workspace, inbox, 4)
    assert sorted(answerer.asked[1:]) == [SECOND, THIRD]
    assert [words(reply) for reply in replies].count(HUSHED) == 1
    assert len(replies) == 4
