"""A person who uses the workspace: each method is a gesture, and waits for what it causes."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

from bot.sandbox import acts, forms, modals, reacting
from bot.sandbox.core import WorkspaceCore
from bot.sandbox.errors import ApiError, PersonError
from bot.sandbox.outgoing import Delivery
from bot.sandbox.state import Channel, Json, Message, StoredFile, User, View

Reaction = Callable[[WorkspaceCore, Channel, Message, str, str], None]
WAIT_BEYOND_DEADLINE = 10.0  # seconds a gesture waits after the app's own time is over


class Person:
    """Drives the workspace as one person; safe to use from any thread but the server's own."""

    def __init__(self, core: WorkspaceCore, user: User) -> None:
        self._core = core
        self.user = user

    @property
    def id(self) -> str:
        """Return the person's user id."""
        return self.user.id

    def say(self, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Write into a channel (id or name), in a thread when `thread_ts` is given."""
        return acts.say(self._core, self.user, self._channel(channel), text, thread_ts)

    def mention(self, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Write into a channel with a mention of the bot in front."""
        return self.say(channel, f"<@{self._core.bot.id}> {text}", thread_ts)

    def dm(self, text: str, thread_ts: str | None = None) -> Message:
        """Write to the bot directly."""
        return acts.say(self._core, self.user, self._direct(), text, thread_ts)

    def edit(self, message: Message, text: str) -> Message:
        """Change an own message."""
        return acts.rewrite(self._core, self.user, message, text)

    def delete(self, message: Message) -> None:
        """Delete an own message."""
        acts.take_back(self._core, self.user, message)

    def slash(
        self, command: str, text: str = "", *, channel: str | None = None, thread_ts: str | None = None
    ) -> Delivery:
        """Type a slash command, in the direct conversation with the bot unless a channel is given."""
        place = self._direct() if channel is None else self._channel(channel)
        in_thread = thread_ts is not None
        return self._wait(acts.slash(self._core, self.user, place, command, text, in_thread=in_thread))

    def press(self, target: Message | View, button: forms.Reference) -> Delivery:
        """Press a button in a message or view, named by action id, text or value, or by block and action id."""
        return self._wait(forms.press(self._core, self.user, target, button))

    def select(self, target: Message | View, element: str, given: Any) -> Delivery:
        """Pick in a menu or picker; options are named by value or text."""
        return self._wait(forms.pick(self._core, self.user, target, element, _plain(given)))

    def fill(self, view: View, values: Mapping[str, Any]) -> None:
        """Fill in fields of a form, named by block id, action id or label."""
        plain = {name: _plain(value) for name, value in values.items()}
        forms.fill(self._core, self.user, view, plain)

    def submit(self, view: View, values: Mapping[str, Any] | None = None) -> Delivery:
        """Fill in `values`, then send the form."""
        self.fill(view, values or {})
        return self._wait(forms.submit(self._core, self.user, view))

    def close(self, view: View, *, whole_stack: bool = False) -> Delivery | None:
        """Close a form; returns None when the app does not ask to hear of it."""
        pending = forms.close(self._core, self.user, view, whole_stack=whole_stack)
        return None if pending is None else self._wait(pending)

    def suggest(self, target: Message | View, element: str, typed: str) -> list[Json]:
        """Type into an external select and return the options the app offers."""
        answer = self._wait(forms.suggest(self._core, self.user, target, element, typed))
        response = answer.response or {}
        groups = response.get("option_groups") or [{"options": response.get("options") or []}]
        return [option for group in groups for option in group["options"]]

    def shortcut(self, callback_id: str) -> Delivery:
        """Choose a global shortcut."""
        return self._wait(acts.shortcut(self._core, self.user, callback_id))

    def message_shortcut(self, callback_id: str, message: Message) -> Delivery:
        """Choose a shortcut from a message's menu."""
        return self._wait(acts.message_shortcut(self._core, self.user, callback_id, message))

    def open_home(self, tab: str = "home") -> None:
        """Open the app's Home tab, or with "messages" its Messages tab."""
        acts.open_home(self._core, self.user, tab)

    def react(self, message: Message, name: str) -> None:
        """Add a reaction. Raises PersonError when it is already there."""
        self._reaction(reacting.react, message, name)

    def unreact(self, message: Message, name: str) -> None:
        """Take an own reaction back."""
        self._reaction(reacting.unreact, message, name)

    def upload(
        self, channel: str, content: bytes, name: str, *, text: str = "", thread_ts: str | None = None
    ) -> StoredFile:
        """Share a file in a channel."""
        file = acts.upload(self._core, self.user, content, name)
        acts.say(self._core, self.user, self._channel(channel), text, thread_ts, (file.id,))
        return file

    def attach(self, content: bytes, name: str) -> Json:
        """Upload a file for a form's file field; put the result into the field's list."""
        file = acts.upload(self._core, self.user, content, name)
        return {"id": file.id}

    def invite(self, channel: str, newcomer: "Person | User") -> None:
        """Add somebody, or the bot, to a channel."""
        user = newcomer.user if isinstance(newcomer, Person) else newcomer
        acts.add_to_channel(self._core, self.user, self._channel(channel), user)

    @property
    def views(self) -> list[View]:
        """Return the person's open forms, the top one last."""
        with self._core.lock:
            return modals.open_views(self._core, self.id)

    @property
    def home(self) -> View | None:
        """Return what the app last published on the person's Home tab."""
        with self._core.lock:
            return self._core.state.views.get(self._core.state.homes.get(self.id, ""))

    def _channel(self, reference: str) -> Channel:
        with self._core.lock:
            try:
                return self._core.channel(reference)
            except ApiError:
                known = ", ".join(c.name for c in self._core.state.channels.values() if c.kind != "im")
                raise PersonError(f"There is no channel {reference!r}; there are: {known}.") from None

    def _direct(self) -> Channel:
        with self._core.lock:
            if self.user.team_id != self._core.state.team.id:
                raise PersonError(f"{self.user.real_name} belongs to another workspace.")
            return self._core.direct_channel(self.id)

    def _reaction(self, change: Reaction, message: Message, name: str) -> None:
        with self._core.lock:
            channel = self._core.state.channels[message.channel]
            try:
                change(self._core, channel, message, self.id, name.strip(":"))
            except ApiError as error:
                raise PersonError(f"The reaction {name!r} was refused: {error.code}.") from error

    def _wait(self, pending: Future[Delivery]) -> Delivery:
        return pending.result(self._core.deadlines.acknowledge + WAIT_BEYOND_DEADLINE)


def _plain(given: Any) -> Any:
    if isinstance(given, Person):
        return given.id
    if isinstance(given, list | tuple):
        return [_plain(one) for one in given]
    return given
