"""The threads of a server whose worlds are in a database: for requests, and one for housekeeping."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event, Thread
from typing import TypeVar

from .world.housekeeping import Housekeeping

T = TypeVar("T")

THREADS = 16
"""The number of requests that are processed at the same time."""

_PROBES = 2
"""The number of probes that are processed at the same time."""

_PERIOD = 1.0
"""The interval between two writes of the journal and other batched records, in seconds."""

_TIDYING = 10
"""The number of periods between two deletions of expired worlds."""

_log = logging.getLogger("spkey_mock")


class Threads:
    """The threads of a server, so that its event loop never waits for the database.

    Args:
        housekeeping: The periodic work.
    """

    def __init__(self, housekeeping: Housekeeping) -> None:
        self._housekeeping = housekeeping
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="spkey-mock-request")
        self._probes = ThreadPoolExecutor(_PROBES, thread_name_prefix="spkey-mock-probe")
        self._closed = Event()
        self._keeper = Thread(target=self._keep_house, name="spkey-mock-housekeeper", daemon=True)
        self._keeper.start()

    def submit(self, respond: Callable[[], T]) -> Future[T]:
        """Return the future result of a call in one of the threads."""
        return self._pool.submit(respond)

    def probe(self, respond: Callable[[], T]) -> Future[T]:
        """Return the future result of a call that must not wait for requests that use the database."""
        return self._probes.submit(respond)

    def close(self) -> None:
        """Wait until all calls have ended, and end all threads. Idempotent."""
        self._closed.set()
        self._pool.shutdown()
        self._probes.shutdown()
        self._keeper.join()

    def _keep_house(self) -> None:
        periods = 0
        while not self._closed.is_set():
            try:
                if periods % _TIDYING == 0:
                    self._housekeeping.tidy()
                self._housekeeping.write()
            except Exception:
                _log.exception("The mock failed to write the journal and other batched records.")
            periods += 1
            self._closed.wait(_PERIOD)
