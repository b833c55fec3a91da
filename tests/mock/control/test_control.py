"""The control API as a whole: whom it admits, how it rejects, and how it fits its document."""

import json
from importlib.resources import files
from typing import Any

import httpx
import pytest
from spkey_mock import Request, Response, Settings, Transport, Worlds
from spkey_mock.control.api import OPERATIONS
from spkey_mock.http.handler import complete
from spkey_mock.service.contract import load_control
from spkey_mock.world.limits import Limits

from ..support import SECRET
from .held import BASE, DOCUMENT, Held

pytestmark = pytest.mark.xdist_group("control")  # one worker generates the client


def admitted(worlds: Worlds, *headers: tuple[bytes, bytes]) -> int:
    response: Response = complete(worlds.handle(Request("GET", b"/_mock/server", b"", headers)))
    return response.status


# The document


def test_every_operation_is_carried_out_and_no_other() -> None:
    assert set(OPERATIONS) == set(load_control().operations)


def test_the_page_has_the_whole_document() -> None:
    whole = json.loads(files("spkey_mock").joinpath("page/assets/control.json").read_bytes())
    assert whole["paths"].keys() == {operation["path"] for operation in DOCUMENT["operations"]}


# Rejections


BAD_REQUESTS: list[tuple[str, str, dict[str, Any], int]] = [
    ("POST", "/_mock/users", {"content": b"{"}, 400),
    ("POST", "/_mock/users", {"content": b"[]"}, 400),
    ("POST", "/_mock/users", {"content": b"[" * 100_000}, 400),
    ("POST", "/_mock/users", {"json": {"keys": 1_000_001}}, 400),
    ("POST", "/_mock/users", {"json": {"keys": "1"}}, 400),
    ("POST", "/_mock/users", {"content": b" " * (Limits().body + 1)}, 413),
    ("GET", "/_mock/users?limit=0", {}, 400),
    ("GET", "/_mock/users?limit=x", {}, 400),
    ("GET", "/_mock/users?limit=1&limit=2", {}, 400),
    ("GET", "/_mock/journal?status=9", {}, 400),
    ("POST", "/_mock/clock/advance", {"json": {"milliseconds": -1}}, 400),
    ("POST", "/_mock/clock/advance", {"content": b'{"milliseconds":1e400}'}, 400),
    ("PUT", "/_mock/clock", {"json": {"mode": "fast"}}, 400),
    ("POST", "/_mock/faults", {"json": {"kind": "explode"}}, 400),
    ("POST", "/_mock/faults", {"json": {"kind": "status", "status": 200}}, 400),
    ("POST", "/_mock/tokens", {"json": {}}, 400),
    ("POST", "/_mock/tokens", {}, 400),
    ("POST", "/_mock/faults", {"json": {"kind": "status", "retry_after": 3}}, 400),
    ("POST", "/_mock/users", {"json": {"key": 3}}, 400),
    ("GET", "/_mock/users?most=1", {}, 400),
    ("GET", "/_mock/journal?operation=nope", {}, 400),
    ("GET", "/_mock/nothing", {}, 404),
    ("GET", "/_mock/", {}, 404),
    ("PATCH", "/_mock/users", {}, 404),
    ("DELETE", "/_mock/faults/%2e%2e%2f", {}, 404),
]


@pytest.mark.parametrize(("method", "path", "options", "status"), BAD_REQUESTS)
def test_a_bad_request_is_rejected_with_a_reason(
    http: httpx.Client, method: str, path: str, options: dict[str, Any], status: int
) -> None:
    response = http.request(method, path, **options)
    assert response.status_code == status
    assert response.json()["message"]


def test_a_request_without_a_body_has_no_properties(http: httpx.Client) -> None:
    assert http.post("/_mock/users").json()["keys"] == []
    assert http.post("/_mock/check").json() == {"passed": True}
    assert http.post("/_mock/tokens").json()["message"] == http.post("/_mock/tokens", json={}).json()["message"]


def test_a_number_of_many_digits_is_rejected_at_once(http: httpx.Client) -> None:
    response = http.get("/_mock/journal?limit=" + "1" * 50_000 + "x")
    assert response.status_code == 400


def test_a_full_world_says_which_limit_to_raise(package: Any) -> None:
    worlds = Worlds(Settings(limits=Limits(users=1, faults=1, webhooks=1), secret=SECRET))
    with httpx.Client(transport=Transport(Held(worlds)), base_url=BASE) as http:
        client = package.MockControlClient(api_key="k", base_url=BASE, http_client=http)
        client.users.create()
        client.faults.add(kind="drop")
        client.webhooks.add(url="http://127.0.0.1:9/")
        for action, message in (
            (client.users.create, r"Too many users in this world \(limit 1\)\. Reset the world or raise Limits.users"),
            (lambda: client.faults.add(kind="drop"), r"Too many faults \(limit 1\)\. Remove some or raise"),
            (lambda: client.webhooks.add(url="http://127.0.0.1:9/"), r"Too many webhooks \(limit 1\)\. Remove some or"),
        ):
            with pytest.raises(package.BadRequestError, match=message):
                action()


# Admission


def test_a_control_token_must_be_sent(package: Any) -> None:
    worlds = Worlds(control_token="a-token")
    with httpx.Client(transport=Transport(Held(worlds)), base_url="http://mock.example") as http:
        for header in ({}, {"X-Mock-Token": ""}, {"X-Mock-Token": "another"}, {"Authorization": "Bearer a-token"}):
            response = http.post("/_mock/reset", headers=header)
            assert (response.status_code, response.json()["error"]) == (401, "Unauthorized")
        client = package.MockControlClient(api_key="a-token", base_url="https://mock.example", http_client=http)
        assert client.server.get().worlds == 1
        assert http.get("/users/u1/profile").status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "localhost:8787"}, 200),
        ({"Host": "127.0.0.1"}, 200),
        ({"Host": "[::1]:8787"}, 200),
        ({"Host": "localhost:8787", "Origin": "http://localhost:8787"}, 200),
        ({"Host": "localhost:8787", "Origin": "http://localhost:9999"}, 403),
        ({"Host": "localhost:8787", "Origin": "https://evil.example"}, 403),
        ({"Host": "localhost:8787", "Origin": "null"}, 403),
        ({"Host": "localhost:8787", "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}, 200),
        ({"Host": "localhost:8787", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200),
        ({"Host": "localhost:8787", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403),
        ({"Host": "evil.example"}, 403),
        ({"Host": "localhost.evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example"}, 403),
        ({"Host": "[::1"}, 403),
        ({"Host": "evil@localhost"}, 403),
        ({"Host": "localhost/evil.example"}, 403),
        ({"Host": "localhost#evil"}, 403),
        ({"Host": ""}, 403),
    ],
)
def test_without_a_control_token_a_page_of_another_site_is_rejected(
    http: httpx.Client, headers: dict[str, str], status: int
) -> None:
    response = http.get("/_mock/server", headers=headers)
    assert response.status_code == status


def test_a_page_of_another_site_learns_that_no_token_helps(http: httpx.Client) -> None:
    message = http.get("/_mock/server", headers={"Origin": "https://evil.example"}).json()["message"]
    assert "not even with the control token" in message
    assert "from the test runner" in message


@pytest.mark.parametrize("token", ["", "  ", "a token", "token ", "töken", "a\udcff"])
def test_a_control_token_that_no_header_can_carry_is_rejected(token: str) -> None:
    with pytest.raises(ValueError, match="control_token must be printable ASCII characters without spaces"):
        Worlds(control_token=token)


def test_a_header_that_admits_is_sent_once(worlds: Worlds) -> None:
    for name in (b"host", b"origin"):
        assert admitted(worlds, (name, b"localhost"), (name, b"localhost")) == 403
    guarded = Worlds(control_token="t")
    assert admitted(guarded, (b"x-mock-token", b"t")) == 200
    assert admitted(guarded, (b"x-mock-token", b"t"), (b"x-mock-token", b"t")) == 403
