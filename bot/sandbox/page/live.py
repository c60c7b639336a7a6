"""One browser's WebSocket: requests in; answers and everything its person can see happen out, in order."""

import asyncio
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from bot.sandbox.errors import ApiError, PersonError, SandboxError
from bot.sandbox.journal import LogEntry
from bot.sandbox.page import looks
from bot.sandbox.page.gestures import Gestures
from bot.sandbox.state import Json, User

if TYPE_CHECKING:
    from bot.sandbox.driver import Workspace

LOG_SHOWN = 300  # entries a newly opened log starts with
REQUEST_BYTES = 1_000_000
PING_SECONDS = 20.0
_ABOUT_MESSAGES = frozenset(
    {"message_posted", "message_changed", "message_streamed", "reaction_added", "reaction_removed"}
)
_ABOUT_VIEWS = frozenset({"view_opened", "view_pushed", "view_updated", "view_closed", "view_errors", "home_published"})


class Session:
    """Serves one browser tab for one person at a time; everything sent goes through one queue."""

    def __init__(self, workspace: "Workspace", user: User) -> None:
        self._workspace = workspace
        self._core = workspace.core
        self._gestures = Gestures(workspace, user)
        self._queue: asyncio.Queue[Json] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._end_log: Callable[[], None] | None = None

    @property
    def _user(self) -> User:
        return self._gestures.user

    async def serve(self, socket: web.WebSocketResponse) -> None:
        """Talk until the browser goes."""
        end_changes = self._core.subscribe(self._changed)
        sender = asyncio.ensure_future(self._send_all(socket))
        try:
            self._put_world()
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    self._take(frame.data)
        finally:
            end_changes()
            self._log(False)
            sender.cancel()
            await asyncio.sleep(0)  # what was asked for just before the browser went is begun, as any task is
            for task in list(self._tasks):
                task.cancel()

    async def _send_all(self, socket: web.WebSocketResponse) -> None:
        while not socket.closed:
            try:
                await socket.send_str(json.dumps(await self._queue.get(), ensure_ascii=False))
            except ConnectionError:
                return

    def _put(self, item: Json) -> None:
        """Queue from any thread; under the workspace's lock, the order is that of the changes."""
        self._loop.call_soon_threadsafe(self._queue.put_nowait, item)

    # --- requests --------------------------------------------------------------------------

    def _take(self, data: str) -> None:
        try:
            request = json.loads(data)
            number, name, given = request["id"], str(request["do"]), dict(request.get("with") or {})
        except (ValueError, KeyError, TypeError):
            return
        task = asyncio.ensure_future(self._answer(number, name, given))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, number: Any, name: str, given: Json) -> None:
        try:
            if name == "look":
                self._look(number, given)
            else:
                self._put({"id": number, "ok": True, "result": await self._result(name, given)})
        except PersonError as error:
            self._refuse(number, error.code, error)
        except ApiError as error:
            self._refuse(number, error.code, error)
        except (SandboxError, KeyError, TypeError, ValueError) as error:
            self._refuse(number, "not_possible", error)

    def _refuse(self, number: Any, code: str, error: Exception) -> None:
        self._put({"id": number, "ok": False, "error": code, "message": str(error)})

    def _look(self, number: Any, given: Json) -> None:
        """Read and queue under one lock, so that no change falls between the two."""
        with self._core.lock:
            self._put({"id": number, "ok": True, "result": self._gestures.look(given)})

    async def _result(self, name: str, given: Json) -> Json:
        if name == "enter":
            return self._enter(str(given["user"]))
        if name == "log":
            self._log(bool(given["on"]))
            return {}
        return await self._gestures.do(name, given)

    def _enter(self, user_id: str) -> Json:
        with self._core.lock:
            user = self._core.state.users.get(user_id)
            if user is None:
                raise PersonError("There is no such person.")
            self._gestures.user = user
            self._put_world()
        return {}

    def _put_world(self) -> None:
        with self._core.lock:
            shown = looks.world(self._core, self._user)
            self._put({"push": "world", "connections": self._workspace.connections, **shown})

    # --- what happens ----------------------------------------------------------------------

    def _changed(self, kind: str, detail: Json) -> None:
        if kind in _ABOUT_MESSAGES:
            self._message_changed(kind, detail)
        elif kind == "message_deleted":
            self._put_in(detail["channel"], {"push": "gone", "ts": detail["ts"]})
        elif kind in _ABOUT_VIEWS:
            self._views_changed(detail)
        elif kind in ("status", "title", "prompts"):
            place = self._core.state.channels[detail["channel"]]
            self._put_in(place.id, {"push": "assistant", "threads": looks.assistant(self._core, place)})
        elif kind in ("connected", "disconnected"):
            self._put({"push": "connections", "count": detail["connections"]})
        elif kind in ("member_joined", "file_deleted"):
            self._put_world()

    def _put_in(self, channel_id: str, item: Json) -> None:
        if self._user.id in self._core.state.channels[channel_id].members:
            self._put({"channel": channel_id, **item})

    def _message_changed(self, kind: str, detail: Json) -> None:
        place = self._core.state.channels[detail["channel"]]
        message = looks.message_in(place, detail["ts"])
        if message is None or not looks.is_visible(message, self._user):
            return
        is_first = place.kind == "im" and len(place.messages) == 1
        if is_first:
            self._put_world()
        is_new = kind == "message_posted" and not is_first  # what the world has counted is not new to it
        self._put_in(place.id, {"push": "message", "isNew": is_new, "message": looks.message(self._core, message)})

    def _views_changed(self, detail: Json) -> None:
        if detail["user"] != self._user.id:
            return
        self._put({"push": "views", "views": looks.views(self._core, self._user)})
        self._put({"push": "home", "home": looks.home(self._core, self._user)})

    # --- log -------------------------------------------------------------------------------

    def _log(self, on: bool) -> None:
        if self._end_log is not None:
            self._end_log()
            self._end_log = None
        if on:
            shown = [looks.log_entry(one) for one in self._core.journal.entries()[-LOG_SHOWN:]]
            self._put({"push": "log", "entries": shown, "isFresh": True})
            self._end_log = self._core.journal.subscribe(self._log_entry)

    def _log_entry(self, entry: LogEntry) -> None:
        self._put({"push": "log", "entries": [looks.log_entry(entry)], "isFresh": False})
