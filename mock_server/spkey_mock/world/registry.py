"""The registry of a server's worlds, by name."""

import logging
from collections.abc import Callable
from functools import cached_property, partial
from threading import RLock
from time import monotonic
from typing import Generic, TypeVar

from attrs import define, field

from ..service.credentials import digest
from ..service.errors import Full, Unauthenticated, Unread
from ..service.message import Headers
from .clock import wall_clock
from .limits import Limits
from .settings import Settings
from .world import NAME, NAME_RULE, World

W = TypeVar("W", bound=World)

DAY = 86_400.0

_MEASURED = 16
"""The number of requests after which a world is measured again."""

_log = logging.getLogger("spkey_mock")


@define(eq=False)
class _Resident(Generic[W]):
    """A world of the registry.

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


class WorldRegistry(Generic[W]):
    """The default world and the named worlds. Thread-safe.

    A named world is deleted once it has been idle for `ttl`. If the server reaches a limit, the least recently used
    worlds are evicted. The default world and mounted worlds stay.

    Args:
        settings: The settings of each world.
        new_world: Creates a world with a name.
        ttl: The seconds after which an idle world expires, or None if worlds do not expire.
        clock: Returns the time in seconds.

    Attributes:
        default: The default world.
        expired: The number of worlds that have expired.
        evicted: The number of worlds that were deleted to make room for others.
    """

    def __init__(
        self,
        settings: Settings,
        new_world: Callable[[Settings, str], W],
        *,
        ttl: float | None = DAY,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._settings = settings.settled()
        self._new_world = new_world
        self._ttl = ttl or float("inf")
        self._clock = clock
        self._lock = RLock()
        self._homes: dict[bytes, list[_Resident[W]]] = {}
        self._known = frozenset(digest(key.encode()) for key, _ in self._settings.api_keys)
        self._next_check = clock() + self._ttl / 8
        self.default = new_world(self._settings, "")
        self._default = _Resident(self.default, clock(), fixed=True)
        self._named: dict[str, _Resident[W]] = {}
        self._latest = self._default  # the last world that a request addressed
        self._memory = 0
        self.expired = 0
        self.evicted = 0
        self._weigh(self._default)

    @property
    def limits(self) -> Limits:
        """The limits of each world and of the server."""
        return self._settings.limits

    @cached_property
    def _lobby(self) -> W:
        """The world of requests that name a world but may not create it."""
        return self._new_world(self._settings, "")

    # Worlds by name

    def world(self, name: str) -> W:
        """Return the world with a name, and create it if necessary. The empty name is the default world.

        Raises:
            ValueError: The name is not a valid world name.
            Full: There is no room for another world.
        """
        return self._find(name) or self._add(self._new_world(self._settings, name), fixed=False)

    def world_for(self, name: str, headers: Headers) -> W:
        """Return the world for a request to the service.

        A request whose credentials a new world would reject creates none. It gets an unlisted world.

        Raises:
            ValueError: The name is not a valid world name.
            Full: There is no room for another world.
        """
        found = self._find(name)
        if found is not None:
            return found
        try:
            self._lobby.credentials.verify(headers, wall_clock())
        except Unauthenticated:
            return self._lobby
        return self.world(name)

    def mount(self, world: W) -> W:
        """Add a world that stays until it is deleted, unless its name is taken. Return the world with that name.

        Raises:
            Full: There is no room for another world.
        """
        return self._add(world, fixed=True)

    def delete(self, name: str) -> bool:
        """Delete a world. Return whether it existed."""
        with self._lock:
            resident = self._named.get(name)
            if resident is not None:
                self._remove(resident)
        return resident is not None

    def items(self) -> list[W]:
        """Return the worlds, the default world first."""
        with self._lock:
            self._expire(self._clock())
            return [self.default, *(resident.world for resident in self._named.values())]

    def idle(self, world: W) -> float:
        """Return the seconds since a world was last used."""
        resident = self._resident(world)
        return 0.0 if resident is None else self._clock() - resident.used

    def _find(self, name: str) -> W | None:
        """Return the world with a name, if it exists, and mark it as used."""
        now = self._clock()
        if now >= self._next_check:
            with self._lock:
                self._expire(now)
        resident = self._named.get(name) if name else self._default
        if resident is None:
            if not NAME.fullmatch(name):
                raise ValueError(NAME_RULE)
            return None
        if now - resident.used >= self._ttl and not resident.fixed:
            with self._lock:
                self._expire(now)
            return None
        resident.used = now
        resident.requests += 1
        self._use(resident)
        return resident.world

    def _use(self, resident: _Resident[W]) -> None:
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
            resident = self._named[world.name] = _Resident(world, self._clock(), fixed)
            for hashed in world.credentials.digests:
                self._keep_key(resident, hashed)
            world.key_issued = partial(self._keep_key, resident)
            self._measure(resident, spare=resident)
            self._use(resident)
        return world

    def _resident(self, world: W) -> _Resident[W] | None:
        resident = self._default if world is self.default else self._named.get(world.name)
        return resident if resident is not None and resident.world is world else None

    def _holds(self, resident: _Resident[W]) -> bool:
        """Return whether a world has not been deleted in the meantime."""
        return self._resident(resident.world) is resident

    # Expiry

    def _expire(self, now: float) -> None:
        self._next_check = now + self._ttl / 8
        idle = [it for it in self._named.values() if now - it.used >= self._ttl and not it.fixed]
        for resident in idle:
            self._remove(resident)
        self.expired += len(idle)

    def _evict(self, spare: _Resident[W] | None = None) -> bool:
        """Delete the least recently used world, but not `spare`. Return whether there was one."""
        among = (it for it in self._named.values() if not it.fixed and it is not spare)
        oldest = min(among, key=lambda it: it.used, default=None)
        if oldest is None:
            return False
        self._remove(oldest)
        self.evicted += 1
        _log.warning("Evicted world %s, because the server reached a limit.", oldest.world.name)
        return True

    def _remove(self, resident: _Resident[W]) -> None:
        del self._named[resident.world.name]
        self._memory -= resident.size
        resident.size = 0
        for hashed in resident.keys:
            self._forget_key(resident, hashed)
        resident.world.close()

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

    def _measure(self, resident: _Resident[W], spare: _Resident[W]) -> None:
        with self._lock:
            if self._holds(resident):
                self._weigh(resident)
                self._make_room(spare)

    def _make_room(self, spare: _Resident[W] | None) -> None:
        while self._memory >= self.limits.memory and self._evict(spare):
            pass

    def _weigh(self, resident: _Resident[W]) -> None:
        size = resident.world.size
        self._memory += size - resident.size
        resident.size = size
        resident.requests = 0

    # API keys

    def home(self, api_key: bytes) -> str:
        """Return the name of the world that issued an API key. The keys of the settings belong to the default world.

        Raises:
            Unread: Several worlds issued the key.
        """
        if not self._homes:
            return ""
        hashed = digest(api_key)
        homes = tuple(self._homes.get(hashed, ()))
        names = [it.world.name for it in homes if it.world.credentials.knows(hashed)]
        if len(names) > 1:
            raise Unread(
                400,
                f"{len(names)} worlds issued this API key. Name one of them in the path, as /w/NAME, or in "
                "X-Mock-World.",
            )
        return names[0] if names else ""

    def _keep_key(self, resident: _Resident[W], hashed: bytes) -> None:
        if hashed in self._known:
            return
        with self._lock:
            if not self._holds(resident):
                return
            if len(resident.keys) > 2 * resident.world.limits.credentials:
                # Resets of the world have left keys behind.
                for old in [it for it in resident.keys if not resident.world.credentials.knows(it)]:
                    self._forget_key(resident, old)
                    resident.keys.discard(old)
            if hashed not in resident.keys:
                resident.keys.add(hashed)
                self._homes.setdefault(hashed, []).append(resident)

    def _forget_key(self, resident: _Resident[W], hashed: bytes) -> None:
        homes = self._homes[hashed]
        homes.remove(resident)
        if not homes:
            del self._homes[hashed]
