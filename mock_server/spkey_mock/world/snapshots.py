"""Named snapshots of a world."""

import json
from typing import Protocol

from attrs import evolve

from ..service.errors import Full
from ..store.durable import Saved
from .clock import wall_clock
from .content import decode, decode_origins, encode, encode_origins
from .lives import Lives
from .names import NAME
from .replacement import capture, replace

_MOST = 20
"""The maximum number of snapshots of a world."""

_SNAPSHOT_BYTES = 500
"""The approximate memory of a snapshot without its content."""


class UnknownSnapshotError(ValueError):
    """The world has no snapshot with this name."""


class Shelf(Protocol):
    """Keeps named snapshots."""

    def save(self, saved: Saved) -> None:
        """Keep a named snapshot, replacing any other with its name."""
        ...

    def saves(self) -> list[Saved]:
        """Return the named snapshots by name, possibly without their content."""
        ...

    def saved(self, name: str) -> Saved | None:
        """Return a named snapshot, or None."""
        ...

    def delete_save(self, name: str) -> bool:
        """Delete a named snapshot. Return whether it existed."""
        ...


class MemoryShelf:
    """Keeps named snapshots in memory."""

    def __init__(self) -> None:
        self._saves: dict[str, Saved] = {}

    def save(self, saved: Saved) -> None:
        """Keep a named snapshot, replacing any other with its name."""
        self._saves[saved.name] = saved

    def saves(self) -> list[Saved]:
        """Return the named snapshots by name."""
        return [self._saves[name] for name in sorted(self._saves)]

    def saved(self, name: str) -> Saved | None:
        """Return a named snapshot, or None."""
        return self._saves.get(name)

    def delete_save(self, name: str) -> bool:
        """Delete a named snapshot. Return whether it existed."""
        return self._saves.pop(name, None) is not None

    @property
    def size(self) -> int:
        """The approximate memory of the snapshots, in bytes."""
        return sum(_SNAPSHOT_BYTES + len(saved.content) for saved in list(self._saves.values()))


class Snapshots:
    """The named snapshots of a world. They survive a reset. Thread-safe.

    A snapshot contains the aggregates, the events in the log, faults, API keys, clock, settings, subscriptions and
    scheduled work. It does not contain the journal, the coverage and the deliveries.

    Args:
        lives: The world.
    """

    def __init__(self, lives: Lives) -> None:
        self._lives = lives
        self._memory = MemoryShelf()
        self._shelf: Shelf = self._memory if lives.durability is None else lives.durability.store

    @property
    def size(self) -> int:
        """The approximate memory of the snapshots, in bytes."""
        return self._memory.size

    def items(self) -> dict[str, int]:
        """Return when each snapshot was saved, in epoch milliseconds on this machine's clock, by name."""
        return {saved.name: saved.at for saved in self._lives.run(self._shelf.saves)}

    def save(self, name: str) -> None:
        """Save a snapshot of the world, replacing any other with this name.

        Raises:
            ValueError: The name is invalid.
            Full: The world has too many snapshots.
        """
        if not name or not NAME.fullmatch(name):
            raise ValueError(f"name must be 1 to 64 letters, digits, dots, hyphens, _ and ~, not {name[:100]!r}.")
        self._lives.run(lambda: self._save(name))

    def _save(self, name: str) -> None:
        names = {saved.name for saved in self._shelf.saves()}
        if name not in names and len(names) >= _MOST:
            raise Full(f"Too many snapshots in this world (limit {_MOST}). Delete some.")
        content = capture(self._lives, documents=True, origins=True)
        data = encode(content)
        if content.origins is not None:
            data["origins"] = encode_origins(content.origins, self._lives.life.pipeline.registry)
        self._shelf.save(Saved(name, wall_clock(), json.dumps(data, separators=(",", ":"))))

    def restore(self, name: str) -> None:
        """Replace the content of the world with that of a snapshot.

        Journal and coverage stay. Pending deliveries are dropped. The positions of later events are higher than all
        positions so far.

        Raises:
            UnknownSnapshotError: There is no such snapshot.
        """
        self._restore(name, self._lives)

    def fork(self, name: str, other: "Snapshots") -> None:
        """Replace the content of another world with that of a snapshot of this world; see `restore`.

        Args:
            name: The name of the snapshot.
            other: The snapshots of the other world.

        Raises:
            UnknownSnapshotError: There is no such snapshot.
            Full: The content exceeds a limit of the other world. Nothing was changed.
        """
        self._restore(name, other._lives)

    def _restore(self, name: str, lives: Lives) -> None:
        saved = self._lives.run(lambda: self._shelf.saved(name))
        if saved is None:
            raise UnknownSnapshotError(f"Unknown snapshot {name!r}. Known: {', '.join(self.items()) or 'none'}.")
        data, registry = json.loads(saved.content), lives.life.pipeline.registry
        origins = decode_origins(data["origins"], registry) if "origins" in data else None
        replace(lives, evolve(decode(data, registry, own=True), origins=origins))

    def delete(self, name: str) -> bool:
        """Delete a snapshot. Return whether it existed."""
        return self._lives.run(lambda: self._shelf.delete_save(name))
