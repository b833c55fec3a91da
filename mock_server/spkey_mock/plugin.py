"""Fixtures for pytest, which finds them by itself once the package is installed.

Each test that asks for one gets a world of its own. Nothing of the mock is imported before that.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from spkey_client import AsyncSpkeyClient, SpkeyClient

    from .http.worlds import Site, Worlds
    from .world.settings import Settings
    from .world.world import World


@pytest.fixture(scope="session")
def spkey_settings() -> "Settings":
    """What the worlds of the tests are started with. Define a fixture of this name to have them otherwise."""
    from . import Settings

    return Settings()


@pytest.fixture
def spkey_world(spkey_settings: "Settings", request: pytest.FixtureRequest) -> Iterator["World"]:
    """A new world, to seed, to break and to ask."""
    from . import World

    world = World(spkey_settings, name=_name(request.node.nodeid))
    yield world
    world.close()


@pytest.fixture
def spkey(spkey_world: "World") -> Iterator["SpkeyClient"]:
    """A client of the SDK that leads to the test's world without a socket, by its API key."""
    with spkey_world.client() as client:
        yield client


@pytest.fixture
def async_spkey(spkey_world: "World") -> "AsyncSpkeyClient":
    """An async client of the SDK that leads to the test's world without a socket, by its API key.

    It needs no event loop to be made or closed: it has no connections.
    """
    return spkey_world.async_client()


@pytest.fixture(scope="session")
def _spkey_served(spkey_settings: "Settings") -> Iterator[tuple["Worlds", str]]:
    from . import Server, Worlds

    worlds = Worlds(spkey_settings)
    with Server(worlds) as server:
        yield worlds, server.base_url


@pytest.fixture
def spkey_server(_spkey_served: tuple["Worlds", str], spkey_world: "World") -> Iterator["Site"]:
    """The test's world on a real socket: `base_url` and `world`, for programs that are told where the service is."""
    worlds, base_url = _spkey_served
    with worlds.mounted(spkey_world, base_url) as site:
        yield site


def _name(nodeid: str) -> str:
    """A name for the world of a test: unlike that of any other test, and the same in each run."""
    from hashlib import blake2s

    return blake2s(nodeid.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
