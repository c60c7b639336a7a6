"""Socket Mode: up to ten WebSockets, envelopes out, acknowledgements in."""

import asyncio
import itertools
import json
import secrets
from dataclasses import dataclass

from aiohttp import WSMsgType, web

from bot.sandbox.core import WorkspaceCore
from bot.sandbox.errors import ApiError
from bot.sandbox.outgoing import DISPATCH_FAILED, OPERATION_TIMEOUT, Answer, Outgoing
from bot.sandbox.state import Json

CONNECTIONS = 10  # per app, by Slack's documentation
PING_SECONDS = 20.0
APPROXIMATE_LIFE = 18060  # seconds; what Slack announces in its hello


@dataclass(eq=False)
class Connection:
    """One WebSocket; `retiring` once the app was told that it will be refreshed."""

    number: int
    socket: web.WebSocketResponse
    request: web.Request
    retiring: bool = False

    @property
    def host(self) -> str:
        """Return the name of the imagined Slack machine behind this connection."""
        return f"applink-{self.number}"


class SocketMode:
    """Gives out tickets, holds the connections, and matches acknowledgements to envelopes."""

    def __init__(self, core: WorkspaceCore) -> None:
        self._core = core
        self._tickets: set[str] = set()
        self._connections: list[Connection] = []
        self._numbers = itertools.count(1)
        self._turn = itertools.count()
        self._endings: set[asyncio.Task[None]] = set()
        self._waiting: dict[str, list[asyncio.Future[Json | None]]] = {}

    @property
    def open_connections(self) -> int:
        """Return how many WebSockets the app holds."""
        return len(self._connections)

    def ticket_url(self) -> str:
        """Return a WebSocket URL that connects once. Raises ApiError while connections are refused."""
        if self._core.faults.refuse_connections:
            raise ApiError("internal_error")
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        base = self._core.base_url.replace("http://", "ws://", 1)
        return f"{base}/link/?ticket={ticket}&app_id={self._core.config.app_id}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one WebSocket from handshake to close."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets or self._core.faults.refuse_connections:
            return web.Response(status=401, text="The ticket is unknown or already used.")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(heartbeat=PING_SECONDS)
        await socket.prepare(request)
        connection = Connection(next(self._numbers), socket, request)
        if len(self._connections) >= CONNECTIONS:
            await self._say_goodbye(connection, "too_many_websockets")
            return socket
        await self._serve(connection)
        return socket

    async def _serve(self, connection: Connection) -> None:
        self._connections.append(connection)
        try:
            await connection.socket.send_json(self._hello(connection))
            self._core.announce("connected", connections=len(self._connections))
            async for frame in connection.socket:
                if frame.type is WSMsgType.TEXT:
                    self._take_ack(frame.data)
        finally:
            if connection in self._connections:
                self._connections.remove(connection)
            self._core.announce("disconnected", connections=len(self._connections))

    def _hello(self, connection: Connection) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": {
                "host": connection.host,
                "build_number": 1,
                "approximate_connection_time": APPROXIMATE_LIFE,
            },
            "connection_info": {"app_id": self._core.config.app_id},
        }

    async def send(self, outgoing: Outgoing, attempt: int, reason: str) -> Answer:
        """Send an envelope over one connection and wait for its acknowledgement."""
        connection = self._next_connection()
        if connection is None:
            return Answer(False, error=DISPATCH_FAILED)
        waiting: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(outgoing.envelope_id, []).append(waiting)
        try:
            await connection.socket.send_json(self._envelope(outgoing, attempt, reason))
            return Answer(True, await asyncio.wait_for(waiting, self._core.deadlines.acknowledge))
        except TimeoutError:
            return Answer(False, error=OPERATION_TIMEOUT)
        except ConnectionError:
            return Answer(False, error=DISPATCH_FAILED)
        finally:
            self._forget(outgoing.envelope_id, waiting)

    def _envelope(self, outgoing: Outgoing, attempt: int, reason: str) -> Json:
        envelope: Json = {
            "envelope_id": outgoing.envelope_id,
            "payload": outgoing.payload,
            "type": outgoing.kind,
            "accepts_response_payload": outgoing.accepts_response,
        }
        if outgoing.kind == "events_api":
            timeout = "timeout" if reason == OPERATION_TIMEOUT else reason
            envelope |= {"retry_attempt": attempt, "retry_reason": timeout}
        return envelope

    def _next_connection(self) -> Connection | None:
        usable = [c for c in self._connections if not c.retiring and not c.socket.closed]
        usable = usable or [c for c in self._connections if not c.socket.closed]
        return usable[next(self._turn) % len(usable)] if usable else None

    def _take_ack(self, data: str) -> None:
        try:
            content = json.loads(data)
        except ValueError:
            return
        envelope_id = content.get("envelope_id") if isinstance(content, dict) else None
        for waiting in self._waiting.get(str(envelope_id), []):
            if not waiting.done():
                payload = content.get("payload")
                waiting.set_result(payload if isinstance(payload, dict) else None)

    def _forget(self, envelope_id: str, waiting: asyncio.Future[Json | None]) -> None:
        known = self._waiting.get(envelope_id, [])
        if waiting in known:
            known.remove(waiting)
        if not known:
            self._waiting.pop(envelope_id, None)

    async def refresh(self, warning: bool) -> None:
        """Ask every connection to be renewed; without `warning` it is closed at once."""
        for connection in list(self._connections):
            connection.retiring = True
            if warning:
                await connection.socket.send_json(_goodbye(connection, "warning"))
                self._later(connection)
            else:
                await self._say_goodbye(connection, "refresh_requested")

    def _later(self, connection: Connection) -> None:
        async def end() -> None:
            await asyncio.sleep(self._core.deadlines.disconnect_warning)
            if not connection.socket.closed:
                await self._say_goodbye(connection, "refresh_requested")

        task = asyncio.ensure_future(end())
        self._endings.add(task)
        task.add_done_callback(self._endings.discard)

    async def drop(self) -> None:
        """Cut every connection without a word, as a broken network does."""
        for connection in list(self._connections):
            if isinstance(connection.request.transport, asyncio.WriteTransport):
                connection.request.transport.abort()

    async def close(self) -> None:
        """Close every connection."""
        for ending in list(self._endings):
            ending.cancel()
        await asyncio.gather(*self._endings, return_exceptions=True)
        for connection in list(self._connections):
            await connection.socket.close(drain=False)

    async def _say_goodbye(self, connection: Connection, reason: str) -> None:
        await connection.socket.send_json(_goodbye(connection, reason))
        await connection.socket.close(drain=False)


def _goodbye(connection: Connection, reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": connection.host}}
