"""Seeding: executes commands and reads states without requests."""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Generic, Protocol, TypeVar

from ..service.aggregate import Aggregate, TypedRequest
from ..service.bounds import Reservation
from ..service.credentials import Caller
from ..service.errors import Invalid
from ..service.repository import Repository
from ..service.state import State

S = TypeVar("S", bound=State)
T = TypeVar("T")

SMALL = 20
"""Commands of a slice that lets other requests of the event loop run: about a millisecond of work."""

LARGE = 250
"""Commands of a slice that lets other threads run."""


class Execute(Protocol):
    """Executes commands on one aggregate atomically and returns the new state."""

    def __call__(self, requests: Sequence[TypedRequest], caller: Caller, reservation: Reservation) -> Any:
        """Execute the commands in order."""
        ...


class Seeder:
    """Executes commands without requests.

    Args:
        repository: The states of the aggregates.
        execute: Executes commands.
        new_id: Generates an id.
        now: Returns the time, in epoch milliseconds.
        org_id: The default organisation, which sends the commands.
    """

    def __init__(
        self,
        repository: Repository,
        execute: Execute,
        new_id: Callable[[], str],
        now: Callable[[], int],
        org_id: str,
    ) -> None:
        self.repository = repository
        self.new_id = new_id
        self.now = now
        self.org_id = org_id
        self._execute = execute
        self._ended = False

    def end(self) -> None:
        """End the creations in progress, because the world was reset."""
        self._ended = True

    def execute(
        self, requests: Iterable[TypedRequest], caller: Caller, room: Mapping[str, int], size: int
    ) -> Generator[None, None, Any]:
        """Execute commands on one aggregate, and yield after each `size` of them. Return the resulting state.

        Args:
            requests: The commands, at least one.
            caller: The sender of the commands.
            room: The capacity to reserve, by limit.
            size: The number of commands that are executed atomically.

        Raises:
            Rejection: A command was rejected, or a limit would be exceeded.
        """
        incarnation = self.repository.incarnation
        remaining = iter(requests)
        batch = list(islice(remaining, size))
        with self.repository.reserve(room) as reservation:
            while True:
                state = self._execute(batch, caller, reservation)
                batch = list(islice(remaining, size))
                if not batch:
                    return state
                yield
                if self._ended or self.repository.incarnation != incarnation:
                    raise Invalid("The world was reset or a state was imported meanwhile. Create it again.")


class Collection(Generic[S]):
    """The aggregates of one type in a world.

    Args:
        aggregate: The type.
        seeder: Executes commands on them.
    """

    def __init__(self, aggregate: Aggregate[S], seeder: Seeder) -> None:
        self._aggregate = aggregate
        self._seeder = seeder
        self._repository = seeder.repository

    def _find(self, aggregate_id: str) -> S | None:
        state = self._repository.load(self._aggregate, aggregate_id)
        return state if state.version else None

    def latest(self, limit: int) -> list[S]:
        """Return the most recently changed aggregates, latest change first."""
        return self._repository.latest(self._aggregate, limit)

    def __iter__(self) -> Iterator[S]:
        """Iterate, least recently changed first."""
        return iter(self._repository.states(self._aggregate))

    def __len__(self) -> int:
        return self._repository.count(self._aggregate)


def finish(slices: Generator[None, None, T]) -> T:
    """Return the result of work that is done in slices."""
    while True:
        try:
            next(slices)
        except StopIteration as end:
            result: T = end.value
            return result
