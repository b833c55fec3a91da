"""Openings, public operations, GETs that write, and errors without a body, as the contract of the service has them."""

import asyncio
from typing import Any

import httpx
import pytest

from spkey_client import (
    APIResponseError,
    APIStatusError,
    AsyncSpkeyClient,
    AuthenticationError,
    NotFoundError,
    SpkeyClient,
    operations,
    testing,
)

from .conftest import Connect
from .listener import listening, response

KEY = "0d3b8a52-7c1f-4f0e-9a66-3f2b9d0c8e15"
CONFIRMATION = f"/temp-keys/{KEY}/confirmation?door=2&offline=false"


def redirect(location: str | None) -> bytes:
    headers = [] if location is None else [b"Location: " + location.encode()]
    return response(b"", *headers, status=b"303 See Other")


def test_an_opening_is_a_redirect_that_is_read_and_not_followed(connect: Connect) -> None:
    with listening(lambda _: redirect(CONFIRMATION)) as listener:
        result = connect(base_url=listener.url)(lambda client: client.temp_keys.open_door(KEY, 2))
    assert (result.door, result.offline, result.location) == (2, False, CONFIRMATION)
    assert [request.split()[1] for request in listener.requests] == [f"/temp-keys/{KEY}/doors/2/open".encode()]


def test_a_response_of_an_opening_has_its_status_and_headers(connect: Connect) -> None:
    with listening(lambda _: redirect(CONFIRMATION)) as listener:
        use = connect(base_url=listener.url)
        found = use(lambda client: client.send(operations.open_temp_key(KEY)))
        assert (found.status_code, found.headers["Location"], found.parsed.door) == (303, CONFIRMATION, 2)
        assert found.http_response.next_request is None


@pytest.mark.parametrize(
    ("location", "pointer", "words"),
    [
        (None, "", "the response has no Location header"),
        ("http://[::1", "", "the Location header is not a URL"),
        ("/page?door=two", "/door", "the parameter door of the Location header is not an integer"),
    ],
)
def test_a_broken_location_says_what_is_wrong_with_it(
    connect: Connect, location: str | None, pointer: str, words: str
) -> None:
    with listening(lambda _: redirect(location)) as listener, pytest.raises(APIResponseError, match=words) as caught:
        connect(base_url=listener.url)(lambda client: client.temp_keys.open(KEY))
    assert (caught.value.pointer, caught.value.maybe_applied) == (pointer, True)


@pytest.mark.parametrize("location", [CONFIRMATION, "http://[::1"])
def test_an_opening_works_on_aiohttp(location: str) -> None:
    aiohttp = pytest.importorskip("spkey_client.aiohttp", reason="needs aiohttp")

    async def run(url: str) -> Any:
        async with aiohttp.AiohttpClient(trust_env=False) as http:
            client = AsyncSpkeyClient(base_url=url, http_client=http)
            try:
                return await client.temp_keys.open(KEY)
            except APIResponseError as error:
                return error.message

    with listening(lambda _: redirect(location)) as listener:
        result = asyncio.run(run(listener.url))
    expected = "open_temp_key succeeded, but the Location header is not a URL"
    assert result == expected if location != CONFIRMATION else result.door == 2


def test_the_endpoint_of_an_opening_without_the_contract_returns_an_error_that_names_the_target(
    connect: Connect,
) -> None:
    with listening(lambda _: redirect(CONFIRMATION)) as listener, pytest.raises(APIStatusError) as caught:
        connect(base_url=listener.url)(lambda client: client.request("POST", f"/temp-keys/{KEY}/open"))
    assert caught.value.status_code == 303
    assert f"Redirect to /temp-keys/{KEY}/confirmation:" in caught.value.message


# Public operations


class Server:
    """A server that records the credentials of its requests."""

    def __init__(self, *answers: httpx.Response) -> None:
        self.seen: list[dict[str, str]] = []
        self._answers = answers

    def __call__(self, request: httpx.Request) -> httpx.Response:
        names = [name for name in ("authorization", "x-api-key") if name in request.headers]
        self.seen.append({name: request.headers[name] for name in names})
        answer = self._answers[min(len(self.seen), len(self._answers)) - 1]
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)


RESIDENTS = httpx.Response(200, json={"residents": []})
OPENED = httpx.Response(303, headers={"Location": CONFIRMATION})


@pytest.mark.parametrize("given", [{"api_key": None}, {"api_key": "k", "token": "t"}, {"token": lambda: "t"}])
def test_a_public_operation_needs_no_credential_and_is_sent_none(connect: Connect, given: dict[str, Any]) -> None:
    server = Server(RESIDENTS)
    use = connect(httpx.MockTransport(server), **given)
    assert use(lambda client: client.residents.list(7)).residents == ()
    assert server.seen == [{}]


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"api_key": None}, {}),
        ({"api_key": "k"}, {}),
        ({"api_key": "k", "token": "t"}, {"authorization": "Bearer t"}),
        ({"api_key": None, "token": lambda: "t"}, {"authorization": "Bearer t"}),
    ],
)
def test_an_opening_is_sent_the_token_of_a_client_that_has_one(
    connect: Connect, given: dict[str, Any], sent: dict[str, str]
) -> None:
    server = Server(OPENED)
    connect(httpx.MockTransport(server), **given)(lambda client: client.temp_keys.open(KEY))
    assert server.seen == [sent]


def test_a_token_that_an_opening_rejects_is_renewed(connect: Connect) -> None:
    server = Server(httpx.Response(401, json={"error": "The token has expired."}), OPENED)
    tokens = iter("ab")
    use = connect(httpx.MockTransport(server), api_key=None, token=lambda: next(tokens))
    assert use(lambda client: client.temp_keys.open(KEY)).door == 2
    assert server.seen == [{"authorization": "Bearer a"}, {"authorization": "Bearer b"}]


def test_a_fake_responds_to_a_public_operation_without_a_credential() -> None:
    opening = testing.opening(door=4)
    transport = httpx.MockTransport(lambda _: testing.response(opening))
    with httpx.Client(transport=transport) as http, SpkeyClient(http_client=http) as client:
        assert client.collective_temp_keys.open_door(KEY, 4).door == 4


# GETs that write


@pytest.mark.parametrize("status", [408, 500])
def test_a_get_that_writes_is_retried_and_may_have_been_applied(connect: Connect, status: int) -> None:
    server = Server(httpx.Response(status, json={"error": "Failed."}))
    use = connect(httpx.MockTransport(server), max_retries=1)

    def call(client: Any) -> Any:
        client._transport.wait = lambda _: 0.0
        return client.users.find_or_create_by_email(email="ada@example.com")

    with pytest.raises(APIStatusError) as caught:
        use(call)
    assert (len(server.seen), caught.value.maybe_applied) == (2, True)


# Errors


def test_the_message_of_a_bare_error_is_its_text(connect: Connect) -> None:
    server = Server(httpx.Response(401, json={"error": "Invalid PIN"}))
    with pytest.raises(AuthenticationError) as caught:
        connect(httpx.MockTransport(server))(lambda client: client.locks.open_with_pin(7, pin="123456"))
    assert (str(caught.value), caught.value.code) == ("401: Invalid PIN", "Invalid PIN")


def test_an_error_without_a_body_has_the_meaning_that_the_contract_gives_it(connect: Connect) -> None:
    server = Server(httpx.Response(404))
    with pytest.raises(NotFoundError) as caught:
        connect(httpx.MockTransport(server))(lambda client: client.locks.open(7))
    assert str(caught.value).startswith("404: The lock does not exist.")
