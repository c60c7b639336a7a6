"""The composition root: Settings → Services. The only file that builds adapters; open it first.

The walk of a question: `slack_app` (which payload) → `listeners/questions` (accepts) → `inbox` (keeps) →
`listeners/workers` (takes) → `knowledge/answering` (answers) → `blocks/answer` (draws).
"""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cached_property
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from bot.keeping.answer_log import Origin
from bot.settings import Settings
from ingest.report import Outcome, Report
from knowledge.answering.extractive import ExtractiveAnswerer
from knowledge.embedding import embedder
from knowledge.errors import SettingError
from knowledge.excerpts import Excerpts
from knowledge.followups.evidence import IndexedDocuments
from knowledge.followups.meant_for import Addressee
from knowledge.followups.rewriting import FollowUpRewriter
from knowledge.glossary import BUNDLED_GLOSSARY, Glossary, read_glossary
from knowledge.passage_index import PassageIndex
from knowledge.ports import Answerer
from knowledge.reranking import CrossEncoderReranker
from knowledge.retrieval import HybridRetriever
from knowledge.system_errors import reason

# What reads documents and keeps the record takes half a second to import: it is, where it is first asked for.
if TYPE_CHECKING:
    from bot.keeping.keeping import Keeping
    from ingest.desk import Desk
    from ingest.sync import Synchroniser
    from knowledge.answering.chat import ChatModel
    from knowledge.resources.answering import NoteVoice
    from knowledge.resources.database import Database
    from knowledge.resources.desk import NoteDesk
    from knowledge.resources.meaning import Follower, NoteMeaning
    from knowledge.resources.search import Meaning
    from knowledge.resources.store import NoteStore

log = logging.getLogger(__name__)
_JAPAN = timezone(timedelta(hours=9))
RECORD = "resources.sqlite3"
_PATIENCE = 30.0  # seconds that a document being read or a batch being embedded may take to end


@dataclass(frozen=True)
class Services:
    """Everything that is built from the settings, each part when it is first asked for.

    With `re_embed`, `index` goes over to another model; `patience` is how many seconds it waits for its turn.
    """

    settings: Settings
    re_embed: bool = False
    patience: float = 0.0

    @cached_property
    def index(self) -> PassageIndex:
        """The index of passages, owned by this process until `close`."""
        home, model = prepared(self.settings.home), embedder(self.settings.embedding_model)
        return PassageIndex.open(home, model, self.settings.chroma_url, re_embed=self.re_embed, patience=self.patience)

    @cached_property
    def glossary(self) -> Glossary:
        """The glossary that ships with the product, and the user's own."""
        return read_glossary(BUNDLED_GLOSSARY, self.settings.glossary)

    @cached_property
    def retriever(self) -> HybridRetriever:
        """The search."""
        model = self.settings.reranker_model
        reranker = CrossEncoderReranker(model) if model else None
        return HybridRetriever(self.index.catalogue, self.index.store, self.index.embedder, self.glossary, reranker)

    @cached_property
    def quotations(self) -> ExtractiveAnswerer:
        """Answers questions in the documents' own words."""
        return ExtractiveAnswerer(self.retriever)

    @cached_property
    def chat(self) -> ChatModel | None:
        """The language model, where one is set. Raises SettingError where its package is not installed."""
        settings = self.settings
        if not settings.chat_model:
            return None
        from knowledge.answering.chat import ChatModel

        key = settings.chat_api_key.get_secret_value()
        return ChatModel(settings.chat_model, key=key, base_url=settings.chat_base_url, seconds=settings.chat_timeout)

    @cached_property
    def keeping(self) -> Keeping:
        """What the Slack side remembers, and what the language model has cost."""
        from bot.keeping.keeping import FILE, Keeping

        return Keeping.open(prepared(self.settings.home) / FILE, time.time)

    @cached_property
    def answerer(self) -> Answerer:
        """Answers questions from the documents: in plain words where a language model is set."""
        if self.chat is None:
            return self.quotations
        from knowledge.answering.generative import GenerativeAnswerer
        from knowledge.answering.patience import PatientModel

        return GenerativeAnswerer(
            self.quotations,
            PatientModel(self.chat),
            self.glossary,
            self.keeping.tokens,
            seconds=self.settings.chat_timeout,
            monthly_tokens=self.settings.chat_monthly_tokens,
        )

    @cached_property
    def excerpts(self) -> Excerpts:
        """Finds passages to be quoted whole."""
        return Excerpts(self.retriever, self.index.catalogue, self.glossary)

    @cached_property
    def addressee(self) -> Addressee:
        """Makes follow-up questions whole, and tells which words in a thread are meant for the bot."""
        documents = IndexedDocuments(self.retriever, self.glossary)
        return Addressee(FollowUpRewriter(documents), documents)

    @cached_property
    def synchroniser(self) -> Synchroniser:
        """Takes documents in."""
        from ingest.sync import Synchroniser

        return Synchroniser(self.index)

    def ensure_documents(self, say: Callable[[str], None] = lambda _: None) -> None:
        """Takes in the sample handbook where there are no documents yet; `say` hears of it before and after."""
        if self.index.catalogue.count():
            return
        say("はじめてなので、見本の手引きを読み込みます。1分ほどお待ちください。")
        for report in self.synchroniser.ingest([str(sample_handbook())]):
            say(f"{report.title or report.source}: {report.outcome}、{report.passages}箇所{report.reason}")

    def retire_sample(self, reports: Sequence[Report]) -> list[Report]:
        """Takes the sample out once documents of one's own have come in: it would answer beside them, and is no source
        to decide by. Where the sample itself was asked for, it stays.
        """
        own = any(report.outcome is Outcome.ADDED for report in reports)
        sample = str(sample_handbook())
        if not own or any(report.source.startswith(sample) for report in reports):
            return []
        return [
            Report(each.source, Outcome.REMOVED, each.title, self.index.remove_document(each.id))
            for each in self.index.catalogue.documents()
            if each.source.startswith(sample)
        ]

    @cached_property
    def desk(self) -> Desk:
        """Takes in what people hand to the bot."""
        from ingest.desk import Desk

        return Desk(self.synchroniser, self.index.catalogue, self.settings.home / "added", self.retire_sample)

    @cached_property
    def database(self) -> Database:
        """The database of the record of resources: DATABASE_URL, or a file in TSUNAGI_HOME."""
        from knowledge.resources.database import Database

        url = self.settings.database_url.get_secret_value()
        return Database(url or f"sqlite:///{prepared(self.settings.home) / RECORD}")

    @property
    def has_record(self) -> bool:
        """Whether a record of resources has been begun; asking `database` or `notes` begins one."""
        return bool(self.settings.database_url.get_secret_value()) or (self.settings.home / RECORD).exists()

    @cached_property
    def store(self) -> NoteStore:
        """The record itself."""
        from knowledge.resources.store import NoteStore

        return NoteStore(self.database)

    @cached_property
    def meaning(self) -> NoteMeaning:
        """Notes by meaning, kept beside the index of passages, and so by the process that owns it."""
        from knowledge.resources.meaning import NoteMeaning
        from knowledge.resources.vectors import NoteVectors

        def shelf(team_id: str, recipe: str) -> NoteVectors:
            return NoteVectors(self.index.store.client, self.index.collection_name(f"notes {team_id}"), recipe)

        return NoteMeaning(self.store, shelf, self.index.embedder)

    def note_desk(self, meaning: Meaning | None) -> NoteDesk:
        """The record of resources, as people use it; `meaning` finds notes by meaning, wherever their vectors are."""
        from knowledge.resources.areas import AreaMap, read_areas
        from knowledge.resources.desk import NoteDesk
        from knowledge.resources.drafts import DraftStore
        from knowledge.resources.search import NoteSearch

        search = NoteSearch(self.store, today, meaning)
        areas = read_areas(self.settings.areas) if self.settings.areas else AreaMap()
        return NoteDesk(self.store, DraftStore(self.database), search, self.settings.all_topics, today, areas)

    @cached_property
    def notes(self) -> NoteDesk:
        """The record with its search by meaning, for the process that owns the index."""
        return self.note_desk(self.meaning)

    @cached_property
    def second_voice(self) -> NoteVoice:
        """What speaks in answers after the documents."""
        from knowledge.resources.answering import NoteVoice

        return NoteVoice(self.notes.search, self.notes.named_areas)

    @cached_property
    def _follower(self) -> Follower:
        from knowledge.resources.meaning import Follower

        return Follower(self.meaning, _could_not_follow)

    def origin(self) -> Origin:
        """What an answer that is given now is made by."""
        return Origin(self.index.catalogue.generation(), version("tsunagi-bot"))

    def prepare(self) -> None:
        """Builds what several threads are going to share, and has the vectors of notes follow the record."""
        _ = self.answerer, self.desk
        if self.chat is not None:
            self.chat.warm_up()
        self.notes.search.follow()
        self._follower.start()

    def end_taking_in(self) -> None:
        """Ends what is being taken in, at its next step; what is finished stays."""
        if "synchroniser" in self.__dict__:
            self.synchroniser.end(_PATIENCE)

    def close(self) -> None:
        """Ends what is being taken in, and gives the index and the record free."""
        self.end_taking_in()
        if "_follower" in self.__dict__:
            self._follower.stop(_PATIENCE)
        if "database" in self.__dict__:
            self.database.close()
        if "keeping" in self.__dict__:
            self.keeping.close()
        if "index" in self.__dict__:
            self.index.close()


def _could_not_follow(error: Exception) -> None:
    log.warning("the vectors of notes could not follow the record: %s", type(error).__name__)


def today() -> date:
    """The day in Japan, where the resources are."""
    return datetime.now(_JAPAN).date()


def prepared(home: Path) -> Path:
    """`home` as a folder that can be written to, made where missing. Raises SettingError where it cannot be."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            return home
    except OSError as error:
        raise SettingError(
            f"フォルダー「{home}」に書き込めません（{reason(error)}）。",
            "書き込める場所を TSUNAGI_HOME に指定してください。",
        ) from error


def sample_handbook() -> Path:
    """The folder of the sample handbook that ships with the product."""
    return Path(str(files("ingest") / "handbook"))


def official_sources() -> Path:
    """The list of the official documents and their addresses."""
    return Path(str(files("ingest") / "sources.toml"))


def manifest() -> Path:
    """The Slack app's manifest."""
    return Path(str(files("bot") / "manifest.yaml"))
