"""A resident: a world of a server that is in memory."""

from typing import Generic, TypeVar

from attrs import define, field

from .world import World

W = TypeVar("W", bound=World)


@define(eq=False)
class Resident(Generic[W]):
    """A world in memory.

    Attributes:
        world: The world.
        used: When the world was last used, in seconds.
        fixed: Whether the world stays until it is deleted.
        size: Its approximate memory when it was last measured, in bytes.
        requests: The number of requests since then.
        keys: The digests of the API keys that the world issued.
    """

    world: W
    used: float
    fixed: bool
    size: int = 0
    requests: int = 0
    keys: set[bytes] = field(factory=set[bytes])
