"""The SDK as a client of the server under test."""

import httpx

from spkey_client import SpkeyClient

from .server import Server

_OF_THE_CONNECTION = frozenset({"content-encoding", "content-length", "transfer-encoding"})


class _Recorded(httpx.BaseTransport):
    """Sends the requests of the SDK over the connections of the run, and records them."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._server.perform(request)
        headers = [pair for pair in response.headers.multi_items() if pair[0] not in _OF_THE_CONNECTION]
        return httpx.Response(response.status_code, headers=headers, content=response.content)


def connect(server: Server) -> SpkeyClient:
    """Return an SDK client that calls a server with its credentials. It retries nothing, so that no failure is hidden.

    Args:
        server: The server, as a caller sees it.
    """
    return SpkeyClient(
        api_key=server.credentials.api_key,
        token=server.credentials.token,
        base_url=server.http.base_url,
        timeout=server.http.timeout,
        max_retries=0,
        http_client=httpx.Client(transport=_Recorded(server), trust_env=False),
        allow_http=True,
    )
