"""The registry of all aggregates and views, with their handlers, checks and warnings."""

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from threading import RLock
from typing import Any, TypeVar

from ..store.recorded import Recorded
from . import rules
from .aggregate import Aggregate, Check, Handler, Operations, Warned
from .codec import DecodeError
from .contract import Operation, Route
from .errors import Unread

T = TypeVar("T")


class Registry:
    """The aggregates and views, indexed for the engine. Thread-safe.

    Args:
        aggregates: The aggregates.
        views: The queries that read across streams.
        packages: The names of packages that list more aggregates in `AGGREGATES`. A lookup imports these packages one
            by one, in this order, until it finds what it seeks.
    """

    def __init__(
        self, *aggregates: Aggregate[Any], views: Operations | None = None, packages: Iterable[str] = ()
    ) -> None:
        self._packages = list(packages)  # not yet imported
        self._lock = RLock()
        self._views = views
        self._aggregates: dict[str, Aggregate[Any]] = {}
        self._handlers: dict[str, Handler] = {}
        self._checks: dict[str, Check] = {}
        self._add(aggregates)

    def _add(self, aggregates: Iterable[Aggregate[Any]]) -> None:
        """Add aggregates, and index all operations, because a package may also register some on earlier aggregates."""
        known = self._aggregates | {aggregate.name: aggregate for aggregate in aggregates}
        handlers: dict[str, Handler] = {}
        checks = dict(rules.CHECKS)
        for part in (*known.values(), *([] if self._views is None else [self._views])):
            if twice := [*(handlers.keys() & part.handlers.keys()), *(checks.keys() & part.checks.keys())]:
                raise ValueError(f"{', '.join(sorted(twice))} must be registered once.")
            handlers |= part.handlers
            checks |= part.checks
        # Handlers come last: they are looked up without the lock, and lead to the rest.
        self._aggregates.update(known)
        self._checks.update(checks)
        self._handlers.update(handlers)

    def load(self) -> None:
        """Import all packages. Processes that are forked afterwards share them."""
        with self._lock:
            while self._packages:
                self._load_next()

    def _load_next(self) -> None:
        self._add(import_module(self._packages[0]).AGGREGATES)
        del self._packages[0]

    def _seek(self, known: Mapping[str, T], name: str) -> T | None:
        """Return what has this name among the known. Import packages until one adds it."""
        with self._lock:
            while name not in known and self._packages:
                self._load_next()
            return known.get(name)

    def handler(self, operation: str) -> Handler | None:
        """Return the handler of the operation with this operationId, or None."""
        return self._handlers.get(operation) or self._seek(self._handlers, operation)

    def aggregate(self, name: str) -> Aggregate[Any]:
        """Return the aggregate with this name.

        Raises:
            DecodeError: There is none.
        """
        found = self._aggregates.get(name) or self._seek(self._aggregates, name)
        if found is None:
            raise DecodeError(f"Unknown aggregate {name!r}. Known: {', '.join(self.aggregates)}.")
        return found

    @property
    def aggregates(self) -> Mapping[str, Aggregate[Any]]:
        """All aggregates, by name."""
        self.load()
        return self._aggregates

    @property
    def handlers(self) -> Mapping[str, Handler]:
        """All handlers, by operationId."""
        self.load()
        return self._handlers

    @property
    def checks(self) -> Mapping[str, Check]:
        """All checks for whether a rule is reached, by full rule id."""
        self.load()
        return self._checks

    def checks_of(self, operation: Operation | None) -> Mapping[str, Check]:
        """Return the checks of an operation's rules and of the service's. None means that there is no operation."""
        if operation is None:
            return rules.CHECKS
        self.handler(operation.id)
        own = {rule.id: self._checks[rule.id] for rule in operation.rules.values() if rule.id in self._checks}
        return {**rules.CHECKS, **own}

    def warnings(self, operation: str) -> Sequence[Warned]:
        """Return the mistakes that the service tolerates in requests for an operation."""
        handler = self.handler(operation)
        return () if handler is None or handler.aggregate is None else handler.aggregate.warnings.get(operation, ())

    def addressed(self, route: Route) -> tuple[Aggregate[Any], str] | None:
        """Return the aggregate that a path addresses, and its id. None if it addresses none."""
        handler = self.handler(route.operation.id)
        aggregate = None if handler is None else handler.aggregate
        if handler is None or handler.identify is not None or aggregate is None or aggregate.path not in route.params:
            return None
        return aggregate, route.operation.identifier(aggregate.path, route.params)

    def public(self, recorded: Recorded) -> dict[str, Any]:
        """Return the public data of an event.

        Raises:
            Unread: The event cannot be decoded, for example because a newer version of the mock wrote it.
        """
        try:
            event = self.aggregate(recorded.stream.aggregate).decode(recorded.type, recorded.data)
        except DecodeError as error:
            message = f"The event {recorded.type!r} at position {recorded.position} cannot be read: {error}"
            raise Unread(500, f"{message} If a newer version of the mock wrote it, upgrade the mock.") from None
        return event.public(recorded.stream.id, recorded.at)
