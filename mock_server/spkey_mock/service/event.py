"""The events of aggregates."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Generic, TypeVar

from ..store.recorded import Data
from .codec import DecodeError
from .state import State

S = TypeVar("S", bound=State)


class Event(ABC, Generic[S]):
    """An event of an aggregate: a frozen attrs class.

    The event's time, aggregate and version are in its `Recorded`, not in the event.

    Attributes:
        schema: The schema version of the attributes. When they change, increment it and implement `upgrade`.
    """

    schema: ClassVar[int] = 1

    @abstractmethod
    def apply(self, state: S, at: int) -> S:
        """Return the state after the event. `at` is the event's time in epoch milliseconds."""

    @abstractmethod
    def public(self, aggregate_id: str, at: int) -> dict[str, Any]:
        """Return the event's public data, given the id of its aggregate and its time in epoch milliseconds."""

    @classmethod
    def upgrade(cls, data: Data, schema: int) -> Data:
        """Convert data of an older schema to the current one."""
        raise DecodeError(f"{cls.__name__} has no schema {schema}.")
