"""An httpx transport that calls a handler, without a socket."""

import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future

import httpx

from ..service.message import Request, Response
from ..world.clock import Clock, http_date, wall_clock
from .handler import Answer, Handler, abandon, complete


class Transport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Passes the requests of `httpx.Client` and `httpx.AsyncClient` to a handler, whatever their host.

    The transport waits for a delayed response, up to the client's read timeout. If the clock is frozen or stepped, the
    transport advances the clock instead of waiting.

    Args:
        handler: The handler of all requests.
        clock: The clock for delays. The default is the machine's clock.
        base_url: The client's base URL. Its path is stripped from request paths.
    """

    def __init__(self, handler: Handler, clock: Clock | None = None, base_url: str = "") -> None:
        self._handler = handler
        self._clock = clock
        self._prefix = httpx.URL(base_url).raw_path.rstrip(b"/")

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Handle a request of a sync client."""
        response = complete(self._handle(request, request.read()))
        if wait := self._wait(request, response):
            time.sleep(wait)
        return _received(request, response)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Handle a request of an async client."""
        answer = self._handle(request, await request.aread())
        response = await _wait_for(answer) if isinstance(answer, Future) else complete(answer)
        if wait := self._wait(request, response):
            import anyio

            try:
                await anyio.sleep(wait)
            except BaseException:  # the client's task was cancelled
                response.lose()
                raise
        return _received(request, response)

    def _handle(self, request: httpx.Request, body: bytes) -> Answer:
        path, _, query = request.url.raw_path.removeprefix(self._prefix).partition(b"?")
        return self._handler.handle(Request(request.method, path, query, tuple(request.headers.raw), body))

    def _wait(self, request: httpx.Request, response: Response) -> float:
        """Return the seconds to wait for the response. A frozen or stepped clock is advanced instead."""
        seconds = min(response.delay, _read_timeout(request))
        return seconds if self._clock is None else self._clock.pause(seconds)


async def _wait_for(future: Future[Response]) -> Response:
    """Wait for another thread, in the event loop of any library."""
    from anyio import to_thread

    try:
        return await to_thread.run_sync(future.result, abandon_on_cancel=True)
    except BaseException:
        if not future.done() or future.exception() is None:  # the client's task was cancelled
            abandon(future)
        raise


def _read_timeout(request: httpx.Request) -> float:
    timeout = request.extensions.get("timeout", {}).get("read")
    return float("inf") if timeout is None else float(timeout)


def _received(request: httpx.Request, response: Response) -> httpx.Response:
    if response.delay > _read_timeout(request):
        response.lose()
        raise httpx.ReadTimeout("The read operation timed out", request=request)
    if response.ending == "dropped":
        raise httpx.RemoteProtocolError("Server disconnected without sending a response.", request=request)
    date = response.date or http_date(wall_clock())
    headers = [(b"date", date), *response.headers, (b"content-length", b"%d" % len(response.body))]
    if response.ending == "whole":
        return httpx.Response(response.status, headers=headers, content=response.body, request=request)
    return httpx.Response(response.status, headers=headers, stream=_Truncated(response.body), request=request)


class _Truncated(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that the connection cuts in half."""

    def __init__(self, body: bytes) -> None:
        self._half = body[: len(body) // 2]

    def __iter__(self) -> Iterator[bytes]:
        yield self._half
        raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self:
            yield part
