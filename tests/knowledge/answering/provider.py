"""A provider of language models on this machine: the wire of OpenAI and of Ollama, with anything said on it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[str], object]

_PIECE = 12  # characters that come at once


class Trouble(StrEnum):
    """What can go wrong with one request."""

    SLOW = "slow"  # says nothing until the client has gone
    BROKEN = "broken"  # prose where JSON was asked for
    CUT = "cut"  # hangs up in the middle
    EMPTY = "empty"  # ends without a word
    REFUSED = "refused"  # declines to answer
    BUSY = "busy"  # 429
    DOWN = "down"  # 500
    DENIED = "denied"  # 401


_STATUS = {Trouble.BUSY: 429, Trouble.DOWN: 500, Trouble.DENIED: 401}


class ScriptedProvider:
    """Says what `reply` makes of the last message it is sent. Each of `troubles` befalls one request, in order.

    `asked` holds the body of every request, `roles` can be read from it. `base_url` is for OpenAI's client with /v1,
    for Ollama's without. While `flowing` is cleared, a reply halts in its last third. `gave_up` is whether a SLOW one
    was waited for until it ended by itself.
    """

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.troubles: list[Trouble] = []
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.gone = threading.Event()
        self.gave_up = False
        self.flowing = threading.Event()
        self.flowing.set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def base_url(self) -> str:
        """The address without a path."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def running(self) -> Iterator[ScriptedProvider]:
        """Serves until the block ends."""
        self._thread.start()
        try:
            yield self
        finally:
            self.gone.set()
            self.flowing.set()
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()


def says(value: object) -> Reply:
    """Always the same JSON, or the same words."""
    return lambda _: value


def _handler(provider: ScriptedProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            provider.asked.append(body)
            provider.keys.append(self.headers.get("Authorization", ""))
            trouble = provider.troubles.pop(0) if provider.troubles else None
            if trouble in _STATUS:
                self._refuse(_STATUS[trouble])
                return
            if trouble is Trouble.SLOW:
                provider.gave_up = not provider.gone.wait(90)
                return
            said = provider.reply(body["messages"][-1]["content"])
            text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
            text = {Trouble.BROKEN: "はい、お答えします。", Trouble.EMPTY: ""}.get(trouble or Trouble.SLOW, text)
            lines = _ollama(text, trouble) if self.path == "/api/chat" else _openai(text, trouble)
            self._stream(lines)

        def _refuse(self, status: int) -> None:
            data = json.dumps({"error": {"message": "scripted", "type": "scripted"}}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            if status == 429:
                self.send_header("Retry-After", "0")
            self.end_headers()
            self.wfile.write(data)

        def _stream(self, lines: Iterator[str]) -> None:
            self.send_response(200)
            kind = "application/x-ndjson" if self.path == "/api/chat" else "text/event-stream"
            self.send_header("Content-Type", kind)
            self.end_headers()
            every = list(lines)
            for number, line in enumerate(every):
                if number == len(every) * 2 // 3:
                    provider.flowing.wait(120)
                self.wfile.write(line.encode())
                self.wfile.flush()

        def log_message(self, *_: object) -> None:
            """Says nothing on the terminal."""

    return Handler


def _pieces(text: str) -> list[str]:
    return [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]


def _openai(text: str, trouble: Trouble | None) -> Iterator[str]:
    def event(delta: dict[str, Any], ended: str | None = None, **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": ended}
        chunk = {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": int(time.time()),
            "model": "scripted",
            "choices": [choice],
        }
        return f"data: {json.dumps({**chunk, **more}, ensure_ascii=False)}\n\n"

    if trouble is Trouble.REFUSED:
        yield event({"role": "assistant", "refusal": "お答えできません。"})
        yield event({}, "stop")
        yield "data: [DONE]\n\n"
        return
    pieces = _pieces(text)
    for piece in pieces[: len(pieces) // 2] if trouble is Trouble.CUT else pieces:
        yield event({"role": "assistant", "content": piece})
    if trouble is not Trouble.CUT:
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        yield event({}, "stop")
        yield event({}, None, choices=[], usage=usage)
        yield "data: [DONE]\n\n"


def _ollama(text: str, trouble: Trouble | None) -> Iterator[str]:
    def line(piece: str, **more: Any) -> str:
        said = {"model": "scripted", "created_at": "2026-01-01T00:00:00Z", "done": False}
        said |= {"message": {"role": "assistant", "content": piece}, **more}
        return json.dumps(said, ensure_ascii=False) + "\n"

    pieces = _pieces(text)
    for piece in pieces[: len(pieces) // 2] if trouble is Trouble.CUT else pieces:
        yield line(piece)
    if trouble is not Trouble.CUT:
        yield line("", done=True, done_reason="stop", prompt_eval_count=100, eval_count=20)
