import sys
from collections.abc import Iterator

import pytest
from spkey_mock import Server

from .echo import Recorder


@pytest.fixture(params=["uvloop", "asyncio"])
def loop(request: pytest.FixtureRequest) -> Iterator[None]:
    """Run the servers of a test with uvloop, and then without."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "asyncio":
            patch.setitem(sys.modules, "uvloop", None)
        else:
            pytest.importorskip("uvloop")
        yield


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def echo_server(recorder: Recorder, loop: None) -> Iterator[Server]:
    with Server(recorder) as server:
        yield server
