"""The registry of a server's worlds, by name."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from ..service.errors import Full
from .limits import Limits
from .settings import Settings
from .world import NAME, World

W = TypeVar("W", bound=World)


class WorldRegistry(Generic[W]):
    """The default world and the named worlds. Thread-safe.

    Args:
        settings: The settings of each world.
        new_world: Creates a world with a name.

    Attributes:
        default: The default world.
    """

    def __init__(self, settings: Settings, new_world: Callable[[Settings, str], W]) -> None:
        self._settings = settings.settled()
        self._new_world = new_world
        self._named: dict[str, W] = {}
        self._lock = Lock()
        self.default = new_world(self._settings, "")

    @property
    def limits(self) -> Limits:
        """The limits of each world and of the server."""
        return self._settings.limits

    def world(self, name: str) -> W:
        """Return the world with a name, and create it if necessary. The empty name is the default world.

        Raises:
            ValueError: The name is not a valid world name.
            Full: There are too many worlds.
        """
        if not name:
            return self.default
        if not NAME.fullmatch(name):
            raise ValueError(
                "The name of a world must be 1 to 64 letters, digits, dots, hyphens, underscores and tildes."
            )
        if (world := self._named.get(name)) is not None:
            return world
        return self.mount(self._new_world(self._settings, name))

    def mount(self, world: W) -> W:
        """Add a world, unless its name is taken. Return the world with that name.

        Raises:
            Full: There are too many worlds.
        """
        with self._lock:
            if world.name not in self._named and len(self._named) >= self.limits.worlds:
                raise Full(f"Too many worlds (limit {self.limits.worlds}). Delete some or raise Limits.worlds.")
            return self._named.setdefault(world.name, world)

    def delete(self, name: str) -> bool:
        """Delete a world. Return whether it existed."""
        with self._lock:
            world = self._named.pop(name, None)
        if world is not None:
            world.close()
        return world is not None

    def items(self) -> list[W]:
        """Return the worlds, the default world first."""
        with self._lock:
            return [self.default, *self._named.values()]
