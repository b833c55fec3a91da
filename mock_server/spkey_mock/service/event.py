"""The events of aggregates."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Generic, TypeVar

from ..store.recorded import Data
from .codec import DecodeError
from .state import State

S = TypeVar("S", bound=State)


class Event(ABC, Generic[S]):
    """Something that happened to an aggregate: a frozen attrs class.

    When it happened, to what, and as which version, the record says and not the event.

    Attributes:
        schema: The version of the attributes. Raise it when they change, and let `upgrade` read the older ones.
    """

    schema: ClassVar[int] = 1

    @abstractmethod
    def apply(self, state: S, at: int) -> S:
        """Return the state after the event, which happened at a time in epoch milliseconds."""

    @abstractmethod
    def public(self, aggregate_id: str, at: int) -> dict[str, Any]:
        """Return what the service shows of the event, for the aggregate with an id and a time in epoch milliseconds."""

    @classmethod
    def upgrade(cls, data: Data, schema: int) -> Data:
        """Return the data of an older schema in the present one."""
        raise DecodeError(f"{cls.__name__} has no schema {schema}.")
