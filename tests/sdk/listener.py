"""A server on a socket that answers as it is told and counts its connections."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Condition, Event, Thread

from .test_wire import read_request


def response(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    """A response as it is sent."""
    return b"\r\n".join([b"HTTP/1.1 " + status, *headers, b"Content-Length: %d" % len(body), b"", body])


def profile(request: bytes) -> bytes:
    """The profile of whichever user the request names."""
    return response(b'{"userId":"%s"}' % request.split(b"/")[2])


class Listener:
    """A server for any number of connections.

    Attributes:
        url: Its base URL.
        requests: The requests.
        opened: How many connections there were.
        answers: While it is not set, requests wait for their answer.
    """

    def __init__(self, respond: Callable[[bytes], bytes] = profile) -> None:
        self.requests: list[bytes] = []
        self.opened = 0
        self.answers = Event()
        self.answers.set()
        self._respond = respond
        self._changed = Condition()
        self._open: set[socket.socket] = set()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=1000)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    @property
    def open(self) -> int:
        """How many connections there are."""
        return len(self._open)

    def wait(self, happened: Callable[[], bool]) -> bool:
        """Wait until something has happened to requests or connections. Return whether it has, within some seconds."""
        with self._changed:
            return self._changed.wait_for(happened, 10)

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                with self._changed:
                    self.opened += 1
                    self._open.add(connection)
                    self._changed.notify_all()
                Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            while request := read_request(connection):
                with self._changed:
                    self.requests.append(request)
                    self._changed.notify_all()
                self.answers.wait(30)
                connection.sendall(self._respond(request))
        with self._changed:
            self._open.discard(connection)
            self._changed.notify_all()

    def close(self) -> None:
        self.answers.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@contextmanager
def listening(respond: Callable[[bytes], bytes] = profile) -> Iterator[Listener]:
    listener = Listener(respond)
    thread = Thread(target=listener.serve)
    thread.start()
    try:
        yield listener
    finally:
        listener.close()
        thread.join()
