"""Fixtures for pytest, which discovers them once the package is installed.

Each test that uses one gets its own world. The mock is imported on the first use.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from spkey_client import AsyncSpkeyClient, SpkeyClient

    from .mock import World
    from .sites import Site, Worlds
    from .world.settings import Settings


@pytest.fixture(scope="session")
def spkey_settings() -> "Settings":
    """The settings of the test worlds. Override this fixture to change them."""
    from . import Settings

    return Settings()


@pytest.fixture
def spkey_world(spkey_settings: "Settings", request: pytest.FixtureRequest) -> Iterator["World"]:
    """A new world, to seed, to inject faults into and to inspect."""
    from . import World

    world = World(spkey_settings, name=_name(request.node.nodeid))
    yield world
    world.close()


@pytest.fixture
def spkey(spkey_world: "World") -> Iterator["SpkeyClient"]:
    """An SDK client for the test's world, without a socket, with the world's API key."""
    with spkey_world.client() as client:
        yield client


@pytest.fixture
def async_spkey(spkey_world: "World") -> "AsyncSpkeyClient":
    """An async SDK client for the test's world, without a socket, with the world's API key.

    The client can be created and closed without an event loop, because it has no connections.
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
    """The test's world on a real socket, for programs that are configured with the service's URL."""
    worlds, base_url = _spkey_served
    with worlds.mounted(spkey_world, base_url) as site:
        yield site


def _name(nodeid: str) -> str:
    """Return the name of a test's world: unique among tests, and the same in every run."""
    from hashlib import blake2s

    return blake2s(nodeid.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
