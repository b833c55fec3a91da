"""The workers of `spkey-mock serve`: processes that serve on the same sockets."""

import logging
import os
import signal
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from socket import socket
from threading import Thread
from time import monotonic

from attrs import define

from .facts import Facts
from .failure import Failure

SHORTEST, LONGEST = 1.0, 30.0
"""The minimum interval between two starts of a worker, in seconds, and the interval after many failures."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM)

_FORK = get_context("fork")

_log = logging.getLogger("spkey_mock")


@define(eq=False)
class _Worker:
    """A worker, or the pause before it is started again.

    Attributes:
        process: The process.
        ready: The pipe on which the process sends its facts once it is ready. It ends if the process dies first.
        started: When the process was started.
        failures: The number of earlier processes in a row that died before they were ready.
        due: When a process that has died is replaced.
    """

    process: ForkProcess
    ready: Connection
    started: float
    failures: int
    due: float | None = None

    def facts(self) -> Facts | None:
        """Wait until the process is ready. Return its facts, or None if it has died."""
        try:
            facts: Facts = self.ready.recv()
        except EOFError:
            return None
        finally:
            self.ready.close()
        self.failures = 0
        return facts


class Workers:
    """Processes that serve on the same sockets. A process that dies is replaced.

    SIGINT and SIGTERM are passed on to the workers as SIGTERM. The workers also stop if this process is killed.

    This process must have no threads, because a fork copies only one.

    Args:
        count: The number of workers.
        serve: Serves until SIGTERM. Called in each worker with a function to which it must pass its facts once it is
            ready. Returns the exit code.
        sockets: The sockets. They are closed when the workers stop, so that clients do not hang.
    """

    def __init__(self, count: int, serve: Callable[[Callable[[Facts], None]], int], sockets: Sequence[socket]) -> None:
        self._count = count
        self._serve = serve
        self._sockets = sockets
        self._workers: list[_Worker] = []
        self._stopping = False
        self._woken, self._wake = _FORK.Pipe(duplex=False)
        self._orphaned, self._alive = _FORK.Pipe(duplex=False)  # the second end is open in this process only

    def run(self, announce: Callable[[Facts], None]) -> int:
        """Start the workers, and replace those that die, until SIGINT or SIGTERM. Return the exit code.

        Args:
            announce: Called with the facts of the first worker once all are ready.
        """
        with self._signals():
            try:
                facts = self._start_all()
                if facts is not None:
                    announce(facts)
                    self._supervise()
                return 0 if self._stopping else 1
            finally:
                if not self._stopping:  # a second signal would end them immediately
                    self._stop()
                for worker in self._workers:
                    worker.process.join()

    def _start_all(self) -> Facts | None:
        """Return the facts, or None if a worker died. The first one prepares the store for the others."""
        facts = self._start().facts()
        if facts is None:
            return None
        others = [self._start() for _ in range(self._count - 1)]
        return facts if all(other.facts() for other in others) else None

    def _start(self, failures: int = 0) -> _Worker:
        ready, sender = _FORK.Pipe(duplex=False)
        # The worker must neither miss a signal nor handle it like this process.
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        process = _FORK.Process(target=self._work, args=(sender,))
        process.start()
        worker = _Worker(process, ready, monotonic(), failures)
        self._workers.append(worker)
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        sender.close()
        if self._stopping:
            process.terminate()
        return worker

    def _supervise(self) -> None:
        while not self._stopping:
            pauses = [worker.due - monotonic() for worker in self._workers if worker.due is not None]
            starting = [worker.ready for worker in self._workers if not worker.ready.closed]
            running = [worker.process.sentinel for worker in self._workers if worker.due is None]
            wait([self._woken, *starting, *running], max(0.0, min(pauses)) if pauses else None)
            for worker in tuple(self._workers):
                self._check(worker)

    def _check(self, worker: _Worker) -> None:
        # First, because a worker that has ended has also closed its pipe. Otherwise, it could end in between, and its
        # failure would not count before the next one starts.
        ended = not worker.process.is_alive()
        if not worker.ready.closed and worker.ready.poll() and worker.facts() is None:
            worker.failures += 1
        if worker.due is None and ended and not self._stopping:
            worker.due = worker.started + min(SHORTEST * 2**worker.failures, LONGEST)
            facts = {"event": "worker.died", "pid": worker.process.pid}
            message = "Worker %d ended (%s). Another one replaces it."
            _log.warning(message, worker.process.pid, _cause(worker.process), extra={"facts": facts})
        if worker.due is not None and worker.due <= monotonic():
            self._workers.remove(worker)
            self._start(worker.failures)

    # In a worker

    def _work(self, sender: Connection) -> None:
        os.setpgid(0, 0)  # Ctrl-C then reaches only the parent, which passes it on
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        self._alive.close()
        Thread(target=self._stop_if_orphaned, daemon=True).start()

        def ready(facts: Facts) -> None:
            sender.send(facts)
            sender.close()

        try:
            sys.exit(self._serve(ready))
        except Failure as failure:
            sys.exit(f"spkey-mock: {failure}")
        except ModuleNotFoundError as error:
            sys.exit(str(error))

    def _stop_if_orphaned(self) -> None:
        wait([self._orphaned])
        os.kill(os.getpid(), signal.SIGTERM)

    # Signals

    @contextmanager
    def _signals(self) -> Generator[None]:
        def end(*_: object) -> None:
            self._stop()
            self._wake.send_bytes(b"stop")

        before = {number: signal.signal(number, end) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self) -> None:
        self._stopping = True
        for each in self._sockets:
            each.close()
        for worker in self._workers:
            worker.process.terminate()


def _cause(process: ForkProcess) -> str:
    code = process.exitcode or 0
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
