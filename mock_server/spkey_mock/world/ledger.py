"""The ledger: the transactions of a durable world, which record events and documents together or not at all."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from random import SystemRandom
from threading import RLock
from time import monotonic
from typing import Protocol, TypeVar

from ..record.meter import METER
from ..service.errors import Overtaken, Unread
from ..service.mirror import decoding
from ..store.durable import Changes, DurableStore, GoneError, Put, StoreError, UnreadableError
from ..store.recorded import Data, Document, Recorded
from ..store.store import Append, ConflictError

T = TypeVar("T")

_log = logging.getLogger("spkey_mock")

_ATTEMPTS = 12
_SHORTEST, _LONGEST = 0.002, 0.2
"""The bounds of the backoff with jitter after lost races, in seconds."""

_BLOCK = 100
"""The number of numbers in a reserved block."""

_OLDEST_BLOCK = 1.0
"""The seconds after which the rest of a block is dropped, if other processes have higher numbers by then."""


class Unreadable(Overtaken):
    """A world in the store is damaged, or a newer version of the mock wrote it. A retry also fails.

    Args:
        world: The name of the world.
        error: The error, which names the part that cannot be read.
    """

    retry_after = None

    def __init__(self, world: str, error: UnreadableError) -> None:
        reason = str(error).rstrip(".")
        remedy = "If a newer version of the mock wrote it, upgrade the mock."
        Unread.__init__(self, 500, f"{_NAMES.get(world, f'The world {world}')} cannot be read: {reason}. {remedy}")


_NAMES = {"": "The default world", "/": "The server's own data"}


class Mirrored(Protocol):
    """A world in memory that mirrors a store."""

    def load(self) -> Sequence[Document]:
        """Load everything from the store, and return the documents."""
        ...

    def apply(self, events: Sequence[Recorded]) -> None:
        """Apply events that others have recorded."""
        ...

    def restore(self, document: Document) -> None:
        """Restore the item of a document that others have written."""
        ...


class Ledger:
    """The transactions of a durable world. Thread-safe. Implements `Documents`.

    A transaction holds the lock of the world. It first applies what other processes have recorded, and its documents
    are written at its end or together with its events. After a lost race, everything that the transaction
    has changed in memory is restored, and the transaction is retried.

    Args:
        store: The store of the world.
        shared: Whether other processes may write to the store.
        lock: The lock of the world.

    Attributes:
        mirrored: The world in memory.
        closed: Whether no more transactions may begin.
    """

    durable = True

    def __init__(self, store: DurableStore, *, shared: bool, lock: RLock) -> None:
        self.shared = shared
        self.mirrored: Mirrored
        self.closed = False
        self._store = store
        self._lock = lock
        self._random = SystemRandom()
        self._depth = 0
        self._stale = True
        self._caught_up = float("-inf")
        self._versions: dict[tuple[str, str], int] = {}
        self._staged: dict[tuple[str, str], Data | None] = {}
        self._numbers: Iterator[int] = iter(())
        self._reserved = float("-inf")

    @property
    def behind(self) -> bool:
        """Whether the world in memory may differ from the store."""
        return self.shared or self._stale

    def within(self) -> bool:
        """Return whether this thread has begun a transaction."""
        with self._lock:
            return self._depth > 0

    # Transactions

    def run(self, function: Callable[[], T]) -> T:
        """Call a function as one transaction; see `Documents.run`."""
        began = monotonic()
        pause = _SHORTEST
        for _ in range(_ATTEMPTS):
            with self._lock:
                if self._depth:
                    return function()  # a part of the transaction in progress, which this thread began
                if self.closed:
                    raise GoneError("The world was unloaded.")
                try:
                    return self._transact(function, began)
                except ConflictError:
                    METER.count("conflicts")
            time.sleep(self._random.uniform(0, pause))
            pause = min(2 * pause, _LONGEST)
            began = monotonic()
        _log.warning("Gave up after %d lost races.", _ATTEMPTS, extra={"facts": {"event": "store.exhausted"}})
        raise Overtaken(f"Lost {_ATTEMPTS} races to other processes. Retry the request.")

    def _transact(self, function: Callable[[], T], began: float) -> T:
        self._depth += 1
        try:
            self._catch_up(began)
            result = self._call(function)
        except ConflictError:
            self._undo()
            raise
        except UnreadableError as error:
            self._fail()
            raise Unreadable(self._store.name, error) from None
        except StoreError as error:
            self._fail()
            raise Overtaken("The store of the mock cannot be reached or cannot write. Retry the request.") from error
        else:
            return result
        finally:
            self._depth -= 1

    def _call(self, function: Callable[[], T]) -> T:
        try:
            result = function()
        except (ConflictError, StoreError):
            raise
        except BaseException:
            self.write()  # changes in memory by a failed call are recorded as well
            raise
        self.write()
        return result

    def _fail(self) -> None:
        # The world in memory may be ahead of the store or behind it, so it is loaded again.
        self._staged.clear()
        self._stale = True

    def _undo(self) -> None:
        """Restore the documents after a lost race. No event was applied."""
        try:
            if not self.shared:
                self._stale = True  # impossible, unless this process has loaded the world twice
            else:
                self._restore_staged()
        except StoreError:
            self._fail()

    def _restore_staged(self) -> None:
        """Restore the items of the documents that were to be written, as others have written them."""
        if not self._staged:
            return
        found = {(it.kind, it.key): it for it in self._store.documents(self._staged)}
        for name in self._staged:
            self._restore(found.get(name) or Document(*name, 1, None))
        self._staged.clear()

    def _restore(self, document: Document) -> None:
        self.mirrored.restore(document)
        if document.data is None:
            self._versions.pop((document.kind, document.key), None)
        else:
            self._versions[document.kind, document.key] = document.version

    # Catching up

    def _catch_up(self, began: float) -> None:
        """Apply what others have recorded, unless that was done after the request began."""
        if self._stale:
            self.reload()
        elif self.shared and self._caught_up <= began:
            now = monotonic()
            changes = self._store.changes()
            if changes.replaced:
                self.reload()
                return
            try:
                self._apply(changes)
            except UnreadableError:
                self.reload()  # which tells what is damaged from what this process alone has missed
            else:
                self._caught_up = now

    def reload(self) -> None:
        """Load the world, for example after the transaction has replaced everything."""
        self._staged.clear()
        self._stale = True
        began = monotonic()
        with decoding("a document"):
            documents = self.mirrored.load()
        self._versions = {(it.kind, it.key): it.version for it in documents}
        self._stale = False
        self._caught_up = began

    def _apply(self, changes: Changes) -> None:
        with decoding("a document"):
            self.mirrored.apply(changes.events)
            for document in changes.documents:
                if document.version > self._versions.get((document.kind, document.key), 0):
                    self._restore(document)

    # Documents

    def keep(self, kind: str, key: str, data: Data | None) -> None:
        """Write a document with the current transaction; see `Documents.keep`."""
        with self._lock:
            if not self._depth:
                self.run(lambda: self.keep(kind, key, data))
            elif data is None and (kind, key) not in self._versions:
                self._staged.pop((kind, key), None)
            else:
                self._staged[kind, key] = data

    def claim(self, kind: str, key: str, data: Data) -> bool:
        """Write a document immediately, unless the race is lost; see `Documents.claim`."""
        with self._lock:
            put = self._put((kind, key), data)
            claimed = self._store.claim(put)
            if claimed:
                self._wrote([put])
            return claimed

    def write(self) -> None:
        """Write the documents of the transaction so far, without events.

        Raises:
            ConflictError: The race was lost.
        """
        if self._staged:
            self.append(())

    def append(self, appends: Sequence[Append]) -> tuple[Recorded, ...]:
        """Record events together with the documents of the transaction so far.

        Raises:
            ConflictError: The race was lost. Nothing was recorded.
        """
        puts = [self._put(name, data) for name, data in self._staged.items()]
        recorded = self._store.append(*appends, puts=puts)
        self._staged.clear()
        self._wrote(puts)
        return recorded

    def retry(self, function: Callable[[], T]) -> T:
        """Call a function within a transaction that has recorded its events, and write what the function keeps.

        After a lost race, the documents are restored and the function alone is called again.
        """
        for _ in range(_ATTEMPTS):
            try:
                result = function()
                self.write()
            except ConflictError:
                METER.count("conflicts")
                self._restore_staged()
            else:
                return result
        raise Overtaken(f"Lost {_ATTEMPTS} races to other processes after the request took effect.")

    def _put(self, name: tuple[str, str], data: Data | None) -> Put:
        return Put(*name, self._versions.get(name, 0), data)

    def _wrote(self, puts: Sequence[Put]) -> None:
        for put in puts:
            if put.data is None:
                self._versions.pop((put.kind, put.key), None)
            else:
                self._versions[put.kind, put.key] = put.expected + 1

    def number(self) -> int:
        """Return a number that is unique in the world, across all processes."""
        with self._lock:
            now = monotonic()
            # Numbers of several processes should ascend with time, at least roughly.
            old = self.shared and now - self._reserved > _OLDEST_BLOCK
            number = None if old else next(self._numbers, None)
            if number is None:
                number = self._store.reserve(_BLOCK)
                self._numbers = iter(range(number + 1, number + _BLOCK))
                self._reserved = now
            return number
