"""The state of an aggregate."""

from collections.abc import Mapping
from typing import Self

from attrs import frozen


@frozen(slots=False)
class State:
    """The state of an aggregate. Made from an id alone, it is that of an aggregate that does not exist.

    Attributes:
        id: The id by which paths name the aggregate.
        version: How many events were recorded, 0 if it does not exist.
        org_id: The organisation to which it belongs, if any.
    """

    id: str
    version: int = 0
    org_id: str | None = None

    def after(self, **changes: object) -> Self:
        """Return the state after an event, with these attributes changed."""
        # Not by attrs.evolve, which takes as long as all the rest of an event.
        state = object.__new__(type(self))
        state.__dict__.update(self.__dict__, version=self.version + 1, **changes)
        return state

    @property
    def sizes(self) -> Mapping[str, int]:
        """How much of each limit of the world the state uses, by the limit's name."""
        return {}
