"""What the tests over real sockets share."""

import contextlib
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedIOBase
from urllib.parse import urlsplit

from spkey_mock import Server


def port_of(server: Server) -> int:
    port = urlsplit(server.base_url).port
    assert port
    return port


@contextlib.contextmanager
def connected(server: Server, data: bytes = b"") -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port_of(server)), timeout=10) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.sendall(data)
        yield client


def closed(client: socket.socket) -> bool:
    """Whether the server has ended the connection."""
    try:
        return client.recv(1) == b""
    except ConnectionResetError:
        return True


@dataclass(frozen=True)
class Answer:
    """An answer as it came, its header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def whole(self) -> bool:
        """Whether the body is as long as was announced."""
        return len(self.body) == int(self.headers.get("content-length", "0"))


def read_answer(stream: BufferedIOBase, *, head: bool = False) -> Answer:
    """Read one answer, of which the body may be missing.

    Args:
        stream: The connection.
        head: Whether it is the answer to HEAD, and has no body.

    Raises:
        EOFError: There is no answer.
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
    return Answer(int(status), headers, b"" if head else stream.read(int(headers.get("content-length", "0"))))


def ask(client: socket.socket, data: bytes = b"", *, head: bool = False) -> Answer:
    """Send something on a connection, and read the answer."""
    client.sendall(data)
    # Unbuffered, so that what comes after it stays where it is.
    with client.makefile("rb", buffering=0) as raw:
        return read_answer(_Exact(raw), head=head)


class _Exact(BufferedIOBase):
    """A stream that takes no more from a socket than it is asked for."""

    def __init__(self, raw: socket.SocketIO) -> None:
        self._raw = raw

    def readline(self, size: int | None = -1, /) -> bytes:
        return self._raw.readline(-1 if size is None else size)

    def read(self, size: int | None = -1, /) -> bytes:
        data = b""
        while len(data) < (size or 0) and (piece := self._raw.read((size or 0) - len(data))):
            data += piece
        return data
