"""What the proxy records of both sides."""

import gzip
import json
import logging
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from spkey_mock.proxy.judge import judged
from spkey_mock.record.entries import Entry
from spkey_mock.record.har import har
from spkey_mock.record.log import Logged
from spkey_mock.report.files import write
from spkey_mock.report.ledger import collecting
from spkey_mock.report.summary import summarised
from spkey_mock.report.thresholds import Thresholds

from ..support import CONTRACT, USER
from .raw import Raw, get, proxied, raw, send

PROFILE = {"userId": USER, "email": "ann@example.com"}
JSON = "Content-Type: application/json"


def response(status: int, body: bytes | object, *headers: str) -> bytes:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status} Reason", *headers, f"Content-Length: {len(data)}"]
    return "\r\n".join([*lines, "", ""]).encode() + data


def post(path: str, body: bytes | object, *headers: str) -> bytes:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return get(path, f"Content-Length: {len(data)}", *headers).replace(b"GET", b"POST", 1) + data


@pytest.fixture(scope="module")
def server() -> Iterator[Raw]:
    with raw() as server:
        yield server


def recorded(server: Raw, request: bytes, answer: bytes, *, has_body: bool = True) -> Entry:
    """Return the entry about a request and its response, once the proxy has stopped."""
    server.answer = answer
    with proxied(server.url) as proxy:
        send(proxy, request, has_body=has_body)
    (entry,) = proxy.journal
    return entry


def codes(entry: Entry) -> list[tuple[str, str]]:
    return [(it.code, it.blame) for it in entry.violations]


REJECTED = response(400, {"error": "ValidationError", "message": "no"}, JSON)
REMOVE = f"/users/{USER}/RemovePhysicalKey"
REMOVED = response(200, {"success": True}, JSON)


@pytest.mark.parametrize(
    ("request_", "answer", "expected"),
    [
        (get("/nowhere"), response(404, {}, JSON), ("service.unknown_route_not_found", "client")),
        (get().replace(b"X-API-Key: my-secret-key\r\n", b""), REJECTED, ("service.credential_required", "client")),
        (get("/users/u1/profile", "X-Org-Id: acme"), REJECTED, ("service.internal_headers_refused", "client")),
        (get("/users/u1/PhysicalKeys/x"), REJECTED, ("schema.type", "client")),
        (get("/users/u1/PhysicalKeys?q=a&q=b"), REJECTED, ("physical_keys.list.filter_given_once", "client")),
        (post(REMOVE, b"{"), REJECTED, ("schema.json", "client")),
        (post(REMOVE, {}), REJECTED, ("schema.required", "client")),
        (post(REMOVE, {"number": 0}), REJECTED, ("schema.exclusiveMinimum", "client")),
    ],
)
def test_requests_that_break_the_contract_are_recorded(
    server: Raw, request_: bytes, answer: bytes, expected: tuple[str, str]
) -> None:
    assert expected in codes(recorded(server, request_, answer))


@pytest.mark.parametrize(
    ("request_", "answer", "expected"),
    [
        (get(), response(418, {}, JSON), "response.status"),
        (get(), response(302, b"", "Location: /"), "response.status"),
        (get(), response(200, PROFILE, "Content-Type: text/plain"), "response.content_type"),
        (get(), response(200, PROFILE), "response.content_type"),
        (get(), response(200, b"<html>", JSON), "response.json"),
        (get(), response(200, b"", JSON), "response.json"),
        (get(), response(200, [], JSON), "response.type"),
        (get(), response(200, {}, JSON), "response.required"),
        (get(), response(404, {}, JSON), "response.oneOf"),
        (get(), REJECTED, "response.rejected_valid_request"),
        (post(REMOVE, {}), REMOVED, "response.accepted_invalid_request"),
        (post(REMOVE, {"number": 1}).replace(b"X-API-Key", b"X-Other"), REMOVED, "response.accepted_invalid_request"),
    ],
)
def test_responses_that_break_the_contract_are_recorded(
    server: Raw, request_: bytes, answer: bytes, expected: str
) -> None:
    assert (expected, "server") in codes(recorded(server, request_, answer))


def test_a_rejection_because_of_the_state_is_no_dispute(server: Raw) -> None:
    answer = response(400, {"error": "InvalidState", "message": "The lock has the resident already."}, JSON)
    request = post("/locks/1/AddResident", {"name": "Ada", "userId": "u1"})
    assert codes(recorded(server, request, answer)) == []


def test_a_public_operation_needs_no_credential(server: Raw) -> None:
    request = get("/locks/1/residents").replace(b"X-API-Key: my-secret-key\r\n", b"")
    assert codes(recorded(server, request, response(200, {"residents": []}, JSON))) == []


def test_head_is_judged_by_its_status_alone(server: Raw) -> None:
    request = get().replace(b"GET", b"HEAD")
    assert codes(recorded(server, request, b"HTTP/1.1 200 OK\r\n\r\n", has_body=False)) == []
    assert codes(recorded(server, request, b"HTTP/1.1 202 OK\r\n\r\n", has_body=False)) == [
        ("response.status", "server")
    ]


def test_the_place_and_not_the_value_is_in_the_message(server: Raw) -> None:
    entry = recorded(server, get(), response(200, {"userId": {"hidden": "secret"}}, JSON))
    (violation,) = [it for it in entry.violations if it.code == "response.type"]
    assert violation.place == "/body/userId"
    assert "secret" not in violation.message


@pytest.mark.parametrize(
    ("coding", "compress"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("identity", bytes), ("", bytes)],
)
def test_compressed_responses_are_decoded_for_the_record(server: Raw, coding: str, compress: object) -> None:
    assert callable(compress)
    body = compress(json.dumps({"userId": 1}).encode())
    entry = recorded(server, get(), response(200, body, JSON, f"Content-Encoding: {coding}"))
    assert entry.answer == '{"userId": 1}'
    assert ("response.type", "server") in codes(entry)


@pytest.mark.parametrize(
    "answer",
    [
        response(200, b"not gzip", JSON, "Content-Encoding: gzip"),
        response(200, gzip.compress(b"{}")[:-3], JSON, "Content-Encoding: gzip"),
        response(200, gzip.compress(b" " * (2 << 20)), JSON, "Content-Encoding: gzip"),
        response(200, b"?", JSON, "Content-Encoding: br"),
        response(200, gzip.compress(gzip.compress(b"{}")), JSON, "Content-Encoding: gzip, gzip"),
        response(200, b" " * (2 << 20), JSON),
    ],
)
def test_a_body_that_cannot_be_read_is_not_judged(server: Raw, answer: bytes) -> None:
    assert codes(recorded(server, get(), answer)) == [("proxy.not_checked", "mock")]


def test_a_long_request_is_passed_on_but_not_judged(server: Raw) -> None:
    server.received.clear()
    assert codes(recorded(server, post(REMOVE, b" " * (2 << 20)), REJECTED)) == [("proxy.not_checked", "mock")]
    assert len(server.received[0].body) == 2 << 20


def test_secrets_are_masked(server: Raw) -> None:
    request = get("/users/u1/profile", "Authorization: Bearer hidden", "Cookie: hidden", "Proxy-Authorization: hidden")
    server.answer = response(200, PROFILE, JSON, "Set-Cookie: hidden")
    with proxied(server.url) as proxy:
        send(proxy, request)
    text = json.dumps(har(proxy.journal, "1"))
    assert "hidden" not in text
    assert "my-secret-key" not in text
    assert ("authorization", "***") in proxy.journal.entries[0].headers


def test_no_record_shows_a_credential_of_a_url(server: Raw, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    server.received.clear()
    url = "http://me:hidden@proxy/users/u1/PhysicalKeys?q=a&q=b&api_key=hidden"
    server.answer = response(302, b"", "Location: /login?code=hidden#access_token=hidden")
    with caplog.at_level(logging.INFO, "spkey_mock"), collecting() as ledger, proxied(server.url) as proxy:
        send(proxy, get(url, "Referer: http://me:hidden@localhost/?token=hidden"))
        ledger.write = lambda: write(ledger.report, tmp_path, Thresholds())
        ledger.write()
    assert server.received[0].first == b"GET /users/u1/PhysicalKeys?q=a&q=b&api_key=hidden HTTP/1.1"
    (entry,) = proxy.journal
    assert entry.path == "/users/u1/PhysicalKeys?q=a&q=b&api_key=***"
    assert ("referer", "http://***@localhost/?token=***") in entry.headers
    assert ("location", "/login?code=***#access_token=***") in entry.response_headers
    assert ("physical_keys.list.filter_given_once", "client") in codes(entry)
    (logged,) = caplog.records
    assert isinstance(logged.msg, Logged)
    reports = [it.read_text("utf-8") for it in tmp_path.iterdir()]
    archive = json.dumps(har(proxy.journal, "1", server.url))
    records = [archive, str(logged.msg), json.dumps(logged.msg.json), *reports]
    assert [it for it in records if "hidden" in it] == []


def test_the_control_api_of_a_mock_is_not_recorded(server: Raw) -> None:
    with proxied(server.url) as proxy:
        for path in ("/_mock/api-keys", "/w/a/_mock/api-keys"):
            send(proxy, get(path))
        send(proxy, get("/users/_mock/profile"))
    assert [it.path for it in proxy.journal] == ["/users/_mock/profile"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("kind", ["temp-keys", "collective-temp-keys"])
def test_a_page_for_browsers_is_neither_recorded_nor_judged(server: Raw, method: str, kind: str) -> None:
    server.answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n"
    with collecting() as ledger, proxied(server.url) as proxy:
        for path in (f"/{kind}/1", f"/{kind}/1/confirmation?door=7"):
            request = f"{method} {path} HTTP/1.1\r\nHost: proxy\r\n\r\n".encode()
            assert send(proxy, request, has_body=method == "GET").status == 200
    assert list(proxy.journal) == []
    assert (ledger.report.requests, ledger.report.of_clients) == (0, {})


def test_only_the_pages_that_the_service_has_are_left_out(server: Raw) -> None:
    server.answer = response(404, {}, JSON)
    with proxied(server.url) as proxy:
        send(proxy, get("/temp-keys/1/other"))
        send(proxy, get("/temp-keys/1").replace(b"GET", b"PUT"))
    assert [codes(entry) for entry in proxy.journal] == [[("service.unknown_route_not_found", "client")]] * 2


def test_an_entry_has_what_the_server_received(server: Raw) -> None:
    server.answer = response(200, PROFILE, JSON, "X-Request-Id: 7")
    with proxied(f"{server.url}/v1") as proxy:
        send(proxy, get("/users/u1/profile?a=b"))
    (entry,) = proxy.journal
    assert (entry.operation, entry.user_id, entry.status) == ("get_user_profile", "u1", 200)
    assert ("host", server.url.removeprefix("http://")) in entry.headers
    assert ("x-request-id", "7") in entry.response_headers
    archive = har(proxy.journal, "1", f"{server.url}/v1")
    assert archive["log"]["entries"][0]["request"]["url"] == f"{server.url}/v1/users/u1/profile?a=b"


def test_a_report_collects_operations_statuses_and_violations(server: Raw) -> None:
    server.answer = response(200, {}, JSON)
    with collecting() as ledger, proxied(server.url) as proxy:
        send(proxy, get())
        send(proxy, get("/nowhere"))
    assert proxy.journal.total == 2
    report = ledger.report
    assert (report.requests, report.responses) == (2, {("get_user_profile", 200): 1})
    assert {it.code for it in report.of_clients} == {"service.unknown_route_not_found"}
    assert {it.code for it in report.of_servers} == {"response.required"}
    assert "get_user_profile" not in summarised(report).never_called


STATUSES = [
    (item["id"], int(status))
    for item in CONTRACT["operations"]
    for status, name in item["responses"].items()
    if name is not None
]
VALUES: list[object] = [None, {"success": 1}, [], 1, {"success": 1, "errors": [{}], "keys": [{}], "event": {}}]


@pytest.mark.parametrize("value", VALUES)
def test_every_schema_judges_every_value(value: object) -> None:
    headers, body = ((b"content-type", b"application/json"),), json.dumps(value).encode()
    for operation, status in STATUSES:
        found = list(judged(operation, status, headers, body))
        assert found, (operation, status)
        assert all(it.code.startswith("response.") and it.message for it in found), (operation, status)
