"""The factory of a server's worlds, which gives each the settings and credentials of its team."""

from collections.abc import Callable
from functools import cached_property, partial
from typing import Generic

from ..store.durable import Database
from .common import Common
from .resident import W
from .settings import Settings
from .teams import TEAM, Teams

NewWorld = Callable[[Settings, str, Database | None], W]
"""Creates a world with these settings and this name, which a database may keep."""


class Factory(Generic[W]):
    """Creates the worlds of a server. Thread-safe.

    Args:
        settings: The settings of each world.
        new_world: Creates a world.
        database: The database that keeps the worlds, or None if they are in memory.

    Attributes:
        settings: The settings of each world, with the credentials of the server.
        teams: The teams that share the server.
    """

    def __init__(self, settings: Settings, new_world: NewWorld[W], database: Database | None) -> None:
        self._new_world = new_world
        self._database = database
        if database is None:
            self.teams = Teams()
            self.settings = settings.settled()
        else:
            common = Common(database)
            self.teams = common.keepers[TEAM] = Teams(common.ledger)
            self.settings = common.settled(settings)

    def default(self) -> W:
        """Return the default world."""
        return self._new_world(self.settings, "", self._database)

    def new(self, name: str) -> W:
        """Return a new world with a name, or the one that the database keeps."""
        return self._of_team(name, self._database)

    def lobby(self, name: str) -> W:
        """Return a world in memory that accepts the credentials that a new world with a name would accept."""
        return self._lobby if self.teams.of(name) is None else self._of_team(name, None)

    @cached_property
    def _lobby(self) -> W:
        return self._new_world(self.settings, "", None)

    def _of_team(self, name: str, database: Database | None) -> W:
        """Return a world. If it belongs to a team, it accepts the credentials of the team."""
        settings = self.teams.settings(self.settings, name)
        world = self._new_world(settings, name, database)
        if settings is not self.settings:
            world.other_keys = partial(self.teams.organisation, name)
        return world
