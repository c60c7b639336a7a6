"""Sends payloads to the app from the server's loop, again and again where Slack would."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from bot.sandbox.core import WorkspaceCore
from bot.sandbox.outgoing import (
    DISPATCH_FAILED,
    OPERATION_TIMEOUT,
    Answer,
    Delivery,
    Outgoing,
    Transport,
    new_envelope_id,
)


class Dispatcher:
    """Hands each payload to the transport and keeps what became of it in `core.deliveries`."""

    def __init__(
        self, core: WorkspaceCore, transport: Transport, loop: Callable[[], asyncio.AbstractEventLoop]
    ) -> None:
        self._core = core
        self.transport = transport
        self._loop = loop
        self._tasks: set[asyncio.Task[Delivery]] = set()

    def submit(self, outgoing: Outgoing) -> Future[Delivery]:
        """Start delivering from any thread. Raises ServerError when the server does not run."""
        loop = self._loop()
        return asyncio.run_coroutine_threadsafe(self._tracked(self._deliver(outgoing)), loop)

    def again(self, outgoing: Outgoing, reason: str) -> Future[Delivery]:
        """Deliver a payload once more, as the first retry, although it may have been acknowledged."""
        loop = self._loop()
        self._core.count_on_the_way(1)
        return asyncio.run_coroutine_threadsafe(self._tracked(self._once_more(outgoing, reason)), loop)

    async def close(self) -> None:
        """Give up what is still waiting."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.transport.close()

    async def _tracked(self, work: Coroutine[Any, Any, Delivery]) -> Delivery:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await task

    async def _once_more(self, outgoing: Outgoing, reason: str) -> Delivery:
        answer = await self._attempt(outgoing, 1, reason)
        return self._settled(outgoing, answer, 2)

    async def _deliver(self, outgoing: Outgoing) -> Delivery:
        waits = (0.0, *self._core.deadlines.event_retries) if outgoing.kind == "events_api" else (0.0,)
        answer, attempt = Answer(False), 0
        for attempt, wait in enumerate(waits):
            if wait:
                self._core.count_on_the_way(-1)
                await asyncio.sleep(wait)
                self._core.count_on_the_way(1)
            answer = await self._attempt(outgoing, attempt, answer.error or "")
            if answer.acked or not answer.may_retry:
                break
        if answer.acked and outgoing.kind == "events_api" and self._core.faults.repeat_events:
            again = replace(outgoing, envelope_id=new_envelope_id())
            await self._attempt(again, 1, OPERATION_TIMEOUT)
        return self._settled(outgoing, answer, attempt + 1)

    async def _attempt(self, outgoing: Outgoing, attempt: int, reason: str) -> Answer:
        self._core.journal.add(self._core.clock.now(), "to_app", outgoing.name, outgoing.payload)
        answer = await self.transport.send(outgoing, attempt, reason)
        note = {"acked": answer.acked, "payload": answer.payload, "error": answer.error}
        self._core.journal.add(self._core.clock.now(), "from_app", f"ack:{outgoing.name}", note)
        return answer

    def _settled(self, outgoing: Outgoing, answer: Answer, attempts: int) -> Delivery:
        error = None if answer.acked else answer.error or DISPATCH_FAILED
        with self._core.change("delivered", name=outgoing.name, acked=answer.acked):
            if answer.acked and outgoing.on_ack is not None:
                error = outgoing.on_ack(answer.payload)
            delivery = Delivery(outgoing, answer.acked, answer.payload, error, attempts)
            self._core.deliveries.append(delivery)
            self._core.count_on_the_way(-1)
        return delivery
