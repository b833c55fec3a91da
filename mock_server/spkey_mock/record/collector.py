"""Collectors, which record the requests of every world of the process, beyond the life of a world."""

from collections.abc import Callable, Iterable
from typing import Protocol

from ..service.message import Response
from ..service.outcome import Outcome
from .violations import Violation


class Collector(Protocol):
    """Records requests. A collector is thread-safe, does no I/O and never raises."""

    def record(
        self,
        world: str,
        outcome: Outcome,
        status: int,
        response: Response,
        number: int,
        violations: Callable[[], Iterable[Violation]],
    ) -> None:
        """Record a request.

        Args:
            world: The name of the world.
            outcome: The request and its outcome.
            status: The status that was sent, or 0 if the connection was dropped instead.
            response: The response that was sent.
            number: The journal id of the request.
            violations: Returns the violations of the request.
        """
        ...


COLLECTORS: list[Collector] = []
"""The collectors of this process. Every request of every world is recorded by each of them."""
