"""The exceptions of constructors and calls: ValueError or TypeError before anything is sent, otherwise SpkeyError."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, unquote

import anyio
import httpx
import httpx2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spkey_client import AsyncSpkeyClient, SpkeyClient, SpkeyError

from .conftest import REMOVED, USER, Connect, Recorder
from .listener import listening, response

CLIENTS = pytest.mark.parametrize("client", [SpkeyClient, AsyncSpkeyClient])


class Strange:
    """An object that looks a little like an httpx.Timeout."""

    as_dict = 5


JUNK: list[Any] = [
    *(0, 5, -1, 10**400, 1.5, 1e300, float("nan"), float("inf"), True),
    *("", "x", "\ud800", "\x00", "a\nb", b"x", bytearray(b"x")),
    *([1], (1,), {1}, {1: 2}, {"a": object()}, {"a": "\ud800"}, object(), Strange(), int, Exception(), lambda: 5),
    *(httpx.Timeout(-1), httpx.Timeout(1e300), httpx.Timeout("5")),  # type: ignore[arg-type]
]

PROFILE = {"userId": USER}


def is_valid(action: Callable[..., object], *arguments: Any, **options: Any) -> bool:
    """Return whether the arguments are valid. No exception passes but those that such arguments may lead to."""
    try:
        action(*arguments, **options)
    except SpkeyError:
        return True
    except (ValueError, TypeError):
        return False
    return True


@CLIENTS
@pytest.mark.parametrize(
    "argument",
    [
        *("api_key", "token", "environment", "base_url", "timeout", "pool_timeout", "deadline", "max_retries"),
        *("max_connections", "max_response_bytes", "token_leeway", "http_client", "allow_http"),
    ],
)
def test_no_argument_of_a_constructor_raises_anything_foreign(client: Any, argument: str) -> None:
    for junk in JUNK:
        is_valid(client, **{"api_key": "k", argument: junk})


@CLIENTS
@pytest.mark.parametrize(
    ("base_url", "message"),
    [
        ("http://xn--a/", "base_url must be a URL"),
        ("https://xn--zzzzzzz--", "base_url must be a URL"),
        (f"https://{'a' * 64}.example", "1 to 63 characters"),
        (f"https://{'a.' * 130}b", "1 to 63 characters"),
        ("https://a..b", "1 to 63 characters"),
        ("https://.", "1 to 63 characters"),
        (f"https://{'ä' * 60}", "base_url must be a URL"),
        ("https://\ud800", "base_url must be a URL"),
        ("https://a/\ud800", "base_url must be a URL"),
        ("https://a\x00b", "base_url must be a URL"),
        ("https://a:x", "base_url must be a URL"),
        ("https://a:99999", "name a host"),
        ("https://a:0", "name a host"),
        ("https://[::1", "base_url must be a URL"),
        (f"https://a/{'x' * 70_000}", "base_url must be a URL"),
        ("javascript:x", "must begin with https:// or http://"),
        ("//a", "must begin with https:// or http://"),
        ("", "must begin with https:// or http://"),
    ],
)
def test_a_base_url_that_cannot_be_called_is_an_error_that_names_it(client: Any, base_url: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        client(api_key="k", base_url=base_url)
    assert type(caught.value) is ValueError
    assert "base_url" in str(caught.value)


@CLIENTS
@pytest.mark.parametrize("base_url", [5, b"https://a", httpx.URL("https://a")])
def test_a_base_url_is_a_str(client: Any, base_url: Any) -> None:
    with pytest.raises(TypeError, match="base_url must be a str, not "):
        client(api_key="k", base_url=base_url)


OPTIONS = ["timeout", "deadline", "max_retries", "max_response_bytes", "headers", "extra_query", "extra_body", "other"]


@pytest.mark.parametrize("option", OPTIONS)
def test_no_option_of_a_call_raises_anything_foreign(connect: Connect, option: str) -> None:
    recorder = Recorder(200, REMOVED)
    use = connect(recorder.transport)

    def call(junk: Any) -> Any:
        return use(lambda client: client.physical_keys.remove(USER, number=2, **{option: junk}))

    for junk in [*JUNK, *({"x": junk} for junk in JUNK)]:
        before = len(recorder.requests)
        valid = is_valid(call, junk)
        assert len(recorder.requests) == before + valid


@pytest.mark.parametrize("option", OPTIONS)
def test_no_option_of_with_options_raises_anything_foreign(option: str) -> None:
    client = SpkeyClient(api_key="k")
    for junk in JUNK:
        is_valid(client.with_options, **{option: junk})


@pytest.mark.parametrize("option", ["headers", "extra_query", "extra_body"])
@pytest.mark.parametrize("junk", [5, "x", [1], {1: 2}, {1}])
def test_an_option_that_is_no_mapping_of_names_is_a_type_error_that_names_it(option: str, junk: Any) -> None:
    with pytest.raises(TypeError, match=f"{option} must be a mapping with strings as names"):
        SpkeyClient(api_key="k").with_options(**{option: junk})


@pytest.mark.parametrize("option", ["timeout", "deadline"])
@pytest.mark.parametrize("seconds", [10**400, 1e300, 1e10, 0, -1, float("nan")])
def test_a_limit_that_no_socket_takes_is_rejected(option: str, seconds: float) -> None:
    with pytest.raises(ValueError, match=f"{option} must be a positive number of seconds"):
        SpkeyClient(api_key="k").with_options(**{option: seconds})  # type: ignore[arg-type]


ARGUMENTS: dict[str, Callable[[Any, Any], Any]] = {
    "user_id": lambda junk, client: client.physical_keys.remove(junk, number=2),
    "number": lambda junk, client: client.physical_keys.remove(USER, number=junk),
    "q": lambda junk, client: client.physical_keys.list(USER, q=junk),
    "note": lambda junk, client: client.physical_keys.add(USER, org_id="a", note=junk),
    "extra": lambda junk, client: client.physical_keys.add(USER, org_id="a", extra=junk),
    "call": lambda junk, client: client.send(junk),
    "method": lambda junk, client: client.request(junk, "/a"),
    "path": lambda junk, client: client.request("GET", junk),
    "query": lambda junk, client: client.request("GET", "/a", query=junk),
    "query value": lambda junk, client: client.request("GET", "/a", query={"a": junk}),
    "json": lambda junk, client: client.request("POST", "/a", json=junk),
    "idempotent": lambda junk, client: client.request("POST", "/a", idempotent=junk),
    "api_key": lambda junk, client: client.with_options(api_key=junk),
    "token": lambda junk, client: client.with_options(token=junk),
}


@pytest.mark.parametrize("call", ARGUMENTS.values(), ids=ARGUMENTS)
def test_no_argument_of_a_call_raises_anything_foreign(connect: Connect, call: Callable[[Any, Any], Any]) -> None:
    added = {"orgId": "a", "addedAt": 1, "number": 1, "keys": [], "total": 0}
    recorder = Recorder(200, {**REMOVED, **added})
    use = connect(recorder.transport)
    for junk in JUNK:
        before = len(recorder.requests)
        valid = is_valid(use, partial(call, junk))
        assert valid or len(recorder.requests) == before


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda client: client.users.get_profile("a" * 70_000), "get_user_profile cannot be sent: URL too long"),
        (lambda client: client.physical_keys.list("u", q="ä" * 12_000), "list_physical_keys cannot be sent"),
        (lambda client: client.users.get_profile("\ud800"), "user_id cannot be sent in the path"),
        (lambda client: client.physical_keys.list("u", q="\ud800"), "q cannot be sent in the query"),
        (lambda client: client.request("GET", "/a", query={"x": "\ud800"}), "x cannot be sent in the query"),
        (lambda client: client.users.get_profile("u", extra_query={"x": "\ud800"}), "get_user_profile cannot be sent"),
    ],
)
def test_a_value_that_no_url_can_hold_is_an_error_that_says_where(
    connect: Connect, call: Callable[[Any], Any], message: str
) -> None:
    recorder = Recorder(200, PROFILE)
    with pytest.raises(ValueError, match=message) as caught:
        connect(recorder.transport)(call)
    assert type(caught.value) is ValueError
    assert recorder.requests == []


class Service:
    """A sync client, and the requests that reached its service."""

    def __init__(self) -> None:
        self.recorder = Recorder(200, {**REMOVED, "orgId": "a", "addedAt": 1, "keys": [], "total": 0, **PROFILE})
        self.http = httpx.Client(transport=self.recorder.transport)
        self.client = SpkeyClient(api_key="k", http_client=self.http, max_retries=0)

    def request(self, action: Callable[[SpkeyClient], object]) -> httpx.Request | None:
        """Return the request that an action sends, or None if its argument is invalid."""
        return self.recorder.requests[-1] if is_valid(action, self.client) else None


SERVICE = Service()
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=50)


@settings(deadline=None)
@given(ANY_TEXT)
def test_any_text_arrives_in_the_path_as_it_is_or_is_an_error(text: str) -> None:
    request = SERVICE.request(lambda client: client.users.get_profile(text))
    assert request is None or unquote(request.url.raw_path.decode()) == f"/users/{text}/profile"
    assert (request is None) == (text in {"", ".", ".."} or any("\ud800" <= char <= "\udfff" for char in text))


@settings(deadline=None)
@given(ANY_TEXT)
def test_any_text_arrives_in_the_query_as_it_is_or_is_an_error(text: str) -> None:
    request = SERVICE.request(lambda client: client.physical_keys.list(USER, q=text, extra_query={"x": text}))
    assert request is None or parse_qsl(request.url.query.decode(), keep_blank_values=True) == [
        ("q", text),
        ("x", text),
    ]
    assert (request is None) == any("\ud800" <= char <= "\udfff" for char in text)


@settings(deadline=None)
@given(ANY_TEXT)
def test_any_text_arrives_in_the_body_as_it_is(text: str) -> None:
    request = SERVICE.request(lambda client: client.physical_keys.add(USER, org_id="a", note=text))
    assert request is not None
    assert json.loads(request.content)["note"] == text


HEADER_TEXT = st.text(st.characters(exclude_categories=(), max_codepoint=0x17F), max_size=8) | ANY_TEXT


@settings(deadline=None)
@given(st.dictionaries(HEADER_TEXT, HEADER_TEXT, max_size=3))
def test_any_headers_arrive_as_they_are_or_are_an_error(headers: Mapping[str, str]) -> None:
    request = SERVICE.request(lambda client: client.users.get_profile(USER, headers=headers))
    if request is not None:
        by_name = {name.lower(): value for name, value in headers.items()}
        assert {name: request.headers[name] for name in by_name} == by_name
        assert b"\n" not in b"".join(part for pair in request.headers.raw for part in pair)


@pytest.mark.parametrize("name", ["X Foo", "X-Foo:", "X-Foo(", "", ":authority", "ä", "Content-Length", "X\n", "x\x00"])
@pytest.mark.parametrize("value", ["1"])
def test_a_header_that_cannot_be_sent_is_an_error_before_anything_is_sent(
    connect: Connect, name: str, value: str
) -> None:
    recorder = Recorder(200, PROFILE)
    with pytest.raises(ValueError, match="cannot be sent"):
        connect(recorder.transport)(lambda client: client.users.get_profile(USER, headers={name: value}))
    assert recorder.requests == []


OWN_CLIENTS: dict[str, Callable[..., Any]] = {
    "httpx": httpx.Client,
    "async httpx": httpx.AsyncClient,
    "httpx2": httpx2.Client,
    "async httpx2": httpx2.AsyncClient,
}


def call_with(own: Callable[..., Any], headers: Any, base_url: str = "http://127.0.0.1:1") -> Any:
    """Call through a client of the user's own with these headers."""
    http = own(headers=headers, trust_env=False)
    if hasattr(http, "close"):
        with http, SpkeyClient(api_key="k", base_url=base_url, http_client=http, max_retries=0) as client:
            return client.physical_keys.remove(USER, number=2)

    async def main() -> Any:
        async with http:
            client = AsyncSpkeyClient(api_key="k", base_url=base_url, http_client=http, max_retries=0)
            return await client.physical_keys.remove(USER, number=2)

    return anyio.run(main)


@pytest.mark.parametrize("own", OWN_CLIENTS.values(), ids=OWN_CLIENTS)
@pytest.mark.parametrize(
    "header", [("X Foo", "1"), (":authority", "x"), ("X-Foo", "a\nb"), ("X-Foo", " a"), ("X-Foo", "a\x00"), ("", "1")]
)
def test_a_header_of_the_users_own_client_that_cannot_be_sent_is_an_error(
    own: Callable[..., Any], header: tuple[str, str]
) -> None:
    with pytest.raises(ValueError, match=r"The header .* of the HTTP client cannot be sent") as caught:
        call_with(own, [header])
    assert "a\nb" not in str(caught.value)


@pytest.mark.parametrize("own", OWN_CLIENTS.values(), ids=OWN_CLIENTS)
@pytest.mark.parametrize(
    "headers",
    [
        [("Content-Length", "5")],
        [("Content-Length", "5"), ("content-length", "6")],
        [("Transfer-Encoding", "chunked")],
        [("Content-Type", "text/plain"), ("Content-Length", "x")],
    ],
)
def test_the_client_alone_says_how_long_a_body_is(own: Callable[..., Any], headers: Any) -> None:
    with listening(lambda _: response(json.dumps(REMOVED).encode())) as listener:
        assert call_with(own, headers, listener.url).number == 2
    head, _, body = listener.requests[0].partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    assert [line for line in lines if line.startswith((b"content-length", b"transfer-encoding"))] == [
        b"content-length: %d" % len(body)
    ]
    assert b"content-type: application/json" in lines


@pytest.mark.parametrize("status", [301, 307])
@pytest.mark.parametrize(
    "location",
    [
        *("", "/a", "//evil", "http://a:99999/", "http://[::1", "javascript:alert(1)", "http://xn--a/", "mailto:a@b"),
        *("http://xn--zzzzzzz--/", f"http://{'a' * 70}/", f"http://{'a.' * 200}/", "x" * 70_000, "\t/a", "http://a b/"),
        *("http://\xff", "http://ä/", "http://%00/", "http:///", "http://:0/", "?", "http://[v1.a]/"),
    ],
)
def test_no_redirect_raises_anything_foreign(connect: Connect, status: int, location: str) -> None:
    headers = [(b"location", location.encode("latin-1"))]
    transport = httpx.MockTransport(lambda _: httpx.Response(status, headers=headers))
    with pytest.raises(SpkeyError):
        connect(transport, max_retries=0)(lambda client: client.physical_keys.remove(USER, number=2))


def test_a_closed_client_is_a_runtime_error() -> None:
    with SpkeyClient(api_key="k") as client:
        pass
    with pytest.raises(RuntimeError, match="This client is closed"):
        client.users.get_profile(USER)


def test_a_closed_async_client_is_a_runtime_error() -> None:
    async def main() -> None:
        async with AsyncSpkeyClient(api_key="k") as client:
            pass
        with pytest.raises(RuntimeError, match="This client is closed"):
            await client.users.get_profile(USER)

    anyio.run(main)
