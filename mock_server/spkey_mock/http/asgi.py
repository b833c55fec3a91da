"""An ASGI application for a handler, to run on any ASGI server or to mount in another application."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import Future
from contextlib import closing
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from ..service.message import Request, Response
from .handler import Answer, Handler, advance
from .mount import below
from .pending import Pending

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class App:
    """A handler as an ASGI application.

    The handler runs on the event loop, because that is faster than handing the request to a thread. The handler does
    work that waits for a database in its own threads.

    An ASGI application cannot drop a connection. To simulate a dropped connection, the application starts a response
    without finishing it, and the ASGI server then drops the connection. `Server` drops it before the response starts.

    The ASGI server sends the Date header, unless the world's clock differs from this machine's. In that case the
    application sends its own, so turn off the server's, for example with `uvicorn --no-date-header`.

    Args:
        handler: The handler of all requests.
    """

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request or the server's lifespan.

        Raises:
            ValueError: The scope type is not supported, for example `websocket`.
        """
        if scope["type"] == "http":
            await self._serve(scope, receive, send)
        elif scope["type"] == "lifespan":
            await _live(receive, send)
        else:
            raise ValueError(f"Unknown ASGI scope {scope['type']!r}. Known: http, lifespan.")

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit = self._handler.limits.body
        body = await _read(receive, limit)
        if body is None:
            return
        mount, path = _split(scope)
        request = Request(scope["method"], path, scope["query_string"], tuple(scope["headers"]), body)
        response = below(mount, await _complete(self._handler.handle(request)))
        try:
            if response.delay and await _leaves(receive, response.delay):
                response.lose()
                return
        except asyncio.CancelledError:
            response.lose()
            raise
        await _respond(response, send, head=scope["method"] == "HEAD", close=len(body) > limit)


def _split(scope: Scope) -> tuple[bytes, bytes]:
    """Return the path at which the application is mounted, and the path relative to it."""
    # The raw path, which distinguishes `a%2Fb` from `a/b`, is optional in ASGI.
    path: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    root: str = scope.get("root_path", "").rstrip("/")
    decoded = root.encode()
    # Clients may escape any character of the path, so the decoded paths are compared.
    for slash in (place for place, byte in enumerate(path) if byte == ord("/")):
        mount = unquote_to_bytes(path[:slash])
        if mount == decoded:
            return path[:slash], path[slash:]
        if len(mount) > len(decoded):
            break
    return quote(root).encode(), path


async def _read(receive: Receive, limit: int) -> bytes | None:
    """Return the body, or None if the client disconnected. Stop reading once the body exceeds the limit."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > limit or not message.get("more_body", False):
            return bytes(body)


async def _leaves(receive: Receive, seconds: float) -> bool:
    """Wait for these seconds. Return whether the client disconnected in the meantime."""

    async def disconnect() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    try:
        await asyncio.wait_for(disconnect(), seconds)
    except TimeoutError:
        return False
    return True


async def _complete(answer: Answer) -> Response:
    """Return the response. Other tasks run between slices of the work, or while another thread does it."""
    if isinstance(answer, Response):
        return answer
    if isinstance(answer, Future):
        return await _wait(answer)
    with closing(answer):
        while (response := advance(answer)) is None:
            await asyncio.sleep(0)
        return response


async def _wait(future: Future[Response]) -> Response:
    done = asyncio.Event()
    pending = Pending(future, asyncio.get_running_loop(), done.set)
    try:
        await done.wait()
    except asyncio.CancelledError:
        pending.cancel()
        raise
    return future.result()


async def _respond(response: Response, send: Send, *, head: bool, close: bool) -> None:
    headers = list(response.headers)
    if response.date is not None:
        headers.append((b"date", response.date))
    if not head:
        headers.append((b"content-length", b"%d" % len(response.body)))
    if close:
        # Otherwise the server would parse the rest of the body as the next request.
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    whole = response.ending == "whole"
    sent = response.body if whole else response.body[: len(response.body) // 2]
    await send({"type": "http.response.body", "body": sent, "more_body": not whole})


async def _live(receive: Receive, send: Send) -> None:
    while True:
        event = (await receive())["type"]
        await send({"type": f"{event}.complete"})
        if event == "lifespan.shutdown":
            return
