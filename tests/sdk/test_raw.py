"""Requests to endpoints that the contract does not describe."""

import json
from typing import Any

import httpx
import pytest

from spkey_client import APIConnectionError, NotFoundError, _retry

from .conftest import Connect, Recorder, answer
from .listener import listening


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_retry, "FIRST_PAUSE", 0.0)


def test_a_request_carries_what_it_was_given_and_the_credential(connect: Connect) -> None:
    recorder = Recorder(200, {"ok": True})
    found = connect(recorder.transport)(
        lambda client: client.request(
            "patch", "/beta/locks/a%2Fb", query={"q": "a b", "n": [1, 2], "none": None}, json={"x": 1}
        )
    )
    assert (found.parsed, found.status_code) == ({"ok": True}, 200)
    request = recorder.request
    assert (request.method, request.url.raw_path) == ("PATCH", b"/beta/locks/a%2Fb?q=a%20b&n=1&n=2")
    assert json.loads(request.content) == {"x": 1}
    assert request.headers["content-type"] == "application/json"
    assert request.headers["x-api-key"] == "k"
    assert request.extensions["spkey_client.path_template"] == "/beta/locks/a%2Fb"


@pytest.mark.parametrize(
    ("arguments", "parsed"),
    [
        ({"json": [1, "a"]}, [1, "a"]),
        ({"text": "plain"}, "plain"),
        ({"content": b""}, None),
        ({"content": b"{}"}, {}),
        ({"content": b"\xff", "headers": {"Content-Type": "application/octet-stream"}}, "\N{REPLACEMENT CHARACTER}"),
    ],
)
def test_the_response_is_json_or_else_text_or_none(connect: Connect, arguments: Any, parsed: Any) -> None:
    use = connect(answer(200, **arguments))
    assert use(lambda client: client.request("GET", "/beta")).parsed == parsed


def test_an_error_is_the_error_of_its_status(connect: Connect) -> None:
    use = connect(answer(404, {"error": "NotFound", "message": "No such thing."}))
    with pytest.raises(NotFoundError, match="No such thing"):
        use(lambda client: client.request("GET", "/beta"))


@pytest.mark.parametrize(
    ("method", "options", "attempts"),
    [
        ("GET", {}, 3),
        ("head", {}, 3),
        ("OPTIONS", {}, 3),
        ("POST", {}, 1),
        ("DELETE", {}, 1),
        ("POST", {"idempotent": True}, 3),
        ("GET", {"max_retries": 0}, 1),
    ],
)
def test_only_safe_requests_and_those_called_idempotent_are_retried(
    connect: Connect, method: str, options: Any, attempts: int
) -> None:
    def cut(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        raise httpx.ReadError("cut")

    requests: list[httpx.Request] = []
    use = connect(httpx.MockTransport(cut), max_retries=2)
    with pytest.raises(APIConnectionError) as caught:
        use(lambda client: client.request(method, "/beta", **options))
    assert len(requests) == attempts
    assert caught.value.maybe_applied is (method in {"POST", "DELETE"})


@pytest.mark.parametrize(
    ("method", "path", "message"),
    [
        ("", "/beta", "method must be the name of an HTTP method"),
        ("GET /", "/beta", "method must be the name of an HTTP method"),
        *[
            ("GET", path, "path must begin with /")
            for path in ("", "beta", "//evil.example/", "/a?b=c", "/a#b", "/a b", "/ä", "/a/../b", "/%2e%2E/b", "/a\nb")
        ],
    ],
)
def test_a_method_or_path_that_cannot_be_sent_is_rejected(
    connect: Connect, method: str, path: str, message: str
) -> None:
    recorder = Recorder(200, {})
    with pytest.raises(ValueError, match=message):
        connect(recorder.transport)(lambda client: client.request(method, path))
    assert recorder.requests == []


def test_the_response_to_head_has_the_headers_of_a_body_and_no_body(connect: Connect) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 99\r\n\r\n"
    with listening(lambda _: head) as listener:
        found = connect(base_url=listener.url)(lambda client: client.request("HEAD", "/beta"))
    assert (found.parsed, found.headers["content-length"]) == (None, "99")


def test_extra_query_and_body_are_added_to_any_call(connect: Connect) -> None:
    recorder = Recorder(200, [])
    use = connect(recorder.transport)
    use(lambda client: client.request("POST", "/beta", query={"a": 1}, json={"x": 1, "y": 1}, extra_body={"y": 2}))
    use(lambda client: client.request("POST", "/beta", query={"a": 1}, extra_query={"b": [1, None, "ä"]}))
    use(lambda client: client.request("POST", "/beta", extra_body={"z": 1}))
    bodies, queries = zip(*((each.content, each.url.query) for each in recorder.requests), strict=True)
    assert bodies == (b'{"x":1,"y":2}', b"", b'{"z":1}')
    assert queries == (b"a=1", b"a=1&b=1&b=%C3%A4", b"")


def test_extra_body_needs_a_json_object(connect: Connect) -> None:
    recorder = Recorder(200, [])
    with pytest.raises(ValueError, match="takes no extra_body, because its body is not a JSON object"):
        connect(recorder.transport)(lambda client: client.request("POST", "/beta", json=[1], extra_body={"z": 1}))
    assert recorder.requests == []


@pytest.mark.parametrize("name", ["extra_query", "extra_body"])
@pytest.mark.parametrize("value", [[("a", 1)], {1: "a"}, None])
def test_extras_are_mappings(connect: Connect, name: str, value: Any) -> None:
    use = connect(Recorder(200, []).transport)
    with pytest.raises(TypeError, match=f"{name} must be a mapping with strings as names"):
        use(lambda client: client.request("POST", "/beta", **{name: value}))
