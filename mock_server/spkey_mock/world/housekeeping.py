"""Housekeeping: the periodic work of a server with a database."""

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any

from ..service.errors import Overtaken
from ..store.durable import GoneError
from .archive import Archive
from .registry import WorldRegistry

_log = logging.getLogger("spkey_mock")


class Housekeeping:
    """The periodic work on the worlds of a database.

    Args:
        worlds: The worlds.
        archive: The worlds in the database.
    """

    def __init__(self, worlds: WorldRegistry[Any], archive: Archive) -> None:
        self._worlds = worlds
        self._archive = archive
        self._written = float("-inf")

    def write(self) -> None:
        """Write the batched records of the worlds that were used, and when they were used."""
        since, self._written = self._written, monotonic()
        used = self._worlds.used_since(since)
        for name, world in used.items():
            self._try(name, world.flush)
        with suppress(Overtaken):
            self._archive.touch({name: self._worlds.idle(world) for name, world in used.items()})

    def tidy(self) -> None:
        """Delete the worlds that have expired, and wake those that have something to do."""
        with suppress(Overtaken):
            self._worlds.expired += self._archive.expire()
            for name in self._archive.pending():
                self._try(name, partial(self._worlds.peek, name))  # which does not count as a use
        for world in self._worlds.loaded():
            self._try(world.name, world.catch_up)

    def _try(self, name: str, work: Callable[[], object]) -> None:
        """Do some work on a world. A failure must not stop the work on other worlds."""
        try:
            work()
        except (Overtaken, GoneError):
            pass  # the next time, or never
        except Exception:
            _log.exception("The mock failed to do the periodic work on the world %s.", name or "default")
