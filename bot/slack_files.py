"""Files in Slack: those that people share, fetched with the bot's token, which goes to Slack's own hosts and to no
other; and those that the bot sends.
"""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from knowledge.errors import DocumentNotFound, DocumentUnreadable

MOST_BYTES = 200 * 2**20
_SECONDS_A_STEP = 30.0
_SLACK_HOSTS = (".slack.com", ".slack-gov.com")
_SERVER_TROUBLE = 500


class SharedFile(NamedTuple):
    """A file as it was shared."""

    name: str
    data: bytes


class SlackFiles:
    """Fetches shared files, and sends."""

    def __init__(self, client: WebClient) -> None:
        self._client = client

    def fetch(self, file_id: str) -> SharedFile:
        """The file of this id.

        Raises DocumentNotFound where it is gone, DocumentUnreadable where it cannot be had; SlackApiError and
        httpx.HTTPError where trying again may help.
        """
        about = self._about(file_id)
        name, address = str(about.get("name") or "ファイル"), str(about.get("url_private_download") or "")
        if about.get("is_external") or not self._is_slacks_own(address):
            raise DocumentUnreadable(
                f"「{name}」は Slack の外に置かれているため、受け取れません。",
                "ファイルそのものを、ここに送ってください。",
            )
        return SharedFile(name, self._download(address, name, str(about.get("mimetype", ""))))

    def announce(self, person: str, words: str) -> str:
        """Says `words` by direct message; the id of that conversation, which `send` needs."""
        return str(self._client.chat_postMessage(channel=person, text=words)["channel"])

    def send(self, conversation: str, name: str, data: bytes) -> None:
        """Sends a file into a conversation. Raises SlackApiError, missing_scope without files:write."""
        self._client.files_upload_v2(channel=conversation, filename=name, title=name, content=data)

    def _about(self, file_id: str) -> dict[str, Any]:
        try:
            about = self._client.files_info(file=file_id).get("file")
        except SlackApiError as error:
            code = error.response.get("error")
            if code == "missing_scope":
                raise DocumentUnreadable(
                    "つなぎは、まだファイルを受け取る許可をもらっていません。",
                    "管理者の方は、Slack のアプリの設定で files:read を加え、入れなおしてください。",
                ) from error
            if code in ("file_not_found", "file_deleted"):
                raise DocumentNotFound("そのファイルは、もうありません。", "もう一度送ってください。") from error
            raise
        return dict(about or {})

    def _download(self, address: str, name: str, kind: str) -> bytes:
        headers = {"Authorization": f"Bearer {self._client.token}"}
        pieces, size = [], 0
        with httpx.stream("GET", address, headers=headers, timeout=_SECONDS_A_STEP) as response:
            if response.status_code >= _SERVER_TROUBLE:
                response.raise_for_status()
            # Without the right to read files Slack answers with a page to sign in.
            signing_in = "text/html" in response.headers.get("content-type", "") and "html" not in kind
            if response.status_code != httpx.codes.OK or signing_in:
                raise DocumentUnreadable(
                    f"「{name}」を Slack から受け取れませんでした（{response.status_code}）。",
                    "もう一度送ってもだめなときは、アプリの権限（files:read）を確かめてください。",
                )
            for piece in response.iter_bytes(2**16):
                size += len(piece)
                if size > MOST_BYTES:
                    raise DocumentUnreadable(
                        f"「{name}」は大きすぎます。", f"{MOST_BYTES // 2**20} MB までのファイルに分けてください。"
                    )
                pieces.append(piece)
        return b"".join(pieces)

    def _is_slacks_own(self, address: str) -> bool:
        parts, own = urlsplit(address), urlsplit(self._client.base_url)
        if parts.scheme == "https" and (parts.hostname or "").endswith(_SLACK_HOSTS):
            return True
        return (parts.scheme, parts.netloc) == (own.scheme, own.netloc)
