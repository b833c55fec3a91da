"""Tokens from a provider: when it is called, how often, and what its failures lead to."""

import base64
import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spkey_client import AsyncSpkeyClient, AuthenticationError, SpkeyClient, _retry
from spkey_client._auth import TokenCache, expiry

from .conftest import REMOVED, USER, Connect


def jwt(**claims: Any) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in ({}, claims)]
    return f"{parts[0]}.{parts[1]}.signature"


class Service:
    """A service that accepts the tokens that it is told to, and remembers those it saw."""

    def __init__(self, *accepted: str) -> None:
        self.accepted = set(accepted)
        self.seen: list[str] = []
        self.transport = httpx.MockTransport(self._handle)

    def _handle(self, request: httpx.Request) -> httpx.Response:
        token = request.headers["authorization"].removeprefix("Bearer ")
        self.seen.append(token)
        if token in self.accepted:
            return httpx.Response(200, json=REMOVED)
        return httpx.Response(401, json={"error": "Unauthorized", "message": "No."})


class Provider:
    """A provider that gives one token after the other."""

    def __init__(self, *tokens: Any) -> None:
        self.tokens = list(tokens)
        self.asked = 0

    def __call__(self) -> Any:
        self.asked += 1
        token = self.tokens.pop(0)
        if isinstance(token, Exception):
            raise token
        return token


def remove(client: Any) -> Any:
    return client.physical_keys.remove(USER, number=2)


def test_the_provider_is_called_once_for_many_calls(connect: Connect) -> None:
    provider, service = Provider("one"), Service("one")
    use = connect(service.transport, api_key=None, token=provider)
    for _ in range(3):
        use(remove)
    assert (provider.asked, service.seen) == (1, ["one", "one", "one"])


def test_a_rejected_token_is_replaced_once(connect: Connect) -> None:
    provider, service = Provider("old", "new"), Service("new")
    use = connect(service.transport, api_key=None, token=provider)
    use(remove)
    use(remove)
    assert (provider.asked, service.seen) == (2, ["old", "new", "new"])


def test_a_token_that_is_rejected_twice_is_an_error(connect: Connect) -> None:
    provider, service = Provider("old", "bad", "worse"), Service()
    with pytest.raises(AuthenticationError, match="401: No"):
        connect(service.transport, api_key=None, token=provider, max_retries=2)(remove)
    assert (provider.asked, service.seen) == (2, ["old", "bad"])


def test_a_rejected_static_token_is_not_sent_again(connect: Connect) -> None:
    service = Service()
    with pytest.raises(AuthenticationError):
        connect(service.transport, api_key=None, token="old", max_retries=2)(remove)
    assert service.seen == ["old"]


def test_a_token_is_replaced_before_it_expires(connect: Connect) -> None:
    now = time.time()
    expiring, fresh = jwt(exp=now + 20), jwt(exp=now + 3600)
    provider, service = Provider(expiring, fresh), Service(expiring, fresh)
    use = connect(service.transport, api_key=None, token=provider)
    use(remove)
    use(remove)
    assert service.seen == [expiring, fresh]


def test_the_leeway_can_be_chosen(connect: Connect) -> None:
    token = jwt(exp=time.time() + 20)
    provider, service = Provider(token), Service(token)
    use = connect(service.transport, api_key=None, token=provider, token_leeway=5.0)
    use(remove)
    use(remove)
    assert provider.asked == 1


@pytest.mark.parametrize(
    ("given", "cause"),
    [
        (RuntimeError("marker-secret"), RuntimeError),
        ("", ValueError),
        ("a\nb", ValueError),
        (None, ValueError),
        ("Bearer t", ValueError),
    ],
)
def test_a_provider_that_fails_is_an_authentication_error_with_the_cause(
    connect: Connect, given: Any, cause: type[Exception]
) -> None:
    service = Service()
    with pytest.raises(AuthenticationError, match="The token provider failed") as caught:
        connect(service.transport, api_key=None, token=Provider(given), max_retries=2)(remove)
    assert isinstance(caught.value.__cause__, cause)
    assert caught.value.response.request.method == "POST"
    assert "marker-secret" not in str(caught.value)
    assert "not an error of the API" not in str(caught.value)
    assert service.seen == []


def test_a_provider_that_fails_is_called_again_for_the_next_call(connect: Connect) -> None:
    use = connect(Service("one").transport, api_key=None, token=Provider(RuntimeError("no"), "one"))
    with pytest.raises(AuthenticationError):
        use(remove)
    assert use(remove).number == 2


def test_a_provider_that_fails_does_not_hide_that_an_earlier_attempt_may_have_taken_effect(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_retry, "FIRST_PAUSE", 0.0)

    def cut(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadError("cut")

    provider = Provider(jwt(exp=0), RuntimeError("no"))
    use = connect(httpx.MockTransport(cut), api_key=None, token=provider, max_retries=2)
    with pytest.raises(AuthenticationError) as caught:
        use(remove)
    assert caught.value.maybe_applied


def test_a_coroutine_function_is_rejected_by_the_sync_client() -> None:
    async def provide() -> str:
        return "token"

    provider: Any = provide
    with SpkeyClient(token=provider, http_client=httpx.Client(transport=Service().transport)) as client:
        with pytest.raises(AuthenticationError) as caught:
            remove(client)
        assert "only AsyncSpkeyClient can call" in str(caught.value)
        client._transport.http.close()


def test_a_provider_that_calls_its_own_client_is_an_error() -> None:
    def provide() -> str:
        remove(client)
        return "never"

    http = httpx.Client(transport=Service().transport)
    with http, SpkeyClient(token=provide, http_client=http) as client:
        with pytest.raises(AuthenticationError) as caught:
            remove(client)
        assert "it calls the client that needs the token" in str(caught.value.__cause__)


def test_ten_threads_that_need_a_token_call_the_provider_once() -> None:
    barrier = threading.Barrier(10)
    service = Service("one")

    class Slow(Provider):
        def __call__(self) -> Any:
            # All others have passed the barrier and are on their way to the lock.
            return super().__call__()

    provider = Slow("one")
    http = httpx.Client(transport=service.transport)
    with http, SpkeyClient(token=provider, http_client=http) as client:

        def call(_: int) -> int:
            barrier.wait()
            return client.physical_keys.remove(USER, number=2).number

        with ThreadPoolExecutor(10) as pool:
            assert list(pool.map(call, range(10))) == [2] * 10
    assert provider.asked == 1


def test_ten_threads_whose_token_is_rejected_call_the_provider_once() -> None:
    barrier = threading.Barrier(10)
    service = Service("new")
    handle = service._handle

    def refuse_all_at_once(request: httpx.Request) -> httpx.Response:
        response = handle(request)
        if response.status_code == 401:
            barrier.wait()
        return response

    provider = Provider("old", "new")
    http = httpx.Client(transport=httpx.MockTransport(refuse_all_at_once))
    with http, SpkeyClient(token=provider, http_client=http) as client, ThreadPoolExecutor(10) as pool:
        assert list(pool.map(lambda _: client.physical_keys.remove(USER, number=2).number, range(10))) == [2] * 10
    assert provider.asked == 2


async def _hundred_calls(provider: Callable[[], Any], service: Service) -> list[Any]:
    results: list[Any] = []

    async def call(client: AsyncSpkeyClient) -> None:
        try:
            results.append((await client.physical_keys.remove(USER, number=2)).number)
        except AuthenticationError as error:
            results.append(type(error.__cause__))

    async with httpx.AsyncClient(transport=service.transport) as http:
        client = AsyncSpkeyClient(token=provider, http_client=http)
        async with anyio.create_task_group() as group:
            for _ in range(100):
                group.start_soon(call, client)
    return results


@pytest.mark.parametrize("backend", ["asyncio"])
def test_a_hundred_tasks_that_need_a_token_call_the_provider_once(backend: str) -> None:
    provider = Provider("one")

    async def provide() -> Any:
        await anyio.sleep(0)
        return provider()

    assert anyio.run(_hundred_calls, provide, Service("one"), backend=backend) == [2] * 100
    assert provider.asked == 1


def test_a_hundred_tasks_share_the_failure_of_a_provider() -> None:
    provider = Provider(RuntimeError("no"))

    async def provide() -> Any:
        await anyio.sleep(0)
        return provider()

    assert anyio.run(_hundred_calls, provide, Service()) == [RuntimeError] * 100
    assert provider.asked == 1


def test_if_a_task_is_cancelled_while_it_calls_the_provider_the_next_task_calls_it() -> None:
    asked: list[anyio.Event] = []

    async def main() -> None:
        service = Service("one")
        started = anyio.Event()

        async def provide() -> str:
            asked.append(started)
            if len(asked) == 1:
                started.set()
                await anyio.sleep_forever()
            return "one"

        async with httpx.AsyncClient(transport=service.transport) as http:
            client = AsyncSpkeyClient(token=provide, http_client=http)
            async with anyio.create_task_group() as group:
                group.start_soon(lambda: client.physical_keys.remove(USER, number=2))
                await started.wait()
                group.cancel_scope.cancel()
            assert (await client.physical_keys.remove(USER, number=2)).number == 2

    anyio.run(main)
    assert len(asked) == 2


def test_a_sync_provider_does_not_block_the_event_loop() -> None:
    async def main() -> None:
        went_on = threading.Event()

        def provide() -> str:
            assert went_on.wait(timeout=30)
            return "one"

        async with httpx.AsyncClient(transport=Service("one").transport) as http:
            client = AsyncSpkeyClient(token=provide, http_client=http)
            async with anyio.create_task_group() as group:
                group.start_soon(lambda: client.physical_keys.remove(USER, number=2))
                await anyio.sleep(0)
                went_on.set()

    anyio.run(main)


@pytest.mark.parametrize("wrap", ["function", "lambda", "object"])
def test_an_async_provider_may_have_any_form(wrap: str) -> None:
    async def provide() -> str:
        return "one"

    class Object:
        async def __call__(self) -> str:
            return "one"

    forms: dict[str, Any] = {"function": provide, "lambda": lambda: provide(), "object": Object()}

    async def main() -> int:
        async with httpx.AsyncClient(transport=Service("one").transport) as http:
            client = AsyncSpkeyClient(token=forms[wrap], http_client=http)
            return (await client.physical_keys.remove(USER, number=2)).number

    assert anyio.run(main) == 2


@given(st.text() | st.binary().map(lambda data: f"a.{base64.urlsafe_b64encode(data).decode()}.c"))
def test_a_token_that_is_not_a_jwt_never_expires(token: str) -> None:
    assert expiry(token) is None or token.count(".") == 2


@pytest.mark.parametrize("exp", [None, "1", True, [1], 10**400, float("nan"), float("inf"), float("-inf")])
def test_an_expiry_that_is_not_a_number_is_ignored(exp: Any) -> None:
    assert expiry(jwt(exp=exp)) is None
    assert expiry(jwt()) is None


@given(st.floats(0, 1e10), st.floats(0, 1e4), st.floats(0, 1e10))
def test_a_token_is_usable_until_the_leeway_before_its_expiry(exp: float, leeway: float, now: float) -> None:
    cache = TokenCache(leeway, lambda: now)
    token = cache.keep(jwt(exp=exp))
    assert (cache.usable(None) == token) is (now < exp - leeway)
    assert cache.usable(token) is None
