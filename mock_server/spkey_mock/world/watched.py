"""A watched database: its operations are counted and timed, and its outages are logged."""

import logging
from collections.abc import Callable
from functools import partial
from time import perf_counter_ns
from typing import Any, cast

from ..record.meter import METER
from ..store.durable import Database, DurableStore, StoreError

_WRITES = frozenset({"append", "claim", "replace", "snapshot", "prune", "reserve", "log", "save", "touch", "delete"})
"""The operations that succeed only if the database can be written."""

_log = logging.getLogger("spkey_mock")


def watched(database: Database) -> Database:
    """Return the database as a watched one, with its worlds."""
    return cast("Database", _Watched(database, Outage(database.url)))


class Outage:
    """Whether a database is failing. Logs the first failure and the recovery, but nothing in between.

    On a full disk, writes fail and reads succeed, so a database has recovered only once all operations succeed.

    Args:
        name: The name of the database, for the log.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._failing = set[str]()

    def failed(self, operation: str, error: StoreError) -> None:
        """Record that an operation failed."""
        first = not self._failing
        self._failing.add(operation)
        if first:
            facts = {"event": "store.outage", "store": self._name, "operation": operation}
            _log.error("The store %s failed: %s", self._name, _first_line(error), extra={"facts": facts})

    def succeeded(self, operation: str) -> None:
        """Record that an operation succeeded."""
        if not self._failing:
            return
        if operation in _WRITES:
            self._failing.clear()
        else:
            self._failing.discard(operation)
        if not self._failing:
            facts = {"event": "store.recovery", "store": self._name, "operation": operation}
            _log.warning("The store %s has recovered.", self._name, extra={"facts": facts})


class _Watched:
    """A database or the store of a world, whose operations are watched."""

    def __init__(self, inner: Database | DurableStore, outage: Outage) -> None:
        self._inner = inner
        self._outage = outage

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._inner, name)
        if not callable(attribute):
            return attribute
        call = partial(self._open if name == "open" else self._call, name, attribute)
        setattr(self, name, call)  # so that the next call finds it directly
        return call

    def _open(self, name: str, function: Callable[..., DurableStore | None], *args: Any, **options: Any) -> Any:
        store = self._call(name, function, *args, **options)
        return None if store is None else _Watched(store, self._outage)

    def _call(self, name: str, function: Callable[..., Any], *args: Any, **options: Any) -> Any:
        began = perf_counter_ns()
        try:
            result = function(*args, **options)
        except StoreError as error:
            METER.store(name, perf_counter_ns() - began, failed=True)
            self._outage.failed(name, error)
            raise
        METER.store(name, perf_counter_ns() - began)
        self._outage.succeeded(name)
        return result


def _first_line(error: StoreError) -> str:
    return (str(error).splitlines() or [""])[0]
