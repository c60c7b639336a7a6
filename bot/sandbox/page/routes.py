"""The page's addresses: its parts, its WebSocket, and files going up and down."""

import asyncio
import base64
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from aiohttp import web

from bot.sandbox import acts
from bot.sandbox.page import looks
from bot.sandbox.page.live import PING_SECONDS, REQUEST_BYTES, Session
from bot.sandbox.state import StoredFile, User

if TYPE_CHECKING:
    from bot.sandbox.driver import Workspace

STATIC = Path(__file__).parent / "static"
LARGEST_UPLOAD = 50_000_000  # bytes a person may upload here; Slack takes up to 1 GB
_PART = re.compile(r"[a-z_]+\.(js|css|svg)")
_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
# Pictures a browser only paints; anything else, SVG included, is handed out as a download.
_PICTURES = {
    b"\x89PNG\r\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
}
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' https:",  # apps show pictures from anywhere
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_SAFETY = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def page_routes(workspace: "Workspace") -> Sequence[web.AbstractRouteDef]:
    """Return the routes that show a workspace in a browser."""
    page = _Page(workspace)
    return [
        web.get("/", page.front),
        web.get("/page/live", page.live),
        web.get("/page/file/{file}", page.send_file),
        web.post("/page/upload", page.take_file),
        web.get("/page/{part}", page.part),
    ]


class _Page:
    def __init__(self, workspace: "Workspace") -> None:
        self._workspace = workspace
        self._core = workspace.core

    async def front(self, _request: web.Request) -> web.Response:
        return _static("index.html")

    async def part(self, request: web.Request) -> web.Response:
        name = request.match_info["part"]
        if not _PART.fullmatch(name) or not (STATIC / name).is_file():
            return web.Response(status=404, text="The page has no such part.", headers=_SAFETY)
        return _static(name)

    async def live(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=PING_SECONDS, max_msg_size=REQUEST_BYTES)
        await socket.prepare(request)
        await Session(self._workspace, self._person(request)).serve(socket)
        return socket

    def _person(self, request: web.Request) -> User:
        """Return who is asked for by id or key, else the first of all."""
        people = list(self._core.state.users.values())
        wanted = request.query.get("as", "")
        return next((one for one in people if wanted in (one.id, one.key)), people[0])

    async def take_file(self, request: web.Request) -> web.Response:
        """Store the body as a file of the person, named by the query."""
        user = self._core.state.users.get(request.query.get("as", ""))
        name = request.query.get("name", "")[:255]
        if user is None or not name:
            return web.Response(status=400, text="An upload needs a person and a name.", headers=_SAFETY)
        if (request.content_length or 0) > LARGEST_UPLOAD:
            return web.Response(status=413, text="The file is too large.", headers=_SAFETY)
        content = await request.read()
        file = await asyncio.to_thread(acts.upload, self._core, user, content, name)
        return web.json_response(looks.page_file(self._core, file.id), headers=_SAFETY)

    async def send_file(self, request: web.Request) -> web.Response:
        """Hand a file to somebody who has it in one of their conversations."""
        with self._core.lock:
            file = self._core.state.files.get(request.match_info["file"])
            if file is None or file.upload_open or not self._may_see(request.query.get("as", ""), file):
                return web.Response(status=404, text="There is no such file.", headers=_SAFETY)
            content = base64.b64decode(file.content)
        kind = next((mime for start, mime in _PICTURES.items() if content.startswith(start)), None)
        if kind is None and content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            kind = "image/webp"
        shown = "inline" if kind else "attachment"
        disposition = f"{shown}; filename*=UTF-8''{quote(file.name, safe='')}"
        headers = {**_SAFETY, "Content-Security-Policy": "sandbox", "Content-Disposition": disposition}
        return web.Response(body=content, content_type=kind or "application/octet-stream", headers=headers)

    def _may_see(self, user_id: str, file: StoredFile) -> bool:
        places = (self._core.state.channels.get(place) for place in file.shared_in)
        return file.user == user_id or any(place is not None and user_id in place.members for place in places)


def _static(name: str) -> web.Response:
    path = STATIC / name
    return web.Response(body=path.read_bytes(), content_type=_TYPES[path.suffix], charset="utf-8", headers=_SAFETY)
