"""A handler that records its requests, and what the tests with it share."""

import json
import select
from collections.abc import Callable
from concurrent.futures import Future
from http import HTTPStatus
from queue import SimpleQueue
from time import perf_counter
from typing import Any

from spkey_mock import Limits, Request, Response, Server
from spkey_mock.http.handler import Answer

from ..sockets import Received, connected, send

GET = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\n"
H2C = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n"
LIMITS = Limits(body=1_000)


def echo(request: Request) -> Response:
    """Return the request as JSON."""
    return Response.json(
        200,
        {
            "method": request.method,
            "path": request.path.decode(),
            "query": request.query.decode(),
            "headers": {name.decode(): value.decode("latin-1") for name, value in request.headers},
            "body": request.body.decode("latin-1"),
        },
    )


class Recorder:
    """A handler that records its requests."""

    def __init__(self, respond: Callable[[Request], Answer] = echo, limits: Limits = LIMITS) -> None:
        self._respond = respond
        self.limits = limits
        self.requests: list[Request] = []

    def handle(self, request: Request) -> Answer:
        self.requests.append(request)
        return self._respond(request)

    def reject(self, status: int, message: str) -> Response:
        return Response.json(status, {"error": HTTPStatus(status).name, "message": message})


class Threaded(Recorder):
    """A handler whose responses come from the test, in another thread. Responds to `/now` immediately."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        super().__init__(self._begin, limits)
        self._futures = SimpleQueue[Future[Response]]()

    def _begin(self, request: Request) -> Answer:
        if request.path == b"/now":
            return echo(request)
        future = Future[Response]()
        self._futures.put(future)
        return future

    def next(self) -> Future[Response]:
        """Wait for the next request, and return the future of its response."""
        return self._futures.get(timeout=10)

    @property
    def waiting(self) -> int:
        """The number of requests whose future the test has not taken."""
        return self._futures.qsize()


def echoed(received: Received) -> Any:
    """The request that a response echoes."""
    assert received.status == 200
    return json.loads(received.body)


def rejected(received: Received, status: int, message: str = "") -> bool:
    """Whether it is a rejection by the handler, and the last response of its connection."""
    body = json.loads(received.body)
    assert message in body["message"]
    named = body["error"] == HTTPStatus(status).name
    return named and received.status == status and received.headers["connection"] == "close"


def until(happens: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Whether something happens in time."""
    end = perf_counter() + seconds
    while not (happened := happens()) and perf_counter() < end:
        select.select([], [], [], 0.01)
    return happened


def unprompted_status(server: Server) -> int | None:
    """The status of a response that a client receives before it sends anything."""
    with connected(server) as client:
        return send(client).status if select.select([client], [], [], 0.05)[0] else None
