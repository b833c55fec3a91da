"""An HTTP client on aiohttp, for many concurrent calls: `pip install 'spkey-client[aiohttp]'`.

from spkey_client import AsyncSpkeyClient
from spkey_client.aiohttp import AiohttpClient

async with AiohttpClient() as http, AsyncSpkeyClient(http_client=http) as client:
    removed = await client.physical_keys.remove(user_id, number=2)
"""

from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager
from typing import Any

import httpx

from ._pool import tls

try:
    import aiohttp
    from httpx_aiohttp import HttpxAiohttpClient
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        f"{error.name} is not installed. Run pip install 'spkey-client[aiohttp]'.", name=error.name
    ) from None

__all__ = ["AiohttpClient"]


class AiohttpClient(HttpxAiohttpClient):
    """An `httpx.AsyncClient` that connects through aiohttp. It takes the same arguments and requires asyncio.

    Args:
        arguments: The arguments of `httpx.AsyncClient`.
    """

    def __init__(self, **arguments: Any) -> None:
        arguments.setdefault("verify", tls())
        super().__init__(**arguments)

    def _build_redirect_request(self, request: httpx.Request, response: httpx.Response) -> httpx.Request:
        # The SDK follows no redirect, and httpx would hide the response if its Location were not a URL.
        return super()._build_redirect_request(request, response) if self.follow_redirects else request

    async def send(self, request: httpx.Request, **arguments: Any) -> httpx.Response:
        """Send a request, as `httpx.AsyncClient.send` does."""
        with _meaning(request):
            response = await super().send(request, **arguments)
        if isinstance(response.stream, httpx.AsyncByteStream):
            response.stream = _Stream(response.stream, request)
        return response


class _Stream(httpx.AsyncByteStream):
    """The body of a response. It is read after `send` returned, and that can fail as well."""

    def __init__(self, stream: httpx.AsyncByteStream, request: httpx.Request) -> None:
        self._stream = stream
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _meaning(self._request):
            async for part in self._stream:
                yield part

    async def aclose(self) -> None:
        with _meaning(self._request):
            await self._stream.aclose()


@contextmanager
def _meaning(request: httpx.Request) -> Generator[None, None, None]:
    """Raise the error of httpx that an error of aiohttp means."""
    try:
        yield
    except (httpx.TransportError, aiohttp.ClientError) as error:
        cause = error.__cause__ if isinstance(error, httpx.TransportError) else error
        if isinstance(cause, aiohttp.ClientError):
            raise _error_for(cause)(str(cause), request=request) from cause
        raise


def _error_for(error: aiohttp.ClientError) -> type[httpx.TransportError]:
    # The transport reports every lost connection as one that was never established, and raises other errors as they
    # are. The client must know whether the request was sent, or it would send a command twice.
    for kind, meaning in _MEANINGS:
        if isinstance(error, kind):
            return meaning
    return httpx.RemoteProtocolError


# The first that fits.
_MEANINGS: tuple[tuple[type[aiohttp.ClientError], type[httpx.TransportError]], ...] = (
    (aiohttp.ClientProxyConnectionError, httpx.ProxyError),
    (aiohttp.ClientHttpProxyError, httpx.ProxyError),
    (aiohttp.ClientConnectorError, httpx.ConnectError),
    (aiohttp.ConnectionTimeoutError, httpx.ConnectTimeout),
    (aiohttp.ServerTimeoutError, httpx.ReadTimeout),
    (aiohttp.NonHttpUrlClientError, httpx.UnsupportedProtocol),
    (aiohttp.InvalidURL, httpx.UnsupportedProtocol),
    (aiohttp.ClientConnectionError, httpx.ReadError),
    (aiohttp.ClientPayloadError, httpx.ReadError),
)
