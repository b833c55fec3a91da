"""The interface of durable stores: a database with the worlds of a server, and the store of one of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from attrs import frozen

from .recorded import Base, Data, Document, Recorded, Stream
from .store import Append, Store


class StoreError(Exception):
    """The database cannot be reached or cannot write, for example because the disk is full.

    Whether the write was recorded is unknown until the world is loaded again.
    """


class UnreadableError(StoreError):
    """A world in the database is damaged, or a newer version of the mock wrote it. The message names the part."""


class GoneError(Exception):
    """The world was deleted."""


class UnusableError(ValueError):
    """The database cannot be used: the URL is invalid, the file belongs to another process, or its schema is newer."""


@frozen
class Put:
    """A document to write.

    Attributes:
        kind: The kind of the document.
        key: The key of the document.
        expected: The version that the document must have; 0 if it must not exist, or was removed.
        data: The new data. None removes the document.
    """

    kind: str
    key: str
    expected: int
    data: Data | None


@frozen
class Contents:
    """The contents of a world in a database.

    Attributes:
        incarnation: The incarnation of the streams.
        bases: The latest snapshots, by stream, least recently changed first. The states are JSON objects.
        events: The events after these snapshots, in the order of their positions.
        documents: The documents.
    """

    incarnation: int
    bases: Mapping[Stream, Base]
    events: tuple[Recorded, ...]
    documents: tuple[Document, ...]


@frozen
class Changes:
    """The records of a world since it was loaded or changes were last read.

    No record is missing. Some may have been returned before, and the world's own writes may be included. Therefore,
    apply an event or document only if its version is newer than the known one.

    Attributes:
        replaced: Whether the world must be loaded again: all streams and documents were replaced, or events were
            dropped before this process read them.
        events: The events, in the order of their positions.
        documents: The documents. The data of one that was removed is None.
    """

    replaced: bool = False
    events: tuple[Recorded, ...] = ()
    documents: tuple[Document, ...] = ()


NO_CHANGES = Changes()


@frozen
class Saved:
    """A named snapshot of a world.

    Attributes:
        name: The name, unique in its world.
        at: When it was saved, in epoch milliseconds.
        content: The content, which is opaque to the store.
    """

    name: str
    at: int
    content: str


class DurableStore(Store, Protocol):
    """The store of one world in a database. Thread-safe.

    Every method may raise `StoreError`. All but `load` may raise `GoneError`.

    Attributes:
        name: The name of the world.
    """

    name: str

    def load(self) -> Contents:
        """Return the contents, and start to follow the changes by other processes."""
        ...

    def documents(self, names: Iterable[tuple[str, str]] | None = None) -> tuple[Document, ...]:
        """Return those of these documents that exist, by kind and key, or all documents."""
        ...

    def changes(self) -> Changes:
        """Return what was recorded since the last call, or since `load`. Without other processes, return nothing."""
        ...

    def append(self, *appends: Append, puts: Sequence[Put] = ()) -> tuple[Recorded, ...]:
        """Record events and documents atomically. They are durable when this returns.

        Raises:
            ConflictError: A stream or document is not at the expected version, or the streams are of an earlier
                incarnation. Nothing was recorded.
        """
        ...

    def claim(self, put: Put) -> bool:
        """Write a document unless it has changed or another process is writing it. Return whether it was written."""
        ...

    def replace(
        self,
        bases: Mapping[Stream, Base],
        events: Sequence[Recorded],
        next_position: int,
        documents: Sequence[Document] = (),
        *,
        origins: Mapping[Stream, Base] | None = None,
        forgotten: int | None = None,
    ) -> None:
        """Replace all streams and documents, atomically. The streams are of the next incarnation.

        The arguments are those of `Store.replace`. The origins, by default the bases, become the origins of the
        streams, and the bases become their latest snapshots.

        Raises:
            ConflictError: The race was lost. Nothing was replaced.
        """
        ...

    def snapshot(self, bases: Mapping[Stream, Base]) -> None:
        """Keep these bases as the latest snapshots of their streams, unless there are later ones."""
        ...

    def prune(self, bases: Mapping[Stream, Base]) -> int:
        """Drop the events up to these bases, and keep the bases as the origins of their streams.

        Returns:
            The number of dropped events.
        """
        ...

    def reserve(self, count: int) -> int:
        """Reserve numbers that no other process gets, and return the first. Numbers start at 1 and ascend."""
        ...

    def log(self, entries: Mapping[int, str], keep: int) -> None:
        """Add entries to the log of requests, by their numbers, and drop all but the last `keep`."""
        ...

    def logged(self, after: int = 0, limit: int | None = None) -> list[tuple[int, str]]:
        """Return the last entries of the log of requests with a number above `after`, by ascending number."""
        ...

    def clear_log(self) -> None:
        """Drop the log of requests."""
        ...

    def save(self, saved: Saved) -> None:
        """Keep a named snapshot, replacing any other with its name."""
        ...

    def saves(self) -> list[Saved]:
        """Return the named snapshots without their content, by name."""
        ...

    def saved(self, name: str) -> Saved | None:
        """Return a named snapshot, or None."""
        ...

    def delete_save(self, name: str) -> bool:
        """Delete a named snapshot. Return whether it existed."""
        ...


@frozen
class WorldRow:
    """A world in a database.

    Attributes:
        name: The name.
        used: When it was last used, in epoch milliseconds.
    """

    name: str
    used: int


class Database(Protocol):
    """The worlds of a server in a database. Thread-safe. Every method may raise `StoreError`.

    Attributes:
        shared: Whether other processes may use the database at the same time.
        url: The address of the database, without secrets.
    """

    shared: bool
    url: str

    def open(self, name: str, used: int, *, create: bool) -> DurableStore | None:
        """Return the store of a world.

        Args:
            name: The name of the world.
            used: The current time, in epoch milliseconds.
            create: Whether to create the world if it does not exist. Otherwise, None is returned.
        """
        ...

    def worlds(self) -> list[WorldRow]:
        """Return the worlds, least recently used first."""
        ...

    def touch(self, used: Mapping[str, int]) -> None:
        """Set when worlds were last used, in epoch milliseconds, unless they were used later."""
        ...

    def delete(self, name: str, *, unused_since: int | None = None) -> bool:
        """Delete a world with everything that belongs to it. Return whether it existed.

        Args:
            name: The name of the world.
            unused_since: Delete it only if it was last used before this time, in epoch milliseconds.
        """
        ...

    def find(self, kind: str, key: str | None = None) -> list[str]:
        """Return the names of the worlds that have a document of this kind, or the one with this key."""
        ...

    def check(self) -> None:
        """Check that the database can be read, and that no known condition prevents writes.

        Raises:
            StoreError: It cannot.
        """
        ...

    def close(self) -> None:
        """Release all resources. Idempotent."""
        ...
