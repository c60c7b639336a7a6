"""Answers Web API calls: decodes arguments, checks the token, scopes and rates, runs the method."""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from bot.sandbox.core import WorkspaceCore
from bot.sandbox.errors import ApiError
from bot.sandbox.faults import PlannedFault
from bot.sandbox.identifiers import random_id
from bot.sandbox.state import Json
from bot.sandbox.web_api import (
    assistant,
    chat,
    conversations,
    files,
    people,
    reactions,
    streams,
    views,
)
from bot.sandbox.web_api.call import Call, Method

METHODS: dict[str, Method] = {
    **people.METHODS,
    **chat.METHODS,
    **streams.METHODS,
    **views.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **reactions.METHODS,
    **assistant.METHODS,
}


class Gateway:
    """The `/api/` part of the server."""

    def __init__(self, core: WorkspaceCore, ticket_url: Callable[[], str]) -> None:
        self._core = core
        self._methods = {**METHODS, "apps.connections.open": people.connections_open(ticket_url)}

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call; refusals are HTTP 200 with `ok: false`, as Slack answers them."""
        name = request.match_info["method"]
        if self._core.faults.delay:
            await asyncio.sleep(self._core.faults.delay)
        fault = self._core.faults.take(name)
        try:
            arguments = await read_arguments(request)
            self._core.journal.add(self._core.clock.now(), "from_app", name, dict(arguments))
            if fault is not None and fault.status != 429:
                return web.Response(status=fault.status, text="upstream error")
            answer, status, headers = self._answer(request, name, arguments, fault)
        except ApiError as error:
            answer, status, headers = refusal(error)
        self._core.journal.add(self._core.clock.now(), "to_app", f"answer:{name}", answer)
        return web.json_response(answer, status=status, headers=self._headers(name, headers))

    def _answer(
        self, request: web.Request, name: str, arguments: Mapping[str, Any], fault: PlannedFault | None
    ) -> tuple[Json, int, dict[str, str]]:
        method = self._methods.get(name)
        if method is None:
            raise ApiError("unknown_method", fields={"req_method": name})
        if fault is not None:
            raise ApiError("ratelimited", retry_after=fault.retry_after)
        self._authorise(method, _token(request, arguments))
        wait = self._core.rates.wait_for_call(name, method.tier, self._core.clock.now())
        if wait:
            raise ApiError("ratelimited", retry_after=wait)
        with self._core.lock:
            return {"ok": True, **method.handler(Call(self._core, name, arguments))}, 200, {}

    def _authorise(self, method: Method, token: str) -> None:
        if method.token == "none":  # noqa: S105 - a kind of token, not a token
            return
        if not token:
            raise ApiError("not_authed")
        credentials = self._core.credentials
        kinds = {credentials.bot_token: "bot", credentials.app_token: "app"}
        if token not in kinds:
            raise ApiError("invalid_auth")
        if kinds[token] != method.token:
            raise ApiError("not_allowed_token_type")
        granted = self._core.manifest.scopes
        if method.scopes and not granted & set(method.scopes):
            provided = ",".join(sorted(granted))
            raise ApiError("missing_scope", fields={"needed": method.scopes[0], "provided": provided})

    def _headers(self, name: str, extra: dict[str, str]) -> dict[str, str]:
        method = self._methods.get(name)
        return {
            "x-oauth-scopes": ",".join(sorted(self._core.manifest.scopes)),
            "x-accepted-oauth-scopes": ",".join(method.scopes) if method else "",
            "x-slack-req-id": random_id("", 32).lower(),
            **extra,
        }


def refusal(error: ApiError) -> tuple[Json, int, dict[str, str]]:
    """Return the answer, HTTP status and headers of a refused call."""
    answer: Json = {"ok": False, "error": error.code, **error.fields}
    if error.messages:
        answer["response_metadata"] = {"messages": error.messages}
    if error.retry_after is not None:
        return answer, 429, {"Retry-After": str(error.retry_after)}
    return answer, 200, {}


def _token(request: web.Request, arguments: Mapping[str, Any]) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else str(arguments.get("token") or "")


async def read_arguments(request: web.Request) -> dict[str, Any]:
    """Return a call's arguments from query, form, multipart or JSON; an empty JSON body means none."""
    arguments: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        body = await request.text()
        return arguments | (_decoded(body) if body.strip() else {})
    form = await request.post()
    return arguments | {name: value for name, value in form.items() if isinstance(value, str)}


def _decoded(body: str) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except ValueError:
        raise ApiError("invalid_json") from None
    if not isinstance(content, dict):
        raise ApiError("json_not_object")
    return content
