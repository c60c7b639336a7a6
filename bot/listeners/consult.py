"""「担当に聞く」 under an answer: hands question and findings to a person or a channel, and brings the reply back."""

from __future__ import annotations

import json
import time
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.blocks import consult as blocks
from bot.blocks import form_parts as forms
from bot.blocks.answer import answer_messages
from bot.blocks.consult import Origin
from bot.blocks.opened import TOO_LATE
from bot.inbox import Inbox, Job
from bot.keeping.answer_log import AnswerLog
from bot.keeping.handovers import Handovers
from bot.listeners.delivery import NOT_A_MEMBER, Delivery, slack_code
from bot.listeners.telling import accept_telling
from bot.listeners.voices import Voices
from bot.mrkdwn import has_words
from knowledge.resources.privacy import masked

CONSULT, REPLY, REPLIED = "consult", "consult-reply", "consult-replied"
Body = dict[str, Any]


class ConsultListener:
    """Opens the forms and accepts what is sent in them."""

    def __init__(self, answers: AnswerLog, inbox: Inbox, usual: str = "") -> None:
        """`usual` is the member or channel that is asked unless somebody else is chosen."""
        self._answers = answers
        self._inbox = inbox
        self._usual = usual

    def pressed(self, ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        """`block_actions` under an answer: the form, with the question to be looked over."""
        given = self._answers.find(str(action["value"]))
        if given is None:
            accept_telling(
                self._inbox, f"late:{body['trigger_id']}", body["user"]["id"], TOO_LATE, body["response_url"]
            )
        else:
            form = blocks.consult_form(_origin(body), given.question, self._usual)
            client.views_open(trigger_id=body["trigger_id"], view=form)
        ack()

    def sent(self, ack: Ack, view: Body) -> None:
        """`view_submission`: accepted once, whatever is delivered again."""
        question, target = forms.text_in(view, blocks.QUESTION).strip(), blocks.target_in(view)
        if not target or not has_words(question):
            block, words = (blocks.PERSON, blocks.ONE_OF_BOTH) if not target else (blocks.QUESTION, blocks.NO_WORDS)
            ack(response_action="errors", errors={block: words})
            return
        origin = Origin.of(view["private_metadata"])
        payload = {"origin": origin.as_value(), "asked": question, "target": target, **told_to(origin.asker)}
        self._inbox.accept(f"consult:{view['id']}", CONSULT, payload)
        where = "このスレッド" if origin.thread else "ダイレクトメッセージ"
        told = blocks.told_view(blocks.TITLE, blocks.ON_ITS_WAY.format(where=where))
        ack(response_action="update", view=told)

    def reply_pressed(self, ack: Ack, body: Body, action: Body, client: WebClient) -> None:
        """返事を書く, under the question."""
        at = body["container"]
        form = blocks.reply_form(str(action["value"]), at["message_ts"], at["channel_id"])
        client.views_open(trigger_id=body["trigger_id"], view=form)
        ack()

    def replied(self, ack: Ack, body: Body, view: Body) -> None:
        """`view_submission` of the reply."""
        text, replier = forms.text_in(view, blocks.TEXT).strip(), body["user"]["id"]
        if not has_words(text):
            ack(response_action="errors", errors={blocks.TEXT: blocks.NO_WORDS})
            return
        value, message, channel = json.loads(view["private_metadata"])
        reply = {"origin": value, "text": text, "user": replier, **told_to(replier)}
        self._inbox.accept(f"reply:{view['id']}", REPLY, reply)
        note = {"user": replier, "channel": channel, "thread": message, "since": message}
        self._inbox.accept(f"replied:{view['id']}", REPLIED, note)
        ack(response_action="update", view=blocks.told_view(blocks.REPLY_TITLE, blocks.REPLY_ON_ITS_WAY))


class ConsultWork:
    """Delivers questions and replies."""

    def __init__(self, inbox: Inbox, voices: Voices, delivery: Delivery, handovers: Handovers | None = None) -> None:
        """Without `handovers`, replies come by the form alone."""
        self._inbox = inbox
        self._voices = voices
        self._delivery = delivery
        self._handovers = handovers

    def ask(self, job: Job) -> None:
        """Shows the question where it was sent, with what its reader may be told of the documents."""
        origin = Origin.of(job.payload["origin"])._replace(question=job.payload["asked"])
        target = job.payload["target"]
        person = target.startswith(("U", "W"))
        reader = {"question": origin.question, "user": target if person else "", "team": origin.team}
        answer, _ = self._voices.answers({**reader, "channel": target}, alone=person, waited=self._inbox.age(job))
        messages = blocks.consult_messages(answer_messages(answer) if answer else (), origin)
        try:
            self._delivery.to_conversation(job, messages, target, None)
        except SlackApiError as error:
            if slack_code(error) not in NOT_A_MEMBER:
                raise
            accept_telling(self._inbox, f"consult:{job.key}", origin.asker, blocks.NOT_THERE)
        else:
            self._remember(job, target, origin)

    def reply(self, job: Job) -> None:
        """Brings the reply to where the question came from."""
        origin = Origin.of(job.payload["origin"])
        messages = blocks.reply_messages(origin, job.payload["user"], job.payload["text"])
        self._delivery.to_conversation(job, messages, origin.channel or origin.asker, origin.thread or None)

    def note(self, job: Job) -> None:
        """Lets those who were asked together know that somebody has replied."""
        message = blocks.replied_note(job.payload["user"])
        self._delivery.to_conversation(job, [message], job.payload["channel"], job.payload["thread"])

    def _remember(self, job: Job, target: str, origin: Origin) -> None:
        """Keeps where the question stands now; of its words, only those that look harmless."""
        if self._handovers is None:
            return
        value = origin._replace(question=masked(origin.question)).as_value()
        for message in (self._inbox.notes(job.key) or {}).get("posted", {}).values():
            self._handovers.keep(target, message, value)


def _origin(body: Body) -> Origin:
    """A private answer gets its reply directly; all others where they stand."""
    at, user = body["container"], body["user"]
    team = (body.get("team") or {}).get("id") or user.get("team_id", "")
    if at.get("is_ephemeral"):
        return Origin(team, user["id"], "", "")
    alone = (body.get("channel") or {}).get("name") == "directmessage"
    return Origin(team, user["id"], at["channel_id"], at.get("thread_ts") or ("" if alone else at["message_ts"]))


def told_to(person: str) -> dict[str, str]:
    """Where a failure is told: directly."""
    return {"channel": person, "thread": "", "since": f"{time.time():.6f}"}
