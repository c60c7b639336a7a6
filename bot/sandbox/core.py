"""The heart of a workspace: its state under one lock, its clock, its log, its way to the app."""

import secrets
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.clock import Clock, Deadlines
from bot.sandbox.config import WorkspaceConfig
from bot.sandbox.errors import ApiError, ServerError
from bot.sandbox.faults import Faults
from bot.sandbox.identifiers import Counter, Timestamps, random_id
from bot.sandbox.journal import Journal
from bot.sandbox.manifest import Manifest
from bot.sandbox.outgoing import Delivery, Outgoing
from bot.sandbox.rates import RateLimits
from bot.sandbox.state import Channel, Message, User, WorkspaceState

Listener = Callable[[str, dict[str, Any]], None]


@dataclass(frozen=True, repr=False)
class Credentials:
    """What the app needs to connect; made anew for each workspace unless given."""

    bot_token: str = field(default_factory=lambda: f"xoxb-sandbox-{secrets.token_hex(12)}")
    app_token: str = field(default_factory=lambda: f"xapp-1-A0SANDBOX1-{secrets.token_hex(12)}")
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    verification_token: str = field(default_factory=lambda: secrets.token_hex(12))


class WorkspaceCore:
    """Shared by the Web API, the people and the page; hold `lock` while reading or changing state."""

    def __init__(
        self,
        manifest: Manifest,
        config: WorkspaceConfig,
        state: WorkspaceState,
        *,
        deadlines: Deadlines,
        strict_rates: bool,
        credentials: Credentials,
    ) -> None:
        self.manifest = manifest
        self.config = config
        self.state = state
        self.deadlines = deadlines
        self.credentials = credentials
        self.clock = Clock()
        self.journal = Journal()
        self.faults = Faults()
        self.rates = RateLimits(strict=strict_rates)
        self.timestamps = Timestamps(self.clock.now)
        self.event_ids = Counter("Ev")
        self.lock = threading.RLock()
        self.changed = threading.Condition(self.lock)
        self.deliveries: list[Delivery] = []
        self.on_the_way = 0  # payloads that are being sent or wait for their acknowledgement
        self.changes = 0  # counts announcements, so that nobody sleeps through one
        self.base_url = ""
        self.submit: Callable[[Outgoing], Future[Delivery]] | None = None
        self._listeners: list[Listener] = []

    # --- change notifications -------------------------------------------------------------

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener(kind, detail)` at every change; returns what ends the subscription.

        The listener runs under the workspace's lock: it must be quick and must not wait.
        """
        with self.lock:
            self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @contextmanager
    def change(self, kind: str, **detail: Any) -> Iterator[None]:
        """Hold the lock for a change, then tell everybody who waits or listens."""
        with self.lock:
            yield
            self.announce(kind, **detail)

    def announce(self, kind: str, **detail: Any) -> None:
        """Tell waiting threads and listeners that something of `kind` happened."""
        with self.lock:
            self.changes += 1
            self.changed.notify_all()
            for listener in list(self._listeners):
                listener(kind, detail)

    # --- to the app -----------------------------------------------------------------------

    def dispatch(self, outgoing: Outgoing) -> Future[Delivery]:
        """Hand a payload to the running server. Raises ServerError when there is none."""
        if self.submit is None:
            raise ServerError("The workspace is not running; start it with `with Workspace...`.")
        self.count_on_the_way(1)
        return self.submit(outgoing)

    def count_on_the_way(self, change: int) -> None:
        """Count payloads that set out (1) or came to rest (-1)."""
        with self.lock:
            self.on_the_way += change
            self.changes += 1
            self.changed.notify_all()

    # --- looking things up ----------------------------------------------------------------

    @property
    def bot(self) -> User:
        """Return the app's bot user."""
        return self.state.bot_user

    def channel(self, reference: str) -> Channel:
        """Return a channel by id or name, with or without #. Raises ApiError channel_not_found."""
        found = self.state.channels.get(reference)
        name = reference.removeprefix("#")
        if found is None:
            found = next((c for c in self.state.channels.values() if c.kind != "im" and c.name == name), None)
        if found is None:
            raise ApiError("channel_not_found")
        return found

    def user(self, user_id: str) -> User:
        """Return a person or the bot by id. Raises ApiError user_not_found."""
        found = self.state.all_users().get(user_id)
        if found is None:
            raise ApiError("user_not_found")
        return found

    def direct_channel(self, user_id: str) -> Channel:
        """Return the direct conversation between the bot and a person, making it when needed."""
        for channel in self.state.channels.values():
            if channel.kind == "im" and user_id in channel.members:
                return channel
        channel = Channel(random_id("D"), user_id, "im", [user_id, self.bot.id], created=int(self.clock.now()))
        self.state.channels[channel.id] = channel
        return channel

    def message(self, channel: Channel, ts: str) -> Message:
        """Return a message everybody can see. Raises ApiError message_not_found."""
        found = next((m for m in channel.messages if m.ts == ts and m.ephemeral_to is None), None)
        if found is None:
            raise ApiError("message_not_found")
        return found

    def is_shared(self, channel: Channel) -> bool:
        """Tell whether people of another workspace are in the channel."""
        users = self.state.all_users()
        return any(users[member].team_id != self.state.team.id for member in channel.members)
