"""A raw server behind the proxy, and raw clients in front of it."""

import contextlib
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from io import BufferedIOBase

from attrs import define, field, frozen
from spkey_mock.proxy.server import Proxy
from spkey_mock.proxy.upstream import Upstream

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

Answer = bytes | Callable[[socket.socket], object]
"""What the server sends in response to a request. Empty bytes close the connection."""


@frozen
class Message:
    """A request or a response as it was received, except for the form of its body."""

    first: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes
    trailers: list[tuple[bytes, bytes]] = field(factory=list)

    def values(self, name: bytes) -> list[bytes]:
        return [value for header, value in self.headers if header.lower() == name]

    @property
    def status(self) -> int:
        return int(self.first.split(b" ")[1])


def read_message(stream: BufferedIOBase, *, has_body: bool = True) -> Message | None:
    """Read one message. A response without a length ends with the connection."""
    first = stream.readline()
    if not first:
        return None
    headers = _read_headers(stream)
    found = {name.lower(): value for name, value in headers}
    trailers: list[tuple[bytes, bytes]] = []
    body = b""
    if b"transfer-encoding" in found:
        while size := int(_line(stream), 16):
            body += stream.read(size)
            assert stream.readline() == b"\r\n"
        trailers = _read_headers(stream)
    elif has_body:
        body = stream.read(int(found.get(b"content-length", b"0")))
    return Message(first.removesuffix(b"\r\n"), headers, body, trailers)


def _read_headers(stream: BufferedIOBase) -> list[tuple[bytes, bytes]]:
    headers: list[tuple[bytes, bytes]] = []
    while (line := _line(stream)) != b"\r\n":
        found = re.fullmatch(rb"([^:]+): (.*)\r\n", line, re.DOTALL)
        assert found, line
        headers.append((found[1], found[2]))
    return headers


def _line(stream: BufferedIOBase) -> bytes:
    if not (line := stream.readline()):
        raise ConnectionAbortedError
    return line


@define
class Raw:
    """A server that sends what it is told to.

    Attributes:
        url: Its URL.
        answer: What it sends in response to each request.
        received: The requests.
        connections: The number of connections.
        eager: Whether it answers before it has read the body.
        tls: Its TLS context, if it speaks HTTPS.
    """

    url: str
    answer: Answer = OK
    received: list[Message] = field(factory=list)
    connections: int = 0
    eager: bool = False
    tls: ssl.SSLContext | None = None

    def serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(ConnectionError, ssl.SSLError), contextlib.ExitStack() as stack:
            stack.enter_context(connection)
            if self.tls is not None:
                connection = stack.enter_context(self.tls.wrap_socket(connection, server_side=True))
            # Where the answer reads the body, the stream must not have read it ahead.
            stream = stack.enter_context(connection.makefile("rb", buffering=1 if self.eager else -1))
            while request := read_message(stream, has_body=not self.eager):
                self.received.append(request)
                if callable(self.answer):
                    self.answer(connection)
                    return
                if not self.answer:
                    return
                connection.sendall(self.answer)


@contextlib.contextmanager
def raw(answer: Answer = OK, tls: ssl.SSLContext | None = None) -> Iterator[Raw]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        scheme = "http" if tls is None else "https"
        server = Raw(f"{scheme}://127.0.0.1:{listener.getsockname()[1]}", answer, tls=tls)

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                server.connections += 1
                threading.Thread(target=server.serve, args=(connection,), daemon=True).start()

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


@contextlib.contextmanager
def proxied(url: str, *, timeout: float = 10.0, ca: str | None = None) -> Iterator[Proxy]:
    with Proxy(Upstream.at(url, timeout=timeout, ca=ca)) as proxy:
        yield proxy


@contextlib.contextmanager
def connected(proxy: Proxy) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", int(proxy.base_url.rpartition(":")[2])), timeout=10) as client:
        yield client


def send(proxy: Proxy, data: bytes, *, has_body: bool = True) -> Message:
    """Send a request on a new connection and return the response."""
    with connected(proxy) as client, client.makefile("rb") as stream:
        client.sendall(data)
        response = read_message(stream, has_body=has_body)
        assert response
        return response


def get(path: str = "/users/u1/profile", *headers: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: proxy", "X-API-Key: my-secret-key", *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
