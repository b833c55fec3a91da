"""An httpx transport that leads to a handler, with no socket in between."""

import time
from collections.abc import AsyncIterator, Iterator

import httpx

from ..service.message import Handler, Request, Response
from ..world.clock import LATEST, Clock


class Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers the requests of `httpx.Client` and `httpx.AsyncClient` from a handler, whatever their host.

    An answer that is late is waited for, though no longer than the client's read timeout allows. Where a clock is given
    that does not go by itself, it is moved on instead.

    Args:
        handler: What answers.
        clock: The clock by which answers are late; by default that of the machine.
        base_url: Where the service is to the client. Its path is no part of the paths of the service.
    """

    def __init__(self, handler: Handler, clock: Clock | None = None, base_url: str = "") -> None:
        self._handler = handler
        self._clock = clock
        self._prefix = httpx.URL(base_url).raw_path.rstrip(b"/")

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request of a sync client."""
        response = self._answer(request, request.read())
        if wait := self._wait(request, response):
            time.sleep(wait)
        return _delivered(request, response)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request of an async client."""
        response = self._answer(request, await request.aread())
        if wait := self._wait(request, response):
            import anyio

            await anyio.sleep(wait)
        return _delivered(request, response)

    def _answer(self, request: httpx.Request, body: bytes) -> Response:
        path, _, query = request.url.raw_path.removeprefix(self._prefix).partition(b"?")
        return self._handler.handle(Request(request.method, path, query, tuple(request.headers.raw), body))

    def _wait(self, request: httpx.Request, response: Response) -> float:
        """How long the answer is to be waited for, in seconds of this machine."""
        seconds = min(response.delay, _patience(request))
        if self._clock is None or self._clock.ticks():
            return seconds
        if seconds:
            self._clock.advance(min(round(seconds * 1000), LATEST - self._clock.now()))
        return 0.0


def _patience(request: httpx.Request) -> float:
    """For how many seconds the client waits for an answer."""
    timeout = request.extensions.get("timeout", {}).get("read")
    return float("inf") if timeout is None else float(timeout)


def _delivered(request: httpx.Request, response: Response) -> httpx.Response:
    if response.delay > _patience(request):
        raise httpx.ReadTimeout("The read operation timed out", request=request)
    if response.ending == "dropped":
        raise httpx.RemoteProtocolError("Server disconnected without sending a response.", request=request)
    headers = [*response.headers, (b"content-length", b"%d" % len(response.body))]
    if response.ending == "whole":
        return httpx.Response(response.status, headers=headers, content=response.body, request=request)
    return httpx.Response(response.status, headers=headers, stream=_Truncated(response.body), request=request)


class _Truncated(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body whose connection ends in its middle."""

    def __init__(self, body: bytes) -> None:
        self._half = body[: len(body) // 2]

    def __iter__(self) -> Iterator[bytes]:
        yield self._half
        raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self:
            yield part
