import importlib
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from spkey_mock import Transport, World, Worlds

from generator.__main__ import CONTROL, main

from .held import BASE, Held


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The client that our own generator makes of the control API's document."""
    folder = tmp_path_factory.mktemp("control")
    assert main(["--spec", str(CONTROL), "--out", str(folder), "--package", "mock_control", "--strict"]) == 0
    sys.path.insert(0, str(folder))
    yield importlib.import_module("mock_control")
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == "mock_control"]:
        del sys.modules[name]


@pytest.fixture
def worlds() -> Worlds:
    return Worlds()


@pytest.fixture
def world(worlds: Worlds) -> World:
    """The world `tests`."""
    return worlds.world("tests")


@pytest.fixture
def http(worlds: Worlds) -> Iterator[httpx.Client]:
    """A client of HTTP for the world `tests`."""
    with httpx.Client(transport=Transport(Held(worlds)), base_url=f"{BASE}/w/tests") as http:
        yield http


@pytest.fixture
def control(package: Any, http: httpx.Client) -> Any:
    """A client of the control API of the world `tests`."""
    return package.MockControlClient(api_key="unused", base_url=f"{BASE}/w/tests", http_client=http)
