"""A receiver of webhooks."""

import json
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from time import monotonic
from typing import Any

from attrs import field, frozen


@frozen
class Received:
    """A delivery that arrived.

    Attributes:
        headers: The headers, with their names in lower case.
        event: The envelope.
        at: When it arrived, in seconds.
    """

    headers: dict[str, str]
    event: Any
    at: float = field(factory=monotonic)

    @property
    def name(self) -> str:
        """The name of the event."""
        return str(self.event["detail-type"])


class Receiver:
    """A receiver of webhooks on a port of this machine, which runs for the duration of a context.

    Args:
        statuses: The statuses of the first responses. All others are 204.
        about: The id of the user whose deliveries get these statuses. None means every user.
        timeout: The maximum time to wait for deliveries, in seconds.

    Attributes:
        url: The URL to deliver to.
        received: The deliveries that arrived, oldest first.
    """

    def __init__(self, statuses: Sequence[int] = (), timeout: float = 10.0, about: str | None = None) -> None:
        self._statuses = list(statuses)
        self._about = about
        self._timeout = timeout
        self._changed = Condition()
        self.received: list[Received] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                self.send_response(receiver._receive(Received(headers, json.loads(body))))
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - of the base class
                """Log nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def _receive(self, received: Received) -> int:
        with self._changed:
            self.received.append(received)
            self._changed.notify_all()
            expected = self._about is None or received.event["detail"]["aggregateId"] == self._about
            return self._statuses.pop(0) if expected and self._statuses else 204

    def wait(self, enough: Callable[[list[Received]], bool]) -> list[Received]:
        """Return the deliveries once there are enough.

        Raises:
            AssertionError: Too few arrived within the timeout.
        """
        with self._changed:
            assert self._changed.wait_for(lambda: enough(self.received), self._timeout), (
                f"Only {len(self.received)} deliveries arrived within {self._timeout:g} seconds: "
                f"{[it.name for it in self.received]}."
            )
            return list(self.received)

    def __enter__(self) -> "Receiver":
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
