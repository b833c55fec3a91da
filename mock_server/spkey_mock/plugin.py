"""Fixtures, options and markers for pytest, which discovers them once the package is installed.

Each test that uses a fixture gets its own world. The fixtures that begin with `module_` and `session_` share a world
among the tests of a module or session. The mock is imported on the first use.
"""

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, TypeVar

import pytest

if TYPE_CHECKING:
    from spkey_client import AsyncSpkeyClient, SpkeyClient

    from .mock import World
    from .sites import Site, Worlds
    from .world.settings import Settings

T = TypeVar("T")

_EVERY_FAULT = "spkey_every_fault"
_REPORTING = ("spkey_report", "spkey_min_coverage", "spkey_fail_on")
_MARKERS = (
    "spkey_strict(enabled=True): fail the test if its world received violations of the contract, or ended with unused "
    "faults or unsettled deliveries. `spkey_strict(False)` exempts a test from the setting of the same name.",
    f"{_EVERY_FAULT}(kinds=, operations=, accept=, latency=): run the test once for each of its requests and each kind "
    "of fault, and fail it if a run issues a surplus key, loses a change, or ends with an unhandled error.",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the options and settings."""
    group = parser.getgroup("spkey", "SmartphoneKey mock")
    strict = "Fail tests on violations of the contract, unused faults and unsettled deliveries."
    group.addoption("--spkey-strict", action="store_true", help=strict)
    parser.addini("spkey_strict", strict, type="bool", default=False)
    group.addoption("--spkey-report", metavar="DIR", help="Write coverage.json, junit.xml and report.md into DIR.")
    least = "Fail the run if it covers less than this percentage of the contract's operations, statuses and rules."
    group.addoption("--spkey-min-coverage", metavar="PERCENT", help=least)
    parser.addini("spkey_min_coverage", f"{least} Applies only to runs with a report option.", default="")
    fail_on = "Fail the run on these conditions, separated by commas: never-called, violations."
    group.addoption("--spkey-fail-on", metavar="CONDITIONS", help=fail_on)
    parser.addini("spkey_fail_on", f"{fail_on} Applies only to runs with a report option.", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the markers, and import the report if the run reports."""
    for marker in _MARKERS:
        config.addinivalue_line("markers", marker)
    if any(config.getoption(name) is not None for name in _REPORTING):
        try:
            from .report.plugin import Reporting
        except ModuleNotFoundError as error:
            raise pytest.UsageError(f"{error}. A report needs the mock: pip install 'spkey-client[mock]'") from None

        config.pluginmanager.register(Reporting(config), "spkey_reporting")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Import the replay of tests if a test needs it."""
    if any(item.get_closest_marker(_EVERY_FAULT) for item in session.items):
        from .replay import plugin

        if not session.config.pluginmanager.is_registered(plugin):
            session.config.pluginmanager.register(plugin)


# The fixtures of each scope


@pytest.fixture(scope="session")
def spkey_settings() -> "Settings":
    """The settings of the test worlds. Override this fixture to change them."""
    from . import Settings

    return Settings()


@pytest.fixture
def spkey_world(spkey_settings: "Settings", request: pytest.FixtureRequest) -> Iterator["World"]:
    """A new world, to seed, to inject faults into and to inspect."""
    yield from _world(spkey_settings, request)


@pytest.fixture(scope="module")
def module_spkey_world(spkey_settings: "Settings", request: pytest.FixtureRequest) -> Iterator["World"]:
    """A world that the tests of a module share."""
    yield from _world(spkey_settings, request)


@pytest.fixture(scope="session")
def session_spkey_world(spkey_settings: "Settings", request: pytest.FixtureRequest) -> Iterator["World"]:
    """A world that all tests share."""
    yield from _world(spkey_settings, request)


@pytest.fixture
def spkey(spkey_world: "World") -> Iterator["SpkeyClient"]:
    """An SDK client for the test's world, without a socket, with the world's API key."""
    yield from _client(spkey_world)


@pytest.fixture(scope="module")
def module_spkey(module_spkey_world: "World") -> Iterator["SpkeyClient"]:
    """An SDK client for the module's world, without a socket, with the world's API key."""
    yield from _client(module_spkey_world)


@pytest.fixture(scope="session")
def session_spkey(session_spkey_world: "World") -> Iterator["SpkeyClient"]:
    """An SDK client for the session's world, without a socket, with the world's API key."""
    yield from _client(session_spkey_world)


@pytest.fixture
def async_spkey(spkey_world: "World") -> "AsyncSpkeyClient":
    """An async SDK client for the test's world, without a socket, with the world's API key.

    The client can be created and closed without an event loop, because it has no connections.
    """
    return spkey_world.async_client()


@pytest.fixture(scope="module")
def module_async_spkey(module_spkey_world: "World") -> "AsyncSpkeyClient":
    """An async SDK client for the module's world, for any event loop, with the world's API key."""
    return module_spkey_world.async_client()


@pytest.fixture(scope="session")
def session_async_spkey(session_spkey_world: "World") -> "AsyncSpkeyClient":
    """An async SDK client for the session's world, for any event loop, with the world's API key."""
    return session_spkey_world.async_client()


@pytest.fixture
def spkey_server(_spkey_served: tuple["Worlds", str], spkey_world: "World") -> Iterator["Site"]:
    """The test's world on a real socket, for programs that are configured with the service's URL."""
    yield from _site(_spkey_served, spkey_world)


@pytest.fixture(scope="module")
def module_spkey_server(_spkey_served: tuple["Worlds", str], module_spkey_world: "World") -> Iterator["Site"]:
    """The module's world on a real socket, for programs that are configured with the service's URL."""
    yield from _site(_spkey_served, module_spkey_world)


@pytest.fixture(scope="session")
def session_spkey_server(_spkey_served: tuple["Worlds", str], session_spkey_world: "World") -> Iterator["Site"]:
    """The session's world on a real socket, for programs that are configured with the service's URL."""
    yield from _site(_spkey_served, session_spkey_world)


@pytest.fixture(scope="session")
def _spkey_served(spkey_settings: "Settings") -> Iterator[tuple["Worlds", str]]:
    from . import Server, Worlds

    worlds = Worlds(spkey_settings)
    with Server(worlds) as server:
        yield worlds, server.base_url


# Their implementation


def _world(settings: "Settings", request: pytest.FixtureRequest) -> Iterator["World"]:
    from . import World

    node: pytest.Item | pytest.Collector = request.node
    strict = _is_strict(node, settings)
    world = World(settings if settings.strict is strict else settings.changed({"strict": strict}), name=_name(node))
    failed = request.session.testsfailed
    if isinstance(node, pytest.Item):
        node.stash[_WORLD] = world
    try:
        yield world
        # A world of a test is checked with the test, so that the test fails. A failed test needs no second failure.
        if not isinstance(node, pytest.Item) and request.session.testsfailed == failed:
            _check(world, f"The tests of this {request.scope} passed, but the world of {request.fixturename}")
    finally:
        world.close()


def _client(world: "World") -> Iterator["SpkeyClient"]:
    with world.client() as client:
        yield client


def _site(served: tuple["Worlds", str], world: "World") -> Iterator["Site"]:
    worlds, base_url = served
    with worlds.mounted(world, base_url) as site:
        yield site


def _name(node: pytest.Item | pytest.Collector) -> str:
    """Return the name of the world of a test, module or session: unique, and the same in every run."""
    from hashlib import blake2s

    return blake2s(node.nodeid.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


# Strict worlds

_WORLD = pytest.StashKey["World"]()


def _is_strict(node: pytest.Item | pytest.Collector, settings: "Settings") -> bool:
    marker = node.get_closest_marker("spkey_strict")
    if marker is not None:
        return _enabled(marker)
    return settings.strict or bool(node.config.getoption("spkey_strict") or node.config.getini("spkey_strict"))


def _enabled(marker: pytest.Mark) -> bool:
    values = [*marker.args, *marker.kwargs.values()]
    if len(values) > 1 or marker.kwargs.keys() - {"enabled"} or not all(isinstance(value, bool) for value in values):
        given = ", ".join([*map(repr, marker.args), *(f"{name}={value!r}" for name, value in marker.kwargs.items())])
        pytest.fail(f"The marker spkey_strict must have at most one argument, True or False, not ({given}).", False)
    return all(values)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, T, T]:
    """Fail a test that passed if its world is strict and fails its checks."""
    result = yield
    if (world := item.stash.get(_WORLD, None)) is not None:
        _check(world, "The test passed, but its world")
    return result


def _check(world: "World", passed: str) -> None:
    if not world.settings.strict:
        return
    try:
        world.assert_ok()
    except AssertionError as error:
        message = f"{passed} is strict (spkey_strict) and failed its checks:\n{error}"
        raise pytest.fail.Exception(message, pytrace=False) from None
