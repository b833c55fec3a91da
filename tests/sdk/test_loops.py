"""Async clients and their event loops."""

import asyncio
import gc
from collections.abc import Iterator
from typing import Any

import pytest

from spkey_client import AsyncSpkeyClient

from .conftest import async_http_client
from .listener import Listener, listening

BOTH = pytest.mark.parametrize("library", ["httpx", "httpx2"])

# Nobody can close the connections of a loop that is closed, so Python does.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    yield
    gc.collect()  # here, where the warnings are ignored


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


def client_of(listener: Listener, library: str = "httpx", *, own: bool = False) -> AsyncSpkeyClient:
    http: Any = async_http_client(library, own=own)
    return AsyncSpkeyClient(api_key="k", base_url=listener.url, http_client=http, max_retries=0)


async def many(client: AsyncSpkeyClient) -> list[str]:
    return [each.user_id for each in await asyncio.gather(*map(client.users.get_profile, "abc"))]


@BOTH
def test_a_client_works_in_one_event_loop_after_the_other(listener: Listener, library: str) -> None:
    client = client_of(listener, library)
    other = client.with_options(max_retries=1)
    for each in (client, other, client):
        assert asyncio.run(many(each)) == ["a", "b", "c"]
    asyncio.run(client.aclose())


def test_tokens_outlive_the_event_loop(listener: Listener) -> None:
    async def provide() -> str:
        calls.append("call")
        return "t"

    calls: list[str] = []
    client = AsyncSpkeyClient(token=provide, base_url=listener.url)
    for _ in range(3):
        assert asyncio.run(many(client)) == ["a", "b", "c"]
    assert calls == ["call"]


@BOTH
def test_a_client_of_the_users_own_stays_in_its_event_loop(listener: Listener, library: str) -> None:
    client = client_of(listener, library, own=True)
    asyncio.run(many(client))
    for each in (client, client.with_options(max_retries=1)):
        with pytest.raises(RuntimeError, match="Create both for each event loop, or pass no http_client"):
            asyncio.run(many(each))


@pytest.mark.parametrize(
    ("use", "message"),
    [(many, "Create a client for each event loop"), (AsyncSpkeyClient.aclose, "Close it there")],
    ids=["call", "close"],
)
def test_an_event_loop_does_not_use_the_client_of_another_that_runs(listener: Listener, use: Any, message: str) -> None:
    client = client_of(listener)
    with asyncio.Runner() as home:
        home.run(many(client))
        with pytest.raises(RuntimeError, match=message):
            asyncio.run(use(client))
        assert home.run(many(client)) == ["a", "b", "c"]
        home.run(client.aclose())
    assert client.is_closed
