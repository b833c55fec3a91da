"""Clients over real sockets."""

import contextlib
import socket
from collections.abc import Iterator
from io import BufferedIOBase
from urllib.parse import urlsplit

from attrs import frozen
from spkey_mock import Server


def port_of(server: Server) -> int:
    port = urlsplit(server.base_url).port
    assert port
    return port


def has_ipv6() -> bool:
    """Whether this machine has the loopback address of IPv6."""
    try:
        with socket.socket(socket.AF_INET6) as trial:
            trial.bind(("::1", 0))
    except OSError:
        return False
    return True


@contextlib.contextmanager
def connected(server: Server, data: bytes = b"") -> Iterator[socket.socket]:
    """Connect to a server and send some bytes."""
    with socket.create_connection(("127.0.0.1", port_of(server)), timeout=10) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.sendall(data)
        yield client


def closed(client: socket.socket) -> bool:
    """Whether the server has closed the connection."""
    try:
        return client.recv(1) == b""
    except ConnectionResetError:
        return True


def refused(port: int) -> bool:
    """Whether nothing on this machine accepts connections to a port."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return True
    return False


@frozen
class Received:
    """A response as it was received, with header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def whole(self) -> bool:
        """Whether the body has its announced length."""
        return len(self.body) == int(self.headers.get("content-length", "0"))


def read_response(stream: BufferedIOBase, *, head: bool = False) -> Received:
    """Read one response, whose body may be missing.

    Args:
        stream: The connection.
        head: Whether it responds to HEAD and thus has no body.

    Raises:
        EOFError: There is no response.
    """
    start = stream.readline()
    if not start:
        raise EOFError
    version, status, _ = start.decode().split(" ", 2)
    assert version == "HTTP/1.1"
    headers: dict[str, str] = {}
    while line := stream.readline().decode().rstrip("\r\n"):
        name, _, value = line.partition(": ")
        assert name.lower() not in headers
        headers[name.lower()] = value
    return Received(int(status), headers, b"" if head else stream.read(int(headers.get("content-length", "0"))))


def send(client: socket.socket, data: bytes = b"", *, head: bool = False) -> Received:
    """Send some bytes on a connection and read one response."""
    client.sendall(data)
    # Unbuffered, so that later responses stay in the socket.
    with client.makefile("rb", buffering=0) as raw:
        return read_response(_Exact(raw), head=head)


class _Exact(BufferedIOBase):
    """A stream that reads no more from its socket than the caller wants."""

    def __init__(self, raw: socket.SocketIO) -> None:
        self._raw = raw

    def readline(self, size: int | None = -1, /) -> bytes:
        return self._raw.readline(-1 if size is None else size)

    def read(self, size: int | None = -1, /) -> bytes:
        data = b""
        while len(data) < (size or 0) and (piece := self._raw.read((size or 0) - len(data))):
            data += piece
        return data
