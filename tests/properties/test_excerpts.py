"""Excerpts: quotations stand in their source to the letter, neighbours follow the document, limits hold everywhere."""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.blocks import excerpts as pages
from bot.blocks.excerpts import Marks, Preview, cards, list_message
from bot.blocks.message import BLOCKS_IN_A_MESSAGE, TEXT_IN_A_MESSAGE, Message, text_length
from bot.keeping import document_limits
from bot.keeping.document_limits import DocumentLimits, Reach
from bot.keeping.shelves import KeptShelves
from bot.sandbox.block_rules import message_faults
from bot.sandbox.driver import Workspace
from bot.sandbox.state import Message as Posted
from bot.sqlite_file import SqliteFile
from knowledge.excerpts import Excerpts, Findings
from knowledge.glossary import Glossary
from knowledge.ports import Embedder
from knowledge.types import Passage
from tests.bot.excerpt_table import PLACE, Table, actions_of, open_table, quoted
from tests.bot.running import MANIFEST, PATIENT, settled, words
from tests.conftest import HANDBOOK, Library, library_in

BUTTON_VALUE = 2_000  # Block Kit reference
KEYWORDS = ["協議体 役割", "SC 地域", "ネットワーク 構築", "伴走的支援 1回目", "資源", "フォーマル", "会議", "調整"]
SLOW = settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


def bare(text: str) -> str:
    """NFKC, without white space, and without the signs by which Markdown marks a heading."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", re.sub(r"(?m)^#{1,6}[ \t]+", "", text)))


@pytest.fixture(scope="module", params=["handbook", "deck"])
def source(request: pytest.FixtureRequest, glossary: Glossary) -> tuple[Excerpts, str]:
    """A document as it is searched, and as it was written."""
    library: Library = request.getfixturevalue(request.param)
    path = HANDBOOK if request.param == "handbook" else request.getfixturevalue("training_deck")
    written: str = path.read_text("utf-8")
    return Excerpts(library.retriever, library.index.catalogue, glossary), bare(written)


@settings(max_examples=40)
@given(st.lists(st.sampled_from(KEYWORDS), min_size=1, max_size=3))
def test_every_quotation_stands_in_its_source_to_the_letter(source: tuple[Excerpts, str], asked: list[str]) -> None:
    excerpts, written = source
    found = [passage for keywords in asked for passage in excerpts.find(keywords).passages]
    assert found
    said = [quotation for card in cards(found, "U1") for quotation in quoted(card)]
    assert [quotation for quotation in said if bare(quotation) not in written] == []
    assert [bare(quotation) for quotation in said] == [bare(passage.text) for passage in found]


@settings(max_examples=40)
@given(st.sampled_from(KEYWORDS), st.data())
def test_neighbours_follow_the_order_of_the_document(
    source: tuple[Excerpts, str], keywords: str, data: st.DataObject
) -> None:
    excerpts, written = source
    passage = data.draw(st.sampled_from(excerpts.find(keywords).passages))
    around = excerpts.around(passage.id)
    assert around is not None
    assert (around.before == "", around.after == "") == (around.number == 1, around.number == around.count)
    beside = [around.before, passage.id, around.after]
    texts = [bare(each.text) for each in excerpts.by_ids(list(filter(None, beside)))]
    assert "".join(texts) in written


TEXT = st.text(st.sampled_from("あい漢字。\n<>&*_~`#-１2 　"), min_size=1, max_size=400)
PASSAGES = st.lists(
    st.builds(
        Passage,
        id=st.integers(0, 10**6).map(lambda n: f"{n:016x}-{n:016x}"),
        document_id=st.just("document"),
        title=TEXT,
        edition=TEXT,
        section=st.lists(TEXT, max_size=3).map(tuple),
        locator=TEXT,
        text=st.builds(lambda text, times: f"言葉 {text * times}", TEXT, st.integers(1, 60)),
        position=st.just(0),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda passage: passage.id,
)


@settings(max_examples=60)
@given(PASSAGES)
def test_any_passages_make_messages_that_slack_takes_and_nothing_is_dropped(passages: list[Passage]) -> None:
    preview = Preview("0" * 16, "言葉" * 900, "C0123456789", "1764036000.123456", False, tuple(p.id for p in passages))
    marks = Marks(frozenset(), tuple(passages))
    shown = cards(passages, "U0123456789")
    for message in (*shown, list_message(preview, Findings(tuple(passages), close=False), marks, pages.FULL)):
        assert_fits(message)
    together = "".join(quotation for message in shown for quotation in quoted(message))
    assert re.sub(r"\s", "", together) == re.sub(r"\s", "", "".join(passage.text for passage in passages))


def assert_fits(message: Message) -> None:
    assert message_faults(list(message.blocks)) == []
    assert len(message.blocks) <= BLOCKS_IN_A_MESSAGE
    assert sum(map(text_length, message.blocks)) <= TEXT_IN_A_MESSAGE
    values = [each["value"] for block in message.blocks for each in block.get("elements", []) if "value" in each]
    assert max(map(len, values), default=0) <= BUTTON_VALUE


DOCUMENTS = {
    "配食の手引き": {"配食の回数": "配食は週に三回です。", "配食の費用": "配食は一食四百円です。"},
    "北地区の申し合わせ": {"配食の鍵": "北地区の鍵は二人で預かります。", "北の費用": "北地区の配食は五百円です。"},
    "除雪の手引き": {"除雪の費用": "除雪は一回五百円です。", "除雪の受付": "除雪の受付は区長です。"},
}
PLACES = [PLACE, "協議体", "雑談"]
STEPS = [pages.LOOK, pages.AFTER, pages.BEFORE, pages.BACK, pages.GATHER, pages.QUOTE, pages.QUOTE_ALL]


@dataclass(frozen=True)
class Town:
    """The bot with documents that an administrator limits to channels."""

    table: Table
    limits: DocumentLimits

    def limit(self, admitted: dict[str, set[str]]) -> None:
        """Each document is for these channels alone, and for 中村 where nobody else looks on."""
        seen = {each.document.id: each.version for each in self.limits.decisions()}
        for document in self.table.library.index.catalogue.documents():
            channels = frozenset(self.table.workspace.channel(place).id for place in admitted[document.title])
            reach = Reach(False, channels, frozenset({self.table.nakamura.id}))
            self.limits.decide(document, reach, "U1", seen.get(document.id, 0))


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, bundled: Embedder, glossary: Glossary) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("limits")
    for title, sections in DOCUMENTS.items():
        text = "\n\n".join([f"# {title}", *(f"## {heading}\n\n{said}" for heading, said in sections.items())])
        (folder / f"{title}.md").write_text(text, "utf-8")
    file = SqliteFile(folder / "limits.sqlite3", document_limits.SCHEMA)
    with (
        library_in(folder / "home", bundled, glossary) as library,
        Workspace.from_manifest(MANIFEST, deadlines=PATIENT) as workspace,
    ):
        library.take_in(*sorted(folder.glob("*.md")))
        limits = DocumentLimits(file, time.time)
        shelves = KeptShelves(limits, library.index.catalogue.documents)
        with open_table(workspace, library, glossary, folder, shelves) as table:
            yield Town(table, limits)
    file.close()


@SLOW
@given(
    st.fixed_dictionaries({title: st.sets(st.sampled_from(PLACES)) for title in DOCUMENTS}),
    st.sampled_from(PLACES),
    st.sampled_from(["配食 費用", "除雪", "北地区の鍵"]),
    st.lists(st.sampled_from(STEPS), max_size=5),
    st.sampled_from(["command", "mention", "shortcut"]),
)
def test_a_limited_document_shows_nowhere_else(
    town: Town, admitted: dict[str, set[str]], place: str, keywords: str, steps: list[str], way: str
) -> None:
    town.limit(admitted)
    table, channel = town.table, town.table.workspace.channel(place)
    before = len(channel.messages)
    asked(table, place, keywords, way)
    table.workspace.wait_for(lambda: channel.messages[before:][-1:] and said(table, place, before), 60, "a preview")
    for step in steps:
        preview = said(table, place, before)[0]
        if any(step in actions_of(block) for block in preview.blocks):
            table.press(preview, step)
    shown = "\n".join(f"{message.text}\n{words(message)}" for message in said(table, place, before))
    forbidden = [title for title, places in admitted.items() if place not in places]
    secrets = [text for title in forbidden for pair in DOCUMENTS[title].items() for text in (title, *pair)]
    assert [secret for secret in secrets if secret in shown] == []


def asked(table: Table, place: str, keywords: str, way: str) -> None:
    if way == "command" or place == "雑談":
        table.nakamura.slash("/excerpt", keywords, channel=place)
    elif way == "mention":
        table.nakamura.mention(place, f"抜粋 {keywords}")
    else:
        table.nakamura.message_shortcut(pages.SHORTCUT, table.sato.say(place, "はい。" + keywords))


def said(table: Table, place: str, since: int) -> list[Posted]:
    """What the bot has said in a place since then, previews included."""
    settled(table.workspace, table.inbox)
    every = table.workspace.channel(place).messages[since:]
    return [each for each in every if each.user == table.workspace.bot_user_id]
