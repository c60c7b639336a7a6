"""A workspace in a file: there again after a restart, whole, and readable by its owner only."""

import json
import stat
import threading
from pathlib import Path

import pytest

from bot.sandbox.driver import Workspace
from bot.sandbox.errors import SandboxError
from bot.sandbox.manifest import load_manifest
from bot.sandbox.saving import FORMAT, restored, state_from
from bot.sandbox.serve import serve
from tests.bot.sandbox.conftest import MANIFEST


def test_everything_is_there_again_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "workspace.json"
    with Workspace.from_manifest(MANIFEST, state_file=path) as workspace:
        sato = workspace.person("colleague")
        asked = sato.say("協議体", "おはよう & <b>")
        sato.say("協議体", "返事", thread_ts=asked.ts)
        sato.react(asked, "tea")
        sato.upload("協議体", b"\x00\xff", "写真.png")
        sato.dm("こんにちは")
        before = workspace.core.state.to_dict()
        token = workspace.bot_token
    with Workspace.from_manifest(MANIFEST, state_file=path) as again:
        assert again.core.state.to_dict() == before
        assert again.bot_token == token
        later = again.person("colleague").say("協議体", "ただいま")
        assert later.ts > again.messages("協議体")[-2].ts


def test_event_ids_go_on_where_they_ended(tmp_path: Path) -> None:
    path = tmp_path / "workspace.json"
    with Workspace.from_manifest(MANIFEST, state_file=path) as workspace:
        first = workspace.core.event_ids.next()
    with Workspace.from_manifest(MANIFEST, state_file=path) as again:
        assert again.core.event_ids.next() > first


def test_changes_are_written_while_it_runs(tmp_path: Path) -> None:
    path = tmp_path / "workspace.json"
    with Workspace.from_manifest(MANIFEST, state_file=path) as workspace:
        workspace.person("colleague").say("協議体", "消えないで")
        workspace.wait_for(lambda: "消えないで" in path.read_text("utf-8"), what="the message in the file")


def test_the_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "workspace.json"
    with Workspace.from_manifest(MANIFEST, state_file=path):
        pass
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"format": 999}', f'{{"format": {FORMAT}, "state": {{}}}}', "\x00"]
)
def test_a_file_of_something_else_is_refused_and_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "workspace.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SandboxError, match=r"workspace\.json is not of this version"):
        Workspace.from_manifest(MANIFEST, state_file=path)
    assert path.read_text("utf-8") == content


def test_a_place_that_cannot_be_written_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    workspace = Workspace.from_manifest(MANIFEST, state_file=tmp_path / "file" / "workspace.json")
    with pytest.raises(SandboxError, match="cannot be written"):
        workspace.start()
    workspace.stop()


def test_the_bot_is_called_what_the_manifest_says_now(tmp_path: Path) -> None:
    path = tmp_path / "workspace.json"
    with Workspace.from_manifest(MANIFEST, state_file=path):
        pass
    content = json.loads(path.read_text("utf-8"))
    content["state"]["bot_user"]["real_name"] = "Old"
    path.write_text(json.dumps(content), encoding="utf-8")
    kept = restored(path, load_manifest(MANIFEST))
    assert kept is not None
    assert (kept.state.bot_user.real_name, kept.state.bot_user.name) == ("Board", "board")
    assert state_from(content["state"]).bot_user.real_name == "Old"


def test_serving_says_where_to_look_and_ends_when_told(tmp_path: Path) -> None:
    lines: list[str] = []
    stop = threading.Event()
    stop.set()
    ready: list[Workspace] = []
    code = serve(MANIFEST, 0, tmp_path / "s.json", say=lines.append, stop=stop, on_ready=ready.append)
    assert code == 0
    assert lines[0] == f"ブラウザで開いてください: {ready[0].url}/"
    assert f"  SLACK_BOT_TOKEN={ready[0].bot_token}" in lines


def test_serving_a_manifest_that_is_missing_is_one_sentence(tmp_path: Path) -> None:
    lines: list[str] = []
    assert serve(tmp_path / "none.yaml", 0, say=lines.append) == 2
    assert lines == [f"The manifest {tmp_path / 'none.yaml'} cannot be read: No such file or directory."]
