"""A call to the control API, as its handlers see it."""

from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from ..world.registry import WorldRegistry
    from ..world.world import World

JSON = dict[str, Any]

Handler = Callable[["Call"], JSON | Generator[None, None, JSON] | None]
"""Runs an operation and returns its JSON. None means an empty body; a generator does the work in slices."""

_MOST_LISTED = 100


@frozen
class Call:
    """One call to the control API.

    Attributes:
        worlds: All worlds.
        world: The world that the call addresses.
        params: The path parameters.
        query: The query parameters.
        body: The properties of the body.
    """

    worlds: "WorldRegistry[Any]"
    world: "World"
    params: Mapping[str, Any]
    query: Mapping[str, Any]
    body: Mapping[str, Any]

    @property
    def limit(self) -> int:
        """The maximum number of items in the response."""
        return int(self.query.get("limit", _MOST_LISTED))


def whole(value: float | None) -> int | None:
    """Return a validated number as an integer, or None. JSON may spell 42 as 42.0."""
    return None if value is None else int(value)
