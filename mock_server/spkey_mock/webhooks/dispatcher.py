"""The dispatcher: posts due deliveries, on one thread for all worlds of the process.

A world passes its webhooks to `DISPATCHER.serve` when the first is added. `DISPATCHER.settle` waits for due deliveries.
"""

import asyncio
import atexit
import os
import sys
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing, suppress
from functools import partial
from threading import Condition, Lock, Thread
from typing import cast
from weakref import WeakSet

from attrs import frozen

from .deliveries import Attempt
from .webhooks import Webhooks

_MOST_AT_ONCE = 100
_MOST_READ = 4096
_MOST_NAMED = 3
_LONGEST_REASON = 200


class Dispatcher:
    """Delivers events to webhooks over HTTP. Thread-safe.

    The first call of `serve` starts the thread and imports httpx.
    """

    def __init__(self) -> None:
        # Weak references, because a world may be garbage-collected before its deliveries end.
        self._served = WeakSet[Webhooks]()
        self._closed = False
        self._begin()

    def _begin(self) -> None:
        self._lock = Lock()
        self._progress = Condition()
        self._thread: Thread | None = None
        self._round: _Round | None = None

    def serve(self, webhooks: Webhooks) -> None:
        """Start delivering to these webhooks, until their world is garbage-collected. Idempotent."""
        with self._lock:
            self._served.add(webhooks)
        webhooks.listen(self.wake)
        self.wake()

    def wake(self) -> None:
        """Wake the thread, to look for due deliveries."""
        with self._lock:
            if self._closed:
                return
            if self._thread is None:
                self._thread = Thread(target=self._run, name="spkey-mock-dispatcher", daemon=True)
                self._thread.start()
                atexit.register(self.close)
            elif self._round is not None:  # otherwise the thread is starting, and will look anyway
                self._round.loop.call_soon_threadsafe(self._round.woken.set)

    def settle(self, webhooks: Webhooks, timeout: float = 5.0) -> None:
        """Wait until no delivery is due or in progress. Deliveries due later are not awaited.

        Args:
            webhooks: The webhooks.
            timeout: The maximum wait, in seconds.

        Raises:
            TimeoutError: The timeout passed. The message names the pending deliveries.
        """
        with self._progress:
            if self._progress.wait_for(lambda: not webhooks.backlog().due, timeout):
                return
        due = webhooks.backlog().due
        named = ", ".join(f"{it.detail_type} version {it.version} to {it.webhook_id}" for it in due[:_MOST_NAMED])
        raise TimeoutError(f"{len(due)} deliveries were not complete after {timeout:g} seconds, such as {named}.")

    def close(self) -> None:
        """Stop all deliveries, and cancel the attempts in progress."""
        with self._lock:
            self._closed = True
            if self._round is not None:
                self._round.loop.call_soon_threadsafe(self._round.task.cancel)
                self._round = None
        atexit.unregister(self.close)
        if self._thread is not None:
            self._thread.join(1)

    def forked(self) -> None:
        """Restart in a forked child process, which inherits the webhooks but not the thread."""
        self._begin()

    def _run(self) -> None:
        poster = _Poster()
        with suppress(asyncio.CancelledError):
            asyncio.run(self._deliver(poster))

    async def _deliver(self, poster: "_Poster") -> None:
        woken = asyncio.Event()
        task = cast("asyncio.Task[None]", asyncio.current_task())
        with self._lock:
            if self._closed:
                return
            self._round = _Round(asyncio.get_running_loop(), task, woken)
        async with poster.transport, asyncio.TaskGroup() as attempts:
            while True:
                woken.clear()
                self._start_due(attempts, partial(_attempt, poster, woken))
                with self._progress:
                    self._progress.notify_all()
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._pause()):
                        await woken.wait()

    def _start_due(
        self, attempts: asyncio.TaskGroup, make: Callable[[Webhooks, Attempt], Coroutine[None, None, None]]
    ) -> None:
        # A function of its own, because local variables of the waiting loop would keep worlds alive.
        for webhooks in self._all():
            for attempt in webhooks.due():
                attempts.create_task(make(webhooks, attempt))

    def _pause(self) -> float | None:
        """Return the seconds until the next delivery is due, or None if only a wake-up can make one due."""
        return min((pause for it in self._all() if (pause := it.pause()) is not None), default=None)

    def _all(self) -> list[Webhooks]:
        with self._lock:
            return list(self._served)


@frozen
class _Round:
    """The thread's event loop, task and event, for use by other threads."""

    loop: asyncio.AbstractEventLoop
    task: asyncio.Task[None]
    woken: asyncio.Event


async def _attempt(poster: "_Poster", woken: asyncio.Event, webhooks: Webhooks, attempt: Attempt) -> None:
    webhooks.report(attempt, await poster.respond(attempt))
    woken.set()


class _Poster:
    """Makes the attempts. Creating a poster is slow, because that imports httpx."""

    def __init__(self) -> None:
        import httpx

        from spkey_client import __version__

        # A transport instead of a client, because a client would return cookies and log each request.
        self.transport = httpx.AsyncHTTPTransport(trust_env=False)
        self._headers = {
            "content-type": "application/json",
            "user-agent": f"spkey-mock/{__version__}",
            "connection": "close",  # a stale connection of an earlier attempt must not fail this one
        }
        self._slots = asyncio.Semaphore(_MOST_AT_ONCE)

    async def respond(self, attempt: Attempt) -> int | str:
        """Return the status of the response, or the reason why there is none."""
        timeout = attempt.webhook.timeout
        async with self._slots:
            try:
                async with asyncio.timeout(timeout):
                    return await self._post(attempt)
            except TimeoutError:
                return f"no response within {timeout:g} seconds"
            except Exception as error:
                # A misbehaving receiver fails only its own attempt.
                return f"{type(error).__name__}: {error}".removesuffix(": ")[:_LONGEST_REASON]

    async def _post(self, attempt: Attempt) -> int:
        import httpx

        header = attempt.webhook.header
        secret = {} if header is None else {header[0].lower(): header[1]}
        request = httpx.Request("POST", attempt.webhook.url, headers={**self._headers, **secret}, content=attempt.body)
        response = await self.transport.handle_async_request(request)
        try:
            # Read the start of the body, so that the receiver can finish sending. The content is ignored.
            size = 0
            async with aclosing(cast("AsyncGenerator[bytes, None]", response.aiter_raw())) as parts:
                async for part in parts:
                    size += len(part)
                    if size > _MOST_READ:
                        break
        finally:
            await response.aclose()
        return response.status_code


DISPATCHER = Dispatcher()
"""The dispatcher of this process."""

if sys.platform != "win32":
    os.register_at_fork(after_in_child=DISPATCHER.forked)
