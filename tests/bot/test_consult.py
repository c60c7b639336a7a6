"""「担当に聞く」 over the local workspace: the question goes to a person or a channel, the reply comes back."""

from __future__ import annotations

import json

import pytest

from bot.blocks import consult
from bot.blocks.under import CONSULT
from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from bot.sandbox.state import Message, View
from tests.bot.conftest import ROLE, ROLE_ANSWER
from tests.bot.running import said_by_bot, words

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
    answer = workspace.wait_for_reply(coordinator.mention("協議体", UNKNOWN))
    workspace.wait_for(lambda: inbox.unfinished() == 0, 30, "the answer")
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
    answer = workspace.wait_for_reply(coordinator.mention("協議体", ROLE))
    workspace.wait_for(lambda: inbox.unfinished() == 0, 30, "the answer")
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
