"""The connections of the clients that the SDK makes: used again, bounded, closed; and their cookies."""

import asyncio
import gc
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from threading import Event
from typing import Any

import anyio
import httpx
import pytest

from spkey_client import APIConnectionError, APITimeoutError, AsyncSpkeyClient, SpkeyClient, _pool
from spkey_client.httpx2 import AsyncHttpx2Client, Httpx2Client

from .conftest import Connect, async_http_client
from .listener import Listener, listening, response


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener


def profile_of(name: str) -> Callable[[Any], Any]:
    return lambda client: client.users.get_profile(name)


def get(client: Any) -> Any:
    return client.users.get_profile("u")


def test_sequential_calls_use_one_connection(connect: Connect, listener: Listener) -> None:
    use = connect(base_url=listener.url)
    for number in range(5):
        assert use(profile_of(f"u{number}")).user_id == f"u{number}"
    assert listener.opened == 1


def test_a_connection_that_the_server_closes_is_replaced(connect: Connect) -> None:
    with listening(lambda _: response(b'{"userId":"u"}', b"Connection: close")) as closing:
        use = connect(base_url=closing.url)
        assert [use(get).user_id for _ in range(3)] == ["u"] * 3
        assert closing.opened == 3


def test_16_threads_share_a_client_and_get_their_own_responses(connect: Connect, listener: Listener) -> None:
    use = connect(base_url=listener.url)

    def calls(thread: int) -> list[str]:
        names = [f"t{thread}-{number}" for number in range(10)]
        return [name for name in names if use(profile_of(name)).user_id != name]

    with ThreadPoolExecutor(16) as threads:
        assert list(threads.map(calls, range(16))) == [[]] * 16
    assert listener.open <= 16


def test_200_calls_from_50_threads_queue_for_10_connections(listener: Listener) -> None:
    with (
        SpkeyClient(api_key="k", base_url=listener.url, max_connections=10, max_retries=0) as client,
        ThreadPoolExecutor(50) as threads,
    ):
        names = [f"u{number}" for number in range(200)]
        assert [each.user_id for each in threads.map(client.users.get_profile, names)] == names
    assert listener.opened == 10


def test_200_async_calls_at_once_queue_for_10_connections(listener: Listener) -> None:
    async def main() -> list[str]:
        async with AsyncSpkeyClient(api_key="k", base_url=listener.url, max_connections=10, max_retries=0) as client:
            profiles = await asyncio.gather(*(client.users.get_profile(f"u{number}") for number in range(200)))
            return [profile.user_id for profile in profiles]

    assert asyncio.run(main()) == [f"u{number}" for number in range(200)]
    assert listener.opened == 10


ONE = pytest.mark.parametrize("library", ["httpx", "httpx2"])


def test_a_call_waits_for_a_connection_until_pool_timeout(connect: Connect, listener: Listener) -> None:
    use = connect(max_connections=1, base_url=listener.url, pool_timeout=0.05)
    listener.answers.clear()
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(use, get)
        assert listener.wait(lambda: len(listener.requests) == 1)
        with pytest.raises(APITimeoutError, match="all 1 connections are in use") as caught:
            use(lambda client: client.physical_keys.remove("u", number=1))
        listener.answers.set()
        assert first.result().user_id == "u"
    assert not caught.value.maybe_applied
    assert use(get).user_id == "u"
    assert len(listener.requests) == 2


def test_the_wait_for_a_connection_counts_towards_the_deadline(connect: Connect, listener: Listener) -> None:
    use = connect(max_connections=1, base_url=listener.url, timeout=None, pool_timeout=None)
    listener.answers.clear()
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(use, get)
        assert listener.wait(lambda: len(listener.requests) == 1)
        with pytest.raises(APITimeoutError, match="no response in time"):
            use(lambda client: client.users.get_profile("u", deadline=0.1))
        listener.answers.set()
        first.result()


@pytest.mark.parametrize("connect", ["sync httpx", "async httpx"], indirect=True)
def test_a_client_that_is_closed_while_it_is_in_use_finishes_and_keeps_no_connection(
    connect: Connect, listener: Listener
) -> None:
    use = connect(base_url=listener.url)
    listener.answers.clear()
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(use, get)
        assert listener.wait(lambda: len(listener.requests) == 1)
        use(lambda client: client.aclose() if isinstance(client, AsyncSpkeyClient) else client.close())
        listener.answers.set()
        assert first.result().user_id == "u"
    assert listener.wait(lambda: listener.open == 0)
    with pytest.raises(RuntimeError, match="This client is closed"):
        use(get)


def test_idle_connections_are_closed(connect: Connect, listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    use = connect(base_url=listener.url)
    listener.answers.clear()
    with ThreadPoolExecutor(3) as threads:
        calls = [threads.submit(use, get) for _ in range(3)]
        assert listener.wait(lambda: len(listener.requests) == 3)
        listener.answers.set()
        assert [call.result().user_id for call in calls] == ["u"] * 3
    assert listener.open == 3
    monkeypatch.setattr(_pool, "KEEP_SECONDS", 0.0)
    for _ in range(3):
        use(get)
    assert listener.wait(lambda: listener.open <= 1)


def test_the_response_has_everything_that_the_library_adds(connect: Connect, listener: Listener) -> None:
    call = connect(base_url=listener.url)(lambda client: client.request("GET", "/users/u/profile"))
    found = call.http_response
    assert (found.json(), found.http_version, found.is_closed) == ({"userId": "u"}, "HTTP/1.1", True)
    assert found.elapsed.total_seconds() > 0


def test_cookies_of_the_service_are_sent_back(connect: Connect) -> None:
    with listening(lambda _: response(b'{"userId":"u"}', b"Set-Cookie: a=b")) as baker:
        use = connect(base_url=baker.url)
        use(get)
        use(get)
        first, second = (request.lower() for request in baker.requests)
    assert b"cookie:" not in first
    assert b"\r\ncookie: a=b\r\n" in second


PROXIED: dict[str, Any] = {"api_key": "k", "base_url": "http://service.invalid", "allow_http": True, "max_retries": 0}


@pytest.mark.parametrize("made", [nullcontext, Httpx2Client], ids=["httpx", "httpx2"])
def test_proxies_of_the_environment_are_used(made: Any, listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", listener.url)
    with made() as http, SpkeyClient(**PROXIED, http_client=http) as client:
        client.request("GET", "/users/u/profile")
    assert listener.requests[0].startswith(b"GET http://service.invalid/users/u/profile HTTP/1.1\r\n")
    with Httpx2Client(trust_env=False) as http, pytest.raises(APIConnectionError):
        SpkeyClient(**PROXIED, http_client=http).request("GET", "/users/u/profile")


@pytest.mark.parametrize("made", [nullcontext, AsyncHttpx2Client], ids=["httpx", "httpx2"])
def test_proxies_of_the_environment_are_used_by_async_code(
    made: Any, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", listener.url)

    async def main() -> None:
        async with made() as http, AsyncSpkeyClient(**PROXIED, http_client=http) as client:
            await client.request("GET", "/users/u/profile")

    asyncio.run(main())
    assert listener.requests[0].startswith(b"GET http://service.invalid/users/u/profile HTTP/1.1\r\n")


@pytest.mark.parametrize("max_connections", [0, -1, 1.5, True, "5"])
@pytest.mark.parametrize("kind", [SpkeyClient, AsyncSpkeyClient])
def test_an_invalid_number_of_connections_is_rejected(kind: Any, max_connections: Any) -> None:
    with pytest.raises(ValueError, match="max_connections must be a positive integer"):
        kind(api_key="k", max_connections=max_connections)


def test_a_client_of_the_users_own_has_its_own_number_of_connections() -> None:
    with httpx.Client() as http, pytest.raises(ValueError, match="max_connections cannot be combined with http_client"):
        SpkeyClient(api_key="k", http_client=http, max_connections=5)


@ONE
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # a socket that is cancelled while it connects, of anyio
def test_many_cancelled_calls_leave_no_connections_behind(listener: Listener, library: str) -> None:
    async def storm() -> None:
        http: Any = AsyncHttpx2Client(max_connections=5, trust_env=False) if library == "httpx2" else None
        limit: dict[str, Any] = {} if http else {"max_connections": 5}
        client = AsyncSpkeyClient(api_key="k", base_url=listener.url, max_retries=0, http_client=http, **limit)
        for round_ in range(8):
            async with anyio.create_task_group() as tasks:
                for number in range(20):
                    tasks.start_soon(cancelled, client, number * (round_ + 1) * 0.00001)
        profiles = await asyncio.gather(*(client.users.get_profile(f"u{number}") for number in range(50)))
        assert [profile.user_id for profile in profiles] == [f"u{number}" for number in range(50)]
        assert listener.wait(lambda: listener.open <= 5)
        await (http or client).aclose()
        gc.collect()

    async def cancelled(client: AsyncSpkeyClient, seconds: float) -> None:
        with anyio.move_on_after(seconds):
            await client.users.get_profile("u")

    asyncio.run(storm())
    gc.collect()
    assert listener.wait(lambda: listener.open == 0)


def block_the_loop() -> None:
    """Let the event loop notice all limits at once, long after they have passed."""
    asyncio.get_running_loop().call_later(0.1, Event().wait, 0.4)


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
def test_a_command_that_only_waited_for_a_connection_until_its_deadline_has_no_effect(library: str) -> None:
    async def calls(url: str) -> list[bool]:
        http: Any = async_http_client(library, max_connections=1)
        limit: dict[str, Any] = {} if http else {"max_connections": 1}
        client = AsyncSpkeyClient(api_key="k", base_url=url, http_client=http, max_retries=0, **limit)
        async with http or nullcontext(), client:
            block_the_loop()
            commands = [client.physical_keys.remove("u", number=2, deadline=0.2) for _ in range(3)]
            errors = await asyncio.gather(*commands, return_exceptions=True)
        return [error.maybe_applied for error in errors if isinstance(error, APITimeoutError)]

    with listening() as listener:
        listener.answers.clear()
        assert asyncio.run(calls(listener.url)) == [True, False, False]
        assert len(listener.requests) == 1


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
def test_a_command_without_a_connection_until_its_deadline_has_no_effect(library: str) -> None:
    async def call(url: str) -> None:
        http: Any = async_http_client(library)
        client = AsyncSpkeyClient(api_key="k", base_url=url, http_client=http, max_retries=0)
        async with http or nullcontext(), client:
            block_the_loop()
            await client.physical_keys.remove("u", number=2, deadline=0.2)

    # The server never answers the handshake.
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(APITimeoutError) as caught:
        asyncio.run(call(f"https://127.0.0.1:{silent.getsockname()[1]}"))
    assert not caught.value.maybe_applied
