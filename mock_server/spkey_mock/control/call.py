"""A call of the control API, as its handlers see it."""

from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen

if TYPE_CHECKING:
    from ..world.registry import WorldRegistry
    from ..world.world import World

JSON = dict[str, Any]

Handler = Callable[["Call"], JSON | Generator[None, None, JSON] | None]
"""Carries out an operation and returns the JSON of its response. None has no body; a generator works in slices."""

_MOST_LISTED = 100


@frozen
class Call:
    """One call of the control API.

    Attributes:
        worlds: All worlds.
        world: The world that it is about.
        params: The values of its path.
        query: The values of its query.
        body: The properties of its body.
    """

    worlds: "WorldRegistry[Any]"
    world: "World"
    params: Mapping[str, Any]
    query: Mapping[str, Any]
    body: Mapping[str, Any]

    @property
    def limit(self) -> int:
        """The most items that the response may list."""
        return int(self.query.get("limit", _MOST_LISTED))


def present(**properties: object) -> JSON:
    """Return the properties that have a value; a response leaves the others out."""
    return {name: value for name, value in properties.items() if value is not None}


def whole(value: float | None) -> int | None:
    """Return a validated number as an integer, or None. JSON may write it as 42.0."""
    return None if value is None else int(value)
