"""Pages of other origins call the service. tests/browser shows the same in a browser."""

import pytest
from spkey_mock import Request, Response, Settings, Worlds
from spkey_mock.http.handler import complete
from spkey_mock.service.error_formats import Name
from spkey_mock.world.limits import Limits

ORIGIN = (b"Origin", b"http://localhost:3000")


def call(worlds: Worlds, method: str, path: str, *headers: tuple[bytes, bytes]) -> Response:
    return complete(worlds.handle(Request(method, path.encode(), b"", (ORIGIN, *headers))))


def header(response: Response, name: bytes) -> list[bytes]:
    return [value for header, value in response.headers if header == name]


def preflight(worlds: Worlds, path: str, *headers: tuple[bytes, bytes]) -> Response:
    return call(worlds, "OPTIONS", path, (b"Access-Control-Request-Method", b"POST"), *headers)


@pytest.mark.parametrize("path", ["/users/u1/profile", "/w/a/users/u1/profile", "/nowhere"])
def test_a_preflight_allows_what_it_asks_for_without_credential_journal_or_world(path: str) -> None:
    worlds = Worlds(strict=True)
    response = preflight(worlds, path, (b"Access-Control-Request-Headers", b"x-api-key,content-type,x-trace"))
    assert response.status == 204
    assert header(response, b"access-control-allow-origin") == [ORIGIN[1]]
    assert header(response, b"access-control-allow-methods") == [b"POST"]
    assert header(response, b"access-control-allow-headers") == [b"x-api-key,content-type,x-trace"]
    assert [(world.name, world.journal.total) for world in worlds.items()] == [("", 0)]


def test_a_preflight_from_a_public_page_may_reach_this_machine() -> None:
    response = preflight(Worlds(), "/users/u1/profile", (b"Access-Control-Request-Private-Network", b"true"))
    assert header(response, b"access-control-allow-private-network") == [b"true"]


@pytest.mark.parametrize("errors", ["documented", "runtime"])
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/users/u1/profile", 200),
        ("/users/nobody/profile", 404),
        ("/w/a/users/u1/profile", 404),
        ("/nowhere", 404),
    ],
)
def test_a_page_may_read_every_response_of_the_service(errors: Name, path: str, status: int) -> None:
    worlds = Worlds(Settings(errors=errors))
    worlds.default.users.create("u1")
    response = call(worlds, "GET", path, (b"x-api-key", worlds.default.api_key.encode()))
    assert response.status == status
    assert header(response, b"access-control-allow-origin") == [ORIGIN[1]]
    assert {b"x-request-id", b"retry-after"} <= set(header(response, b"access-control-expose-headers")[0].split(b", "))
    assert header(response, b"vary") == [b"origin"]


def test_a_page_may_read_why_a_request_was_rejected_before_it_reached_a_world() -> None:
    unauthenticated = call(Worlds(), "GET", "/w/a/users/u1/profile")
    strict = call(Worlds(strict=True), "GET", "/users/u1/profile")
    full = call(Worlds(Settings(limits=Limits(memory=1))), "GET", "/users/u1/profile")
    misnamed = call(Worlds(), "GET", "/w/a%20b/users/u1/profile")
    assert [response.status for response in (unauthenticated, strict, full, misnamed)] == [401, 400, 503, 400]
    for response in (unauthenticated, strict, full, misnamed):
        assert header(response, b"access-control-allow-origin") == [ORIGIN[1]]


def test_a_page_may_read_an_injected_fault_with_its_pause() -> None:
    worlds = Worlds()
    worlds.default.fail_next("get_user_profile", status=429, retry_after=7)
    response = call(worlds, "GET", "/users/u1/profile")
    assert (response.status, header(response, b"retry-after")) == (429, [b"7"])
    assert header(response, b"access-control-allow-origin") == [ORIGIN[1]]


def test_a_page_may_read_the_contract_but_not_the_control_api_or_the_console() -> None:
    worlds = Worlds()
    assert header(call(worlds, "GET", "/openapi.json"), b"access-control-allow-origin") == [ORIGIN[1]]
    for path in ("/", "/_mock/page/control.json", "/_mock/users", "/_mock/health", "/w/a/_mock/users"):
        assert header(call(worlds, "GET", path), b"access-control-allow-origin") == []
    response = preflight(worlds, "/_mock/users")
    assert response.status == 403
    assert header(response, b"access-control-allow-origin") == []


def test_a_request_without_an_origin_gets_no_cors_headers() -> None:
    response = complete(Worlds().handle(Request("GET", b"/users/u1/profile")))
    assert [name for name, _ in response.headers if name.startswith(b"access-control") or name == b"vary"] == []


def test_options_without_a_requested_method_is_not_a_preflight() -> None:
    worlds = Worlds()
    assert call(worlds, "OPTIONS", "/users/u1/profile").status == 401
    assert worlds.default.journal.total == 1


def test_cors_can_be_turned_off() -> None:
    worlds = Worlds(cors=False)
    for response in (preflight(worlds, "/users/u1/profile"), call(worlds, "GET", "/openapi.json")):
        assert header(response, b"access-control-allow-origin") == []
    assert preflight(worlds, "/users/u1/profile").status == 401
