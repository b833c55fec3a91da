"""The registry of all aggregates and views, with their handlers, checks and warnings."""

from collections.abc import Mapping
from typing import Any

from ..store.recorded import Recorded
from . import rules
from .aggregate import Aggregate, Check, Handler, Operations, Warned
from .contract import Route


class Registry:
    """The aggregates and views, indexed for the engine.

    Args:
        aggregates: The aggregates.
        views: The queries that read across streams.

    Attributes:
        aggregates: The aggregates by name.
        handlers: The handlers, by operationId.
        checks: The checks whether a rule is reached, by full rule id.
        warnings: The tolerated client mistakes, by operationId.
    """

    def __init__(self, *aggregates: Aggregate[Any], views: Operations | None = None) -> None:
        self.aggregates: Mapping[str, Aggregate[Any]] = {aggregate.name: aggregate for aggregate in aggregates}
        parts: tuple[Operations, ...] = (*aggregates, *([] if views is None else [views]))
        self.handlers: dict[str, Handler] = {}
        self.checks: dict[str, Check] = dict(rules.CHECKS)
        self.warnings: dict[str, list[Warned]] = {}
        for part in parts:
            for known, more in ((self.handlers, part.handlers), (self.checks, part.checks)):
                if twice := known.keys() & more.keys():
                    raise ValueError(f"{', '.join(sorted(twice))} must be registered once.")
            self.handlers |= part.handlers
            self.checks |= part.checks
        for aggregate in aggregates:
            self.warnings |= aggregate.warnings

    def addressed(self, route: Route) -> tuple[Aggregate[Any], str] | None:
        """Return the aggregate that a path addresses, and its id. None if it addresses none."""
        handler = self.handlers.get(route.operation.id)
        aggregate = None if handler is None else handler.aggregate
        if handler is None or handler.identify is not None or aggregate is None or aggregate.path not in route.params:
            return None
        return aggregate, route.operation.identifier(aggregate.path, route.params)

    def public(self, recorded: Recorded) -> dict[str, Any]:
        """Return the public data of an event."""
        event = self.aggregates[recorded.stream.aggregate].decode(recorded.type, recorded.data)
        return event.public(recorded.stream.id, recorded.at)
