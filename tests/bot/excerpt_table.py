"""The bot at work with documents to quote from, and people around it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.blocks import excerpts as pages
from bot.blocks.message import Message as Drawn
from bot.inbox import Inbox
from bot.keeping.keeping import FILE
from bot.listeners.voices import Shelves
from bot.sandbox import forms
from bot.sandbox.driver import Workspace
from bot.sandbox.outgoing import Delivery
from bot.sandbox.person import Person
from bot.sandbox.state import Channel, Message
from bot.sqlite_file import SqliteFile
from knowledge.excerpts import Excerpts
from knowledge.glossary import Glossary
from knowledge.resources.privacy import Viewer
from knowledge.types import EVERYTHING, Shelf
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.running import running_bot, settled
from tests.conftest import Library

PLACE = "第2層-中央"


@dataclass
class ScriptedShelves:
    """Shelves by channel id, as a test sets them; `alone` for direct messages that nobody else reads."""

    by_channel: dict[str, Shelf] = field(default_factory=dict)
    alone: Shelf = EVERYTHING

    def shelf(self, reader: Viewer, channel: str) -> Shelf:
        """See the port."""
        return self.by_channel.get(channel, EVERYTHING) if reader.in_public else self.alone


@dataclass(frozen=True)
class Table:
    """Where excerpts are looked for and quoted."""

    workspace: Workspace
    inbox: Inbox
    library: Library
    shelves: ScriptedShelves
    answerer: ScriptedAnswerer
    kept: Path

    def clear(self) -> None:
        """As if nothing had been said, gathered or limited yet."""
        self.workspace.faults.clear()
        self.shelves.by_channel.clear()
        self.answerer.asked.clear()
        with self.workspace.core.lock:
            for channel in self.workspace.core.state.channels.values():
                channel.messages.clear()
        file = SqliteFile(self.kept, "")
        for name in ("gathered", "quoted", "previews"):
            file.write(f"DELETE FROM {name}")  # noqa: S608 - constants
        file.close()

    @property
    def nakamura(self) -> Person:
        return self.workspace.person("coordinator")

    @property
    def sato(self) -> Person:
        return self.workspace.person("colleague")

    def seen(self, viewer: Person | None = None, place: str | Channel = PLACE) -> list[Message]:
        """What the bot has said in a place once all work is done; without a viewer, what it said to everybody."""
        settled(self.workspace, self.inbox)
        said = self.workspace.messages(place, viewer)
        return [each for each in said if each.user == self.workspace.bot_user_id]

    def preview(self, person: Person, place: str | Channel = PLACE) -> Message:
        """The latest that only this person sees."""

        def look() -> Message | None:
            mine = [each for each in self.seen(person, place) if each.ephemeral_to == person.id]
            return mine[-1] if mine else None

        return self.workspace.wait_for(look, 60, "a preview")

    def looked_for(self, keywords: str, person: Person | None = None, place: str = PLACE) -> Message:
        """The preview of a command."""
        person = person or self.nakamura
        assert person.slash("/excerpt", keywords, channel=place).acked
        return self.preview(person, place)

    def press(self, message: Message, action: str, number: int = 0, person: Person | None = None) -> Delivery:
        """Presses the button of that action; there may be one for each passage."""
        found = [each for each in message.blocks if action in actions_of(each)]
        pressed = (person or self.nakamura).press(message, (found[number]["block_id"], action))
        assert pressed.acked
        settled(self.workspace, self.inbox)
        return pressed

    def press_often(self, message: Message, action: str) -> None:
        """Ten presses of one button, all of them before anything comes of the first."""
        block = next(each["block_id"] for each in message.blocks if action in actions_of(each))
        core = self.workspace.core
        with core.lock:
            presses = [forms.press(core, self.nakamura.user, message, (block, action)) for _ in range(10)]
        assert all(press.result(30).acked for press in presses)
        settled(self.workspace, self.inbox)

    def id_of(self, title: str) -> str:
        """The id of a document."""
        return next(each.id for each in self.library.index.catalogue.documents() if each.title == title)


def actions_of(block: dict[str, object]) -> list[str]:
    """The action ids in a block."""
    elements = block.get("elements")
    return [each.get("action_id", "") for each in elements] if isinstance(elements, list) else []


def can_press(message: Message, action: str) -> bool:
    """Whether a message has a button of that action."""
    return any(action in actions_of(block) for block in message.blocks)


def quoted(message: Message | Drawn) -> list[str]:
    """The documents' own words in a message, quotation by quotation."""
    parts = [part for block in message.blocks if block["type"] == "rich_text" for part in block["elements"]]
    return ["".join(run["text"] for run in part["elements"]) for part in parts]


def gathered(table: Table) -> Message:
    """A preview of which two passages are gathered."""
    preview = table.looked_for("配食")
    table.press(preview, pages.GATHER)
    table.press(preview, pages.GATHER)
    return preview


@contextmanager
def open_table(
    workspace: Workspace, library: Library, glossary: Glossary, folder: Path, real: Shelves | None = None
) -> Iterator[Table]:
    """The bot with the documents of `library`; what it keeps lies in `folder`. Shelves as scripted, or `real` ones."""
    shelves, answerer = ScriptedShelves(), ScriptedAnswerer()
    excerpts = Excerpts(library.retriever, library.index.catalogue, glossary)
    with running_bot(workspace, answerer, folder / "inbox.db", shelves=real or shelves, excerpts=excerpts) as inbox:
        yield Table(workspace, inbox, library, shelves, answerer, folder / FILE)
