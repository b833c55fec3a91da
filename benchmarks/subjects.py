"""The measured ways to remove a physical key. Each is prepared once and then called with changing values.

A subject returns what its user gets, and `number` finds the removed key in it, so that responses can be checked. The
generated peers are imported by name: they exist only after `benchmarks.peers` has made them.
"""

import http.client
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeAlias, TypeVar
from urllib.parse import urlsplit

import httpx

from spkey_client import AsyncSpkeyClient, SpkeyClient

Remove: TypeAlias = Callable[[str, int], Any]
"""A function that removes the key with this number from the inventory of this user."""

AsyncRemove: TypeAlias = Callable[[str, int], Awaitable[Any]]

API_KEY = "a-key-of-the-benchmark"
_HEADERS = {"X-API-Key": API_KEY}
_RAW_HEADERS = [(b"X-API-Key", API_KEY.encode()), (b"Content-Type", b"application/json")]


def arguments(call: int) -> tuple[str, int]:
    """Return the user and the number of the n-th call, which no other call has."""
    return f"{call:08x}-7425-40de-944b-e07fc1f90ae7", call + 1


def number(result: Any) -> int:
    """Return the number of the removed key, whatever type the subject returns."""
    if hasattr(result, "raise_for_status"):
        result = result.raise_for_status().json()
    found: int = result["number"] if isinstance(result, dict) else result.number
    return found


@contextmanager
def httpx_post(base_url: str) -> Iterator[Remove]:
    """The baseline: a base URL, a header of the client, and `post`. The response is not even decoded."""
    with httpx.Client(base_url=base_url, headers=_HEADERS, trust_env=False) as client:
        yield lambda user, number: client.post(f"/users/{user}/RemovePhysicalKey", json={"number": number})


@contextmanager
def httpx_post_absolute(base_url: str) -> Iterator[Remove]:
    """The baseline without merging a base URL."""
    with httpx.Client(headers=_HEADERS, trust_env=False) as client:
        yield lambda user, number: client.post(f"{base_url}/users/{user}/RemovePhysicalKey", json={"number": number})


@contextmanager
def httpx_prebuilt(base_url: str) -> Iterator[Remove]:
    """A request with an absolute URL and raw headers: the least work that httpx can do."""
    with httpx.Client(trust_env=False) as client:
        yield lambda user, number: client.send(_prebuilt(base_url, user, number))


def _prebuilt(base_url: str, user: str, number: int) -> httpx.Request:
    content = json.dumps({"number": number}).encode()
    return httpx.Request("POST", f"{base_url}/users/{user}/RemovePhysicalKey", headers=_RAW_HEADERS, content=content)


@contextmanager
def http_client(base_url: str) -> Iterator[Remove]:
    """The standard library, without the features of httpx."""
    connection = http.client.HTTPConnection(urlsplit(base_url).netloc)
    headers = {**_HEADERS, "Content-Type": "application/json"}

    def remove(user: str, number: int) -> Any:
        connection.request("POST", f"/users/{user}/RemovePhysicalKey", json.dumps({"number": number}), headers)
        with connection.getresponse() as response:
            return json.load(response)

    yield remove
    connection.close()


@contextmanager
def ours(base_url: str) -> Iterator[Remove]:
    """The SDK with its defaults: retries on, responses checked and typed."""
    with SpkeyClient(api_key=API_KEY, base_url=base_url) as client:
        yield lambda user, number: client.physical_keys.remove(user, number=number)


@contextmanager
def ours_token(base_url: str) -> Iterator[Remove]:
    """The SDK with a token provider, whose token could expire at any call."""
    with SpkeyClient(token=lambda: "e30.eyJleHAiOjQwNzA5MDg4MDB9.x", base_url=base_url) as client:
        yield lambda user, number: client.physical_keys.remove(user, number=number)


@contextmanager
def ours_deadline(base_url: str) -> Iterator[Remove]:
    """The SDK with a deadline, which every read from the network checks."""
    with SpkeyClient(api_key=API_KEY, base_url=base_url, deadline=30.0) as client:
        yield lambda user, number: client.physical_keys.remove(user, number=number)


@contextmanager
def httpx2_post(base_url: str) -> Iterator[Remove]:
    """The baseline on httpx2."""
    import httpx2

    with httpx2.Client(base_url=base_url, headers=_HEADERS, trust_env=False) as client:
        yield lambda user, number: client.post(f"/users/{user}/RemovePhysicalKey", json={"number": number})


@contextmanager
def ours_httpx2(base_url: str) -> Iterator[Remove]:
    """The SDK with its extra for httpx2."""
    from spkey_client.httpx2 import Httpx2Client

    with Httpx2Client() as http, SpkeyClient(api_key=API_KEY, base_url=base_url, http_client=http) as client:
        yield lambda user, number: client.physical_keys.remove(user, number=number)


@contextmanager
def stock(base_url: str) -> Iterator[Remove]:
    """The client that openapi-python-client generates from the same contract with its own templates."""
    operation: Any = import_module("peer_stock.api.physical_keys.remove_physical_key")
    request: Any = import_module("peer_stock.models").RemovePhysicalKeyRequest
    with import_module("peer_stock").AuthenticatedClient(**_stock_arguments(base_url)) as client:
        yield lambda user, number: operation.sync(user, client=client, body=request(number=number))


def _stock_arguments(base_url: str) -> Mapping[str, Any]:
    return {
        "base_url": base_url,
        "token": API_KEY,
        "prefix": "",
        "auth_header_name": "X-API-Key",
        "httpx_args": {"trust_env": False},
    }


@contextmanager
def openapi_generator(base_url: str) -> Iterator[Remove]:
    """The client that openapi-generator generates from the same contract with its default library, urllib3."""
    package: Any = import_module("peer_urllib3")
    with package.ApiClient(package.Configuration(host=base_url, api_key={"ApiKeyAuth": API_KEY})) as client:
        api = package.PhysicalKeysApi(client)
        request = package.RemovePhysicalKeyRequest
        yield lambda user, number: api.remove_physical_key(user, request(number=number))


@asynccontextmanager
async def async_httpx_post(base_url: str, **client_arguments: Any) -> AsyncIterator[AsyncRemove]:
    """The async baseline."""
    async with httpx.AsyncClient(base_url=base_url, headers=_HEADERS, trust_env=False, **client_arguments) as client:
        yield lambda user, number: client.post(f"/users/{user}/RemovePhysicalKey", json={"number": number})


@asynccontextmanager
async def async_httpx_prebuilt(base_url: str) -> AsyncIterator[AsyncRemove]:
    """A request with an absolute URL and raw headers."""
    async with httpx.AsyncClient(trust_env=False) as client:
        yield lambda user, number: client.send(_prebuilt(base_url, user, number))


@asynccontextmanager
async def async_ours(base_url: str) -> AsyncIterator[AsyncRemove]:
    """The SDK with its own HTTP client."""
    async with AsyncSpkeyClient(api_key=API_KEY, base_url=base_url) as client:
        yield lambda user, number: client.physical_keys.remove(user, number=number)


@asynccontextmanager
async def async_ours_deadline(base_url: str) -> AsyncIterator[AsyncRemove]:
    """The SDK with a deadline."""
    async with AsyncSpkeyClient(api_key=API_KEY, base_url=base_url, deadline=30.0) as client:
        yield lambda user, number: client.physical_keys.remove(user, number=number)


@asynccontextmanager
async def async_httpx2_post(base_url: str) -> AsyncIterator[AsyncRemove]:
    """The baseline on httpx2."""
    import httpx2

    async with httpx2.AsyncClient(base_url=base_url, headers=_HEADERS, trust_env=False) as client:
        yield lambda user, number: client.post(f"/users/{user}/RemovePhysicalKey", json={"number": number})


@asynccontextmanager
async def async_ours_httpx2(base_url: str) -> AsyncIterator[AsyncRemove]:
    """The SDK with its extra for httpx2."""
    from spkey_client.httpx2 import AsyncHttpx2Client

    async with (
        AsyncHttpx2Client() as http,
        AsyncSpkeyClient(api_key=API_KEY, base_url=base_url, http_client=http) as client,
    ):
        yield lambda user, number: client.physical_keys.remove(user, number=number)


@asynccontextmanager
async def async_ours_aiohttp(base_url: str) -> AsyncIterator[AsyncRemove]:
    """The SDK with its extra, which puts aiohttp's connections below httpx's client."""
    from spkey_client.aiohttp import AiohttpClient

    async with (
        AiohttpClient(trust_env=False) as http,
        AsyncSpkeyClient(api_key=API_KEY, base_url=base_url, http_client=http) as client,
    ):
        yield lambda user, number: client.physical_keys.remove(user, number=number)


@asynccontextmanager
async def async_stock(base_url: str) -> AsyncIterator[AsyncRemove]:
    """The client that openapi-python-client generates from the same contract with its own templates."""
    operation: Any = import_module("peer_stock.api.physical_keys.remove_physical_key")
    request: Any = import_module("peer_stock.models").RemovePhysicalKeyRequest
    async with import_module("peer_stock").AuthenticatedClient(**_stock_arguments(base_url)) as client:
        yield lambda user, number: operation.asyncio(user, client=client, body=request(number=number))


@asynccontextmanager
async def async_openapi_generator(base_url: str) -> AsyncIterator[AsyncRemove]:
    """The client that openapi-generator generates from the same contract with its library httpx."""
    package: Any = import_module("peer_httpx")
    async with package.ApiClient(package.Configuration(host=base_url, api_key={"ApiKeyAuth": API_KEY})) as client:
        api = package.PhysicalKeysApi(client)
        request = package.RemovePhysicalKeyRequest
        yield lambda user, number: api.remove_physical_key(user, request(number=number))


@asynccontextmanager
async def async_aiohttp(base_url: str) -> AsyncIterator[AsyncRemove]:
    """Plain aiohttp."""
    import aiohttp

    async with aiohttp.ClientSession(headers=_HEADERS) as session:

        async def remove(user: str, number: int) -> Any:
            async with session.post(f"{base_url}/users/{user}/RemovePhysicalKey", json={"number": number}) as response:
                return await response.json()

        yield remove


SYNC: Mapping[str, Callable[[str], AbstractContextManager[Remove]]] = {
    "httpx.Client.post": httpx_post,
    "httpx.Client.post, absolute URL": httpx_post_absolute,
    "httpx, prebuilt request, raw headers": httpx_prebuilt,
    "http.client": http_client,
    "spkey-client": ours,
    "spkey-client, token provider": ours_token,
    "spkey-client, deadline": ours_deadline,
    "httpx2.Client.post": httpx2_post,
    "spkey-client[httpx2]": ours_httpx2,
    "openapi-python-client": stock,
    "openapi-generator (urllib3)": openapi_generator,
}
"""The sync subjects, the baseline first."""

ASYNC: Mapping[str, Callable[[str], AbstractAsyncContextManager[AsyncRemove]]] = {
    "httpx.AsyncClient.post": async_httpx_post,
    "httpx, prebuilt request, raw headers": async_httpx_prebuilt,
    "spkey-client": async_ours,
    "spkey-client, deadline": async_ours_deadline,
    "httpx2.AsyncClient.post": async_httpx2_post,
    "spkey-client[httpx2]": async_ours_httpx2,
    "spkey-client[aiohttp]": async_ours_aiohttp,
    "openapi-python-client": async_stock,
    "openapi-generator (httpx)": async_openapi_generator,
    "aiohttp": async_aiohttp,
}
"""The async subjects, the baseline first."""

_PEERS = {
    "openapi-python-client": "peer_stock",
    "openapi-generator (urllib3)": "peer_urllib3",
    "openapi-generator (httpx)": "peer_httpx",
}

SubjectT = TypeVar("SubjectT")


def available(subjects: Mapping[str, SubjectT]) -> dict[str, SubjectT]:
    """Return the subjects without those that could not be generated."""
    return {name: made for name, made in subjects.items() if name not in _PEERS or find_spec(_PEERS[name]) is not None}
