"""The dispatcher: posts due deliveries, on one thread for all worlds of the process.

A world passes its webhooks to `DISPATCHER.serve` when the first is added.
"""

import asyncio
import atexit
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Lock, Thread
from time import perf_counter
from typing import cast
from weakref import WeakSet, ref

from .deliveries import Attempt
from .poster import respond
from .turns import Turns
from .webhooks import Webhooks

MOST_AT_ONCE = 1_200
"""The maximum number of attempts in progress, each of which opens a file. It exceeds the default limit of worlds."""

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
        """Stop all deliveries, and cancel the attempts in progress."""
        with self._lock:
            self._closed = True
            if self._round is not None:
                self._round.loop.call_soon_threadsafe(self._round.stop)
                self._round = None
        atexit.unregister(self.close)
        if self._thread is not None:
            self._thread.join(1)

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
            await asyncio.Event().wait()  # until the task is cancelled

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
        self._going_on = False
        self._stopped = False

    def stop(self) -> None:
        """Cancel the attempts in progress, and start no others."""
        self._stopped = True
        self._task.cancel()

    def look(self) -> None:
        """Look for due deliveries of the webhooks that were woken."""
        for served in self._take_woken():
            self._turns.add(served)
        self._go_on()

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
            if (attempt := webhooks.take()) is not None:
                self._turns.start(served)
                self._turns.add(served)
                self._attempts.create_task(self._attempt(served, attempt))
            elif (pause := webhooks.pause()) is not None:
                self._timers[served] = self.loop.call_later(pause, self._look_at, served)
        self._go_on()

    def _look_at(self, served: _Served) -> None:
        self._turns.add(served)
        self._go_on()

    async def _attempt(self, served: _Served, attempt: Attempt) -> None:
        begin = perf_counter()
        response = await respond(attempt)
        duration = (perf_counter() - begin) * 1000
        webhooks = served()
        if webhooks is not None:
            webhooks.report(attempt, response, round(duration, 1))
        self._turns.end(served)
        self._look_at(served)


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
