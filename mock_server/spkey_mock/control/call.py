"""A call to the control API, as its handlers see it."""

from collections.abc import Callable, Generator, Mapping
from functools import cached_property
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
        find_world: Returns the world that the call addresses, and creates it if necessary.
        params: The path parameters.
        query: The query parameters.
        body: The properties of the body.
    """

    worlds: "WorldRegistry[Any]"
    find_world: "Callable[[], World]"
    params: Mapping[str, Any]
    query: Mapping[str, Any]
    body: Mapping[str, Any]

    @cached_property
    def world(self) -> "World":
        """The world that the call addresses, the same one until the call ends, even if it is deleted meanwhile."""
        return self.find_world()

    @property
    def limit(self) -> int:
        """The maximum number of items in the response."""
        return int(self.query.get("limit", _MOST_LISTED))


def whole(value: float | None) -> int | None:
    """Return a validated number as an integer, or None. JSON may spell 42 as 42.0."""
    return None if value is None else int(value)
