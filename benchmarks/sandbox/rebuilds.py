"""The time until a durable world can be used: by the past events of a user, and by the number of users."""

import time
from collections.abc import Iterator
from itertools import islice

from spkey_mock import Settings, World
from spkey_mock.store.connect import connect
from spkey_mock.store.durable import Database
from spkey_mock.store.recorded import Stream
from spkey_mock.store.store import Append

from ..mocks import serving
from .content import Content
from .databases import Databases
from .replicas import fill, mock

_USER = "user-1"
_NAME = "benchmark"
_AT_ONCE = 1_000
_KEYS = 5


def rebuilt(databases: Databases, store: str, events: int) -> tuple[float, float]:
    """Return the seconds to load a world whose user has this many events, without a snapshot and with one."""
    database = connect(databases.url(store))
    try:
        _record(database, Content(1, _KEYS, events))
        without, world = _loaded(database)
        world.flush()  # keeps the state as a snapshot, if there are enough events
        return without, _loaded(database)[0]
    finally:
        database.close()


def _record(database: Database, content: Content) -> None:
    opened = database.open(_NAME, 0, create=True)
    if opened is None:
        raise RuntimeError("The world could not be created.")
    opened.load()
    history, version = content.history(_USER), 0
    while part := [*islice(history, _AT_ONCE)]:
        opened.append(Append(Stream("user", _USER), version, part, None))
        version += len(part)


def _loaded(database: Database) -> tuple[float, World]:
    begun = time.perf_counter()
    world = World(Settings(), name=_NAME, database=database)
    if len(world.inventory(_USER)) != _KEYS:
        raise RuntimeError("The user was not rebuilt.")
    return time.perf_counter() - begun, world


def started(databases: Databases, store: str, users: int, times: int) -> Iterator[float]:
    """Yield the seconds from the start of a process to its first response, with this many users in the store."""
    server = mock(f"{store}, start", databases.url(store))
    with serving(server) as running:
        running.wait()
        fill(running, Content(users))
    for _ in range(times):
        begun = time.perf_counter()
        with serving(server) as running:
            running.wait()
            yield time.perf_counter() - begun
