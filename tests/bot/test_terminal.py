from __future__ import annotations

import io
import os
import pty
import sys
from pathlib import Path

import pytest
from rich.console import Console

from bot.inbox import Inbox
from bot.sandbox.driver import Workspace
from bot.terminal import run_demo
from tests.bot.conftest import ROLE
from tests.bot.fakes import ScriptedAnswerer
from tests.bot.resource_record import open_record
from tests.bot.running import running_bot


def shown(workspace: Workspace, inbox: Inbox, *lines: str) -> tuple[int, str]:
    """The exit code and all that the terminal showed."""
    screen = io.StringIO()
    console = Console(file=screen, width=100)
    code = run_demo(workspace, is_idle=lambda: inbox.unfinished() == 0, console=console, lines=lines)
    return code, screen.getvalue()


def test_the_first_exchange_shows_who_asked_where_and_the_answer_with_its_source(
    workspace: Workspace, inbox: Inbox
) -> None:
    code, screen = shown(workspace, inbox)
    assert code == 0
    for words in ("中村 ・ #協議体", f"/ask {ROLE}", "tsunagi ・ #協議体 ・ あなただけに表示", "①地域の情報共有の場"):
        assert words in screen
    assert "出典: 生活支援コーディネーター手引き（令和7年度版）第2章 > 協議体 p.12" in screen
    assert "[ チャンネルに共有 ]" in screen


def test_share_presses_the_button_once(workspace: Workspace, inbox: Inbox) -> None:
    _, screen = shown(workspace, inbox, "share", "share")
    assert "@中村 さんが共有しました" in screen
    assert "共有できる回答がまだありません。" in screen
    assert len(workspace.messages("協議体")) == 1


def test_a_mention_is_answered_in_a_thread_and_plain_text_as_a_direct_message(
    workspace: Workspace, inbox: Inbox, answerer: ScriptedAnswerer
) -> None:
    _, screen = shown(workspace, inbox, "@tsunagi 質問その一", "質問その二", "/ask　質問その三")
    assert "#協議体（スレッド）" in screen
    assert "ダイレクトメッセージ" in screen
    assert answerer.asked == [ROLE, "質問その一", "質問その二", "質問その三"]


def test_a_resource_is_recorded_found_and_taken_back_in_the_terminal(
    workspace: Workspace, answerer: ScriptedAnswerer, tmp_path: Path
) -> None:
    with (
        open_record(tmp_path) as record,
        running_bot(workspace, answerer, tmp_path / "i.db", resources=record) as inbox,
    ):
        line = "ふれあいサロン 毎週水曜 13時半 中央公民館"
        _, screen = shown(workspace, inbox, f"/resource {line}", "保存", "/resource 検索 サロン", "取消", "/resource")
    assert "この内容で記録しますか" in screen
    assert "記録しました。" in screen
    assert screen.index("記録しました。") < screen.index("最終確認日") < screen.index("取り消しました")
    assert "記入欄は、ブラウザのページで開けます。" in screen


def test_exit_ends_the_conversation(workspace: Workspace, inbox: Inbox, answerer: ScriptedAnswerer) -> None:
    code, _ = shown(workspace, inbox, "exit", "質問")
    assert code == 0
    assert answerer.asked == [ROLE]


def test_an_unknown_command_is_explained(workspace: Workspace, inbox: Inbox) -> None:
    assert "使えるのは /ask、/resource、/tsunagi です。" in shown(workspace, inbox, "/foo")[1]


def test_a_bot_that_does_not_answer_is_an_error(workspace: Workspace, inbox: Inbox, answerer: ScriptedAnswerer) -> None:
    answerer.gate.clear()
    screen = io.StringIO()
    code = run_demo(workspace, is_idle=lambda: True, console=Console(file=screen), lines=(), patience=0.1)
    answerer.gate.set()
    assert code == 1
    assert "まだ回答がありません。" in screen.getvalue()


def test_without_a_terminal_the_demo_ends_after_the_exchange(
    workspace: Workspace, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("質問\n"))
    console = Console(file=io.StringIO(), width=100)
    assert run_demo(workspace, is_idle=lambda: inbox.unfinished() == 0, console=console) == 0
    assert sys.stdin.read() == "質問\n"


def test_at_a_terminal_the_conversation_goes_on_until_ctrl_d(
    workspace: Workspace, answerer: ScriptedAnswerer, inbox_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyboard, terminal = pty.openpty()
    os.write(keyboard, "/ask 二つめの質問\n\x04".encode())
    with running_bot(workspace, answerer, inbox_path) as inbox, os.fdopen(terminal, "r", encoding="utf-8") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        console = Console(file=io.StringIO(), width=100)
        assert run_demo(workspace, is_idle=lambda: inbox.unfinished() == 0, console=console) == 0
    os.close(keyboard)
    assert answerer.asked == [ROLE, "二つめの質問"]
