"""The state of an aggregate."""

from collections.abc import Mapping
from typing import Self

from attrs import frozen


@frozen(slots=False)
class State:
    """The state of an aggregate. A state created from an id alone represents an aggregate that does not exist.

    Attributes:
        id: The id by which paths name the aggregate.
        version: The number of recorded events; 0 if the aggregate does not exist.
        org_id: The organisation that the aggregate belongs to, if any.
    """

    id: str
    version: int = 0
    org_id: str | None = None

    def after(self, **changes: object) -> Self:
        """Return the next state, with these attributes changed and the version incremented."""
        # attrs.evolve would double the cost of an event.
        state = object.__new__(type(self))
        state.__dict__.update(self.__dict__, version=self.version + 1, **changes)
        return state

    @property
    def sizes(self) -> Mapping[str, int]:
        """The amount of each limit that the state uses, by the limit's name."""
        return {}
