"""While the bot runs, other commands have their work done by it: real processes, one index."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import signal
import socket
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.handoff import (
    ADDRESS_FILE,
    HAS_UNIX_SOCKETS,
    ClientGone,
    HandoffBroken,
    Tell,
    accepting,
    bot_ended,
    hand_over,
    until_free,
)
from bot.sandbox.driver import Workspace
from knowledge.errors import DocumentUnreadable, QuestionError, TsunagiError
from tests.bot.commands import ANSWERED, HANDBOOK, command, environment, tsunagi
from tests.bot.running import MANIFEST, PATIENT

WAYS = [True, False] if HAS_UNIX_SOCKETS else [False]


def echo(given: Any, tell: Tell) -> Any:
    for number in range(3):
        tell(number)
    return given


def refuse(_given: Any, _tell: Tell) -> Any:
    raise DocumentUnreadable("「a.pdf」は開けません。", "直してください。")


@pytest.mark.parametrize("unix", WAYS)
def test_a_job_comes_back_with_its_result_after_its_steps(tmp_path: Path, unix: bool) -> None:
    heard: list[int] = []
    with accepting(tmp_path, {"echo": echo}, unix=unix):
        assert hand_over(tmp_path, "echo", {"題": "手引き\n😀"}, heard.append) == {"題": "手引き\n😀"}
    assert heard == [0, 1, 2]


@pytest.mark.parametrize("unix", WAYS)
def test_nobody_waits_for_an_index_that_a_bot_keeps(tmp_path: Path, unix: bool) -> None:
    assert until_free(tmp_path) > 0
    with accepting(tmp_path, {"echo": echo}, unix=unix):
        assert until_free(tmp_path) == 0
        assert hand_over(tmp_path, "echo", 1) == 1, "having been looked for, it takes jobs as before"
    assert until_free(tmp_path) > 0


@pytest.mark.parametrize("unix", WAYS)
def test_an_error_crosses_over_with_its_kind_and_its_cure(tmp_path: Path, unix: bool) -> None:
    with (
        accepting(tmp_path, {"refuse": refuse}, unix=unix),
        pytest.raises(DocumentUnreadable, match="直してください"),
    ):
        hand_over(tmp_path, "refuse", None)


def test_an_error_nobody_foresaw_is_one_sentence(tmp_path: Path) -> None:
    with accepting(tmp_path, {"divide": lambda _g, _t: 1 // 0}), pytest.raises(TsunagiError, match="つまずきました"):
        hand_over(tmp_path, "divide", None)


def test_where_nobody_runs_there_is_nobody_to_hand_over_to(tmp_path: Path) -> None:
    assert hand_over(tmp_path, "echo", 1) is None
    with accepting(tmp_path, {"echo": echo}):
        left = (tmp_path / ADDRESS_FILE).read_text()
    assert hand_over(tmp_path, "echo", 1) is None
    (tmp_path / ADDRESS_FILE).write_text(left)
    assert hand_over(tmp_path, "echo", 1) is None, "a bot that was killed leaves its address behind"


def test_only_the_owner_may_read_the_address_and_enter_the_folder_of_the_socket(tmp_path: Path) -> None:
    with accepting(tmp_path, {"echo": echo}):
        file = tmp_path / ADDRESS_FILE
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        place = json.loads(file.read_text())["place"]
        assert stat.S_IMODE(Path(place).parent.stat().st_mode) == 0o700


def test_a_home_too_deep_for_a_socket_is_served_all_the_same(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["深いフォルダー"] * 6)
    deep.mkdir(parents=True)
    with accepting(deep, {"echo": echo}):
        assert hand_over(deep, "echo", 7) == 7


def test_without_the_token_nothing_is_done_and_nothing_said(tmp_path: Path) -> None:
    done: list[Any] = []
    with accepting(tmp_path, {"do": lambda given, _tell: done.append(given)}, unix=False):
        port = json.loads((tmp_path / ADDRESS_FILE).read_text())["place"]
        with socket.create_connection(("127.0.0.1", port)) as link:
            link.sendall(b'{"token": "guessed", "do": "do", "with": 1}\n')
            assert link.recv(100) == b""
    assert done == []


def test_a_job_hears_at_its_next_step_that_its_client_has_gone(tmp_path: Path) -> None:
    ended: list[type[BaseException]] = []

    def endless(_given: Any, tell: Tell) -> Any:
        try:
            while True:
                tell("…")
        except ClientGone as gone:
            ended.append(type(gone))
            raise

    def leave(_step: Any) -> None:
        raise KeyboardInterrupt

    with accepting(tmp_path, {"endless": endless}), pytest.raises(KeyboardInterrupt):
        hand_over(tmp_path, "endless", None, leave)
    assert ended == [ClientGone]


def test_a_bot_that_ends_in_the_middle_says_that_the_finished_documents_stay(tmp_path: Path) -> None:
    def cut_short(_given: Any, _tell: Tell) -> Any:
        raise bot_ended()

    with accepting(tmp_path, {"cut": cut_short}), pytest.raises(TsunagiError, match="そのまま残っています"):
        hand_over(tmp_path, "cut", None)


def test_a_question_that_cannot_be_worked_on_is_the_same_error_on_both_sides(tmp_path: Path) -> None:
    def ask(_given: Any, _tell: Tell) -> Any:
        raise QuestionError("長すぎます。")

    with accepting(tmp_path, {"ask": ask}), pytest.raises(QuestionError):
        hand_over(tmp_path, "ask", None)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handoff")
    (folder / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    assert tsunagi("ingest", str(folder / "handbook.md"), home=folder / "home").returncode == 0
    return folder / "home"


@pytest.fixture(scope="module")
def bot(home: Path) -> Iterator[subprocess.Popen[str]]:
    """`tsunagi run`, connected to a workspace on this machine."""
    with Workspace.from_manifest(MANIFEST, deadlines=PATIENT) as workspace:
        settings = environment(
            home,
            SLACK_API_URL=workspace.api_url,
            SLACK_BOT_TOKEN=workspace.bot_token,
            SLACK_APP_TOKEN=workspace.app_token,
        )
        with subprocess.Popen(command("run"), stderr=subprocess.PIPE, text=True, cwd=home.parent, env=settings) as bot:
            workspace.wait_until_connected()
            yield bot
            bot.send_signal(signal.SIGTERM)
            workspace.drop_connections()
            assert bot.wait(60) == 0


@pytest.mark.usefixtures("bot")
def test_a_question_is_answered_by_the_bot_that_runs(home: Path) -> None:
    done = tsunagi("ask", "--json", ANSWERED, home=home)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["answered"] is True
    assert answer["citations"][0]["quote"] in answer["passages"][0]["text"]


@pytest.mark.usefixtures("bot")
def test_notes_are_found_by_meaning_with_the_vectors_of_the_bot_that_runs(home: Path) -> None:
    for line in ("移動販売とくとく号 毎週火曜 10時 西会館前 野菜や魚を売りに来る", "囲碁クラブ 毎週木曜 13時 東会館"):
        assert tsunagi("resources", "add", line, "--yes", home=home).returncode == 0
    asked = "足腰が弱って店まで行けない人に食べ物を売りに来てくれる"
    for _ in range(20):
        done = tsunagi("resources", "search", asked, home=home)
        if "とくとく号" in done.stdout:
            break
    assert done.stdout.splitlines()[0].split()[1].startswith("移動販売とくとく号")
    assert "言葉だけ" not in done.stderr
    answer = json.loads(tsunagi("ask", "--json", "野菜を売りに来てくれるところは？", home=home).stdout)
    assert "この地域の資源\n- 移動販売とくとく号" in answer["answer"]


@pytest.mark.usefixtures("bot")
def test_a_document_is_taken_in_by_the_bot_that_runs_and_answers_at_once(home: Path) -> None:
    page = home.parent / "移動.md"
    page.write_text("# 移動の手引き\n\n通院の送迎は、社協の車「ひばり号」が水曜日に行います。\n", encoding="utf-8")
    done = tsunagi("ingest", "移動.md", "missing.md", home=home)  # a path from the client's folder
    assert done.returncode == 1, "one of the two is missing"
    assert "移動の手引き" in done.stdout
    assert "missing.md" in done.stdout
    answer = json.loads(tsunagi("ask", "--json", "ひばり号は何曜日ですか", home=home).stdout)
    assert answer["citations"][0]["title"] == "移動の手引き"


def drawn_on(screen: int) -> Iterator[str]:
    """All that a terminal was told so far, each time that there is more, until nobody has it open any more."""
    told = b""
    with contextlib.suppress(OSError):  # how Linux tells of the end
        while more := os.read(screen, 65_536):
            told += more
            yield told.decode(errors="ignore")


@pytest.mark.usefixtures("bot")
def test_a_client_that_is_interrupted_leaves_each_document_whole_or_untouched(home: Path) -> None:
    texts = "\n\n".join(f"## 第{n}話\n\n{n}番目の集いは、{n}月に{n}人で開きました。" * 3 for n in range(200))
    (home.parent / "長い話.md").write_text(f"# 長い話\n\n{texts}\n", encoding="utf-8")
    screen, terminal = pty.openpty()
    with subprocess.Popen(
        command("ingest", "長い話.md"),
        stderr=terminal,
        cwd=home.parent,
        env=environment(home, COLUMNS="200"),
        # Where the tests run in the background SIGINT is ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as client:
        os.close(terminal)
        shown = drawn_on(screen)
        assert any(re.search(r"長い話\.md \S+ [1-9]\d*/\d+", so_far) for so_far in shown), "it never was in the middle"
        client.send_signal(signal.SIGINT)
        *_, all_of_it = shown
        assert "中断しました" in all_of_it
    os.close(screen)
    done = tsunagi("ingest", "--prune", home=home)  # has its turn only when the other is over
    assert done.returncode == 0, done.stderr
    answer = json.loads(tsunagi("ask", "--json", "長い話の集いは何人ですか", home=home).stdout)
    assert not any(passage["title"] == "長い話" for passage in answer["passages"])


@pytest.mark.usefixtures("bot")
def test_the_index_cannot_be_made_anew_beside_the_bot(home: Path) -> None:
    done = tsunagi("ingest", "--re-embed", home=home)
    assert done.returncode == 1
    assert "いま別の tsunagi が使っています" in done.stderr


def test_a_bot_killed_in_the_middle_of_a_job_is_told_to_its_client(tmp_path: Path) -> None:
    script = (
        "import os, pathlib, sys, time\n"
        "from bot.handoff import accepting\n"
        "with accepting(pathlib.Path(sys.argv[1]), {'die': lambda given, tell: os.kill(os.getpid(), 9)}):\n"
        "    print('ready', flush=True)\n"
        "    time.sleep(60)\n"
    )
    python = command()[0]
    env = {**environment(tmp_path), "TMPDIR": os.environ.get("TMPDIR", "/tmp")}  # noqa: S108 - the system's own default
    with subprocess.Popen([python, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True, env=env) as doomed:
        assert doomed.stdout is not None
        assert doomed.stdout.readline() == "ready\n"
        with pytest.raises(HandoffBroken):
            hand_over(tmp_path, "die", None)
