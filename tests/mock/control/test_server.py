import json
from typing import Any

import pytest
from spkey_mock import Request, Settings, Worlds
from spkey_mock.http.handler import complete
from spkey_mock.world.limits import Limits

from spkey_client import __version__

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client


@pytest.mark.parametrize("path", [b"/_mock/health", b"/_mock/ready", b"/w/new/_mock/health"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_probe_needs_no_token_and_no_host_and_learns_nothing(path: bytes, method: str) -> None:
    worlds = Worlds(Settings(limits=Limits(worlds=1)), control_token="token")
    worlds.world("full")
    response = complete(worlds.handle(Request(method, path, b"", ((b"host", b"mock:8787"),))))
    assert (response.status, response.body) == (200, b"" if method == "HEAD" else b'{"status":"ok"}')
    assert [world.name for world in worlds.items()] == ["", "full"]


def test_head_works_on_every_query_of_the_control_api(worlds: Worlds) -> None:
    for path in (b"/_mock/users", b"/_mock/journal", b"/_mock/worlds", b"/_mock/users/nobody"):
        got, head = (complete(worlds.handle(Request(method, path))) for method in ("GET", "HEAD"))
        assert (head.status, head.headers, head.body) == (got.status, got.headers, b"")
    assert complete(worlds.handle(Request("HEAD", b"/_mock/reset"))).status == 404


def test_the_server_reports_its_versions_and_the_use_of_its_limits(control: Any, worlds: Worlds) -> None:
    worlds.world("a")
    server = control.server.get()
    assert (server.version, server.worlds, server.expired, server.evicted) == (__version__, 2, 0, 0)
    assert server.memory == worlds.memory
    assert (server.limits.worlds, server.limits.memory) == (Limits().worlds, Limits().memory)


def test_the_versions_are_not_public() -> None:
    response = complete(Worlds(control_token="token").handle(Request("GET", b"/_mock/server")))
    assert (response.status, "version" in json.loads(response.body)) == (401, False)
