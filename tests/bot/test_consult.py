"""「担当に聞く」 over the local workspace: the question goes to a person or a channel, the reply comes back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.blocks import consult
from bot.blocks.under import CONSULT
from bot.inbox import Inbox
from bot.keeping.keeping import FILE, Keeping
from bot.sandbox.block_rules import message_faults
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from bot.sandbox.state import Message, View
from tests.bot.conftest import ROLE, ROLE_ANSWER
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import reply_by_bot, running_bot, said_by_bot, settled, words
from tests.bot.test_follow_ups import addressee

UNKNOWN = "ふるさと納税の返礼品は?"
REPLY = "町民課が担当です。内線は12です。"


def pressed(workspace: Workspace, person: Person, answer: Message) -> View:
    """The form, opened from under an answer."""
    person.press(answer, CONSULT)
    return workspace.wait_for_view(person)


def sent_to(person: Person, form: View, target: Person | str) -> None:
    """Sends the form to a person, or to a channel by its id."""
    chosen = {consult.CHANNEL: target} if isinstance(target, str) else {consult.PERSON: target.id}
    assert person.submit(form, chosen).acked


def replied(workspace: Workspace, person: Person, question: Message) -> None:
    person.press(question, consult.REPLY)
    assert person.submit(workspace.wait_for_view(person), {consult.TEXT: REPLY}).acked


@pytest.fixture
def asked(workspace: Workspace, coordinator: Person, inbox: Inbox) -> Message:
    """An answer that found nothing, in a thread."""
    answer = reply_by_bot(workspace, coordinator.mention("協議体", UNKNOWN))
    settled(workspace, inbox)
    return answer


def test_a_question_goes_to_a_person_with_what_was_found_and_the_reply_comes_back_to_its_thread(
    workspace: Workspace, coordinator: Person, inbox: Inbox, asked: Message
) -> None:
    admin = workspace.person("admin")
    sent_to(coordinator, pressed(workspace, coordinator, asked), admin)
    (question,) = said_by_bot(workspace, inbox, workspace.direct_channel(admin))
    assert f"<@{coordinator.id}> さんからのご質問です。" in words(question)
    assert UNKNOWN in words(question)
    assert "近い見出し" in words(question)
    replied(workspace, admin, question)
    reply = said_by_bot(workspace, inbox, "協議体", 2)[-1]
    assert f"<@{coordinator.id}> さん、<@{admin.id}> さんからの返事です。" in words(reply)
    assert REPLY in words(reply)
    assert reply.thread_ts == asked.thread_ts


def test_a_question_may_go_to_a_channel_where_the_others_see_that_it_was_replied_to(
    workspace: Workspace, coordinator: Person, inbox: Inbox, asked: Message
) -> None:
    office = workspace.channel("第2層-中央")
    sent_to(coordinator, pressed(workspace, coordinator, asked), office.id)
    (question,) = said_by_bot(workspace, inbox, office)
    replied(workspace, workspace.person("colleague"), question)
    assert REPLY in words(said_by_bot(workspace, inbox, "協議体", 2)[-1])
    note = said_by_bot(workspace, inbox, office, 2)[-1]
    assert "さんが返事をしました。" in words(note)
    assert note.thread_ts == question.ts


@pytest.mark.parametrize("way", ["ask", "dm"])
def test_the_reply_to_a_private_question_comes_directly(
    workspace: Workspace, coordinator: Person, inbox: Inbox, way: str
) -> None:
    admin, mine = workspace.person("admin"), workspace.direct_channel(coordinator)
    if way == "ask":
        coordinator.slash("/ask", UNKNOWN, channel="協議体")
        answer = said_by_bot(workspace, inbox, "協議体", viewer=coordinator)[-1]
    else:
        coordinator.dm(UNKNOWN)
        answer = said_by_bot(workspace, inbox, mine)[-1]
    sent_to(coordinator, pressed(workspace, coordinator, answer), admin)
    replied(workspace, admin, said_by_bot(workspace, inbox, workspace.direct_channel(admin))[-1])
    assert REPLY in words(said_by_bot(workspace, inbox, mine, 1 if way == "ask" else 2)[-1])
    assert all(REPLY not in words(each) for each in workspace.messages("協議体", workspace.person("colleague")))


def test_an_answered_question_goes_with_its_answer(workspace: Workspace, coordinator: Person, inbox: Inbox) -> None:
    answer = reply_by_bot(workspace, coordinator.mention("協議体", ROLE))
    settled(workspace, inbox)
    admin = workspace.person("admin")
    sent_to(coordinator, pressed(workspace, coordinator, answer), admin)
    (question,) = said_by_bot(workspace, inbox, workspace.direct_channel(admin))
    assert ROLE_ANSWER in words(question)
    assert "出典: " in words(question)


def test_what_is_sent_or_replied_twice_arrives_once(
    workspace: Workspace, coordinator: Person, inbox: Inbox, asked: Message
) -> None:
    admin = workspace.person("admin")
    form = pressed(workspace, coordinator, asked)
    sent = coordinator.submit(form, {consult.PERSON: admin.id})
    assert workspace.redeliver(sent, new_envelope=True).acked
    (question,) = said_by_bot(workspace, inbox, workspace.direct_channel(admin))
    admin.press(question, consult.REPLY)
    written = admin.submit(workspace.wait_for_view(admin), {consult.TEXT: REPLY})
    assert workspace.redeliver(written, new_envelope=True).acked
    replies = [each for each in said_by_bot(workspace, inbox, "協議体", 2) if REPLY in words(each)]
    assert len(replies) == 1


def test_who_is_asked_has_to_be_one_and_the_question_may_not_be_empty(
    workspace: Workspace, coordinator: Person, inbox: Inbox, asked: Message
) -> None:
    form, admin = pressed(workspace, coordinator, asked), workspace.person("admin")
    coordinator.submit(form, {})
    assert workspace.wait_for_view(coordinator).errors == {consult.PERSON: consult.ONE_OF_BOTH}
    coordinator.submit(form, {consult.PERSON: admin.id, consult.QUESTION: "？"})
    assert workspace.wait_for_view(coordinator).errors == {consult.QUESTION: consult.NO_WORDS}


def test_a_channel_without_the_bot_is_told_with_the_cure(
    workspace: Workspace, coordinator: Person, inbox: Inbox, asked: Message
) -> None:
    sent_to(coordinator, pressed(workspace, coordinator, asked), workspace.channel("雑談").id)
    (told,) = said_by_bot(workspace, inbox, workspace.direct_channel(coordinator))
    assert words(told) == consult.NOT_THERE


def test_the_form_begins_with_whom_one_usually_asks_and_the_question() -> None:
    origin = consult.Origin("T1", "U1", "C1", "1.0")
    to_person = json.dumps(consult.consult_form(origin, UNKNOWN, "U9"), ensure_ascii=False)
    assert '"initial_user": "U9"' in to_person
    assert f'"initial_value": "{UNKNOWN}"' in to_person
    assert '"initial_conversation": "C9"' in json.dumps(consult.consult_form(origin, UNKNOWN, "C9"))


def handed(workspace: Workspace, inbox: Inbox, person: Person, asked: Message, target: Person | str) -> Message:
    """The handed-over question, where it was sent."""
    sent_to(person, pressed(workspace, person, asked), target)
    place = target if isinstance(target, str) else workspace.direct_channel(target)
    return said_by_bot(workspace, inbox, place)[-1]


@pytest.mark.parametrize("way", ["person", "channel"])
def test_a_reply_in_the_thread_of_the_question_comes_back_and_is_no_question_to_the_bot(
    workspace: Workspace,
    coordinator: Person,
    inbox: Inbox,
    asked: Message,
    answerer: ScriptedAnswerer,
    way: str,
) -> None:
    admin, office = workspace.person("colleague"), workspace.channel("第2層-中央")
    if way == "person":
        question = handed(workspace, inbox, coordinator, asked, admin)
        admin.dm(f"<@{coordinator.id}> {REPLY}", thread_ts=question.ts)
    else:
        question = handed(workspace, inbox, coordinator, asked, office.id)
        admin.say(office.id, f"<!channel> <@{coordinator.id}> {REPLY}", thread_ts=question.ts)
    before = len(answerer.asked)
    reply = said_by_bot(workspace, inbox, "協議体", 2)[-1]
    assert f"<@{coordinator.id}> さん、<@{admin.id}> さんからの返事です。" in words(reply)
    assert f"<@{coordinator.id}> {REPLY}" in words(reply)
    assert "<!channel>" not in str(reply.blocks)
    assert reply.thread_ts == asked.thread_ts
    assert len(answerer.asked) == before


def test_each_reply_comes_back_once_and_what_the_asker_adds_does_not(
    workspace: Workspace, coordinator: Person, inbox: Inbox, asked: Message
) -> None:
    office, admin = workspace.channel("第2層-中央"), workspace.person("colleague")
    question = handed(workspace, inbox, coordinator, asked, office.id)
    coordinator.say(office.id, "急ぎません。", thread_ts=question.ts)
    for text in ("調べます。", REPLY):
        admin.say(office.id, text, thread_ts=question.ts)
    said_by_bot(workspace, inbox, "協議体", 3)
    for delivery in [each for each in workspace.deliveries if each.outgoing.name == "message"]:
        workspace.redeliver(delivery)
    replies = [words(each) for each in said_by_bot(workspace, inbox, "協議体", 3)[1:]]
    assert sorted("調べます。" in each for each in replies) == [False, True]
    assert sum(REPLY in each for each in replies) == 1
    assert not any("急ぎません。" in each for each in replies)


def test_a_mention_in_the_thread_of_the_question_asks_the_bot(
    workspace: Workspace, coordinator: Person, inbox: Inbox, asked: Message
) -> None:
    office, admin = workspace.channel("第2層-中央"), workspace.person("colleague")
    question = handed(workspace, inbox, coordinator, asked, office.id)
    admin.mention(office.id, ROLE, thread_ts=question.ts)
    assert ROLE_ANSWER in words(said_by_bot(workspace, inbox, office, 2)[-1])
    assert len(said_by_bot(workspace, inbox, "協議体")) == 1


def test_a_question_in_the_thread_of_the_question_is_for_the_asker_also_where_the_bot_hears_follow_ups(
    workspace: Workspace, coordinator: Person, answerer: ScriptedAnswerer, inbox_path: Path
) -> None:
    office, colleague = workspace.channel("第2層-中央"), workspace.person("colleague")
    with running_bot(workspace, answerer, inbox_path, addressee=addressee()) as inbox:
        unknown = reply_by_bot(workspace, coordinator.mention("協議体", UNKNOWN))
        settled(workspace, inbox)
        question = handed(workspace, inbox, coordinator, unknown, office.id)
        colleague.say(office.id, ROLE, thread_ts=question.ts)
        assert ROLE in words(said_by_bot(workspace, inbox, "協議体", 2)[-1])
        assert len(said_by_bot(workspace, inbox, office)) == 1


def test_where_a_question_was_handed_to_is_kept_for_two_weeks_without_what_looks_personal(tmp_path: Path) -> None:
    now = [1_000_000_000.0]
    keeping = Keeping.open(tmp_path / FILE, lambda: now[0])
    keeping.handovers.keep("C1", "17.1", "origin")
    assert keeping.handovers.origin("17.1", "D1", "C1") == "origin"
    assert keeping.handovers.origin("17.1", "C2") is None
    now[0] += 14.1 * 86_400
    keeping.tidy()
    assert keeping.handovers.origin("17.1", "C1") is None
    keeping.close()


def test_a_long_reply_comes_in_messages_that_slack_takes() -> None:
    messages = consult.reply_messages(
        consult.Origin("T1", "U1", "C1", "17.1", "何?"), "U2", "長い返事です。<&>\n" * 3_000
    )
    assert len(messages) > 1
    assert all(message_faults(list(message.blocks)) == [] for message in messages)
