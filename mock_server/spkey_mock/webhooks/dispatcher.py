"""The dispatcher: posts due deliveries, on one thread for all worlds of the process.

A world in memory passes its webhooks to `DISPATCHER.serve` when the first is added, and a durable world when it is
loaded. The database of durable worlds is used in other threads, so that no attempt waits for it.
"""

import asyncio
import atexit
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Lock, Thread
from time import perf_counter
from typing import TypeVar, cast
from weakref import WeakSet, ref

from ..store.durable import GoneError
from .deliveries import Attempt
from .outage import Outage
from .poster import respond
from .turns import Turns
from .webhooks import Webhooks

MOST_AT_ONCE = 1_200
"""The maximum number of attempts in progress, each of which opens a file. It exceeds the default limit of worlds."""

_THREADS = 4
"""The maximum number of threads that use databases."""

_JOIN = 5.0
"""The maximum wait for the end of the thread and for the recording of received results, in seconds."""

T = TypeVar("T")

# Weak, because a world may be garbage-collected before its deliveries end.
_Served = ref[Webhooks]


class Dispatcher:
    """Delivers events to webhooks over HTTP. Thread-safe.

    The first call of `serve` starts the thread.
    """

    def __init__(self) -> None:
        self._all = WeakSet[Webhooks]()
        self._closed = False
        self._begin()

    def _begin(self) -> None:
        self._lock = Lock()
        self._thread: Thread | None = None
        self._round: _Round | None = None
        # The webhooks that may have due deliveries, in the order in which they were woken.
        self._woken: dict[_Served, None] = {ref(webhooks): None for webhooks in self._all}

    def serve(self, webhooks: Webhooks) -> None:
        """Start delivering to these webhooks, until their world is garbage-collected. Idempotent."""
        with self._lock:
            self._all.add(webhooks)
        webhooks.listen(partial(self._wake, ref(webhooks)))
        webhooks.wake()

    def _wake(self, served: _Served) -> None:
        with self._lock:
            if self._closed:
                return
            first = not self._woken
            self._woken.setdefault(served)
            if self._thread is None:
                self._thread = Thread(target=self._run, name="spkey-mock-dispatcher", daemon=True)
                self._thread.start()
                atexit.register(self.close)
            elif first and self._round is not None:  # otherwise the thread is about to look
                self._round.loop.call_soon_threadsafe(self._round.look)

    def close(self) -> None:
        """Stop all deliveries, and cancel the attempts in progress. Results that were received are recorded."""
        with self._lock:
            self._closed = True
            if self._round is not None:
                self._round.loop.call_soon_threadsafe(self._round.stop)
                self._round = None
        atexit.unregister(self.close)
        if self._thread is not None:
            self._thread.join(_JOIN)

    def forked(self) -> None:
        """Restart in a forked child process, which inherits the webhooks but not the thread."""
        self._begin()

    def _run(self) -> None:
        with suppress(asyncio.CancelledError):
            asyncio.run(self._deliver())

    async def _deliver(self) -> None:
        async with asyncio.TaskGroup() as attempts:
            current = _Round(attempts, self._take_woken)
            with self._lock:
                if self._closed:
                    return
                self._round = current
            current.look()
            try:
                await asyncio.Event().wait()  # until the task is cancelled
            finally:
                current.end()

    def _take_woken(self) -> list[_Served]:
        with self._lock:
            woken = list(self._woken)
            self._woken.clear()
            return woken


class _Round:
    """The work of the thread. Other threads use only its event loop, to call `look` and `stop`."""

    def __init__(self, attempts: asyncio.TaskGroup, take_woken: Callable[[], list[_Served]]) -> None:
        self.loop = asyncio.get_running_loop()
        self._task = cast("asyncio.Task[None]", asyncio.current_task())
        self._attempts = attempts
        self._take_woken = take_woken
        self._turns = Turns[_Served](_most_at_once())
        self._timers: dict[_Served, asyncio.TimerHandle] = {}
        # The durable webhooks that are being checked, and whether they were woken in the meantime.
        self._looking: dict[_Served, bool] = {}
        self._threads: ThreadPoolExecutor | None = None
        self._outage = Outage()
        self._going_on = False
        self._stopped = False

    def stop(self) -> None:
        """Cancel the attempts in progress, and start no others."""
        self._stopped = True
        self._task.cancel()

    def end(self) -> None:
        """Wait for results that were received to be recorded."""
        if self._threads is not None:
            self._threads.shutdown()

    def look(self) -> None:
        """Look for due deliveries of the webhooks that were woken."""
        for served in self._take_woken():
            self._add(served)
        self._go_on()

    def _add(self, served: _Served) -> None:
        if served in self._looking:
            self._looking[served] = True
        else:
            self._turns.add(served)

    def _go_on(self) -> None:
        # One attempt at a time, so that attempts in progress advance even while many others start.
        if not self._going_on:
            self._going_on = True
            self.loop.call_soon(self._start_next)

    def _start_next(self) -> None:
        self._going_on = False
        served = None if self._stopped else self._turns.take()
        if served is None:
            return
        if (timer := self._timers.pop(served, None)) is not None:
            timer.cancel()
        webhooks = served()
        if webhooks is not None:
            if webhooks.durable:
                self._turns.start(served)
                self._looking[served] = False
                self._attempts.create_task(self._look_in_thread(served))
            elif (attempt := webhooks.take()) is not None:
                self._turns.start(served)
                self._turns.add(served)
                self._attempts.create_task(self._attempt(served, attempt))
            elif (pause := webhooks.pause()) is not None:
                self._timers[served] = self.loop.call_later(pause, self._look_at, served)
        self._go_on()

    def _look_at(self, served: _Served) -> None:
        self._add(served)
        self._go_on()

    async def _look_in_thread(self, served: _Served) -> None:
        found = await self._looked(served)
        woken = self._looking.pop(served)
        if isinstance(found, Attempt):
            self._look_at(served)  # other webhooks may have an attempt that is due
            await self._attempt(served, found)
            return
        self._turns.end(served)
        if woken:
            self._add(served)
        elif found is not None:
            self._timers[served] = self.loop.call_later(found, self._look_at, served)
        self._go_on()

    async def _looked(self, served: _Served) -> Attempt | float | None:
        webhooks = served()
        found: Attempt | float | None = None
        if webhooks is not None:
            try:
                found = await self._in_thread(webhooks.look)
            except GoneError:
                webhooks.close()
            except Exception as error:
                # A failure in one world must not stop the others.
                return self._outage.failed(served, error)
        self._outage.ended(served)
        return found

    async def _in_thread(self, function: Callable[[], T]) -> T:
        """Call a function in another thread, which completes it even if the dispatcher is closed."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(_THREADS, "spkey-mock-webhooks")
        try:
            future = self._threads.submit(function)
        except RuntimeError:  # the process is about to exit
            self.stop()
            raise asyncio.CancelledError from None
        return await asyncio.shield(asyncio.wrap_future(future))

    async def _attempt(self, served: _Served, attempt: Attempt) -> None:
        begin = perf_counter()
        response = await respond(attempt)
        duration = (perf_counter() - begin) * 1000
        webhooks = served()
        if webhooks is not None:
            if webhooks.durable:
                await self._record(webhooks, attempt, response, round(duration, 1))
            else:
                webhooks.report(attempt, response, round(duration, 1))
        self._turns.end(served)
        self._look_at(served)

    async def _record(self, webhooks: Webhooks, attempt: Attempt, response: int | str, duration: float) -> None:
        """Report a result until it is recorded."""
        report = partial(webhooks.report, attempt, response, duration)
        webhooks.received(1)
        try:
            while (pause := await self._reported(report)) is not None:
                await asyncio.sleep(pause)
        finally:
            webhooks.received(-1)

    async def _reported(self, report: Callable[[], None]) -> float | None:
        try:
            await self._in_thread(report)
        except GoneError:
            pass
        except Exception as error:
            return self._outage.failed(report, error)
        self._outage.ended(report)
        return None


def _most_at_once() -> int:
    if sys.platform == "win32":
        return MOST_AT_ONCE
    import resource

    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_AT_ONCE if files == resource.RLIM_INFINITY else max(1, min(MOST_AT_ONCE, files // 2))


DISPATCHER = Dispatcher()
"""The dispatcher of this process."""

if sys.platform != "win32":
    os.register_at_fork(after_in_child=DISPATCHER.forked)
