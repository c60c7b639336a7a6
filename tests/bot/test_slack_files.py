"""Files from Slack: the token goes to Slack's own hosts only, and what cannot be had is told with its cure."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.driver import Workspace
from bot.slack_app import slack_client
from bot.slack_files import SlackFiles
from knowledge.errors import DocumentNotFound, DocumentUnreadable
from tests.bot.running import MANIFEST, PATIENT


class ToldOfAFile(WebClient):
    """Slack, as far as it tells of one file."""

    def __init__(self, base_url: str, about: dict[str, Any]) -> None:
        super().__init__(token="xoxb-secret", base_url=base_url)
        self._told = about

    def files_info(self, **_: Any) -> Any:
        return {"file": self._told}


class Host:
    """A host that serves one answer; `tokens` are what it was shown."""

    def __init__(self, status: int = 200, kind: str = "text/markdown", body: bytes = b"# x\n") -> None:
        self.tokens: list[str | None] = []
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                host.tokens.append(self.headers["Authorization"])
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # named so by the library
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def host() -> Iterator[Host]:
    host = Host()
    yield host
    host.close()


def told(base: str, address: str, **about: Any) -> SlackFiles:
    file = {"name": "手引き.md", "mimetype": "text/markdown", "url_private_download": address, **about}
    return SlackFiles(ToldOfAFile(base, file))


def test_a_file_at_slacks_own_host_is_fetched_with_the_token(host: Host) -> None:
    assert told(host.url, f"{host.url}files/手引き.md").fetch("F1") == ("手引き.md", b"# x\n")
    assert host.tokens == ["Bearer xoxb-secret"]


@pytest.mark.parametrize("about", [{}, {"is_external": True}])
def test_no_other_host_is_asked_let_alone_shown_the_token(host: Host, about: dict[str, Any]) -> None:
    base = host.url if about else "http://127.0.0.1:9/"
    with pytest.raises(DocumentUnreadable, match="Slack の外"):
        told(base, f"{host.url}x.md", **about).fetch("F1")
    assert host.tokens == []


@pytest.mark.parametrize(
    "address", ["https://files.slack.com.example.org/a", "http://files.slack.com/a", "", "nonsense"]
)
def test_a_host_that_only_looks_like_slack_is_not_slack(address: str) -> None:
    with pytest.raises(DocumentUnreadable, match="Slack の外"):
        told("https://slack.com/api/", address).fetch("F1")


@pytest.mark.parametrize(("status", "kind"), [(200, "text/html; charset=utf-8"), (403, "text/plain")])
def test_a_page_to_sign_in_is_not_taken_for_the_file(status: int, kind: str) -> None:
    host = Host(status, kind)
    with pytest.raises(DocumentUnreadable, match="files:read"):
        told(host.url, f"{host.url}a.md").fetch("F1")
    host.close()


def test_a_missing_permission_is_named(tmp_path: Path) -> None:
    narrow = tmp_path / "manifest.yaml"
    kept = [line for line in MANIFEST.read_text("utf-8").splitlines() if "files:read" not in line]
    narrow.write_text("\n".join(kept), "utf-8")
    with Workspace.from_manifest(narrow, deadlines=PATIENT) as workspace:
        file = workspace.person("admin").upload("協議体", b"x", "a.md")
        with pytest.raises(DocumentUnreadable, match="files:read"):
            SlackFiles(slack_client(workspace.bot_token, workspace.api_url)).fetch(file.id)


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    with Workspace.from_manifest(MANIFEST, deadlines=PATIENT) as workspace:
        files = SlackFiles(slack_client(workspace.bot_token, workspace.api_url))
        with pytest.raises(DocumentNotFound, match="もうありません"):
            files.fetch("F0NOTHERE")
        with pytest.raises(SlackApiError):
            SlackFiles(slack_client("xoxb-wrong", workspace.api_url)).fetch("F0NOTHERE")
