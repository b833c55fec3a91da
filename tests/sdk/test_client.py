"""The clients: their arguments, and when they open and close things."""

import copy
import gc
import os
import pickle
import re
import subprocess
import sys
from functools import partial
from typing import Any

import anyio
import httpx
import pytest

from spkey_client import AsyncSpkeyClient, SpkeyClient

from .conftest import REMOVED, USER, Connect, Recorder

CLIENTS = pytest.mark.parametrize("client", [SpkeyClient, AsyncSpkeyClient])


@CLIENTS
@pytest.mark.parametrize(
    ("arguments", "base_url"),
    [
        ({}, "https://api.spkey.co"),
        ({"environment": "production"}, "https://api.spkey.co"),
        ({"environment": "staging"}, "https://b2c-api.spk-stage.workers.dev"),
        ({"environment": "development"}, "https://b2c-api.spk-dev.workers.dev"),
        ({"environment": "local"}, "http://localhost:8787"),
        ({"base_url": "https://mock.example/w/one/"}, "https://mock.example/w/one"),
        ({"base_url": "http://127.0.0.1:4010"}, "http://127.0.0.1:4010"),
        ({"base_url": "http://127.8.9.1"}, "http://127.8.9.1"),
        ({"base_url": "http://[::1]:80"}, "http://[::1]"),
        ({"base_url": "http://LOCALHOST"}, "http://localhost"),
        ({"base_url": "http://mock.localhost:1"}, "http://mock.localhost:1"),
        ({"base_url": "http://mock.example", "allow_http": True}, "http://mock.example"),
    ],
)
def test_the_server_is_chosen_by_name_or_address(client: Any, arguments: Any, base_url: str) -> None:
    made = client(api_key="k", **arguments)
    assert made.base_url == base_url
    assert repr(made) == f"{client.__name__}(base_url={base_url!r})"


@CLIENTS
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"environment": "local", "base_url": "https://a.example"}, "environment and base_url both"),
        ({"environment": "prod"}, "environment must be one of production, staging, development, local, not 'prod'"),
        ({"base_url": "a.example"}, "base_url must begin with https:// or http://"),
        ({"base_url": ""}, "base_url must begin with https:// or http://"),
        ({"base_url": "ftp://a.example"}, "base_url must begin with https:// or http://"),
        ({"base_url": "https://"}, "base_url must begin with https:// or http:// and name a host"),
        ({"base_url": "https://a.example:port"}, "base_url must be a URL"),
        ({"base_url": "https://a.example:99999"}, "base_url must begin with"),
        ({"base_url": "https://a.example?x=1"}, "base_url must be the root"),
        ({"base_url": "https://a.example/?"}, "base_url must be the root"),
        ({"base_url": "https://a.example#"}, "base_url must be the root"),
        ({"base_url": "https://a.example#x"}, "base_url must be the root"),
        ({"base_url": "https://me:pw@a.example"}, "base_url must be the root"),
        ({"base_url": "http://a.example"}, "base_url would send the credentials over the network unencrypted"),
        ({"base_url": "http://127.0.0.1.a.example"}, "unencrypted"),
        ({"base_url": "http://128.0.0.1"}, "unencrypted"),
    ],
)
def test_an_invalid_server_is_rejected(client: Any, arguments: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        client(api_key="k", **arguments)


@CLIENTS
def test_the_server_may_come_from_the_environment(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPKEY_BASE_URL", "http://localhost:1/")
    assert client(api_key="k").base_url == "http://localhost:1"
    assert client(api_key="k", environment="production").base_url == "https://api.spkey.co"
    assert client(api_key="k", base_url="https://a.example").base_url == "https://a.example"
    monkeypatch.setenv("SPKEY_BASE_URL", "http://a.example")
    with pytest.raises(ValueError, match="SPKEY_BASE_URL would send the credentials"):
        client(api_key="k")


@CLIENTS
@pytest.mark.parametrize("value", ["1", "true"])
def test_the_environment_may_allow_http_to_other_machines(
    client: Any, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("SPKEY_ALLOW_HTTP", value)
    assert client(api_key="k", base_url="http://mock:8787").base_url == "http://mock:8787"
    monkeypatch.setenv("SPKEY_BASE_URL", "http://mock.example")
    assert client(api_key="k").base_url == "http://mock.example"


@CLIENTS
@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("", r"pass allow_http=True, or set SPKEY_ALLOW_HTTP=1 in a test network\.$"),
        ("0", "base_url would send the credentials over the network unencrypted"),
        ("false", "base_url would send the credentials over the network unencrypted"),
        ("yes", "SPKEY_ALLOW_HTTP must be 1 or true to allow http://, or 0 or false, not 'yes'"),
        (" 1", "SPKEY_ALLOW_HTTP must be 1 or true"),
    ],
)
def test_other_values_in_the_environment_do_not_allow_http(
    client: Any, monkeypatch: pytest.MonkeyPatch, value: str, message: str
) -> None:
    monkeypatch.setenv("SPKEY_ALLOW_HTTP", value)
    with pytest.raises(ValueError, match=message):
        client(api_key="k", base_url="http://mock:8787")


def test_a_client_of_the_wrong_kind_is_rejected() -> None:
    http: Any = httpx.Client()
    with pytest.raises(TypeError, match=r"must be an httpx\.AsyncClient"):
        AsyncSpkeyClient(api_key="k", http_client=http)
    http.close()
    async_http: Any = httpx.AsyncClient()
    with pytest.raises(TypeError, match=r"must be an httpx\.Client"):
        SpkeyClient(api_key="k", http_client=async_http)


def test_a_client_closes_what_it_opened_and_nothing_else() -> None:
    with httpx.Client(transport=Recorder(200, REMOVED).transport) as mine:
        with SpkeyClient(api_key="k", http_client=mine) as client:
            client.physical_keys.remove(USER, number=2)
        assert not mine.is_closed
    with SpkeyClient(api_key="k") as client:
        assert not client.is_closed
    assert client.is_closed


def test_an_async_client_closes_what_it_opened_and_nothing_else() -> None:
    async def main() -> None:
        async with httpx.AsyncClient(transport=Recorder(200, REMOVED).transport) as mine:
            async with AsyncSpkeyClient(api_key="k", http_client=mine) as client:
                await client.physical_keys.remove(USER, number=2)
            assert not mine.is_closed
        async with AsyncSpkeyClient(api_key="k") as client:
            assert not client.is_closed
        assert client.is_closed

    anyio.run(main)


def test_hooks_headers_and_base_url_of_the_users_own_client_are_kept_apart_from_ours() -> None:
    recorder = Recorder(200, REMOVED)
    seen: list[httpx.Request] = []
    http = httpx.Client(
        transport=recorder.transport,
        base_url="https://elsewhere.example",
        headers={"X-Mine": "1", "Accept": "application/mine+json"},
        cookies={"session": "s"},
        follow_redirects=True,
        event_hooks={"request": [seen.append]},
    )
    with http, SpkeyClient(api_key="k", http_client=http) as client:
        client.physical_keys.remove(USER, number=2)
    request = recorder.request
    assert seen == [request]
    assert request.url == f"https://api.spkey.co/users/{USER}/RemovePhysicalKey"
    assert request.headers["x-mine"] == "1"
    assert request.headers.get_list("accept") == ["application/mine+json"]
    assert request.headers["cookie"] == "session=s"


@pytest.mark.parametrize(
    ("timeout", "used"),
    [
        (10.0, {"connect": 10.0, "read": 10.0, "write": 10.0, "pool": 60.0}),
        (None, {"connect": None, "read": None, "write": None, "pool": 60.0}),
        (httpx.Timeout(1, connect=2), {"connect": 2, "read": 1, "write": 1, "pool": 1}),
    ],
)
def test_the_timeout_is_that_of_the_client(connect: Connect, timeout: Any, used: Any) -> None:
    recorder = Recorder(200, REMOVED)
    connect(recorder.transport, timeout=timeout)(lambda client: client.physical_keys.remove(USER, number=2))
    assert recorder.request.extensions["timeout"] == used


def test_clients_share_one_tls_context() -> None:
    from spkey_client import _pool

    _pool.tls.cache_clear()
    with SpkeyClient(api_key="k"), SpkeyClient(api_key="k"):
        assert _pool.tls.cache_info().misses == 1


def test_a_dropped_client_is_freed_immediately() -> None:
    import weakref

    gc.collect()
    gc.disable()
    try:
        http = httpx.Client()
        client = SpkeyClient(api_key="k", http_client=http)
        http.close()
        dropped = weakref.ref(client)
        del client
        assert dropped() is None
    finally:
        gc.enable()


def sent(http: httpx.Client, recorder: Recorder, **arguments: Any) -> httpx.Request:
    """The request that a client with an HTTP client of the user's own sends."""
    with http:
        SpkeyClient(http_client=http, **arguments).physical_keys.remove(USER, number=2)
    return recorder.request


@pytest.mark.parametrize(
    ("own", "arguments", "read"),
    [
        ({}, {}, 10.0),
        ({"timeout": 5.0}, {}, 10.0),
        ({"timeout": 3.0}, {}, 3.0),
        ({"timeout": None}, {}, None),
        ({"timeout": 3.0}, {"timeout": 7.0}, 7.0),
        ({"timeout": 3.0}, {"timeout": None}, None),
    ],
    ids=str,
)
def test_a_timeout_of_the_users_own_client_is_kept_unless_it_is_the_default(
    own: Any, arguments: Any, read: float | None
) -> None:
    recorder = Recorder(200, REMOVED)
    request = sent(httpx.Client(transport=recorder.transport, **own), recorder, api_key="k", **arguments)
    assert request.extensions["timeout"]["read"] == read


@pytest.mark.parametrize(
    ("headers", "user_agent"), [({}, r"spkey-client/\S+ python/3\.\d+\.\d+ \S+"), ({"User-Agent": "mine/1"}, "mine/1")]
)
def test_a_user_agent_of_the_users_own_client_is_kept(headers: dict[str, str], user_agent: str) -> None:
    recorder = Recorder(200, REMOVED)
    request = sent(httpx.Client(transport=recorder.transport, headers=headers), recorder, api_key="k")
    assert re.fullmatch(user_agent, request.headers["user-agent"])


def test_an_auth_of_the_users_own_client_is_used_if_there_is_no_credential() -> None:
    recorder = Recorder(200, REMOVED)
    request = sent(httpx.Client(transport=recorder.transport, auth=("user", "password")), recorder)
    assert request.headers["authorization"].startswith("Basic ")
    assert "x-api-key" not in request.headers


def test_an_auth_of_the_users_own_client_and_a_credential_conflict(monkeypatch: pytest.MonkeyPatch) -> None:
    with httpx.Client(auth=("user", "password")) as http:
        with pytest.raises(ValueError, match=r"http_client has an auth of its own.* Remove one of them\."):
            SpkeyClient(api_key="k", http_client=http)
        monkeypatch.setenv("SPKEY_API_KEY", "k")
        with pytest.raises(ValueError, match=r"http_client has an auth of its own"):
            SpkeyClient(http_client=http)


def test_a_request_names_its_operation_without_any_id(connect: Connect) -> None:
    recorder = Recorder(200, REMOVED)
    connect(recorder.transport)(lambda client: client.physical_keys.remove(USER, number=2))
    extensions = recorder.request.extensions
    assert extensions["spkey_client.operation_id"] == "remove_physical_key"
    assert extensions["spkey_client.path_template"] == "/users/{id}/RemovePhysicalKey"


def remove_with(options: Any, client: Any) -> Any:
    return client.with_options(**options).physical_keys.remove(USER, number=2)


def test_other_credentials_replace_all_those_of_the_client(connect: Connect) -> None:
    recorder = Recorder(200, REMOVED)
    use = connect(recorder.transport, api_key="first", token="first-token")
    for credentials in ({"api_key": "second"}, {"token": "third"}, {"token": lambda: "provided"}, {}):
        use(partial(remove_with, credentials))
    found = [(each.headers.get("x-api-key"), each.headers.get("authorization")) for each in recorder.requests]
    assert found == [
        ("second", None),
        (None, "Bearer third"),
        (None, "Bearer provided"),
        ("first", "Bearer first-token"),
    ]


@pytest.mark.parametrize(("level", "lines"), [("info", 1), ("DEBUG", 1), ("", 0)])
def test_spkey_log_logs_each_attempt_to_stderr(level: str, lines: int) -> None:
    code = (
        "import httpx, spkey_client\n"
        "http = httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(404)))\n"
        "client = spkey_client.SpkeyClient(api_key='marker', http_client=http, max_retries=0)\n"
        "spkey_client.SpkeyClient(api_key='marker', http_client=http)\n"
        "try: client.users.get_profile('the-user')\n"
        "except spkey_client.NotFoundError: pass\n"
    )
    environment = {**os.environ, "SPKEY_LOG": level}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    found = done.stderr.splitlines()
    assert len(found) == lines
    assert all("INFO spkey_client: GET /users/{id}/profile: 404 in " in line for line in found)
    assert "the-user" not in done.stderr


@CLIENTS
def test_a_client_cannot_be_pickled_but_copied(client: Any) -> None:
    made = client(api_key="k", base_url="http://localhost:1")
    for clone in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError, match=r"cannot be pickled or deep-copied\. Create one in each process"):
            clone(made)
    assert copy.copy(made).base_url == made.base_url


@CLIENTS
def test_another_value_of_spkey_log_is_ignored_with_a_warning(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPKEY_LOG", "verbose")
    with pytest.warns(
        UserWarning, match="SPKEY_LOG must be one of debug, info, warning, error, not 'verbose'. It is ignored."
    ):
        client(api_key="k")
