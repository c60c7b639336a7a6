"""What a browser may ask to do, by name: each takes the session's person and what the page sent."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from bot.sandbox import acts, forms, posting, reacting
from bot.sandbox.core import WorkspaceCore
from bot.sandbox.errors import PersonError
from bot.sandbox.outgoing import Delivery
from bot.sandbox.page import looks, trouble
from bot.sandbox.shapes import file_json
from bot.sandbox.state import Channel, Json, Message, User, View

if TYPE_CHECKING:
    from bot.sandbox.driver import Workspace

Given = dict[str, Any]


class Gestures:
    """One person's hands on the workspace; used from the server's loop only."""

    def __init__(self, workspace: "Workspace", user: User) -> None:
        self._workspace = workspace
        self._core: WorkspaceCore = workspace.core
        self.user = user

    async def do(self, name: str, given: Given) -> Json:
        """Do what the page asked for. Raises PersonError, also for a gesture that does not exist."""
        gesture = _GESTURES.get(name)
        if gesture is None:
            raise PersonError(f"There is no gesture {name!r}.")
        return await gesture(self, given) or {}

    # --- messages --------------------------------------------------------------------------

    def look(self, given: Given) -> Json:
        """Return a conversation's messages; hold the lock until they are on their way to the page."""
        place = self._channel(given)
        return {"channel": place.id, "messages": looks.messages(self._core, place, self.user)}

    async def say(self, given: Given) -> Json:
        """Post a message, with files that were uploaded before."""
        place, files = self._channel(given), tuple(map(str, given.get("files") or ()))
        with self._core.lock:
            if not all(self._owns(file_id) for file_id in files):
                raise PersonError("A file that is attached was not uploaded by this person.")
            message = acts.say(self._core, self.user, place, str(given["text"]), given.get("thread"), files)
        return {"ts": message.ts}

    def _owns(self, file_id: str) -> bool:
        file = self._core.state.files.get(file_id)
        return file is not None and file.user == self.user.id

    async def edit(self, given: Given) -> None:
        """Change an own message."""
        acts.rewrite(self._core, self.user, self._message(given), str(given["text"]))

    async def delete(self, given: Given) -> None:
        """Delete an own message, or put one away that only this person sees."""
        message = self._message(given)
        if message.ephemeral_to == self.user.id:
            posting.remove(self._core, self._core.state.channels[message.channel], message)
        else:
            acts.take_back(self._core, self.user, message)

    async def react(self, given: Given) -> None:
        """Add a reaction, or take it back when it is there already."""
        with self._core.lock:
            message, name = self._message(given), str(given["name"])
            is_there = self.user.id in message.reactions.get(name, [])
            change = reacting.unreact if is_there else reacting.react
            change(self._core, self._core.state.channels[message.channel], message, self.user.id, name)

    async def read(self, given: Given) -> None:
        """Note how far a conversation or a thread was read."""
        place, thread = self._channel(given), given.get("thread")
        key = f"{place.id}:{thread}" if thread else place.id
        with self._core.lock:
            self._core.state.last_read.setdefault(self.user.id, {})[key] = str(given["ts"])

    async def invite(self, given: Given) -> None:
        """Add somebody to a channel."""
        acts.add_to_channel(self._core, self.user, self._channel(given), self._core.user(str(given["user"])))

    # --- the app ---------------------------------------------------------------------------

    async def slash(self, given: Given) -> Json:
        """Type a slash command."""
        texts, in_thread = (str(given["command"]), str(given.get("text") or "")), bool(given.get("thread"))
        return await _outcome(acts.slash(self._core, self.user, self._channel(given), *texts, in_thread=in_thread))

    async def shortcut(self, given: Given) -> Json:
        """Choose a global shortcut."""
        return await _outcome(acts.shortcut(self._core, self.user, str(given["id"])))

    async def message_shortcut(self, given: Given) -> Json:
        """Choose a shortcut from a message's menu."""
        return await _outcome(acts.message_shortcut(self._core, self.user, str(given["id"]), self._message(given)))

    async def home(self, given: Given) -> None:
        """Open a tab of the app."""
        acts.open_home(self._core, self.user, str(given["tab"]))

    async def press(self, given: Given) -> Json:
        """Press a button; what is filled in around it goes along."""
        target = self._filled_target(given)
        return await _outcome(forms.press(self._core, self.user, target, _reference(given), given.get("value")))

    async def pick(self, given: Given) -> Json:
        """Pick in a menu or a picker."""
        target = self._filled_target(given)
        return await _outcome(forms.pick(self._core, self.user, target, _reference(given), given.get("given")))

    async def suggest(self, given: Given) -> Json:
        """Type into an external select, and return the options or groups the app offers."""
        pending = forms.suggest(self._core, self.user, self._target(given), _reference(given), str(given["typed"]))
        delivery = await asyncio.wrap_future(pending)
        answer = delivery.response or {}
        groups = answer.get("option_groups") or [{"options": answer.get("options") or []}]
        return {"groups": groups, "error": delivery.error}

    async def submit(self, given: Given) -> Json:
        """Send a form."""
        view = self._filled_target(given)
        if not isinstance(view, View):
            raise PersonError("Only a form can be sent.")
        return await _outcome(forms.submit(self._core, self.user, view))

    async def close(self, given: Given) -> Json:
        """Close a form, or all of them."""
        view = self._target(given)
        if not isinstance(view, View):
            raise PersonError("Only a form can be closed.")
        pending = forms.close(self._core, self.user, view, whole_stack=bool(given.get("all")))
        return await _outcome(pending) if pending else {}

    # --- trouble ---------------------------------------------------------------------------

    async def trouble(self, given: Given) -> Json:
        """Turn a switch, cause something once, or only look; returns the switches."""
        if "switch" in given:
            trouble.switch(self._workspace, str(given["switch"]), bool(given["on"]))
        if "once" in given:
            await trouble.once(self._workspace, str(given["once"]))
        return {"switches": trouble.switches(self._workspace), "connections": self._workspace.connections}

    # --- what is meant ---------------------------------------------------------------------

    def _channel(self, given: Given) -> Channel:
        place = self._core.state.channels.get(str(given.get("channel")))
        if place is None or self.user.id not in place.members:
            raise PersonError("The person is not in this conversation.", "not_a_member")
        return place

    def _message(self, given: Given) -> Message:
        found = looks.message_in(self._channel(given), str(given.get("ts")))
        if found is None or not looks.is_visible(found, self.user):
            raise PersonError("The message is not there any more.", "message_gone")
        return found

    def _target(self, given: Given) -> Message | View:
        if "view" not in given:
            return self._message(given)
        found = self._core.state.views.get(str(given["view"]))
        if found is None:
            raise PersonError("The form is not there any more.", "view_closed")
        return found

    def _filled_target(self, given: Given) -> Message | View:
        target = self._target(given)
        values = {(one["block"], one["action"]): self._with_files(one["given"]) for one in given.get("values") or ()}
        if values:
            forms.fill(self._core, self.user, target, values)
        return target

    def _with_files(self, value: Any) -> Any:
        """Return a value with uploaded files, named by id, as the app is told of them."""
        if not (isinstance(value, list) and value and all(isinstance(one, dict) and "id" in one for one in value)):
            return value
        if not all(self._owns(str(one["id"])) for one in value):
            raise PersonError("A file that is attached was not uploaded by this person.")
        return [file_json(self._core, self._core.state.files[str(one["id"])]) for one in value]


def _reference(given: Given) -> tuple[str, str]:
    return str(given["block"]), str(given["action"])


async def _outcome(pending: Future[Delivery]) -> Json:
    # Whoever goes before the app has answered does not take the delivery along.
    delivery = await asyncio.shield(asyncio.wrap_future(pending))
    return {"error": delivery.error, "errors": delivery.errors}


_NAMES = """
    say edit delete react read invite slash shortcut message_shortcut home press pick suggest submit close trouble
"""
_GESTURES: dict[str, Callable[[Gestures, Given], Awaitable[Json | None]]] = {
    name: getattr(Gestures, name) for name in _NAMES.split()
}
