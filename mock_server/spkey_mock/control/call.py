"""A call to the control API, as its handlers see it."""

from collections.abc import Callable, Generator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import frozen

from ..service.errors import Forbidden
from ..service.message import Response

if TYPE_CHECKING:
    from ..world.registry import WorldRegistry
    from ..world.teams import Team
    from ..world.world import World

JSON = dict[str, Any]

Handler = Callable[["Call"], JSON | Response | Generator[None, None, JSON] | None]
"""Runs an operation and returns its JSON. None means an empty body; a generator does the work in slices."""

_MOST_LISTED = 100


@frozen
class Call:
    """One call to the control API.

    Attributes:
        worlds: All worlds.
        team: The team of the caller, or None if it may act on all worlds.
        find_name: Returns the name of the world that the call addresses.
        params: The path parameters.
        query: The query parameters.
        body: The properties of the body.
    """

    worlds: "WorldRegistry[Any]"
    team: "Team | None"
    find_name: Callable[[], str]
    params: Mapping[str, Any]
    query: Mapping[str, Any]
    body: Mapping[str, Any]

    @cached_property
    def world(self) -> "World":
        """The world that the call addresses, the same one throughout the call, even if it is deleted meanwhile.

        It is created if necessary.
        """
        return self.named(self.find_name())

    def named(self, name: str) -> "World":
        """Return the world with a name, and create it if necessary.

        Raises:
            Forbidden: It is not a world of the caller's team.
        """
        self.check(name)
        world: World = self.worlds.world(name)
        return world

    def check(self, name: str) -> None:
        """Check that the caller may act on the world with a name.

        Raises:
            Forbidden: It is not a world of the caller's team.
        """
        if not self.reaches(name):
            named = f"the world {name}" if name else "the default world"
            raise Forbidden(f"The control token of team {self.team_name} does not reach {named}. {self._remedy}")

    def reaches(self, name: str) -> bool:
        """Return whether the caller may act on the world with a name."""
        return self.team is None or self.team.owns(name)

    @property
    def team_name(self) -> str:
        """The name of the caller's team, or an empty string."""
        return "" if self.team is None else self.team.name

    @property
    def _remedy(self) -> str:
        return f"Name the world {self.team_name} or {self.team_name}.NAME in the path, such as /w/{self.team_name}."

    @property
    def limit(self) -> int:
        """The maximum number of items in the response."""
        return int(self.query.get("limit", _MOST_LISTED))


def whole(value: float | None) -> int | None:
    """Return a validated number as an integer, or None. JSON may spell 42 as 42.0."""
    return None if value is None else int(value)
