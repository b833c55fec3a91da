"""Sums to which several processes add, each kept as a document."""

import os
from collections.abc import Callable
from threading import Lock
from typing import Generic, Protocol, Self, TypeVar

from ..store.documents import Documents
from ..store.recorded import Data

_PROCESSES = 100
"""The maximum number of processes whose last addition a document names."""


class Term(Protocol):
    """A value that is added to others of its type. The order does not matter."""

    def __add__(self, other: Self, /) -> Self:
        """Return the sum."""
        ...

    def encode(self) -> Data:
        """Return the value as a JSON object."""
        ...


T = TypeVar("T", bound=Term)


class Sum(Generic[T]):
    """A sum to which several processes add.

    A process may not learn whether the transaction that adds a value was committed. Therefore, each process numbers
    its additions, and the document has the last number of each process. If the number is missing from the restored
    document, the value still has to be added.

    Args:
        kind: The kind of the document.
        lock: The lock of the component. `add` takes it, and every other access requires it.
        zero: The neutral element.
        decode: Decodes a sum.
    """

    def __init__(self, kind: str, lock: Lock, zero: T, decode: Callable[[Data], T]) -> None:
        self._kind = kind
        self._lock = lock
        self._zero = self._known = self._last = zero
        self._decode = decode
        self._process = os.urandom(6).hex()
        self._number = 0
        self._numbers: dict[str, int] = {}

    @property
    def value(self) -> T:
        """The sum, with all values that were passed to `add`."""
        return self._known + self._missing

    @property
    def complete(self) -> bool:
        """Whether the document includes, or is about to include, all values that were passed to `add`."""
        return self._numbers.get(self._process, 0) == self._number

    @property
    def _missing(self) -> T:
        return self._zero if self.complete else self._last

    def add(self, documents: Documents, take: Callable[[], T]) -> None:
        """Add a value with the current transaction, or with one of its own.

        Args:
            documents: Keeps the sum.
            take: Returns the value. The lock is held. It is called again after a lost race.

        Raises:
            Unavailable: The store failed, or too many races were lost. The next call adds the value.
        """

        def add() -> None:
            with self._lock:
                self._last = self._missing + take()
                self._known += self._last
                self._number += 1
                self._numbers.pop(self._process, None)
                self._numbers[self._process] = self._number
                data = self._document(self._known, dict([*self._numbers.items()][-_PROCESSES:]))
            documents.keep(self._kind, "", data)

        documents.run(add)

    def forget(self) -> None:
        """Drop the additions of other processes, before they are restored."""
        self._known = self._zero
        self._numbers = {}

    def restore(self, data: Data | None) -> None:
        """Replace the sum with that of a document."""
        self.forget()
        if data is not None:
            self._known = self._decode(data["sum"])
            self._numbers = dict(data["added"])

    def document(self, value: T) -> tuple[str, str, Data]:
        """Return a new document for a value: its kind, its key and its data."""
        return self._kind, "", self._document(value, {})

    def _document(self, value: T, numbers: dict[str, int]) -> Data:
        return {"sum": value.encode(), "added": numbers}
