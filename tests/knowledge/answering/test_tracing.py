"""No question goes to a tracing service because of what somebody's shell says."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.knowledge.answering.provider import ScriptedProvider, says

CHAT = """
import sys
from knowledge.answering.chat import ChatModel
from knowledge.answering.model import Prompt
from knowledge.answering.statements import SCHEMA
from langchain_core.tracers.langchain import wait_for_all_tracers
chat = ChatModel("openai:scripted", key="sk-secret", base_url=sys.argv[1], seconds=120.0)
chat.warm_up()
if sys.argv[2] == "as the bot asks":
    chat.ask(Prompt("資料だけから答えます。", "協議体は誰が設けますか", ()), SCHEMA, 120.0)
else:
    list(chat._model.stream("協議体は誰が設けますか"))
wait_for_all_tracers()
"""


class TracingService:
    """Takes whatever a tracing client sends; `received` holds the path of every POST."""

    def __init__(self) -> None:
        self.received: list[str] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length") or 0))
                service.received.append(self.path)
                self._say(b"{}")

            def do_GET(self) -> None:
                self._say(b"{}")

            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

            def _say(self, body: bytes) -> None:
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True

    @contextmanager
    def running(self) -> Iterator[str]:
        """Serves until the block ends; gives the address."""
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{self._server.server_address[1]}"
        finally:
            self._server.shutdown()
            self._server.server_close()


@pytest.mark.parametrize(("how", "is_sent"), [("as the bot asks", False), ("as the library does", True)])
def test_a_shell_that_asks_for_tracing_sends_no_question_away(how: str, is_sent: bool) -> None:
    service, provider = TracingService(), ScriptedProvider(says({"not_in_documents": True, "statements": []}))
    with service.running() as address, provider.running():
        wishes = {
            **dict.fromkeys(("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2"), "true"),
            **dict.fromkeys(("LANGSMITH_ENDPOINT", "LANGCHAIN_ENDPOINT"), address),
            **dict.fromkeys(("LANGSMITH_API_KEY", "LANGCHAIN_API_KEY"), "secret"),
        }
        command = [sys.executable, "-c", CHAT, provider.base_url + "/v1", how]
        subprocess.run(command, env={**os.environ, **wishes}, check=True, timeout=600)
    assert provider.asked, "the provider was asked"
    assert bool(service.received) is is_sent
