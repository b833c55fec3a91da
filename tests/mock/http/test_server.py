"""The server in a thread, over real sockets."""

import contextlib
import errno
import gzip
import http.client
import json
import select
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
from spkey_mock import Fault, Server
from spkey_mock.service.loopback import is_loopback
from spkey_mock.world.limits import Limits

from ..sockets import closed, connected, has_ipv6, port_of, send
from ..support import USER, Mock, rule
from .echo import until

PROFILE = f"/users/{USER}/profile"


@pytest.fixture
def server(stocked: Mock) -> Iterator[Server]:
    with Server(stocked.world) as server:
        yield server


@contextlib.contextmanager
def connection(server: Server) -> Iterator[http.client.HTTPConnection]:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port_of(server), timeout=5)) as client:
        yield client


def status(server: Server, mock: Mock, method: str = "GET", path: str = PROFILE, body: str | None = None) -> int:
    with connection(server) as client:
        client.request(method, path, body, {"X-API-Key": mock.api_key})
        response = client.getresponse()
        response.read()
        return response.status


def test_requests_on_one_connection_are_handled_in_their_order(server: Server, stocked: Mock) -> None:
    with connection(server) as client:
        for number, expected in ((2, 200), (2, 404), (1, 200)):
            body = json.dumps({"number": number})
            client.request("POST", f"/users/{USER}/RemovePhysicalKey", body, {"X-API-Key": stocked.api_key})
            response = client.getresponse()
            assert response.status == expected
            assert response.headers["Content-Type"] == "application/json"
            assert response.headers["Date"]
            assert "Server" not in response.headers
            response.read()
        client.request("HEAD", PROFILE, headers={"X-API-Key": stocked.api_key})
        head = client.getresponse()
        assert (head.status, head.read()) == (200, b"")
        client.request("GET", "/nowhere", headers={"X-API-Key": stocked.api_key})
        assert client.getresponse().read() == b"404 Not Found"


def test_an_escaped_slash_reaches_the_engine(server: Server, stocked: Mock) -> None:
    body = json.dumps({"userId": USER})
    assert status(server, stocked, "POST", "/users/a%2Fb/CreateUser", body) == 201
    assert status(server, stocked, path="/users/a%2Fb/profile") == 200


def test_a_body_in_chunks_is_read(server: Server, stocked: Mock) -> None:
    with connection(server) as client:
        chunks = iter([b'{"num', b'ber":', b"2}"])
        client.request("POST", f"/users/{USER}/RemovePhysicalKey", chunks, {"X-API-Key": stocked.api_key})
        assert client.getresponse().status == 200


@pytest.mark.parametrize("announced", [Limits().body + 1, 1 << 40])
def test_a_body_over_the_limit_returns_413_and_the_connection_is_closed(
    server: Server, stocked: Mock, announced: int
) -> None:
    head = f"POST /users/{USER}/RemovePhysicalKey HTTP/1.1\r\nHost: x\r\nX-API-Key: {stocked.api_key}\r\n"
    with connected(server, f"{head}Content-Length: {announced}\r\n\r\n".encode()) as client:
        client.sendall(b" " * (Limits().body + 1))
        response = http.client.HTTPResponse(client)
        response.begin()
        assert response.status == 413
        assert response.headers["Connection"] == "close"
        assert json.loads(response.read())["error"] == "PayloadTooLarge"
        response.close()
        assert closed(client)
    assert status(server, stocked) == 200


@pytest.mark.parametrize(
    "data",
    [
        b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /users/\xff/profile HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /users/\x00/profile HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"rubbish\r\n\r\n",
    ],
)
def test_an_invalid_request_returns_400_and_others_are_served(server: Server, stocked: Mock, data: bytes) -> None:
    with connected(server, data) as client:
        assert client.recv(1000).startswith(b"HTTP/1.1 400 ")
    assert status(server, stocked) == 200


def test_a_client_that_leaves_or_stalls_does_not_disturb_others(server: Server, stocked: Mock) -> None:
    head = f"POST /users/{USER}/RemovePhysicalKey HTTP/1.1\r\nHost: x\r\nX-API-Key: {stocked.api_key}\r\n"
    stalled = f"{head}Content-Length: 12\r\n\r\n".encode() + b'{"num'
    for data in (b"", b"POST /us", head.encode(), stalled):
        with connected(server, data):
            assert status(server, stocked) == 200
        assert status(server, stocked) == 200
    assert stocked.version == 4


@rule("service.one_writer_per_user")
def test_one_of_several_parallel_removals_succeeds(server: Server, stocked: Mock) -> None:
    def remove(_: int) -> int:
        return status(server, stocked, "POST", f"/users/{USER}/RemovePhysicalKey", '{"number":1}')

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(remove, range(8))) == [200] + [404] * 7


def test_a_server_stops_while_a_client_does_not_read(stocked: Mock) -> None:
    for _ in range(100):
        stocked.add(note="x" * 500)
    request = f"GET /users/{USER}/PhysicalKeys HTTP/1.1\r\nHost: x\r\nX-API-Key: {stocked.api_key}\r\n\r\n"
    with Server(stocked.world) as server, connected(server) as client:
        client.setblocking(False)
        # The server stops reading when it cannot write, because the responses are longer than the requests.
        while select.select([], [client], [], 0.2)[1]:
            client.send(request.encode() * 100)
        assert status(server, stocked) == 200


def test_a_server_stops_immediately_whatever_its_connections_do(stocked: Mock) -> None:
    head = f"GET {PROFILE} HTTP/1.1\r\nHost: x\r\nX-API-Key: {stocked.api_key}\r\n"
    with contextlib.ExitStack() as stack:
        with Server(stocked.world) as server:
            idle = stack.enter_context(connected(server))
            stalled = stack.enter_context(connected(server, f"{head}Content-Length: 9\r\n\r\n{{".encode()))
            kept = stack.enter_context(connected(server, f"{head}\r\n".encode()))
            assert kept.recv(1000).startswith(b"HTTP/1.1 200 ")
            assert status(server, stocked) == 200
            started = time.perf_counter()
        elapsed = time.perf_counter() - started
        assert all(closed(client) for client in (idle, stalled, kept))
    # It takes one or two milliseconds.
    assert elapsed < 0.15


def test_a_server_that_was_stopped_before_it_runs_ends_immediately(stocked: Mock) -> None:
    server = Server(stocked.world)
    server.stop()
    server.run(lambda: None)
    server.stop()


def test_a_server_raises_the_limit_of_open_files_to_its_connections(stocked: Mock) -> None:
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 10_000:
        pytest.skip("this machine allows too few open files")
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, hard))
    try:
        with Server(stocked.world) as server:
            assert status(server, stocked) == 200
            assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] > Limits().connections
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_port_can_be_bound_again_after_the_server_has_stopped(stocked: Mock) -> None:
    with Server(stocked.world) as server:
        port = port_of(server)
        assert status(server, stocked) == 200
    with Server(stocked.world, port=port) as server:
        assert port_of(server) == port
        assert status(server, stocked) == 200


def test_servers_of_one_process_are_independent(server: Server, stocked: Mock) -> None:
    empty = Mock(seed="another")
    with Server(empty.world) as other:
        assert status(other, empty) == 404
        assert status(server, empty) == 401
    assert status(server, stocked) == 200


def test_a_taken_port_raises_an_error(server: Server, stocked: Mock) -> None:
    with pytest.raises(OSError, match="in use"):
        Server(stocked.world, port=port_of(server))


@pytest.mark.parametrize(
    ("host", "reached"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
        ("LOCALHOST", "localhost"),
        ("0.0.0.0", "127.0.0.1"),
        ("::", "127.0.0.1"),
        ("0::0", "127.0.0.1"),
    ],
)
def test_this_machine_reaches_the_base_url(stocked: Mock, host: str, reached: str) -> None:
    with Server(stocked.world, host=host) as server:
        assert urlsplit(server.base_url).hostname == reached
        assert status(server, stocked) == 200


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "::", "0::0"])
def test_a_server_may_serve_ipv4_and_ipv6_on_one_port(stocked: Mock, host: str) -> None:
    if not has_ipv6():
        pytest.skip("this machine has no IPv6")
    with Server(stocked.world, host=host) as server:
        for address in ("127.0.0.1", "::1"):
            client = http.client.HTTPConnection(address, port_of(server), timeout=5)
            with contextlib.closing(client):
                client.request("GET", PROFILE, headers={"X-API-Key": stocked.api_key})
                assert client.getresponse().status == 200


@pytest.mark.parametrize("host", ["localhost", "::"])
def test_without_ipv6_a_server_serves_ipv4(stocked: Mock, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    create = socket.create_server

    def create_ipv4(address: tuple[str, int], *, family: socket.AddressFamily, **options: Any) -> socket.socket:
        if family is socket.AF_INET6:
            raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")
        return create(address, family=family, **options)

    monkeypatch.setattr(socket, "create_server", create_ipv4)
    monkeypatch.setattr(socket, "has_dualstack_ipv6", lambda: False)
    with Server(stocked.world, host=host) as server:
        assert status(server, stocked) == 200


@pytest.mark.parametrize("taken", ["127.0.0.1", "::1"])
def test_localhost_needs_the_port_in_both_families(stocked: Mock, taken: str) -> None:
    if not has_ipv6():
        pytest.skip("this machine has no IPv6")
    family = socket.AF_INET6 if ":" in taken else socket.AF_INET
    with socket.create_server((taken, 0), family=family) as other, pytest.raises(OSError, match="in use"):
        Server(stocked.world, host="localhost", port=other.getsockname()[1])


def test_localhost_picks_a_port_that_is_free_in_both_families(stocked: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    create = socket.create_server
    refused: list[int] = []

    def create_late(address: tuple[str, int], *, family: socket.AddressFamily, **options: Any) -> socket.socket:
        if family is socket.AF_INET6 and len(refused) < 3:
            refused.append(address[1])
            raise OSError(errno.EADDRINUSE, "Address already in use")
        return create(address, family=family, **options)

    monkeypatch.setattr(socket, "create_server", create_late)
    with Server(stocked.world, host="localhost") as server:
        assert status(server, stocked) == 200
    assert len(refused) == 3


def test_the_default_host_is_loopback(server: Server) -> None:
    host = urlsplit(server.base_url).hostname
    assert host
    assert is_loopback(host)


def test_the_base_url_has_an_ipv6_address_in_brackets(stocked: Mock) -> None:
    try:
        server = Server(stocked.world, host="::1")
    except OSError:
        pytest.skip("this machine has no IPv6")
    with server, socket.create_connection(("::1", port_of(server)), timeout=5):
        assert server.base_url.startswith("http://[::1]:")


def test_an_error_on_startup_reaches_the_caller(stocked: Mock) -> None:
    server = Server(stocked.world)
    with server:
        pass
    with pytest.raises(OSError, match=r"[Bb]ad file descriptor"), server:
        pass


def test_trailers_are_not_headers(server: Server, stocked: Mock) -> None:
    head = f"GET {PROFILE} HTTP/1.1\r\nHost: mock\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    trailer = f"0\r\nX-API-Key: {stocked.api_key}\r\n\r\n"
    with connected(server, f"{head}{trailer}".encode()) as client, client.makefile("rb") as stream:
        assert stream.readline().split()[1] == b"401"


def test_a_compressed_body_returns_415_which_names_the_fix(server: Server, stocked: Mock) -> None:
    body = gzip.compress(json.dumps({"number": 1}).encode())
    head = f"POST /users/{USER}/RemovePhysicalKey HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
    key = f"X-API-Key: {stocked.api_key}\r\n"
    with connected(server) as client:
        received = send(client, f"{head}Content-Encoding: gzip\r\n{key}\r\n".encode() + body)
        assert received.status == 415
        assert json.loads(received.body)["message"] == (
            "The body must not be compressed. Send it as plain JSON, without the header Content-Encoding."
        )
        assert send(client, f"{head}Content-Encoding: gzip\r\n\r\n".encode() + body).status == 401
        plain = f'{head}Content-Encoding: Identity\r\n{key}\r\n{{"number": 1}}'.replace(str(len(body)), "13")
        assert send(client, plain.encode()).status == 200
    assert [it.code for it in stocked.world.journal.entries[-3].violations] == ["mock.UnsupportedMediaType"]


def test_the_date_follows_the_clock_of_the_world(server: Server, stocked: Mock) -> None:
    with connected(server) as client:
        assert send(client, b"GET / HTTP/1.1\r\n\r\n").headers["date"] == "Fri, 06 Nov 2026 00:00:00 GMT"


def test_the_journal_says_that_a_client_left_before_its_response(server: Server, stocked: Mock) -> None:
    stocked.world.faults.add(Fault(kind="latency", delay=600.0))
    request = f"GET {PROFILE} HTTP/1.1\r\nX-API-Key: {stocked.api_key}\r\n\r\n".encode()
    with connected(server, request):
        assert until(lambda: len(stocked.world.journal) == 5)
    assert until(lambda: stocked.world.journal.entries[-1].lost)
    assert str(stocked.world.journal.entries[-1]) == f"#5 get_user_profile {USER} -> 200 (lost)"
    assert not any(entry.lost for entry in stocked.world.journal.entries[:-1])
