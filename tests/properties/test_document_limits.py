"""A document that is limited to a channel or a member shows up nowhere else, on whichever surface somebody looks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.blocks.asking import SHARE_ACTION, SHARE_CHANNEL, SHARE_TO_ACTION
from bot.inbox import Inbox
from bot.keeping.document_limits import SCHEMA, DocumentLimits, Reach
from bot.keeping.keeping import FILE
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from bot.sandbox.state import Channel, Message
from bot.sqlite_file import SqliteFile
from ingest.desk import Desk
from ingest.sync import Synchroniser
from knowledge.glossary import Glossary
from knowledge.ports import Embedder
from knowledge.types import DocumentInfo
from tests.bot.running import MANIFEST, PATIENT, reply_by_bot, running_bot, settled
from tests.conftest import library_in

# Each document bears a mark in its title, its headings and its lines, which stands nowhere else.
DOCUMENTS: Mapping[str, Mapping[str, str]] = {
    "甲印": {"配食の回数": "配食は週に三回、昼に届けます。", "配食の費用": "一食四百円です。"},
    "乙印": {"配食の回数": "北地区の配食は週に五回です。", "鍵の預かり": "鍵は二人で預かります。"},
    "丙印": {"除雪の申し込み": "十一月の末までに区長へ申し込みます。", "除雪の費用": "一回五百円です。"},
}
QUESTIONS = ("配食は週に何回ですか", "鍵は誰が預かりますか", "除雪の費用はいくらですか", "雪の日の集まりについて")
PLACES = ("協議体", "第2層-中央", "事務局")
PEOPLE = ("coordinator", "colleague")
REACHES = st.one_of(
    st.just(Reach()),
    st.builds(
        lambda channels, members: Reach(False, channels, members),
        st.frozensets(st.sampled_from(PLACES), max_size=2),
        st.frozensets(st.sampled_from(PEOPLE), max_size=1),
    ),
)


@dataclass(frozen=True)
class Town:
    """The bot at work over real documents."""

    workspace: Workspace
    inbox: Inbox
    limits: DocumentLimits
    desk: Desk

    def limit(self, reaches: Mapping[str, Reach]) -> None:
        """Decides anew about every document, by the names of channels and people."""
        for document in self.desk.documents():
            self.limits.decide(document, self.real(reaches[mark_of(document)]), "U1", self._seen(document))

    def real(self, named: Reach) -> Reach:
        channels = frozenset(self.workspace.channel(each).id for each in named.channels)
        return Reach(named.for_everybody, channels, frozenset(self.workspace.person(each).id for each in named.members))

    def settled(self) -> None:
        settled(self.workspace, self.inbox)

    def _seen(self, document: DocumentInfo) -> int:
        return next((each.version for each in self.limits.decisions() if each.document.id == document.id), 0)


def mark_of(document: DocumentInfo) -> str:
    return next(mark for mark in DOCUMENTS if mark in document.title)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, bundled: Embedder, glossary: Glossary) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("limits")
    for mark, sections in DOCUMENTS.items():
        lines = (f"## {heading}（{mark}）\n\n{words}（{mark}）" for heading, words in sections.items())
        (folder / f"{mark}.md").write_text("\n\n".join([f"# {mark}の申し合わせ", *lines]), "utf-8")
    with (
        library_in(folder / "home", bundled, glossary) as library,
        Workspace.from_manifest(MANIFEST, deadlines=PATIENT) as workspace,
    ):
        library.take_in(*sorted(folder.glob("*.md")))
        desk = Desk(Synchroniser(library.index), library.index.catalogue, folder / "added")
        file = SqliteFile(folder / FILE, SCHEMA)
        limits = DocumentLimits(file, lambda: 0.0)
        with running_bot(workspace, library.answerer, folder / "inbox.db", desk=desk) as inbox:
            yield Town(workspace, inbox, limits, desk)
        file.close()


def mention(town: Town, person: Person, place: str, question: str) -> None:
    reply_by_bot(town.workspace, person.mention(place, question))


def direct(town: Town, person: Person, place: str, question: str) -> None:
    before = len(town.workspace.messages(town.workspace.direct_channel(person)))
    person.dm(question)
    town.workspace.wait_for(lambda: len(town.workspace.messages(town.workspace.direct_channel(person))) > before + 1)


def ask_and_share(town: Town, person: Person, place: str, question: str) -> None:
    before = len(town.workspace.messages(place, person))
    person.slash("/ask", question, channel=place)
    town.settled()
    for message in town.workspace.messages(place, person)[before:]:
        if SHARE_ACTION in json.dumps(message.blocks):
            person.press(message, SHARE_ACTION)


def listed(town: Town, person: Person, place: str, question: str) -> None:
    person.slash("/tsunagi", "資料", channel=place)


def home(town: Town, person: Person, place: str, question: str) -> None:
    before = person.home.hash if person.home else ""
    person.open_home()
    town.workspace.wait_for(lambda: person.home is not None and person.home.hash != before)


SURFACES: Mapping[str, Callable[[Town, Person, str, str], None]] = {
    "mention": mention,
    "direct message": direct,
    "/ask, shared": ask_and_share,
    "list of documents": listed,
    "Home": home,
}


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(
    reaches=st.fixed_dictionaries(dict.fromkeys(DOCUMENTS, REACHES)),
    who=st.sampled_from(PEOPLE),
    place=st.sampled_from(PLACES),
    question=st.sampled_from(QUESTIONS),
)
@pytest.mark.parametrize("surface", SURFACES)
def test_nothing_of_a_document_shows_where_it_is_not_for(
    town: Town, surface: str, reaches: Mapping[str, Reach], who: str, place: str, question: str
) -> None:
    person = town.workspace.person(who)
    if person.id not in town.workspace.channel(place).members:
        place = PLACES[0]
    town.limit(reaches)
    before = {message.ts for message, _ in said(town)}
    SURFACES[surface](town, person, place, question)
    town.settled()
    for message, (channel, reader) in said(town):
        if message.ts not in before:
            shown = {mark for mark in DOCUMENTS if mark in json.dumps(message.blocks, ensure_ascii=False)}
            assert shown <= allowed(reaches, channel, reader)
    view = person.home
    if surface == "Home" and view is not None:
        shown = {mark for mark in DOCUMENTS if mark in json.dumps(view.content, ensure_ascii=False)}
        assert shown <= allowed(reaches, "", who)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(
    before=st.fixed_dictionaries(dict.fromkeys(DOCUMENTS, REACHES)),
    after=st.fixed_dictionaries(dict.fromkeys(DOCUMENTS, REACHES)),
    place=st.sampled_from(PLACES),
    target=st.sampled_from(PLACES),
    question=st.sampled_from(QUESTIONS),
)
@pytest.mark.parametrize("surface", ["/ask", "direct message"])
def test_what_was_limited_after_the_answer_is_not_shared(
    town: Town,
    surface: str,
    before: Mapping[str, Reach],
    after: Mapping[str, Reach],
    place: str,
    target: str,
    question: str,
) -> None:
    person = town.workspace.person("coordinator")
    town.limit(before)
    earlier = {message.ts for message, _ in said(town)}
    where = asked_alone(town, person, place, question, surface)
    town.settled()
    town.limit(after)
    for message in town.workspace.messages(where, person):
        if message.ts not in earlier:
            press_share(town, person, message, target)
    for each in PLACES:
        for message in town.workspace.messages(each):
            if message.ts not in earlier and not message.ephemeral_to:
                shown = {mark for mark in DOCUMENTS if mark in json.dumps(message.blocks, ensure_ascii=False)}
                assert shown <= allowed(after, each, "")


def asked_alone(town: Town, person: Person, place: str, question: str, surface: str) -> str | Channel:
    """Asks where nobody reads along; where the answer stands."""
    if surface == "/ask":
        person.slash("/ask", question, channel=place)
        return place
    direct(town, person, place, question)
    return town.workspace.direct_channel(person)


def press_share(town: Town, person: Person, message: Message, target: str) -> None:
    """Presses the button that shares, if there is one, and chooses `target` where a form asks for it."""
    shown = json.dumps(message.blocks)
    if SHARE_TO_ACTION in shown:
        person.press(message, SHARE_TO_ACTION)
        view = town.workspace.wait_for_view(person)
        person.submit(view, {SHARE_CHANNEL: town.workspace.channel(target).id})
    elif SHARE_ACTION in shown:
        person.press(message, SHARE_ACTION)
    town.settled()


def allowed(reaches: Mapping[str, Reach], channel: str, reader: str) -> set[str]:
    return {mark for mark, reach in reaches.items() if reach.admits(channel, reader)}


def said(town: Town) -> list[tuple[Message, tuple[str, str]]]:
    """All that the bot has said, each with the channel and, where only one person reads it, who that is."""
    found: list[tuple[Message, tuple[str, str]]] = []
    for key in PEOPLE:
        person = town.workspace.person(key)
        directly = town.workspace.messages(town.workspace.direct_channel(person), person)
        found += [(message, ("", key)) for message in directly]
        for place in PLACES:
            seen = town.workspace.messages(place, person)
            found += [(message, (place, key)) for message in seen if message.ephemeral_to == person.id]
    for place in PLACES:
        found += [(message, (place, "")) for message in town.workspace.messages(place)]
    return [each for each in found if each[0].user == town.workspace.bot_user_id]


@pytest.mark.parametrize(("place", "found"), [("事務局", True), ("協議体", False)])
def test_a_document_of_one_channel_answers_there_and_is_unknown_elsewhere(town: Town, place: str, found: bool) -> None:
    town.limit({mark: Reach() for mark in DOCUMENTS} | {"乙印": Reach(False, frozenset({"事務局"}))})
    asked = town.workspace.person("coordinator").mention(place, "鍵は誰が預かりますか")
    answer = json.dumps(reply_by_bot(town.workspace, asked).blocks, ensure_ascii=False)
    town.settled()
    assert ("鍵は二人で預かります" in answer) == found
    assert ("見つかりませんでした" in answer) != found
