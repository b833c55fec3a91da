"""The interfaces by which components of a world make their items durable."""

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from .recorded import Data
from .store import ConflictError

T = TypeVar("T")

_ATTEMPTS = 1_000
"""The maximum number of calls of a function that loses races."""


class Documents(Protocol):
    """The documents of a world, which are recorded together with the events of a request.

    Attributes:
        durable: Whether anything is kept. If not, the other methods do nothing.
        shared: Whether other processes may change the documents as well.
    """

    durable: bool
    shared: bool

    def run(self, function: Callable[[], T]) -> T:
        """Call a function as one transaction. The documents that it keeps are durable when this returns.

        After a lost race, the documents are restored and the function is called again.

        Raises:
            Unavailable: The store failed, or too many races were lost. The changes may or may not be recorded.
        """
        ...

    def keep(self, kind: str, key: str, data: Data | None) -> None:
        """Write a document with the current transaction, or immediately if there is none. None removes it."""
        ...

    def claim(self, kind: str, key: str, data: Data) -> bool:
        """Write a document now, unless another process is writing or has changed it. Return whether it was written."""
        ...

    def number(self) -> int:
        """Return a number that is unique in the world, across all processes. Numbers of one process ascend."""
        ...


class Keeper(Protocol):
    """A component whose items are documents."""

    def items_to_keep(self) -> Iterable[tuple[str, str, Data]]:
        """Return the kind, the key and the data of each item."""
        ...

    def forget(self) -> None:
        """Drop all items, before they are restored."""
        ...

    def restore(self, kind: str, key: str, data: Data | None) -> None:
        """Add or replace the item of a document. None removes the item."""
        ...


class Ephemeral:
    """The documents of a world in memory, which are not kept."""

    durable = shared = False

    def run(self, function: Callable[[], T]) -> T:
        """Call the function, and call it again after a lost race.

        Raises:
            ConflictError: Too many races were lost.
        """
        for _ in range(_ATTEMPTS - 1):
            try:
                return function()
            except ConflictError:
                continue
        return function()

    def keep(self, kind: str, key: str, data: Data | None) -> None:
        """Keep nothing."""

    def claim(self, kind: str, key: str, data: Data) -> bool:
        """Return True, because there is no other process."""
        return True

    def number(self) -> int:
        """Raise an error, because the components of a world in memory number their items themselves."""
        raise NotImplementedError


EPHEMERAL = Ephemeral()
"""The documents of every world in memory."""
