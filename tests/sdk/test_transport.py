"""Calls from their first attempt to their last, as an application sees them."""

import gc
import logging
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from typing import Any
from uuid import uuid4

import anyio
import httpx
import pytest
from spkey_mock import Server, World

from spkey_client import (
    APIConnectionError,
    AsyncSpkeyClient,
    NotFoundError,
    Response,
    ServerError,
    SpkeyClient,
    SpkeyError,
    _retry,
    operations,
)
from spkey_client._auth import resolve
from spkey_client._http import HTTPX
from spkey_client._options import Options
from spkey_client._request import RequestBuilder
from spkey_client._secret import Secret
from spkey_client._target import Target

from .conftest import REMOVED, USER, Connect, Recorder, answer


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_retry, "FIRST_PAUSE", 0.0)


class Script:
    """A transport that gives one outcome after the other."""

    def __init__(self, *outcomes: httpx.Response | Exception) -> None:
        self.outcomes = list(outcomes)
        self.requests: list[httpx.Request] = []
        self.transport = httpx.MockTransport(self._handle)

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


def remove(client: Any, **options: Any) -> Any:
    return client.physical_keys.remove(USER, number=2, **options)


def add(client: Any) -> Any:
    return client.physical_keys.add(USER, org_id="acme")


def test_a_call_is_retried_until_it_succeeds(connect: Connect) -> None:
    script = Script(httpx.Response(503), httpx.ReadError("cut"), httpx.Response(200, json=REMOVED))
    assert connect(script.transport, max_retries=2)(remove).number == 2
    assert len({(request.url, request.content) for request in script.requests}) == 1
    assert len(script.requests) == 3


@pytest.mark.parametrize(("max_retries", "attempts"), [(0, 1), (1, 2), (2, 3)])
def test_retries_are_counted(connect: Connect, max_retries: int, attempts: int) -> None:
    script = Script(*[httpx.Response(503) for _ in range(5)])
    with pytest.raises(ServerError):
        connect(script.transport, max_retries=max_retries)(remove)
    assert len(script.requests) == attempts


def test_a_command_that_is_not_idempotent_is_not_retried(connect: Connect) -> None:
    script = Script(httpx.ReadError("cut"))
    with pytest.raises(APIConnectionError) as caught:
        connect(script.transport, max_retries=2)(add)
    assert caught.value.maybe_applied


def test_a_command_that_was_not_sent_is_retried(connect: Connect) -> None:
    added = {"success": True, "aggregateId": "u", "version": 2, "event": None}
    answer = httpx.Response(200, json={**added, "number": 1, "orgId": "a", "addedAt": 0})
    script = Script(httpx.ConnectError("no"), httpx.Response(429), answer)
    assert connect(script.transport, max_retries=2)(add).number == 1


def test_a_404_after_an_attempt_without_a_response_may_have_been_applied(connect: Connect) -> None:
    script = Script(httpx.ReadError("cut"), httpx.Response(404, json={"error": "NotFound", "message": "No key 2."}))
    with pytest.raises(NotFoundError) as caught:
        connect(script.transport, max_retries=2)(remove)
    assert caught.value.maybe_applied
    assert str(caught.value) == ("404: No key 2; an earlier attempt got no clear response and may have taken effect")


def test_a_404_after_an_attempt_that_was_not_sent_was_not_applied(connect: Connect) -> None:
    script = Script(httpx.ConnectError("no"), httpx.Response(404, json={}))
    with pytest.raises(NotFoundError) as caught:
        connect(script.transport, max_retries=2)(remove)
    assert not caught.value.maybe_applied


def test_maybe_applied_is_kept_over_any_number_of_attempts(connect: Connect) -> None:
    script = Script(httpx.ReadError("cut"), httpx.ConnectError("no"), httpx.Response(429))
    with pytest.raises(SpkeyError) as caught:
        connect(script.transport, max_retries=2)(remove)
    assert caught.value.maybe_applied


def test_a_deadline_ends_the_attempts_and_caps_their_timeouts(connect: Connect) -> None:
    script = Script(httpx.Response(503, headers={"retry-after": "30"}), httpx.Response(503))
    with pytest.raises(ServerError):
        connect(script.transport, max_retries=2, deadline=5.0, timeout=10.0)(remove)
    (request,) = script.requests
    assert all(0 < seconds <= 5.0 for seconds in request.extensions["timeout"].values())


def test_without_a_timeout_the_deadline_is_the_timeout(connect: Connect) -> None:
    recorder = Recorder(200, REMOVED)
    connect(recorder.transport, deadline=5.0, timeout=None)(remove)
    assert all(0 < seconds <= 5.0 for seconds in recorder.request.extensions["timeout"].values())


@pytest.fixture(params=["in process", "socket"])
def mock(request: pytest.FixtureRequest, connect: Connect) -> Iterator[tuple[World, Callable[[Any], Any]]]:
    """A mock, and a client of it that sends again."""
    world = World()
    arguments: dict[str, Any] = {"api_key": world.api_key, "max_retries": 2}
    with ExitStack() as stack:
        if request.param == "socket":
            server = stack.enter_context(Server(world))
            yield world, connect(base_url=server.base_url, **arguments)
        else:
            yield world, connect(world.transport, **arguments)


def test_a_response_to_add_that_is_lost_leaves_exactly_one_key(mock: tuple[World, Callable[[Any], Any]]) -> None:
    world, use = mock
    user_id = str(uuid4())
    use(lambda client: client.users.create(user_id))
    world.lose_next_answer("add_physical_key")
    with pytest.raises(APIConnectionError, match="may have taken effect") as caught:
        use(lambda client: client.physical_keys.add(user_id, org_id="acme"))
    assert caught.value.maybe_applied
    assert [key.number for key in use(lambda client: client.physical_keys.list(user_id)).keys] == [1]


def test_a_response_to_remove_that_is_lost_ends_with_the_key_gone(mock: tuple[World, Callable[[Any], Any]]) -> None:
    world, use = mock
    user_id = str(uuid4())
    use(lambda client: client.users.create(user_id))
    use(lambda client: client.physical_keys.add(user_id, org_id="acme"))
    world.lose_next_answer("remove_physical_key")
    with pytest.raises(NotFoundError, match=r"an earlier attempt .* may have taken effect") as caught:
        use(lambda client: client.physical_keys.remove(user_id, number=1))
    assert caught.value.maybe_applied
    assert use(lambda client: client.physical_keys.list(user_id)).total == 0
    assert use(lambda client: client.users.get_profile(user_id)).user_id == user_id


def test_lost_responses_to_queries_and_creations_are_not_noticed(mock: tuple[World, Callable[[Any], Any]]) -> None:
    world, use = mock
    user_id = str(uuid4())
    world.lose_next_answer("create_user", times=2)
    world.lose_next_answer("get_user_profile")
    assert use(lambda client: client.users.create(user_id)).event is None
    assert use(lambda client: client.users.get_profile(user_id)).user_id == user_id


def test_a_call_can_be_created_first_and_sent_later(connect: Connect) -> None:
    recorder = Recorder(200, REMOVED)
    call = operations.remove_physical_key(USER, number=2)
    response = connect(recorder.transport)(lambda client: client.send(call))
    assert isinstance(response, Response)
    assert response.parsed.number == 2
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.http_response.json() == REMOVED
    assert "x-api-key" not in response.http_response.request.headers
    assert repr(response).startswith("Response(status_code=200, parsed=RemovePhysicalKeyResult(")
    assert pickle.loads(pickle.dumps(response)).parsed == response.parsed


def test_one_call_can_override_the_options(connect: Connect) -> None:
    script = Script(httpx.Response(503), httpx.Response(200, json=REMOVED), httpx.Response(503))
    use = connect(script.transport, max_retries=0)
    use(
        lambda client: client.physical_keys.remove(USER, number=2, max_retries=1, timeout=3.0, headers={"X-Trace": "t"})
    )
    assert [request.headers.get("x-trace") for request in script.requests] == ["t", "t"]
    assert script.requests[0].extensions["timeout"]["read"] == 3.0
    with pytest.raises(ServerError):
        use(remove)
    assert "x-trace" not in script.requests[2].headers
    assert script.requests[2].extensions["timeout"]["read"] == 10.0


def test_a_client_with_other_options_shares_connections_and_leaves_the_first_as_it_was(connect: Connect) -> None:
    recorder = Recorder(200, REMOVED)
    use = connect(recorder.transport)

    def other(client: Any) -> Any:
        changed = client.with_options(headers={"X-Trace": "t", "X-Other": "o"}, timeout=3.0)
        assert type(changed) is type(client)
        return changed.with_options(headers={"x-trace": "u"})

    use(lambda client: remove(other(client)))
    use(remove)
    first, second = recorder.requests
    assert (first.headers["x-trace"], first.headers["x-other"]) == ("u", "o")
    assert "x-trace" not in second.headers


def test_a_client_with_other_options_does_not_close_the_first() -> None:
    with SpkeyClient(api_key="k") as client:
        with client.with_options(max_retries=0) as other:
            pass
        assert not client.is_closed
        assert not other.is_closed
    assert other.is_closed


@pytest.mark.parametrize("name", ["x-api-key", "X-API-Key", "Authorization"])
def test_a_credential_among_the_headers_is_rejected(connect: Connect, name: str) -> None:
    use = connect(answer(200, REMOVED))
    argument = "token" if name == "Authorization" else "api_key"
    with pytest.raises(ValueError, match=rf"is a credential\. Pass it to the client as {argument}=") as caught:
        use(lambda client: client.physical_keys.remove(USER, number=2, headers={name: "marker"}))
    assert "marker" not in str(caught.value)


@pytest.mark.parametrize(
    "header", [{"X-A": "a\nb"}, {"X-A": "café"}, {"X-A": 5}, {"X\n": "a"}, {"": "a"}, {"X-A": " a"}]
)
def test_a_header_that_cannot_be_sent_is_rejected_before_any_request(connect: Connect, header: Any) -> None:
    recorder = Recorder(200, REMOVED)
    with pytest.raises(ValueError, match="cannot be sent"):
        connect(recorder.transport)(lambda client: client.physical_keys.remove(USER, number=2, headers=header))
    assert recorder.requests == []


@pytest.mark.parametrize(
    "options",
    [
        {"max_retries": -1},
        {"max_retries": 1.5},
        {"max_retries": True},
        {"max_retries": None},
        {"deadline": 0},
        {"deadline": "5"},
        {"deadline": float("inf")},
        {"timeout": 0},
        {"timeout": -5},
        {"timeout": "5"},
        {"timeout": float("nan")},
        {"max_response_bytes": 0},
        {"max_response_bytes": 1.5},
        {"max_response_bytes": True},
        {"max_response_bytes": None},
    ],
    ids=str,
)
def test_invalid_options_are_rejected(connect: Connect, options: dict[str, Any]) -> None:
    recorder = Recorder(200, REMOVED)
    use = connect(recorder.transport)
    message = f"{next(iter(options))} must be"
    with pytest.raises(ValueError, match=message):
        use(lambda client: client.with_options(**options))
    with pytest.raises(ValueError, match=message):
        use(lambda client: client.physical_keys.remove(USER, number=2, **options))
    with pytest.raises(ValueError, match=message):
        connect(recorder.transport, **options)
    assert recorder.requests == []


OPTIONS = "timeout, deadline, max_retries, max_response_bytes, headers, extra_query, extra_body"


@pytest.mark.parametrize("unknown", ["time_out", "api_key", "pool_timeout"])
def test_an_argument_that_is_unknown_to_a_method_is_named(connect: Connect, unknown: str) -> None:
    use = connect(answer(200, REMOVED))
    known = f"user_id, number, and the options {OPTIONS}"
    with pytest.raises(TypeError, match=rf"^Unknown argument '{unknown}' of remove_physical_key\. Known: {known}\.$"):
        use(partial(remove, **{unknown: 3}))


@pytest.mark.parametrize("unknown", ["time_out", "number"])
def test_an_unknown_option_of_other_calls_is_named(connect: Connect, unknown: str) -> None:
    use = connect(answer(200, REMOVED))
    option: dict[str, Any] = {unknown: 3}
    for call in (
        lambda client: client.with_options(**option),
        lambda client: client.request("GET", "/health", **option),
    ):
        with pytest.raises(TypeError, match=rf"^Unknown option '{unknown}'\. Known: {OPTIONS}\.$"):
            use(call)


def test_an_argument_of_an_operation_is_not_an_option_of_its_call(connect: Connect) -> None:
    use = connect(answer(200, REMOVED))
    call = operations.remove_physical_key(USER, number=2)
    with pytest.raises(TypeError, match=rf"^Unknown option 'number'\. Known: {OPTIONS}\.$"):
        use(lambda client: client.send(call, number=3))


def test_only_calls_can_be_sent(connect: Connect) -> None:
    use = connect(answer(200, REMOVED))
    with pytest.raises(TypeError, match=r"call must come from a function of spkey_client\.operations, not be a str"):
        use(lambda client: client.send("remove_physical_key"))


def test_threads_share_one_client() -> None:
    world = World()
    user_id = str(uuid4())
    with Server(world) as server, SpkeyClient(api_key=world.api_key, base_url=server.base_url) as client:
        client.users.create(user_id)

        def add(_: int) -> int:
            return client.physical_keys.add(user_id, org_id="acme").number

        with ThreadPoolExecutor(8) as pool:
            assert sorted(pool.map(add, range(80))) == list(range(1, 81))


def test_each_attempt_is_logged_by_its_template(connect: Connect, caplog: pytest.LogCaptureFixture) -> None:
    script = Script(
        httpx.ReadError("cut"), httpx.Response(503, headers={"x-request-id": "r1"}), httpx.Response(200, json=REMOVED)
    )
    with caplog.at_level(logging.INFO, "spkey_client"):
        connect(script.transport, max_retries=2)(remove)
    lines = [record.getMessage() for record in caplog.records if record.name == "spkey_client"]
    start = "POST /users/{id}/RemovePhysicalKey: "
    assert [line.removeprefix(start).partition(" in ")[0] for line in lines] == [
        *("ReadError", "another attempt", "503", "another attempt", "200")
    ]
    assert lines[0].endswith("attempt 1")
    assert lines[2].endswith("attempt 2, request id r1")
    assert USER not in " ".join(lines)


def objects() -> int:
    gc.collect()
    return len(gc.get_objects())


def test_2000_calls_leak_nothing() -> None:
    with httpx.Client(transport=answer(200, REMOVED)) as http:
        client = SpkeyClient(api_key="k", http_client=http)

        def calls(count: int) -> int:
            for _ in range(count):
                client.with_options(headers={"X-Trace": "t"}).physical_keys.remove(USER, number=2)
            return objects()

        before = calls(100)
        assert calls(2_000) - before < 100


def test_2000_async_calls_leak_nothing() -> None:
    async def main() -> int:
        async with httpx.AsyncClient(transport=answer(200, REMOVED)) as http:
            client = AsyncSpkeyClient(api_key="k", http_client=http)

            async def calls(count: int) -> int:
                for _ in range(count):
                    await client.with_options(headers={"X-Trace": "t"}).physical_keys.remove(USER, number=2)
                return objects()

            before = await calls(100)
            return await calls(2_000) - before

    assert anyio.run(main) < 100


def test_a_hook_whose_own_request_fails_does_not_cause_a_retry_of_the_command() -> None:
    def audit(response: httpx.Response) -> None:
        raise httpx.ConnectError("the audit is down", request=httpx.Request("POST", "https://audit.example"))

    recorder = Recorder(200, REMOVED)
    http = httpx.Client(transport=recorder.transport, event_hooks={"response": [audit]})
    with http, pytest.raises(APIConnectionError, match="the audit is down") as caught:
        add(SpkeyClient(api_key="k", http_client=http, max_retries=2))
    assert len(recorder.requests) == 1
    assert caught.value.maybe_applied


def test_a_hook_that_raises_for_a_status_does_not_show_the_credentials() -> None:
    def check(response: httpx.Response) -> None:
        response.read()
        response.raise_for_status()

    http = httpx.Client(transport=answer(404, {}), event_hooks={"response": [check]})
    with http, pytest.raises(httpx.HTTPStatusError) as caught:
        remove(SpkeyClient(api_key="marker-secret", http_client=http))
    assert "x-api-key" not in caught.value.request.headers


def test_a_command_that_returns_408_may_have_been_applied(connect: Connect) -> None:
    with pytest.raises(SpkeyError) as caught:
        connect(answer(408, {}), max_retries=2)(add)
    assert caught.value.maybe_applied
    script = Script(httpx.Response(408), httpx.Response(404, json={"error": "NotFound", "message": "No key."}))
    with pytest.raises(NotFoundError) as missing:
        connect(script.transport, max_retries=2)(remove)
    assert missing.value.maybe_applied


def test_headers_of_one_thread_are_never_sent_with_the_request_of_another() -> None:
    with httpx.Client(transport=answer(200, REMOVED)) as http:
        target = Target(
            base_url="https://service.example", credentials=resolve({"api_key": Secret("k"), "token": None})
        )
        requests = RequestBuilder(target, http, HTTPX, None)
        call = operations.remove_physical_key(USER, number=2)

        class Interrupted(dict[str, str]):
            def __eq__(self, other: object) -> bool:
                # Another thread builds a request just when this one looks at what was merged before.
                equal = super().__eq__(other)
                requests.build(call, Options(headers={"X-Tenant": "other"}), None, None)
                return equal

            __hash__ = None

        mine = Options(headers=Interrupted({"X-Tenant": "mine"}))
        for _ in range(3):
            assert requests.build(call, mine, None, None).headers["x-tenant"] == "mine"


def test_a_content_type_of_the_user_is_not_sent_twice(connect: Connect) -> None:
    recorder = Recorder(200, REMOVED)
    connect(recorder.transport)(lambda client: remove(client.with_options(headers={"Content-Type": "text/plain"})))
    assert recorder.request.headers.get_list("content-type") == ["application/json"]


def test_a_closed_client_cannot_be_entered() -> None:
    client = SpkeyClient(api_key="k")
    client.close()
    with pytest.raises(RuntimeError, match="This client is closed"), client:
        pass


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "ALL_PROXY"])
def test_a_server_on_this_machine_is_not_called_through_a_proxy(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    with Server(world) as server:
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
        monkeypatch.delenv("NO_PROXY", raising=False)
        with SpkeyClient(api_key=world.api_key, base_url=server.base_url) as client:
            assert client.users.create(USER).version == 1
