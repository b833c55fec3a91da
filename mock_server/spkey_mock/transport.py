"""An httpx transport that calls an engine, with no socket in between."""

import httpx

from spkey_mock.engine import Engine
from spkey_mock.faults import AnswerLost
from spkey_mock.message import Request


class EngineTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers the requests of `httpx.Client` and `httpx.AsyncClient` from an engine, whatever their host."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request of a sync client."""
        return self._answer(request, request.read())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request of an async client."""
        return self._answer(request, await request.aread())

    def _answer(self, request: httpx.Request, body: bytes) -> httpx.Response:
        path, _, query = request.url.raw_path.partition(b"?")
        try:
            response = self._engine.handle(Request(request.method, path, query, tuple(request.headers.raw), body))
        except AnswerLost:
            raise httpx.RemoteProtocolError("Server disconnected without sending a response.") from None
        return httpx.Response(response.status, headers=list(response.headers), content=response.body)
