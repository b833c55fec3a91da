import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from spkey_mock import Request, Response, Settings, Worlds
from spkey_mock.http.handler import complete
from spkey_mock.store.durable import StoreError
from spkey_mock.world.limits import Limits

from spkey_client import __version__

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client


PROBES = {b"/_mock/health": b'{"status":"ok"}', b"/_mock/ready": b'{"status":"ok","store":"memory"}'}


@pytest.mark.parametrize("path", PROBES)
@pytest.mark.parametrize("world", [b"", b"/w/new"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_probe_needs_no_token_and_no_host_and_reveals_nothing(path: bytes, world: bytes, method: str) -> None:
    worlds = Worlds(Settings(limits=Limits(worlds=1)), control_token="token")
    worlds.world("full")
    response = complete(worlds.handle(Request(method, world + path, b"", ((b"host", b"mock:8787"),))))
    assert (response.status, response.body) == (200, b"" if method == "HEAD" else PROBES[path])
    assert [world.name for world in worlds.items()] == ["", "full"]


def probe(worlds: Worlds, path: bytes) -> tuple[int, Any]:
    response = complete(worlds.handle(Request("GET", path, b"", ((b"host", b"mock:8787"),))))
    return response.status, json.loads(response.body)


@pytest.fixture
def durable(tmp_path: Path) -> Iterator[Worlds]:
    worlds = Worlds(store=f"sqlite:{tmp_path / 'state.db'}")
    yield worlds
    worlds.close()


def test_a_mock_is_ready_while_its_store_responds(durable: Worlds, monkeypatch: pytest.MonkeyPatch) -> None:
    assert probe(durable, b"/_mock/ready") == (200, {"status": "ok", "store": "sqlite"})
    with monkeypatch.context() as outage:
        outage.setattr(durable.database, "check", fail)
        status, body = probe(durable, b"/_mock/ready")
        assert (status, body["message"]) == (503, "The sqlite store does not respond.")
        assert probe(durable, b"/_mock/health") == (200, {"status": "ok"})
    assert probe(durable, b"/_mock/ready")[0] == 200


def fail() -> None:
    raise StoreError("no such host db.internal")


def test_a_mock_that_shuts_down_is_alive_but_not_ready() -> None:
    worlds = Worlds(control_token="token")
    worlds.stopping = True
    assert probe(worlds, b"/_mock/health")[0] == 200
    assert probe(worlds, b"/_mock/ready") == (
        503,
        {"error": "ServiceUnavailable", "message": "The mock is shutting down."},
    )


def test_liveness_needs_no_thread_that_may_wait_for_the_store(durable: Worlds) -> None:
    request = Request("GET", b"/_mock/health")
    assert isinstance(durable.handle(request), Response)


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
