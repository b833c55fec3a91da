"""The registry of a server's worlds, by name."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from threading import RLock
from time import monotonic
from typing import Generic

from ..service.credentials import digest
from ..service.errors import Full, Unauthenticated, Unread
from ..service.message import Headers
from ..store.durable import Database
from .archive import Archive
from .clock import wall_clock
from .factory import Factory, NewWorld
from .homes import Homes
from .limits import Limits
from .names import NAME, NAME_RULE
from .resident import Resident, W
from .settings import Settings

DAY = 86_400.0

_MEASURED = 16
"""The number of requests after which a world is measured again."""

_DOORS = 64
"""The number of locks that are shared by the worlds that are being created, loaded or deleted."""

_log = logging.getLogger("spkey_mock")


class WorldRegistry(Generic[W]):
    """The default world and the named worlds. Thread-safe.

    A named world is deleted once it has been idle for `ttl`. If the server reaches a limit, the least recently used
    worlds are evicted. The default world and mounted worlds stay. With a database, an evicted world is only
    unloaded until it is used again.

    Args:
        settings: The settings of each world.
        new_world: Creates a world with a name, which a database may keep.
        ttl: The seconds after which an idle world expires, or None if worlds do not expire.
        clock: Returns the time in seconds.
        database: The database that keeps the worlds, or None if they are in memory.

    Attributes:
        default: The default world.
        database: The database that keeps the worlds, or None if they are in memory.
        archive: The worlds of the database, or None.
        stopping: Whether the server is shutting down.
        teams: The teams that share the server.
        expired: The number of worlds that have expired.
        evicted: The number of worlds that were deleted to make room for others.
    """

    def __init__(
        self,
        settings: Settings,
        new_world: NewWorld[W],
        *,
        ttl: float | None = DAY,
        clock: Callable[[], float] = monotonic,
        database: Database | None = None,
    ) -> None:
        self._ttl = ttl or float("inf")
        self.database = database
        self.archive = None if database is None else Archive(database, self._ttl)
        self._factory = Factory(settings, new_world, database)
        self.teams = self._factory.teams
        self._clock = clock
        self._lock = RLock()
        self._doors = [RLock() for _ in range(_DOORS)]
        self._homes = Homes[Resident[W]]()
        self._known = frozenset(digest(key.encode()) for key, _ in self._factory.settings.api_keys)
        self._next_check = clock() + self._ttl / 8
        self.stopping = False
        self.default = self._factory.default()
        self._default = Resident(self.default, clock(), fixed=True)
        self._named: dict[str, Resident[W]] = {}
        self._latest = self._default  # the last world that a request addressed
        self._memory = 0
        self.expired = 0
        self.evicted = 0
        self._weigh(self._default)

    @property
    def limits(self) -> Limits:
        """The limits of each world and of the server."""
        return self._factory.settings.limits

    # Worlds by name

    def world(self, name: str) -> W:
        """Return the world with a name, and create it if necessary. The empty name is the default world.

        Raises:
            ValueError: The name is not a valid world name.
            Full: There is no room for another world.
        """
        return self.find(name) or self._create(name)

    def _create(self, name: str) -> W:
        """Return the world with a name, which is created or loaded by one thread only."""
        with self._door(name):
            resident = self._named.get(name)
            if resident is not None and not resident.world.closed:
                return resident.world
            return self._add(self._factory.new(name), fixed=False)

    def _door(self, name: str) -> AbstractContextManager[bool]:
        """Return the lock that is held while a world with this name is created, loaded or deleted."""
        return self._doors[hash(name) % _DOORS]

    def world_for(self, name: str, headers: Headers) -> W:
        """Return the world for a request to the service.

        A request whose credentials a new world would reject creates none. It gets an unlisted world.

        Raises:
            ValueError: The name is not a valid world name.
            Full: There is no room for another world.
        """
        found = self.find(name)
        if found is not None:
            return found
        lobby = self._factory.lobby(name)
        try:
            lobby.credentials.verify(headers, wall_clock())
        except Unauthenticated:
            return lobby
        return self.world(name)

    def mount(self, world: W) -> W:
        """Add a world that stays until it is deleted, unless its name is taken. Return the world with that name.

        Raises:
            Full: There is no room for another world.
        """
        return self._add(world, fixed=True)

    def delete(self, name: str) -> bool:
        """Delete a world. Return whether it existed."""
        with self._door(name):
            unloaded = self._unload(name)
            return (self.archive is not None and bool(name) and self.archive.delete(name)) or unloaded

    def _unload(self, name: str) -> bool:
        with self._lock:
            resident = self._named.get(name)
            if resident is not None:
                self._remove(resident)
        return resident is not None

    def names(self) -> list[str]:
        """Return the names of all worlds, including those that are not in memory, that of the default world first."""
        archived = [] if self.archive is None else self.archive.names()
        return list(dict.fromkeys(["", *archived, *(world.name for world in self.loaded())]))

    def items(self) -> list[W]:
        """Return the worlds, the default world first. Those of a database are loaded."""
        if self.archive is not None:
            for name in self.archive.names():
                self.find(name)
        return self.loaded()

    def loaded(self) -> list[W]:
        """Return the worlds that are in memory, the default world first."""
        with self._lock:
            self._expire(self._clock())
            return [self.default, *(resident.world for resident in self._named.values())]

    def idle(self, world: W) -> float:
        """Return the seconds since a world was last used."""
        resident = self._resident(world)
        return 0.0 if resident is None else self._clock() - resident.used

    def find(self, name: str) -> W | None:
        """Return the world with a name, if it exists, and mark it as used.

        Raises:
            ValueError: The name is not a valid world name.
        """
        now = self._clock()
        if now >= self._next_check:
            with self._lock:
                self._expire(now)
        resident = self._named.get(name) if name else self._default
        if resident is None:
            if not NAME.fullmatch(name):
                raise ValueError(NAME_RULE)
            archived = self.archive is not None and self.archive.has(name)
            return self._create(name) if archived else None
        if now - resident.used >= self._ttl and not resident.fixed:
            with self._lock:
                self._expire(now)
            return None if self.archive is None else self.find(name)
        if resident.world.closed:
            self._drop(resident)
            return self.find(name)
        resident.used = now
        resident.requests += 1
        self._use(resident)
        return resident.world

    def _use(self, resident: Resident[W]) -> None:
        """Measure the previously used world, or this one from time to time, so that every world is measured."""
        latest, self._latest = self._latest, resident
        if latest is not resident or resident.requests >= _MEASURED:
            self._measure(latest, spare=resident)

    def _add(self, world: W, *, fixed: bool) -> W:
        with self._lock:
            if (taken := self._named.get(world.name)) is not None:
                return taken.world
            limit = self.limits.worlds
            while len(self._named) >= limit:
                if not self._evict():
                    raise Full(f"Too many worlds (limit {limit}). Delete some or raise Limits.worlds.")
            resident = self._named[world.name] = Resident(world, self._clock(), fixed)
            for hashed in world.credentials.digests:
                self._keep_key(resident, hashed)
            world.key_issued = partial(self._keep_key, resident)
            world.gone = partial(self._drop, resident)
            self._measure(resident, spare=resident)
            self._use(resident)
        return world

    def _resident(self, world: W) -> Resident[W] | None:
        resident = self._default if world is self.default else self._named.get(world.name)
        return resident if resident is not None and resident.world is world else None

    def _holds(self, resident: Resident[W]) -> bool:
        """Return whether a world has not been deleted in the meantime."""
        return self._resident(resident.world) is resident

    # Expiry

    def _expire(self, now: float) -> None:
        self._next_check = now + self._ttl / 8
        idle = [it for it in self._named.values() if now - it.used >= self._ttl and not it.fixed]
        for resident in idle:
            self._remove(resident)
        self.expired += len(idle)

    def _evict(self, spare: Resident[W] | None = None) -> bool:
        """Delete the least recently used world, but not `spare`. Return whether there was one."""
        among = (it for it in self._named.values() if not it.fixed and it is not spare)
        oldest = min(among, key=lambda it: it.used, default=None)
        if oldest is None:
            return False
        self._remove(oldest)
        self.evicted += 1
        done = "Evicted" if self.archive is None else "Unloaded"
        _log.warning("%s world %s, because the server reached a limit.", done, oldest.world.name)
        return True

    def _drop(self, resident: Resident[W]) -> None:
        """Drop a world that another process has deleted, or wait until it is unloaded."""
        with self._lock:
            if self._holds(resident):
                self._remove(resident)

    def _remove(self, resident: Resident[W]) -> None:
        resident.world.close()  # first, so that its last changes are known when it is loaded again
        if not self._holds(resident):
            return  # closing it has revealed that another process has deleted it
        del self._named[resident.world.name]
        self._memory -= resident.size
        resident.size = 0
        for hashed in resident.keys:
            self._homes.remove(hashed, resident)

    # Worlds of a database

    def peek(self, name: str) -> W:
        """Return the world with a name, which is loaded if necessary, without marking it as used."""
        resident = self._named.get(name) if name else self._default
        if resident is not None or self.archive is None:
            return self.world(name) if resident is None else resident.world
        idle = self.archive.idle().get(name, 0.0)
        world = self.world(name)
        self._named[name].used -= idle
        return world

    def used_since(self, time: float) -> dict[str, W]:
        """Return the worlds in memory that were used since a time in seconds, by name."""
        with self._lock:
            residents = (self._default, *self._named.values())
            return {it.world.name: it.world for it in residents if it.used >= time}

    def close(self) -> None:
        """Write all pending records, and release the database. Idempotent."""
        if self.database is None:
            return
        self.stopping = True
        with self._lock:
            residents = [self._default, *self._named.values()]
        for resident in residents:
            resident.world.close()
        self.database.close()

    # Memory

    @property
    def memory(self) -> int:
        """The approximate memory of all worlds, in bytes."""
        return self._memory

    def check_memory(self, world: W) -> None:
        """Check that the worlds use no more memory than the server allows. If they do, evict others than this one.

        Raises:
            Full: They use more, and no world can be evicted.
        """
        limit = self.limits.memory
        if self._memory < limit:
            return
        with self._lock:
            for resident in (self._default, *self._named.values()):
                self._weigh(resident)
            self._make_room(self._resident(world))
        if self._memory >= limit:
            raise Full(
                f"The worlds of this mock use too much memory: about {self._memory} bytes (limit {limit}). "
                "Reset or delete worlds, or raise Limits.memory."
            )

    def measure(self, world: W) -> None:
        """Update the memory of a world that may have grown. If the server's limit is reached, evict others."""
        resident = self._resident(world)
        if resident is not None:
            self._measure(resident, spare=resident)

    def _measure(self, resident: Resident[W], spare: Resident[W]) -> None:
        with self._lock:
            if self._holds(resident):
                self._weigh(resident)
                self._make_room(spare)

    def _make_room(self, spare: Resident[W] | None) -> None:
        while self._memory >= self.limits.memory and self._evict(spare):
            pass

    def _weigh(self, resident: Resident[W]) -> None:
        size = resident.world.size
        self._memory += size - resident.size
        resident.size = size
        resident.requests = 0

    # API keys

    def home(self, api_key: bytes) -> str:
        """Return the name of the world that issued an API key, or the first world of the team that has the key.

        The keys of the settings belong to the default world.

        Raises:
            Unread: Several worlds issued the key.
        """
        if not api_key or not (self._homes or self.teams or self.archive):
            return ""
        hashed = digest(api_key)
        if hashed in self._known:
            return ""
        if home := self.teams.home(hashed):
            return home
        names = self._homes_of(hashed)
        if len(names) > 1:
            raise Unread(
                400,
                f"{len(names)} worlds issued this API key. Name one of them in the path, as /w/NAME, or in "
                "X-Mock-World.",
            )
        return names[0] if names else ""

    def _homes_of(self, hashed: bytes) -> list[str]:
        """Return the names of the worlds that issued the API key with this digest."""
        if self.archive is not None:
            return self.archive.homes(hashed)
        return [it.world.name for it in self._homes.of(hashed) if it.world.credentials.knows(hashed)]

    def _keep_key(self, resident: Resident[W], hashed: bytes) -> None:
        if hashed in self._known or self.archive is not None:
            return
        with self._lock:
            if not self._holds(resident):
                return
            if len(resident.keys) > 2 * resident.world.limits.credentials:
                # Resets of the world have left keys behind.
                for old in [it for it in resident.keys if not resident.world.credentials.knows(it)]:
                    self._homes.remove(old, resident)
                    resident.keys.discard(old)
            if hashed not in resident.keys:
                resident.keys.add(hashed)
                self._homes.add(hashed, resident)
