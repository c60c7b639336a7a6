"""A workspace in a test or a terminal: start it, act as its people, look at what happened."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from aiohttp import web

from bot.sandbox.clock import Clock, Deadlines
from bot.sandbox.config import WorkspaceConfig
from bot.sandbox.core import Credentials, Listener, WorkspaceCore
from bot.sandbox.errors import SandboxError
from bot.sandbox.faults import Faults
from bot.sandbox.founding import found_workspace
from bot.sandbox.journal import LogEntry
from bot.sandbox.manifest import Manifest, load_manifest
from bot.sandbox.outgoing import Delivery, new_envelope_id
from bot.sandbox.page.routes import page_routes
from bot.sandbox.person import Person
from bot.sandbox.saving import Keeper, restored
from bot.sandbox.server import Server
from bot.sandbox.shapes import replies_of
from bot.sandbox.state import Channel, Message, View

Found = TypeVar("Found")
PATIENCE = 60.0  # seconds a wait lasts at most: far more than anything takes that happens at all
OUTSIDE_POLL = 0.05  # seconds between looks while nothing changes in the workspace


class Workspace:
    """A Slack workspace on this machine; use it as a context manager, or `start` and `stop` it."""

    def __init__(
        self,
        manifest: Manifest,
        *,
        config: WorkspaceConfig | None = None,
        deadlines: Deadlines | None = None,
        credentials: Credentials | None = None,
        strict_rates: bool = False,
        port: int = 0,
        extra_routes: Sequence[web.AbstractRouteDef] = (),
        page: bool = False,
        state_file: Path | None = None,
    ) -> None:
        """`page` serves the workspace to browsers as well; `state_file` keeps it from one start to the next."""
        config = config or WorkspaceConfig()
        kept = restored(state_file, manifest) if state_file else None
        self.core = WorkspaceCore(
            manifest,
            config,
            kept.state if kept else found_workspace(config, manifest),
            deadlines=deadlines or Deadlines(),
            strict_rates=strict_rates,
            credentials=credentials or (kept.credentials if kept else Credentials()),
        )
        if kept:
            self.core.event_ids.given = kept.events
        self._keeper = Keeper(self.core, state_file) if state_file else None
        routes = [*extra_routes, *(page_routes(self) if page else ())]
        self._server = Server(self.core, port=port, extra_routes=routes)

    @classmethod
    def from_manifest(cls, path: Path | str, **options: Any) -> "Workspace":
        """Return a workspace for the app of a manifest file; `options` as for the class."""
        return cls(load_manifest(Path(path)), **options)

    # --- life ------------------------------------------------------------------------------

    def start(self) -> None:
        """Start the server. Raises ServerError when the port is taken."""
        self._server.start()
        if self._keeper:
            self._keeper.start()

    def stop(self) -> None:
        """Stop the server, close every connection, and write the state file when there is one."""
        self._server.stop()
        if self._keeper:
            self._keeper.stop()

    def __enter__(self) -> "Workspace":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def deliver_to(self, request_url: str) -> None:
        """Use HTTP mode from now on. Raises DeliveryError when the URL fails its verification."""
        self._server.deliver_to(request_url)

    # --- what an app needs -----------------------------------------------------------------

    @property
    def url(self) -> str:
        """Return the server's own address."""
        return self.core.base_url

    @property
    def api_url(self) -> str:
        """Return the Web API's base URL, for `WebClient(base_url=...)`."""
        return f"{self.core.base_url}/api/"

    @property
    def bot_token(self) -> str:
        """Return the bot's token."""
        return self.core.credentials.bot_token

    @property
    def app_token(self) -> str:
        """Return the app-level token that opens Socket Mode."""
        return self.core.credentials.app_token

    @property
    def signing_secret(self) -> str:
        """Return the secret that signs requests in HTTP mode."""
        return self.core.credentials.signing_secret

    @property
    def bot_user_id(self) -> str:
        """Return the bot's user id."""
        return self.core.bot.id

    # --- people and places -----------------------------------------------------------------

    def person(self, key: str) -> Person:
        """Return a person by the key in the config, their handle or their id."""
        users = self.core.state.users.values()
        for user in users:
            if key in (user.key, user.name, user.id):
                return Person(self.core, user)
        known = ", ".join(user.key for user in users)
        raise SandboxError(f"There is no person {key!r}; there are: {known}.")

    def channel(self, reference: str) -> Channel:
        """Return a channel by id or name."""
        with self.core.lock:
            return self.core.channel(reference)

    def direct_channel(self, person: Person) -> Channel:
        """Return the direct conversation between a person and the bot."""
        with self.core.lock:
            return self.core.direct_channel(person.id)

    # --- looking ---------------------------------------------------------------------------

    def messages(
        self, channel: str | Channel, viewer: Person | None = None, thread_ts: str | None = None
    ) -> list[Message]:
        """Return what `viewer` sees in a channel, or in one of its threads, oldest first.

        Without a viewer only what everybody sees. Without `thread_ts` thread replies are included too.
        """
        with self.core.lock:
            place = channel if isinstance(channel, Channel) else self.core.channel(channel)
            seen = [m for m in place.messages if m.ephemeral_to is None or _is_for(m, viewer)]
            if thread_ts is None:
                return seen
            return [message for message in seen if thread_ts in (message.ts, message.thread_ts)]

    def replies(self, message: Message) -> list[Message]:
        """Return the replies everybody sees in a message's thread."""
        with self.core.lock:
            return replies_of(self.core.state.channels[message.channel], message.ts)

    def views(self, person: Person) -> list[View]:
        """Return a person's open forms, the top one last."""
        return person.views

    def home(self, person: Person) -> View | None:
        """Return what the app published on a person's Home tab."""
        return person.home

    @property
    def log(self) -> list[LogEntry]:
        """Return every payload so far, with tokens masked, oldest first."""
        return self.core.journal.entries()

    @property
    def deliveries(self) -> list[Delivery]:
        """Return what became of each payload, in the order they were settled."""
        with self.core.lock:
            return list(self.core.deliveries)

    @property
    def undelivered(self) -> int:
        """Return how many payloads are being sent, or wait for the app to acknowledge them.

        One that nobody took rests until it is sent again, and is not counted meanwhile.
        """
        with self.core.lock:
            return self.core.on_the_way

    @property
    def connections(self) -> int:
        """Return how many WebSockets the app holds."""
        return self._server.sockets.open_connections

    def wait_for(self, look: Callable[[], Found | None], timeout: float = PATIENCE, what: str = "") -> Found:
        """Wait until `look` returns something true, and return it.

        `look` is asked again after each change and, for what happens outside the workspace, every 50 ms;
        it runs without the workspace's lock. Raises SandboxError after `timeout` seconds.
        """
        end = time.monotonic() + timeout
        while True:
            changes = self.core.changes
            found = look()
            if found:
                return found
            if time.monotonic() >= end:
                raise SandboxError(f"Within {timeout:g} s this did not happen: {what or repr(look)}.")
            with self.core.changed:
                if self.core.changes == changes:
                    self.core.changed.wait(OUTSIDE_POLL)

    def wait_for_reply(self, message: Message, timeout: float = PATIENCE) -> Message:
        """Wait for the bot's first reply in a message's thread."""

        def look() -> Message | None:
            return next((r for r in self.replies(message) if r.user == self.bot_user_id), None)

        return self.wait_for(look, timeout, "a reply by the bot in the thread")

    def wait_for_view(self, person: Person, timeout: float = PATIENCE) -> View:
        """Wait until a form is open for a person, and return the one on top."""
        return self.wait_for(lambda: person.views[-1] if person.views else None, timeout, "an open form")

    def wait_until_connected(self, connections: int = 1, timeout: float = PATIENCE) -> None:
        """Wait until the app holds at least that many WebSockets."""
        self.wait_for(lambda: self.connections >= connections, timeout, f"{connections} open WebSockets")

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener(kind, detail)` at every change; returns what ends the subscription."""
        return self.core.subscribe(listener)

    # --- time and trouble ------------------------------------------------------------------

    @property
    def clock(self) -> Clock:
        """Return the clock, which `advance(seconds)` moves."""
        return self.core.clock

    @property
    def faults(self) -> Faults:
        """Return the switches for rate limits, errors, delay and refused connections."""
        return self.core.faults

    async def refresh_connections(self, *, warning: bool) -> None:
        """Do what `disconnect` does, from the server's own loop."""
        await self._server.sockets.refresh(warning)

    async def cut_connections(self) -> None:
        """Do what `drop_connections` does, from the server's own loop."""
        await self._server.sockets.drop()

    def redeliver(self, delivery: Delivery, *, reason: str = "timeout", new_envelope: bool = False) -> Delivery:
        """Send a settled payload once more, with the same event id, in the same or a new envelope."""
        outgoing = delivery.outgoing
        if new_envelope:
            outgoing = replace(outgoing, envelope_id=new_envelope_id())
        pending: Future[Delivery] = self._server.dispatcher.again(outgoing, reason)
        return pending.result(self.core.deadlines.acknowledge + 10)

    def disconnect(self, *, warning: bool) -> None:
        """Refresh the WebSockets: with a warning first, or closed at once."""
        self._server.run(self._server.sockets.refresh(warning))

    def drop_connections(self) -> None:
        """Cut the WebSockets without a word."""
        self._server.run(self._server.sockets.drop())


def _is_for(message: Message, viewer: Person | None) -> bool:
    return viewer is not None and message.ephemeral_to == viewer.id
