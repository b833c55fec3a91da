"""An ASGI application over a handler, to be mounted in an application or served by any server."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import quote

from ..service.message import Handler, Request, Response

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class App:
    """A world, or worlds, as an ASGI application.

    The handler is called in the event loop: it takes less time than handing a request to a thread would. ASGI has no
    word for a dropped connection. Where a fault wants one, the answer begins and does not end, upon which servers drop
    the connection; `Server` by itself drops it before it begins.

    Args:
        handler: What answers.
    """

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request, or the lifespan of the server.

        Raises:
            ValueError: The scope is of another type, such as a WebSocket.
        """
        if scope["type"] == "http":
            await self._serve(scope, receive, send)
        elif scope["type"] == "lifespan":
            await _live(receive, send)
        else:
            raise ValueError(f"ASGI scope {scope['type']!r}")

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        limit = self._handler.limits.body
        body = await _read(receive, limit)
        if body is None:
            return
        response = self._handler.handle(
            Request(scope["method"], _path(scope), scope["query_string"], tuple(scope["headers"]), body)
        )
        if response.delay:
            await asyncio.sleep(response.delay)
        await _answer(response, send, head=scope["method"] == "HEAD", close=len(body) > limit)


def _path(scope: Scope) -> bytes:
    """The path below where the application is mounted."""
    # Servers may leave out the raw path, which tells `a%2Fb` from `a/b`.
    path: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    root = quote(scope.get("root_path", "").rstrip("/")).encode()
    return path.removeprefix(root) if path.startswith(root + b"/") else path


async def _read(receive: Receive, limit: int) -> bytes | None:
    """The body, or more than its limit of one that is longer, or None if the client has gone."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > limit or not message.get("more_body", False):
            return bytes(body)


async def _answer(response: Response, send: Send, *, head: bool, close: bool) -> None:
    headers = list(response.headers)
    if not head:
        headers.append((b"content-length", b"%d" % len(response.body)))
    if close:
        # What is left of the body would be taken for the next request.
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
