"""The Home tab: what its buttons do, and how it is shown, always as things are."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

from slack_bolt import Ack
from slack_sdk import WebClient

from bot.blocks import form_parts as forms
from bot.blocks import home as blocks
from bot.blocks.help import help_message
from bot.blocks.home import DraftLine, Home
from bot.blocks.message import Block
from bot.inbox import Inbox, Job
from bot.keeping.shelves import KeptShelves
from bot.listeners.questions import QUESTION, TAPPED
from bot.listeners.resource_drafts import Drafts
from bot.listeners.resource_place import Place
from bot.mrkdwn import has_words
from knowledge.errors import RecordUnavailable, ResourceError
from knowledge.excerpts import Excerpts
from knowledge.resources import showing
from knowledge.resources.desk import NoteDesk
from knowledge.resources.listing import Filters
from knowledge.resources.privacy import Viewer

Body = dict[str, Any]
HOME, HOME_VERIFY = "home", "home-verify"
DUE_MONTHS = 6  # ours: twice a year, as 協議体 go over their lists
FOUND = 3  # notes, and places in documents: one screen of a telephone
_STRIPES = 64


@dataclass(frozen=True, slots=True)
class HomeParts:
    """Where the Home tab has its contents from. `office` draws what administrators see of a workspace."""

    admins: AbstractSet[str] = frozenset()
    notes: NoteDesk | None = None
    library: KeptShelves | None = None
    excerpts: Excerpts | None = None
    office: Callable[[Viewer], Sequence[Block]] = lambda _viewer: ()


@dataclass(frozen=True, slots=True)
class _Shown:
    """When what was shown last had been looked at, in seconds since 1970; and for whom."""

    at: float
    look: Mapping[str, str]


def renew(inbox: Inbox, user: str, why: str) -> None:
    """Has the tab shown anew to a person who has opened it since the bot was started. One `why` counts once."""
    inbox.accept(f"home-again:{why}", HOME, {"user": user, "again": "yes"})


class HomeListener:
    """Hears of the tab and its buttons. Everything ends in one write, but for the search, which reads only."""

    def __init__(self, inbox: Inbox, parts: HomeParts) -> None:
        self._inbox = inbox
        self._parts = parts
        self._place = Place(parts.admins)

    def opened(self, event: Body, body: Body) -> None:
        """`app_home_opened`: the view is published by the workers, as every call to Slack."""
        if event.get("tab") == "home":
            look = {"user": event["user"], "team": body["team_id"], "direct": event["channel"]}
            self._inbox.accept(f"home:{body['event_id']}", HOME, look)

    def explain(self, ack: Ack) -> None:
        """`/tsunagi`: answered within the acknowledgement."""
        message = help_message()
        ack(text=message.text, blocks=list(message.blocks))

    def ask_pressed(self, ack: Ack, body: Body, client: WebClient) -> None:
        """質問する: a form with one field."""
        client.views_open(trigger_id=body["trigger_id"], view=blocks.ask_form(_direct(body)))
        ack()

    def asked(self, ack: Ack, body: Body, view: Body) -> None:
        """The question, answered in the direct conversation."""
        question = forms.text_in(view, blocks.QUESTION).strip()
        if not has_words(question):
            ack(response_action="errors", errors={blocks.QUESTION: blocks.NO_WORDS})
            return
        viewer = self._place.of_press(body)
        payload = {"question": question, "user": viewer.user_id, "team": viewer.team_id, "thread": "", "alone": "yes"}
        payload |= {"channel": view["private_metadata"] or viewer.user_id, "since": f"{time.time():.6f}"}
        payload[TAPPED] = "yes"
        self._inbox.accept(f"home-ask:{view['id']}", QUESTION, payload)
        ack(response_action="update", view=blocks.asked(question))

    def search_pressed(self, ack: Ack, body: Body, client: WebClient) -> None:
        """探す: a form with one field."""
        client.views_open(trigger_id=body["trigger_id"], view=blocks.search_form())
        ack()

    def searched(self, ack: Ack, body: Body, view: Body) -> None:
        """The same form with what was found; nothing is kept of it."""
        words = forms.text_in(view, blocks.WORDS).strip()
        if not has_words(words):
            ack(response_action="errors", errors={blocks.WORDS: blocks.NO_WORDS})
            return
        found = self._found(words, self._place.of_press(body))
        ack(response_action="update", view=blocks.search_form(words, found))

    def verify_pressed(self, ack: Ack, body: Body, action: Body) -> None:
        """変わりなし: once for each version of a note, however often it is pressed."""
        viewer = self._place.of_press(body)
        look = _look(viewer, body) | {"note": action["value"].partition(":")[0]}
        # Where a failure is told: directly.
        look |= {"channel": viewer.user_id, "thread": "", "since": f"{time.time():.6f}"}
        self._inbox.accept(f"home-verify:{action['value']}:{viewer.user_id}", HOME_VERIFY, look)
        ack()

    def drop_pressed(self, ack: Ack, body: Body, action: Body) -> None:
        """やめる under a draft."""
        viewer = self._place.of_press(body)
        if self._parts.notes:
            Drafts(self._parts.notes.drafts).drop(viewer, action["value"])
        self._inbox.accept(f"home:{body['trigger_id']}", HOME, _look(viewer, body))
        ack()

    def then_renewed(self, listen: Callable[[Ack, Body, Body], None]) -> Callable[[Ack, Body, Body], None]:
        """A listener of forms, after which the tab shows what has become of them."""

        def listener(ack: Ack, body: Body, view: Body) -> None:
            listen(ack, body, view)
            renew(self._inbox, body["user"]["id"], f"{view['id']}:{view['hash']}")

        return listener

    def _found(self, words: str, viewer: Viewer) -> list[Block]:
        parts = self._parts
        notes = parts.notes.find(words, viewer, Filters(), FOUND) if parts.notes else ()
        if parts.excerpts is None or parts.library is None:
            return blocks.found_blocks(notes, ())
        findings = parts.excerpts.find(words, parts.library.shelf(viewer, ""))
        return blocks.found_blocks(notes, findings.passages[:FOUND])


class HomeWork:
    """Shows the tab. What is shown is read and published under one lock a person: never an older state over a newer."""

    def __init__(self, client: WebClient, inbox: Inbox, parts: HomeParts) -> None:
        self._client = client
        self._inbox = inbox
        self._parts = parts
        self._place = Place(parts.admins)
        self._locks = tuple(threading.Lock() for _ in range(_STRIPES))
        self._shown: dict[str, _Shown] = {}

    def publish(self, job: Job) -> None:
        """Shows the tab as it is now, unless that was done since the work was accepted."""
        user = job.payload["user"]
        with self._lock(user):
            shown = self._shown.get(user)
            look = shown.look if shown and job.payload.get("again") else job.payload
            if (shown and shown.at > job.accepted_at) or (shown is None and job.payload.get("again")):
                return
            self._show(job, look, "")

    def verify(self, job: Job) -> None:
        """Notes that nothing has changed, and shows that in the tab."""
        told = (self._inbox.notes(job.key) or {}).get("told")
        if told is None:
            told = self._verified(job.payload["note"], self._viewer(job.payload))
            self._inbox.note(job, told=told)
        with self._lock(job.payload["user"]):
            self._show(job, job.payload, told)

    def after(self, do: Callable[[Job], None]) -> Callable[[Job], None]:
        """The work `do`, after which the tab of its person is shown anew."""

        def done(job: Job) -> None:
            do(job)
            renew(self._inbox, job.payload["user"], job.key)

        return done

    def _show(self, job: Job, look: Mapping[str, str], told: str) -> None:
        began = job.accepted_at + self._inbox.age(job)
        home = self._home(look)
        view = blocks.home_view(replace(home, told=told or home.told))
        self._client.views_publish(user_id=look["user"], view=view)
        self._shown[look["user"]] = _Shown(began, {name: look[name] for name in ("user", "team", "direct")})

    def _home(self, look: Mapping[str, str]) -> Home:
        viewer, parts = self._viewer(look), self._parts
        documents = parts.library.seen(viewer, "") if parts.library else []
        home = Home(direct=look["direct"], documents=documents, records=parts.notes is not None)
        if viewer.is_admin:
            home = replace(home, office=parts.office(viewer))
        try:
            return self._with_notes(home, parts.notes, viewer) if parts.notes else home
        except RecordUnavailable as error:
            return replace(home, told=str(error))

    def _with_notes(self, home: Home, notes: NoteDesk, viewer: Viewer) -> Home:
        waiting = Drafts(notes.drafts).waiting(viewer)
        return replace(
            home,
            drafts=[DraftLine(each.slot, each.name, showing.day(each.saved_at)) for each in waiting],
            due=notes.due(viewer, DUE_MONTHS, blocks.DUE),
            latest=notes.latest_by(viewer, blocks.NOTES),
        )

    def _verified(self, note_id: str, viewer: Viewer) -> str:
        """What to say of it. A failure that trying again would not mend is said in its own words."""
        if self._parts.notes is None:
            return ""
        try:
            note = self._parts.notes.verify(note_id, viewer)
        except RecordUnavailable:
            raise
        except ResourceError as error:
            return str(error)
        return f"「{note.name}」を「変わりなし」と記録しました。"

    def _viewer(self, look: Mapping[str, str]) -> Viewer:
        return self._place.viewer(look["team"], look["user"], "")

    def _lock(self, user: str) -> threading.Lock:
        return self._locks[hash(user) % _STRIPES]


def _look(viewer: Viewer, body: Body) -> dict[str, str]:
    return {"user": viewer.user_id, "team": viewer.team_id, "direct": _direct(body)}


def _direct(body: Body) -> str:
    """The direct conversation of who pressed, as the tab carries it."""
    return str(body["view"].get("private_metadata", ""))
