"""The server: one aiohttp application in a thread of its own, reachable from this machine only."""

import asyncio
import base64
import ipaddress
import threading
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.sandbox.core import WorkspaceCore
from bot.sandbox.dispatch import Dispatcher
from bot.sandbox.errors import ApiError, DeliveryError, ServerError
from bot.sandbox.hooks import use_hook
from bot.sandbox.http_delivery import HttpDelivery
from bot.sandbox.socket_mode import SocketMode
from bot.sandbox.web_api.files import fill
from bot.sandbox.web_api.gateway import Gateway, read_arguments

UPLOAD_BYTES = 100_000_000
START_SECONDS = 60.0
_LOCAL_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})

Result = TypeVar("Result")


class Server:
    """Serves a workspace. `extra_routes` is the place for a page that shows it in a browser."""

    def __init__(
        self,
        core: WorkspaceCore,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        extra_routes: Sequence[web.AbstractRouteDef] = (),
    ) -> None:
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise ServerError(f"{host} is not an address of this machine only; use 127.0.0.1.")
        self._core = core
        self._host = host
        self._port = port
        self._extra_routes = extra_routes
        self._thread = threading.Thread(target=self._run, name="sandbox-server", daemon=True)
        self._ready = threading.Event()
        self._failure: OSError | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._runner: web.AppRunner | None = None
        self.sockets = SocketMode(core)
        self.dispatcher = Dispatcher(core, self.sockets, self._running_loop)

    # --- life ------------------------------------------------------------------------------

    def start(self) -> None:
        """Start serving. Raises ServerError when the port is taken."""
        self._thread.start()
        if not self._ready.wait(START_SECONDS):
            raise ServerError(f"The server did not start within {START_SECONDS:g} s.")
        if self._failure is not None:
            self._thread.join()
            raise ServerError(f"Port {self._port} of {self._host} cannot be used: {self._failure.strerror}.")
        self._core.submit = self.dispatcher.submit

    def stop(self) -> None:
        """Close every connection and end the thread."""
        if self._thread.is_alive():
            self.run(self._close())
            self._running_loop().call_soon_threadsafe(self._running_loop().stop)
            self._thread.join()
        self._core.submit = None

    def run(self, work: Coroutine[Any, Any, Result], timeout: float = 30.0) -> Result:
        """Run a coroutine in the server's loop and wait for it, from any other thread."""
        return asyncio.run_coroutine_threadsafe(work, self._running_loop()).result(timeout)

    def deliver_to(self, request_url: str) -> None:
        """Switch to HTTP mode. Raises DeliveryError when the URL fails its verification."""
        delivery = HttpDelivery(self._core, request_url)
        try:
            self.run(delivery.verify())
        except DeliveryError:
            self.run(delivery.close())
            raise
        previous, self.dispatcher.transport = self.dispatcher.transport, delivery
        self.run(previous.close())

    def _running_loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None or self._loop.is_closed():
            raise ServerError("The workspace is not running; start it with `with Workspace...`.")
        return self._loop

    def _run(self) -> None:
        loop = self._loop = asyncio.new_event_loop()
        try:
            loop.run_until_complete(self._open())
        except OSError as error:
            self._failure = error
        self._ready.set()
        if self._failure is None:
            loop.run_forever()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    async def _open(self) -> None:
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        self._port = int(self._runner.addresses[0][1])
        shown = f"[{self._host}]" if ":" in self._host else self._host
        self._core.base_url = f"http://{shown}:{self._port}"

    async def _close(self) -> None:
        await self.dispatcher.close()
        await self.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # --- routes ----------------------------------------------------------------------------

    def _application(self) -> web.Application:
        gateway = Gateway(self._core, self.sockets.ticket_url)
        application = web.Application(middlewares=[self._only_local], client_max_size=UPLOAD_BYTES)
        application.add_routes(
            [
                web.post("/api/{method}", gateway.handle),
                web.get("/api/{method}", gateway.handle),
                web.get("/link/", self.sockets.handle),
                web.post("/response_url/{hook}", self._respond),
                web.post("/upload/v1/{file}", self._receive_file),
                web.get("/files-pri/{file}/{name}", self._send_file),
                *self._extra_routes,
            ]
        )
        return application

    @web.middleware
    async def _only_local(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse what a foreign web page could send: another host name or another origin."""
        origin = request.headers.get("Origin")
        foreign_site = request.headers.get("Sec-Fetch-Site") not in (None, "same-origin", "none")
        if foreign_site or not self._is_own(f"//{request.headers.get('Host', '')}"):
            return web.Response(status=403, text="This server answers programs on its own machine only.")
        if origin is not None and not (self._is_own(origin) and urlsplit(origin).port == self._port):
            return web.Response(status=403, text="This server answers no other web pages.")
        return await handler(request)

    def _is_own(self, address: str) -> bool:
        try:
            parts = urlsplit(address)
            return parts.hostname in _LOCAL_NAMES and parts.port in (None, self._port)
        except ValueError:
            return False

    async def _respond(self, request: web.Request) -> web.Response:
        try:
            body = await read_arguments(request)
            if set(body) == {"payload"}:
                raise ApiError("invalid_payload")
            self._core.journal.add(self._core.clock.now(), "from_app", "response_url", body)
            fault = self._core.faults.take("response_url")
            if fault is not None:
                headers = {"Retry-After": str(fault.retry_after)} if fault.status == 429 else None
                return web.Response(status=fault.status, text="upstream error", headers=headers)
            use_hook(self._core, request.match_info["hook"], body)
        except ApiError as error:
            status = 404 if error.code in ("used_url", "expired_url") else 400
            return web.json_response({"ok": False, "error": error.code}, status=status)
        return web.json_response({"ok": True})

    async def _receive_file(self, request: web.Request) -> web.Response:
        file = self._core.state.files.get(request.match_info["file"])
        if file is None or not file.upload_open:
            return web.Response(status=404, text="There is no upload to fill here.")
        if request.content_type == "multipart/form-data":
            fields = [field for field in (await request.post()).values() if isinstance(field, web.FileField)]
            content = fields[0].file.read() if fields else b""
        else:
            content = await request.read()
        if len(content) != file.size:
            return web.Response(status=400, text=f"Expected {file.size} bytes, got {len(content)}.")
        with self._core.change("file_uploaded", file=file.id):
            fill(file, content)
        return web.Response(text=f"OK - {len(content)}")

    async def _send_file(self, request: web.Request) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        file = self._core.state.files.get(request.match_info["file"].rpartition("-")[2])
        may_read = "files:read" in self._core.manifest.scopes
        if token != self._core.credentials.bot_token or not may_read:
            return web.Response(status=403, text="The file needs the bot token and the scope files:read.")
        if file is None or file.upload_open:
            return web.Response(status=404, text="There is no such file.")
        return web.Response(body=base64.b64decode(file.content), content_type="application/octet-stream")
