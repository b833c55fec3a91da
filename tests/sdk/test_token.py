"""Tokens from a provider: when it is called, how often, and what its failures lead to."""

import asyncio
import base64
import json
import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spkey_client import (
    APITimeoutError,
    AsyncSpkeyClient,
    AuthenticationError,
    SpkeyClient,
    TokenProviderError,
    _retry,
    _token,
)
from spkey_client._secret import Secret
from spkey_client._token import SHORTEST_USE, TokenCache, life

from .alone import alone, forked
from .conftest import REMOVED, USER, Connect
from .listener import listening


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


class Clocks:
    """The two clocks of a machine, of which the one that tells the date can be wrong."""

    def __init__(self, error: float = 0.0) -> None:
        self.true = 1_800_000_000.0
        self.error = error

    def cache(self, leeway: float) -> TokenCache:
        return TokenCache(leeway, lambda: self.true + self.error, lambda: self.true)


def test_a_token_is_replaced_before_it_expires(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    clocks = Clocks()
    monkeypatch.setattr(_token, "TokenCache", clocks.cache)
    first, second = jwt(exp=clocks.true + 300), jwt(exp=clocks.true + 600)
    provider, service = Provider(first, second), Service(first, second)
    use = connect(service.transport, api_key=None, token=provider)
    use(remove)
    clocks.true += 269
    use(remove)
    clocks.true += 1
    use(remove)
    assert service.seen == [first, first, second]


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
def test_a_provider_that_fails_is_an_error_with_the_cause_and_nothing_is_sent(
    connect: Connect, given: Any, cause: type[Exception]
) -> None:
    service = Service()
    with pytest.raises(TokenProviderError, match="The token provider failed, so the request was not sent") as caught:
        connect(service.transport, api_key=None, token=Provider(given), max_retries=2)(remove)
    assert isinstance(caught.value.__cause__, cause)
    assert "marker-secret" not in str(caught.value)
    assert not caught.value.maybe_applied
    assert service.seen == []


def test_a_provider_that_fails_after_a_401_is_an_error_that_says_so(connect: Connect) -> None:
    service = Service()
    with pytest.raises(TokenProviderError, match="The service rejected the token, and the provider failed") as caught:
        connect(service.transport, api_key=None, token=Provider("old", RuntimeError("no")), max_retries=2)(remove)
    assert isinstance(caught.value.__cause__, RuntimeError)
    assert service.seen == ["old"]


def test_white_space_around_a_token_is_dropped(connect: Connect) -> None:
    service = Service("one")
    assert connect(service.transport, api_key=None, token=Provider(" one\r\n"))(remove).number == 2


class Interruption:
    """A provider that is interrupted at first."""

    def __init__(self) -> None:
        self.given: list[Any] = [KeyboardInterrupt(), "one"]

    def __call__(self) -> Any:
        token = self.given.pop(0)
        if isinstance(token, BaseException):
            raise token
        return token

    async def coroutine(self) -> Any:
        return self()


def test_what_interrupts_a_provider_passes_through_and_the_next_call_calls_it_again() -> None:
    http = httpx.Client(transport=Service("one").transport)
    with http, SpkeyClient(token=Interruption(), http_client=http) as client:
        with pytest.raises(KeyboardInterrupt):
            remove(client)
        assert remove(client).number == 2


def test_what_interrupts_an_async_provider_passes_through_and_the_next_call_calls_it_again() -> None:
    async def main() -> int:
        async with httpx.AsyncClient(transport=Service("one").transport) as http:
            client = AsyncSpkeyClient(token=Interruption().coroutine, http_client=http)
            with pytest.raises(KeyboardInterrupt):
                await remove(client)
            number: int = (await remove(client)).number
            return number

    assert anyio.run(main) == 2


def test_other_options_share_the_token_and_another_provider_has_its_own(connect: Connect) -> None:
    provider, other, service = Provider("one"), Provider("two"), Service("one", "two")
    use = connect(service.transport, api_key=None, token=provider)
    use(remove)
    use(lambda client: remove(client.with_options(timeout=1.0)))
    use(lambda client: remove(client.with_options(token=other)))
    use(lambda client: remove(client.with_options(token="two")))
    use(remove)
    assert service.seen == ["one", "one", "two", "two", "one"]
    assert (provider.asked, other.asked) == (1, 1)


def test_a_provider_that_fails_is_called_again_for_the_next_call(connect: Connect) -> None:
    use = connect(Service("one").transport, api_key=None, token=Provider(RuntimeError("no"), "one"))
    with pytest.raises(TokenProviderError):
        use(remove)
    assert use(remove).number == 2


def test_a_provider_that_fails_does_not_hide_that_an_earlier_attempt_may_have_taken_effect(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_retry, "FIRST_PAUSE", 0.0)

    sent: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers["authorization"])
        if len(sent) == 1:
            raise httpx.ReadError("cut")
        return httpx.Response(401)

    provider = Provider("old", RuntimeError("no"))
    use = connect(httpx.MockTransport(handle), api_key=None, token=provider, max_retries=2)
    with pytest.raises(TokenProviderError, match="an earlier attempt got no clear response") as caught:
        use(remove)
    assert caught.value.maybe_applied
    assert len(sent) == 2


def test_a_coroutine_function_is_rejected_by_the_sync_client() -> None:
    async def provide() -> str:
        return "token"

    provider: Any = provide
    with SpkeyClient(token=provider, http_client=httpx.Client(transport=Service().transport)) as client:
        with pytest.raises(TokenProviderError) as caught:
            remove(client)
        assert "which only an async client can call" in str(caught.value)
        client._transport.http.close()


def test_a_provider_that_calls_its_own_client_is_an_error() -> None:
    def provide() -> str:
        remove(client)
        return "never"

    http = httpx.Client(transport=Service().transport)
    with http, SpkeyClient(token=provide, http_client=http) as client:
        with pytest.raises(TokenProviderError) as caught:
            remove(client)
        assert "it calls the client that needs the token" in str(caught.value.__cause__)


def test_an_async_provider_that_calls_its_own_client_in_a_task_is_an_error() -> None:
    async def main() -> None:
        async def provide() -> str:
            await asyncio.gather(remove(client))
            return "never"

        async with httpx.AsyncClient(transport=Service().transport) as http:
            client = AsyncSpkeyClient(token=provide, http_client=http)
            with pytest.raises(TokenProviderError, match="it calls the client that needs the token"):
                await remove(client)

    asyncio.run(main())


def test_a_task_that_outlives_the_provider_which_started_it_may_call_the_client() -> None:
    async def main() -> int:
        tasks: list[asyncio.Task[Any]] = []
        called = asyncio.Event()

        async def later() -> int:
            await called.wait()
            found: int = (await remove(client.with_options())).number
            return found

        async def provide() -> str:
            tasks.append(asyncio.create_task(later()))
            return f"token {len(tasks)}".replace(" ", "-")

        async with httpx.AsyncClient(transport=Service("token-2").transport) as http:
            client = AsyncSpkeyClient(token=provide, http_client=http)
            await remove(client)
            called.set()
            return sum([await task for task in tasks])

    assert asyncio.run(main()) == 4


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
        except TokenProviderError as error:
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


def test_a_token_without_a_known_life_is_kept() -> None:
    for token in ("opaque", "a.b.c", jwt(), jwt(iat=5), jwt(exp="1"), "a." + "W" * 20_000 + ".c"):
        assert life(token, 0.0) == math.inf


@settings(deadline=None)
@given(st.text() | st.binary().map(lambda data: f"a.{base64.urlsafe_b64encode(data).decode()}.c"))
def test_any_text_can_be_a_token(token: str) -> None:
    assert life(token, 0.0) == math.inf or token.count(".") == 2


@pytest.mark.parametrize("exp", [None, "1", True, [1], 10**400, float("nan"), float("inf"), float("-inf")])
def test_an_expiry_that_is_not_a_number_is_ignored(exp: Any) -> None:
    assert life(jwt(exp=exp), 0.0) == math.inf


LEEWAYS = st.floats(0, 1e4)
LIVES = st.floats(1, 1e5)
ERRORS = st.floats(-1e6, 1e6) | st.just(0.0)


@settings(deadline=None)
@given(ERRORS, LIVES, LEEWAYS, st.booleans())
def test_whatever_the_clock_says_a_token_is_kept_for_half_of_its_life_unless_it_says_less(
    error: float, seconds: float, leeway: float, has_iat: bool
) -> None:
    clocks = Clocks(error)
    cache = clocks.cache(leeway)
    issued = {"iat": clocks.true} if has_iat else {}
    token = cache.keep(Secret(jwt(exp=clocks.true + seconds, **issued)))
    # A clock that is ahead, but by less than the life, makes the rest of the life look shorter.
    believed = seconds - error if 0 <= error < seconds else seconds
    clocks.true += max(believed * 0.49, SHORTEST_USE * 0.99)
    assert cache.usable(None) == token


@settings(deadline=None)
@given(st.floats(-1e6, 0), LIVES, LEEWAYS)
def test_a_token_is_replaced_before_it_expires_even_if_the_clock_is_behind(
    error: float, seconds: float, leeway: float
) -> None:
    clocks = Clocks(error)
    cache = clocks.cache(leeway)
    cache.keep(Secret(jwt(iat=clocks.true, exp=clocks.true + seconds)))
    clocks.true += max(seconds - leeway, seconds / 2, SHORTEST_USE) + 1e-3
    assert cache.usable(None) is None


@settings(deadline=None)
@given(ERRORS, LIVES, LEEWAYS)
def test_a_rejected_token_is_not_usable(error: float, seconds: float, leeway: float) -> None:
    clocks = Clocks(error)
    cache = clocks.cache(leeway)
    token = cache.keep(Secret(jwt(exp=clocks.true + seconds)))
    assert cache.usable(token) is None
    assert cache.usable(Secret("another")) == token


@pytest.mark.parametrize(("lifetime", "leeway"), [(300, 30.0), (-300, 30.0), (20, 30.0), (-1e7, 0.0), (3600, 1e9)])
def test_no_clock_and_no_leeway_makes_many_calls_of_the_provider(
    connect: Connect, lifetime: float, leeway: float
) -> None:
    token = jwt(exp=time.time() + lifetime)
    provider, service = Provider(token, token), Service(token)
    use = connect(service.transport, api_key=None, token=provider, token_leeway=leeway)
    for _ in range(20):
        use(remove)
    assert provider.asked == 1


class Slow:
    """A provider that returns when it is told to, or when its caller waits for it no more."""

    def __init__(self) -> None:
        self.returns = threading.Event()
        self.asked = 0

    def __call__(self) -> str:
        self.asked += 1
        self.returns.wait(0.9)
        return "one"

    async def coroutine(self) -> str:
        self.asked += 1
        with anyio.move_on_after(0.9):
            await anyio.sleep_forever()
        return "one"


@pytest.mark.parametrize("form", ["function", "coroutine function"])
def test_a_provider_that_returns_after_the_deadline_sends_nothing(connect: Connect, form: str) -> None:
    slow, service = Slow(), Service("one")

    def call(client: Any) -> Any:
        provider: Any = slow.coroutine if form != "function" and isinstance(client, AsyncSpkeyClient) else slow
        return remove(client.with_options(token=provider, deadline=0.3))

    with pytest.raises(APITimeoutError, match="deadline, so the request was not sent") as caught:
        connect(service.transport)(call)
    assert not caught.value.maybe_applied
    assert (slow.asked, service.seen) == (1, [])


def test_an_async_call_does_not_wait_for_the_thread_of_a_provider_after_its_deadline() -> None:
    returns = threading.Event()

    def provide() -> str:
        returns.wait(30)
        return "one"

    async def main() -> None:
        async with httpx.AsyncClient(transport=Service("one").transport) as http:
            client = AsyncSpkeyClient(token=provide, http_client=http)
            with pytest.raises(APITimeoutError):
                await remove(client.with_options(deadline=0.1))
            returns.set()
            assert (await remove(client)).number == 2

    anyio.run(main)


def test_an_async_call_that_is_cancelled_does_not_wait_for_the_thread_of_a_provider() -> None:
    returns = threading.Event()

    def provide() -> str:
        returns.wait(30)
        return "one"

    async def main() -> bool:
        async with httpx.AsyncClient(transport=Service("one").transport) as http:
            client = AsyncSpkeyClient(token=provide, http_client=http)
            with anyio.move_on_after(0.1) as scope:
                await remove(client)
        waited = returns.is_set()
        returns.set()
        return scope.cancelled_caught and not waited

    assert anyio.run(main)


def fork_while_the_provider_is_called(url: str) -> list[Any]:
    called, returns = threading.Event(), threading.Event()

    def provide() -> str:
        called.set()
        returns.wait(30)
        return "one"

    def call() -> str:
        returns.set()
        return client.users.get_profile(USER).user_id

    client = SpkeyClient(token=provide, base_url=url, deadline=20.0)
    thread = threading.Thread(target=client.users.get_profile, args=(USER,))
    thread.start()
    called.wait(30)
    found = forked(call)
    returns.set()
    thread.join()
    return found


def test_a_fork_while_a_thread_calls_the_provider_leaves_the_child_able_to_call_it() -> None:
    with listening() as listener:
        assert alone(fork_while_the_provider_is_called, listener.url) == [USER]
