"""Homes: the worlds that issued an API key."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Homes(Generic[T]):
    """The worlds in memory that issued each API key, by the digest of the key."""

    def __init__(self) -> None:
        self._homes: dict[bytes, list[T]] = {}

    def __bool__(self) -> bool:
        """Return whether any world has issued a key."""
        return bool(self._homes)

    def of(self, hashed: bytes) -> tuple[T, ...]:
        """Return the worlds that issued the key with this digest."""
        return tuple(self._homes.get(hashed, ()))

    def add(self, hashed: bytes, world: T) -> None:
        """Add a world that issued a key."""
        self._homes.setdefault(hashed, []).append(world)

    def remove(self, hashed: bytes, world: T) -> None:
        """Remove a world that issued a key."""
        homes = self._homes[hashed]
        homes.remove(world)
        if not homes:
            del self._homes[hashed]
