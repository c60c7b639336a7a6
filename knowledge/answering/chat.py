"""The only module that knows LangChain's chat models. Importing them takes over a second: done once one is used."""

from __future__ import annotations

import json
import queue
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from knowledge.answering.model import Json, ModelFailed, Prompt, Reason, Spoken
from knowledge.errors import SettingError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessageChunk, BaseMessage
    from langchain_core.runnables import Runnable

# Provider: the package it needs, and the extra of this project that installs it.
PROVIDERS: Mapping[str, tuple[str, str]] = {
    "openai": ("langchain_openai", "openai"),
    "azure_openai": ("langchain_openai", "openai"),
    "anthropic": ("langchain_anthropic", "anthropic"),
    "google_genai": ("langchain_google_genai", "google-genai"),
    "bedrock_converse": ("langchain_aws", "aws"),
    "ollama": ("langchain_ollama", "ollama"),
}
_TOO_MANY = 429
_TIMEOUTS = frozenset({408, 504})
_WRONG = frozenset({400, 401, 403, 404, 405, 422})
_FENCE = re.compile(r"^\s*```(?:json)?\s*|\s*```\s*$")
# A provider that does not say how many tokens it took: a Japanese character is about one, and rather more than less.
_TOKENS_A_CHARACTER = 1.0


class ChatModel:
    """A chat model of any provider, through `init_chat_model`."""

    def __init__(self, name: str, *, key: str = "", base_url: str = "", seconds: float = 8.0) -> None:
        """`name` is provider:model. Raises SettingError where the provider's package is not installed."""
        self.name = name
        self._key = key
        self._base_url = base_url
        self._seconds = seconds
        self._building = threading.Lock()
        _check_package(name.partition(":")[0])

    def ask(
        self, prompt: Prompt, schema: Mapping[str, Any], seconds: float, hear: Callable[[Json], None] = lambda _: None
    ) -> Spoken:
        """See the port. The provider is read on a thread of its own, since no client keeps to a time in all cases."""
        until = time.monotonic() + seconds
        heard = _Heard(prompt)
        for chunk in self._within(until, prompt, schema, heard):
            if heard.add(chunk):
                hear(heard.so_far())
        return heard.whole()

    def warm_up(self) -> None:
        """Imports the provider's client, so that the first question need not wait for it."""
        _ = self._model

    def _within(
        self, until: float, prompt: Prompt, schema: Mapping[str, Any], heard: _Heard
    ) -> Iterator[AIMessageChunk]:
        pieces: queue.SimpleQueue[AIMessageChunk | Exception | None] = queue.SimpleQueue()
        over = threading.Event()
        reader = threading.Thread(target=self._read, args=(prompt, schema, pieces, over), name="chat", daemon=True)
        reader.start()
        try:
            while True:
                piece = pieces.get(timeout=max(0.0, until - time.monotonic()))
                if isinstance(piece, Exception):
                    raise _failure(piece, heard.tokens) from piece
                if piece is None:
                    return
                yield piece
        except queue.Empty:
            raise ModelFailed(Reason.SLOW, tokens=heard.tokens) from None
        finally:
            over.set()

    def _read(
        self,
        prompt: Prompt,
        schema: Mapping[str, Any],
        pieces: queue.SimpleQueue[AIMessageChunk | Exception | None],
        over: threading.Event,
    ) -> None:
        """Puts what comes into `pieces`, at the end None, or the error it ended with."""
        from langsmith.run_helpers import tracing_context

        try:
            # Whatever LANGSMITH_TRACING says: no question goes where nobody was told that it goes.
            with tracing_context(enabled=False):
                for piece in _writing(self._model, schema).stream(_messages(prompt)):
                    if over.is_set():
                        return
                    pieces.put(piece)
            pieces.put(None)
        except Exception as error:
            pieces.put(error)

    @property
    def _model(self) -> BaseChatModel:
        """Raises ModelFailed where the client cannot be made: mostly a key is missing."""
        with self._building:
            try:
                return self._built
            except Exception as error:
                raise ModelFailed(Reason.DENIED) from error

    @cached_property
    def _built(self) -> BaseChatModel:
        from langchain.chat_models import init_chat_model

        provider = self.name.partition(":")[0]
        options = _options(provider, self._key, self._base_url, self._seconds)
        built: BaseChatModel = init_chat_model(self.name, **options)
        return built


class _Heard:
    """What came so far."""

    def __init__(self, prompt: Prompt) -> None:
        self._asked = len(prompt.task) + len(prompt.asked) + sum(len(turn.text) for turn in prompt.before)
        self._text = ""
        self._counted = 0
        self._refused = False
        self._ended = ""

    def add(self, chunk: AIMessageChunk) -> bool:
        """Takes a chunk in; whether a part of the JSON may have become whole by it."""
        arguments = "".join(each["args"] or "" for each in getattr(chunk, "tool_call_chunks", ()))
        new = str(chunk.text) or arguments
        self._text += new
        about = {**chunk.additional_kwargs, **chunk.response_metadata}
        usage = chunk.usage_metadata or about.get("token_usage") or {}
        self._counted = max(self._counted, int(usage.get("total_tokens") or 0))
        self._refused = self._refused or bool(about.get("refusal"))
        self._ended = str(about.get("finish_reason") or about.get("stop_reason") or self._ended)
        return "}" in new

    @property
    def tokens(self) -> int:
        """The tokens as the provider counts them, else an estimate."""
        return self._counted or round((self._asked + len(self._text)) * _TOKENS_A_CHARACTER)

    def so_far(self) -> Json:
        """What there is of the JSON; None where that is nothing yet."""
        from langchain_core.utils.json import parse_partial_json

        try:
            return parse_partial_json(_FENCE.sub("", self._text))
        except ValueError:
            return None

    def whole(self) -> Spoken:
        """All of it. Raises ModelFailed where it is not whole, or a refusal."""
        if self._refused or self._ended in ("content_filter", "refusal", "SAFETY"):
            raise ModelFailed(Reason.REFUSED, tokens=self.tokens)
        try:
            return Spoken(json.loads(_FENCE.sub("", self._text)), self.tokens)
        except ValueError:
            raise ModelFailed(Reason.BROKEN, tokens=self.tokens) from None


def _writing(model: BaseChatModel, schema: Mapping[str, Any]) -> Runnable[Any, Any]:
    """`model` bound to the schema in its provider's own way, without the parser behind it, which waits for the end."""
    from langchain_core.runnables import RunnableSequence

    structured = model.with_structured_output(dict(schema))
    return structured.first if isinstance(structured, RunnableSequence) else structured


def _check_package(provider: str) -> None:
    package, extra = PROVIDERS.get(provider, ("", ""))
    if package and find_spec(package) is None:
        raise SettingError(
            f"CHAT_MODEL の「{provider}」を使うためのパッケージ {package.replace('_', '-')} がありません。",
            f"pip install -e '.[{extra}]' を実行してください。",
        )


def _options(provider: str, key: str, base_url: str, seconds: float) -> dict[str, Any]:
    """What `init_chat_model` is given. Retries are ours, so that they end in time."""
    options: dict[str, Any] = {}
    if provider == "ollama":
        options = {"client_kwargs": {"timeout": seconds}, "temperature": 0, "reasoning": False}
    elif provider in ("openai", "azure_openai", "anthropic", "google_genai"):
        options = {"timeout": seconds, "max_retries": 0}
    if provider in ("openai", "azure_openai"):
        options["stream_usage"] = True
    if key:
        options["api_key"] = key
    if base_url:
        options["azure_endpoint" if provider == "azure_openai" else "base_url"] = base_url
    return options


def _messages(prompt: Prompt) -> list[BaseMessage]:
    from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

    before = [AIMessage(turn.text) if turn.by_bot else HumanMessage(turn.text) for turn in prompt.before]
    return [SystemMessage(prompt.task), *before, HumanMessage(prompt.asked)]


def _failure(error: Exception, tokens: int) -> ModelFailed:
    """The reason behind an error of any provider's client, known by its HTTP status or by its kind."""
    if isinstance(error, ModelFailed):
        return error
    status = _status(error)
    if status == _TOO_MANY:
        return ModelFailed(Reason.BUSY, wait=_wished(error), tokens=0)
    if status in _WRONG:
        return ModelFailed(Reason.DENIED)
    kinds = " ".join(kind.__name__ for kind in type(error).__mro__)
    if status in _TIMEOUTS or "Timeout" in kinds:
        return ModelFailed(Reason.SLOW, tokens=tokens)
    if status or "Connect" in kinds or "Transport" in kinds or "Protocol" in kinds or isinstance(error, OSError):
        return ModelFailed(Reason.DOWN, wait=_wished(error))
    if "Refusal" in kinds or "ContentFilter" in kinds:
        return ModelFailed(Reason.REFUSED, tokens=tokens)
    if "ImportError" in kinds or "Credentials" in kinds or type(error).__name__ == "OpenAIError":
        return ModelFailed(Reason.DENIED)
    return ModelFailed(Reason.BROKEN, tokens=tokens)


def _status(error: Exception) -> int:
    response = getattr(error, "response", None)
    if isinstance(response, dict):  # the client for AWS
        return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    status = getattr(error, "status_code", None) or getattr(error, "code", None)
    return status if isinstance(status, int) and status > 0 else 0


def _wished(error: Exception) -> float:
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    wished = str(headers.get("retry-after", ""))
    return float(wished) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", wished) else 0.0
