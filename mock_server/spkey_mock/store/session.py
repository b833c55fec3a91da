"""A transaction in a database, as the shared statements of both kinds of database use it."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from .rows import Row


class Session(Protocol):
    """A transaction. Statements refer to values as `:name`."""

    def rows(self, statement: str, **values: Any) -> list[Row]:
        """Execute a query and return its rows."""
        ...

    def change(self, statement: str, **values: Any) -> int:
        """Execute a statement and return the number of changed rows."""
        ...

    def change_each(self, statement: str, each: Iterable[Mapping[str, Any]]) -> int:
        """Execute a statement for each of these values and return the number of changed rows."""
        ...


class Sessions(Protocol):
    """Begins transactions.

    Attributes:
        horizon: The expression for the position before which no more events are recorded.
        later_events: The query for the events after the latest snapshots.
    """

    horizon: str
    later_events: str

    def session(self, *, reading: bool = False) -> AbstractContextManager[Session]:
        """Begin a transaction. It ends with the context, and is rolled back after an error.

        Args:
            reading: Whether the transaction only reads, and all its queries see the same snapshot.
        """
        ...
