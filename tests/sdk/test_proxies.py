"""The proxies that the environment names: which are used, for what, and what becomes of unusable values."""

import socket
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import Any

import anyio
import pytest

from spkey_client import APIConnectionError, AsyncSpkeyClient, SpkeyClient
from spkey_client.httpx2 import AsyncHttpx2Client, Httpx2Client

from .conftest import USER
from .listener import Listener, listening, profile, response
from .test_secrets import MARKER, exposed

# Reaches this machine, but is none of the names that the client takes for this machine, for which it uses no proxy.
THIS_MACHINE = "0.0.0.0"  # nothing listens on it

PASSWORD = f"{MARKER}#"


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def forward(request: bytes) -> bytes:
    """What a proxy does: it refuses tunnels and answers requests as the service would."""
    if request.startswith(b"CONNECT"):
        return response(b"", status=b"403 Forbidden")
    return profile(request.replace(b"http://service.example", b"", 1))


@pytest.fixture
def proxy() -> Iterator[Listener]:
    with listening(forward) as listener:
        yield listener


Ask = Callable[[str], str]


def ask_sync(base_url: str) -> str:
    with SpkeyClient(api_key="k", base_url=base_url, allow_http=True, max_retries=0) as client:
        return client.users.get_profile(USER).user_id


def ask_httpx2(base_url: str) -> str:
    with Httpx2Client() as http:
        client = SpkeyClient(api_key="k", base_url=base_url, allow_http=True, max_retries=0, http_client=http)
        return client.users.get_profile(USER).user_id


def ask_async(base_url: str) -> str:
    async def main() -> str:
        async with AsyncSpkeyClient(api_key="k", base_url=base_url, allow_http=True, max_retries=0) as client:
            return (await client.users.get_profile(USER)).user_id

    return anyio.run(main)


def ask_async_httpx2(base_url: str) -> str:
    async def main() -> str:
        async with AsyncHttpx2Client() as http:
            client = AsyncSpkeyClient(api_key="k", base_url=base_url, allow_http=True, max_retries=0, http_client=http)
            return (await client.users.get_profile(USER)).user_id

    return anyio.run(main)


EACH = pytest.mark.parametrize("ask", [ask_sync, ask_async, ask_httpx2, ask_async_httpx2])


def address(listener: Listener) -> str:
    return listener.url.removeprefix("http://")


def seen_by(listener: Listener) -> tuple[bytes, dict[bytes, bytes]]:
    """The request line and the headers of the only request."""
    (request,) = listener.requests
    first, *lines = request.partition(b"\r\n\r\n")[0].split(b"\r\n")
    return first, {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}


@EACH
@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_a_request_goes_by_way_of_the_proxy(
    ask: Ask, proxy: Listener, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, proxy.url)
    assert ask("http://service.example") == USER
    line, headers = seen_by(proxy)
    assert line == f"GET http://service.example/users/{USER}/profile HTTP/1.1".encode()
    assert headers[b"host"] == b"service.example"
    assert b"proxy-authorization" not in headers


@EACH
def test_a_proxy_needs_no_scheme(ask: Ask, proxy: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", address(proxy))
    assert ask("http://service.example") == USER
    assert len(proxy.requests) == 1


@EACH
def test_the_user_name_and_password_of_a_proxy_are_sent_to_it_decoded(
    ask: Ask, proxy: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://us%40er:p%23%2Fss@{address(proxy)}")
    assert ask("http://service.example") == USER
    assert seen_by(proxy)[1][b"proxy-authorization"] == b"Basic " + b64encode(b"us@er:p#/ss")


@EACH
def test_https_asks_the_proxy_for_a_tunnel_without_the_credentials_of_the_service(
    ask: Ask, proxy: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:{PASSWORD.replace('#', '%23')}@{address(proxy)}")
    with pytest.raises(APIConnectionError) as caught:
        ask("https://service.example")
    line, headers = seen_by(proxy)
    assert line == b"CONNECT service.example:443 HTTP/1.1"
    assert headers[b"proxy-authorization"] == b"Basic " + b64encode(f"user:{PASSWORD}".encode())
    assert b"x-api-key" not in headers
    assert not caught.value.maybe_applied
    assert PASSWORD not in str(caught.value)


@EACH
def test_the_proxy_of_another_scheme_is_not_used(ask: Ask, proxy: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    with listening() as service:
        assert ask(service.url.replace("127.0.0.1", THIS_MACHINE)) == USER
    assert proxy.requests == []


@EACH
@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
@pytest.mark.parametrize("excluded", ["*", THIS_MACHINE, f"localhost, {THIS_MACHINE}", f"[::1],{THIS_MACHINE}"])
def test_an_excluded_server_is_called_directly(
    ask: Ask, proxy: Listener, name: str, excluded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv(name, excluded)
    with listening() as service:
        assert ask(service.url.replace("127.0.0.1", THIS_MACHINE)) == USER
    assert proxy.requests == []


@pytest.mark.skipif(not socket.has_ipv6, reason="there is no IPv6")
@pytest.mark.parametrize("excluded", ["::ffff:127.0.0.1", "[::ffff:127.0.0.1]", "localhost,[::1],[::ffff:127.0.0.1]"])
@pytest.mark.parametrize("ask", [ask_sync, ask_async])
def test_an_excluded_ipv6_address_has_brackets_or_none(
    ask: Ask, proxy: Listener, excluded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("NO_PROXY", excluded)
    with listening() as service:
        assert ask(service.url.replace("127.0.0.1", "[::ffff:127.0.0.1]")) == USER
    assert proxy.requests == []


@EACH
@pytest.mark.parametrize("excluded", ["localhost,[::1]", "fe80::/10,10.0.0.0/8", ".local,.corp", "service", "", ","])
def test_other_exclusions_do_no_harm(ask: Ask, proxy: Listener, excluded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("NO_PROXY", excluded)
    assert ask("http://service.example") == USER
    assert len(proxy.requests) == 1


@pytest.mark.parametrize("ask", [ask_sync, ask_async])
def test_this_machine_is_called_without_a_proxy(ask: Ask, proxy: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy.url)
    with listening() as service:
        assert ask(service.url) == USER
    assert proxy.requests == []


CLIENTS: list[Any] = [SpkeyClient, AsyncSpkeyClient]
UNUSABLE = [
    f"http://user:{PASSWORD}@proxy:3128",
    f"http://user:/{MARKER}@proxy:3128",
    "http://proxy:99999",
    "http://proxy:0",
    "http://proxy:port",
    "http://",
    "ftp://proxy",
    "socks4://proxy",
    "http://[::1",
    "http://proxy/path",
    "http://xn--a",
    "://",
]


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("name", ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize("value", UNUSABLE)
def test_an_unusable_proxy_is_an_error_that_names_the_variable_but_not_the_value(
    client: Any, name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=f"{name} must be the URL of a proxy") as caught:
        client(api_key="k")
    assert MARKER not in str(caught.value)
    assert exposed(caught.value) == []


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
def test_a_socks_proxy_without_socksio_is_an_error_with_the_fix(
    client: Any, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "socksio", None)
    monkeypatch.setenv("ALL_PROXY", f"{scheme}://127.0.0.1:1080")
    with pytest.raises(ValueError, match=r"ALL_PROXY names a SOCKS proxy.*pip install 'httpx\[socks\]'"):
        client(api_key="k")


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize(
    "value", ["", "proxy", "proxy:3128", "http://user@proxy", "http://user:@proxy/", "HTTP://proxy"]
)
def test_a_usable_or_empty_proxy_makes_a_client(client: Any, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", value)
    assert not client(api_key="k").is_closed
