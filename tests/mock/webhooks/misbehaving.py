"""Receivers that do not respond as HTTP wants it."""

import contextlib
import socket
import struct
from collections.abc import Callable, Generator
from threading import Event, Thread

WAIT = 10.0
"""How long to wait at most for what happens at once, in seconds."""

Behaviour = Callable[[socket.socket, Event], None]


@contextlib.contextmanager
def misbehaving(behave: Behaviour) -> Generator[str]:
    """Run a receiver that treats each connection in this way, until the event is set. Yield its URL."""
    ended = Event()

    def serve() -> None:
        while True:
            connection, _ = listener.accept()
            with connection, contextlib.suppress(OSError):  # the dispatcher has left before
                if ended.is_set():
                    return
                connection.settimeout(WAIT)
                behave(connection, ended)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}/hook"
        finally:
            ended.set()
            socket.create_connection(listener.getsockname()).close()
            thread.join()


def hang(_: socket.socket, ended: Event) -> None:
    """Never respond."""
    ended.wait()


def reset(connection: socket.socket, _: Event) -> None:
    """Reset the connection."""
    connection.recv(100)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def read_post(connection: socket.socket) -> None:
    """Read a request to its end: closed with a part of it unread, a connection is reset."""
    with connection.makefile("rb") as stream:
        lines = iter(stream.readline, b"\r\n")
        lengths = [int(line.partition(b":")[2]) for line in lines if line.lower().startswith(b"content-length:")]
        stream.read(sum(lengths))


def hang_up(connection: socket.socket, _: Event) -> None:
    """Close the connection without a response."""
    read_post(connection)


def drip(connection: socket.socket, ended: Event) -> None:
    """Send a body without end, byte by byte."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while not ended.wait(0.01):
        connection.sendall(b"x")


def drip_head(connection: socket.socket, ended: Event) -> None:
    """Send a header without end, byte by byte."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
    while not ended.wait(0.01):
        connection.sendall(b"x")


def pour(connection: socket.socket, ended: Event) -> None:
    """Send a body without end, as fast as possible."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not ended.is_set():
        connection.sendall(b"1000\r\n" + b"x" * 0x1000 + b"\r\n")


def say(response: bytes) -> Behaviour:
    """Return a behaviour: send some bytes as the response."""

    def behave(connection: socket.socket, _: Event) -> None:
        read_post(connection)
        connection.sendall(response)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass

    return behave
