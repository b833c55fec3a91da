"""An ASGI application over an engine."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import quote

from spkey_mock.engine import BODY_LIMIT, Engine
from spkey_mock.faults import AnswerLost
from spkey_mock.message import Request

DROP = "spkey_mock.drop"
"""The name in the state of a scope under which the server keeps what drops its connection."""

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class App:
    """The engine as an ASGI application, for uvicorn and its like.

    The engine is called in the event loop: it takes less time than handing a request to a thread would.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

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
        body = await _read(receive)
        if body is None:
            return
        # Servers may leave out the raw path, which tells `a%2Fb` from `a/b`.
        path = scope.get("raw_path") or quote(scope["path"]).encode()
        try:
            response = self._engine.handle(
                Request(scope["method"], path, scope["query_string"], tuple(scope["headers"]), body)
            )
        except AnswerLost:
            await _drop(scope, receive)
            return
        headers = list(response.headers)
        if scope["method"] != "HEAD":
            headers.append((b"content-length", b"%d" % len(response.body)))
        if len(body) > BODY_LIMIT:
            # What is left of the body would be taken for the next request.
            headers.append((b"connection", b"close"))
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": response.body})


async def _read(receive: Receive) -> bytes | None:
    """The body, or more than its limit of one that is longer, or None if the client has gone."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        if len(body) > BODY_LIMIT or not message.get("more_body", False):
            return bytes(body)


async def _drop(scope: Scope, receive: Receive) -> None:
    # ASGI has no word for this; `server` puts one into the state.
    scope["state"][DROP]()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _live(receive: Receive, send: Send) -> None:
    while True:
        event = (await receive())["type"]
        await send({"type": f"{event}.complete"})
        if event == "lifespan.shutdown":
            return
