"""The table of contents: which payload from Slack goes to which listener, and who does the accepted work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient

from bot.blocks import excerpts as pages
from bot.blocks import resource_parts as parts
from bot.blocks.again import AGAIN_ACTION
from bot.blocks.asking import SHARE_ACTION, SHARE_FORM, SHARE_TO_ACTION
from bot.blocks.document_limits import LIMIT_ACTION, LIMIT_FORM
from bot.blocks.documents import ADD_ACTION, REMOVE_ACTION
from bot.inbox import Inbox, Job
from bot.keeping.answer_log import Origin
from bot.keeping.keeping import Keeping
from bot.keeping.shelves import KeptShelves
from bot.listeners.again import AgainListener
from bot.listeners.agent_view import PROMPTS, AgentWork
from bot.listeners.channel_rules import SETTLED, RulesWork
from bot.listeners.delivery import Delivery
from bot.listeners.document_limits import LIMITED, LimitListener, LimitWork
from bot.listeners.documents import ADD, DROPPED, LIST, REMOVE, Desk, DocumentListener, DocumentWork
from bot.listeners.excerpt_work import ExcerptWork
from bot.listeners.excerpts import ExcerptListener
from bot.listeners.failures import ErrorHandler
from bot.listeners.follow_ups import FOLLOW_UP, HUSH, FollowUpListener, FollowUpRules, FollowUpWork, in_channel
from bot.listeners.gaps import GapListener
from bot.listeners.given import GivenAnswers
from bot.listeners.help import GREETING, GreetingWork
from bot.listeners.home import HOME, HOME_VERIFY, HomeListener, HomeWork
from bot.listeners.questions import ASK, QUESTION, QuestionListener, QuestionWork
from bot.listeners.resource_forms import ResourceFormListener
from bot.listeners.resource_place import RECEIPT, STEP
from bot.listeners.resource_suggestions import OFFER, SUGGEST, Suggest, SuggestWork
from bot.listeners.resource_work import ResourceWork
from bot.listeners.resources import ResourceListener
from bot.listeners.sharing import ShareListener
from bot.listeners.signs import Signs
from bot.listeners.voices import Areas, Shelves, Voices
from bot.listeners.workers import THREADS, Plan, Workers
from bot.slack_files import SlackFiles
from bot.slack_home import hear_of_first_steps, hear_of_home, hear_of_rules, home_parts
from bot.slack_talk import TalkReader
from bot.slack_under import hear_of_gaps, hear_replies, hear_under_answers, under_answers
from knowledge.excerpts import Excerpts
from knowledge.followups.meant_for import Addressee
from knowledge.ports import Answerer
from knowledge.resources.answering import NoteVoice
from knowledge.resources.desk import NoteDesk
from knowledge.telling_apart import TellingApart

Heard = Callable[[dict[str, Any]], None]
SLACK_API = "https://slack.com/api/"


@dataclass(frozen=True, slots=True)
class SlackServices:
    """What the Slack side needs from the rest.

    `suggest` finds candidates for the fields of a note in a typed line. `monthly_tokens` is what a workspace may spend
    on the language model, 0 for no limit, None where there is no model.
    """

    answerer: Answerer
    inbox: Inbox
    desk: Desk | None = None
    admins: frozenset[str] = frozenset()
    resources: NoteDesk | None = None
    shelves: Shelves | None = None
    areas: Areas | None = None
    keeping: Keeping | None = None
    excerpts: Excerpts | None = None
    apart: TellingApart | None = None
    library: KeptShelves | None = None
    origin: Callable[[], Origin] = Origin
    addressee: Addressee | None = None
    rules: FollowUpRules | None = None
    consult: str = ""
    monthly_tokens: int | None = None
    suggest: Suggest | None = None

    @property
    def given(self) -> GivenAnswers:
        """The answers that are given."""
        openable = self.excerpts is not None
        return GivenAnswers(self.keeping.answers if self.keeping else None, self.origin, openable)


def slack_client(token: str, base_url: str = SLACK_API) -> WebClient:
    """A client for `create_app` and `create_workers`.

    It repeats nothing by itself: the client's own retry after a broken connection would say things twice.
    """
    return WebClient(token=token, base_url=base_url, retry_handlers=[])


def create_app(services: SlackServices, *, client: WebClient, signing_secret: str = "") -> App:
    """The app with its listeners; calls nobody. `signing_secret` is for HTTP, Socket Mode needs none.

    Listeners only put work on disk, so they run before Slack gets its answer: an acknowledged question
    cannot be lost, and Bolt's five listener threads are never waited for.
    """
    app = App(
        client=client,
        signing_secret=signing_secret,
        process_before_response=True,
        token_verification_enabled=False,
    )
    privately = services.keeping.rules.answers_privately if services.keeping else lambda _channel: False
    questions = QuestionListener(services.inbox, privately)
    home = HomeListener(services.inbox, home_parts(services))
    mentioned = _hear_of_follow_ups(app, services, questions.mentioned)
    excerpts = ExcerptListener(services.inbox, mentioned, questions.said)
    documents = DocumentListener(services.inbox, excerpts.said, home.explain)
    app.event("app_mention")(excerpts.mentioned)
    app.event("message")(documents.said)
    hear_of_first_steps(app, services)
    hear_of_home(app, home)
    app.command("/ask")(questions.asked)
    gaps = GapListener(services.inbox, services.admins, documents.commanded)
    hear_of_gaps(app, gaps)
    hear_of_rules(app, services, gaps.commanded)
    _hear_of_sharing(app, services)
    app.action(AGAIN_ACTION)(AgainListener(services.inbox).pressed)
    app.action(ADD_ACTION)(documents.add_pressed)
    app.action(REMOVE_ACTION)(documents.remove_chosen)
    _hear_of_excerpts(app, excerpts)
    if services.keeping and services.library:
        limits = LimitListener(services.keeping.limits, services.library, services.inbox, services.admins)
        app.action(LIMIT_ACTION)(limits.chosen)
        app.view(LIMIT_FORM)(limits.submitted)
    if services.resources:
        _hear_of_resources(app, services.resources, services, home)
    if services.keeping:
        hear_under_answers(app, services.keeping, services)
    app.error(ErrorHandler(services.inbox, Delivery(client, services.inbox)).in_listener)
    return app


def _hear_of_sharing(app: App, services: SlackServices) -> None:
    sharing = ShareListener(services.inbox)
    app.action(SHARE_ACTION)(sharing.pressed)
    app.action(SHARE_TO_ACTION)(sharing.form_asked)
    app.view(SHARE_FORM)(sharing.sent)


def _hear_of_follow_ups(app: App, services: SlackServices, mentioned: Heard) -> Heard:
    """Replies in threads where the bot takes part; what hears the mentions from now on."""
    hear_replies(app, services)
    if not (services.keeping and services.addressee):
        return mentioned
    follow_ups = FollowUpListener(services.inbox, services.keeping.threads, mentioned, services.rules)
    app.event("message", matchers=[in_channel])(follow_ups.said)
    return follow_ups.mentioned


def _hear_of_excerpts(app: App, excerpts: ExcerptListener) -> None:
    app.command("/excerpt")(excerpts.commanded)
    app.shortcut(pages.SHORTCUT)(excerpts.message_shortcut)
    for action in pages.TURNS:
        app.action(action)(excerpts.turned)
    for action in (pages.GATHER, pages.DROP, pages.EMPTY):
        app.action(action)(excerpts.gathered)
    app.action(pages.QUOTE)(excerpts.quoted)
    app.action(pages.QUOTE_ALL)(excerpts.all_quoted)


def _about_notes(
    services: SlackServices, desk: NoteDesk, delivery: Delivery, client: WebClient, home: HomeWork
) -> dict[str, Callable[[Job], str | None]]:
    """Who does what about notes, by kind of work."""
    notes = ResourceWork(desk, delivery, services.admins)
    handlers: dict[str, Callable[[Job], str | None]] = {
        RECEIPT: home.after(notes.receipt),
        STEP: home.after(notes.step),
    }
    if services.suggest:
        more = SuggestWork(desk, delivery, client, services.admins, services.suggest)
        handlers |= {SUGGEST: more.suggest, OFFER: more.offer}
    return handlers


def _hear_of_resources(app: App, desk: NoteDesk, services: SlackServices, home: HomeListener) -> None:
    notes = ResourceListener(desk, services.inbox, services.admins, suggests=services.suggest is not None)
    forms = ResourceFormListener(desk, services.inbox, services.admins)
    app.command("/resource")(notes.commanded)
    app.shortcut(parts.SHORTCUT)(notes.shortcut)
    app.shortcut(parts.MESSAGE_SHORTCUT)(notes.message_shortcut)
    app.action(parts.OPEN)(notes.open_pressed)
    app.action(parts.GO_ON)(notes.go_on_pressed)
    app.action(parts.SAVE)(notes.save_pressed)
    app.action(parts.MERGE)(notes.merge_pressed)
    app.action(parts.FIX)(notes.fix_pressed)
    app.action(parts.DROP)(notes.drop_pressed)
    app.action(parts.EDIT)(notes.edit_pressed)
    for action in (*parts.STEP_ACTIONS, parts.WITHDRAW):
        app.action(action)(notes.step_pressed)
    app.action(parts.MORE)(forms.more_pressed)
    app.action(parts.FORGET)(forms.forget_pressed)
    app.action(parts.TAKE)(forms.take_pressed)
    app.view(parts.FORM)(forms.submitted)
    app.view_closed(parts.FORM)(home.then_renewed(forms.closed))
    app.view(parts.CHECK)(forms.checked)
    app.view(parts.CONFLICT)(forms.decided)


def create_workers(services: SlackServices, *, client: WebClient, threads: int = THREADS) -> Workers:
    """The workers for what the app accepts; not started yet."""
    inbox = services.inbox
    greetings = services.keeping.greetings if services.keeping else None
    delivery = Delivery(client, inbox, greetings)
    second = NoteVoice(services.resources.search, services.resources.named_areas) if services.resources else None
    voices = Voices(services.answerer, second, services.admins, services.shelves, services.areas, services.apart)
    questions = QuestionWork(inbox, voices, delivery, services.given)
    home = HomeWork(client, inbox, home_parts(services))
    files = SlackFiles(client)
    documents = DocumentWork(inbox, delivery, services.desk, services.admins, files, services.library)
    handlers = {
        QUESTION: questions.reply,
        ASK: questions.tell,
        HOME: home.publish,
        HOME_VERIFY: home.verify,
        DROPPED: documents.offer,
        ADD: home.after(documents.add),
        LIST: documents.list,
        REMOVE: home.after(documents.remove),
        LIMITED: home.after(LimitWork(delivery).tell),
        PROMPTS: AgentWork(client).offer,
        SETTLED: RulesWork(delivery).tell,
    }
    handlers |= under_answers(services, voices, delivery, files)
    if services.keeping and services.addressee:
        reader = TalkReader(client)
        follow_ups = FollowUpWork(inbox, reader, services.addressee, voices, delivery, questions.reply)
        handlers |= {QUESTION: follow_ups.reply, FOLLOW_UP: follow_ups.decide, HUSH: follow_ups.hush}
    signs, failures = Signs(inbox, delivery), ErrorHandler(inbox, delivery)
    if services.excerpts and services.keeping:
        baskets = services.keeping.baskets
        excerpts = ExcerptWork(inbox, delivery, services.excerpts, baskets, services.admins, services.shelves)
        handlers |= excerpts.handlers
        signs, failures = Signs(inbox, delivery, excerpts.signs), ErrorHandler(inbox, delivery, excerpts.endings)
    if greetings:
        handlers[GREETING] = GreetingWork(delivery, greetings).greet
    if services.resources:
        handlers |= _about_notes(services, services.resources, delivery, client, home)
    tidy = services.keeping.tidy if services.keeping else lambda: None
    return Workers(inbox, Plan(handlers, failures.pause_after, failures.give_up, signs.show, tidy), threads)
