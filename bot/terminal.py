"""The bot without a Slack account: one exchange in the local workspace, shown in the terminal; then yours."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.panel import Panel
from rich.text import Text

from bot.blocks.asking import SHARE_ACTION
from bot.blocks.message import Block
from bot.blocks.phrases import LOOKING
from bot.blocks.resource_parts import STEPS
from bot.mrkdwn import unescape

if TYPE_CHECKING:
    from bot.sandbox.driver import Workspace
    from bot.sandbox.state import Channel, Message

QUESTION = "協議体の役割は?"
CHANNEL = "協議体"
WELCOME = "練習用のワークスペースで動かしています。Slack には何も送られません。"
HELP = (
    "/ask 質問 ・ @tsunagi 質問 ・ そのまま書くとダイレクトメッセージ ・ share で共有 ・ "
    "/resource 名前 曜日 場所 … で資源メモ（保存 などのボタンは、その言葉を書いて押します）・ exit で終わり"
)
NOTHING_TO_SHARE = "共有できる回答がまだありません。"
NO_SUCH_COMMAND = "使えるのは /ask、/resource、/tsunagi です。"
FORM_NEEDS_PAGE = "記入欄は、ブラウザのページで開けます。ここでは /resource に続けて1行で書いてください。"
# Buttons that are answered with a message; those that open a form have no place in a terminal.
PRESSED_BY_NAME = frozenset({"保存", "やめる", "取消", "これに統合", *STEPS.values()})
NO_ANSWER = "まだ回答がありません。"
PATIENCE = 120.0  # seconds an answer may take, with a slow language model

_MARKDOWN_BOLD = re.compile(r"\*\*([^*\n]+)\*\*")
_MRKDWN_BOLD = re.compile(r"\u200b?\*([^*\n]+)\*\u200b?")
_PRESSED = frozenset({"button", "feedback_buttons"})
_PERSON = re.compile(r"<@([A-Z0-9]+)>")


def run_demo(
    workspace: Workspace,
    *,
    is_idle: Callable[[], bool],
    console: Console | None = None,
    lines: Iterable[str] | None = None,
    patience: float = PATIENCE,
) -> int:
    """Asks one question as the coordinator, then what the person at the keyboard types.

    `workspace` is started and has the bot connected; `is_idle` says whether the bot has finished its work.
    `lines` stands in for the keyboard; without it and without a terminal only the one question is asked.
    Returns 0, or 1 when the first question was not answered within `patience` seconds.
    """
    demo = _Demo(workspace, is_idle, console or Console(), patience)
    demo.console.print(WELCOME, style="dim")
    answered = demo.do(f"/ask {QUESTION}")
    if lines is None:
        lines = _typed(demo.console) if sys.stdin and sys.stdin.isatty() else ()
    for line in lines:
        if line.strip() in ("exit", "quit"):
            break
        if line.strip():
            demo.do(line.strip())
    return 0 if answered else 1


class _Demo:
    """The coordinator at the keyboard, and what they have seen so far."""

    def __init__(self, workspace: Workspace, is_idle: Callable[[], bool], console: Console, patience: float) -> None:
        self.console = console
        self._workspace = workspace
        self._is_idle = is_idle
        self._patience = patience
        self._me = workspace.person("coordinator")
        self._places = (workspace.channel(CHANNEL), workspace.direct_channel(self._me))
        self._seen: dict[tuple[str, str], str] = {}

    def do(self, line: str) -> bool:
        """Does what a typed line says and shows what comes of it; whether the bot said anything."""
        act = self._act_for(line)
        if isinstance(act, str):
            self.console.print(act, style="yellow")
            return False
        before = self._said()
        act()
        return self._show_what_comes(before)

    def _act_for(self, line: str) -> Callable[[], object] | str:
        """The gesture, or a sentence why there is none."""
        word, _, rest = line.replace("\u3000", " ").partition(" ")
        if word == "share":
            return self._share()
        if word == "/resource" and not rest.strip():
            return FORM_NEEDS_PAGE
        if line in PRESSED_BY_NAME and (there := self._with_button(line)):
            return lambda: self._me.press(there, line)
        if word in ("/ask", "/tsunagi", "/resource"):
            self._echo(line, f"#{CHANNEL}")
            return lambda: self._me.slash(word, rest, channel=CHANNEL)
        if word.startswith("/"):
            return NO_SUCH_COMMAND
        if word == "@tsunagi":
            return lambda: self._me.mention(CHANNEL, rest)
        return lambda: self._me.dm(line)

    def _share(self) -> Callable[[], object] | str:
        shareable = [message for message in self._visible() if any(map(_is_share, _elements(message.blocks)))]
        if not shareable:
            return NOTHING_TO_SHARE
        return lambda: self._me.press(shareable[-1], SHARE_ACTION)

    def _with_button(self, label: str) -> Message | None:
        """The latest message that has a button of this name."""
        having = [each for each in self._visible() if label in map(_words, _buttons(each.blocks))]
        return having[-1] if having else None

    def _visible(self) -> list[Message]:
        return [message for place in self._places for message in self._workspace.messages(place, self._me)]

    def _said(self) -> set[str]:
        """What the bot has said as it stands now, signs of work left out: an answer may take the place of another."""
        mine = [each for each in self._visible() if each.user == self._workspace.bot_user_id]
        return {repr((each.ts, each.text, each.blocks)) for each in mine if each.text != LOOKING}

    def _show_what_comes(self, before: set[str]) -> bool:
        until = time.monotonic() + self._patience

        def over() -> bool:
            return bool(self._said() - before) and self._is_idle()

        self._workspace.wait_for(lambda: over() or time.monotonic() > until, self._patience + 10)
        for message in self._visible():
            self._show(message)
        if over():
            return True
        self.console.print(NO_ANSWER, style="yellow")
        return False

    def _show(self, message: Message) -> None:
        key, content = (message.channel, message.ts), repr((message.text, message.blocks))
        if self._seen.get(key) == content:
            return
        self._seen[key] = content
        title = " ・ ".join(self._about(message))
        body = Group(*self._body(message))
        self.console.print(Panel(body, title=Text(title, style="bold"), title_align="left"))

    def _about(self, message: Message) -> Iterator[str]:
        yield self._name(message.user)
        place = next(place for place in self._places if place.id == message.channel)
        yield _where(place) + ("（スレッド）" if message.thread_ts not in (None, message.ts) else "")
        if message.ephemeral_to:
            yield "あなただけに表示"

    def _body(self, message: Message) -> Iterator[Text]:
        if not message.blocks:
            yield self._text(message.text, _MRKDWN_BOLD)
        for block in message.blocks:
            bold = _MARKDOWN_BOLD if block["type"] == "markdown" else _MRKDWN_BOLD
            style = "dim" if block["type"] == "context" else ""
            for element in _elements([block]):
                if element["type"] in _PRESSED:
                    yield _button(element)
                else:
                    yield self._text(_words(element), bold, style)

    def _text(self, words: str, bold: re.Pattern[str], style: str = "") -> Text:
        """Bold where Slack shows bold, names for people; nothing in the words is a command to the terminal."""
        words = _PERSON.sub(lambda found: "@" + self._name(found.group(1)), words)
        text, end = Text(style=style), 0
        for found in bold.finditer(words):
            text.append(unescape(words[end : found.start()])).append(unescape(found.group(1)), style="bold")
            end = found.end()
        return text.append(unescape(words[end:]))

    def _echo(self, line: str, where: str) -> None:
        """A command is no message in Slack, so the terminal says itself who typed it."""
        title = Text(f"{self._me.user.real_name} ・ {where}", style="bold")
        self.console.print(Panel(Text(line), title=title, title_align="left"))

    def _name(self, user: str) -> str:
        return "tsunagi" if user == self._workspace.bot_user_id else self._workspace.person(user).user.real_name


def _typed(console: Console) -> Iterator[str]:
    """What is typed at the prompt, until Ctrl-D or Ctrl-C."""
    console.print(HELP, style="dim")
    while True:
        try:
            yield console.input("> ")
        except (EOFError, KeyboardInterrupt):
            return


def _button(element: Block) -> Text:
    """A button, or the two thumbs side by side."""
    both = [element[name] for name in ("positive_button", "negative_button") if name in element]
    return Text(" ".join(f"[ {_words(each)} ]" for each in both or [element]), style="bold cyan")


def _where(place: Channel) -> str:
    return "ダイレクトメッセージ" if place.kind == "im" else f"#{place.name}"


def _elements(blocks: Iterable[Block]) -> Iterator[Block]:
    """What is in the blocks, the elements of a block one by one."""
    for block in blocks:
        yield from block.get("elements", [block])


def _buttons(blocks: Iterable[Block]) -> Iterator[Block]:
    return (element for element in _elements(blocks) if element["type"] == "button")


def _words(element: Block) -> str:
    text = element.get("text", "")
    return str(text["text"] if isinstance(text, dict) else text)


def _is_share(element: Block) -> bool:
    return element.get("action_id") == SHARE_ACTION
