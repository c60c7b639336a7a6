"""Ways to ask, and what a person then sees on the whole screen: for the table in docs/surfaces.md."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.blocks import consult
from bot.blocks import home as tab
from bot.blocks.again import AGAIN_ACTION
from bot.blocks.excerpts import SHORTCUT
from bot.blocks.help import try_actions
from bot.blocks.phrases import APOLOGY
from bot.blocks.under import CONSULT, OPEN
from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from bot.sandbox.person import Person
from bot.sandbox.state import Channel, Message
from knowledge.ports import Retriever
from knowledge.types import EVERYTHING, Answer, AnswerPart, Found, Shelf, Voice
from tests.bot.fakes import ScriptedAnswerer, citation_of
from tests.bot.running import reply_by_bot, settled, words

PLACE = "協議体"
FIRST = "通いの場とは?"


class InterruptedRetriever:
    """The real search, which waits for `gate` and raises `failures` first, one a search."""

    def __init__(self, real: Retriever) -> None:
        self._real = real
        self.gate = threading.Event()
        self.gate.set()
        self.failures: list[Exception] = []

    def find(self, question: str, limit: int = 5, shelf: Shelf = EVERYTHING) -> Sequence[Found]:
        """As the real one: no surface waits for it."""
        return self._real.find(question, limit, shelf)

    def pick(self, question: str, limit: int = 5, shelf: Shelf = EVERYTHING) -> Sequence[Found]:
        """As the real one, once it may."""
        if not self.gate.wait(120):
            raise TimeoutError("The test never opened the gate.")
        if self.failures:
            raise self.failures.pop(0)
        return self._real.pick(question, limit, shelf)


@dataclass
class Scene:
    """A running bot with what stands behind it, two people, and where the last question was asked."""

    workspace: Workspace
    inbox: Inbox
    answerer: ScriptedAnswerer
    retriever: InterruptedRetriever
    nakamura: Person
    sato: Person
    remembered: Path
    begun: str = "0"
    watched: set[str] = field(default_factory=set)
    home: str = ""

    def begin(self) -> None:
        """From now on is new: what was said before is on nobody's screen."""
        self.settle()
        self.begun = self.workspace.core.timestamps.next()
        self.watched = set()
        self.workspace.core.state.assistant_threads.clear()
        self.home = self._home(self.nakamura)
        for view in reversed(self.workspace.views(self.nakamura)):
            self.nakamura.close(view)

    def settle(self) -> None:
        """Waits until all accepted work is over."""
        settled(self.workspace, self.inbox)

    def hold(self) -> None:
        """Lets nothing be found until `let_go`."""
        self.answerer.gate.clear()
        self.retriever.gate.clear()

    def let_go(self) -> None:
        self.answerer.gate.set()
        self.retriever.gate.set()

    def break_down(self, times: int) -> None:
        """The next searches fail."""
        self.answerer.failures = [RuntimeError("broken")] * times
        self.retriever.failures = [RuntimeError("broken")] * times

    def become_strangers(self) -> None:
        """Makes the bot forget whom it has met."""
        with closing(sqlite3.connect(self.remembered)) as file, file:
            file.execute("DELETE FROM greeted")

    def screen(self, person: Person) -> str:
        """All that the bot shows to a person since `begin`: messages, the agent view, forms."""
        direct = self.workspace.direct_channel(person)
        shown = [words(each) for place in (PLACE, direct) for each in self._said(place, person)]
        for key, thread in self.workspace.core.state.assistant_threads.items():
            if key.startswith(direct.id):
                shown += [thread.status, thread.prompts_title]
        shown += [str(view.content) for view in self.workspace.views(person)]
        shown += [home for home in [self._home(person)] if home != self.home]
        return "\n".join(shown)

    def _home(self, person: Person) -> str:
        view = self.workspace.home(person)
        return f"{view.hash} {view.content}" if view else ""

    def _said(self, place: str | Channel, person: Person) -> list[Message]:
        bot = self.workspace.bot_user_id
        every = self.workspace.messages(place, person)
        return [each for each in every if each.user == bot and (each.ts > self.begun or each.ts in self.watched)]

    def said_last(self, place: str | Channel = PLACE) -> Message:
        """The last message of the bot that 中村 sees."""
        self.settle()
        bot = self.workspace.bot_user_id
        return [each for each in self.workspace.messages(place, self.nakamura) if each.user == bot][-1]


Way = Callable[[Scene, str], None]


def by_mention(scene: Scene, question: str) -> None:
    scene.nakamura.mention(PLACE, question)


def in_a_thread(scene: Scene, question: str) -> None:
    root = scene.sato.say(PLACE, "来月の準備について")
    scene.nakamura.mention(PLACE, question, thread_ts=root.ts)


def asking_on(scene: Scene, question: str) -> None:
    """Without a mention, in the thread of a question that was asked with one."""
    root = scene.workspace.messages(PLACE, scene.nakamura)[-1].thread_ts
    scene.nakamura.say(PLACE, question if question.endswith("?") else f"{question}は？", thread_ts=root)


def directly(scene: Scene, question: str) -> None:
    scene.nakamura.dm(question)


def in_the_agent_view(scene: Scene, question: str) -> None:
    if not question:
        scene.become_strangers()
    scene.nakamura.open_home("messages")
    if question:
        scene.nakamura.dm(question)


def by_ask(scene: Scene, question: str) -> None:
    assert scene.nakamura.slash("/ask", question, channel=PLACE).acked


def by_excerpt(scene: Scene, question: str) -> None:
    assert scene.nakamura.slash("/excerpt", question, channel=PLACE).acked


def by_excerpt_in_a_thread(scene: Scene, question: str) -> None:
    in_a_thread(scene, f"抜粋 {question}")


def by_excerpt_directly(scene: Scene, question: str) -> None:
    scene.nakamura.dm(f"抜粋 {question}")


def by_shortcut(scene: Scene, question: str) -> None:
    message = scene.sato.say(PLACE, question)
    assert scene.nakamura.message_shortcut(SHORTCUT, message).acked


def by_example(scene: Scene, _question: str) -> None:
    """The first example; what it stands in was shown before."""
    scene.nakamura.press(scene.said_last(), try_actions()[0])


def by_again(scene: Scene, _question: str) -> None:
    """The button under the apology, which is on the screen already."""
    said = scene.said_last()
    scene.watched.add(said.ts)
    scene.nakamura.press(said, AGAIN_ACTION)


def by_opening(scene: Scene, _question: str) -> None:
    """The source of the answer that was given before; when things fail, of one that nobody remembers."""
    said = scene.said_last()
    if scene.answerer.failures:
        said.blocks = [_with_value(block, OPEN, "forgotten") for block in said.blocks]
    scene.nakamura.press(said, OPEN)


def by_consulting(scene: Scene, question: str) -> None:
    """The form, and its way to somebody who is not looking on here."""
    scene.nakamura.press(scene.said_last(), CONSULT)
    form = scene.workspace.wait_for_view(scene.nakamura)
    if question:
        assert scene.nakamura.submit(form, {consult.PERSON: scene.workspace.person("admin").id}).acked


def from_home(scene: Scene, question: str) -> None:
    """The button on the Home tab, and its form."""
    scene.nakamura.open_home()
    home = scene.workspace.wait_for(lambda: scene.workspace.home(scene.nakamura), 60, "the Home tab")
    if question:
        scene.nakamura.press(home, tab.ASK)
        form = scene.workspace.wait_for_view(scene.nakamura)
        assert scene.nakamura.submit(form, {tab.QUESTION: question}).acked


def _with_value(block: dict[str, Any], action: str, value: str) -> dict[str, Any]:
    elements = [
        {**each, "value": value} if each.get("action_id") == action else each for each in block.get("elements", [])
    ]
    return {**block, "elements": elements} if elements else block


def answers_from_the_handbook(scene: Scene, question: str) -> None:
    """An answer with a source that can be opened; what is nowhere, comes from a document that is gone."""
    found = scene.retriever.find(question, 1)[0].passage
    known = scene.answerer.answers.get(question) is not None
    citation = replace(citation_of(found.text), passage_id=found.id if known else "gone")
    part = AnswerPart(Voice.HANDBOOK, found.text, (citation,))
    scene.answerer.answers[question] = Answer(question, (part,), (Found(found, 1.0),))
    reply_by_bot(scene.workspace, scene.nakamura.mention(PLACE, question))


def answers(scene: Scene, question: str) -> None:
    """An answer, whatever it found."""
    reply_by_bot(scene.workspace, scene.nakamura.mention(PLACE, question or "協議体の役割は?"))


def shows_help(scene: Scene, _question: str) -> None:
    reply_by_bot(scene.workspace, scene.nakamura.mention(PLACE, "使い方"))


def apologises(scene: Scene, question: str) -> None:
    scene.break_down(6)
    reply_by_bot(scene.workspace, scene.nakamura.mention(PLACE, question))
    assert APOLOGY in words(scene.said_last())


def answers_in_a_thread(scene: Scene, _question: str) -> None:
    reply_by_bot(scene.workspace, scene.nakamura.mention(PLACE, FIRST))
    scene.settle()


def nothing_before(_scene: Scene, _question: str) -> None:
    """Most ways to ask need nothing to be there."""


# The rows of the table: how one asks, and what has to be there first.
WAYS: dict[str, tuple[Way, Way]] = {
    "mention in a channel": (by_mention, nothing_before),
    "mention in a thread": (in_a_thread, nothing_before),
    "the next question in that thread, without a mention": (asking_on, answers_in_a_thread),
    "direct message": (directly, nothing_before),
    "agent view": (in_the_agent_view, nothing_before),
    "`/ask`": (by_ask, nothing_before),
    "`/excerpt`": (by_excerpt, nothing_before),
    "shortcut 「関連する資料を探す」": (by_shortcut, nothing_before),
    "「抜粋 …」 by mention in a thread": (by_excerpt_in_a_thread, nothing_before),
    "「抜粋 …」 in a direct message": (by_excerpt_directly, nothing_before),
    "button: an example in 使い方": (by_example, shows_help),
    "button 「資料を開く」": (by_opening, answers_from_the_handbook),
    "button 「担当に聞く」": (by_consulting, answers),
    "Home, 「質問する」": (from_home, nothing_before),
    "button 「もう一度」": (by_again, apologises),
}
