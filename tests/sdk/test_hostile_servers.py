"""Servers that send more than they should: more than their response, for longer than the deadline, too many cookies."""

import asyncio
import socket
import ssl
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import Any

import pytest
import trustme

from spkey_client import APIConnectionError, APITimeoutError, AsyncSpkeyClient, SpkeyClient, _pool

from .conftest import Connect
from .listener import listening, profile, response
from .test_wire import read_request

ANOTHER = response(b'{"userId":"another"}')


@contextmanager
def serving(serve: Callable[[socket.socket], None]) -> Generator[int]:
    """A server that treats every connection alike. Gives its port."""

    def run(connection: socket.socket) -> None:
        with suppress(OSError), connection:
            serve(connection)

    def accept(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                Thread(target=run, args=(listener.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=accept, args=(listener,))
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def profile_of(name: str) -> Callable[[Any], Any]:
    return lambda client: client.users.get_profile(name)


@pytest.mark.parametrize("surplus", [ANOTHER, ANOTHER[:20], b"junk"], ids=["a response", "a part of one", "junk"])
def test_what_a_server_sends_after_its_response_is_not_the_response_to_the_next_call(
    connect: Connect, surplus: bytes
) -> None:
    with listening(lambda request: profile(request) + surplus) as listener:
        use = connect(base_url=listener.url)
        for name in ("first", "second", "third"):
            assert use(profile_of(name)).user_id == name
        assert listener.opened == 3


def test_a_tls_record_after_the_response_is_not_the_response_to_the_next_call(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority: Any = trustme.CA()  # its types name pyOpenSSL, which is not installed
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(server_side)
    client_side = ssl.create_default_context()
    authority.configure_trust(client_side)
    monkeypatch.setattr(_pool, "tls", lambda: client_side)

    def serve(connection: socket.socket) -> None:
        received, sent = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = server_side.wrap_bio(received, sent, server_side=True)

        def run(step: Callable[[], bytes | None]) -> bytes | None:
            while True:
                try:
                    return step()
                except ssl.SSLWantReadError:
                    connection.sendall(sent.read())
                    received.write(connection.recv(65536))

        run(tls.do_handshake)
        while request := run(lambda: tls.read(65536)):
            tls.write(profile(request))
            tls.write(ANOTHER)  # a record of its own, in the same packet
            connection.sendall(sent.read())

    with serving(serve) as port:
        use = connect(base_url=f"https://localhost:{port}")
        for name in ("first", "second", "third"):
            assert use(profile_of(name)).user_id == name


@pytest.mark.parametrize(
    ("head", "part"),
    [
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    ],
    ids=["interim responses", "chunks"],
)
def test_the_deadline_ends_a_response_that_keeps_coming(connect: Connect, head: bytes, part: bytes) -> None:
    def flood(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(head)
        ends = time.monotonic() + 5
        while time.monotonic() < ends:
            connection.sendall(part * 1000)
        connection.sendall(b'E\r\n{"userId":"u"}\r\n0\r\n\r\n' if head else response(b'{"userId":"u"}'))

    with serving(flood) as port:
        use = connect(base_url=f"http://127.0.0.1:{port}")
        with pytest.raises(APITimeoutError):
            use(lambda client: client.users.get_profile("u", deadline=0.3))


@pytest.mark.parametrize(
    "cookie",
    ["name=ж".encode(), b"name=\xff", "ж=value".encode(), b"name=" + b"v" * 5000],
    ids=["UTF-8", "bytes", "name", "long"],
)
def test_a_cookie_that_cannot_be_sent_back_is_not_kept(connect: Connect, cookie: bytes) -> None:
    with listening(lambda _: response(b'{"userId":"u"}', b"Set-Cookie: " + cookie, b"Set-Cookie: good=1")) as listener:
        use = connect(base_url=listener.url)
        for _ in range(2):
            assert use(profile_of("u")).user_id == "u"
    assert b"\r\ncookie: good=1\r\n" in listener.requests[1].lower()


def test_a_server_cannot_fill_the_memory_with_cookies(connect: Connect) -> None:
    cookies = [b"Set-Cookie: c%d=1" % number for number in range(1000)]
    with listening(lambda _: response(b'{"userId":"u"}', *cookies)) as listener:
        use = connect(base_url=listener.url)
        for _ in range(2):
            use(profile_of("u"))
    assert listener.requests[1].count(b"=1;") < 100


def remove_sync(base_url: str, **options: Any) -> None:
    with SpkeyClient(api_key="k", base_url=base_url, max_retries=0) as client:
        client.physical_keys.remove("u", number=2, **options)


def remove_async(base_url: str, **options: Any) -> None:
    async def main() -> None:
        async with AsyncSpkeyClient(api_key="k", base_url=base_url, max_retries=0) as client:
            await client.physical_keys.remove("u", number=2, **options)

    asyncio.run(main())


@pytest.mark.parametrize("remove", [remove_sync, remove_async])
@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200 OK\r\n", None], ids=["nothing", "half a head", "silence"])
@pytest.mark.parametrize("options", [{"timeout": 0.2}, {"deadline": 0.2}], ids=["timeout", "deadline"])
def test_a_command_has_no_effect_if_the_proxy_opens_no_tunnel(
    remove: Callable[..., None], answer: bytes | None, options: dict[str, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    def serve(connection: socket.socket) -> None:
        read_request(connection)
        if answer is None:
            connection.recv(1)
        else:
            connection.sendall(answer)

    with serving(serve) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("NO_PROXY", "")
        with pytest.raises(APIConnectionError) as caught:
            remove("https://server.test", **options)
    assert not caught.value.maybe_applied
